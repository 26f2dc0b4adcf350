"""What may be paid by card and in cash, and how much of it: the law's limits and the shop's.

Nobody must take more than fifty coins in one payment (Regulation (EC) 974/98, art. 11). A debt of more than 1,000 euro
must not be paid in cash (Code monétaire et financier, art. L112-6 and D112-3). Customers bring the exact sum (art.
L112-5 of that code). Refusing legal tender is an offence (Code pénal, art. R642-3): a kiosk that does not take cash, or
not that much, says where it is taken. A shop may ask for a least amount for cards if it says so beforehand (Code de la
consommation, art. L112-1).
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.basket import Sale
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.stock import is_coin

COINS_MAX = 50
CASH_MAX = Money(100_000)


@dataclass(frozen=True, slots=True)
class Limits:
    """The shop's own; NOTHING: none. `coins`: how many one payment may have, never below the law's fifty."""

    card_min: Money = NOTHING
    card_max: Money = NOTHING
    cash_min: Money = NOTHING
    cash_max: Money = CASH_MAX
    coins: int = COINS_MAX


LAWFUL = Limits()
"""What the law says, and nothing else."""


def card_refused(limits: Limits, sale: Sale) -> str:
    """Why the card must not pay what remains: card_min, card_max, or nothing."""
    if sale.to_pay < limits.card_min:
        return "card_min"
    return "card_max" if NOTHING < limits.card_max < sale.balance else ""


def cash_refused(limits: Limits, sale: Sale) -> str:
    """Why no more cash may be put in: cash_min, cash_max, or nothing."""
    if sale.to_pay < limits.cash_min:
        return "cash_min"
    return "cash_max" if sale.cash_kept >= limits.cash_max else ""


def coins_refused(limits: Limits, sale: Sale) -> bool:
    """Are there as many coins in this payment as anybody must take?"""
    return sale.coins_in >= limits.coins


def may_be_put_in(limits: Limits, sale: Sale, value: int) -> bool:
    """May another piece of this denomination (cents) be put in? What it pays counts, not the change it causes."""
    if cash_refused(limits, sale) or (is_coin(value) and coins_refused(limits, sale)):
        return False
    return sale.cash_kept + min(Money(value), sale.balance) <= limits.cash_max
