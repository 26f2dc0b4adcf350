"""A signal tower: when to tell it which lamps are lit, when it is lost. The same for every dialect."""

from __future__ import annotations

from typing import Protocol

from hardware.wire import NEVER
from hardware.words import Command, Fault, Health, Lamp, Lost, Ready, SwitchLights, Word

AT_ONCE = -NEVER
BLINK_SECONDS = 0.5  # on, then as long off
REFRESH_SECONDS = 10.0  # a tower that lost its power meanwhile is put right, and one that answers is known to be there
ANSWER_SECONDS = 0.5
AGAIN_SECONDS = 1.0  # after an answer that did not come or cannot be read
MISSES_MAX = 3  # in a row, before the tower is lost
ANSWER_SIZE_MAX = 64  # bytes


class Dialect(Protocol):
    """What is different from tower to tower."""

    line: str
    """What it must be set to, in words for a technician."""

    pace_seconds: float
    """From one message to the next."""

    blinks_max: int
    """After so many the lamp stays on; 0: it may blink for ever."""

    def show(self, lit: frozenset[Lamp]) -> tuple[bytes, ...]:
        """The messages that light these lamps and put out the others; each is sent when the one before was heard."""

    def understood(self, message: bytes, arrived: bytes) -> bool | None:
        """Was this message heard, by what arrived since? None: more must come. A tower that never answers: True."""


class Tower:
    """A tower on any link. Takes SwitchLights; the driver blinks by itself, so every make blinks alike.

    What is to be shown is remembered, and told anew over every new link.
    """

    wants_link = True

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._shown = SwitchLights()
        self._is_open = False
        self._is_bright = True  # the half of a blink in which the lamp is on
        self._flips = 0
        self._flip_at = NEVER
        self._is_new = True  # what is to be shown has not begun to blink yet
        self._queue: list[bytes] = []
        self._awaited = b""
        self._arrived = bytearray()
        self._heard = False
        self._deadline = NEVER
        self._due = AT_ONCE
        self._misses = 0
        self._garbled = False
        self._health: Health | None = None
        self._words: list[Word] = []

    @property
    def next_tick(self) -> float:
        if not self._is_open:
            return NEVER
        if self._awaited:
            return AT_ONCE if self._heard or self._garbled else self._deadline
        return self._due

    def opened(self) -> None:
        self._is_open = True
        self._forget()

    def closed(self, reason: str) -> None:
        self._is_open = False
        self._forget()

    def ask(self, command: Command) -> None:
        if not isinstance(command, SwitchLights):
            raise TypeError(f"a signal tower cannot {command!r}")
        if command != self._shown:
            self._shown = command
            self._is_new = True
            self._queue.clear()
            if not self._misses:
                self._due = AT_ONCE

    def receive(self, data: bytes) -> list[Word]:
        if self._awaited and not self._heard and not self._garbled:
            self._arrived += data
            understood = self._dialect.understood(self._awaited, bytes(self._arrived))
            self._heard = understood is True
            self._garbled = understood is False or len(self._arrived) > ANSWER_SIZE_MAX
        words, self._words = self._words, []
        return words

    def tick(self, now: float) -> bytes:
        if not self._is_open:
            return b""
        if self._awaited and (self._garbled or (now >= self._deadline and not self._heard)):
            self._miss(now)
        elif self._heard:
            self._done(now)
        if self._awaited or now < self._due:
            return b""
        if not self._queue:
            self._begin(now)
        return self._send(now)

    def _begin(self, now: float) -> None:
        """A round: what is lit now."""
        if self._is_new:
            self._is_new = False
            self._is_bright, self._flips = True, 0
            self._flip_at = now + BLINK_SECONDS if self._shown.blinking else NEVER
        elif now >= self._flip_at:
            self._is_bright, self._flips = not self._is_bright, self._flips + 1
            tired = self._dialect.blinks_max and self._flips >= 2 * self._dialect.blinks_max
            self._flip_at = NEVER if tired else now + BLINK_SECONDS
        lit = self._shown.lit if self._is_bright else self._shown.lit - self._shown.blinking
        self._queue = list(self._dialect.show(lit))

    def _send(self, now: float) -> bytes:
        message = self._queue.pop(0)
        self._arrived.clear()
        if self._dialect.understood(message, b""):
            self._done(now)
        else:
            self._awaited, self._deadline = message, now + ANSWER_SECONDS
        return message

    def _done(self, now: float) -> None:
        """The message was heard."""
        self._awaited, self._heard = b"", False
        if self._queue:
            self._due = now + self._dialect.pace_seconds
            return
        self._misses = 0
        self._tell(Ready())
        next_round = now + self._dialect.pace_seconds
        self._due = next_round if self._is_new else max(min(self._flip_at, now + REFRESH_SECONDS), next_round)

    def _miss(self, now: float) -> None:
        why = "its answers cannot be read" if self._garbled else "it is silent"
        self._awaited, self._garbled = b"", False
        self._queue.clear()
        self._misses += 1
        self._due = now + AGAIN_SECONDS
        if self._misses >= MISSES_MAX and not isinstance(self._health, Lost):
            self._tell(Lost(Fault.NO_ANSWER, f"{why}; it must be {self._dialect.line}"))

    def _forget(self) -> None:
        """Another life of the link: it is not known what the tower shows."""
        self._queue.clear()
        self._awaited, self._heard, self._garbled = b"", False, False
        self._arrived.clear()
        self._due = AT_ONCE
        self._misses = 0
        self._health = None

    def _tell(self, health: Health) -> None:
        if health != self._health:
            self._health = health
            self._words.append(health)
