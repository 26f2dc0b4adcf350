"""What the shop sells: an article as the price file describes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.money import NOTHING, Money, rounded_half_up
from kiosk.domain.tax import Rate

GRAMS_MAX = 30_000
"""The most one weighed line may hold: the usual end of a shop scale's range."""

TARE_MAX = 5_000
"""The heaviest container that goods may be weighed in."""

CAPTURE_SERIAL, CAPTURE_BATCH = "serial", "batch"

NUMBER_LENGTH_MAX = 40
"""Characters of a serial or batch number: twice what GS1 allows (AI 10 and 21)."""


class Meal(StrEnum):
    """May meal vouchers pay it? As the price file says."""

    BY_DEPARTMENT = ""
    YES = "1"
    NO = "0"


@dataclass(frozen=True, slots=True, order=True)
class Grams:
    """A net weight in whole grams, above zero and at most GRAMS_MAX."""

    grams: int

    def __post_init__(self) -> None:
        if not 0 < self.grams <= GRAMS_MAX:
            raise ValueError(f"a weight lies between 1 and {GRAMS_MAX} g, not {self.grams}")


@dataclass(frozen=True, slots=True)
class Recall:
    """An article must not be sold: the pieces of this batch, or all of them when `batch` is empty. `reason`: why."""

    batch: str
    reason: str

    def covers(self, batch: str) -> bool:
        """Is it this batch? Capitals, spaces and signs do not matter: people copy batch numbers by hand."""
        return not self.batch or _plain(self.batch) == _plain(batch)


def _plain(batch: str) -> str:
    return "".join(character for character in batch.upper() if character.isalnum())


@dataclass(frozen=True, slots=True)
class Product:
    """An article. `price` is gross, for one piece, or for one kilogram when `weighed`.

    `code` is its main code (GTIN digits or the shop's own); `deposit` (consigne) is added for each piece; 0
    `minimum_age` is none; a non-empty `sale_stop` says why it may not be sold; `picture` names a drawing in assets.
    `tare`: grams of the shop's own bag or tray that go off the scale's weight. `capture`: the number of each piece that
    must be written down, CAPTURE_SERIAL or CAPTURE_BATCH; empty: none. `recalls` are those in force. `meal`: may meal
    vouchers pay it? `limit`: the most pieces in one sale without staff, 0: any number. `message`: what the customer is
    told when it is scanned.
    """

    code: str
    name: str
    department: str
    price: Money
    rate: Rate
    weighed: bool = False
    deposit: Money = NOTHING
    minimum_age: int = 0
    sale_stop: str = ""
    picture: str = ""
    tare: int = 0
    capture: str = ""
    recalls: tuple[Recall, ...] = ()
    meal: Meal = Meal.BY_DEPARTMENT
    limit: int = 0
    message: str = ""

    def __post_init__(self) -> None:
        if not self.code or not self.name:
            raise ValueError("an article has a code and a name")
        if self.price.cents < 0 or self.deposit.cents < 0:
            raise ValueError(f"{self.name}: a price or deposit is never negative")
        if not 0 <= self.minimum_age <= 99:
            raise ValueError(f"{self.name}: a minimum age lies between 0 and 99, not {self.minimum_age}")
        if not 0 <= self.tare <= TARE_MAX:
            raise ValueError(f"{self.name}: a tare lies between 0 and {TARE_MAX} g, not {self.tare}")
        if self.capture not in ("", CAPTURE_SERIAL, CAPTURE_BATCH):
            raise ValueError(f"{self.name}: {self.capture!r} is no number that can be written down")
        if self.limit < 0:
            raise ValueError(f"{self.name}: a limit is never negative")


@dataclass(frozen=True, slots=True)
class Pack:
    """What one code stands for: `count` pieces of an article, most often one."""

    product: Product
    count: int = 1


def price_of_weight(price_per_kilogram: Money, weight: Grams) -> Money:
    """Gross price of a weighed line, rounded once to the cent."""
    return Money(rounded_half_up(price_per_kilogram.cents * weight.grams, 1000))
