"""Lists of codes that nobody signed, in one QR code or in several: the same as scanning each.

Snabble's CSV (`snabble;1;2`, then a line `count;code` for each), and codes one after the other, each as often as there
are pieces, with line feeds, commas or semicolons between them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from kiosk.baskets.basket import CODE_LENGTH_MAX, COUNT_MAX, LINES_MAX, PARTS_MAX, code_of
from kiosk.domain.barcode import is_gtin
from kiosk.domain.product import GRAMS_MAX

TEXT_LENGTH_MAX = 4296
"""Characters of the largest QR code in alphanumeric mode."""

_HEADER = re.compile(r"snabble;(?:([0-9]{1,2});([0-9]{1,2})(?:;[!-~]{1,64})?)?")
_ENTRY = re.compile(rf"([0-9]{{1,5}});([!-~]{{1,{CODE_LENGTH_MAX}}})")
_BETWEEN = re.compile(r"\r?\n|,|;")
_CODE_CHARACTERS = re.compile(r"[0-9,;\r\n]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """So many pieces of an article, or so many grams when it is sold by weight: only the catalogue can tell."""

    code: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One list, or part `number` of `parts`."""

    entries: tuple[Entry, ...]
    number: int = 1
    parts: int = 1


def listed(text: str) -> Listed | None:
    """What this text lists; None when it is no such list, or any part of it is not in order."""
    if len(text) > TEXT_LENGTH_MAX:
        return None
    text = text.strip("\r\n")
    return _snabble(text) if text.startswith("snabble;") else _repeated(text)


def _snabble(text: str) -> Listed | None:
    header, *lines = re.split(r"\r?\n", text, maxsplit=LINES_MAX)
    head = _HEADER.fullmatch(header)
    entries = tuple(entry for line in lines for entry in _entry(line))
    if head is None or not lines or len(entries) < len(lines):
        return None
    number, parts = int(head[1] or 1), int(head[2] or 1)
    return Listed(entries, number, parts) if 1 <= number <= parts <= PARTS_MAX else None


def _entry(line: str) -> tuple[Entry, ...]:
    found = _ENTRY.fullmatch(line)
    if found is None or not 1 <= int(found[1]) <= GRAMS_MAX:
        return ()
    return (Entry(code_of(found[2]), int(found[1])),)


def _repeated(text: str) -> Listed | None:
    """Strict, since many a text holds a number: all are articles' numbers with right check digits, or it is no list."""
    if not _CODE_CHARACTERS.fullmatch(text):
        return None
    codes = _BETWEEN.split(text, maxsplit=LINES_MAX)
    if not 2 <= len(codes) <= LINES_MAX or not all(map(is_gtin, codes)):
        return None
    counts = Counter(map(code_of, codes))
    return None if max(counts.values()) > COUNT_MAX else Listed(tuple(Entry(*each) for each in counts.items()))
