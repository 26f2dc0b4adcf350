"""Coins and notes, against an oracle that simply tries every combination."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.cash import Slot, acceptable, change, most_payable, payable, worth
from kiosk.domain.money import NOTHING, Money

SLOTS: tuple[Slot, ...] = (
    *(("coins", value) for value in (1, 2, 5, 10, 20, 50)),
    ("notes", 20),
    ("notes", 500),
    ("other", 50),
)
HELD = st.dictionaries(st.sampled_from(SLOTS), st.integers(0, 3), max_size=5)
AMOUNTS = st.integers(0, 700)


def every_amount(held: dict[Slot, int]) -> set[int]:
    """What can be paid, by trying everything."""
    taken = product(*(range(count + 1) for count in held.values()))
    return {sum(value * n for (_, value), n in zip(held, counts, strict=True)) for counts in taken}


@given(HELD, AMOUNTS)
@settings(max_examples=300)
def test_what_can_be_paid_is_what_some_combination_pays(held: dict[Slot, int], cents: int) -> None:
    assert payable(held, Money(cents)) == (cents in every_amount(held))


@given(HELD, AMOUNTS)
@settings(max_examples=300)
def test_the_most_payable_is_the_best_of_all_combinations(held: dict[Slot, int], cents: int) -> None:
    assert most_payable(held, Money(cents)).cents == max(each for each in every_amount(held) if each <= cents)


@given(HELD, st.data())
@settings(max_examples=300)
def test_change_is_exact_and_uses_only_what_is_held(held: dict[Slot, int], data: st.DataObject) -> None:
    cents = data.draw(st.sampled_from(sorted(every_amount(held))))
    pieces = change(held, Money(cents))
    assert worth(pieces) == Money(cents)
    used = Counter({(machine, value): count for machine, value, count in pieces})
    assert len(used) == len(pieces)
    assert all(0 < count <= held[slot] for slot, count in used.items())


@given(HELD, AMOUNTS)
@settings(max_examples=300)
def test_change_that_cannot_be_given_is_refused(held: dict[Slot, int], cents: int) -> None:
    if cents not in every_amount(held):
        with pytest.raises(ValueError, match="cannot be paid"):
            change(held, Money(cents))


@given(HELD, st.integers(0, 100), st.integers(1, 600))
@settings(max_examples=300)
def test_a_piece_is_taken_exactly_when_its_change_and_its_refund_are_certain(
    held: dict[Slot, int], given_: int, due: int
) -> None:
    admitted = acceptable(held, SLOTS, Money(given_), Money(due))
    for slot in SLOTS:
        after = {**held, slot: held[slot] + 1} if slot in held else held
        changes = slot[1] <= due or slot[1] - due in every_amount(held)
        assert (slot in admitted) == (changes and given_ + slot[1] in every_amount(after))


def test_an_amount_below_zero_is_never_payable() -> None:
    assert not payable({("coins", 1): 5}, Money(-1))
    assert most_payable({("coins", 1): 5}, Money(-1)) == NOTHING
    assert most_payable({}, Money(100)) == NOTHING


def test_change_is_found_where_the_largest_coin_first_would_fail() -> None:
    """60 cents of one 50 and three 20: the greedy way takes the 50 and is stuck."""
    assert change({("coins", 50): 1, ("coins", 20): 3}, Money(60)) == (("coins", 20, 3),)


def test_a_till_full_of_cents_answers_at_once_and_exactly() -> None:
    held = {("coins", value): 500 for value in (1, 2, 5, 10, 20, 50, 100, 200)}
    assert worth(change(held, Money(19_993))) == Money(19_993)


def test_a_count_below_zero_is_nothing_to_pay_with() -> None:
    assert not payable({("coins", 100): -1}, Money(100))
