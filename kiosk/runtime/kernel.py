"""The kernel: one loop that decides, writes down, becomes, conducts and draws. It is the whole runtime."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hardware import words as w
from kiosk.domain import events as e
from kiosk.domain.activities import Activity, wanted
from kiosk.domain.checkout import decide
from kiosk.domain.facts import Fact, JournalResumed
from kiosk.domain.history import replay
from kiosk.domain.money import Money, total
from kiosk.domain.presenting import present
from kiosk.domain.senses import notice
from kiosk.domain.states import Kiosk
from kiosk.domain.views import View
from kiosk.evidence.journal import JournalBroken

Written = Callable[[], None]
"""Called when all that an event made is on disk."""


class Writes(Protocol):
    """Where facts are kept (the journal)."""

    def append(self, facts: tuple[Fact, ...], at: int) -> None: ...


class Conducts(Protocol):
    """What makes the hardware do what is wanted (the conductor)."""

    def conduct(self, wanted: frozenset[Activity]) -> None: ...
    def heard(self, name: str, word: w.Word) -> None: ...


def _nothing() -> None:
    pass


class Kernel:
    """Handles one event after the other, in one thread. Nothing happens before it is on disk."""

    def __init__(self, kiosk: Kiosk, journal: Writes, conductor: Conducts, draw: Callable[[View], None]) -> None:
        self._kiosk = kiosk
        self._journal = journal
        self._conductor = conductor
        self._draw = draw
        self._unwritten: list[tuple[e.Event, Written]] = []

    @property
    def kiosk(self) -> Kiosk:
        return self._kiosk

    def handle(self, event: e.Event, written: Written = _nothing) -> None:
        """One event. What the journal cannot take now is kept, in order, and tried again at every tick of the clock."""
        if self._unwritten and self._must_wait(event):
            self._keep(event, written)
        else:
            self._try(event, written)
        if self._kiosk.sees.journal_broken and isinstance(event, e.ClockTicked):
            self._try_again()
        self._show()

    def heard(self, name: str, word: w.Word, events: tuple[e.Event, ...], written: Written = _nothing) -> None:
        """A device's word and what it means; players answer after it is on disk."""
        for event in events:
            self.handle(event, written)
        if not self._unwritten:
            self._conductor.heard(name, word)

    def _try(self, event: e.Event, written: Written) -> None:
        try:
            self._take(event)
        except JournalBroken as broken:
            self._keep(event, written)
            self._kiosk = notice(self._kiosk, e.JournalBroke(str(broken), self._waiting()))
        else:
            written()

    def _take(self, event: e.Event) -> None:
        seen = notice(self._kiosk, event)
        if facts := decide(seen, event):
            self._journal.append(facts, seen.sees.now)
        self._kiosk = replay(facts, seen)

    def _show(self) -> None:
        self._conductor.conduct(wanted(self._kiosk))
        self._draw(present(self._kiosk))

    def _must_wait(self, event: e.Event) -> bool:
        """While something is unwritten, news about money and devices queues behind it; touches are lost on purpose."""
        return isinstance(event, e.DeviceEvent) and not isinstance(event, e.ClockTicked)

    def _keep(self, event: e.Event, written: Written) -> None:
        if isinstance(event, e.DeviceEvent):
            self._unwritten.append((event, written))
            reason = self._kiosk.sees.journal_broken
            self._kiosk = notice(self._kiosk, e.JournalBroke(reason, self._waiting()))

    def _try_again(self) -> None:
        resumed: tuple[Fact, ...] = (JournalResumed(self._kiosk.sees.journal_broken),)
        try:
            self._journal.append(resumed, self._kiosk.sees.now)
            self._kiosk = replay(resumed, self._kiosk)
            while self._unwritten:
                event, written = self._unwritten[0]
                self._take(event)
                self._unwritten.pop(0)
                written()
        except JournalBroken as broken:
            self._kiosk = notice(self._kiosk, e.JournalBroke(str(broken), self._waiting()))
        else:
            self._kiosk = notice(self._kiosk, e.JournalMended())

    def _waiting(self) -> Money:
        return total(event.value * event.count for event, _ in self._unwritten if isinstance(event, e.CashStacked))
