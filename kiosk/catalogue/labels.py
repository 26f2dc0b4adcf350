"""In-store labels: the weight, price or count that a shop's own 13-digit code carries, by the shop's templates.

Prefixes 02 and 20 to 29 belong to each shop alone (GS1 General Specifications 2.1.12), so no layout is built in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from kiosk.domain.barcode import GTIN_LENGTHS, is_in_store
from kiosk.domain.money import Money
from kiosk.domain.product import GRAMS_MAX, Grams

LENGTH = 13
_FORM = re.compile(r"(?P<literal>[0-9X]+)(?P<item>I+)X*(?P<value>W+|P+|N+)X*C")
_PLACES = "digits, I (item), W (grams), P (cents), N (pieces), X (passed over) and C (check digit)"


class TemplateRefused(ValueError):  # noqa: N818  named by what happened
    """A template of the configuration cannot be used; the message says what was found and what is allowed."""


@dataclass(frozen=True, slots=True)
class LabelRead:
    """What a label says: which article, and its weight, its gross price or its number of pieces."""

    item_code: str
    value: Grams | Money | int


@dataclass(frozen=True, slots=True)
class Template:
    """The layout of one kind of label, such as `21IIIIIWWWWWC`: one letter or fixed digit for each of 13 places."""

    text: str

    def __post_init__(self) -> None:
        if len(self.text) != LENGTH:
            raise TemplateRefused(f"The template {self.text!r} has {len(self.text)} places; a label has {LENGTH}.")
        if not _FORM.fullmatch(self.text):
            raise TemplateRefused(
                f"The template {self.text!r} is none; it holds {_PLACES}: fixed digits first, then one block of I, "
                "one block of W, P or N, and C last."
            )
        if not self.text.startswith(("02", "2")):
            raise TemplateRefused(
                f"The template {self.text!r} begins with {self.text[:2]}; labels of a shop begin with 02 or 2."
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

    def read(self, digits: str) -> LabelRead | None:
        """The parts of a label that matches; None when its weight, price or count is zero or beyond a shop's scale."""
        value = _value(self.text[self._value_start], int(self._digits(digits, "WPN")))
        return None if value is None else LabelRead(self._item_code(digits), value)

    @property
    def _value_start(self) -> int:
        return next(place for place, letter in enumerate(self.text) if letter in "WPN")

    def _item_code(self, digits: str) -> str:
        literal, item = self._digits(digits, "0123456789"), self._digits(digits, "I")
        # Eight or twelve digits would be taken for a GTIN, most often with a wrong check digit.
        hyphen = "-" if len(literal + item) in GTIN_LENGTHS else ""
        return literal + hyphen + item

    def _digits(self, digits: str, letters: str) -> str:
        return "".join(digit for letter, digit in zip(self.text, digits, strict=True) if letter in letters)


class Labels:
    """The label templates of one shop."""

    def __init__(self, templates: Sequence[str]) -> None:
        """TemplateRefused for a template that is none, or two that would read the same label."""
        self._templates = tuple(map(Template, templates))
        for one, other in combinations(self._templates, 2):
            if one.meets(other):
                raise TemplateRefused(f"The templates {one.text!r} and {other.text!r} would both read the same labels.")

    def read(self, code: str) -> LabelRead | None:
        """What a scanned code says if it is a label (also when the scanner left out a leading zero), else None.

        The code is a number with a right check digit. `item_code` is what the catalogue knows the article by: the
        fixed digits and the item digits, with a hyphen between where both together would be as long as a GTIN.
        """
        if not is_in_store(code):
            return None
        digits = code.zfill(14)[1:]
        template = next((template for template in self._templates if template.matches(digits)), None)
        return template.read(digits) if template else None


def _value(letter: str, number: int) -> Grams | Money | int | None:
    if number == 0 or (letter == "W" and number > GRAMS_MAX):
        return None
    match letter:
        case "W":
            return Grams(number)
        case "P":
            return Money(number)
        case _:
            return number
