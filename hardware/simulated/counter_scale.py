"""What simulated scales of every protocol have in common: a platter, a plug, a cable, and answers that go wrong."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass
from random import Random

from hardware.simulated.platter import Platter, Reading
from hardware.wire import NEVER

ANSWER_SECONDS = 0.02
LATE_SECONDS = 0.8  # longer than a till waits
HEARD_SIZE_MAX = 256  # bytes; what is beyond is lost, as from a small buffer


@dataclass(frozen=True, slots=True)
class Faults:
    """Probabilities, 0 to 1, for each answer: lost, one bit of it wrong, or late."""

    lose: float = 0.0
    damage: float = 0.0
    late: float = 0.0


class CounterScale(ABC):
    """An `Emulator`. `weighs_once`: a stable weight is told once, then only that nothing moved, until something does.

    `power_off` leaves the line open and silent; `unplug` takes the serial device away.
    """

    def __init__(
        self, platter: Platter | None = None, seed: int = 0, faults: Faults | None = None, weighs_once: bool = False
    ) -> None:
        self.platter = platter or Platter(seed)
        self.weighs_once = weighs_once
        self.faults = faults or Faults()
        self.heard = 0  # requests understood
        self.hangs_up = False
        self._dice = Random(seed)  # noqa: S311 - a simulation must be repeatable
        self._now = 0.0
        self._is_plugged_in = True
        self._is_powered = True
        self._buffer = bytearray()
        self._has_news = False
        self._answers: deque[tuple[float, bytes]] = deque()
        self._told_motion = -1  # the platter's motions when a stable weight was told last

    # hands

    def unplug(self) -> None:
        self._is_plugged_in = False

    def plug_in(self) -> None:
        self._is_plugged_in = True

    def power_off(self) -> None:
        """Everything is forgotten but what lies on the platter."""
        self._is_powered = False
        self._told_motion = -1
        self._buffer.clear()
        self._answers.clear()
        self._restart()

    def power_on(self) -> None:
        """What lies there within the zero range becomes zero, as on a real scale."""
        self._is_powered = True
        self.platter.set_zero()

    # Emulator

    @property
    def listening(self) -> bool:
        return self._is_plugged_in

    @property
    def next_tick(self) -> float:
        if not self._is_powered:
            return NEVER
        if self._has_news:
            return -NEVER
        answers_at = self._answers[0][0] if self._answers else NEVER
        return min(answers_at, self.platter.next_look)

    def connected(self) -> None:
        self._buffer.clear()
        self._answers.clear()

    def disconnected(self) -> None:
        self._buffer.clear()
        self._answers.clear()

    def receive(self, data: bytes) -> None:
        if self._is_powered:
            self._buffer += data
            del self._buffer[:-HEARD_SIZE_MAX]
            self._has_news = True

    def tick(self, now: float) -> bytes:
        self._now = now
        self.platter.look(now)
        if self._has_news:
            self._has_news = False
            self._answer()
        out = b""
        while self._answers and now >= self._answers[0][0]:
            out += self._answers.popleft()[1]
        return out

    def _answer(self) -> None:
        while self._buffer:
            answer = self._take(self._buffer)
            if answer is None:
                return
            if answer:
                self.heard += 1
                self._reply(answer)

    # for each protocol

    @abstractmethod
    def _take(self, buffer: bytearray) -> bytes | None:
        """Take one request, or one byte of nonsense, off the front; what to answer. None: more must come."""

    def _restart(self) -> None:  # noqa: B027 - not every protocol has something to forget
        """The power went away."""

    def _weigh(self) -> tuple[Reading, bool]:
        """What is shown, and whether it is told for the first time since something moved."""
        reading = self.platter.reading
        is_new = not self.platter.is_still or self._told_motion != self.platter.motions
        if self.platter.is_still:
            self._told_motion = self.platter.motions
        return reading, is_new

    def _reply(self, answer: bytes) -> None:
        if self._dice.random() < self.faults.lose:
            return
        if self._dice.random() < self.faults.damage:
            damaged = bytearray(answer)
            damaged[self._dice.randrange(len(damaged))] ^= 1 << self._dice.randrange(8)
            answer = self._through_parity(bytes(damaged), answer)
        seconds = LATE_SECONDS if self._dice.random() < self.faults.late else ANSWER_SECONDS
        self._answers.append((max(self._now + seconds, self._answers[-1][0] if self._answers else -NEVER), answer))

    def _through_parity(self, damaged: bytes, answer: bytes) -> bytes:
        """What the till's port makes of it: without parity nothing."""
        return damaged


class ParityScale(CounterScale):
    """On a line with parity the till's port sees one wrong bit, and hands over NUL in place of the character."""

    def _through_parity(self, damaged: bytes, answer: bytes) -> bytes:
        return bytes(0 if bad != good else good for bad, good in zip(damaged, answer, strict=True))
