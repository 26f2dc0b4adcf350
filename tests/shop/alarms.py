"""Which alarms the kiosk has a reason for: every other one is false, and one that does not come is missed."""

from __future__ import annotations

from kiosk.domain import facts as f
from kiosk.domain.facts import Fact

WRONG_SECONDS_MAX = 370 * 24 * 3600
"""A clock that is wrong by more than this must never have sold anything."""


class Alarms:
    """Hears every fact that reaches the disk, in every history."""

    def __init__(self) -> None:
        self.rollbacks = self.witnesses = 0  # how many the journal that is in place must tell of
        self._receipts: set[tuple[bool, int]] = set()
        self._clock = False  # was the clock turned since it was right and believed?

    def clock_turned(self) -> None:
        """Doubts are in order from now on."""
        self._clock = True

    def clock_trusted(self) -> None:
        """The clock is right and the kiosk knows: no doubt is in order any more."""
        self._clock = False

    def written(self, facts: tuple[Fact, ...], now: int) -> None:
        """These facts are on disk. `now`: true UTC seconds."""
        for fact in facts:
            match fact:
                case f.SaleCompleted():
                    number = fact.training, fact.receipt
                    assert number not in self._receipts, f"receipt {fact.receipt} was given twice"
                    self._receipts.add(number)
                case f.SaleStarted(at=at):
                    assert abs(at - now) < WRONG_SECONDS_MAX, f"sold by a clock that is wrong by {at - now} seconds"
                case f.ClockDoubted():
                    assert self._clock, f"the clock was right, and yet: {fact}"
                case _:
                    pass

    def heard(self, rollbacks: int, witnesses: int) -> None:
        """What the journal tells of, at the end of a day."""
        assert rollbacks == self.rollbacks, f"{self.rollbacks} older journals were put back, {rollbacks} were seen"
        assert witnesses == self.witnesses, f"{self.witnesses} witnesses were lost, {witnesses} were missed"
