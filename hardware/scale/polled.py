"""A scale that speaks when it is asked: when to ask, what to believe, when it is lost. The same for every dialect."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol

from hardware.wire import NEVER
from hardware.words import (
    BeginWeighing,
    Command,
    Degraded,
    EndWeighing,
    Fault,
    Health,
    Lost,
    Ready,
    Weight,
    WeightState,
    Word,
    ZeroScale,
)

AT_ONCE = -NEVER
PROBE_SECONDS = 2.0  # between looks at a scale nobody weighs on: a pulled cable is noticed
ANSWER_SECONDS = 0.5  # the slowest answer of a manual comes after 150 ms
LATE_SECONDS = 1.0  # how much later an answer may still come, before the next question is asked
SETTLE_SECONDS = 0.25  # of silence after a disturbance
SETTLE_SECONDS_MAX = 2.0  # for a line that never falls silent
MISSES_MAX = 3  # questions in a row without an answer to believe, before the scale is lost

NOT_READY = Weight(WeightState.NOT_READY)


class Damaged(Exception):  # noqa: N818 - it says what happened to the answer
    """What arrived is no answer to what was asked: nothing of it is believed."""


@dataclass(frozen=True, slots=True)
class Shows:
    """The scale has just told this."""

    weight: Weight


@dataclass(frozen=True, slots=True)
class Unmoved:
    """The scale says that nothing moved since it told a weight, and does not repeat it."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The scale is there; it said nothing of a weight."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """The scale answers, but cannot be weighed with as it is set up."""

    health: Degraded | Lost


Reading = Shows | Unmoved | Answers | Unfit
Dialogue = Generator[bytes, bytes, Reading]
"""Yields what to send, is sent each whole message that answers it, returns what was learnt. Damaged may be raised."""


class Dialect(Protocol):
    """What is different from protocol to protocol."""

    line: str
    """What the scale must be set to, in words for a technician."""

    pace_seconds: float
    """From one question about the weight to the next."""

    farewell: bytes
    """Sent when a dialogue is over."""

    def cut(self, arrived: bytes) -> bytes | None:
        """The whole message at the beginning of `arrived` (not empty); None: more must come. Damaged: no message."""

    def weigh(self, unit_price: int) -> Dialogue:
        """What lies there? `unit_price`: cents for a kilogram."""

    def probe(self) -> Dialogue:
        """Is it there?"""

    def zero(self) -> Dialogue | None:
        """Set to zero; None when this protocol cannot."""

    def forget(self) -> None:
        """Another weighing, or another life of the link: what was agreed with the scale no longer counts."""


