"""What facts make of vouchers, and of what is paid besides the lines."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from kiosk.domain import facts as f
from kiosk.domain.basket import NonItem, Sale, Tender
from kiosk.domain.states import ImpossibleHistory

Item = TypeVar("Item", Tender, NonItem)


def tendered(sale: Sale, fact: f.TenderTaken | f.TenderReturned | f.NonItemAdded | f.NonItemRemoved) -> Sale:
    """The sale after it. ImpossibleHistory when what goes was never there."""
    match fact:
        case f.TenderTaken(kind, reference, amount, by, left):
            return replace(sale, tenders=(*sale.tenders, Tender(kind, reference, amount, by, left)))
        case f.TenderReturned():
            return replace(sale, tenders=_without(sale.tenders, fact))
        case f.NonItemAdded(added, reference, amount):
            return replace(sale, others=(*sale.others, NonItem(added, reference, amount)))
        case f.NonItemRemoved():
            return replace(sale, others=_without(sale.others, fact))


def _without(paid: tuple[Item, ...], fact: f.TenderReturned | f.NonItemRemoved) -> tuple[Item, ...]:
    """Without the last one that says the same."""
    same = (fact.kind, fact.reference, fact.amount)
    for place in reversed(range(len(paid))):
        if (paid[place].kind, paid[place].reference, paid[place].amount) == same:
            return paid[:place] + paid[place + 1 :]
    raise ImpossibleHistory(f"{fact} takes back what was never there")
