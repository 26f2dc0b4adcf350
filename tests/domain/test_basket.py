"""A sale in the making: what it costs, what was paid, what is still needed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.basket import COUNT_MAX, CardPayment, Line, Sale, gross_of
from kiosk.domain.money import NOTHING, Money, total
from kiosk.domain.tax import FRENCH_RATES, Rate


def line(number: int = 1, price: int = 100, count: int = 1, rate: int = 550, deposit: int = 0, age: int = 0) -> Line:
    gross = gross_of(Money(price), count, 0)
    return Line(
        number, "c", "Article", "d", count, 0, Money(price), gross, Rate(rate), Money(deposit), age
    )  # fmt: skip


LINES = st.builds(
    line,
    number=st.integers(1, 9),
    price=st.integers(0, 5000),
    count=st.integers(1, COUNT_MAX),
    rate=st.sampled_from(FRENCH_RATES),
    deposit=st.sampled_from((0, 20, 100)),
)


@given(st.lists(LINES, max_size=8).map(tuple))
def test_taxes_cover_the_total_to_the_cent(lines: tuple[Line, ...]) -> None:
    sale = Sale(1, lines)
    assert total(tax.gross for tax in sale.taxes) == sale.total


def test_deposits_bear_no_vat() -> None:
    taxes = Sale(1, (line(count=3, rate=2000, deposit=20),)).taxes
    assert [(tax.rate.basis_points, tax.gross.cents) for tax in taxes] == [(2000, 300), (0, 60)]


@pytest.mark.parametrize("count", [0, -1, COUNT_MAX + 1])
def test_a_line_holds_one_to_ninety_nine_pieces(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 99 pieces"):
        line(count=count)


def test_another_number_of_pieces_costs_that_many_times_the_price() -> None:
    assert line(price=120, deposit=20).with_count(4).amount == Money(560)


def test_weight_times_price_is_rounded_once() -> None:
    assert gross_of(Money(290), 1, 482) == Money(140)  # 139.78
    assert gross_of(Money(299), 1, 500) == Money(150)  # 149.5


def test_the_balance_counts_money_in_and_out_by_every_way() -> None:
    sale = Sale(
        1,
        (line(price=1000),),
        cash_in=Money(700),
        cash_out=Money(200),
        by_hand=Money(100),
        cards=(CardPayment("a", Money(500)),),
        cards_refunded=Money(150),
    )
    assert (sale.cash_kept, sale.cards_kept) == (Money(400), Money(350))
    assert sale.balance == Money(250)
    assert sale.paid_anything


def test_nothing_paid_is_nothing_paid() -> None:
    assert not Sale(1, (line(),)).paid_anything
    assert not Sale(1, cash_in=Money(5), cash_out=Money(5)).paid_anything


def test_the_highest_age_of_the_basket_counts_until_it_was_checked() -> None:
    sale = Sale(1, (line(1, age=16), line(2, age=18)))
    assert sale.age_needed == 18
    assert replace(sale, age_approved=16).age_needed == 18
    assert replace(sale, age_approved=18).age_needed == 0


def test_lines_and_exceptions_are_found_by_number_or_refused() -> None:
    sale = Sale(1, (line(3),))
    assert sale.line(3).number == 3
    assert sale.without_lines(frozenset({3})).total == NOTHING
    with pytest.raises(KeyError):
        sale.line(4)
    with pytest.raises(KeyError):
        sale.exception(1)
