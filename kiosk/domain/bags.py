"""Where the customer is while carrier bags are offered."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.basket import Sale


@dataclass(frozen=True, slots=True)
class OfferingBags:
    """A bag, before anything is paid? Asked once a sale. What comes next is scanning, or paying."""

    sale: Sale
