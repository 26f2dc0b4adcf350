"""The charity round-up: one touch before anything is paid, one touch to undo it. It is no revenue, and no VAT."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import NonItem, NonItemKind, Sale
from kiosk.domain.facts import Fact
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.states import Kiosk

EURO = 100


def offered(kiosk: Kiosk, sale: Sale) -> Money:
    """What is missing to the next euro; NOTHING when nothing is offered."""
    if not kiosk.shop.charity or sale.training or sale.paid_anything or not sale.lines or given(sale):
        return NOTHING
    return Money(-sale.to_pay.cents % EURO)


def given(sale: Sale) -> tuple[NonItem, ...]:
    """The donation in this sale: empty or one."""
    return tuple(other for other in sale.others if other.kind is NonItemKind.DONATION)


def pressed(kiosk: Kiosk, sale: Sale, event: e.RoundUpPressed | e.RoundUpUndone) -> tuple[Fact, ...]:
    """The customer decides."""
    match event:
        case e.RoundUpPressed() if offered(kiosk, sale):
            return (f.NonItemAdded(NonItemKind.DONATION, kiosk.shop.charity, offered(kiosk, sale)),)
        case e.RoundUpUndone() if not sale.paid_anything:
            return undone(sale)
        case _:
            return ()


def is_stale(sale: Sale) -> bool:
    """Does a donation no longer round anything up, because the basket has changed?"""
    return bool(given(sale)) and (not sale.lines or (not sale.paid_anything and sale.to_pay.cents % EURO != 0))


def undone(sale: Sale) -> tuple[Fact, ...]:
    """No donation after all."""
    return tuple(f.NonItemRemoved(each.kind, each.reference, each.amount) for each in given(sale))
