"""Codes of articles: GS1 check digits and one identity for the many ways to write a GTIN.

Source: GS1 General Specifications, section 7.9 (check digit) and 3.3 (GTIN in 14 digits).
"""

from __future__ import annotations

GTIN_LENGTHS = (8, 12, 13, 14)


def check_digit(digits: str) -> int:
    """The GS1 check digit that belongs after these digits."""
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -weighted % 10


def is_gtin(text: str) -> bool:
    """True for 8, 12, 13 or 14 digits whose last is the right check digit."""
    return len(text) in GTIN_LENGTHS and text.isascii() and text.isdigit() and check_digit(text[:-1]) == int(text[-1])


def canonical(text: str) -> str:
    """The one form under which a code is looked up: a GTIN in 14 digits, anything else as it is."""
    return text.zfill(14) if is_gtin(text) else text


def is_in_store(text: str) -> bool:
    """True for the 13-digit numbers a shop gives out itself: prefixes 02 and 20 to 29 (also with a 0 before)."""
    if not is_gtin(text):
        return False
    digits = text.zfill(14)[1:]
    return digits.startswith(("02", "2"))
