"""What a machine says it holds in its recycler and its cashbox, and which of it has been told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hardware.words import CashCounts, Pieces, Stacked

EUROS = frozenset({1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000})
"""Coins and notes of the euro, in cents."""

VALUE_MAX = 100_000_000
"""Cents. No machine of a shop holds a million euros: such a count is not believed."""

_MARK = re.compile(r"(\d{1,9});((?:\d{1,5}:\d{1,5}(?:,\d{1,5}:\d{1,5})*)?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Holding:
    """Pieces by value in cents; `cashbox` None: the machine does not count it.

    ValueError: no machine of this kind holds that.
    """

    recycler: Mapping[int, int]
    cashbox: Mapping[int, int] | None = None

    def __post_init__(self) -> None:
        for part in (self.recycler, self.boxed):
            if not part.keys() <= EUROS:
                raise ValueError("a value that is no coin or note of the euro")
            if any(not 0 <= count <= 99_999 for count in part.values()):
                raise ValueError("a count that no machine holds")
        if self.value > VALUE_MAX:
            raise ValueError("more money than any machine holds")

    @property
    def boxed(self) -> Mapping[int, int]:
        """What is known to be in the cashbox."""
        return self.cashbox or {}

    @property
    def value(self) -> int:
        """Cents in all."""
        return worth(self.recycler) + worth(self.boxed)

    def paid_since(self, before: Holding) -> int:
        """Cents that left the recycler and did not go to the cashbox; never below zero."""
        fell = {value: _more(before.recycler, self.recycler, value) for value in before.recycler}
        boxed = {value: _more(self.boxed, before.boxed, value) for value in fell}
        return sum(value * max(0, count - boxed[value]) for value, count in fell.items())

    def moved(self, pieces: Pieces, before: Holding) -> bool:
        """Did all these pieces go from the recycler to the cashbox?"""
        return all(_more(self.boxed, before.boxed, value) >= count for value, count in pieces)


class Vault:
    """The machine tells what its cashbox holds now; the journal wants how many pieces ever went there.

    So those are counted here, and what the cashbox held when it was told last goes into the mark: what came in while
    nobody listened is found by it. A denomination that became fewer was taken out by staff. What a machine does not
    count is not told.
    """

    def __init__(self) -> None:
        self._recycler: dict[int, int] = {}
        self._cashbox: dict[int, int] | None = None  # None: not known (yet)
        self.is_new = True
        """Has nothing been told of this machine, ever?"""
        self._boxed = 0  # pieces that ever went to the cashbox

    def restore(self, recycler: Pieces, mark: str) -> None:
        """What the journal knows; a mark that is none is passed over."""
        if parsed := _MARK.fullmatch(mark):
            pairs = (pair.split(":") for pair in parsed[2].split(",") if pair)
            self._recycler = dict(recycler)
            self._cashbox = {int(value): int(count) for value, count in pairs}
            self._boxed = int(parsed[1])
            self.is_new = False

    @property
    def value(self) -> int:
        """Cents that have been told."""
        return worth(self._recycler) + worth(self._cashbox or {})

    def differs(self, holding: Holding) -> bool:
        """Is there more or less than was told?"""
        return _held(self._recycler) != _held(holding.recycler) or _held(self._cashbox or {}) != _held(holding.boxed)

    def counts(self, holding: Holding) -> CashCounts:
        """Tell all of it."""
        unreported: Pieces = ()
        if self._cashbox is None or holding.cashbox is None:
            self._boxed = sum(holding.boxed.values())
        else:
            arrived = {value: _more(holding.boxed, self._cashbox, value) for value in sorted(holding.boxed)}
            self._boxed += sum(arrived.values())
            found = ((value, n - _more(self._recycler, holding.recycler, value)) for value, n in arrived.items())
            unreported = tuple((value, count) for value, count in found if count > 0)
        self._recycler, self.is_new = dict(holding.recycler), False
        self._cashbox = None if holding.cashbox is None else dict(holding.cashbox)
        boxed = None if holding.cashbox is None else self._boxed
        return CashCounts(tuple(sorted(holding.recycler.items())), boxed, unreported, self._mark())

    def stacked(self, holding: Holding) -> list[Stacked] | None:
        """Tell what came in since; None: something is missing, too, and only the counts can tell.

        Without a cashbox in `holding` only what came into the recycler is told.
        """
        cashbox = self._cashbox or {}
        now = cashbox if self._cashbox is None or holding.cashbox is None else holding.cashbox
        if any(_more(self._recycler, holding.recycler, value) for value in self._recycler) or any(
            _more(cashbox, now, value) for value in cashbox
        ):
            return None
        told = []
        for value in sorted(holding.recycler):
            if count := _more(holding.recycler, self._recycler, value):
                self._recycler[value] = holding.recycler[value]
                told.append(Stacked(value, count, recycled=True, mark=self._mark()))
        for value in sorted(now):
            if count := _more(now, cashbox, value):
                self._cashbox = cashbox = cashbox | {value: now[value]}
                self._boxed += count
                told.append(Stacked(value, count, recycled=False, mark=self._mark()))
        return told

    def _mark(self) -> str:
        if self._cashbox is None:
            return ""
        pairs = (f"{value}:{count}" for value, count in sorted(self._cashbox.items()) if count)
        return f"{self._boxed % 10**9};{','.join(pairs)}"


def worth(pieces: Mapping[int, int] | Pieces) -> int:
    """Cents."""
    return sum(value * count for value, count in dict(pieces).items())


def _held(part: Mapping[int, int]) -> dict[int, int]:
    return {value: count for value, count in part.items() if count}


def _more(here: Mapping[int, int], there: Mapping[int, int], value: int) -> int:
    return max(0, here.get(value, 0) - there.get(value, 0))
