"""Codes of articles: GS1 check digits and one identity for the many ways to write a GTIN.

Source: GS1 General Specifications, sections 7.9 (check digits), 3.3 (GTIN in 14 digits) and 5.2.2.4 (UPC-E).
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


def price_check_digit(digits: str) -> int:
    """The check digit of the 4 or 5 digits of a price or weight within a label. ValueError for any other number.

    GS1 General Specifications 7.9.2 to 7.9.4. Each place has a weight whose product loses or gains its tens.
    """
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"{digits!r} is no price or weight of a label")
    match len(digits):
        case 4:
            return 3 * _weighted(digits, (_TWO_LESS, _TWO_LESS, _THREE, _FIVE_LESS)) % 10
        case 5:
            return _FIVE_LESS.index(-_weighted(digits, (_FIVE_MORE, _TWO_LESS, _FIVE_LESS, _FIVE_MORE, _TWO_LESS)) % 10)
        case _:
            raise ValueError(f"a price or weight of {len(digits)} digits has no check digit")


_TWO_LESS = (0, 2, 4, 6, 8, 9, 1, 3, 5, 7)
_THREE = (0, 3, 6, 9, 2, 5, 8, 1, 4, 7)
_FIVE_LESS = (0, 5, 9, 4, 8, 3, 7, 2, 6, 1)
_FIVE_MORE = (0, 5, 1, 6, 2, 7, 3, 8, 4, 9)


def _weighted(digits: str, weights: tuple[tuple[int, ...], ...]) -> int:
    return sum(weight[int(digit)] for digit, weight in zip(digits, weights, strict=True))


def expanded(upce: str) -> str:
    """The UPC-A number that 8 digits of a UPC-E stand for, as 12 digits; any other text as it is.

    UPC-E leaves out zeros of the number; its sixth digit says which. The check digit is that of the UPC-A number.
    """
    if not (len(upce) == 8 and upce.isascii() and upce.isdigit() and upce[0] in "01"):
        return upce
    system, body, last, check = upce[0], upce[1:6], upce[6], upce[7]
    match last:
        case "0" | "1" | "2":
            return f"{system}{body[:2]}{last}0000{body[2:]}{check}"
        case "3":
            return f"{system}{body[:3]}00000{body[3:]}{check}"
        case "4":
            return f"{system}{body[:4]}00000{body[4:]}{check}"
        case _:
            return f"{system}{body}0000{last}{check}"


def is_periodical(text: str) -> bool:
    """True for newspapers and magazines with an ISSN: the two or five digits beside such a code number the issue."""
    return len(text) == 13 and text.startswith("977") and is_gtin(text)


def is_book(text: str) -> bool:
    """True for an ISBN as a barcode: 978, and 979 but for printed music (979-0)."""
    return len(text) == 13 and is_gtin(text) and (text.startswith("978") or text[:4] in _ISBN_979)


_ISBN_979 = tuple(f"979{digit}" for digit in "123456789")


def canonical(text: str) -> str:
    """The one form under which a code is looked up: a GTIN in 14 digits, anything else as it is."""
    return text.zfill(14) if is_gtin(text) else text


def is_in_store(text: str) -> bool:
    """True for the 13-digit numbers a shop gives out itself: prefixes 02 and 20 to 29 (also with a 0 before)."""
    if not is_gtin(text):
        return False
    digits = text.zfill(14)[1:]
    return digits.startswith(("02", "2"))
