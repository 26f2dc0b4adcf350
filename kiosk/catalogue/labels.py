"""In-store labels: the weight, price or count that a shop's own 13-digit code carries, by the shop's templates.

Prefixes 02 and 20 to 29 belong to each shop alone (GS1 General Specifications 2.1.12), so no layout is built in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from kiosk.domain.barcode import GTIN_LENGTHS, is_in_store, price_check_digit
from kiosk.domain.money import Money, rounded_half_up
from kiosk.domain.product import GRAMS_MAX, Grams

LENGTH = 13
PREFIX_SIZE = 2
_FORM = re.compile(r"[0-9XI]+[XK]*(?P<value>W+|P+|F+|N+)[XK]*C")
_PLACES = (
    "digits, I (item), W (grams), P (cents), F (centimes of francs), N (pieces), K (check digit of W, P or F), "
    "X (passed over) and C (check digit)"
)
_VALUES = "WPFN"
_CHECKED_SIZES = (4, 5)

_FRANCS_IN_100_000_EUROS = 655_957
"""6.55957 francs for one euro, for ever (Council Regulation (EC) No 2866/98)."""


class TemplateRefused(ValueError):  # noqa: N818  named by what happened
    """A template of the configuration cannot be used; the message says what was found and what is allowed."""


@dataclass(frozen=True, slots=True)
class LabelRead:
    """What a label says: which article, and its weight, its gross price or its number of pieces."""

    item_code: str
    value: Grams | Money | int


@dataclass(frozen=True, slots=True)
class Template:
    """The layout of one kind of label, such as `21IIIIIWWWWWC`: one letter or fixed digit for each of 13 places.

    K is the verifier digit of the value (see barcode.price_check_digit), as in `2IIIIIKPPPPPC`.
    """

    text: str

    def __post_init__(self) -> None:
        if len(self.text) != LENGTH:
            raise TemplateRefused(f"The template {self.text!r} has {len(self.text)} places; a label has {LENGTH}.")
        if not _FORM.fullmatch(self.text):
            raise TemplateRefused(
                f"The template {self.text!r} is none; it holds {_PLACES}: fixed digits and one block of I first, then "
                "one block of W, P, F or N, and C last."
            )
        if not self.text.startswith(("02", "2")):
            raise TemplateRefused(
                f"The template {self.text!r} begins with {self.text[:2]}; labels of a shop begin with 02 or 2."
            )
        if len(self._item_code(self.text)) <= PREFIX_SIZE:
            raise TemplateRefused(f"The template {self.text!r} names no article; it needs one block of I.")
        if "K" in self.text and (self.text.count("K") > 1 or self._value_size not in _CHECKED_SIZES):
            raise TemplateRefused(
                f"The template {self.text!r} has a K; one K checks a block of 4 or 5 places of W, P, F or N."
            )

    def matches(self, digits: str) -> bool:
        """Do the fixed digits stand in these 13 digits?"""
        return all(place == digit for place, digit in zip(self.text, digits, strict=True) if place.isdigit())

    def meets(self, other: Template) -> bool:
        """Is there a label that both templates read?"""
        return all(
            mine == theirs or not (mine.isdigit() and theirs.isdigit())
            for mine, theirs in zip(self.text, other.text, strict=True)
        )

    @property
    def fixed(self) -> int:
        """How many digits are fixed: the more, the fewer labels it reads."""
        return sum(place.isdigit() for place in self.text)

    def read(self, digits: str) -> LabelRead | None:
        """The parts of a label that matches.

        None when its weight, price or count is zero or beyond a shop's scale, or its inner check digit is wrong.
        """
        number = self._digits(digits, _VALUES)
        if "K" in self.text and self._digits(digits, "K") != str(price_check_digit(number)):
            return None
        value = _value(next(letter for letter in self.text if letter in _VALUES), int(number))
        return None if value is None else LabelRead(self._item_code(digits), value)

    @property
    def _value_size(self) -> int:
        return sum(letter in _VALUES for letter in self.text)

    def _item_code(self, digits: str) -> str:
        item = self._digits(digits, "0123456789I")
        # Eight or twelve digits would be taken for a GTIN, most often with a wrong check digit.
        return f"{item[:PREFIX_SIZE]}-{item[PREFIX_SIZE:]}" if len(item) in GTIN_LENGTHS else item

    def _digits(self, digits: str, letters: str) -> str:
        return "".join(digit for letter, digit in zip(self.text, digits, strict=True) if letter in letters)


class Labels:
    """The label templates of one shop."""

    def __init__(self, templates: Sequence[str]) -> None:
        """TemplateRefused for a template that is none, or two of which neither is the more special.

        A label is read by the template with the most fixed digits: that of one article before that of all others.
        """
        self._templates = tuple(sorted(map(Template, templates), key=lambda template: -template.fixed))
        for one, other in combinations(self._templates, 2):
            if one.meets(other) and one.fixed == other.fixed:
                raise TemplateRefused(f"The templates {one.text!r} and {other.text!r} would both read the same labels.")

    def read(self, code: str) -> LabelRead | None:
        """What a scanned code says if it is a label (also when the scanner left out a leading zero), else None.

        The code is a number with a right check digit. `item_code` is what the catalogue knows the article by: the
        fixed digits and the item digits, with a hyphen after the first two where all would be as long as a GTIN.
        """
        if not is_in_store(code):
            return None
        digits = code.zfill(14)[1:]
        template = next((template for template in self._templates if template.matches(digits)), None)
        return template.read(digits) if template else None


def euro_cents(centimes: int) -> int:
    """The price in euro cents of a label that is still in francs, rounded once to the nearest, halves up.

    Council Regulation (EC) No 1103/97, articles 4 and 5: the rate is not rounded, the amount is, to the cent.
    """
    return rounded_half_up(centimes * 100_000, _FRANCS_IN_100_000_EUROS)


def _value(letter: str, number: int) -> Grams | Money | int | None:
    if number == 0 or (letter == "W" and number > GRAMS_MAX):
        return None
    match letter:
        case "W":
            return Grams(number)
        case "P":
            return Money(number)
        case "F":
            return Money(cents) if (cents := euro_cents(number)) else None
        case _:
            return number
