"""Rules about the card: an attempt has a name on disk before the terminal hears of it, and one outcome for ever."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import meals, slips
from kiosk.domain.basket import Sale
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.means import usable
from kiosk.domain.money import NOTHING
from kiosk.domain.states import Kiosk, TakingCard

Facts = tuple[Fact, ...]


def attempt(kiosk: Kiosk, sale: Sale, meal: bool = False) -> f.CardAttemptStarted:
    """The next attempt: for what remains, or for what a meal voucher card may pay of it."""
    reference = f"{kiosk.shop.till}.{kiosk.till.born:x}.{sale.number}.{sale.attempts + 1}"
    return f.CardAttemptStarted(reference, meals.allowed(kiosk.shop, sale) if meal else sale.balance, meal)


def told(kiosk: Kiosk, event: e.CardApproved | e.CardDeclined | e.CardUnknown) -> Facts:
    match kiosk.own, event:
        case TakingCard(attempt=attempt) as taking, _ if attempt == event.attempt:
            return _answered(kiosk, taking, event)
        case _, e.CardApproved(attempt) as approved if attempt in kiosk.till.uncharged:
            return (_charged(approved, late=True), _refund_late(kiosk, approved))
        case _:
            return ()


def _refund_late(kiosk: Kiosk, event: e.CardApproved) -> f.AttendantCalled:
    """One call for all charges that belong to no sale: a second late one must not hide the first."""
    waiting = [call for call in kiosk.calls if call.reason is Reason.CARD_REFUND and call.evidence]
    amount = sum((call.amount for call in waiting), event.amount)
    return f.AttendantCalled(
        Reason.CARD_REFUND, amount, " ".join([*(call.evidence for call in waiting), event.attempt])
    )


def _answered(kiosk: Kiosk, taking: TakingCard, event: e.CardApproved | e.CardDeclined | e.CardUnknown) -> Facts:
    resolved: Facts = (f.CallResolved(Reason.CARD_UNKNOWN),) if taking.unknown else ()
    match event:
        case e.CardApproved(amount=amount) if NOTHING < amount <= taking.amount:
            return (_charged(event, meal=event.meal or taking.meal), *_beyond_meals(kiosk, taking, event), *resolved)
        case e.CardApproved(attempt, amount):
            return _unknown(
                taking, f"the terminal says {amount.cents} cents for {attempt}, asked {taking.amount.cents}"
            )
        case e.CardDeclined(attempt, reason, detail):
            slip = slips.due(kiosk, taking, reason, usable(kiosk, e.Role.PRINTER))
            return (f.CardNotCharged(attempt, reason, detail), *resolved, *slip)
        case e.CardUnknown(_, evidence):
            return _unknown(taking, evidence)


def _beyond_meals(kiosk: Kiosk, taking: TakingCard, event: e.CardApproved) -> Facts:
    """A meal voucher card was held to the terminal unasked: it is paid, and staff hear of what it may not pay."""
    beyond = event.amount - meals.allowed(kiosk.shop, taking.sale)
    return (f.MealExceeded(event.attempt, beyond),) if event.meal and beyond > NOTHING else ()


def _charged(event: e.CardApproved, late: bool = False, meal: bool = False) -> f.CardCharged:
    return f.CardCharged(
        event.attempt, event.amount, event.card, event.authorization, event.application, event.receipt, late,
        event.transaction, event.meal or meal,
    )  # fmt: skip


def _unknown(taking: TakingCard, evidence: str) -> Facts:
    if taking.unknown:
        return ()
    return (
        f.CardOutcomeUnknown(taking.attempt, evidence),
        f.AttendantCalled(Reason.CARD_UNKNOWN, taking.amount, evidence),
    )
