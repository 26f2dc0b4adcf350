"""Rules about money that goes back to a card or as a credit note. Staff approve each step; the terminal does it.

A refund has a name on disk before the terminal hears of it, one outcome for ever, and is never begun again by itself.
What is to go back to cards goes one card after the other: a terminal knows charges, not sales.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import CardPayment, Sale, TenderKind
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.means import usable
from kiosk.domain.money import NOTHING, Money, total
from kiosk.domain.refund import ReturnRules
from kiosk.domain.states import Attended, Call, Cancelling, Kiosk, Refunding, RefundingCard

Facts = tuple[Fact, ...]

SECRET_LENGTH = 6
"""Characters of a credit note's number that nobody can guess: they come from outside, with the touch."""


def next_card(sale: Sale) -> tuple[CardPayment, ...]:
    """The charge of which something is still to go back, with that amount: empty or one."""
    owed = sale.returns[0].cards if sale.returns else tuple(card for card in sale.cards if not card.of)
    otherwise = sale.cards_refunded + credit_notes(sale)  # it went back in another way, for the first ones first
    for charge in owed:
        left = charge.amount + total(card.amount for card in sale.cards if card.of == charge.attempt)
        settled = min(left, otherwise)
        left, otherwise = left - settled, otherwise - settled
        if left > NOTHING:
            return (replace(charge, amount=left),)
    return ()


def credit_notes(sale: Sale) -> Money:
    """What this sale gave as credit notes."""
    return total(-tender.amount for tender in sale.tenders if tender.amount < NOTHING)


def good_until(day: str, rules: ReturnRules) -> str:
    """The last day of a credit note that is given on this business day; for ever when none is open."""
    return "" if not day else (date.fromisoformat(day) + timedelta(days=rules.credit_note_days)).isoformat()


def cash_left(sale: Sale) -> Money:
    """What is still to go back in coins and notes for articles that came back."""
    return total(back.cash + sale.cash_kept for back in sale.returns)


def asked(kiosk: Kiosk, sale: Sale) -> Facts:
    """Staff are to give back what no machine can by itself; empty when nothing is left, or they were asked."""
    for card in next_card(sale):
        return () if kiosk.called(Reason.CARD_REFUND) else (f.AttendantCalled(Reason.CARD_REFUND, card.amount),)
    if sale.balance < NOTHING and not kiosk.called(Reason.CREDIT_NOTE):
        return (f.AttendantCalled(Reason.CREDIT_NOTE, -sale.balance),)
    return ()


# What staff press


def attended(
    kiosk: Kiosk, visit: Attended, event: e.CardGiveBackPressed | e.CreditNotePressed | e.CardRefundedPressed
) -> Facts:
    """One of the ways in which what is kept can go back."""
    for call in visit.calls:
        match event, call:
            case e.CardRefundedPressed(), Call(Reason.CARD_REFUND, amount, evidence) if evidence:
                return (f.CallResolved(Reason.CARD_REFUND), f.CardRefunded(amount, visit.by, late=True))
            case _, Call(Reason.CARD_REFUND | Reason.CREDIT_NOTE, evidence="") if isinstance(
                kiosk.own, Cancelling | Refunding
            ):
                return _given(kiosk, kiosk.own.sale, visit.by, call, event)
    return ()


def _given(kiosk: Kiosk, sale: Sale, by: str, call: Call, event: e.Event) -> Facts:
    resolved = f.CallResolved(call.reason)
    match event:
        case e.CreditNotePressed(secret) if len(secret) == SECRET_LENGTH and secret.isalnum() and secret.isascii():
            return (resolved, *_given_up(sale, by), _credit_note(kiosk, call.amount, secret, by))
        case e.CardRefundedPressed():
            for card in next_card(sale):
                return (resolved, f.CardRefunded(card.amount, by, charge=card.attempt))
        case e.CardGiveBackPressed() if usable(kiosk, e.Role.CARD):
            for card in next_card(sale):
                attempt = f"{kiosk.shop.till}.{kiosk.till.born:x}.{sale.number}.{sale.attempts + 1}"
                started = f.CardRefundStarted(attempt, card.amount, card.attempt, card.transaction, by)
                return (resolved, started)
    return ()


def _given_up(sale: Sale, by: str) -> Facts:
    """A cancelled sale that keeps its money for a credit note is a ticket without articles: money in, voucher out."""
    if sale.returns:
        return ()
    orders = (*(order.reference for order in sale.orders), *sale.collects)
    goods = (*(line for order in sale.orders for line in order.lines), *(line for line in sale.lines if not line.order))
    lines = (f.LineRemoved(line.number, line.amount, by, "credit_note") for line in goods)
    return (
        *map(f.OrderLeft, orders),
        *lines,
        *(f.NonItemRemoved(other.kind, other.reference, other.amount) for other in sale.others),
    )


def _credit_note(kiosk: Kiosk, amount: Money, secret: str, by: str) -> f.VoucherIssued:
    """Its number cannot be guessed, and no two are the same: `amount` can be spent by whoever shows it."""
    reference = f"N{kiosk.shop.till}-{kiosk.till.credit_notes + 1}-{secret.upper()}"
    last = good_until(kiosk.till.books.day, kiosk.shop.returns)
    return f.VoucherIssued(TenderKind.CREDIT_NOTE, reference, amount, last, by)


# What the terminal tells


def answered(back: RefundingCard, event: e.CardApproved | e.CardDeclined | e.CardUnknown) -> Facts:
    """What became of the refund that is under way."""
    resolved: Facts = (f.CallResolved(Reason.CARD_UNKNOWN),) if back.unknown else ()
    match event:
        case e.CardApproved(amount=amount) if NOTHING < amount <= back.amount:
            return (_given_back(event), *resolved)
        case e.CardApproved(attempt, amount):
            return _unknown(back, f"the terminal says {amount.cents} cents for {attempt}, asked {back.amount.cents}")
        case e.CardDeclined(attempt, reason, detail):
            return (f.CardNotGivenBack(attempt, reason, detail), *resolved)
        case e.CardUnknown(_, evidence):
            return _unknown(back, evidence)


def late(kiosk: Kiosk, event: e.CardApproved) -> Facts:
    """A card got its money after the refund had been settled otherwise: perhaps twice. Staff are told, all at once."""
    waiting = [call for call in kiosk.calls if call.reason is Reason.GIVEN_LATE]
    amount = sum((call.amount for call in waiting), event.amount)
    evidence = " ".join([*(call.evidence for call in waiting), event.attempt])
    return (_given_back(event, late=True), f.AttendantCalled(Reason.GIVEN_LATE, amount, evidence))


def _given_back(event: e.CardApproved, late: bool = False) -> f.CardGivenBack:
    return f.CardGivenBack(
        event.attempt, event.amount, event.card, event.authorization, event.application, event.receipt,
        event.transaction, late,
    )  # fmt: skip


def _unknown(back: RefundingCard, evidence: str) -> Facts:
    if back.unknown:
        return ()
    called = f.AttendantCalled(Reason.CARD_UNKNOWN, back.amount, evidence)
    return (f.CardOutcomeUnknown(back.attempt, evidence), called)
