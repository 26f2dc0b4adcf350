"""What an eSSP device was told to do with its money, from the order until its end is told."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.words import CashCounts, Collected, Fault, PaidOut, Pieces


@dataclass(slots=True)
class Payout:
    """Pieces for the customer. `asked` is None when somebody else ordered it."""

    asked: int | None = None
    reference: str = ""
    before: CashCounts | None = None
    is_under_way: bool = False
    """May an event tell of it? What the device says before it was ordered is about something else."""
    reported: int | None = None
    fault: Fault | None = None
    has_ended: bool = False
    was_interrupted: bool = False
    stirred_at: float = 0.0
    """When it moved last, or could not because a note waits to be taken."""

    def end_by_counts(self) -> None:
        """Its end was not seen, or it never began: only the counts tell what was paid."""
        self.has_ended = True
        self.was_interrupted = True

    def ended(self, after: CashCounts) -> PaidOut:
        """Its end, as the device told, but as its levels tell when the end was not seen."""
        paid = self._paid(after)
        is_whole = paid == self.asked or (self.asked is None and self.fault is None)
        return PaidOut(paid, None if is_whole else self.fault or Fault.NO_ANSWER, self.reference)

    def _paid(self, after: CashCounts) -> int:
        if self.before is None:
            return self.reported or 0
        left = value_of(self.before.recycler) - value_of(after.recycler)
        if self.reported is None:
            return max(0, left)
        if self.was_interrupted and _only_fell(self.before, after):
            return left
        return self.reported


@dataclass(slots=True)
class Collection:
    """Pieces for the cashbox. `rest`: the levels when all have gone, None when not known or never possible."""

    reference: str = ""
    rest: Pieces | None = None
    is_under_way: bool = False
    reported: int | None = None
    fault: Fault | None = None
    has_ended: bool = False
    is_in_doubt: bool = False
    """What the device moved is not what its levels lost."""
    stirred_at: float = 0.0

    def end_by_counts(self) -> None:
        """Its end was not seen, or it never began."""
        self.has_ended = True

    def ended(self, after: CashCounts) -> Collected:
        """Its end: only the levels tell whether all has gone."""
        if self.rest is None or value_of(after.recycler) > value_of(self.rest):
            return Collected(self.fault or Fault.NO_ANSWER, self.reference)
        return Collected(Fault.COUNTS_IN_DOUBT if self.is_in_doubt else None, self.reference)


def value_of(pieces: Pieces) -> int:
    """Cents."""
    return sum(value * count for value, count in pieces)


def without(held: Pieces, taken: Pieces) -> Pieces | None:
    """What is left of `held`; None when more is to be taken than there is."""
    left = dict(held)
    for value, count in taken:
        left[value] = left.get(value, 0) - count
    return None if min(left.values(), default=0) < 0 else tuple(sorted(left.items()))


def _only_fell(before: CashCounts, after: CashCounts) -> bool:
    """Did pieces leave the recycler for the customer only (none came in, none went to the cashbox)?"""
    levels = dict(after.recycler)
    fell = all(levels.get(value, 0) <= count for value, count in before.recycler)
    return fell and before.cashbox_pieces == after.cashbox_pieces
