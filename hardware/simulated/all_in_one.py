"""The works of a simulated all-in-one recycler of coins and notes: pieces fall in and come out one after the other.

Its money outlives a cut of power; what was moving does not.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from random import Random

from hardware.wire import NEVER

VALUES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
NOTES_FROM = 500
CAPACITY = 200
PIECE_SECONDS = 0.3


class Works:
    """What really happened is in `levels`, `cashbox`, `taken`, `returned`, `paid_out`: pieces by value in cents."""

    def __init__(self, random: Random, levels: Mapping[int, int] | None = None, capacity: int = CAPACITY) -> None:
        self.levels: Counter[int] = Counter(dict.fromkeys(VALUES, 0))
        self.levels.update(levels or {})
        self.cashbox: Counter[int] = Counter()
        self.taken: Counter[int] = Counter()
        self.returned: Counter[int] = Counter()
        self.paid_out: Counter[int] = Counter()
        self.is_open = False
        self.accepted = frozenset(VALUES)
        self.is_jammed = False
        self.jam_chance = 0.0
        self.session_taken: Counter[int] = Counter()
        """Since the slot was opened last."""
        self.dispensed = 0
        """Cents, in the payout that runs or ran last."""
        self._random = random
        self._capacity = capacity
        self._moving: deque[tuple[int, bool]] = deque()  # value, out of the machine (else into the cashbox)
        self.due = NEVER

    # Hands

    def insert(self, value: int) -> bool:
        """Push in a piece; False: it was not let in."""
        if not self.is_open or self.is_jammed or value not in self.accepted:
            return False
        self.taken[value] += 1
        self.session_taken[value] += 1
        (self.cashbox if self.levels[value] >= self._capacity else self.levels)[value] += 1
        return True

    def jam(self) -> None:
        """What moves stops; nothing moves until it is cleared."""
        self.is_jammed = True
        self._stop()

    def clear_jam(self) -> None:
        """Staff clears it."""
        self.is_jammed = False

    # What the firmware orders

    @property
    def is_moving(self) -> bool:
        """Does something come out, or go to the cashbox?"""
        return bool(self._moving)

    def open(self) -> None:
        """Pieces are let in."""
        self.is_open = True
        self.session_taken = Counter()

    def close(self) -> None:
        """No more."""
        self.is_open = False

    def pieces_for(self, amount: int) -> list[int]:
        """Pieces in the recycler that make the amount, or the most below it, largest first."""
        pieces = []
        for value in reversed(VALUES):
            count = min(amount // value, self.levels[value])
            pieces += [value] * count
            amount -= value * count
        return pieces

    def pay(self, pieces: list[int], now: float) -> None:
        """Out, one after the other."""
        self._move(pieces, True, now)

    def collect(self, pieces: list[int], now: float) -> None:
        """Into the cashbox."""
        self._move(pieces, False, now)

    def _move(self, pieces: list[int], out: bool, now: float) -> None:
        self.dispensed = 0
        self._moving.extend((value, out) for value in pieces)
        self.due = now + PIECE_SECONDS if pieces else NEVER

    def advance(self, now: float) -> None:
        """What is due by now has moved."""
        while self.due <= now:
            value, out = self._moving.popleft()
            if self.jam_chance and self._random.random() < self.jam_chance:
                self.jam()
                return
            if self.levels[value] > 0:
                self.levels[value] -= 1
                (self.paid_out if out else self.cashbox)[value] += 1
                self.dispensed += value
            self.due = self.due + PIECE_SECONDS if self._moving else NEVER

    def power_down(self) -> None:
        """Everything stops where it is."""
        self.is_open = False
        self._stop()

    def _stop(self) -> None:
        self._moving.clear()
        self.due = NEVER
