"""What can be paid with now: terminals and machines that answer, and the coins and notes whose change is certain.

From the health of every device follows which means remain (`means`); what customers and staff read follows from that.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain import limits
from kiosk.domain.basket import Sale
from kiosk.domain.cash import NOTES_FROM, Slot, acceptable
from kiosk.domain.money import Money
from kiosk.domain.states import Kiosk
from kiosk.domain.stock import is_coin, is_short

UNFIT = frozenset(
    {
        "jam", "fraud", "payout_out_of_service", "cashbox_removed", "counts_in_doubt", "wrong_currency", "key_refused",
        "note_in_bezel", "device_full",
    }
)  # fmt: skip
"""With one of these a machine answers, and may finish what it owes; but nothing more is promised in its name."""


@dataclass(frozen=True, slots=True)
class Means:
    """What remains. `notes`, `coins`: they are taken here; `change`: and usually change is given."""

    card: bool
    notes: bool
    coins: bool
    change: bool
    paper: bool
    scale: bool
    camera: bool
    scanner: bool

    @property
    def cash(self) -> bool:
        return self.notes or self.coins

    @property
    def reads(self) -> bool:
        """Can a code be read at all?"""
        return self.camera or self.scanner


def means(kiosk: Kiosk) -> Means:
    """What remains, by the health of every device now."""
    held = offerable(kiosk)
    return Means(
        card=usable(kiosk, e.Role.CARD),
        notes=any(not is_coin(value) for _, value in held),
        coins=any(is_coin(value) for _, value in held),
        change=bool(held) and not is_short(kiosk.shop.stock, held),
        paper=usable(kiosk, e.Role.PRINTER),
        scale=usable(kiosk, e.Role.SCALE),
        camera=usable(kiosk, e.Role.CAMERA),
        scanner=usable(kiosk, e.Role.SCANNER),
    )


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


def offerable(kiosk: Kiosk) -> dict[Slot, int]:
    """What may be promised to a customer: of machines that can take and pay."""
    return available(kiosk, frozenset(name for name, device in kiosk.sees.devices.items() if device.fault in UNFIT))


def card_offered(kiosk: Kiosk, sale: Sale) -> bool:
    """May the card pay what remains, and is there a terminal?"""
    return usable(kiosk, e.Role.CARD) and not limits.card_refused(kiosk.shop.limits, sale)


def cash_offer(kiosk: Kiosk, sale: Sale) -> frozenset[Slot]:
    """Which coins and notes may be taken now: those whose change, and whose refund, is certain, within the limits."""
    held = offerable(kiosk)
    machines_of_notes = {machine for machine, value in held if value >= NOTES_FROM}
    coins = {slot for slot in held if slot[1] < NOTES_FROM}
    offered = coins | {(machine, value) for machine in machines_of_notes for value in kiosk.shop.notes_accepted}
    allowed = [slot for slot in offered if limits.may_be_put_in(kiosk.shop.limits, sale, slot[1])]
    return acceptable(held, allowed, sale.cash_kept, sale.balance, _boxed(kiosk, held))


def _boxed(kiosk: Kiosk, held: dict[Slot, int]) -> frozenset[Slot]:
    """What goes to the cashbox as it comes in."""
    routes, boxed = kiosk.till.vault.routes, kiosk.sees.boxed
    return frozenset(
        (machine, value)
        for machine, value in held
        if value in boxed.get(machine, ()) or value not in routes.get(machine, (value,))
    )


def exact_only(offer: frozenset[Slot], due: Money) -> bool:
    """True when nothing that is worth more than what is due may be put in."""
    return not any(value > due.cents for _, value in offer)
