"""The customer's bag on its scale: what lies in it by what was put down, and what articles weigh by what was sold.

What one piece of an article weighs is the median of the last ones, and how much pieces differ their median distance
from it. Both shrug off what single customers did wrong: to move them, half of the pieces must have weighed otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Weights = tuple[int, ...]
"""What the last pieces of an article weighed, in grams, the newest last."""

WEIGHTS_KEPT = 15
WEIGHTS_NEEDED = 5
"""With fewer than this an article is not judged, only learned."""

SPREADS = 8
"""Eight median distances are five standard deviations or more: one honest piece in a thousand weighs otherwise."""

ARTICLES_KEPT = 2_000
"""Of how many articles it is known; the one that was put down longest ago is forgotten."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What a piece weighs: `grams`, give or take `spread`."""

    grams: int
    spread: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Pieces of a line. `code`: of the article, empty where every piece weighs otherwise; `grams`: of a weighed portion
    with its container, else 0. A `count` below zero: they were taken out of the basket, and are to leave the bag."""

    line: int
    code: str
    count: int
    grams: int = 0


@dataclass(frozen=True, slots=True)
class Bag:
    """What lies on the bagging scale when all is right, in grams, and which pieces that are.

    `own`: grams of it that are the customer's own bags; `large`: the lines of pieces that are too large for it, one
    for each; `singles`: what a piece weighed that was put down alone, ((code, grams), ...). `unwatched`: the scale
    was away meanwhile, or the goods were, so that it is not known what it should show; the next sale is compared again.
    """

    grams: int = 0
    own: int = 0
    large: tuple[int, ...] = ()
    pieces: tuple[Piece, ...] = ()
    singles: tuple[tuple[str, int], ...] = ()
    unwatched: bool = False


EMPTY_BAG = Bag()
UNWATCHED_BAG = Bag(unwatched=True)


@dataclass(frozen=True, slots=True)
class Expected:
    """By how much the scale is to change: by `grams`, give or take `give`, of which `gone` (never above zero) goes.

    `heavier`, `lighter`: pieces of which nobody knows what they weigh are to come, or to go, so that any such weight
    is right.
    """

    grams: int
    give: int
    gone: int = 0
    heavier: bool = False
    lighter: bool = False


def learned(weights: Weights) -> tuple[Weight, ...]:
    """What a piece weighs: empty or one. The order of the weights does not matter."""
    if len(weights) < WEIGHTS_NEEDED:
        return ()
    grams = _median(weights)
    return (Weight(grams, SPREADS * _median(abs(each - grams) for each in weights)),)


def weight_of(piece: Piece, known: Mapping[str, Weights]) -> tuple[Weight, ...]:
    """What one of these pieces weighs: empty when nobody knows."""
    return (Weight(piece.grams),) if piece.grams else learned(known.get(piece.code, ()))


def expected(pieces: Iterable[Piece], known: Mapping[str, Weights], tolerance: int) -> Expected:
    """By how much the scale is to change for these pieces; `tolerance`: grams below which no difference is one.

    However much pieces differ, it never gives as much as another piece of the heaviest: half of it at the most.
    """
    grams = gone = spread = heaviest = 0
    heavier = lighter = False
    for piece in pieces:
        for weight in weight_of(piece, known):
            grams += weight.grams * piece.count
            gone += weight.grams * min(0, piece.count)
            spread += weight.spread * abs(piece.count)
            heaviest = max(heaviest, weight.grams)
            break
        else:
            heavier, lighter = heavier or piece.count > 0, lighter or piece.count < 0
    return Expected(grams, max(tolerance, min(spread, heaviest // 2)), gone, heavier, lighter)


def taught(known: Mapping[str, Weights], singles: Sequence[tuple[str, int]]) -> Mapping[str, Weights]:
    """What is known after these single pieces were sold. The article that was sold last stands last."""
    if not singles:
        return known
    after = dict(known)
    for code, grams in singles:
        after[code] = (*after.pop(code, ()), grams)[-WEIGHTS_KEPT:]
        if len(after) > ARTICLES_KEPT:
            del after[next(iter(after))]
    return after


def _median(numbers: Iterable[int]) -> int:
    """The middle one; of two the lower."""
    ordered = sorted(numbers)
    return ordered[(len(ordered) - 1) // 2]
