"""The bars of EAN and UPC symbols, module by module.

Source: GS1 General Specifications, section 5.2 (EAN/UPC symbology).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SET_A: Final = (
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
)
"""Number set A, digit by digit, 1 for a dark module."""
SET_C: Final = tuple(pattern.translate(str.maketrans("01", "10")) for pattern in SET_A)
SET_B: Final = tuple(pattern[::-1] for pattern in SET_C)
GUARD, CENTRE, UPCE_END = "101", "01010", "010101"

_FIRST_DIGIT: Final = (
    "AAAAAA",
    "AABABB",
    "AABBAB",
    "AABBBA",
    "ABAABB",
    "ABBAAB",
    "ABBBAA",
    "ABABAB",
    "ABABBA",
    "ABBABA",
)
"""The first of 13 digits has no bars: it chooses the number sets of the next six."""
_CHECK_DIGIT: Final = (
    "BBBAAA",
    "BBABAA",
    "BBAABA",
    "BBAAAB",
    "BABBAA",
    "BAABBA",
    "BAAABB",
    "BABABA",
    "BABAAB",
    "BAABAB",
)
"""The same of a UPC-E with number system 0; with 1, A and B change places."""
_SETS: Final = {"A": SET_A, "B": SET_B, "C": SET_C}


@dataclass(frozen=True, slots=True)
class Place:
    """Where one digit stands: its first module, and every pattern that any digit may have there, its own first."""

    module: int
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A whole symbol without its quiet zones."""

    modules: str
    places: tuple[Place, ...]


def bars(digits: str, upce: bool = False) -> Bars:
    """The symbol of 13, 12 (UPC-A) or 8 digits, of 8 as EAN-8 unless `upce`. ValueError for anything else.

    The check digit is not looked at, but it shapes a UPC-E.
    """
    if not digits.isascii() or not digits.isdecimal() or len(digits) not in (8, 12, 13):
        raise ValueError(f"{digits!r} is no EAN-13, UPC-A, EAN-8 or UPC-E")
    match len(digits), upce:
        case 8, True:
            return _upce(digits)
        case 8, False:
            return _drawn(digits, "AAAACCCC", SET_A)
        case _:
            number = digits.zfill(13)
            return _drawn(number[1:], _FIRST_DIGIT[int(number[0])] + "CCCCCC", SET_A + SET_B)


def _drawn(digits: str, sets: str, left: tuple[str, ...]) -> Bars:
    half = len(digits) // 2
    modules, places = GUARD, list[Place]()
    for number, (digit, letter) in enumerate(zip(digits, sets, strict=True)):
        modules += CENTRE if number == half else ""
        places.append(_place(len(modules), _SETS[letter][int(digit)], SET_C if letter == "C" else left))
        modules += places[-1].patterns[0]
    return Bars(modules + GUARD, tuple(places))


def _upce(digits: str) -> Bars:
    """Number system and check digit have no bars: they choose the number sets of the six digits between them."""
    system, body, check = digits[0], digits[1:7], int(digits[7])
    if system not in "01":
        raise ValueError(f"{digits!r} is no UPC-E: it begins with 0 or 1")
    sets = _CHECK_DIGIT[check] if system == "0" else _CHECK_DIGIT[check].translate(str.maketrans("AB", "BA"))
    modules, places = GUARD, list[Place]()
    for digit, letter in zip(body, sets, strict=True):
        places.append(_place(len(modules), _SETS[letter][int(digit)], SET_A + SET_B))
        modules += places[-1].patterns[0]
    return Bars(modules + UPCE_END, tuple(places))


def _place(module: int, own: str, possible: tuple[str, ...]) -> Place:
    return Place(module, (own, *(pattern for pattern in possible if pattern != own)))