class PolledScale:
    """A scale on any link. Takes BeginWeighing, EndWeighing and ZeroScale; tells each Weight when it changes.

    A weight stands only while the scale confirms it. A missing or damaged answer, bytes nobody asked for and a broken
    link withdraw it (NOT_READY), and the first good answer after that proves the line and no weight: it may be the
    late answer to an earlier question. A scale that says "unmoved" without repeating its weight confirms the one that
    was told in this weighing; never one of an earlier weighing, which was perhaps sold already. Such a scale is
    NOT_READY until the goods are lifted and put back.
    """

    wants_link = True

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._is_open = False
        self._price: int | None = None  # None: nobody weighs
        self._wants_zero = False
        self._dialogue: Dialogue | None = None
        self._begun_at = AT_ONCE
        self._deadline = NEVER  # for the answer
        self._begin_at = AT_ONCE  # the next dialogue
        self._out = b""
        self._arrived = bytearray()
        self._is_disturbed = False  # the line must fall silent; the coming tick says until when
        self._settle_until = NEVER  # NEVER: nothing has to settle
        self._settle_seconds = SETTLE_SECONDS
        self._is_doubtful = True
        self._misses = 0
        self._held: Weight | None = None  # what Unmoved confirms
        self._shown: Weight | None = None  # in this weighing
        self._health: Health | None = None
        self._is_unfit = False
        self._words: list[Word] = []

    @property
    def next_tick(self) -> float:
        if not self._is_open:
            return NEVER
        if self._out or self._is_disturbed:
            return AT_ONCE
        return self._deadline if self._dialogue else self._begin_at

    def opened(self) -> None:
        self._is_open = True
        self._forget()
        self._begin_at, self._settle_until = AT_ONCE, NEVER
        self._is_disturbed = False

    def closed(self, reason: str) -> None:
        self._is_open = False
        self._forget()
        self._withdraw()

    def ask(self, command: Command) -> None:
        match command:
            case BeginWeighing(unit_price):
                self._change_weighing(unit_price)
                if not self._is_open:
                    self._withdraw()
            case EndWeighing():
                self._change_weighing(None)
            case ZeroScale():
                self._wants_zero = self._is_open
            case _:
                raise TypeError(f"a scale cannot {command!r}")
        if self._settle_until == NEVER:
            self._begin_at = AT_ONCE

    def receive(self, data: bytes) -> list[Word]:
        if data and self._is_open:
            if self._dialogue is None or self._out:
                self._miss("it speaks without being asked")
            else:
                self._arrived += data
                self._hear(self._dialogue)
        words, self._words = self._words, []
        return words

    def tick(self, now: float) -> bytes:
        if not self._is_open:
            return b""
        if self._dialogue and not self._out and now >= self._deadline:
            self._miss("it is silent", LATE_SECONDS)
        if self._is_disturbed:
            self._settle(now)
        if self._dialogue is None and now >= self._begin_at:
            self._begin(now)
        out, self._out = self._out, b""
        if out:
            self._deadline = now + ANSWER_SECONDS
        return out

    # questions and answers

    def _begin(self, now: float) -> None:
        self._settle_until = NEVER
        self._dialogue = self._next_dialogue()
        self._begun_at = now
        self._out += next(self._dialogue)

    def _next_dialogue(self) -> Dialogue:
        wants_zero, self._wants_zero = self._wants_zero, False
        if wants_zero and (zero := self._dialect.zero()):
            return zero
        return self._dialect.probe() if self._price is None else self._dialect.weigh(self._price)

    def _hear(self, dialogue: Dialogue) -> None:
        try:
            message = self._dialect.cut(bytes(self._arrived))
            if message is None:
                return
            if len(message) < len(self._arrived):
                raise Damaged("more than was asked for")
            self._arrived.clear()
            self._out = dialogue.send(message)
        except StopIteration as end:
            self._finish(end.value)
        except Damaged:
            self._miss("its answers cannot be read")

    def _finish(self, reading: Reading) -> None:
        self._dialogue = None
        self._out = self._dialect.farewell
        self._misses = 0
        was_doubtful, self._is_doubtful = self._is_doubtful, False
        self._note_health(reading)
        if self._price is None:
            self._begin_at = self._begun_at + PROBE_SECONDS
            return
        # After a doubtful answer the true one may still be on its way: it has as long as any.
        self._begin_at = self._begun_at + (ANSWER_SECONDS if was_doubtful else self._dialect.pace_seconds)
        if not was_doubtful or isinstance(reading, Unfit):
            self._note_weight(reading)

    def _note_health(self, reading: Reading) -> None:
        match reading:
            case Unfit(health):
                self._is_unfit = True
                self._tell_health(health)
            case Shows(Weight(WeightState.STABLE | WeightState.ZERO)):
                self._is_unfit = False  # only now: a status says nothing of pounds
                self._tell_health(Ready())
            case _ if not self._is_unfit:
                self._tell_health(Ready())

    def _note_weight(self, reading: Reading) -> None:
        match reading:
            case Shows(weight):
                self._held = weight if weight.state in (WeightState.STABLE, WeightState.ZERO) else None
                self._show(weight)
            case Unmoved():
                self._show(self._held or NOT_READY)
            case Unfit():
                self._withdraw()

    # what goes wrong

    def _miss(self, why: str, settle_seconds: float = SETTLE_SECONDS) -> None:
        """An answer that did not come or cannot be believed; it counts once however long the disturbance lasts."""
        self._dialogue = None
        self._out = b""
        self._arrived.clear()
        self._is_doubtful = True
        self._withdraw()
        if not self._is_disturbed and self._settle_until == NEVER:
            self._misses += 1
            self._settle_seconds = settle_seconds
        self._is_disturbed = True
        silent = isinstance(self._health, Lost) and self._health.fault is Fault.NO_ANSWER
        if self._misses >= MISSES_MAX and not silent:
            self._is_unfit = False
            self._tell_health(Lost(Fault.NO_ANSWER, f"{why}; it must be set to {self._dialect.line}"))

    def _settle(self, now: float) -> None:
        self._is_disturbed = False
        if self._settle_until == NEVER:
            self._settle_until = now + SETTLE_SECONDS_MAX
            self._begin_at = now + self._settle_seconds
        else:
            self._begin_at = min(max(self._begin_at, now + SETTLE_SECONDS), self._settle_until)

    def _forget(self) -> None:
        """Another life of the link: nothing under way matters, nothing known is true."""
        self._dialogue = None
        self._out = b""
        self._arrived.clear()
        self._is_doubtful = True
        self._misses = 0
        self._wants_zero = False
        self._health = None
        self._is_unfit = False
        self._dialect.forget()

    # what is told

    def _change_weighing(self, unit_price: int | None) -> None:
        self._price = unit_price
        self._held = self._shown = None
        self._dialect.forget()
        if self._dialogue:
            self._is_doubtful = True  # asked before this weighing
        if isinstance(self._health, Degraded):
            self._is_unfit = False  # by something of that weighing alone, its price

    def _withdraw(self) -> None:
        self._held = None
        if self._price is not None:
            self._show(NOT_READY)

    def _show(self, weight: Weight) -> None:
        if weight != self._shown:
            self._shown = weight
            self._words.append(weight)

    def _tell_health(self, health: Health) -> None:
        if health != self._health:
            self._health = health
            self._words.append(health)
