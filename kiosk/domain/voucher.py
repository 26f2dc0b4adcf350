"""Vouchers: what the ledger knows of one, what a coupon asks for, and the rules that a shop sets for them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.basket import TenderKind
from kiosk.domain.holidays import FRENCH_HOLIDAYS
from kiosk.domain.money import Money

LEDGERED = frozenset({TenderKind.GIFT_CARD, TenderKind.CREDIT_NOTE})
"""Their money is in the ledger of the kiosk that issued them; all others say themselves what they are worth."""

A_DAY_MAX = Money(2500)
"""What may be paid with meal vouchers a day: 25 EUR (Code du travail, art. R3262-10)."""


GIFT_CARD_MAX = Money(25_000)


@dataclass(frozen=True, slots=True)
class Voucher:
    """A gift card or credit note in the ledger. `expires`: the last day on which it is taken, or "" for never."""

    kind: TenderKind
    balance: Money
    expires: str = ""


@dataclass(frozen=True, slots=True)
class CouponTerms:
    """What a coupon asks for: one of these articles, of this department, in the basket; nothing where empty.

    `count_max`: how many that say the same a sale takes; 0: it has a number of its own and is taken once for ever.
    """

    department: str = ""
    articles: tuple[str, ...] = ()
    count_max: int = 0


@dataclass(frozen=True, slots=True)
class MealRules:
    """Which meal vouchers the shop takes, and when. `cap`: at most so much in one sale.

    The law counts 25 EUR a day and customer, and no kiosk knows who pays: it can hold only each sale to it.
    `departments` hold what may be paid with them; the price file may say otherwise of an article.
    """

    paper: bool = False
    card: bool = False
    supervised: bool = False  # staff take the paper from the customer
    cap: Money = A_DAY_MAX
    sundays_and_holidays: bool = False
    holidays: tuple[str, ...] = FRENCH_HOLIDAYS
    departments: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Does the shop take meal vouchers at all?"""
        return self.paper or self.card


@dataclass(frozen=True, slots=True)
class GiftCardRules:
    """The gift cards that are sold here: `amounts` to choose from, good for `months`, holding at most `balance_max`."""

    amounts: tuple[Money, ...] = ()
    months: int = 12
    balance_max: Money = GIFT_CARD_MAX


NO_TERMS = CouponTerms()
NO_MEALS = MealRules()
NO_GIFT_CARDS = GiftCardRules()


class NotTaken(StrEnum):
    """Why a code that was shown made nothing of itself; each has a sentence."""

    LATER = "later"  # a voucher, while still shopping
    PAYING = "paying"  # an article, and something is paid already
    CODE = "code"  # while paying: neither article nor voucher
    TRAINING = "training"
    USED = "used"
    UNKNOWN = "unknown"  # a gift card on which nothing was ever put here
    OTHER_TILL = "other_till"  # a credit note that this kiosk did not give
    EXPIRED = "expired"
    EMPTY = "empty"
    GOODS = "goods"  # what remains is no goods: vouchers do not pay it
    CONDITION = "condition"  # what the coupon is for is not in the basket
    COUNT = "count"  # the sale takes no more of these coupons
    CHANGE = "change"  # it is worth more than what remains, and the difference cannot be paid out
    FULL = "full"  # the register of used vouchers has no room
    MEAL_OFF = "meal_off"  # the shop takes none of paper
    MEAL_DAY = "meal_day"  # Sunday or public holiday
    MEAL_NONE = "meal_none"  # nothing left that they may pay
    MEAL_MORE = "meal_more"  # worth more than what they may pay: no change is given on paper
    MEAL_CAP = "meal_cap"
    STAFF = "staff"  # staff did not take it
