"""Means of payment that are neither coins nor notes, what is paid without being sold, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.money import NOTHING, Money
from kiosk.domain.tax import TaxTotal


@dataclass(frozen=True, slots=True)
class CardPayment:
    """A charge the terminal confirmed (or staff confirmed from the terminal's journal).

    `transaction`: the terminal's own name of it, for a refund. `meal`: by a meal voucher card. `of`: the charge of
    which this was given back; the amount is then below zero, and `attempt` empty when staff did it by hand.
    """

    attempt: str
    amount: Money
    card: str = ""
    authorization: str = ""
    application: str = ""
    receipt: str = ""
    transaction: str = ""
    meal: bool = False
    of: str = ""


class TenderKind(StrEnum):
    """A means of payment that is neither cash nor card."""

    MEAL_VOUCHER = "meal_voucher"  # of paper; one on a card is a CardPayment
    GIFT_CARD = "gift_card"
    CREDIT_NOTE = "credit_note"
    EMPTIES = "empties"  # what a machine for returned bottles printed
    COUPON = "coupon"
    ACCOUNT = "account"  # the customer pays later


@dataclass(frozen=True, slots=True)
class Tender:
    """What a voucher pays of this sale, or what is put on a customer's account.

    `reference`: the voucher's own number, or the account's. `by`: who of the staff approved it, "" for nobody.
    `left`: what was then left on a gift card or credit note. An amount below zero is a credit note given.
    """

    kind: TenderKind
    reference: str
    amount: Money
    by: str = ""
    left: Money = NOTHING


class NonItemKind(StrEnum):
    """Money that comes in without anything being sold (event 910 of the JET): no revenue, no VAT."""

    GIFT_CARD = "gift_card"  # put on a gift card: VAT is due when it is spent (BOI-TVA-BASE-20-40)
    SETTLEMENT = "settlement"  # of what was bought on account
    DONATION = "donation"  # the amount rounded up, for a charity


@dataclass(frozen=True, slots=True)
class NonItem:
    """An amount to pay beside the lines. `reference`: the gift card, what is settled, or whom it is given to."""

    kind: NonItemKind
    reference: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Return:
    """Articles of an earlier ticket come back, approved `by` staff: the lines of such a sale are below zero.

    `taxes`: what VAT that ticket gives back, with its own rounding. `cash` and `cards` (each with the attempt that
    charged it) are what is to go back so; what is left is a credit note.
    """

    receipt: int
    taxes: tuple[TaxTotal, ...]
    cash: Money
    cards: tuple[CardPayment, ...]
    by: str
    reason: str = ""
