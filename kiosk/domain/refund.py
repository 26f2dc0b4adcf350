"""Money on its way back: the two states it has, what came back of a ticket so far, and the shop's rules for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.domain.basket import Sale
from kiosk.domain.money import NOTHING, Money


@dataclass(frozen=True, slots=True)
class Refunding:
    """Articles of a ticket came back, and what was paid for them goes back: to cards, in cash, as a credit note."""

    sale: Sale


@dataclass(frozen=True, slots=True)
class RefundingCard:
    """The terminal gives `amount` back to a card, for this attempt, which has a name of its own.

    `charge`: the attempt that had charged that card; `original`: the terminal's own name of it. `unknown`: it could not
    be said whether the card got it.
    """

    sale: Sale
    attempt: str
    amount: Money
    charge: str
    original: str
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back of a ticket so far: pieces by line, cents by charge, and cash."""

    pieces: Mapping[int, int] = field(default_factory=dict)
    cards: Mapping[str, int] = field(default_factory=dict)
    cash: Money = NOTHING


@dataclass(frozen=True, slots=True)
class ReturnRules:
    """The reasons to choose from when articles come back, and how many days a credit note is good for."""

    reasons: tuple[str, ...] = ("Défectueux", "Ne convient pas", "Erreur de caisse")
    credit_note_days: int = 365


USUAL_RETURNS = ReturnRules()
