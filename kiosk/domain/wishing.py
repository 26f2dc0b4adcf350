"""Rules about what customers may have when staff agree: a dear line taken out, many pieces of one article."""

from __future__ import annotations

from kiosk.domain import facts as f
from kiosk.domain.basket import Doubt, Line, OpenException, Sale
from kiosk.domain.facts import Fact
from kiosk.domain.money import NOTHING
from kiosk.domain.states import Kiosk

Facts = tuple[Fact, ...]


def is_dear(kiosk: Kiosk, line: Line) -> bool:
    """Is it for staff to take this line out?"""
    return NOTHING < kiosk.shop.control.removal_max < line.amount


def is_many(kiosk: Kiosk, line: Line, count: int) -> bool:
    """Are these more pieces of one article than the shop sells unasked?"""
    return 0 < kiosk.shop.control.count_max < count and count > line.count


def asked(kiosk: Kiosk, sale: Sale, doubt: Doubt, line: Line, count: int = 0) -> Facts:
    """The customer wants this line gone (REMOVAL) or to hold `count` pieces (TOO_MANY). The last wish counts."""
    wish = f"{line.number} {count}"
    before = [each for each in sale.exceptions if each.doubt is doubt and each.reason.split()[0] == str(line.number)]
    if any(each.reason == wish for each in before):
        return ()
    taken_back = (f.DoubtSettled(each.number, "dropped") for each in before)
    number = sale.last_exception + 1
    return (*taken_back, f.ArticleDoubted(number, doubt, line.code, line.name, wish, at=kiosk.sees.now))


def approved(sale: Sale, wish: OpenException, by: str) -> Facts:
    """Staff agree."""
    number, count = map(int, wish.reason.split())
    settled = f.DoubtSettled(wish.number, "approved", by)
    if not sale.has_line(number):
        return (settled,)
    line = sale.line(number)
    if wish.doubt is Doubt.REMOVAL:
        return (settled, f.LineRemoved(number, line.amount, by, "removal"))
    return (settled, f.QuantityChanged(number, line.count, count))
