"""evolve, for what goes back: to cards, as credit notes, and for articles that were returned."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import facts as f
from kiosk.domain.basket import CardPayment, Return, Sale, Tender, TenderKind
from kiosk.domain.money import Money
from kiosk.domain.states import Attract, Cancelling, ImpossibleHistory, Own, Refunding, RefundingCard

Refund = (
    f.RefundBegun
    | f.CardRefundStarted
    | f.CardGivenBack
    | f.CardNotGivenBack
    | f.CardOutcomeUnknown
    | f.CardOutcomeSettled
    | f.VoucherIssued
)


def evolved(state: Own, fact: Refund) -> Own:
    """The customer's own state after it. ImpossibleHistory when it cannot follow."""
    match state, fact:
        case Attract(), f.RefundBegun(number, _, receipt, lines):
            back = Return(receipt, fact.taxes, fact.cash, fact.cards, fact.by, fact.reason)
            return Refunding(Sale(number, lines, last_line=max(line.number for line in lines), returns=(back,)))
        case ((Cancelling(sale) | Refunding(sale)), f.CardRefundStarted(attempt, amount, charge, original)):
            return RefundingCard(replace(sale, attempts=sale.attempts + 1), attempt, amount, charge, original)
        case _, f.CardGivenBack(late=True):
            return state
        case RefundingCard(attempt=attempt), f.CardGivenBack(same, amount) if same == attempt:
            given = CardPayment(attempt, -amount, fact.card, fact.authorization, fact.application, fact.receipt)
            return _went_on(state, replace(given, transaction=fact.transaction, of=state.charge))
        case RefundingCard(attempt=attempt), f.CardNotGivenBack(same) if same == attempt:
            return _went_on(state)
        case RefundingCard(attempt=attempt), f.CardOutcomeUnknown(same) if same == attempt:
            return replace(state, unknown=True)
        case RefundingCard(attempt=attempt, unknown=True), f.CardOutcomeSettled(same, given) if same == attempt:
            return _went_on(state, *_settled(state, given))
        case ((Cancelling(sale) | Refunding(sale)), f.VoucherIssued(TenderKind.CREDIT_NOTE as kind, reference, amount)):
            note = Tender(kind, reference, -amount, fact.by)
            return replace(state, sale=replace(sale, tenders=(*sale.tenders, note)))
        case _, f.VoucherIssued():
            return state
        case _:
            raise ImpossibleHistory(f"{type(fact).__name__} cannot follow in {type(state).__name__}")


def by_hand(sale: Sale, fact: f.CardRefunded) -> Sale:
    """Staff gave back to cards. Journals of before did not say to which."""
    if not fact.charge:
        return replace(sale, cards_refunded=sale.cards_refunded + fact.amount)
    return replace(sale, cards=(*sale.cards, CardPayment("", -fact.amount, of=fact.charge)))


def _settled(state: RefundingCard, given: Money) -> tuple[CardPayment, ...]:
    return (CardPayment(state.attempt, -given, of=state.charge),) if given else ()


def _went_on(state: RefundingCard, *given: CardPayment) -> Cancelling | Refunding:
    sale = replace(state.sale, cards=(*state.sale.cards, *given))
    return Refunding(sale) if sale.returns else Cancelling(sale)
