"""Baskets as people make them at the command line: articles as typed or listed in a file, and the ticket on paper."""

from __future__ import annotations

import csv
import queue
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from hardware import words as w
from hardware.drivers import DRIVERS
from hardware.pump import Pump
from kiosk.baskets.basket import ID_SIZE, LINES_MAX, MINUTE, Basket, BasketLine, code_of
from kiosk.domain.barcode import GTIN_LENGTHS, is_gtin

FILE_SIZE_MAX = 64 * 1024
COLUMNS = ("code", "count", "grams")

PATIENCE_SECONDS = 30.0
"""How long a printer may take for a ticket."""

_TYPED = re.compile(r"(?P<code>[0-9A-Za-z][0-9A-Za-z./-]*)(?::(?P<count>[0-9]{1,4})|@(?P<grams>[0-9]{1,6}))?")

_WHOLE = re.compile(r"[0-9]{1,6}")


class BasketNotMade(Exception):  # noqa: N818 - it says what happened to the basket
    """This cannot be a basket, or not be printed; the message says why."""


def filled(lines: Iterable[BasketLine], shop: str, device: str, minutes: int, restricted: bool) -> Basket:
    """A basket of these lines, made now, that can be taken for so many minutes."""
    now = int(time.time())
    return Basket(shop, device, secrets.token_bytes(ID_SIZE), now - now % MINUTE, minutes, tuple(lines), restricted)


def typed(article: str) -> BasketLine:
    """CODE, CODE:COUNT or CODE@GRAMS. BasketNotMade."""
    match = _TYPED.fullmatch(article)
    if match is None:
        raise BasketNotMade(f"{article!r} is not CODE, CODE:COUNT or CODE@GRAMS.")
    return _line(match["code"], match["count"] or "1", match["grams"] or "", repr(article))


def from_csv(path: Path) -> Iterator[BasketLine]:
    """Lines under the header code;count;grams in any order (`,` or a tab is a separator as well). BasketNotMade."""
    try:
        with path.open("rb") as stream:
            data = stream.read(FILE_SIZE_MAX + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise BasketNotMade(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BasketNotMade(f"{path} is not UTF-8 text: byte {error.start} is wrong.") from error
    if len(data) > FILE_SIZE_MAX:
        raise BasketNotMade(f"{path} is larger than {FILE_SIZE_MAX // 1024} KiB.")
    header, *lines = text.splitlines() or [""]
    separator = next((each for each in ";,\t" if each in header), ";")
    columns = [name.strip().lower() for name in header.split(separator)]
    if "code" not in columns or not set(columns) <= set(COLUMNS) or len(set(columns)) < len(columns):
        raise BasketNotMade(f"{path} begins with {header[:80]!r}, and must begin with {';'.join(COLUMNS)}.")
    if len(lines) > LINES_MAX:
        raise BasketNotMade(f"{path} has {len(lines)} lines, and {LINES_MAX} is the most.")
    for number, row in enumerate(csv.reader(lines, delimiter=separator), 2):
        where = f"line {number} of {path}"
        if len(row) > len(columns):
            raise BasketNotMade(f"{where} has more columns than the header.")
        fields = dict(zip(columns, (field.strip() for field in row), strict=False))
        if any(fields.values()):
            yield _line(fields.get("code", ""), fields.get("count") or "1", fields.get("grams", ""), where)


def ticket(texts: tuple[str, ...], shop: str) -> w.Document:
    """Each code with its number."""
    parts: list[w.Line | w.Rule | w.QrCode] = [w.Line(shop, bold=True, centred=True), w.Rule()]
    for number, text in enumerate(texts, 1):
        parts += [w.Line(f"{number}/{len(texts)}", centred=True), w.QrCode(text)]
    return w.Document(tuple(parts))


def print_out(document: w.Document, link: str, patience: float = PATIENCE_SECONDS) -> None:
    """On the ESC/POS printer at this link. BasketNotMade when it does not say that all of it is on paper."""
    driver = DRIVERS["escpos"]
    words: queue.SimpleQueue[w.Word] = queue.SimpleQueue()
    crashed: Callable[[Exception], None] = lambda error: words.put(w.Lost(w.Fault.NO_ANSWER, repr(error)))  # noqa: E731
    pump = Pump(driver.build({}), driver.opener(link, {}), words.put, crashed, "printer")
    pump.start()
    try:
        _printed(pump, words, document, patience)
    except queue.Empty:
        raise BasketNotMade(f"the printer at {link} did not answer for {patience:.0f} s.") from None
    finally:
        pump.stop()


def _printed(pump: Pump, words: queue.SimpleQueue[w.Word], document: w.Document, patience: float) -> None:
    while True:
        match words.get(timeout=patience):
            case w.Ready():
                pump.ask(w.Print("basket", document))
            case w.Printed():
                return
            case w.Lost(fault, detail):
                raise BasketNotMade(f"the printer is not there: {fault.value} {detail}".rstrip() + ".")
            case w.NotPrinted(_, fault):
                raise BasketNotMade(f"the printer did not print it all: {fault.value}.")


def _line(code: str, count: str, grams: str, where: str) -> BasketLine:
    """Numbers as long as a GTIN must be one: a mistyped digit would be somebody else's article."""
    if code.isascii() and code.isdigit() and len(code) in GTIN_LENGTHS and not is_gtin(code):
        raise BasketNotMade(f"{where}: {code} has the wrong check digit.")
    if not _WHOLE.fullmatch(count) or (grams and not _WHOLE.fullmatch(grams)):
        raise BasketNotMade(f"{where}: count and grams are whole numbers.")
    if grams and not int(grams):
        raise BasketNotMade(f"{where}: a weighed line weighs something.")
    try:
        return BasketLine(code_of(code), int(count), int(grams or "0"))
    except ValueError as error:
        raise BasketNotMade(f"{where}: {error}.") from error
