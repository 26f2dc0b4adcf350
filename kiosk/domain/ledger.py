"""The ledger of vouchers: what is left on gift cards and credit notes, and which numbers are never taken again.

It is folded from this kiosk's journal alone. One kiosk so knows all that it sold, took and gave back, through every
power cut. Several kiosks of one shop do not know each other's vouchers: a gift card is taken only where it was sold,
a credit note where it was given, and a paper that is redeemed here would be taken again there. A shop with several
gives vouchers and takes them at one of them, or has staff take them (`supervised`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from kiosk.domain import facts as f
from kiosk.domain.basket import TenderKind
from kiosk.domain.facts import Fact
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.states import ImpossibleHistory, Till
from kiosk.domain.voucher import LEDGERED, Voucher

REDEEMED_DAYS = 400
"""How long a number is remembered: longer than any paper voucher is good for."""

REDEEMED_MAX = 20_000
"""How many numbers are remembered. None leaves before its time: a voucher beyond them is not taken."""

_MOVES_ON = (
    f.TenderTaken, f.ItemAdded, f.QuantityChanged, f.NonItemAdded, f.SaleStarted, f.PaymentBegun, f.ShoppingResumed,
    f.CashPaymentStarted, f.CardAttemptStarted, f.CancelBegun, f.SaleCompleted, f.SaleAbandoned, f.SaleSetAside,
)  # fmt: skip


def redeemed(till: Till, kind: TenderKind, reference: str) -> bool:
    """Was the voucher of this number taken, for ever?"""
    return _key(kind, reference) in till.redeemed


def is_full(till: Till) -> bool:
    """Is there no room for one more number that must never be taken again?"""
    return len(_remembered(till)) >= REDEEMED_MAX


def counted(till: Till, fact: f.TenderTaken | f.TenderReturned | f.VoucherIssued) -> Till:
    """The till after a voucher was taken, given back or issued. ImpossibleHistory: more than was left, or twice."""
    match fact:
        case f.TenderTaken():
            return _taken(replace(till, sounds=till.sounds + 1, sound="found"), fact)
        case f.TenderReturned(kind, reference, amount) if kind in LEDGERED:
            return _moved(till, reference, amount)
        case f.TenderReturned(kind, reference):
            gone = _key(kind, reference)
            return replace(till, redeemed={key: day for key, day in till.redeemed.items() if key != gone})
        case f.VoucherIssued(kind, reference, amount, expires):
            before = till.vouchers.get(reference, Voucher(kind, NOTHING, expires))
            if before.kind is not kind:
                raise ImpossibleHistory(f"{reference} is a {before.kind}, and was issued as a {kind}")
            later = max(before.expires, expires) if before.expires and expires else ""
            issued = Voucher(kind, before.balance + amount, later)
            return replace(till, vouchers={**till.vouchers, reference: issued})


def told(till: Till, fact: Fact) -> Till:
    """What was said about the last code goes when something else happens."""
    return replace(till, not_taken=()) if till.not_taken and isinstance(fact, _MOVES_ON) else till


def _taken(till: Till, taken: f.TenderTaken) -> Till:
    if taken.kind in LEDGERED:
        return _moved(till, taken.reference, -taken.amount)
    if not taken.once:
        return till
    if redeemed(till, taken.kind, taken.reference):
        raise ImpossibleHistory(f"{taken.kind} {taken.reference} was taken before")
    return replace(till, redeemed={**_remembered(till), _key(taken.kind, taken.reference): till.books.day})


def _moved(till: Till, reference: str, amount: Money) -> Till:
    voucher = till.vouchers.get(reference)
    if voucher is None or voucher.balance + amount < NOTHING:
        raise ImpossibleHistory(f"{-amount.cents} cents were never on {reference}")
    return replace(till, vouchers={**till.vouchers, reference: replace(voucher, balance=voucher.balance + amount)})


def _remembered(till: Till) -> Mapping[str, str]:
    if len(till.redeemed) < REDEEMED_MAX or not till.books.day:
        return till.redeemed
    since = (date.fromisoformat(till.books.day) - timedelta(days=REDEEMED_DAYS)).isoformat()
    return {key: day for key, day in till.redeemed.items() if day >= since}


def _key(kind: TenderKind, reference: str) -> str:
    return f"{kind}:{reference}"
