"""What is a removal by the customer, and what staff decided: one meaning for the books and for the morning page."""

from __future__ import annotations

from kiosk.domain import facts as f
from kiosk.domain.facts import Fact


def is_removal(fact: Fact) -> bool:
    """Did the customer take something out again?"""
    match fact:
        case f.LineRemoved(by=by):
            return not by
        case f.QuantityChanged(_, before, after, by):
            return after < before and not by
        case _:
            return False


def is_override(fact: Fact) -> bool:
    """Did staff decide what is sold, or for how much?"""
    match fact:
        case f.LineRemoved(by=by) | f.QuantityChanged(by=by):
            return bool(by)
        case f.LinePriced() | f.DoubtSettled(outcome="released"):
            return True
        case _:
            return False
