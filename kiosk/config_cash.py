"""The part of kiosk.toml about money: limits of payment, working stock, the charity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.config_devices import Section
from kiosk.domain.limits import CASH_MAX, COINS_MAX, Limits
from kiosk.domain.money import Money
from kiosk.domain.stock import PIECES_MAX, Stock, Target, usual

Cents = Annotated[int, Field(ge=0, le=10_000_000)]
Pieces = Annotated[int, Field(ge=0, le=PIECES_MAX)]


class PaymentSection(Section):
    """What may be paid by card and in cash. Left out or 0: what the law says, and nothing else."""

    card_min_cents: Cents = 0
    card_max_cents: Cents = 0
    cash_min_cents: Cents = 0
    cash_max_cents: Annotated[int, Field(ge=1, le=CASH_MAX.cents)] = CASH_MAX.cents  # art. D112-3, CMF
    coins_max: Annotated[int, Field(ge=COINS_MAX, le=PIECES_MAX)] = COINS_MAX  # nobody may ask for fewer

    @property
    def limits(self) -> Limits:
        """As the rules want them."""
        return Limits(
            card_min=Money(self.card_min_cents),
            card_max=Money(self.card_max_cents),
            cash_min=Money(self.cash_min_cents),
            cash_max=Money(self.cash_max_cents),
            coins=self.coins_max,
        )

    @model_validator(mode="after")
    def _leaves_a_way_to_pay(self) -> PaymentSection:
        if 0 < self.card_max_cents < self.card_min_cents or self.cash_max_cents < self.cash_min_cents:
            raise ValueError("a maximum is below its minimum: nothing could be paid so")
        return self


class StockSection(Section):
    """How many pieces of a denomination a machine should hold."""

    min: Pieces
    max: Pieces

    @model_validator(mode="after")
    def _in_order(self) -> StockSection:
        if self.min > self.max:
            raise ValueError(f"found min {self.min} above max {self.max}")
        return self


Denomination = Literal[
    "0.01", "0.02", "0.05", "0.10", "0.20", "0.50", "1", "2", "5", "10", "20", "50", "100", "200"
]  # fmt: skip


class CashSection(Section):
    """Working stock: which coins and notes are kept for change. What is left out suits a small shop."""

    price_step_cents: Literal[1, 5, 10] = 5
    stock: Mapping[Denomination, StockSection] = Field(default_factory=dict)

    @property
    def targets(self) -> Stock:
        """As the rules want them."""
        own = [Target(cents_of(name), each.min, each.max) for name, each in self.stock.items()]
        named = {each.value for each in own}
        others = (each for each in usual(self.price_step_cents).targets if each.value not in named)
        return Stock(tuple(sorted((*own, *others), key=lambda each: each.value)), self.price_step_cents)


class CharitySection(Section):
    """For whom customers may round up what they pay."""

    name: Annotated[str, Field(min_length=1, max_length=24)]


def cents_of(denomination: str) -> int:
    """A coin or note as kiosk.toml writes it, in cents: "0.20" or "5"."""
    euros, _, cents = denomination.partition(".")
    return int(euros) * 100 + int(cents or "0")
