"""How staff learn from afar what a kiosk is doing: one notice, which the light tower and the sound follow.

The colours are those of the field (UnifiedPOS: Lights, RemoteOrderDisplay): green sells, amber wants somebody, red is
money or out of order, dark is closed. A lamp that blinks waits for a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.domain import bagging
from kiosk.domain.events import Condition, Role
from kiosk.domain.facts import Reason
from kiosk.domain.means import means
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.sight import Sees
from kiosk.domain.states import (
    Attended,
    Attract,
    Cancelling,
    ChoosingPayment,
    Closed,
    Collecting,
    Filling,
    Kiosk,
    NeedsAttendant,
    Refunding,
    RefundingCard,
    TakingCard,
    TakingCash,
    sale_of,
)

STUCK_SECONDS = 60
"""A basket with something open for so long will want staff, though the customer has not called."""

RING_SECONDS = 30
RING_SECONDS_MAX = 600
"""After this long without anybody the lamp calls alone: nobody is in the shop."""

STUCK = "stuck"
"""The key, in Sees.since, of a basket with something open; a call has its reason."""


class Lamp(StrEnum):
    """A colour of the light tower."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Signal:
    """What a light tower shows. `lamp`: one, or none: dark; several only to try them."""

    lamp: tuple[Lamp, ...] = ()
    blinking: bool = False


DARK = Signal()  # closed
READY = Signal((Lamp.GREEN,))  # free, or selling
SOON = Signal((Lamp.AMBER,))  # nobody has called yet: a stuck basket, a device that is lost
WANTED = Signal((Lamp.AMBER,), blinking=True)  # a customer cannot go on alone
MONEY = Signal((Lamp.RED,), blinking=True)  # a customer waits for money, or nobody knows where it is
OUT_OF_ORDER = Signal((Lamp.RED,))  # nothing can be sold

EVERY_LAMP = Signal(tuple(Lamp))  # a test

SIGNALS: Mapping[Reason, Signal] = {
    Reason.HELP: WANTED,
    Reason.PRICE: WANTED,
    Reason.ARTICLES: WANTED,
    Reason.CHECK: WANTED,
    Reason.VOUCHER: WANTED,
    Reason.OWED: MONEY,
    Reason.CARD_UNKNOWN: MONEY,
    Reason.CARD_REFUND: MONEY,
    Reason.PAYOUT_STUCK: MONEY,
    Reason.CREDIT_NOTE: MONEY,
    Reason.GIVEN_LATE: MONEY,
    Reason.BOXED: MONEY,
    Reason.LEFT_BEHIND: MONEY,
    Reason.CLOCK: OUT_OF_ORDER,
    Reason.ROLLBACK: OUT_OF_ORDER,
}
URGENCY = (MONEY, OUT_OF_ORDER, WANTED)
"""Which of several calls the tower shows."""


class Doing(StrEnum):
    """What goes on at a kiosk."""

    FREE = "free"
    SHOPPING = "shopping"
    PAYING = "paying"
    LEAVING = "leaving"  # paid: a receipt, a goodbye
    CLOSED = "closed"
    BROKEN = "broken"  # nothing can be written


@dataclass(frozen=True, slots=True)
class StaffCall:
    """One reason why staff are wanted, since when (UTC seconds), and the money it is about."""

    reason: Reason
    since: int
    amount: Money = NOTHING


@dataclass(frozen=True, slots=True)
class StaffNotice:
    """A kiosk as staff see it from afar. `by`: who of them is there now; `amount`: the basket's."""

    kiosk: str
    doing: Doing
    signal: Signal
    calls: tuple[StaffCall, ...] = ()
    amount: Money = NOTHING
    by: str = ""


def notice_of(kiosk: Kiosk) -> StaffNotice:
    """What staff are told of this kiosk."""
    sees = kiosk.sees
    began = sees.now - sees.elapsed
    return StaffNotice(
        kiosk=kiosk.shop.till,
        doing=_doing(kiosk),
        signal=signal(kiosk),
        calls=tuple(
            StaffCall(call.reason, began + sees.since.get(call.reason, sees.elapsed), call.amount)
            for call in kiosk.calls
        ),
        amount=sum((sale.total for sale in sale_of(kiosk.own)), NOTHING),
        by=kiosk.state.by if isinstance(kiosk.state, Attended) else "",
    )


def signal(kiosk: Kiosk) -> Signal:
    """What the light tower shows. While staff are there nothing blinks."""
    if kiosk.sees.journal_broken:
        return OUT_OF_ORDER
    called = {SIGNALS[call.reason] for call in kiosk.calls}
    for shown in URGENCY:
        if shown in called:
            return replace(shown, blinking=shown.blinking and not isinstance(kiosk.state, Attended))
    if isinstance(kiosk.own, Closed | Filling | Collecting):
        return DARK
    left = means(kiosk)
    if not (left.card or left.cash) or not left.reads:
        return OUT_OF_ORDER
    return SOON if is_stuck(kiosk) or _is_something_lost(kiosk) else READY


def is_stuck(kiosk: Kiosk) -> bool:
    """Has something in the basket been open for long?"""
    sees = kiosk.sees
    return _has_something_open(kiosk) and sees.elapsed - sees.since.get(STUCK, sees.elapsed) >= STUCK_SECONDS


def watched(kiosk: Kiosk, sees: Sees) -> Sees:
    """What is seen at a tick of the clock: since when things are open, and whether it is time for a sound."""
    open_ = {str(call.reason) for call in kiosk.calls} | ({STUCK} if _has_something_open(kiosk) else set())
    open_ |= {bagging.AMISS} if bagging.is_amiss(kiosk) else set()
    since = {each: sees.since.get(each, sees.elapsed) for each in open_}
    if since != sees.since:
        sees = replace(sees, since=since)
    called = [since[call.reason] for call in kiosk.calls]
    if not isinstance(kiosk.state, NeedsAttendant) or sees.elapsed - max(called) > RING_SECONDS_MAX:
        return sees
    if sees.rings and max(called) <= sees.rang_at and sees.elapsed - sees.rang_at < RING_SECONDS:
        return sees
    return replace(sees, rings=sees.rings + 1, rang_at=sees.elapsed)


def _has_something_open(kiosk: Kiosk) -> bool:
    return any(sale.questions or sale.age_needed for sale in sale_of(kiosk.own))


def _is_something_lost(kiosk: Kiosk) -> bool:
    """A tower says nothing about itself."""
    return any(
        device.condition is Condition.LOST and device.fault != "starting" and device.role is not Role.LIGHTS
        for device in kiosk.sees.devices.values()
    )


def _doing(kiosk: Kiosk) -> Doing:
    if kiosk.sees.journal_broken:
        return Doing.BROKEN
    match kiosk.own:
        case Attract():
            return Doing.FREE
        case Closed() | Filling() | Collecting():
            return Doing.CLOSED
        case ChoosingPayment() | TakingCash() | TakingCard() | Cancelling() | Refunding() | RefundingCard():
            return Doing.PAYING
        case own:
            return Doing.SHOPPING if sale_of(own) else Doing.LEAVING
