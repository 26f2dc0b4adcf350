"""What a scanned code makes of a sale: one more line, one more piece of a line, or something staff must look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import meals, wishing
from kiosk.domain.barcode import is_gtin
from kiosk.domain.basket import COUNT_MAX, LINES_MAX, Doubt, Found, Line, OpenException, Sale, gross_of
from kiosk.domain.books import moment
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.history import replay
from kiosk.domain.money import Money
from kiosk.domain.product import CAPTURE_BATCH, CAPTURE_SERIAL, NUMBER_LENGTH_MAX, Product
from kiosk.domain.states import Kiosk, Shopping, sale_of

Facts = tuple[Fact, ...]

BATCHES_SHOWN_MAX = 5


def scanned(kiosk: Kiosk, sale: Sale, event: e.ItemScanned | e.UnknownScanned, agreed: bool = False) -> Facts:
    """A scan while shopping: one more line, one more piece of a line, or an article staff must look at.

    `agreed`: staff have it in hand, and no limit of pieces holds.
    """
    match event:
        case e.UnknownScanned(code) if code in _serials(sale):
            return ()
        case e.UnknownScanned(code):
            asked = () if is_gtin(code) or len(code) > NUMBER_LENGTH_MAX else _untraced(sale)[:1]
            return _captured(kiosk, sale, asked[0], code) if asked else _doubt(kiosk, sale, Doubt.UNKNOWN, code)
        case e.ItemScanned():
            return _unsold(kiosk, sale, event) if _doubts(kiosk, event) else _sold(kiosk, sale, event, agreed)


def scanned_all(kiosk: Kiosk, scans: Iterable[e.ItemScanned | e.UnknownScanned], agreed: bool = False) -> Facts:
    """Each scan in the sale that the scans before it have made. Nothing is weighed in the middle of a basket."""
    facts: Facts = ()
    for scan in scans:
        (sale,) = sale_of(kiosk.own)
        more = scanned(kiosk, sale, scan, agreed)
        facts, kiosk = facts + more, replay(more, kiosk)
    return facts


def numbered(kiosk: Kiosk, sale: Sale, event: e.NumberEntered) -> Facts:
    """The serial or batch number of an open exception was typed. What can be no number is passed over."""
    number = event.number.strip()
    for asked in _untraced(sale):
        if asked.number == event.exception and 0 < len(number) <= NUMBER_LENGTH_MAX and number.isprintable():
            return _captured(kiosk, sale, asked, number)
    return ()


def approved(kiosk: Kiosk, sale: Sale, wish: OpenException, by: str) -> Facts:
    """Staff agree to many pieces, or to what else the customer wants."""
    for pack in wish.pack:
        if not isinstance(kiosk.own, Shopping):
            return ()
        return _settled(wish, _item(kiosk, sale, scan_of(pack, pack.count), agreed=True), "approved", by)
    return wishing.approved(sale, wish, by)


def found_in(event: e.ItemScanned) -> Found:
    """What a code said, as a fact keeps it."""
    told = event.count, event.grams, event.price, event.batch, event.serial, event.expires, event.label
    return Found(event.code, event.product.name, (event.product,), *told)


def scan_of(found: Found, count: int) -> e.ItemScanned:
    """The same as it was scanned, but for its count. Its article must be known."""
    told = found.grams, found.price, found.batch, found.serial, found.expires, found.label
    return e.ItemScanned(found.product[0], found.code, count, *told)


# What is not sold


def against(kiosk: Kiosk, event: e.ItemScanned) -> tuple[tuple[Doubt, str], ...]:
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


def weighable(kiosk: Kiosk, event: e.ItemScanned) -> bool:
    """Is it sold by weight, not weighed yet, and does nothing else speak against selling it?"""
    unweighed = event.product.weighed and not event.grams and not event.price
    return unweighed and not against(kiosk, event)


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
    if spoken := against(kiosk, event):
        return spoken
    if product.weighed and not event.grams and not event.price:
        return ((Doubt.UNWEIGHED, ""),)
    if event.grams and not product.weighed and not event.price:
        return ((Doubt.UNKNOWN, ""),)  # a weight, and no price for one
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


def _sold(kiosk: Kiosk, sale: Sale, event: e.ItemScanned, agreed: bool) -> Facts:
    capture = event.product.capture
    asked = next((each for each in _untraced(sale) if each.product[0].code == event.product.code), None)
    if capture and not (event.serial if capture == CAPTURE_SERIAL else event.batch):
        return _untraced_pieces(sale, event)
    if event.serial and any((line.code, line.serial) == (event.product.code, event.serial) for line in sale.lines):
        return ()  # there is one of it in the world, and it is in the basket
    item = _item(kiosk, sale, event, agreed)
    return _settled(asked, item) if asked else item


def _item(kiosk: Kiosk, sale: Sale, event: e.ItemScanned, agreed: bool = False) -> Facts:
    product = event.product
    price = event.price or product.price
    grams = 0 if event.price else event.grams
    for line in sale.lines:
        if _more_of(line, event, price, grams) and line.count + event.count <= COUNT_MAX:
            count = min(COUNT_MAX, wishing.wanted(sale, line) + event.count)
            if not agreed and wishing.is_many(kiosk, sale, line, count):
                return wishing.asked(kiosk, sale, Doubt.TOO_MANY, line, count)
            return (f.QuantityChanged(line.number, line.count, line.count + event.count),)
    if len(sale.lines) >= LINES_MAX:
        return (f.AttendantCalled(Reason.HELP),)
    if not agreed and not event.grams and wishing.is_many_more(kiosk, sale, product, event.count):
        return _too_many(kiosk, sale, event)
    return (
        f.ItemAdded(
            sale.last_line + 1, product.code, product.name, product.department, event.count, grams, price,
            gross_of(price, event.count, grams), product.rate, product.deposit, product.minimum_age, product.picture,
            event.batch, event.serial, event.label, meal=meals.payable(kiosk.shop, product), limit=product.limit,
        ),
    )  # fmt: skip


def _more_of(line: Line, event: e.ItemScanned, price: Money, grams: int) -> bool:
    """A weighed portion, a label, a serial number are of one piece, and stay a line of their own; so does an order."""
    same = (line.code, line.price, line.batch) == (event.product.code, price, event.batch)
    one_of_its_kind = line.grams or grams or line.serial or event.serial or line.label != event.label or line.order
    return same and not one_of_its_kind


def _too_many(kiosk: Kiosk, sale: Sale, event: e.ItemScanned) -> Facts:
    """Staff are asked about a pack that would be a line of its own; one more like it is the same question."""
    alike = [each for each in sale.exceptions if each.pack and scan_of(each.pack[0], event.count) == event]
    if alike and event.serial:
        return ()
    count = min(COUNT_MAX, event.count + sum(each.pack[0].count for each in alike))
    pack = replace(found_in(event), count=count)
    name, wish = event.product.name, f"0 {count}"
    asked = f.ArticleDoubted(
        sale.last_exception + 1, Doubt.TOO_MANY, event.product.code, name, wish, at=kiosk.sees.now, pack=(pack,)
    )
    return (*(f.DoubtSettled(each.number, "dropped") for each in alike), asked)


# Serial and batch numbers


def _serials(sale: Sale) -> set[str]:
    """The numbers of the pieces in the basket, and of those that wait for staff."""
    return {line.serial for line in sale.lines} | {pack.serial for each in sale.exceptions for pack in each.pack}


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


def _settled(asked: OpenException, item: Facts, outcome: str = "captured", by: str = "") -> Facts:
    """The question is closed when its piece is in the basket or another question, not when the basket is full."""
    gone_on = any(isinstance(fact, f.ItemAdded | f.QuantityChanged | f.ArticleDoubted) for fact in item)
    return (f.DoubtSettled(asked.number, outcome, by), *item) if gone_on else item
