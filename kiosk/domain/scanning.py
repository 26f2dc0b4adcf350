"""What a scanned code makes of a sale: one more line, one more piece of a line, or something staff must look at."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import meals, wishing
from kiosk.domain.barcode import is_gtin
from kiosk.domain.basket import COUNT_MAX, LINES_MAX, Doubt, Line, OpenException, Sale, gross_of
from kiosk.domain.books import moment
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.history import replay
from kiosk.domain.money import Money
from kiosk.domain.product import CAPTURE_BATCH, CAPTURE_SERIAL, NUMBER_LENGTH_MAX, Product
from kiosk.domain.states import Kiosk, sale_of

Facts = tuple[Fact, ...]

BATCHES_SHOWN_MAX = 5


def scanned(kiosk: Kiosk, sale: Sale, event: e.ItemScanned | e.UnknownScanned) -> Facts:
    """A scan while shopping: one more line, one more piece of a line, or an article staff must look at."""
    match event:
        case e.UnknownScanned(code) if any(line.serial == code for line in sale.lines):
            return ()  # the number of a piece that is in the basket
        case e.UnknownScanned(code):
            asked = () if is_gtin(code) or len(code) > NUMBER_LENGTH_MAX else _untraced(sale)[:1]
            return _captured(kiosk, sale, asked[0], code) if asked else _doubt(kiosk, sale, Doubt.UNKNOWN, code)
        case e.ItemScanned():
            return _unsold(kiosk, sale, event) if _doubts(kiosk, event) else _sold(kiosk, sale, event)


def scanned_all(kiosk: Kiosk, scans: Iterable[e.ItemScanned | e.UnknownScanned]) -> Facts:
    """Each scan in the sale that the scans before it have made. Nothing is weighed in the middle of a basket."""
    facts: Facts = ()
    for scan in scans:
        (sale,) = sale_of(kiosk.own)
        more = scanned(kiosk, sale, scan)
        facts, kiosk = facts + more, replay(more, kiosk)
    return facts


def numbered(kiosk: Kiosk, sale: Sale, event: e.NumberEntered) -> Facts:
    """The serial or batch number of an open exception was typed. What can be no number is passed over."""
    number = event.number.strip()
    for asked in _untraced(sale):
        if asked.number == event.exception and 0 < len(number) <= NUMBER_LENGTH_MAX and number.isprintable():
            return _captured(kiosk, sale, asked, number)
    return ()


# What is not sold


def weighable(kiosk: Kiosk, event: e.ItemScanned) -> bool:
    """Is it sold by weight, not weighed yet, and does nothing else speak against selling it?"""
    unweighed = event.product.weighed and not event.grams and not event.price
    return unweighed and not _against(kiosk, event)


def _unsold(kiosk: Kiosk, sale: Sale, event: e.ItemScanned) -> Facts:
    """The question or message about this pack, unless it is open already: never a sale."""
    return tuple(
        fact
        for doubt, reason in _doubts(kiosk, event)
        for fact in _doubt(kiosk, sale, doubt, event.code, event.product.name, reason)
    )


def _doubts(kiosk: Kiosk, event: e.ItemScanned) -> tuple[tuple[Doubt, str], ...]:
    """Why this pack is not simply sold: empty or one."""
    product = event.product
    if against := _against(kiosk, event):
        return against
    if product.weighed and not event.grams and not event.price:
        return ((Doubt.UNWEIGHED, ""),)
    if event.grams and not product.weighed and not event.price:
        return ((Doubt.UNKNOWN, ""),)  # a weight, and no price for one
    return ()


def _against(kiosk: Kiosk, event: e.ItemScanned) -> tuple[tuple[Doubt, str], ...]:
    """What speaks against selling this pack, and why: what is dangerous first, then what the shop says."""
    product = event.product
    if reason := _recalled(event):
        return ((Doubt.RECALLED, reason),)
    if event.expires and _over(kiosk, event.expires):
        return ((Doubt.EXPIRED, event.expires),)
    if hours := _forbidden_hours(kiosk, product):
        return ((Doubt.HOURS, hours),)
    if product.sale_stop:
        return ((Doubt.BLOCKED, product.sale_stop),)
    if product.recalls and not event.batch and product.capture != CAPTURE_BATCH:
        return ((Doubt.UNSURE, _batches(event)),)
    return ()


def _forbidden_hours(kiosk: Kiosk, product: Product) -> str:
    """From when until when this is not sold, when that is now."""
    now = f"{moment(kiosk.sees.now, kiosk.sees.utc_offset):%H:%M}"
    covers = (each for each in kiosk.shop.control.curfews if each.covers(product.department, now))
    return next((f"{each.begins} - {each.ends}" for each in covers), "")


def _recalled(event: e.ItemScanned) -> str:
    """Why this very pack must not be sold; empty when nothing says that it is one of the recalled."""
    return next((each.reason for each in event.product.recalls if each.covers(event.batch)), "")


def _batches(event: e.ItemScanned) -> str:
    """The recalled batches; the code does not say which this is, and staff read it from the pack."""
    batches = [recall.batch for recall in event.product.recalls]
    more = ("…",) if len(batches) > BATCHES_SHOWN_MAX else ()
    return ", ".join((*batches[:BATCHES_SHOWN_MAX], *more))


def _over(kiosk: Kiosk, expires: str) -> bool:
    """The last day (or minute) lies before today. What expires today may be sold until midnight."""
    now = f"{moment(kiosk.sees.now, kiosk.sees.utc_offset):%Y-%m-%d %H:%M}"
    return now[: len(expires)] > expires


def _doubt(kiosk: Kiosk, sale: Sale, doubt: Doubt, code: str, name: str = "", reason: str = "") -> Facts:
    if any((each.doubt, each.code) == (doubt, code) for each in sale.exceptions):
        return ()  # the same pack shown twice is one question to staff
    return (f.ArticleDoubted(sale.last_exception + 1, doubt, code, name, reason, at=kiosk.sees.now),)


# What is sold


def _sold(kiosk: Kiosk, sale: Sale, event: e.ItemScanned) -> Facts:
    capture = event.product.capture
    asked = next((each for each in _untraced(sale) if each.product[0].code == event.product.code), None)
    if capture and not (event.serial if capture == CAPTURE_SERIAL else event.batch):
        return _untraced_pieces(sale, event)
    if event.serial and any((line.code, line.serial) == (event.product.code, event.serial) for line in sale.lines):
        return ()  # there is one of it in the world, and it is in the basket
    return _settled(asked, _item(kiosk, sale, event)) if asked else _item(kiosk, sale, event)


def _item(kiosk: Kiosk, sale: Sale, event: e.ItemScanned) -> Facts:
    product = event.product
    price = event.price or product.price
    grams = 0 if event.price else event.grams
    for line in sale.lines:
        if _more_of(line, event, price, grams) and line.count + event.count <= COUNT_MAX:
            count = min(COUNT_MAX, wishing.wanted(sale, line) + event.count)
            if wishing.is_many(kiosk, line, count):
                return wishing.asked(kiosk, sale, Doubt.TOO_MANY, line, count)
            return (f.QuantityChanged(line.number, line.count, line.count + event.count),)
    if len(sale.lines) >= LINES_MAX:
        return (f.AttendantCalled(Reason.HELP),)
    return (
        f.ItemAdded(
            sale.last_line + 1, product.code, product.name, product.department, event.count, grams, price,
            gross_of(price, event.count, grams), product.rate, product.deposit, product.minimum_age, product.picture,
            event.batch, event.serial, event.label, meal=meals.payable(kiosk.shop, product),
        ),
    )  # fmt: skip


def _more_of(line: Line, event: e.ItemScanned, price: Money, grams: int) -> bool:
    """A weighed portion, a label, a serial number are of one piece, and stay a line of their own; so does an order."""
    same = (line.code, line.price, line.batch) == (event.product.code, price, event.batch)
    one_of_its_kind = line.grams or grams or line.serial or event.serial or line.label != event.label or line.order
    return same and not one_of_its_kind


# Serial and batch numbers


def _untraced(sale: Sale) -> tuple[OpenException, ...]:
    """The articles that wait for their number, the one asked for last first."""
    return tuple(each for each in reversed(sale.exceptions) if each.doubt is Doubt.UNTRACED and each.product)


def _untraced_pieces(sale: Sale, event: e.ItemScanned) -> Facts:
    """A question for each piece; the same pack shown again while one is open is no second piece."""
    product, last = event.product, sale.last_exception
    waiting = sum(each.product[0].code == product.code for each in _untraced(sale))
    return tuple(
        f.ArticleDoubted(last + n, Doubt.UNTRACED, event.code, product.name, product.capture, (product,))
        for n in range(1, event.count - waiting + 1)
    )


def _captured(kiosk: Kiosk, sale: Sale, asked: OpenException, number: str) -> Facts:
    """The article that waited for its number is sold with it, unless that very batch is recalled."""
    (product,) = asked.product
    if product.capture == CAPTURE_BATCH:
        known = e.ItemScanned(product, asked.code, batch=number)
        if _doubts(kiosk, known):
            return (f.DoubtSettled(asked.number, "refused"), *_unsold(kiosk, sale, known))
    else:
        known = e.ItemScanned(product, asked.code, serial=number)
        if any((line.code, line.serial) == (product.code, number) for line in sale.lines):
            return ()  # the number of the piece before
    return _settled(asked, _item(kiosk, sale, known))


def _settled(asked: OpenException, item: Facts) -> Facts:
    """The question is closed when its piece is in the basket, not when the basket is full."""
    added = any(isinstance(fact, f.ItemAdded | f.QuantityChanged) for fact in item)
    return (f.DoubtSettled(asked.number, "captured"), *item) if added else item
