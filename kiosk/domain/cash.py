"""Coins and notes: which amounts can be given back, and with which pieces. Exact and bounded, not greedy.

Reachable amounts are kept as the bits of one whole number: bit n is set when n cents can be paid. Adding k pieces of
v cents is a shift, so the whole answer costs microseconds.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from functools import lru_cache

from kiosk.domain.money import NOTHING, Money

Slot = tuple[str, int]
"""A machine's name and a denomination in cents."""

Pieces = tuple[tuple[str, int, int], ...]
"""What to pay or what was paid: ((machine, value_cents, count), ...), counts above zero."""

Counts = tuple[tuple[int, int], ...]
"""((value_cents, count), ...), counts above zero, whatever the machine."""

REMEMBERED = 1024
"""Answers kept, of at most 13 kB each (1,000 euros): every picture of a basket asks the same dozens again."""

NOTES_FROM = 500
"""The smallest note in cents: what is worth less is a coin."""

EURO_COINS = (1, 2, 5, 10, 20, 50, 100, 200)
EURO_NOTES = (500, 1000, 2000, 5000, 10000, 20000)


def worth(pieces: Pieces) -> Money:
    """The value of these pieces."""
    return Money(sum(value * count for _, value, count in pieces))


def payable(held: Mapping[Slot, int], amount: Money) -> bool:
    """Can exactly this amount (>= 0) be paid from what is held?"""
    if amount.cents < 0:
        return False
    return bool(_reachable(_by_value(held), amount.cents) >> amount.cents & 1)


def most_payable(held: Mapping[Slot, int], amount: Money) -> Money:
    """The largest amount not above this one that can be paid exactly; NOTHING when none can."""
    if amount.cents <= 0:
        return NOTHING
    return Money(_reachable(_by_value(held), amount.cents).bit_length() - 1)


def amounts(held: Mapping[Slot, int], most: Money) -> int:
    """Every amount up to this one that can be paid exactly: bit n is set when n cents can."""
    return _reachable(_by_value(held), most.cents)


def change(held: Mapping[Slot, int], amount: Money) -> Pieces:
    """Pieces that make exactly this amount, large ones first. ValueError when it is not payable."""
    values = sorted(_by_value(held), reverse=True)
    rest = amount.cents
    counts: dict[int, int] = {}
    for place, (value, available) in enumerate(values):
        reachable = _reachable(tuple(values[place + 1 :]), rest)
        for count in range(min(available, rest // value), -1, -1):
            if reachable >> (rest - count * value) & 1:
                counts[value] = count
                rest -= count * value
                break
        else:
            raise ValueError(f"{amount.cents} cents cannot be paid from what is held")
    if rest:
        raise ValueError(f"{amount.cents} cents cannot be paid from what is held")
    return _from_machines(held, counts)


def acceptable(
    held: Mapping[Slot, int],
    offered: Iterable[Slot],
    given: Money,
    due: Money,
    boxed: Container[Slot] = (),
) -> frozenset[Slot]:
    """Which of the offered denominations may be taken now.

    A piece may be taken when the change it causes can be given, and when everything given so far could still be
    given back if the customer changes their mind. `given`: cash already in for this sale; `due`: what remains;
    `boxed`: what goes to the cashbox as it comes in, and can pay nothing.
    """
    return frozenset(slot for slot in offered if _safe(held, slot, given, due, slot in boxed))


def _safe(held: Mapping[Slot, int], slot: Slot, given: Money, due: Money, boxed: bool) -> bool:
    value = Money(slot[1])
    after = {**held, slot: held[slot] + 1} if slot in held and not boxed else held
    if value > due and not payable(held, value - due):
        return False
    return payable(after, given + value)


def _by_value(held: Mapping[Slot, int]) -> Counts:
    counts: dict[int, int] = {}
    for (_, value), count in held.items():
        if count > 0:
            counts[value] = counts.get(value, 0) + count
    return tuple(counts.items())


@lru_cache(maxsize=REMEMBERED)
def _reachable(counts: Counts, most: int) -> int:
    """Bits 0..most: the amounts that these counts can make (binary splitting of each count)."""
    mask = (1 << (most + 1)) - 1
    reachable = 1
    for value, count in counts:
        batch = 1
        while count > 0:
            batch = min(batch, count)
            if value * batch <= most:
                reachable |= reachable << (value * batch) & mask
            count -= batch
            batch *= 2
    return reachable


def _from_machines(held: Mapping[Slot, int], counts: Mapping[int, int]) -> Pieces:
    pieces: list[tuple[str, int, int]] = []
    for machine, value in sorted(held, key=lambda slot: (-slot[1], slot[0])):
        taken = min(held[machine, value], counts.get(value, 0))
        if taken > 0:
            pieces.append((machine, value, taken))
            counts = {**counts, value: counts[value] - taken}
    return tuple(pieces)


def less(plan: Pieces, machine: str, value: int, count: int) -> Pieces:
    """What is still to be paid of a plan after so many of these pieces."""
    rest = ((m, v, n - count if (m, v) == (machine, value) else n) for m, v, n in plan)
    return tuple(piece for piece in rest if piece[2] > 0)
