"""What articles weigh, learned from what was sold: it converges, forgives single mistakes, and never gives too much."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.bag import (
    ARTICLES_KEPT,
    WEIGHTS_KEPT,
    WEIGHTS_NEEDED,
    Expected,
    Piece,
    Weights,
    expected,
    learned,
    taught,
)
from kiosk.domain.product import GRAMS_MAX

TOLERANCE = 20
WINE = "3000000000021"
GRAMS = st.integers(1, GRAMS_MAX)
WEIGHTS = st.lists(GRAMS, max_size=WEIGHTS_KEPT).map(tuple)


def fits(grams: int, weights: Weights, count: int = 1) -> bool:
    """Would so much pass for so many pieces of it?"""
    awaited = expected((Piece(1, WINE, count),), {WINE: weights}, TOLERANCE)
    assert not awaited.heavier
    return abs(grams - awaited.grams) <= awaited.give


@given(WEIGHTS)
def test_few_weights_say_nothing(weights: Weights) -> None:
    assert bool(learned(weights)) == (len(weights) >= WEIGHTS_NEEDED)


@given(st.permutations(range(WEIGHTS_KEPT)), st.tuples(*[GRAMS] * WEIGHTS_KEPT))
def test_the_order_of_sales_does_not_matter(order: list[int], weights: Weights) -> None:
    assert learned(tuple(weights[place] for place in order)) == learned(weights)


@given(WEIGHTS)
def test_a_weight_lies_among_those_it_was_learned_from(weights: Weights) -> None:
    for weight in learned(weights):
        assert min(weights) <= weight.grams <= max(weights)
        assert weight.spread >= 0


@given(st.integers(100, 20_000), st.lists(GRAMS, max_size=4))
def test_single_mistakes_move_nothing(true: int, mistakes: list[int]) -> None:
    """Four of nine customers put something else into the bag."""
    honest = tuple(true + off for off in (-2, -1, 0, 1, 2))
    for weight in learned((*mistakes, *honest)):
        assert abs(weight.grams - true) <= 2


@given(st.dictionaries(st.sampled_from("abcdef"), WEIGHTS), st.lists(st.tuples(st.sampled_from("abcdef"), GRAMS)))
def test_the_last_weights_are_kept_and_no_more(known: dict[str, Weights], sold: list[tuple[str, int]]) -> None:
    after = taught(known, sold)
    for code in "abcdef":
        every = (*known.get(code, ()), *(grams for article, grams in sold if article == code))
        assert after.get(code, ()) == every[-WEIGHTS_KEPT:]


def test_the_table_has_an_end() -> None:
    known = taught({}, [(str(number), 100) for number in range(ARTICLES_KEPT + 7)])
    assert len(known) == ARTICLES_KEPT
    known = taught(known, [("7", 100), ("new", 100)])
    assert "7" in known  # sold again just now
    assert "8" not in known


@given(st.lists(st.tuples(WEIGHTS, st.integers(-9, 9).filter(bool)), max_size=6))
def test_what_is_expected_is_never_given_more_than_half_the_heaviest(pieces: list[tuple[Weights, int]]) -> None:
    known = {str(number): weights for number, (weights, _) in enumerate(pieces)}
    awaited = expected((Piece(n, str(n), count) for n, (_, count) in enumerate(pieces)), known, TOLERANCE)
    heaviest = max((weight.grams for weights in known.values() for weight in learned(weights)), default=0)
    assert TOLERANCE <= awaited.give <= max(TOLERANCE, heaviest // 2)
    assert awaited.gone <= 0
    assert awaited.gone <= awaited.grams


def test_articles_that_nobody_knows_make_any_weight_right() -> None:
    assert expected((Piece(1, "new", 1), Piece(2, "", -1)), {}, TOLERANCE) == Expected(0, TOLERANCE, 0, True, True)


def test_loose_goods_weigh_what_their_line_says() -> None:
    assert expected((Piece(1, "", 1, 482),), {}, TOLERANCE) == Expected(482, TOLERANCE)


def test_learning_converges_and_a_second_bottle_never_passes() -> None:
    """A year of wine: bottles of 750 g that differ, a customer in twelve who does something else."""
    dice = Random(6)
    known: Mapping[str, Weights] = {}
    turned_away = judged = 0
    for _ in range(2_000):
        bottle = round(dice.gauss(750, 6))
        if len(known.get(WINE, ())) >= WEIGHTS_NEEDED:
            judged += 1
            turned_away += not fits(bottle, known[WINE])
            assert not fits(bottle * 2, known[WINE])
            assert not fits(bottle + 375 + TOLERANCE, known[WINE])  # nor half a bottle beside it
        shown = bottle + dice.choice((500, 1250)) if dice.random() < 1 / 12 else bottle
        known = taught(known, [(WINE, shown)])
    assert turned_away * 200 <= judged  # one honest customer of two hundred at the very most
    (weight,) = learned(known[WINE])
    assert abs(weight.grams - 750) <= 8
