"""The screens of payment: how to pay, coins and notes, the card, the change."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.domain.basket import Sale
from kiosk.domain.means import cash_offer, exact_only, usable
from kiosk.domain.money import Money
from kiosk.domain.phrases import fault, money, piece, say
from kiosk.domain.states import Kiosk, Payout, TakingCard
from kiosk.domain.views import Amount, Button, Tone


def choice(kiosk: Kiosk, sale: Sale, frame: v.Frame) -> v.ChoiceView:
    back = Button(_say(kiosk, "back_to_scan"), e.BackPressed(), Tone.SECONDARY, "back")
    cancel = "give_back" if sale.paid_anything else "cancel"
    return v.ChoiceView(
        frame=frame,
        title=_say(kiosk, "choice_title"),
        total=Amount(_say(kiosk, "total"), _money(kiosk, sale.total)),
        paid=_paid(kiosk, sale),
        due=Amount(_say(kiosk, "due"), _money(kiosk, sale.balance)),
        means=(_card_button(kiosk), _cash_button(kiosk, sale)),
        back=() if sale.paid_anything else (back,),
        cancel=Button(_say(kiosk, cancel), e.CancelPressed(), Tone.QUIET),
    )


def _paid(kiosk: Kiosk, sale: Sale) -> tuple[Amount, ...]:
    paid = (("paid_cash", sale.cash_kept), ("paid_card", sale.cards_kept))
    return tuple(Amount(_say(kiosk, key), _money(kiosk, amount)) for key, amount in paid if amount)


def _card_button(kiosk: Kiosk) -> Button:
    ready = usable(kiosk, e.Role.CARD)
    hint = "" if ready else _say(kiosk, "card_off")
    if ready and kiosk.till.declined:
        hint = _say(kiosk, "card_declined", reason=fault(kiosk.till.language, kiosk.till.declined))
    return Button(_say(kiosk, "by_card"), e.PayCardPressed(), Tone.PRIMARY, "card", hint, ready)


def _cash_button(kiosk: Kiosk, sale: Sale) -> Button:
    offer = cash_offer(kiosk, sale)
    exact = bool(offer) and exact_only(offer, sale.balance)
    label = _say(kiosk, "by_cash_exact" if exact else "by_cash")
    hint = "" if offer else _say(kiosk, "cash_off")
    return Button(label, e.PayCashPressed(), Tone.PRIMARY, "cash", hint, bool(offer))


def cash(kiosk: Kiosk, sale: Sale, frame: v.Frame) -> v.CashView:
    offer = cash_offer(kiosk, sale)
    values = sorted({value for _, value in offer})
    warning = "" if not exact_only(offer, sale.balance) else "cash_exact" if offer else "cash_stop"
    return v.CashView(
        frame=frame,
        title=_say(kiosk, "cash_title" if offer else "cash_stop_title"),
        hint="" if warning else _say(kiosk, "cash_hint"),
        due=Amount(_say(kiosk, "due"), _money(kiosk, sale.balance)),
        inserted=Amount(_say(kiosk, "inserted"), _money(kiosk, sale.cash_kept)),
        accepted_label=_say(kiosk, "accepted") if offer else "",
        accepted=tuple(piece(kiosk.till.language, value) for value in values),
        warning=_say(kiosk, warning) if warning else "",
        buttons=_cash_buttons(kiosk, sale),
    )


def _cash_buttons(kiosk: Kiosk, sale: Sale) -> tuple[Button, ...]:
    """Never more than two: the next step is to put money in."""
    if not sale.paid_anything:
        other = Button(_say(kiosk, "other_way"), e.BackPressed(), Tone.SECONDARY, "back")
        return (other, Button(_say(kiosk, "cancel"), e.CancelPressed(), Tone.QUIET))
    give_back = Button(_say(kiosk, "give_back"), e.CancelPressed(), Tone.QUIET)
    if not usable(kiosk, e.Role.CARD):
        return (give_back,)
    return (Button(_say(kiosk, "rest_by_card"), e.PayCardPressed(), Tone.SECONDARY, "card"), give_back)


def card(kiosk: Kiosk, taking: TakingCard, frame: v.Frame) -> v.CardView:
    """Not every terminal can be told to stop: how to stop it by hand stands there in any case."""
    cancel = Button(_say(kiosk, "card_stop"), e.CardCancelPressed(), Tone.QUIET)
    stopping = taking.cancelled
    return v.CardView(
        frame,
        _say(kiosk, "card_stopping_title" if stopping else "card_title"),
        _say(kiosk, "card_stopping_hint" if stopping else "card_hint"),
        Amount(_say(kiosk, "to_pay"), _money(kiosk, taking.amount)),
        _say(kiosk, "card_stopping" if stopping else "card_cancel"),
        () if stopping else (cancel,),
    )


def change(kiosk: Kiosk, payout: Payout, frame: v.Frame) -> v.ChangeView:
    given = min(max(payout.paid, kiosk.sees.moved), payout.amount)
    return v.ChangeView(
        frame,
        _say(kiosk, "change_title" if payout.purpose == "change" else "refund_title"),
        _say(kiosk, "change_hint"),
        Amount(_say(kiosk, "to_give"), _money(kiosk, payout.amount)),
        Amount(_say(kiosk, "given"), _money(kiosk, given)),
        given.cents * 100 // max(1, payout.amount.cents),
    )


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)


def _money(kiosk: Kiosk, amount: Money) -> str:
    return money(kiosk.till.language, amount)
