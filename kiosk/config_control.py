"""[control] of kiosk.toml: what staff must look at, and how often."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kiosk.config_devices import Section
from kiosk.domain.basket import COUNT_MAX, LINES_MAX
from kiosk.domain.money import Money
from kiosk.domain.shop import Control, Curfew

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
