"""Rules about money: cash in and out, the card, and what follows by itself when an amount changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.domain import cashier, charging, donating, meals, putting_by, refunding, tendering
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import CardPayment, Sale
from kiosk.domain.books import worth as total_of
from kiosk.domain.cash import Pieces, Slot, change, most_payable, payable, worth
from kiosk.domain.counting import counted
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.means import available, card_offered, cash_offer, usable
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.states import (
    Attended,
    Cancelling,
    ChoosingPayment,
    ChoosingReceipt,
    Collecting,
    Completed,
    Filling,
    Kiosk,
    OfferingBags,
    Payout,
    Refunding,
    Shopping,
    TakingCash,
    Weighing,
    WeighingContainer,
    payout,
    sale_of,
)

Facts = tuple[Fact, ...]

STUCK_SECONDS = 20
"""How long a machine may be gone during a payout before staff are called."""

START_SECONDS = 60
"""How long a cash machine may take to start before the kiosk settles money without it."""

PASSING_FAULTS = frozenset({"link_lost", "no_answer", "starting"})
"""After these the same machine is asked again: it counts first, so nothing is paid twice."""

TRIES_MAX = 3

# What the customer presses


def choosing(kiosk: Kiosk, sale: Sale, event: e.Event) -> Facts:
    """While choosing how to pay."""
    match event:
        case e.PayCashPressed() | e.PayCardPressed() if sale.training and sale.lines:
            return (_trained(kiosk, sale, by_card=isinstance(event, e.PayCardPressed)),)
        case e.PayCashPressed() if sale.balance > NOTHING and cash_offer(kiosk, sale):
            return (f.CashPaymentStarted(sale.balance),)
        case e.PayCardPressed() if sale.balance > NOTHING and card_offered(kiosk, sale):
            return (charging.attempt(kiosk, sale),)
        case e.PayMealPressed() if can_charge_meals(kiosk, sale):
            return (charging.attempt(kiosk, sale, meal=True),)
        case e.VoucherShown():
            return tendering.choosing(kiosk, sale, event)
        case e.RoundUpPressed() | e.RoundUpUndone():
            return donating.pressed(kiosk, sale, event)
        case e.BackPressed() if not sale.paid_anything:
            return (*donating.undone(sale), f.ShoppingResumed())
        case e.CancelPressed() if may_cancel(sale):
            return (f.CancelBegun(),)
        case _:
            return ()


def can_charge_meals(kiosk: Kiosk, sale: Sale) -> bool:
    """May the terminal be asked for a meal voucher card now?"""
    allowed = kiosk.shop.meal.card and meals.day_allows(kiosk.shop, kiosk.sees) and not sale.training
    return allowed and usable(kiosk, e.Role.CARD) and meals.allowed(kiosk.shop, sale) > NOTHING


def may_cancel(sale: Sale) -> bool:
    """What was paid out of a voucher cannot be put back into it: such a sale is completed."""
    return sale.cash_kept >= NOTHING


def taking_cash(kiosk: Kiosk, sale: Sale, event: e.Event) -> Facts:
    """While the slot is open."""
    match event:
        case e.PayCardPressed() if sale.balance > NOTHING and card_offered(kiosk, sale):
            return (f.CashPaymentStopped(), charging.attempt(kiosk, sale))
        case e.BackPressed():
            return (f.CashPaymentStopped(),)
        case e.CancelPressed() if may_cancel(sale):
            return (f.CancelBegun(),)
        case _:
            return ()


# What the devices tell


def told(
    kiosk: Kiosk,
    event: e.CashStacked
    | e.CashCounted
    | e.PayoutEnded
    | e.CollectEnded
    | e.CardApproved
    | e.CardDeclined
    | e.CardUnknown,
) -> Facts:
    """News about money, whatever the state."""
    match event:
        case e.CashStacked():
            return (cashier.stacked(kiosk, event),)
        case e.CollectEnded():
            return cashier.collected(kiosk, event)
        case e.CashCounted():
            return counted(kiosk, event)
        case e.PayoutEnded():
            return _ended(kiosk, event)
        case _:
            return charging.told(kiosk, event)


def _ended(kiosk: Kiosk, event: e.PayoutEnded) -> Facts:
    """A machine is done. What it left unpaid is tried with other pieces, once; the rest is owed."""
    machine, fault = event.machine, event.fault
    for running in payout(kiosk.state):
        if event.payout != running.id:
            return ()  # the late end of a payout before this one
        if fault in PASSING_FAULTS and running.tries < TRIES_MAX:
            return (f.PayoutReplanned(running.id, "", fault, running.plan),)
        others = tuple(piece for piece in running.plan if piece[0] != machine)
        unpaid = running.missing - worth(others)
        if running.missing <= NOTHING or machine in running.tired or (unpaid <= NOTHING and not fault):
            return ()
        plan = _merged(others, _another_way(kiosk, running, machine, unpaid, others))
        return (f.PayoutReplanned(running.id, machine, fault, plan),)
    return ()


def _another_way(kiosk: Kiosk, running: Payout, machine: str, unpaid: Money, reserved: Pieces) -> Pieces:
    """By other machines if they can pay it all, else also with what else this one holds: other hoppers may work."""
    failed = running.without(machine)
    elsewhere = _plan(kiosk, unpaid, failed.tired | {machine}, reserved, failed.failed)
    if worth(elsewhere) == unpaid or machine in failed.tired:
        return elsewhere
    return _plan(kiosk, unpaid, failed.tired, reserved, failed.failed)


def short(running: Payout) -> Facts:
    """The rest is owed, and staff give it by hand."""
    missing = running.missing
    return (
        f.PayoutFellShort(running.id, running.paid, missing),
        f.AttendantCalled(Reason.OWED, missing),
    )


def _plan(
    kiosk: Kiosk,
    amount: Money,
    without: frozenset[str],
    reserved: Pieces = (),
    failed: frozenset[Slot] = frozenset(),
) -> Pieces:
    held: Mapping[Slot, int] = {slot: n for slot, n in available(kiosk, without).items() if slot not in failed}
    for machine, value, count in reserved:
        if (machine, value) in held:
            held = {**held, (machine, value): max(0, held[machine, value] - count)}
    return change(held, most_payable(held, amount))


def _merged(first: Pieces, second: Pieces) -> Pieces:
    counts: dict[Slot, int] = {}
    for machine, value, count in first + second:
        counts[machine, value] = counts.get((machine, value), 0) + count
    return tuple((machine, value, count) for (machine, value), count in counts.items())


def stuck(kiosk: Kiosk) -> Facts:
    """A machine has been gone for a while in the middle of a payout: staff are called, the payout waits."""
    for running in payout(kiosk.state):
        gone = (kiosk.sees.devices.get(machine) for machine, _, _ in running.plan)
        elapsed = kiosk.sees.elapsed
        lost = [d for d in gone if d and d.condition is e.Condition.LOST and elapsed - d.since >= STUCK_SECONDS]
        if lost and not kiosk.called(Reason.PAYOUT_STUCK):
            return (f.AttendantCalled(Reason.PAYOUT_STUCK, running.missing),)
    return ()


# What follows by itself


def consequence(kiosk: Kiosk) -> Facts:  # noqa: C901 - one case a consequence
    """The next thing that must be true now; empty when nothing follows."""
    for running in payout(kiosk.state):
        if running.missing <= NOTHING:
            return (f.PayoutFinished(running.id, running.paid),)
        return () if running.plan else short(running)
    if kiosk.called(Reason.PAYOUT_STUCK):
        return (f.CallResolved(Reason.PAYOUT_STUCK),)
    if _articles_are_clear(kiosk):
        return (f.CallResolved(Reason.ARTICLES),)
    if kiosk.called(Reason.VOUCHER) and not isinstance(kiosk.own, ChoosingPayment):
        return (f.CallResolved(Reason.VOUCHER),)
    if kiosk.called(Reason.OWED) or kiosk.called(Reason.ROLLBACK) or _still_counting(kiosk):
        return ()
    match kiosk.own:
        case (
            Shopping() | Weighing() | WeighingContainer() | OfferingBags() | ChoosingPayment() | TakingCash()
        ) as state if state.sale.training and state.sale.paid_anything:
            return (f.CancelBegun(),)  # real money has no place in training: it goes back
        case ChoosingPayment(sale) | TakingCash(sale) if donating.is_stale(sale):
            return donating.undone(sale)
        case ChoosingPayment(sale) | TakingCash(sale) if not sale.lines and not sale.others and may_cancel(sale):
            return (f.CancelBegun(),)
        case ChoosingPayment(sale) | TakingCash(sale) if back := tendering.overpaid(sale):
            return back
        case ChoosingPayment(sale) | TakingCash(sale) if sale.balance < NOTHING:
            return _change(kiosk, sale)
        case ChoosingPayment(sale) | TakingCash(sale) if sale.balance == NOTHING:
            return _ticket(kiosk, sale)
        case Cancelling(sale):
            return _give_back(kiosk, sale)
        case Refunding(sale):
            return _refund(kiosk, sale)
        case Collecting():
            return ()  # one thing at a time: what a machine pays and what it collects could not be told apart
        case Filling() if not isinstance(kiosk.state, Attended):
            return cashier.left_alone(kiosk)
        case ChoosingReceipt(done, tries=0, failed="") if done.sale.needs_paper and usable(kiosk, e.Role.PRINTER):
            return (f.ReceiptRequested(receipt_job(kiosk, done, 1)),)
        case state if not sale_of(state) and kiosk.till.stray > NOTHING:
            return _pay_out(kiosk, "stray", kiosk.till.stray)
        case _:
            return cashier.routed(kiosk)


def _articles_are_clear(kiosk: Kiosk) -> bool:
    return kiosk.called(Reason.ARTICLES) and not any(sale.questions or sale.age_needed for sale in sale_of(kiosk.own))


def _still_counting(kiosk: Kiosk) -> bool:
    """A cash machine that is starting may hold money that the journal does not know of yet."""
    sees = kiosk.sees
    return any(
        name not in sees.counted
        and (d.condition is not e.Condition.LOST or (d.fault == "starting" and sees.elapsed - d.since < START_SECONDS))
        for name, d in sees.devices.items()
        if d.role is e.Role.CASH
    )


def _change(kiosk: Kiosk, sale: Sale) -> Facts:
    """Too much came in. Where its change is not there, all of it goes back, and can be paid another way."""
    held, due = available(kiosk), -sale.balance
    if due <= sale.cash_kept and not payable(held, due) and payable(held, sale.cash_kept):
        return _pay_out(kiosk, "return", sale.cash_kept)
    return _pay_out(kiosk, "change", due)


def _give_back(kiosk: Kiosk, sale: Sale) -> Facts:
    for tender in sale.tenders:
        if tender.amount > NOTHING:
            return (f.TenderReturned(tender.kind, tender.reference, tender.amount),)
    if sale.cash_kept > NOTHING:
        return _pay_out(kiosk, "refund", sale.cash_kept)
    if refunding.next_card(sale):
        return refunding.asked(kiosk, sale)
    if sale.cards_kept > NOTHING:  # against a credit note
        return _ticket(kiosk, sale)
    return (f.SaleCancelled(sale.total),)


def _refund(kiosk: Kiosk, sale: Sale) -> Facts:
    """To cards first, then in coins and notes, then as a credit note."""
    if refunding.next_card(sale):
        return refunding.asked(kiosk, sale)
    if (cash := refunding.cash_left(sale)) > NOTHING:
        return _pay_out(kiosk, "refund", cash)
    return refunding.asked(kiosk, sale) if sale.balance else _ticket(kiosk, sale)


def _ticket(kiosk: Kiosk, sale: Sale) -> Facts:
    return () if kiosk.called(Reason.CLOCK) else _sold(kiosk, sale)


def receipt_job(kiosk: Kiosk, done: Completed, tries: int) -> str:
    """The printer's name for a receipt that is printed for this time, from 1."""
    letter = "E" if done.sale.training else "R"
    return f"{kiosk.shop.till}.{kiosk.till.born:x}.{letter}{done.receipt}.{tries}"


