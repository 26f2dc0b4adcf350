"""Working stock: what to keep, what to bring, what can be given back; against counting one by one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.cash import payable
from kiosk.domain.money import Money
from kiosk.domain.stock import (
    PIECES_MAX,
    STOCK,
    Bring,
    Mark,
    Stock,
    Target,
    floated,
    is_short,
    mark,
    recycled,
    share,
    surplus,
    to_bring,
    usual,
    worth_of,
)

TWENTIES = Stock((Target(20, 20, 200),), step=5)
HELD = st.dictionaries(
    st.tuples(st.sampled_from(("a", "b")), st.sampled_from((1, 5, 10, 50, 200, 500))), st.integers(0, 9), max_size=6
)


@given(HELD, st.sampled_from((1, 5, 10)))
@settings(max_examples=25)
def test_the_share_of_amounts_is_what_trying_each_of_them_gives(held: dict[tuple[str, int], int], step: int) -> None:
    tried = [payable(held, Money(cents)) for cents in range(step, 2001, step)]
    assert share(usual(step), held) == sum(tried) * 100 // len(tried)


def test_a_kiosk_without_coins_is_short_and_a_stocked_one_is_not() -> None:
    full = {("coins", target.value): target.middle for target in STOCK.targets}
    assert (share(STOCK, full), is_short(STOCK, full)) == (100, False)
    assert is_short(STOCK, {("notes", 500): 10, ("notes", 1000): 10})
    assert is_short(STOCK, {})


def test_a_full_denomination_goes_to_the_cashbox_until_half_of_it_is_gone() -> None:
    """Nothing is switched with every coin: 200 fills it, 110 empties it."""
    kept, seen = frozenset({20}), []
    for count in (199, 200, 199, 150, 111, 110, 109, 150, 199, 200):
        kept = recycled(TWENTIES, ((20, count),), kept)
        seen.append(bool(kept))
    assert seen == [True, False, False, False, False, False, True, True, True, False]


def test_what_has_no_target_or_none_to_keep_is_never_kept() -> None:
    assert recycled(STOCK, ((5000, 0), (700, 0)), frozenset({5000, 700})) == frozenset()
    assert mark(STOCK.of(5000), 3) is Mark.BOXED


def test_a_level_is_low_fine_or_full() -> None:
    assert [mark(Target(20, 20, 200), count) for count in (-1, 0, 19, 20, 199, 200, 900)] == [
        Mark.LOW, Mark.LOW, Mark.LOW, Mark.FINE, Mark.FINE, Mark.FULL, Mark.FULL,
    ]  # fmt: skip


def test_coins_are_brought_in_whole_rolls_and_notes_one_by_one() -> None:
    held = {("coins", 20): 7, ("coins", 100): 15, ("notes", 500): 1, ("hopper", 20): 2}
    assert to_bring(STOCK, held) == (Bring(20, 80, 2), Bring(500, 17))


def test_at_least_one_roll_is_brought_and_nothing_where_nothing_is_low() -> None:
    assert to_bring(Stock((Target(20, 2, 10),)), {("coins", 20): 1}) == (Bring(20, 40, 1),)
    assert to_bring(STOCK, {("coins", 20): 20}) == ()


def test_a_shop_whose_prices_end_in_tens_needs_no_smaller_coin() -> None:
    lows = {step: [target.value for target in usual(step).targets if target.low] for step in (1, 5, 10)}
    assert [min(values) for values in lows.values()] == [1, 5, 10]


@given(st.dictionaries(st.sampled_from((5, 20, 500)), st.integers(0, 99), max_size=3))
@settings(max_examples=50)
def test_what_is_above_the_float_and_the_float_make_what_is_held(levels: dict[int, int]) -> None:
    keep = floated(STOCK, levels.items())
    moved = dict(surplus(levels.items(), keep))
    for value, count in levels.items():
        assert count - moved.get(value, 0) == min(count, dict(keep)[value])
    assert worth_of(moved.items()) <= worth_of(levels.items())


@pytest.mark.parametrize(("low", "high"), [(-1, 5), (6, 5), (0, PIECES_MAX + 1)])
def test_an_impossible_target_is_refused(low: int, high: int) -> None:
    with pytest.raises(ValueError, match="stock from"):
        Target(20, low, high)
