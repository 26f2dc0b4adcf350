"""Working stock: how many coins and notes a machine should hold, which to keep, which to bring, what can be given back.

A denomination runs low below `low` and is full from `high` on. A full one goes to the cashbox as it comes in until
half of that is gone again, so that nothing is switched with every coin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.cash import NOTES_FROM, Slot, amounts
from kiosk.domain.money import Money

Levels = tuple[tuple[int, int], ...]
"""What one machine holds, or is to hold: ((value_cents, count), ...), ascending by value."""

PIECES_MAX = 5000
"""More pieces of one denomination no machine holds."""

CHANGE_MAX = Money(2000)
"""The amounts that a customer may need back: up to what a 20 euro note leaves of nearly nothing."""

CHANGE_SHORT_PERCENT = 50
"""Below this share of amounts, customers are told before they choose."""

ROLLS = {1: 50, 2: 50, 5: 50, 10: 40, 20: 40, 50: 40, 100: 25, 200: 25}
"""Coins in a roll, as French banks sell them."""


@dataclass(frozen=True, slots=True)
class Target:
    """How many pieces of a denomination (cents) there should be: from `low` to `high`. `high` 0: none is kept."""

    value: int
    low: int
    high: int

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= PIECES_MAX:
            raise ValueError(f"a stock from {self.low} to {self.high} pieces is none: 0 to {PIECES_MAX}, low first")

    @property
    def middle(self) -> int:
        """What to fill up to, and to collect down to."""
        return (self.low + self.high + 1) // 2


@dataclass(frozen=True, slots=True)
class Stock:
    """The targets of a shop, one a denomination. `step`: all its prices are multiples of so many cents."""

    targets: tuple[Target, ...]
    step: int = 5

    def of(self, value: int) -> Target:
        """Of a denomination without a target nothing is kept."""
        return next((each for each in self.targets if each.value == value), Target(value, 0, 0))


USUAL = (
    *(Target(value, 20, 200) for value in (1, 2, 5, 10, 20)),
    Target(50, 15, 150),
    Target(100, 15, 150),
    Target(200, 10, 100),
    Target(500, 5, 30),
    Target(1000, 4, 25),
    Target(2000, 2, 15),
)
"""What a small shop does well with. Notes above 20 euro are never given back, so they go to the cashbox."""


def usual(step: int) -> Stock:
    """For a shop whose prices are multiples of so many cents: no coin smaller than that needs to be there."""
    return Stock(tuple(Target(each.value, each.low if each.value >= step else 0, each.high) for each in USUAL), step)


STOCK = usual(5)


class Mark(StrEnum):
    """How a level stands to its target."""

    LOW = "low"
    FINE = "fine"
    FULL = "full"
    BOXED = "boxed"  # none is kept


def mark(target: Target, count: int) -> Mark:
    """How so many pieces stand."""
    if not target.high:
        return Mark.BOXED
    if count < target.low:
        return Mark.LOW
    return Mark.FULL if count >= target.high else Mark.FINE


def recycled(stock: Stock, levels: Iterable[tuple[int, int]], before: frozenset[int]) -> frozenset[int]:
    """Which denominations a machine keeps from now on; `before`: which it keeps until now."""
    return frozenset(value for value, count in levels if _kept(stock.of(value), count, value in before))


def _kept(target: Target, count: int, before: bool) -> bool:
    return count < target.high if before else count < target.middle


def share(stock: Stock, held: Mapping[Slot, int]) -> int:
    """How many of 100 amounts up to CHANGE_MAX can be given back exactly, rounded down."""
    count = CHANGE_MAX.cents // stock.step
    steps = ((1 << stock.step * count) - 1) // ((1 << stock.step) - 1) << stock.step  # bits step, 2 step, 3 step, ...
    return (amounts(held, CHANGE_MAX) & steps).bit_count() * 100 // count


def is_short(stock: Stock, held: Mapping[Slot, int]) -> bool:
    """Is so little change left that customers should know before they choose how to pay?"""
    return share(stock, held) < CHANGE_SHORT_PERCENT


@dataclass(frozen=True, slots=True)
class Bring:
    """What to bring of a denomination: so many pieces, in whole rolls where it is sold in rolls (0: it is not)."""

    value: int
    pieces: int
    rolls: int = 0


def to_bring(stock: Stock, held: Mapping[Slot, int]) -> tuple[Bring, ...]:
    """What runs low, all machines together, and what makes it last: ascending by value."""
    counts: dict[int, int] = {}
    for (_, value), count in held.items():
        counts[value] = counts.get(value, 0) + max(0, count)
    low = (value for value, count in sorted(counts.items()) if mark(stock.of(value), count) is Mark.LOW)
    return tuple(_bring(value, stock.of(value).middle - counts[value]) for value in low)


def _bring(value: int, missing: int) -> Bring:
    roll = ROLLS.get(value, 0)
    if not roll:
        return Bring(value, missing)
    rolls = max(1, missing // roll)
    return Bring(value, rolls * roll, rolls)


def floated(stock: Stock, levels: Iterable[tuple[int, int]]) -> Levels:
    """The float of a machine for which nobody has set one: the middle of each target."""
    return tuple((value, stock.of(value).middle) for value, _ in sorted(levels))


def surplus(levels: Iterable[tuple[int, int]], keep: Iterable[tuple[int, int]]) -> Levels:
    """What is above the float: to be moved to the cashbox."""
    kept = dict(keep)
    return tuple((value, count - kept.get(value, 0)) for value, count in sorted(levels) if count > kept.get(value, 0))


def worth_of(levels: Iterable[tuple[int, int]]) -> Money:
    """The value of these pieces; those of an unknown denomination (value 0) are worth nothing that is known."""
    return Money(sum(value * count for value, count in levels))


def is_coin(value: int) -> bool:
    """Is it a coin, not a note?"""
    return value < NOTES_FROM
