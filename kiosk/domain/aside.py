"""Baskets that customers left before they paid anything: they wait here for staff until the day is closed."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import facts as f
from kiosk.domain.basket import Sale
from kiosk.domain.books import PeriodKind
from kiosk.domain.facts import Fact

ASIDES_KEPT = 6
"""Of more the oldest is forgotten: its goods stand in the journal."""


@dataclass(frozen=True, slots=True)
class Aside:
    """One of them. `at`: when it was left, UTC seconds."""

    sale: Sale
    at: int


def kept(asides: tuple[Aside, ...], fact: Fact, sale: Sale | None) -> tuple[Aside, ...]:
    """What waits after this fact; `sale`: the one that was open before it."""
    match fact:
        case f.SaleSetAside(at=at) if sale:
            return (*asides, Aside(sale, at))[-ASIDES_KEPT:]
        case f.SaleTakenUp(number) | f.AsideCleared(number):
            return tuple(each for each in asides if each.sale.number != number)
        case f.PeriodClosed(PeriodKind.DAY):
            return ()
        case _:
            return asides
