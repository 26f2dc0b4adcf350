"""A basket in parts: split into codes that cameras read well, gathered in any order, joined when all are there."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from kiosk.baskets.basket import LINES_MAX, PARTS_MAX, Basket, BasketLine, Head, Part
from kiosk.baskets.packing import HEAD_SIZE, digest_of, packed_line

PILES_MAX = 4
"""Of how many baskets parts are kept at a time."""

FORGOTTEN_AFTER_SECONDS = 300

Content = TypeVar("Content")


def split(basket: Basket, key: bytes, size_max: int) -> tuple[Part, ...]:
    """The fewest parts of at most `size_max` bytes, about equally long. `key`: the id of the key that will sign them.

    ValueError for what no basket may hold, and for more than PARTS_MAX parts.
    """
    if not basket.lines or len(basket.lines) > LINES_MAX:
        raise ValueError(f"a basket has 1 to {LINES_MAX} lines, not {len(basket.lines)}")
    room = size_max - HEAD_SIZE - len(basket.shop) - len(basket.device)
    runs = _even(basket.lines, room)
    if len(runs) > PARTS_MAX:
        raise ValueError(f"this basket needs {len(runs)} codes, and {PARTS_MAX} is the most: make two baskets of it")
    pieces = sum(line.count for line in basket.lines)
    head = Head(
        key, basket.shop, basket.device, basket.id, basket.issued, basket.minutes, len(runs), len(basket.lines), pieces,
        basket.restricted, digest_of(basket.lines),
    )  # fmt: skip
    return tuple(Part(head, number, run) for number, run in enumerate(runs, 1))


def join(parts: Mapping[int, Part]) -> Basket:
    """The whole basket, of all its parts by number. ValueError when they are not one basket, or not the one signed."""
    head = parts[1].head
    if set(parts) != set(range(1, head.parts + 1)) or any(part.head != head for part in parts.values()):
        raise ValueError("these are not the parts of one basket")
    lines = tuple(line for number in sorted(parts) for line in parts[number].lines)
    if (len(lines), sum(line.count for line in lines), digest_of(lines)) != (head.lines, head.pieces, head.digest):
        raise ValueError("its parts do not hold what it says it holds")
    return Basket(head.shop, head.device, head.id, head.issued, head.minutes, lines, head.restricted)


@dataclass(frozen=True, slots=True)
class Pile(Generic[Content]):
    """What was read so far of one basket: contents by number. `seen`: when the last one was, in seconds."""

    key: Hashable
    parts: int
    read: Mapping[int, Content]
    seen: int

    @property
    def whole(self) -> bool:
        return len(self.read) == self.parts


@dataclass(frozen=True, slots=True)
class Gathering(Generic[Content]):
    """Parts of baskets that are not read whole yet, the basket that was seen last behind the others."""

    piles: tuple[Pile[Content], ...] = field(default=())

    def with_part(
        self, key: Hashable, number: int, parts: int, content: Content, now: int
    ) -> tuple[Gathering[Content], Pile[Content]]:
        """What is gathered after this part, and the pile it lies on: a whole one is gathered no more."""
        here = self.seen_within(FORGOTTEN_AFTER_SECONDS, now)
        before = next((pile for pile in here.piles if pile.key == key), Pile(key, parts, {}, now))
        pile = replace(before, read={**before.read, number: content}, seen=now)
        others = tuple(each for each in here.piles if each.key != key)
        kept = others if pile.whole else (*others, pile)
        return Gathering(kept[-PILES_MAX:]), pile

    def seen_within(self, seconds: int, now: int) -> Gathering[Content]:
        """The same without what was not added to for longer (or was in a future that is no more)."""
        return Gathering(tuple(pile for pile in self.piles if 0 <= now - pile.seen <= seconds))


def _even(lines: Sequence[BasketLine], room: int) -> list[tuple[BasketLine, ...]]:
    """The fewest runs that fit, and among those the ones whose longest is shortest."""
    sizes = [len(packed_line(line)) for line in lines]
    if room < max(sizes):
        raise ValueError(f"a line of {max(sizes)} bytes does not fit into a code")
    fewest = list(_runs(lines, sizes, room))
    for shorter in range(max(*sizes, sum(sizes) // len(fewest)), room):
        runs = list(_runs(lines, sizes, shorter))
        if len(runs) == len(fewest):
            return runs
    return fewest


def _runs(lines: Sequence[BasketLine], sizes: Sequence[int], room: int) -> Iterator[tuple[BasketLine, ...]]:
    begin, used = 0, 0
    for at, size in enumerate(sizes):
        if used + size > room:
            yield tuple(lines[begin:at])
            begin, used = at, 0
        used += size
    yield tuple(lines[begin:])
