"""The works of a simulated recycler of coins and notes: what moves, how long it takes, where every piece really is."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

from hardware.wire import NEVER

COINS = (1, 2, 5, 10, 20, 50, 100, 200)
NOTES = (500, 1000, 2000, 5000, 10000, 20000, 50000)
RECYCLED = frozenset({*COINS, 500, 1000, 2000})
SEE_SECONDS = 0.2
KEEP_SECONDS = 0.3  # from being seen to being counted
PAY_SECONDS = 0.25
IN_FLIGHT_MAX = 8


@dataclass(slots=True)
class _Piece:
    """On its way in."""

    value: int
    due: float = NEVER  # NEVER: pushed in since the last look at the clock
    is_seen: bool = False


class Works:
    """Levels, cashbox and the truth about every piece survive a power cut; a payout under way ends with it."""

    def __init__(
        self, random: Random, levels: Mapping[int, int], capacity: int, cashbox_capacity: int, recycled: Iterable[int]
    ) -> None:
        self._random = random
        self._capacity = capacity
        self._cashbox_capacity = cashbox_capacity
        self.recycled = frozenset(recycled)
        self.levels = Counter(dict.fromkeys(sorted(self.recycled), 0))
        self.levels.update(levels)
        self.cashbox: Counter[int] = Counter()
        self.taken: Counter[int] = Counter()
        self.returned: Counter[int] = Counter()
        self.paid_out: Counter[int] = Counter()
        self._coming: deque[_Piece] = deque()
        self._going: deque[int] = deque()
        self._going_to_box = False
        self._pay_due = NEVER
        self.seen = 0
        """Cents recognised since `begin`, stored or not."""
        self.kept_in: Counter[tuple[int, bool]] = Counter()
        """Pieces stored since `begin`, by value and whether it was in the recycler."""
        self.gone: Counter[int] = Counter()
        """Pieces of the running or last payout that left the recycler."""
        self.is_short = False
        """Did the last payout end before its end?"""
        self.jam_chance = 0.0
        self.reject_chance = 0.0
        self._is_jammed = False

    @property
    def is_moving(self) -> bool:
        """Is anything on its way, in or out?"""
        return bool(self._coming or self._going)

    @property
    def is_paying(self) -> bool:
        """Is a payout under way?"""
        return bool(self._going)

    @property
    def due(self) -> float:
        """When something moves next."""
        coming = (-NEVER if piece.due == NEVER else piece.due for piece in self._coming)
        return min([*coming, self._pay_due if self._going else NEVER], default=NEVER)

    def begin(self) -> None:
        """Another deposit begins: what it takes is reckoned from nothing."""
        self.seen = 0
        self.kept_in.clear()

    def insert(self, value: int) -> bool:
        """A piece is pushed in; False: it comes straight back."""
        has_room = self._can_store(value) or self.cashbox.total() < self._cashbox_capacity
        if value not in (*COINS, *NOTES) or not has_room or len(self._coming) >= IN_FLIGHT_MAX:
            return False
        if self._happens(self.reject_chance):
            return False
        self._coming.append(_Piece(value))
        return True

    def pay(self, pieces: Mapping[int, int], now: float, to_box: bool = False) -> None:
        """Pay these, one after the other; what is not there ends it."""
        self._going = deque(sorted(Counter(pieces).elements(), reverse=True))
        self._going_to_box = to_box
        self._pay_due = now + PAY_SECONDS
        self.gone.clear()
        self.is_short = not self._going

    def jam(self) -> None:
        """The next piece to be paid sticks: the payout ends there."""
        self._is_jammed = True

    def clear_jam(self) -> None:
        """Staff frees it."""
        self._is_jammed = False

    def stop(self) -> None:
        """The payout ends here."""
        self.is_short = bool(self._going)
        self._going.clear()

    def cut_power(self) -> None:
        """What is on its way in falls to one side or the other; a payout is over."""
        for piece in self._coming:
            if piece.is_seen or self._random.random() < 0.5:
                self._keep(piece.value)
            else:
                self.returned[piece.value] += 1
        self._coming.clear()
        self.stop()

    def advance(self, now: float) -> None:
        """All that has moved until now."""
        for piece in self._coming:
            if piece.due == NEVER:
                piece.due = now + SEE_SECONDS
        for piece in self._coming:
            if not piece.is_seen and piece.due <= now:
                piece.is_seen, piece.due = True, piece.due + KEEP_SECONDS
                self.seen += piece.value
        while self._coming and self._coming[0].is_seen and self._coming[0].due <= now:
            self._keep(self._coming.popleft().value)
        while self._going and self._pay_due <= now:
            self._pay_one()

    def _keep(self, value: int) -> None:
        self.taken[value] += 1
        is_stored = self._can_store(value)
        self.kept_in[value, is_stored] += 1
        if is_stored:
            self.levels[value] += 1
        else:
            self.cashbox[value] += 1

    def _pay_one(self) -> None:
        value = self._going[0]
        if self._is_jammed or self.levels[value] <= 0 or self._happens(self.jam_chance):
            self.stop()
            return
        self._going.popleft()
        self._pay_due += PAY_SECONDS
        self.levels[value] -= 1
        self.gone[value] += 1
        if self._going_to_box:
            self.cashbox[value] += 1
        else:
            self.paid_out[value] += 1

    def _can_store(self, value: int) -> bool:
        return value in self.recycled and self.levels[value] < self._capacity

    def _happens(self, chance: float) -> bool:
        return chance > 0 and self._random.random() < chance
