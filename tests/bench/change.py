"""Change-making: every amount up to 100 euro from what a kiosk holds, beside a brute-force optimum (fewest pieces)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

from kiosk.domain.cash import Slot, amounts, change
from kiosk.domain.money import Money
from tests.bench.figures import Figure, Row, seconds

MOST = 10_000
"""Cents."""

_LIMIT = "1 ms"
"""A customer waits for a coin, not for a sum."""

_VALUES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


def bench_change(quick: bool, _folder: Path) -> Iterator[Row]:
    """A full kiosk, one that runs out, and one of odd remains."""
    dice = Random(1)
    shops = {
        "well stocked": {value: 25 if value < 500 else 6 for value in _VALUES},
        "running out": {value: dice.randrange(4) for value in _VALUES},
        "odd remains": {20: 9, 50: 3, 200: 7, 500: 4, 2000: 3},
    }
    most = 2000 if quick else MOST
    for name, counts in shops.items():
        yield from _rows(name, {("machine", value): count for value, count in counts.items()}, most)


def _rows(name: str, held: Mapping[Slot, int], most: int) -> Iterator[Row]:
    fewest = optimum(held, most)
    mask = amounts(held, Money(most))
    ours = [cents for cents in range(1, most + 1) if mask >> cents & 1]
    possible = sum(count is not None for count in fewest[1:])
    yield Figure(f"change, {name}: amounts payable of {most}", len(ours), "", "all", "every combination", possible)
    pieces, taken, least = 0, [], 0
    for cents in ours:
        taken.append(1000 * seconds(partial(change, held, Money(cents))))
        pieces += sum(count for _, _, count in change(held, Money(cents)))
        least += fewest[cents] or 0
    if ours:
        yield Figure("  pieces for an amount", pieces / len(ours), "", "", "fewest possible", least / len(ours))
        yield Figure("  time for an amount", median(taken), "ms", _LIMIT)
        yield Figure("  the slowest of them", max(taken), "ms", _LIMIT)


def optimum(held: Mapping[Slot, int], most: int) -> list[int | None]:
    """The fewest pieces for each amount from 0 to `most`, None where there are none: piece by piece, all of them."""
    fewest: list[int | None] = [0] + [None] * most
    for (_, value), count in held.items():
        for _ in range(min(count, most // value)):
            for cents in range(most, value - 1, -1):
                before = fewest[cents - value]
                now = fewest[cents]
                if before is not None and (now is None or before + 1 < now):
                    fewest[cents] = before + 1
    return fewest
