"""A CSV file with named columns, as a spreadsheet or a till's software writes it: each line understood or refused.

Separator, letters and quotation marks are found out; what a person cannot see, or a spreadsheet would run, is refused.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn, TypeVar

from kiosk.catalogue.database import key_of
from kiosk.catalogue.refusals import PriceFileUnreadable, Reason, Refusal, RefusedLine, clipped
from kiosk.catalogue.text_lines import LINE_SIZE_MAX, RawLine, encoding_of, raw_lines
from kiosk.domain.barcode import GTIN_LENGTHS, check_digit

CODE_LENGTH_MAX = 40

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]*")
_ROUNDED_CODE = re.compile(r"[0-9][.,][0-9]+[eE]\+?[0-9]+")
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


Understood = TypeVar("Understood")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one kind of file. `one_of`: at least one of these must be there. `may_be_empty`: of lines."""

    names: tuple[str, ...]
    required: tuple[str, ...]
    one_of: tuple[str, ...] = ()
    may_be_empty: bool = False


def read_table(
    path: Path, columns: Columns, understood: Callable[[int, dict[str, str]], Understood]
) -> Iterator[Understood | RefusedLine]:
    """What `understood` makes of each line: its number (the header is 1) and its fields by column, stripped.

    A line it refuses with `refuse` is a RefusedLine. PriceFileUnreadable when nothing of the file can be used.
    """
    try:
        with path.open("rb") as stream:
            yield from _read(stream, columns, understood)
    except OSError as error:
        raise PriceFileUnreadable(Refusal(Reason.NO_FILE, found=error.strerror or str(error))) from error


def refuse(reason: Reason, column: str = "", found: object = "", expected: object = "") -> NoReturn:
    """This line is not taken."""
    raise _Refused(Refusal(reason, column, str(found), str(expected)))


def code_key(code: str) -> int | str:
    """What the code is looked up by; refused when it is none."""
    if _ROUNDED_CODE.fullmatch(code):
        refuse(Reason.CODE_ROUNDED, found=code)
    if len(code) > CODE_LENGTH_MAX or not _CODE.fullmatch(code):
        refuse(Reason.CODE_FORM, found=f"“{clipped(code)}”", expected=CODE_LENGTH_MAX)
    key = key_of(code)
    if key == code and len(code) in GTIN_LENGTHS and code.isdigit():
        refuse(Reason.CHECK_DIGIT, found=code, expected=check_digit(code[:-1]))
    return key


def words(fields: dict[str, str], column: str, length_max: int) -> str:
    """A text that people read; refused when it is too long for where it is shown."""
    text = fields.get(column, "")
    if len(text) > length_max:
        refuse(Reason.TOO_LONG, column, len(text), length_max)
    if text and text[0] in _FORMULA_STARTS:
        refuse(Reason.FORMULA, column, text[0])
    return text


def _read(
    stream: BinaryIO, columns: Columns, understood: Callable[[int, dict[str, str]], Understood]
) -> Iterator[Understood | RefusedLine]:
    _refuse_other_formats(stream.read(4))
    encoding = encoding_of(stream)
    lines = raw_lines(stream)
    header = next((line for line in lines if line.data.strip()), None)
    if header is None:
        raise PriceFileUnreadable(Refusal(Reason.EMPTY_FILE))
    delimiter, names = _header(header, encoding, columns)
    found_any = columns.may_be_empty
    for line in lines:
        if line.data.strip(b' \t\r,;"'):
            found_any = True
            try:
                yield understood(line.number, _row(line, encoding, delimiter, names))
            except _Refused as refused:
                text = clipped(line.data.decode(encoding, "replace"))
                yield RefusedLine(line.number, refused.refusal, text)
    if not found_any:
        raise PriceFileUnreadable(Refusal(Reason.NO_ARTICLES))


def _row(line: RawLine, encoding: str, delimiter: str, names: tuple[str, ...]) -> dict[str, str]:
    values = _fields(_text(line, encoding), delimiter)
    if len(values) != len(names):
        refuse(Reason.COLUMN_COUNT, found=len(values), expected=len(names))
    return dict(zip(names, map(str.strip, values), strict=True))


def _refuse_other_formats(start: bytes) -> None:
    for mark, name in _OTHER_FORMATS.items():
        if start.startswith(mark):
            raise PriceFileUnreadable(Refusal(Reason.NOT_CSV, found=name))


def _header(line: RawLine, encoding: str, columns: Columns) -> tuple[str, tuple[str, ...]]:
    """The delimiter and the column names."""
    try:
        text = _text(line, encoding)
        delimiter = ";" if text.count(";") > text.count(",") else ","
        names = tuple(name.strip().lower() for name in _fields(text, delimiter))
    except _Refused as refused:
        found = refused.refusal.sentence().rstrip(".")
        raise PriceFileUnreadable(Refusal(Reason.HEADER, found=found, expected=", ".join(columns.names))) from None
    if refusal := _header_refusal(names, columns):
        raise PriceFileUnreadable(refusal)
    return delimiter, names


def _header_refusal(names: tuple[str, ...], columns: Columns) -> Refusal | None:
    for place, name in enumerate(names):
        if name not in columns.names:
            return Refusal(Reason.UNKNOWN_COLUMN, found=f"“{name}”", expected=", ".join(columns.names))
        if name in names[:place]:
            return Refusal(Reason.COLUMN_TWICE, found=name)
    for name in columns.required:
        if name not in names:
            return Refusal(Reason.MISSING_COLUMN, found=", ".join(names), expected=name)
    if columns.one_of and not set(columns.one_of) & set(names):
        first, *others = columns.one_of
        expected = f"{first} (or {', '.join(others)})"
        return Refusal(Reason.MISSING_COLUMN, found=", ".join(names), expected=expected)
    return None


class _Refused(Exception):  # noqa: N818  carries a refusal up to the line
    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


def _text(line: RawLine, encoding: str) -> str:
    if not line.whole:
        refuse(Reason.LINE_TOO_LONG, expected=LINE_SIZE_MAX)
    try:
        text = line.data.decode(encoding)
    except UnicodeDecodeError:
        refuse(Reason.NOT_TEXT, expected="UTF-8" if encoding == "utf-8" else "Windows-1252")
    if invisible := _INVISIBLE.search(text):
        refuse(Reason.CONTROL_CHARACTER, found=f"U+{ord(invisible.group()):04X}")
    return text


def _fields(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader((text,), delimiter=delimiter, strict=True), [])
    except csv.Error:
        refuse(Reason.QUOTES)
