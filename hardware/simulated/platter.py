"""The platter of a simulated scale: goods come and go, swing until they rest, weigh too much or less than nothing."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from hardware.wire import NEVER
from hardware.words import WeightState

SWING_SECONDS = 0.05  # from one reading of the load cell to the next
SETTLE_SECONDS = 0.6
ZERO_RANGE_PERCENT = 2  # of the capacity, around the zero of the last calibration


@dataclass(frozen=True, slots=True)
class Reading:
    """What the scale's own display shows. `grams` may be below zero; it means nothing when OVERWEIGHT."""

    state: WeightState
    grams: int


class Platter:
    """One load cell. Weights are whole grams; what is shown is rounded to `division_grams`.

    Everything follows from the seed, the hands laid on it and the moments it is looked at (`look`).
    """

    def __init__(
        self,
        seed: int = 0,
        capacity_grams: int = 15_000,
        division_grams: int = 5,
        settle_seconds: float = SETTLE_SECONDS,
    ) -> None:
        self.capacity_grams = capacity_grams
        self.division_grams = division_grams
        self.settle_seconds = settle_seconds
        self.motions = 0  # how often something moved
        self._dice = Random(seed)  # noqa: S311 - a simulation must be repeatable
        self._goods: list[int] = []
        self._drift = 0
        self._zero = 0  # what the load cell felt when the scale was set to zero
        self._swing_max = 0
        self._swing = 0
        self._moved = False  # since it was looked at
        self._settled_at = -NEVER
        self._swings_at = -NEVER

    @property
    def goods_grams(self) -> int:
        """What truly lies there."""
        return sum(self._goods)

    @property
    def is_still(self) -> bool:
        return not self._moved and self._settled_at == -NEVER

    @property
    def reading(self) -> Reading:
        """As of the last look."""
        felt = self._felt + self._swing
        shown = (2 * felt + self.division_grams) // (2 * self.division_grams) * self.division_grams
        if shown > self.capacity_grams + 9 * self.division_grams:
            return Reading(WeightState.OVERWEIGHT, 0)
        if not self.is_still:
            return Reading(WeightState.UNSTABLE, shown)
        if shown < 0:
            return Reading(WeightState.UNDER_ZERO, shown)
        return Reading(WeightState.STABLE, shown) if shown else Reading(WeightState.ZERO, 0)

    @property
    def next_look(self) -> float:
        """When the reading changes by itself."""
        if self._moved:
            return -NEVER
        return NEVER if self.is_still else self._swings_at

    def put(self, grams: int) -> None:
        """Goods are laid down."""
        self._goods.append(grams)
        self._move(grams)

    def take_off(self) -> int:
        """The goods laid down last are taken away; what they weigh, 0 when the platter was empty."""
        grams = self._goods.pop() if self._goods else 0
        self._move(grams)
        return grams

    def clear(self) -> None:
        """All goods are taken away."""
        self._move(self.goods_grams)
        self._goods.clear()

    def nudge(self) -> None:
        """Somebody leans on the counter."""
        self._move(100)

    def drift(self, grams: int) -> None:
        """The load cell feels this much more, or less, than lies there: dirt, warmth, a lost crumb tray."""
        self._drift += grams
        self._move(abs(grams))

    def set_zero(self) -> bool:
        """What lies there is called zero; refused while it moves and outside the zero range."""
        if not self.is_still or abs(self._felt + self._zero) * 100 > self.capacity_grams * ZERO_RANGE_PERCENT:
            return False
        self._zero += self._felt
        return True

    def look(self, now: float) -> None:
        """Time has passed."""
        if self._moved:
            self._moved = False
            self._settled_at = now + self.settle_seconds
            self._swings_at = now
        if now >= self._settled_at:
            self._settled_at = -NEVER
            self._swing = self._swing_max = 0
        elif now >= self._swings_at:
            self._swings_at = now + SWING_SECONDS
            self._swing = self._dice.randint(-self._swing_max, self._swing_max)
            self._swing_max = self._swing_max * 3 // 4

    @property
    def _felt(self) -> int:
        return self.goods_grams + self._drift - self._zero

    def _move(self, grams: int) -> None:
        self.motions += 1
        self._moved = True
        self._swing_max = max(self._swing_max, grams // 4, 10)
