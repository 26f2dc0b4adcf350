"""[[vouchers]], [meal_vouchers] and [gift_cards] of kiosk.toml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from kiosk.catalogue.vouchers import VoucherRefused, VoucherTemplate
from kiosk.config_devices import Section
from kiosk.domain.basket import TenderKind
from kiosk.domain.holidays import FRENCH_HOLIDAYS, REGIONAL_HOLIDAYS
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.voucher import A_DAY_MAX, GIFT_CARD_MAX, CouponTerms, GiftCardRules, MealRules

Cents = Annotated[int, Field(ge=1, le=1_000_000)]
Department = Annotated[str, Field(min_length=1, max_length=40)]
MonthAndDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
Holiday = Literal[
    "new_year", "good_friday", "easter_monday", "labour_day", "victory_1945", "ascension", "whit_monday",
    "bastille_day", "assumption", "all_saints", "armistice_1918", "christmas", "second_christmas_day",
]  # fmt: skip
assert set(Holiday.__args__) == {*FRENCH_HOLIDAYS, *REGIONAL_HOLIDAYS}  # type: ignore[attr-defined]


class VoucherSection(Section):
    """How the codes of one kind of voucher look: see catalogue/vouchers.py. A coupon may ask for articles."""

    pattern: str
    kind: Literal["meal_voucher", "empties", "coupon", "gift_card", "credit_note"]
    fixed_value: Cents | None = None
    department: Department | None = None
    articles: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=40)], ...], Field(max_length=200)] = ()
    max_count: Annotated[int, Field(ge=1, le=99)] | None = None

    @model_validator(mode="after")
    def _can_be_read(self) -> VoucherSection:
        try:
            self.template()
        except VoucherRefused as refused:
            raise ValueError(str(refused)) from refused
        return self

    def template(self) -> VoucherTemplate:
        """The part that reads codes."""
        terms = CouponTerms(self.department or "", self.articles, self.max_count or 0)
        value = Money(self.fixed_value) if self.fixed_value else NOTHING
        return VoucherTemplate(self.pattern, TenderKind(self.kind), value, terms)


class MealVouchersSection(Section):
    """Which meal vouchers are taken. `daily_cap`: cents; a kiosk does not know who pays, and holds each sale to it."""

    paper: bool = False
    card: bool = False
    supervised: bool = False
    daily_cap: Annotated[int, Field(ge=1, le=100_000)] = A_DAY_MAX.cents
    sundays_and_holidays: bool = False
    holidays: Annotated[tuple[Holiday | MonthAndDay, ...], Field(max_length=30)] = FRENCH_HOLIDAYS
    departments: tuple[Department, ...] = ()

    def rules(self) -> MealRules:
        """The part that decide looks at."""
        return MealRules(
            self.paper,
            self.card,
            self.supervised,
            Money(self.daily_cap),
            self.sundays_and_holidays,
            tuple(self.holidays),
            self.departments,
        )


class GiftCardsSection(Section):
    """Gift cards that are sold here: `amounts` and `balance_max` in cents; none are sold where there is no amount."""

    amounts: Annotated[tuple[Cents, ...], Field(max_length=6)] = ()
    months: Annotated[int, Field(ge=1, le=120)] = 12
    balance_max: Cents = GIFT_CARD_MAX.cents

    @field_validator("amounts")
    @classmethod
    def _grow(cls, amounts: tuple[int, ...]) -> tuple[int, ...]:
        if list(amounts) != sorted(set(amounts)):
            raise ValueError("the amounts of gift cards grow, and each is there once")
        return amounts

    @model_validator(mode="after")
    def _fit(self) -> GiftCardsSection:
        if self.amounts and self.amounts[-1] > self.balance_max:
            raise ValueError(f"the amount {self.amounts[-1]} is more than balance_max, {self.balance_max}")
        return self

    def rules(self) -> GiftCardRules:
        """The part that decide looks at."""
        return GiftCardRules(tuple(map(Money, self.amounts)), self.months, Money(self.balance_max))
