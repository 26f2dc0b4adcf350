"""Rules about what customers may have when staff agree: a dear line taken out, many pieces of one article."""

from __future__ import annotations

from kiosk.domain import facts as f
from kiosk.domain.basket import WISHES, Doubt, Line, OpenException, Sale
from kiosk.domain.facts import Fact
from kiosk.domain.money import NOTHING
from kiosk.domain.product import Product
from kiosk.domain.states import Kiosk

Facts = tuple[Fact, ...]


def is_dear(kiosk: Kiosk, line: Line, count: int = 0) -> bool:
    """Is it for staff to leave only `count` pieces of this line? On a handheld staff are there already."""
    worth = (line.price + line.deposit) * (line.count - count) if count else line.amount
    return NOTHING < kiosk.shop.control.removal_max < worth and not kiosk.shop.handheld


def is_many(kiosk: Kiosk, sale: Sale, line: Line, count: int) -> bool:
    """Would this line hold more pieces than are sold unasked?"""
    limit = dict(sale.limits).get(line.code, 0)
    return count > line.count and _exceeds(kiosk, limit, count, _pieces(sale, line.code) - line.count)


def is_many_more(kiosk: Kiosk, sale: Sale, product: Product, count: int) -> bool:
    """The same of a new line."""
    return _exceeds(kiosk, product.limit, count, _pieces(sale, product.code))


def _pieces(sale: Sale, code: str) -> int:
    return sum(line.count for line in sale.lines if line.code == code)


def _exceeds(kiosk: Kiosk, limit: int, count: int, beside: int) -> bool:
    """The article's own limit counts all its lines, the shop's each; the smaller one decides."""
    over = 0 < kiosk.shop.control.count_max < count or 0 < limit < count + beside
    return over and not kiosk.shop.handheld


def wanted(sale: Sale, line: Line) -> int:
    """How many pieces of this line the customer wants: those in it, or those that staff were asked for."""
    return max([line.count, *(_count(each) for each in _about(sale, line.number) if each.doubt is Doubt.TOO_MANY)])


def asked(kiosk: Kiosk, sale: Sale, doubt: Doubt, line: Line, count: int = 0) -> Facts:
    """The customer wants fewer pieces of this line, or none (REMOVAL), or many (TOO_MANY). The last wish counts."""
    wish = f"{line.number} {count}"
    if any((each.doubt, each.reason) == (doubt, wish) for each in _about(sale, line.number)):
        return ()
    asked_now = f.ArticleDoubted(sale.last_exception + 1, doubt, line.code, line.name, wish, at=kiosk.sees.now)
    return (*dropped(sale, line), asked_now)


def dropped(sale: Sale, line: Line) -> Facts:
    """What staff were asked about this line is void: it has gone, or another wish has taken its place."""
    return tuple(f.DoubtSettled(each.number, "dropped") for each in _about(sale, line.number))


def approved(sale: Sale, wish: OpenException, by: str) -> Facts:
    """Staff agree."""
    settled, count = f.DoubtSettled(wish.number, "approved", by), _count(wish)
    for line in sale.lines:
        if line.number == _line(wish):
            if not count:
                return (settled, f.LineRemoved(line.number, line.amount, by, "removal"))
            return (settled, f.QuantityChanged(line.number, line.count, count, by))
    return (settled,)


def _about(sale: Sale, number: int) -> tuple[OpenException, ...]:
    return tuple(each for each in sale.exceptions if each.doubt in WISHES and _line(each) == number)


def _line(wish: OpenException) -> int:
    return int(wish.reason.split()[0])


def _count(wish: OpenException) -> int:
    return int(wish.reason.split()[1])
