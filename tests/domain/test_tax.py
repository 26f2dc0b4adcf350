"""Net and VAT inside gross prices."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.money import Money, total
from kiosk.domain.tax import FRENCH_RATES, Rate, TaxTotal, by_rate, split

CENTS = st.integers(-1_000_000, 1_000_000)
RATES = st.integers(0, 10_000).map(Rate)


@given(CENTS, RATES)
def test_net_and_vat_make_gross(cents: int, rate: Rate) -> None:
    shared = split(Money(cents), rate)
    assert shared.net + shared.vat == shared.gross == Money(cents)


@pytest.mark.parametrize("basis_points", FRENCH_RATES)
def test_every_amount_up_to_fifty_euros_at_every_french_rate_is_right_to_half_a_cent(basis_points: int) -> None:
    for cents in range(5001):
        shared = split(Money(cents), Rate(basis_points))
        exact_times = 10_000 + basis_points
        assert 2 * abs(shared.net.cents * exact_times - cents * 10_000) <= exact_times
        assert 0 <= shared.vat.cents <= cents


def test_the_french_rates_are_those_of_the_code_general_des_impots() -> None:
    """CGI art. 278 (20 %), 279 (10 %), 278-0 bis (5.5 %), 281 quater (2.1 %), and what bears none."""
    assert FRENCH_RATES == (2000, 1000, 550, 210, 0)


@pytest.mark.parametrize(
    ("gross", "basis_points", "net", "vat"),
    [
        (12000, 2000, 10000, 2000),
        (11000, 1000, 10000, 1000),
        (10550, 550, 10000, 550),
        (10210, 210, 10000, 210),
        (120, 550, 114, 6),
        (99, 2000, 83, 16),
        (20, 0, 20, 0),
    ],
)
def test_split_of_known_prices(gross: int, basis_points: int, net: int, vat: int) -> None:
    assert split(Money(gross), Rate(basis_points)) == TaxTotal(Rate(basis_points), Money(net), Money(vat), Money(gross))


def test_a_tax_total_that_does_not_add_up_cannot_exist() -> None:
    with pytest.raises(ValueError, match="do not make gross"):
        TaxTotal(Rate(2000), Money(83), Money(16), Money(100))


@pytest.mark.parametrize("basis_points", [-1, 10_001])
def test_a_rate_lies_between_nothing_and_everything(basis_points: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 100 %"):
        Rate(basis_points)


@given(st.lists(st.tuples(st.sampled_from([Rate(points) for points in FRENCH_RATES]), CENTS.map(Money))))
def test_totals_by_rate_lose_nothing_and_come_highest_first(amounts: list[tuple[Rate, Money]]) -> None:
    totals = by_rate(amounts)
    assert total(each.gross for each in totals) == total(amount for _, amount in amounts)
    assert [each.rate for each in totals] == sorted({rate for rate, _ in amounts}, reverse=True)
