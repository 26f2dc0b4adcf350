"""Rules about staff: who may come, what they may settle. Every step is a fact with a name on it."""

from __future__ import annotations

from kiosk.domain import (
    bagging,
    care,
    cashier,
    charging,
    control,
    enrolling,
    overseeing,
    parking,
    paying,
    pricing,
    putting_by,
    refunding,
    returning,
    tendering,
    wishing,
)
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import WISHES, Sale
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.permitting import permitted
from kiosk.domain.scanning import approved
from kiosk.domain.states import (
    Attended,
    Attract,
    Cancelling,
    Closed,
    Kiosk,
    Refunding,
    RefundingCard,
    Shopping,
    TakingCard,
    payout,
    sale_of,
)
from kiosk.domain.tax import Rate

Facts = tuple[Fact, ...]

AUTO_LOCK_SECONDS = 120
FREE_TRIES = 3
DELAY_SECONDS_FIRST = 5
LOCKED_TRIES = 10
LOCKED_SECONDS = 900
LEFT = frozenset({Reason.HELP, Reason.PRICE, Reason.LEFT_BEHIND, Reason.ARTICLES})
"""Calls that end with the visit: staff have been here."""

SEEN = frozenset({Reason.GIVEN_LATE, Reason.BOXED})
"""Calls about what the kiosk can only tell."""


def locked_seconds(kiosk: Kiosk) -> int:
    """How long the PIN keypad stays dead: two tries are free, then 5 s, doubling, and from the tenth on 15 minutes.

    Wrong PINs are facts, so a restart forgets none; it begins the wait anew and never shortens it.
    """
    tries = kiosk.till.wrong_pins
    if tries < FREE_TRIES:
        return 0
    delay = LOCKED_SECONDS if tries >= LOCKED_TRIES else DELAY_SECONDS_FIRST << (tries - FREE_TRIES)
    # Not by the clock: set forward it would open the keypad, set back close it to whom has to confirm the clock.
    return max(0, delay - (kiosk.sees.elapsed - kiosk.sees.pin_wrong_at))


def at_the_keypad(kiosk: Kiosk, event: e.AttendantIdentified | e.PinWrong) -> Facts:
    """A PIN was typed."""
    match event:
        case e.PinWrong():
            return (f.PinRefused(kiosk.sees.now),)
        case e.AttendantIdentified(attendant, grade) if not isinstance(kiosk.state, Attended):
            if locked_seconds(kiosk):
                return ()
            return (f.AttendantArrived(attendant, grade),)
        case _:
            return ()


def help_wanted(kiosk: Kiosk) -> Facts:
    """The help button, in any state."""
    return () if kiosk.called(Reason.HELP) else (f.AttendantCalled(Reason.HELP),)


def attended(kiosk: Kiosk, visit: Attended, event: e.Event) -> Facts:
    """What the attendant presses, as far as it is theirs to press."""
    return _pressed(kiosk, visit, event) if permitted(kiosk, visit, event) else ()


def _pressed(kiosk: Kiosk, visit: Attended, event: e.Event) -> Facts:  # noqa: C901 - one case a button
    match event:
        case e.AttendantDonePressed():
            return _leave(kiosk, visit)
        case e.OwedSettledPressed():
            return _owed(kiosk, visit)
        case e.CardSettledPressed(charged):
            return _card_settled(kiosk, visit, charged)
        case e.CardRefundedPressed() | e.CardGiveBackPressed() | e.CreditNotePressed():
            return refunding.attended(kiosk, visit, event)
        case e.CallSeenPressed(reason) if reason in SEEN and kiosk.called(reason):
            return (f.CallResolved(reason),)
        case e.ReturnPressed():
            return returning.begun(kiosk, visit)
        case e.TakeUpPressed() | e.AsideClearedPressed():
            return parking.attended(kiosk, visit, event)
        case e.ShelfClearedPressed():
            return (f.ShelfCleared(visit.by),) if kiosk.till.shelf else ()
        case e.TryAgainPressed() | e.BrightnessPressed() | e.VolumePressed() | e.RestartPressed():
            return care.attended(kiosk, visit, event)
        case e.OpenPressed() | e.ClosePressed():
            return _opened_or_closed(visit, event)
        case (
            e.ClockConfirmedPressed()
            | e.RollbackAcceptedPressed()
            | e.CloseDayPressed()
            | e.TrainingPressed()
            | e.TicketFound()
        ):
            return overseeing.overseen(kiosk, visit, event)
        case e.EntryWritten() | e.DismissPressed() | e.RecoverySeenPressed():
            return enrolling.pressed(kiosk, visit, event)
        case _ if payout(kiosk.state):
            return ()
        case (
            e.FillPressed()
            | e.FillDonePressed()
            | e.CollectPressed()
            | e.CollectStopPressed()
            | e.CountConfirmed()
            | e.RecountPressed()
        ):
            return cashier.at_the_machines(kiosk, visit, event)
        case _:
            return _on_the_sale(kiosk, visit, event)


def _opened_or_closed(visit: Attended, event: e.OpenPressed | e.ClosePressed) -> Facts:
    match event, visit.under:
        case e.OpenPressed(), Closed():
            return (f.KioskOpened(visit.by),)
        case e.ClosePressed(), Attract():
            return (f.KioskClosed(visit.by),)
        case _:
            return ()


