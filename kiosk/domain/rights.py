"""Who of the staff may do what: data, which kiosk.toml may change. What nobody may do is in no table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.domain.facts import Grade


class Right(StrEnum):
    """What somebody with a PIN may do. Each use of one is a fact with a name on it."""

    AGE = "age"  # approve or refuse
    RELEASE = "release"  # sell an unknown article by department and price; decide about open exceptions
    VOID = "void"  # take out a line, cancel a sale
    SHELF_PRICE = "shelf_price"  # what the shelf said, when it is lower
    PRICE = "price"  # another price for a line
    DISCOUNT = "discount"  # on a line or the sale, as far as `Rights.discount_percent` goes
    SETTLE = "settle"  # money owed, an unknown charge, a voucher of paper
    CREDIT = "credit"  # an order with a deposit, a purchase on account
    RETURN = "return"  # articles that come back, credit notes
    CHECK = "check"  # a spot check
    COPY = "copy"  # another copy of a receipt
    OPEN = "open"  # close and open the kiosk
    CLOCK = "clock"  # confirm what the clock says
    COUNT = "count"  # let a machine count again
    CASH = "cash"  # fill, collect, empty, count by hand
    BOOKS = "books"  # reports, closing, archives, the morning page
    TRAINING = "training"
    STAFF = "staff"  # enrol and dismiss
    DEVICES = "devices"  # try again, brightness, volume, restart
    JOURNAL = "journal"  # go on with an older journal


OF_ATTENDANTS = frozenset(
    {
        Right.AGE,
        Right.RELEASE,
        Right.VOID,
        Right.SHELF_PRICE,
        Right.DISCOUNT,
        Right.SETTLE,
        Right.CREDIT,
        Right.RETURN,
        Right.CHECK,
        Right.COPY,
        Right.OPEN,
        Right.CLOCK,
        Right.COUNT,
        Right.DEVICES,
    }
)
OF_MANAGERS = frozenset(Right) - {Right.JOURNAL}

ALLOWED: Mapping[Grade, frozenset[Right]] = {
    Grade.ATTENDANT: OF_ATTENDANTS,
    Grade.MANAGER: OF_MANAGERS,
    Grade.TECHNICIAN: frozenset(Right),
}
DISCOUNT_PERCENT: Mapping[Grade, int] = {Grade.ATTENDANT: 10, Grade.MANAGER: 50, Grade.TECHNICIAN: 50}


@dataclass(frozen=True, slots=True)
class Rights:
    """`allowed`: by grade. `discount_percent`: the most that a grade may take off, 0 to 100."""

    allowed: Mapping[Grade, frozenset[Right]] = field(default_factory=lambda: ALLOWED)
    discount_percent: Mapping[Grade, int] = field(default_factory=lambda: DISCOUNT_PERCENT)

    def has(self, grade: Grade, right: Right) -> bool:
        return right in self.allowed[grade]


USUAL_RIGHTS = Rights()


def without(grade: Grade, *rights: Right) -> Rights:
    """The usual rights, less these of this grade."""
    return Rights({**ALLOWED, grade: ALLOWED[grade] - frozenset(rights)})
