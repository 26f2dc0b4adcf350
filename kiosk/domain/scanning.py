"""What a scanned code makes of a sale: one more line, one more piece of a line, or something staff must look at."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import COUNT_MAX, LINES_MAX, Doubt, Line, Sale, gross_of
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.money import Money
from kiosk.domain.states import Kiosk

Facts = tuple[Fact, ...]


def scanned(kiosk: Kiosk, sale: Sale, event: e.ItemScanned | e.UnknownScanned) -> Facts:
    """A scan while shopping: one more line, one more piece of a line, or an article staff must look at."""
    match event:
        case e.UnknownScanned(code):
            return _doubt(sale, Doubt.UNKNOWN, code, "", "")
        case e.ItemScanned(product, code) if product.sale_stop:
            return _doubt(sale, Doubt.BLOCKED, code, product.name, product.sale_stop)
        case e.ItemScanned(product, code, grams=0, price=price) if product.weighed and not price:
            return _doubt(sale, Doubt.UNWEIGHED, code, product.name, "")
        case e.ItemScanned():
            return _item(sale, event)


def _doubt(sale: Sale, doubt: Doubt, code: str, name: str, reason: str) -> Facts:
    if any((each.doubt, each.code) == (doubt, code) for each in sale.exceptions):
        return ()  # the same pack shown twice is one question to staff
    return (f.ArticleDoubted(sale.last_exception + 1, doubt, code, name, reason),)


def _item(sale: Sale, event: e.ItemScanned) -> Facts:
    product = event.product
    price = event.price or product.price
    grams = 0 if event.price else event.grams
    for line in sale.lines:
        if _more_of(line, product.code, price, grams) and line.count + event.count <= COUNT_MAX:
            return (f.QuantityChanged(line.number, line.count, line.count + event.count),)
    if len(sale.lines) >= LINES_MAX:
        return (f.AttendantCalled(Reason.HELP),)
    return (
        f.ItemAdded(
            sale.last_line + 1, product.code, product.name, product.department, event.count, grams, price,
            gross_of(price, event.count, grams), product.rate, product.deposit, product.minimum_age, product.picture,
        ),
    )  # fmt: skip


def _more_of(line: Line, code: str, price: Money, grams: int) -> bool:
    return line.code == code and line.price == price and not line.grams and not grams
