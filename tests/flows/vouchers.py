"""Vouchers of every kind, and a shop that takes them, for tests that read as stories."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain.basket import TenderKind
from kiosk.domain.facts import Grade
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.product import Meal, Product
from kiosk.domain.shop import Shop
from kiosk.domain.tax import Rate
from kiosk.domain.voucher import CouponTerms, GiftCardRules, MealRules
from tests.flows.customer import SHOP, Till

MEALS = MealRules(paper=True, card=True, departments=("Boulangerie",))
TAKES_VOUCHERS: Shop = replace(
    SHOP, vouchers=True, meal=MEALS, gift_cards=GiftCardRules((Money(1000), Money(2000), Money(5000)))
)
SUPERVISES: Shop = replace(TAKES_VOUCHERS, meal=replace(MEALS, supervised=True))

MONDAY = 1_749_974_800 + 86_400  # 16 June 2025, 10:06:40 in Paris; START is a Sunday
SALAD = Product("3000000000083", "Salade", "Traiteur", Money(850), Rate(1000), meal=Meal.YES)
SOAP = Product("3000000000090", "Savon", "Hygiène", Money(300), Rate(2000))


def meal(number: int, cents: int) -> e.VoucherShown:
    """A meal voucher of paper."""
    return e.VoucherShown(TenderKind.MEAL_VOUCHER, f"{number:019}", Money(cents), f"{number:019}{cents:05}")


def gift_card(number: int) -> e.VoucherShown:
    return e.VoucherShown(TenderKind.GIFT_CARD, f"99{number:08}", NOTHING, f"99{number:08}")


def credit_note(reference: str) -> e.VoucherShown:
    return e.VoucherShown(TenderKind.CREDIT_NOTE, reference, NOTHING, reference)


def empties(number: int, cents: int) -> e.VoucherShown:
    return e.VoucherShown(TenderKind.EMPTIES, f"98{number:06}", Money(cents), f"98{number:06}{cents:05}")


def coupon(reference: str, cents: int, count_max: int = 0, department: str = "", *articles: str) -> e.VoucherShown:
    """`count_max`: how many a sale takes of one without a number; 0: it has one and is taken once."""
    terms = CouponTerms(department, articles, count_max)
    return e.VoucherShown(TenderKind.COUPON, reference, Money(cents), reference, terms)


def monday(shop: Shop = TAKES_VOUCHERS) -> Till:
    """A shop that takes vouchers, on a working day."""
    return Till(shop=shop, start=MONDAY)


def to_pay(*products: Product, till: Till | None = None) -> Till:
    """A customer with these articles, choosing how to pay."""
    till = till or monday()
    for product in products:
        till.scan(product)
    till.tell(e.PayPressed())
    return till


def filled(number: int, cents: int, till: Till | None = None) -> Till:
    """A gift card was sold, and its customer has gone."""
    till = till or monday()
    shown = gift_card(number)
    till.tell(shown, e.GiftCardPressed(shown.reference, Money(cents)), e.PayPressed(), e.PayCardPressed())
    till.tap()
    till.tell(e.NoReceiptPressed(), e.DonePressed())
    return till


def later(till: Till, days: int) -> Till:
    """So many days on; staff confirm the clock."""
    till.off(days * 24 * 3600)
    till.attendant(Grade.MANAGER)
    till.tell(e.ClockConfirmedPressed(), e.AttendantDonePressed())
    till.wait(1)
    return till


def leave(till: Till) -> Till:
    """The sale is over, and nobody is there."""
    till.tell(e.NoReceiptPressed(), e.DonePressed())
    return till
