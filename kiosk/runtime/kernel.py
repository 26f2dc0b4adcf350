"""The kernel: one loop that decides, writes down, becomes, conducts and draws. It is the whole runtime."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hardware import words as w
from kiosk.domain import events as e
from kiosk.domain.activities import Activity, wanted
from kiosk.domain.checkout import decide
from kiosk.domain.facts import Fact, Head, JournalResumed
from kiosk.domain.history import replay
from kiosk.domain.money import Money, total
from kiosk.domain.presenting import present
from kiosk.domain.senses import notice
from kiosk.domain.states import Kiosk
from kiosk.domain.views import View
from kiosk.evidence.entries import JournalBroken

Written = Callable[[], None]
"""Called when all that an event made is on disk."""


class Writes(Protocol):
    """Where facts are kept (the journal)."""

    def append(self, facts: tuple[Fact, ...], at: int, utc_offset: int = 0) -> tuple[Head, ...]: ...


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
        self._unheard: list[tuple[str, w.Word]] = []

    @property
    def kiosk(self) -> Kiosk:
        return self._kiosk

    @property
    def _broken(self) -> str:
        """Why nothing can be written; empty when all is well."""
        return self._kiosk.sees.journal_broken

    def handle(self, event: e.Event, written: Written = _nothing) -> None:
        """One event. What the journal cannot take now is kept, in order, and tried again at every tick of the clock."""
        if self._broken and isinstance(event, e.ClockTicked):
            self._try_again()
        if self._broken and isinstance(event, e.DeviceEvent):
            self._keep(event, written)
        else:
            self._try(event, written)
        self._show()
        self._tell_players()

    def heard(self, name: str, word: w.Word, events: tuple[e.Event, ...], written: Written = _nothing) -> None:
        """A device's word and what it means; players answer after it is on disk."""
        for event in events:
            self.handle(event, written)
        self._unheard.append((name, word))
        self._tell_players()

    def _tell_players(self) -> None:
        """Words of devices, once what they mean is on disk: a player must not act on what may be forgotten."""
        while self._unheard and not self._unwritten:
            self._conductor.heard(*self._unheard.pop(0))

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
        facts = decide(seen, event)
        self._kiosk = self._written(facts, seen) if facts else seen

    def _written(self, facts: tuple[Fact, ...], kiosk: Kiosk) -> Kiosk:
        """The kiosk after these facts, which are on disk, with the heads of their seals."""
        heads = self._journal.append(facts, kiosk.sees.now, kiosk.sees.utc_offset)
        kiosk = replay(facts, kiosk)
        for head in heads:
            kiosk = notice(kiosk, e.Sealed(head.chain, head.number, head.signature))
        return kiosk

    def _show(self) -> None:
        self._conductor.conduct(wanted(self._kiosk))
        self._draw(present(self._kiosk))

    def _keep(self, event: e.Event, written: Written) -> None:
        """News about money and devices waits in order; touches are lost on purpose."""
        if isinstance(event, e.ClockTicked):
            self._kiosk = notice(self._kiosk, event)  # the next tick decides the same again
        elif isinstance(event, e.DeviceEvent):
            self._unwritten.append((event, written))
            self._kiosk = notice(self._kiosk, e.JournalBroke(self._broken, self._waiting()))

    def _try_again(self) -> None:
        resumed: tuple[Fact, ...] = (JournalResumed(self._broken),)
        try:
            self._kiosk = self._written(resumed, self._kiosk)
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
