"""The price file: CSV in, one article or one refusal per line out. PRICE_FILE.md is its documentation for shops."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

from kiosk.catalogue.database import key_of
from kiosk.catalogue.refusals import PriceFileUnreadable, Reason, Refusal, RefusedLine, clipped
from kiosk.catalogue.text_lines import LINE_SIZE_MAX, RawLine, encoding_of, raw_lines
from kiosk.domain.barcode import GTIN_LENGTHS, check_digit
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.product import Product
from kiosk.domain.tax import FRENCH_RATES, Rate

COLUMNS = (
    "code",
    "other_codes",
    "name",
    "department",
    "price",
    "price_per_kg",
    "vat",
    "deposit",
    "minimum_age",
    "sale_stop",
    "picture",
)
REQUIRED = ("code", "name", "vat")
PRICE_MAX = Money(10_000_000)
CODE_LENGTH_MAX = 40
TEXT_LENGTHS_MAX = {"name": 60, "department": 40, "sale_stop": 120}
"""Characters: what fits on a basket line, a button and a message."""

RATES = dict(zip(("20", "10", "5.5", "2.1", "0"), map(Rate, FRENCH_RATES), strict=True))
"""By the percent text of the file."""

_AMOUNT = re.compile(r"(-?)([0-9]+)(?:[.,]([0-9]+))?")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]*")
_ROUNDED_CODE = re.compile(r"[0-9][.,][0-9]+[eE]\+?[0-9]+")
_PICTURE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_FORMULA_STARTS = frozenset("=+-@＝＋－＠")
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""Control characters, and marks that hide or turn round what a person reads."""

