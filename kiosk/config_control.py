"""[control] and [bagging] of kiosk.toml: what staff must look at, and how often; whether the bag is weighed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kiosk.config_devices import Section
from kiosk.domain.basket import COUNT_MAX, LINES_MAX
from kiosk.domain.money import Money
from kiosk.domain.product import GRAMS_MAX
from kiosk.domain.shop import NO_BAGGING, Bagging, Control, Curfew

Cents = Annotated[int, Field(ge=0, le=10_000_000)]


Time = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class CurfewSection(Section):
    """What the commune forbids to sell at some hours."""

    departments: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=40)], ...], Field(min_length=1)]
    begins: Time
    ends: Time


class ControlSection(Section):
    """Left out or 0: not at all."""

    removal_cents: Cents = 0
    pieces: Annotated[int, Field(ge=0, le=COUNT_MAX)] = 0
    basket_cents: Cents = 0
    lines: Annotated[int, Field(ge=0, le=LINES_MAX)] = 0
    check_percent: Annotated[int, Field(ge=0, le=100)] = 0
    curfews: Annotated[tuple[CurfewSection, ...], Field(max_length=10)] = ()

    def rules(self) -> Control:
        """As the rules want them."""
        return Control(
            removal_max=Money(self.removal_cents),
            count_max=self.pieces,
            basket_max=Money(self.basket_cents),
            lines_max=self.lines,
            check_percent=self.check_percent,
            curfews=tuple(Curfew(each.departments, each.begins, each.ends) for each in self.curfews),
        )


class BaggingSection(Section):
    """The bag is weighed. `scale`: which of the scales of [devices] lies under it."""

    scale: Annotated[str, Field(min_length=1, max_length=20)]
    own_bag_grams: Annotated[int, Field(ge=0, le=GRAMS_MAX)] = NO_BAGGING.own_bag_grams
    tolerance_grams: Annotated[int, Field(ge=5, le=500)] = NO_BAGGING.tolerance_grams
    patience_seconds: Annotated[int, Field(ge=3, le=120)] = NO_BAGGING.patience_seconds
    large: Annotated[int, Field(ge=0, le=20)] = NO_BAGGING.large_max

    def rules(self) -> Bagging:
        """As the rules want them."""
        return Bagging(self.scale, self.own_bag_grams, self.tolerance_grams, self.patience_seconds, self.large)
