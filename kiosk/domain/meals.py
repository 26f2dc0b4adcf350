"""Rules of meal vouchers (titres-restaurant), of paper and on cards: what they may pay, how much, and on which days.

Code du travail: they pay food and nothing else (L3262-1; food that is not ready to eat until 31 December 2026, loi
2025-56 of 21 January 2025), never alcohol; at most 25 EUR a day (R3262-10); not on Sundays and public holidays unless
the employer has marked them so (R3262-8), which a kiosk cannot see and a shop may allow. A card is charged the exact
sum (R3262-10); on paper no change is given. In which year a paper was issued its code does not say for sure: a shop
that wants it looked at has staff take it (`supervised`).
"""

from __future__ import annotations

from kiosk.domain.basket import Sale, TenderKind
from kiosk.domain.books import moment
from kiosk.domain.holidays import is_holiday
from kiosk.domain.money import NOTHING, Money, total
from kiosk.domain.product import Meal, Product
from kiosk.domain.shop import Shop
from kiosk.domain.sight import Sees

SUNDAY = 6


def payable(shop: Shop, product: Product) -> bool:
    """May meal vouchers pay this article? The price file says so, else its department, which never means alcohol."""
    match product.meal:
        case Meal.YES:
            return True
        case Meal.NO:
            return False
        case Meal.BY_DEPARTMENT:
            return product.department in shop.meal.departments and not product.minimum_age


def foods(sale: Sale) -> Money:
    """What the basket holds that meal vouchers may pay. A deposit on its bottle is no food."""
    return total(line.gross for line in sale.lines if line.meal)


def paid(sale: Sale) -> Money:
    """What meal vouchers have paid so far, of paper and by card."""
    paper = total(each.amount for each in sale.tenders if each.kind is TenderKind.MEAL_VOUCHER)
    return paper + total(card.amount for card in sale.cards if card.meal)


def eligible(sale: Sale) -> Money:
    """What they may still pay of this sale, never more than what remains."""
    return max(NOTHING, min(foods(sale) - paid(sale), sale.goods_due))


def room(shop: Shop, sale: Sale) -> Money:
    """What is left of what they may pay in one sale: see voucher.MealRules.cap."""
    return max(NOTHING, shop.meal.cap - paid(sale))


def allowed(shop: Shop, sale: Sale) -> Money:
    """What a meal voucher card may be charged now."""
    return min(eligible(sale), room(shop, sale))


def day_allows(shop: Shop, sees: Sees) -> bool:
    """Are they taken today?"""
    today = moment(sees.now, sees.utc_offset).date()
    return shop.meal.sundays_and_holidays or not (today.weekday() == SUNDAY or is_holiday(today, shop.meal.holidays))
