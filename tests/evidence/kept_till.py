"""A customer's till whose facts go into a journal: real decisions, real entries and seals, no hardware."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kiosk.domain import events as e
from kiosk.domain.history import replay
from kiosk.domain.states import Kiosk
from kiosk.domain.views import View
from kiosk.evidence.journal import Journal
from tests.evidence.sealed import sealed_journal
from tests.flows.customer import BREAD, START, Till


@dataclass
class KeptTill(Till):
    """It goes on where its journal stands."""

    journal: Journal = field(kw_only=True)

    def __post_init__(self) -> None:
        self.facts = list(self.journal.facts())
        self.kiosk = replay(self.facts, Kiosk(self.shop))
        now = max(START, self.kiosk.till.clock)
        self.tell(e.ClockTicked(now), e.Booted("test", now), e.ClockTicked(now + 1))
        for name, role in (("notes", e.Role.CASH), ("coins", e.Role.CASH), ("card", e.Role.CARD)):
            self.tell(e.DeviceChanged(name, role, e.Condition.READY))
        self.count()

    def tell(self, *events: e.Event) -> View:
        for event in events:
            before = len(self.facts)
            super().tell(event)
            sees = self.kiosk.sees
            self.journal.append(self.facts[before:], sees.now, sees.utc_offset)
        return self.view

    def sell(self, count: int = 1) -> None:
        """Customers with one bread each, who pay by card and want no paper."""
        for _ in range(count):
            self.scan(BREAD)
            self.tell(e.PayPressed(), e.PayCardPressed())
            self.tap()
            self.tell(e.NoReceiptPressed(), e.DonePressed())

    def days(self, count: int) -> None:
        """The clock goes on for so many days; each is closed on the way."""
        for _ in range(count * 24):
            self.wait(3600)


def lived(path: Path, sales: int = 3) -> None:
    """A journal in which some bread was sold."""
    journal = sealed_journal(path)
    KeptTill(journal=journal).sell(sales)
    journal.close()
