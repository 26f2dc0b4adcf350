"""What one look at one frame may have read, and which article that would be: plain values, no picture library."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hardware.words import Symbology

Point = tuple[float, float]
Outline = tuple[Point, Point, Point, Point]
"""The four corners of a code in pixels of the frame it was read in, in order around it."""

RETAIL: Final = frozenset({Symbology.EAN13, Symbology.EAN8, Symbology.UPCA, Symbology.UPCE})
MATRIX: Final = frozenset({Symbology.QR, Symbology.GS1_QR, Symbology.DATAMATRIX, Symbology.GS1_DATAMATRIX})
"""Codes that correct their own errors: what is read at all is read rightly."""
GUARDED: Final = frozenset({Symbology.CODE128, Symbology.GS1_128, Symbology.DATABAR, Symbology.DATABAR_EXPANDED})
"""Linear codes with a checksum over their bars beside the check digit of a number (modulo 79, 103 or 211)."""
_GS1: Final = frozenset(
    {
        Symbology.GS1_128,
        Symbology.GS1_QR,
        Symbology.GS1_DATAMATRIX,
        Symbology.DATABAR,
        Symbology.DATABAR_EXPANDED,
    }
)
_GTIN_FIRST: Final = re.compile(r"01(\d{14})")
_DIGITAL_LINK: Final = re.compile(r"https?://\S+?/(?:01|gtin)/(\d{8}|\d{12,14})(?![0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One decoder's opinion of one code. `quality`: zbar's count of agreeing scan lines; 0 where none is told.

    `text` is without symbology identifier: 13 digits for EAN-13, 12 for UPC-A, 8 for EAN-8 and UPC-E, a message with
    GS separators for the GS1 symbologies. `engine` names the decoder, whatever it did to the picture first: two looks
    of one decoder at one frame are one vote.
    """

    text: str
    symbology: Symbology
    engine: str
    quality: int
    outline: Outline
    add_on: str = ""


def gtin(text: str, symbology: Symbology) -> str | None:
    """The 14-digit GTIN a code carries, None when it carries none. Check digits are the decoders' business."""
    if symbology is Symbology.UPCE:
        return _expanded(text).zfill(14) if len(text) == 8 and text.isdecimal() else None
    if symbology in RETAIL:
        return text.zfill(14)
    if symbology is Symbology.ITF:
        return text if len(text) == 14 else None
    if symbology in _GS1 and (found := _GTIN_FIRST.match(text)):
        return found[1]
    if symbology in (Symbology.QR, Symbology.DATAMATRIX) and (found := _DIGITAL_LINK.match(text)):
        return found[1].zfill(14)
    return None


def identity(text: str, symbology: Symbology) -> str:
    """What votes are counted for. The same retail number is the same whether told as UPC-A or as EAN-13."""
    number = gtin(text, symbology)
    return number if number is not None and symbology in RETAIL else f"{symbology}:{text}"


def in_store(text: str, symbology: Symbology) -> bool:
    """Does a retail number begin with what a shop may print itself (02, 20-29; on EAN-8: 2)?

    GS1 General Specifications, 1.4: restricted circulation numbers. No catalogue vouches for such a number: the
    digits behind its prefix are a price or a weight.
    """
    if symbology is Symbology.EAN8:
        return text.startswith("2")
    return symbology in RETAIL and text.zfill(13).startswith(("02", "2"))


def has_issue_number(text: str, symbology: Symbology) -> bool:
    """Is this the press? GS1 General Specifications, 1.4: 977 is ISSN, and an add-on tells the issue."""
    return symbology is Symbology.EAN13 and text.startswith("977")


def has_right_check_digit(digits: str) -> bool:
    """GS1 General Specifications, 7.9: the digits from the right, weighted 1 and 3 in turn, add up to a full ten."""
    if not digits.isascii() or not digits.isdecimal():
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits))) % 10 == 0


def _expanded(upce: str) -> str:
    """UPC-E to UPC-A (GS1 General Specifications, 5.2.2.4): zeros come back where the last digit says."""
    system, body, check = upce[0], upce[1:7], upce[7]
    match last := body[5]:
        case "0" | "1" | "2":
            return f"{system}{body[:2]}{last}0000{body[2:5]}{check}"
        case "3":
            return f"{system}{body[:3]}00000{body[3:5]}{check}"
        case "4":
            return f"{system}{body[:4]}00000{body[4]}{check}"
        case _:
            return f"{system}{body[:5]}0000{last}{check}"