def _pay_out(kiosk: Kiosk, purpose: str, amount: Money) -> Facts:
    return (f.PayoutStarted(f"P{kiosk.till.payouts + 1}", purpose, amount, _plan(kiosk, amount, frozenset())),)


def _sold(kiosk: Kiosk, sale: Sale) -> Facts:
    ticket = _completed(kiosk, sale)
    if sale.training:
        return (ticket,)
    return (ticket, *tendering.issued(kiosk, sale), *putting_by.bought(kiosk, sale, ticket))


def _completed(kiosk: Kiosk, sale: Sale) -> f.SaleCompleted:
    if sale.training:
        return _trained(kiosk, sale, by_card=False)
    sees, books = kiosk.sees, kiosk.till.books
    return f.SaleCompleted(
        kiosk.till.receipts + 1,
        sees.now,
        sees.utc_offset,
        sale.total,
        sale.taxes,
        sale.cash_kept,
        sale.cards_kept,
        day=books.day,
        lines=sale.lines,
        cash_in=sale.cash_in,
        cash_out=sale.cash_out,
        by_hand=sale.by_hand,
        cards=tuple(replace(card, receipt="") for card in sale.cards),  # the terminal's text is in CardCharged
        perpetual=total_of(books.perpetual) + sale.total,
        absolute=total_of(books.absolute) + Money(sum(abs(tax.gross.cents) for tax in sale.taxes)),
        tenders=sale.tenders,
        others=sale.others,
        refund_of=sale.returns[0].receipt if sale.returns else 0,
        reason=sale.returns[0].reason if sale.returns else "",
        by=sale.returns[0].by if sale.returns else "",
    )


def _trained(kiosk: Kiosk, sale: Sale, by_card: bool) -> f.SaleCompleted:
    """A sale for training is paid by pressing the button: no device moves and nothing counts."""
    sees, books = kiosk.sees, kiosk.till.books
    cash, card = (NOTHING, sale.total) if by_card else (sale.total, NOTHING)
    return f.SaleCompleted(
        kiosk.till.training.receipts + 1,
        sees.now,
        sees.utc_offset,
        sale.total,
        sale.taxes,
        cash,
        card,
        day=books.day,
        lines=sale.lines,
        cash_in=cash,
        cards=(CardPayment("", card),) if by_card else (),
        perpetual=total_of(books.perpetual),
        absolute=total_of(books.absolute),
        training=True,
    )
