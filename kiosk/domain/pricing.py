"""Rules about prices that staff change: what the shelf said, another price, a discount on a line or on all of them.

A changed price is a price: per piece or kilogram, so that the line is still pieces times price, and so is what comes
back of it one day. `Line.was` is what the catalogue asked.
"""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.barcode import is_book, is_periodical
from kiosk.domain.basket import Line, PriceReason, Sale
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.money import NOTHING, Money, rounded_half_up, total
from kiosk.domain.rights import Right
from kiosk.domain.states import Attended, ChoosingPayment, Kiosk, Shopping, may

Facts = tuple[Fact, ...]

PERCENTS = (5, 10, 20, 30, 50)
"""Discounts that have a button."""

BOOK_PERCENT_MAX = 5
"""Nobody may take more off a book: loi 81-766 of 10 August 1981, art. 1."""

PRICE_MAX = Money(100_000)
"""The dearest article that may be sold by hand."""

ALL_LINES = 0
"""In the place of a line's number: the whole sale."""


def may_price(kiosk: Kiosk, sale: Sale) -> bool:
    """May a price be changed now? Until something is paid."""
    return isinstance(kiosk.own, Shopping | ChoosingPayment) and not sale.paid_anything and not sale.returns


def discounts(kiosk: Kiosk, visit: Attended, sale: Sale, number: int) -> tuple[int, ...]:
    """The percents that this visitor may take off this line, or off all lines."""
    if not (may_price(kiosk, sale) and may(kiosk, visit, Right.DISCOUNT)):
        return ()
    own = kiosk.shop.rights.discount_percent[visit.grade]
    most = max((discount_max(line) for line in _chosen(sale, number)), default=0)
    return tuple(percent for percent in PERCENTS if percent <= min(own, most))


def discount_max(line: Line) -> int:
    """Percent. Not on what the publisher prices, on an order, which was agreed on before, or on a price staff gave."""
    if line.order or is_periodical(line.code) or line.why in (PriceReason.SHELF, PriceReason.CHANGED):
        return 0
    return BOOK_PERCENT_MAX if is_book(line.code) else 100


def saved(sale: Sale, number: int, percent: int) -> Money:
    """What the customer pays less than now with this discount."""
    after = {fact.line: fact.after for fact in _discount(sale, number, percent, "")}
    lines = (line for line in sale.lines if line.number in after)
    return total(line.gross - line.priced(after[line.number], PriceReason.DISCOUNT).gross for line in lines)


def attended(kiosk: Kiosk, visit: Attended, sale: Sale, event: e.DiscountPressed | e.PricePressed) -> Facts:
    """What staff press. Empty when it is not (or no longer) possible."""
    match event:
        case e.DiscountPressed(number, percent) if percent in discounts(kiosk, visit, sale, number):
            return (*_discount(sale, number, percent, visit.by), *_answered(kiosk))
        case e.PricePressed(number, price, reason) if sale.has_line(number) and may_price(kiosk, sale):
            return _priced(kiosk, visit, sale.line(number), price, reason)
        case _:
            return ()


def _chosen(sale: Sale, number: int) -> tuple[Line, ...]:
    return tuple(line for line in sale.lines if number in (ALL_LINES, line.number))


def _discount(sale: Sale, number: int, percent: int, by: str) -> tuple[f.LinePriced, ...]:
    facts = (_discounted(line, percent, by) for line in _chosen(sale, number))
    return tuple(fact for fact in facts if fact.before != fact.after)


def _discounted(line: Line, percent: int, by: str) -> f.LinePriced:
    """Another discount takes the place of the one before: they do not add up to more than anybody may give."""
    whole = line.was if line.why is PriceReason.DISCOUNT else line.price
    off = min(percent, discount_max(line))
    after = Money(rounded_half_up(whole.cents * (100 - off), 100))
    return f.LinePriced(line.number, line.price, after, PriceReason.DISCOUNT, by, off)


def _priced(kiosk: Kiosk, visit: Attended, line: Line, price: Money, reason: PriceReason) -> Facts:
    """The price on the shelf is the price, when it is lower. Who may is said by permitting.PRICES."""
    if line.order or not NOTHING < price <= PRICE_MAX or price == line.price:
        return ()
    if reason is PriceReason.SHELF and price > line.price:
        return ()
    return (f.LinePriced(line.number, line.price, price, reason, visit.by), *_answered(kiosk))


def _answered(kiosk: Kiosk) -> Facts:
    return (f.CallResolved(Reason.PRICE),) if kiosk.called(Reason.PRICE) else ()


def disputed(kiosk: Kiosk, sale: Sale) -> Facts:
    """The customer saw another price on the shelf. She goes on scanning meanwhile."""
    return () if kiosk.called(Reason.PRICE) or not sale.lines else (f.AttendantCalled(Reason.PRICE),)
