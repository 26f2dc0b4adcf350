"""Any ticket, any returns of it: nobody gets more back than was paid, by no means, and VAT never crosses zero."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.basket import CardPayment, Line, NonItem, NonItemKind, Tender, TenderKind, gross_of, taxes_of
from kiosk.domain.facts import SaleCompleted
from kiosk.domain.money import NOTHING, Money, total
from kiosk.domain.product import Grams, Product, price_of_weight
from kiosk.domain.refund import Returned
from kiosk.domain.returning import left_of, planned, refused, taken_back
from kiosk.domain.states import Kiosk, Till
from kiosk.domain.tax import Rate
from kiosk.domain.till import RETURNED_KEPT, counted
from tests.flows.customer import SHOP, START

RATES = st.sampled_from((2000, 1000, 550, 210, 0))
PRICES = st.integers(0, 3000)


@st.composite
def lines(draw: st.DrawFn) -> tuple[Line, ...]:
    sold = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        price, grams = draw(PRICES), draw(st.sampled_from((0, 0, 1, 333, 482)))
        count, deposit = (1, 0) if grams else (draw(st.integers(1, 7)), draw(st.sampled_from((0, 0, 20))))
        gross = gross_of(Money(price), count, grams)
        sold.append(
            Line(number, "1", "x", "y", count, grams, Money(price), gross, Rate(draw(RATES)), Money(deposit), 18)
        )
    return tuple(sold)


@st.composite
def sales(draw: st.DrawFn) -> SaleCompleted:
    """Paid in any mix: two cards, cash, a voucher; with or without a donation beside it."""
    sold = draw(lines())
    donation = draw(st.sampled_from((0, 0, 35)))
    whole = total(line.amount for line in sold)
    shares, left = [], whole.cents + donation
    for _ in range(3):
        share = draw(st.integers(0, left))
        shares.append(share)
        left -= share
    cards = tuple(CardPayment(f"1.{n}", Money(cents)) for n, cents in enumerate(shares[:2]) if cents)
    voucher = (Tender(TenderKind.MEAL_VOUCHER, "7", Money(shares[2])),) if shares[2] else ()
    others = (NonItem(NonItemKind.DONATION, "x", Money(donation)),) if donation else ()
    card = total(card.amount for card in cards)
    return SaleCompleted(
        1, START, 0, whole, taxes_of(sold), Money(left), card, lines=sold, cards=cards, tenders=voucher, others=others
    )


def returned(till: Till, ticket: SaleCompleted, receipt: int, pieces: dict[int, int]) -> SaleCompleted:
    """The ticket of this return, when everything went as planned."""
    back = planned(till, ticket, pieces, "A1", "x")
    lines_back = taken_back(ticket, pieces)
    amount = total(line.amount for line in lines_back)
    cards = tuple(replace(card, attempt=f"{receipt}", amount=-card.amount, of=card.attempt) for card in back.cards)
    card = total(each.amount for each in cards)
    return SaleCompleted(
        receipt, START, 0, amount, back.taxes, -back.cash, card, lines=lines_back, cards=cards, refund_of=1
    )


@settings(max_examples=60)
@given(ticket=sales(), data=st.data())
def test_returns_give_back_what_was_paid_and_never_more(ticket: SaleCompleted, data: st.DataObject) -> None:
    till, receipt = Till(), 1
    vat = {tax.rate: tax.vat.cents for tax in ticket.taxes}
    cards = {card.attempt: card.amount.cents for card in ticket.cards}
    cash, voucher = ticket.cash.cents, ticket.total.cents - ticket.cash.cents - ticket.card.cents
    by_voucher = max(0, voucher)
    while not refused(Kiosk(SHOP, till=till), ticket):
        left = {number: count for number, count in left_of(till, ticket).items() if count}
        chosen = data.draw(st.sets(st.sampled_from(sorted(left)), min_size=1))
        pieces = {number: data.draw(st.integers(1, left[number])) for number in sorted(chosen)}
        receipt += 1
        back = returned(till, ticket, receipt, pieces)
        for tax in back.taxes:
            vat[tax.rate] += tax.vat.cents
            assert tax.vat <= NOTHING
            assert tax.net <= NOTHING
            assert vat[tax.rate] >= 0
        assert total(tax.gross for tax in back.taxes) == back.total
        for card in back.cards:
            cards[card.of] += card.amount.cents
            assert cards[card.of] >= 0
        cash += back.cash.cents
        by_voucher -= back.card.cents + back.cash.cents - back.total.cents
        assert cash >= 0
        till = counted(Kiosk(SHOP, till=till), back)
    assert not any(vat.values())
    # What was paid beside the articles, a donation, does not come back: so much less by one of the means.
    assert sum(cards.values()) + cash + by_voucher == max(0, -voucher)


@settings(max_examples=25)
@given(ticket=sales())
def test_what_comes_back_weighs_and_counts_what_it_did_and_asks_nobody_s_age(ticket: SaleCompleted) -> None:
    everything = {line.number: line.count for line in ticket.lines}
    for line, sold in zip(taken_back(ticket, everything), ticket.lines, strict=True):
        assert (line.number, line.count, line.grams, line.rate) == (sold.number, sold.count, sold.grams, sold.rate)
        assert (line.price, line.amount, line.minimum_age) == (-sold.price, -sold.amount, 0)
        assert line.gross == gross_of(line.price, line.count, line.grams)


def test_a_ticket_of_which_it_may_be_forgotten_what_came_back_is_too_old() -> None:
    ticket = SaleCompleted(9, START, 0, NOTHING, (), NOTHING, NOTHING)
    kept = {receipt: Returned({1: 1}) for receipt in range(10, 10 + RETURNED_KEPT)}
    assert refused(Kiosk(SHOP, till=Till(returned=kept)), ticket) == "return_too_old"
    back = replace(ticket, receipt=10**6, refund_of=10**5)
    after = counted(Kiosk(SHOP, till=Till(returned=kept)), back)
    assert len(after.returned) == RETURNED_KEPT
    assert min(after.returned) == 11


def test_a_price_of_weight_below_zero_is_rounded_as_above() -> None:
    product = Product("1", "x", "y", Money(333), Rate(550), weighed=True)
    assert price_of_weight(-product.price, Grams(482)) == -price_of_weight(product.price, Grams(482))
