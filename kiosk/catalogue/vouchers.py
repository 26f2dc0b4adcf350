"""Vouchers by their codes: the number, value and check digit that a shop's own templates find in them.

No layout is built in: coupons and gift cards are each shop's own, and issuers of meal vouchers publish none. What is
public is how a till reads the 24 digits under the bars of a French paper one: the value in cents at the twelfth to
sixteenth place (OCA, pos_meal_voucher, barcode rule `...........{NNNDD}........`): NNNNNNNNNNNVVVVVNNNNNNNN here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from kiosk.catalogue.labels import Template as LabelTemplate
from kiosk.domain.barcode import GTIN_LENGTHS, check_digit
from kiosk.domain.basket import TenderKind
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.voucher import LEDGERED, NO_TERMS, CouponTerms

LENGTH_MIN, LENGTH_MAX = 4, 40
VALUE_SIZE_MAX = 7

CREDIT_NOTE = re.compile(r"N[0-9A-Za-z]{1,8}-[0-9]{1,9}-[0-9A-Z]{6}")
"""The credit notes that kiosks give: their till, a number, six characters that nobody can guess."""

_FORM = re.compile(r"[0-9N]*(V*)[0-9N]*C?")
_PLACES = "digits, V (value in cents, one block), N (number) and C (check digit, last)"
_COUPON_PREFIXES = ("05", "98", "99")
"""Of 13 digits: GS1 keeps them for coupons and refund receipts, never for articles (General Specifications 1.4.2)."""


class VoucherRefused(ValueError):  # noqa: N818  named by what happened
    """A template of the configuration cannot be used; the message says what was found and what is allowed."""


@dataclass(frozen=True, slots=True)
class VoucherRead:
    """What a voucher's code says: its kind, its own number, and what it is worth (NOTHING: the ledger knows)."""

    kind: TenderKind
    reference: str
    amount: Money
    terms: CouponTerms = NO_TERMS


@dataclass(frozen=True, slots=True)
class VoucherTemplate:
    """The layout of one kind of voucher. `fixed_value`: what it is worth when no V says so, NOTHING for neither."""

    pattern: str
    kind: TenderKind
    fixed_value: Money = NOTHING
    terms: CouponTerms = NO_TERMS

    def __post_init__(self) -> None:
        for mistake in self._mistakes():
            raise VoucherRefused(f"The voucher {self.pattern!r} {mistake}")

    def _mistakes(self) -> Iterator[str]:
        match = _FORM.fullmatch(self.pattern)
        if not LENGTH_MIN <= len(self.pattern) <= LENGTH_MAX or match is None:
            yield f"is no template; it holds {LENGTH_MIN} to {LENGTH_MAX} places: {_PLACES}."
            return
        if len(match[1]) > VALUE_SIZE_MAX:
            yield f"has a value of {len(match[1])} digits; at most {VALUE_SIZE_MAX} are allowed."
        numbered, valued = "N" in self.pattern, "V" in self.pattern
        if self.kind in LEDGERED and (valued or self.fixed_value):
            yield f"is a {self.kind} and has a value; what it is worth is in the kiosk's own ledger: leave V out."
        if self.kind not in LEDGERED and valued == bool(self.fixed_value):
            yield "needs either V places or fixed_value, and not both."
        if not numbered and self.kind is not TenderKind.COUPON:
            yield f"is a {self.kind} without a number; it could be taken again and again: N places are needed."
        if numbered and self.terms.count_max:
            yield "has N places and max_count; one with a number is taken once."
        if not numbered and not self.terms.count_max:
            yield "has no N places; max_count must say how many of these coupons a sale takes."
        if self.terms != NO_TERMS and self.kind is not TenderKind.COUPON:
            yield f"is a {self.kind}; only a coupon has department, articles or max_count."
        if _may_be_article(self.pattern):
            yield (
                f"has {len(self.pattern)} places and may read the codes of articles; a voucher of this length begins "
                f"with {', '.join(_COUPON_PREFIXES)}, 02 or 2 when it has 13 places."
            )

    @property
    def fixed(self) -> int:
        """How many digits are fixed: the more, the fewer codes it reads."""
        return sum(place.isdigit() for place in self.pattern)

    def meets(self, pattern: str) -> bool:
        """Is there a code that both read?"""
        return len(pattern) == len(self.pattern) and all(
            mine == theirs or not (mine.isdigit() and theirs.isdigit())
            for mine, theirs in zip(self.pattern, pattern, strict=True)
        )

    def matches(self, digits: str) -> bool:
        """Has the code its length, its fixed digits and, where it has one, its check digit?"""
        return self.meets(digits) and ("C" not in self.pattern or check_digit(digits[:-1]) == int(digits[-1]))

    def read(self, digits: str) -> VoucherRead | None:
        """The parts of a code that matches; None when it says that it is worth nothing."""
        number = "".join(d for place, d in zip(self.pattern, digits, strict=True) if place not in "VC")
        if self.kind in LEDGERED:
            return VoucherRead(self.kind, number, NOTHING)
        value = "".join(d for place, d in zip(self.pattern, digits, strict=True) if place == "V")
        amount = Money(int(value)) if value else self.fixed_value
        return VoucherRead(self.kind, number, amount, self.terms) if amount else None


class Vouchers:
    """The voucher templates of one shop."""

    def __init__(self, templates: Sequence[VoucherTemplate] = (), labels: Sequence[str] = ()) -> None:
        """VoucherRefused for two templates that read the same codes, or one that reads the shop's labels.

        Of two that meet, the one with more fixed digits reads the code.
        """
        self._templates = tuple(sorted(templates, key=lambda template: -template.fixed))
        for one, other in combinations(self._templates, 2):
            if one.meets(other.pattern) and one.fixed == other.fixed:
                raise VoucherRefused(f"The vouchers {one.pattern!r} and {other.pattern!r} would both read the same.")
        for template in self._templates:
            for label in map(LabelTemplate, labels):
                if template.meets(label.text):
                    raise VoucherRefused(
                        f"The voucher {template.pattern!r} would read labels of the template {label.text!r}."
                    )

    def read(self, code: str) -> VoucherRead | None:
        """What a code says if it is a voucher's, else None."""
        if CREDIT_NOTE.fullmatch(code):
            return VoucherRead(TenderKind.CREDIT_NOTE, code, NOTHING)
        if not (code.isascii() and code.isdigit()):
            return None
        template = next((template for template in self._templates if template.matches(code)), None)
        return template.read(code) if template else None


def _may_be_article(pattern: str) -> bool:
    """Could a code of this pattern be a GTIN that GS1 gives to an article?"""
    if len(pattern) not in GTIN_LENGTHS:
        return False
    return len(pattern) != 13 or not pattern.startswith((*_COUPON_PREFIXES, "02", "2"))