_OTHER_FORMATS = {
    b"PK\x03\x04": "a spreadsheet or ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
}


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line that was understood: the article, and the key of every code that finds it, the main one first."""

    line_number: int
    product: Product
    keys: tuple[int | str, ...]


def read(path: Path) -> Iterator[PricedLine | RefusedLine]:
    """The lines of a price file as they are reached; blank lines are passed over.

    PriceFileUnreadable when nothing of the file can be used: at the first step for its header, at the last when no
    line held anything.
    """
    try:
        with path.open("rb") as stream:
            yield from _read(stream)
    except OSError as error:
        raise PriceFileUnreadable(Refusal(Reason.NO_FILE, found=error.strerror or str(error))) from error


def _read(stream: BinaryIO) -> Iterator[PricedLine | RefusedLine]:
    _refuse_other_formats(stream.read(4))
    encoding = encoding_of(stream)
    lines = raw_lines(stream)
    header = next((line for line in lines if line.data.strip()), None)
    if header is None:
        raise PriceFileUnreadable(Refusal(Reason.EMPTY_FILE))
    reader = _LineReader(encoding, *_header(header, encoding))
    found_any = False
    for line in lines:
        if line.data.strip(b' \t\r,;"'):
            found_any = True
            yield reader.read(line)
    if not found_any:
        raise PriceFileUnreadable(Refusal(Reason.NO_ARTICLES))


def _refuse_other_formats(start: bytes) -> None:
    for mark, name in _OTHER_FORMATS.items():
        if start.startswith(mark):
            raise PriceFileUnreadable(Refusal(Reason.NOT_CSV, found=name))


def _header(line: RawLine, encoding: str) -> tuple[str, tuple[str, ...]]:
    """The delimiter and the column names."""
    try:
        text = _text(line, encoding)
        delimiter = ";" if text.count(";") > text.count(",") else ","
        names = tuple(name.strip().lower() for name in _fields(text, delimiter))
    except _Refused as refused:
        found = refused.refusal.sentence().rstrip(".")
        raise PriceFileUnreadable(Refusal(Reason.HEADER, found=found, expected=", ".join(COLUMNS))) from None
    if refusal := _header_refusal(names):
        raise PriceFileUnreadable(refusal)
    return delimiter, names


def _header_refusal(names: tuple[str, ...]) -> Refusal | None:
    for place, name in enumerate(names):
        if name not in COLUMNS:
            return Refusal(Reason.UNKNOWN_COLUMN, found=f"“{name}”", expected=", ".join(COLUMNS))
        if name in names[:place]:
            return Refusal(Reason.COLUMN_TWICE, found=name)
    for name in REQUIRED:
        if name not in names:
            return Refusal(Reason.MISSING_COLUMN, found=", ".join(names), expected=name)
    if "price" not in names and "price_per_kg" not in names:
        return Refusal(Reason.MISSING_COLUMN, found=", ".join(names), expected="price (or price_per_kg)")
    return None


class _Refused(Exception):  # noqa: N818  carries a refusal up to the line
    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


def _refuse(reason: Reason, column: str = "", found: object = "", expected: object = "") -> NoReturn:
    raise _Refused(Refusal(reason, column, str(found), str(expected)))


class _LineReader:
    """Reads lines under one header, and remembers which line gave which code."""

    def __init__(self, encoding: str, delimiter: str, columns: tuple[str, ...]) -> None:
        self._encoding = encoding
        self._delimiter = delimiter
        self._columns = columns
        self._line_of_key: dict[int | str, int] = {}

    def read(self, line: RawLine) -> PricedLine | RefusedLine:
        try:
            return self._priced(line)
        except _Refused as refused:
            text = clipped(line.data.decode(self._encoding, "replace"))
            return RefusedLine(line.number, refused.refusal, text)

    def _priced(self, line: RawLine) -> PricedLine:
        values = _fields(_text(line, self._encoding), self._delimiter)
        if len(values) != len(self._columns):
            _refuse(Reason.COLUMN_COUNT, found=len(values), expected=len(self._columns))
        fields = dict(zip(self._columns, map(str.strip, values), strict=True))
        product = _product(fields)
        codes = (product.code, *fields.get("other_codes", "").split())
        keys = tuple(dict.fromkeys(map(_key, codes)))
        self._remember(keys, line.number)
        return PricedLine(line.number, product, keys)

    def _remember(self, keys: tuple[int | str, ...], line_number: int) -> None:
        for key in keys:
            if earlier := self._line_of_key.get(key):
                _refuse(Reason.CODE_TWICE, found=key, expected=earlier)
        self._line_of_key.update(dict.fromkeys(keys, line_number))


def _text(line: RawLine, encoding: str) -> str:
    if not line.whole:
        _refuse(Reason.LINE_TOO_LONG, expected=LINE_SIZE_MAX)
    try:
        text = line.data.decode(encoding)
    except UnicodeDecodeError:
        _refuse(Reason.NOT_TEXT, expected="UTF-8" if encoding == "utf-8" else "Windows-1252")
    if invisible := _INVISIBLE.search(text):
        _refuse(Reason.CONTROL_CHARACTER, found=f"U+{ord(invisible.group()):04X}")
    return text


def _fields(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader((text,), delimiter=delimiter, strict=True), [])
    except csv.Error:
        _refuse(Reason.QUOTES)


def _product(fields: dict[str, str]) -> Product:
    price, weighed = _price(fields)
    return Product(
        code=fields["code"] or _refuse(Reason.EMPTY, "code"),
        name=_words(fields, "name") or _refuse(Reason.EMPTY, "name"),
        department=_words(fields, "department"),
        price=price,
        rate=_rate(fields["vat"]),
        weighed=weighed,
        deposit=_amount("deposit", deposit) if (deposit := fields.get("deposit")) else NOTHING,
        minimum_age=_age(fields.get("minimum_age", "")),
        sale_stop=_words(fields, "sale_stop"),
        picture=_picture(fields.get("picture", "")),
    )


def _key(code: str) -> int | str:
    if _ROUNDED_CODE.fullmatch(code):
        _refuse(Reason.CODE_ROUNDED, found=code)
    if len(code) > CODE_LENGTH_MAX or not _CODE.fullmatch(code):
        _refuse(Reason.CODE_FORM, found=f"“{clipped(code)}”", expected=CODE_LENGTH_MAX)
    key = key_of(code)
    if key == code and len(code) in GTIN_LENGTHS and code.isdigit():
        _refuse(Reason.CHECK_DIGIT, found=code, expected=check_digit(code[:-1]))
    return key


def _words(fields: dict[str, str], column: str) -> str:
    text = fields.get(column, "")
    if len(text) > TEXT_LENGTHS_MAX[column]:
        _refuse(Reason.TOO_LONG, column, len(text), TEXT_LENGTHS_MAX[column])
    if text and text[0] in _FORMULA_STARTS:
        _refuse(Reason.FORMULA, column, text[0])
    return text


def _price(fields: dict[str, str]) -> tuple[Money, bool]:
    """The price, and whether it is for one kilogram."""
    piece, kilogram = fields.get("price", ""), fields.get("price_per_kg", "")
    if piece and kilogram:
        _refuse(Reason.TWO_PRICES)
    if piece:
        return _amount("price", piece), False
    if kilogram:
        return _amount("price_per_kg", kilogram), True
    _refuse(Reason.NO_PRICE)


def _amount(column: str, text: str) -> Money:
    match = _AMOUNT.fullmatch(text)
    if match is None:
        _refuse(Reason.AMOUNT_FORM, column, f"“{clipped(text)}”")
    sign, euros, decimals = match.groups(default="")
    if sign:
        _refuse(Reason.NEGATIVE, column, text)
    if len(decimals) > 2:
        _refuse(Reason.DECIMALS, column, text)
    # The length is looked at first: int() of thousands of digits is slow and then refused by Python itself.
    if len(euros) > 12 or (amount := Money(int(euros + decimals.ljust(2, "0")))) > PRICE_MAX:
        _refuse(Reason.TOO_HIGH, column, text, f"{PRICE_MAX.cents // 100:,}.00")
    return amount


def _rate(text: str) -> Rate:
    percent = text.replace(",", ".")
    if "." in percent:
        percent = percent.rstrip("0").removesuffix(".")
    rate = RATES.get(percent)
    if rate is None:
        _refuse(Reason.VAT, "vat", f"“{clipped(text)}”", ", ".join(RATES))
    return rate


def _age(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        _refuse(Reason.AGE, "minimum_age", f"“{clipped(text)}”")
    return int(text)


def _picture(text: str) -> str:
    if text and not _PICTURE.fullmatch(text):
        _refuse(Reason.PICTURE, "picture", f"“{clipped(text)}”")
    return text
