"""A check of a basket by staff, before it is paid."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.money import NOTHING, Money
from kiosk.domain.product import Product


@dataclass(frozen=True, slots=True)
class Check:
    """Staff are to look at this basket before it is paid. `reasons`: why; `by`: who scans what is in the bag.

    `scanned`: (code, name, the article if it is known) of each piece found. `total`: of the basket when it was over.
    """

    reasons: tuple[str, ...]
    score: int = 0
    by: str = ""
    scanned: tuple[tuple[str, str, tuple[Product, ...]], ...] = ()
    outcome: str = ""
    total: Money = NOTHING

    @property
    def is_over(self) -> bool:
        return bool(self.outcome)
