"""The screens of trouble, staff called or nothing sold: what happened, what it means for the money, what to do."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import presenting_bagging, presenting_prices, presenting_refunds
from kiosk.domain import views as v
from kiosk.domain.facts import Reason
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.phrases import money, say
from kiosk.domain.states import Attract, Call, Closed, GivingChange, Kiosk, Own, RefundingCard, sale_of
from kiosk.domain.views import Button, Tone

FOREMOST: tuple[frozenset[Reason], ...] = (
    frozenset(
        {Reason.OWED, Reason.CARD_UNKNOWN, Reason.CARD_REFUND, Reason.PAYOUT_STUCK, Reason.CREDIT_NOTE, Reason.BOXED}
    ),
    frozenset({Reason.ROLLBACK, Reason.CLOCK}),
)
"""What the customer reads first when staff are called for several reasons: her money, then why nothing is sold."""

WHATS = {
    Reason.HELP: "called_help",
    Reason.PRICE: "called_price",
    Reason.ARTICLES: "called_articles",
    Reason.OWED: "called_owed",
    Reason.CHECK: "called_check",
    Reason.CARD_UNKNOWN: "called_card_unknown",
    Reason.CARD_REFUND: "called_card_refund",
    Reason.PAYOUT_STUCK: "called_payout_stuck",
    Reason.VOUCHER: "called_voucher",
    Reason.CREDIT_NOTE: "called_credit_note",
    Reason.GIVEN_LATE: "called_given_late",
    Reason.BOXED: "called_boxed",
    Reason.LEFT_BEHIND: "called_left_behind",
    Reason.CLOCK: "called_clock",
    Reason.ROLLBACK: "called_rollback",
}


def called(kiosk: Kiosk, calls: tuple[Call, ...], under: GivingChange | Own, frame: v.Frame) -> v.View:
    """Staff are wanted. When nobody is at a kiosk that may not sell, it is simply closed."""
    call = _foremost(calls)
    if isinstance(under, Attract | Closed) and call.reason in (Reason.CLOCK, Reason.ROLLBACK):
        return _shut(kiosk, frame, "closed_clock" if call.reason is Reason.CLOCK else "closed_rollback", "closed_todo")
    buttons: tuple[Button, ...] = (Button(_say(kiosk, "staff"), e.StaffPressed(), Tone.SECONDARY, "staff"),)
    basket = _basket(call)
    if call.reason is Reason.HELP:
        go_on = "go_on" if basket else "no_help_needed"
        disputes = presenting_prices.disputable(kiosk, under) if not basket else ()
        buttons = (Button(_say(kiosk, go_on), e.HelpDismissed(), Tone.PRIMARY), *disputes, *buttons)
    if call.reason is Reason.PRICE:
        buttons = (Button(_say(kiosk, "go_on"), e.HelpDismissed(), Tone.PRIMARY), *buttons)
    return v.CalledView(
        frame=frame,
        title=_say(kiosk, f"basket_{basket}_title" if basket else "called_title"),
        what=_what(kiosk, call),
        money=_about_the_money(kiosk, call, under),
        todo=_say(kiosk, _todo(kiosk, call, basket)),
        buttons=buttons,
    )


def closed(kiosk: Kiosk, frame: v.Frame) -> v.ClosedView:
    """Staff closed the kiosk."""
    return _shut(kiosk, frame, "closed_by_staff", "closed_todo")


def filling(kiosk: Kiosk, frame: v.Frame) -> v.ClosedView:
    """Staff fill or collect, and are not at the screen."""
    return _shut(kiosk, frame, "closed_filling", "closed_filling_todo")


def journal_broken(kiosk: Kiosk, frame: v.Frame) -> v.ClosedView:
    """Nothing can be written."""
    return _shut(kiosk, frame, "closed_journal", "closed_journal_todo")


def _shut(kiosk: Kiosk, frame: v.Frame, what: str, todo: str) -> v.ClosedView:
    custody = kiosk.sees.waiting + sum((sale.cash_kept for sale in sale_of(kiosk.own)), NOTHING) + kiosk.till.stray
    return v.ClosedView(
        frame,
        _say(kiosk, "closed_title"),
        _say(kiosk, what),
        _say(kiosk, "closed_money" if custody else "closed_no_money", amount=_money(kiosk, custody)),
        _say(kiosk, todo, reason=kiosk.sees.journal_broken),
    )


def _foremost(calls: tuple[Call, ...]) -> Call:
    for reasons in FOREMOST:
        for call in reversed(calls):
            if call.reason in reasons:
                return call
    return calls[-1]


def _what(kiosk: Kiosk, call: Call) -> str:
    age = max((sale.age_needed for sale in sale_of(kiosk.own)), default=0)
    if call.reason is Reason.ARTICLES and (about_the_bag := presenting_bagging.called(kiosk)):
        return about_the_bag
    what = presenting_refunds.called(kiosk, call) or WHATS[call.reason]
    if basket := _basket(call):
        what = f"called_basket_{basket}"
    if call.reason is Reason.ARTICLES and age:
        what = "called_articles_age"
    return _say(kiosk, what, amount=_money(kiosk, call.amount), age=age)


def _basket(call: Call) -> str:
    """Why staff are called about a basket, as the keys of sentences say it; empty when it is about something else."""
    return call.evidence.partition(" ")[0] if call.reason is Reason.HELP else ""


def _todo(kiosk: Kiosk, call: Call, basket: str) -> str:
    if call.reason is Reason.ARTICLES and presenting_bagging.called(kiosk):
        return "todo_weight"
    if kiosk.blocked and _has_paid(kiosk):
        return "todo_paid"
    return "todo_go_on" if basket else "todo_wait"


def _about_the_money(kiosk: Kiosk, call: Call, under: GivingChange | Own) -> str:
    match call.reason, under:
        case Reason.CARD_UNKNOWN, RefundingCard():
            return _say(kiosk, "money_card_back_unknown")
        case ((Reason.OWED | Reason.PAYOUT_STUCK | Reason.CARD_REFUND | Reason.CREDIT_NOTE), _):
            return _say(kiosk, "money_owed")
        case Reason.CARD_UNKNOWN, _:
            return _say(kiosk, "money_card_unknown")
        case Reason.VOUCHER, _:
            return _say(kiosk, "money_voucher")
        case Reason.BOXED, _:
            return _say(kiosk, "money_boxed")
        case _, GivingChange(running):
            return _say(kiosk, "money_coming", amount=_money(kiosk, running.missing))
        case _:
            unpaid = any(not sale.paid_anything for sale in sale_of(kiosk.own))
            return _say(kiosk, "money_nothing" if unpaid else "money_safe")


def _has_paid(kiosk: Kiosk) -> bool:
    """The sale is over: what is left is a receipt."""
    return not sale_of(kiosk.own) and not isinstance(kiosk.own, Attract | Closed)


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)


def _money(kiosk: Kiosk, amount: Money) -> str:
    return money(kiosk.till.language, amount)
