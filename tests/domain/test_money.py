"""Money is whole cents and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.money import NOTHING, Money, rounded_half_up, total

CENTS = st.integers(-(10**9), 10**9)


@pytest.mark.parametrize("wrong", [1.0, 0.1, "1", None, True, b"1"])
def test_only_whole_cents_are_money(wrong: object) -> None:
    with pytest.raises(TypeError):
        Money(wrong)  # type: ignore[arg-type]


def test_money_times_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        Money(100) * 1.5  # type: ignore[operator]


def test_money_is_not_divided() -> None:
    with pytest.raises(TypeError):
        Money(100) / 2  # type: ignore[operator]


@given(CENTS, CENTS, st.integers(-99, 99))
def test_money_adds_subtracts_and_multiplies_like_its_cents(one: int, other: int, times: int) -> None:
    assert Money(one) + Money(other) == Money(one + other)
    assert Money(one) - Money(other) == Money(one) + -Money(other)
    assert Money(one) * times == Money(one * times)
    assert (Money(one) < Money(other)) == (one < other)


@given(st.lists(CENTS))
def test_a_total_is_the_sum(cents: list[int]) -> None:
    assert total(map(Money, cents)) == Money(sum(cents))


def test_nothing_is_the_only_money_that_counts_as_no() -> None:
    assert not NOTHING
    assert Money(1)
    assert Money(-1)


@given(CENTS, st.integers(1, 100_000))
def test_rounding_goes_to_the_nearest_and_halves_go_away_from_zero(numerator: int, denominator: int) -> None:
    rounded = rounded_half_up(numerator, denominator)
    assert 2 * abs(rounded * denominator - numerator) <= denominator
    assert abs(rounded_half_up(2 * rounded + 1, 2)) >= abs(rounded)
    assert rounded_half_up(-numerator, denominator) == -rounded


@pytest.mark.parametrize(("numerator", "rounded"), [(5, 1), (4, 0), (15, 2), (25, 3), (-5, -1), (-4, 0), (0, 0)])
def test_tenths_round_as_at_school(numerator: int, rounded: int) -> None:
    assert rounded_half_up(numerator, 10) == rounded
