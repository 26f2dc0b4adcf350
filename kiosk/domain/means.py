"""What can be paid with now: terminals and machines that answer, and the coins and notes whose change is certain."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.basket import Sale
from kiosk.domain.cash import Slot, acceptable
from kiosk.domain.money import Money
from kiosk.domain.states import Kiosk

NOTES_FROM = 500
"""The smallest note in cents: a machine that holds such values takes notes."""


def usable(kiosk: Kiosk, role: e.Role) -> bool:
    """Does a device of this role work, at least partly?"""
    return any(d.role is role and d.condition is not e.Condition.LOST for d in kiosk.sees.devices.values())


def machines_ready(kiosk: Kiosk) -> frozenset[str]:
    """Cash machines that answer and have told their counts since the start."""
    return frozenset(
        name
        for name, device in kiosk.sees.devices.items()
        if device.role is e.Role.CASH and device.condition is not e.Condition.LOST and name in kiosk.sees.counted
    )


def available(kiosk: Kiosk, without: frozenset[str] = frozenset()) -> dict[Slot, int]:
    """What can be paid out now, by machine and denomination."""
    ready = machines_ready(kiosk) - without
    return {slot: count for slot, count in kiosk.till.held.items() if slot[0] in ready and count >= 0}


def cash_offer(kiosk: Kiosk, sale: Sale) -> frozenset[Slot]:
    """Which coins and notes may be taken now: those whose change, and whose refund, is certain."""
    held = available(kiosk)
    machines_of_notes = {machine for machine, value in held if value >= NOTES_FROM}
    coins = {slot for slot in held if slot[1] < NOTES_FROM}
    offered = coins | {(machine, value) for machine in machines_of_notes for value in kiosk.shop.notes_accepted}
    return acceptable(held, offered, sale.cash_kept, sale.balance)


def exact_only(offer: frozenset[Slot], due: Money) -> bool:
    """True when nothing that is worth more than what is due may be put in."""
    return not any(value > due.cents for _, value in offer)