def _leave(kiosk: Kiosk, visit: Attended) -> Facts:
    over = LEFT if sale_of(kiosk.own) else LEFT | {Reason.CHECK}
    resolved = tuple(f.CallResolved(call.reason) for call in visit.calls if call.reason in over)
    return (*resolved, *cashier.left_alone(kiosk, visit.by), f.AttendantLeft(visit.by))


def _owed(kiosk: Kiosk, visit: Attended) -> Facts:
    for call in visit.calls:
        if call.reason is Reason.OWED:
            return (f.CallResolved(Reason.OWED), f.OwedSettled(call.amount, visit.by))
        if call.reason is Reason.PAYOUT_STUCK:
            return _settle_stuck(kiosk, visit)
    return ()


def _settle_stuck(kiosk: Kiosk, visit: Attended) -> Facts:
    """The machine is gone in mid-payout and staff gave the rest by hand, after looking into the tray."""
    for running in payout(kiosk.state):
        return (
            f.PayoutFellShort(running.id, running.paid, running.missing),
            f.CallResolved(Reason.PAYOUT_STUCK),
            f.OwedSettled(running.missing, visit.by),
        )
    return ()


def _card_settled(kiosk: Kiosk, visit: Attended, charged: Money) -> Facts:
    match kiosk.own:
        case TakingCard(_, attempt, amount, unknown=True) | RefundingCard(_, attempt, amount, unknown=True) if (
            NOTHING <= charged <= amount
        ):
            return (f.CallResolved(Reason.CARD_UNKNOWN), f.CardOutcomeSettled(attempt, charged, visit.by))
        case _:
            return ()


def _on_the_sale(kiosk: Kiosk, visit: Attended, event: e.Event) -> Facts:  # noqa: C901 - one case a button
    for sale in sale_of(kiosk.own):
        if isinstance(kiosk.own, TakingCard):
            return charging.waiting(kiosk.own, event)  # the terminal is charging this very amount
        if isinstance(kiosk.own, Refunding | RefundingCard):
            return returning.stopped(kiosk) if isinstance(event, e.CancelPressed) else ()
        if not paying.may_cancel(sale):
            return ()  # a part of a voucher was paid out
        match event:
            case e.AgeApprovePressed() if sale.age_needed:
                return (f.AgeChecked(sale.age_needed, approved=True, by=visit.by),)
            case e.AgeRefusePressed() if sale.age_needed:
                return _too_young(sale, visit.by)
            case e.RemovePressed(number) if sale.has_line(number):
                line = sale.line(number)
                void = f.LineRemoved(number, line.amount, visit.by, "void")
                gone = (*wishing.dropped(sale, line), *(putting_by.removed(line) or (void,)))
                return (*gone, *tendering.undone(sale))
            case e.OrderPressed() | e.AccountPressed():
                return putting_by.attended(kiosk, sale, visit.by, event)
            case e.CancelPressed() if not isinstance(kiosk.own, Cancelling):
                return (f.CancelBegun(visit.by),)
            case e.RefusePressed(number) if sale.has_exception(number):
                return (f.DoubtSettled(number, "refused", visit.by),)
            case e.VoucherTakenPressed() | e.VoucherRefusedPressed():
                return tendering.attended(kiosk, sale, visit, event)
            case e.ParkPressed() if isinstance(kiosk.own, Shopping):
                return parking.parked(kiosk, sale)
            case e.ApprovePressed(number) if sale.has_exception(number) and sale.exception(number).doubt in WISHES:
                return approved(kiosk, sale, sale.exception(number), visit.by)
            case e.ApprovePressed(number) if any(each.number == number for each in bagging.asked(sale)):
                return bagging.accepted(kiosk, sale, visit.by)
            case e.RescanPressed() if bagging.asked(sale) and isinstance(kiosk.own, Shopping):
                return bagging.rescanned(sale, visit.by)
            case e.CheckSeenPressed() | e.RescanPressed():
                return control.attended(kiosk, visit, sale, event)
            case e.DiscountPressed() | e.PricePressed():
                return pricing.attended(kiosk, visit, sale, event)
            case e.ReleasePressed() if isinstance(kiosk.own, Shopping):
                return _release(kiosk, sale, event, visit.by)
            case _:
                return ()
    return ()


def _too_young(sale: Sale, by: str) -> Facts:
    checked = f.AgeChecked(sale.age_needed, approved=False, by=by)
    too_young = tuple(line for line in sale.lines if line.minimum_age > sale.age_approved)
    orders = dict.fromkeys(line.order for line in too_young if line.order)  # half an order is none
    goods = (line for line in too_young if not line.order)
    removed = (f.LineRemoved(line.number, line.amount, by, "too_young") for line in goods)
    return (checked, *map(f.OrderLeft, orders), *removed)


def _release(kiosk: Kiosk, sale: Sale, event: e.ReleasePressed, by: str) -> Facts:
    rates = dict(kiosk.shop.departments)
    if not any(each.number == event.exception for each in sale.questions) or event.department not in rates:
        return ()
    if not NOTHING <= event.price <= pricing.PRICE_MAX:
        return ()
    doubted = sale.exception(event.exception)
    if doubted in bagging.asked(sale):
        return ()
    return (
        f.DoubtSettled(event.exception, "released", by),
        f.ItemAdded(
            sale.last_line + 1,
            doubted.code,
            doubted.name or event.department,
            event.department,
            1,
            0,
            event.price,
            event.price,
            Rate(rates[event.department]),
            meal=event.department in kiosk.shop.meal.departments,
        ),
    )
