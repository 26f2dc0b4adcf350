"""A check of a basket by staff, before it is paid."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.money import NOTHING, Money
from kiosk.domain.product import Product


@dataclass(frozen=True, slots=True)
class Found:
    """What a code in the bag said: see events.ItemScanned. `product`: empty when nobody knows the code."""

    code: str
    name: str
    product: tuple[Product, ...] = ()
    count: int = 1
    grams: int = 0
    price: Money = NOTHING
    batch: str = ""
    serial: str = ""
    expires: str = ""
    label: str = ""

    @property
    def article(self) -> str:
        """The code of the line that it belongs to, if it is in the basket."""
        return self.product[0].code if self.product else self.code


@dataclass(frozen=True, slots=True)
class Check:
    """Staff are to look at this basket before it is paid. `reasons`: why; `by`: who scans what is in the bag.

    `found`: what is in it. `total`: of the basket when the check was over.
    """

    reasons: tuple[str, ...]
    score: int = 0
    by: str = ""
    found: tuple[Found, ...] = ()
    outcome: str = ""
    total: Money = NOTHING

    @property
    def is_over(self) -> bool:
        return bool(self.outcome)
