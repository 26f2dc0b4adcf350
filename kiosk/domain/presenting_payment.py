"""The screens of payment: how to pay, coins and notes, the card, the change."""

from __future__ import annotations

from kiosk.domain import donating, presenting_means, presenting_vouchers
from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.domain.basket import Sale
from kiosk.domain.cash import Slot
from kiosk.domain.means import card_offered, cash_offer, exact_only, usable
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
        total=Amount(_say(kiosk, "total"), _money(kiosk, sale.to_pay)),
        paid=_paid(kiosk, sale),
        due=Amount(_say(kiosk, "due"), _money(kiosk, sale.balance)),
        means=(_card_button(kiosk, sale), _cash_button(kiosk, sale)),
        back=() if sale.paid_anything else (back,),
        cancel=Button(_say(kiosk, cancel), e.CancelPressed(), Tone.QUIET),
        more=(*presenting_vouchers.meal_card(kiosk, sale), *_round_up(kiosk, sale)),
        hint=presenting_vouchers.hint(kiosk, sale),
        told=presenting_vouchers.told(kiosk),
        eligible=presenting_vouchers.eligible(kiosk, sale),
        legal=presenting_means.legal(kiosk),
    )


def _round_up(kiosk: Kiosk, sale: Sale) -> tuple[Button, ...]:
    """For the charity: one touch, and one to undo it."""
    if missing := donating.offered(kiosk, sale):
        amount = _money(kiosk, sale.to_pay + missing)
        label = _say(kiosk, "round_up", amount=amount, charity=kiosk.shop.charity)
        return (Button(label, e.RoundUpPressed(), Tone.QUIET, "more", f"+ {_money(kiosk, missing)}"),)
    if donating.given(sale) and not sale.paid_anything:
        return (Button(_say(kiosk, "round_up_undo"), e.RoundUpUndone(), Tone.QUIET, "remove"),)
    return ()


def _paid(kiosk: Kiosk, sale: Sale) -> tuple[Amount, ...]:
    gifts = tuple(
        Amount(_say(kiosk, "round_up_given", charity=each.reference), _money(kiosk, each.amount))
        for each in donating.given(sale)
    )
    cash = (Amount(_say(kiosk, "paid_cash"), _money(kiosk, sale.cash_kept)),) if sale.cash_kept else ()
    return (*gifts, *cash, *presenting_vouchers.paid(kiosk, sale))


def _card_button(kiosk: Kiosk, sale: Sale) -> Button:
    ready = usable(kiosk, e.Role.CARD)
    limit = presenting_means.card_limit(kiosk, sale)
    hint = limit if ready else _say(kiosk, "card_off")
    if ready and not limit and kiosk.till.declined:
        hint = _say(kiosk, "card_declined", reason=fault(kiosk.till.language, kiosk.till.declined))
    return Button(_say(kiosk, "by_card"), e.PayCardPressed(), Tone.PRIMARY, "card", hint, ready and not limit)


def _cash_button(kiosk: Kiosk, sale: Sale) -> Button:
    """Where change may not be given, that is said here, and the card is the obvious way."""
    offer = cash_offer(kiosk, sale)
    exact = bool(offer) and exact_only(offer, sale.balance)
    card = card_offered(kiosk, sale)
    hint = "" if offer else presenting_means.cash_limit(kiosk, sale) or _say(kiosk, "cash_off")
    if exact and card:
        hint = _say(kiosk, "cash_no_change")
    tone = Tone.SECONDARY if exact and card else Tone.PRIMARY
    label = _say(kiosk, "by_cash_exact" if exact else "by_cash")
    return Button(label, e.PayCashPressed(), tone, "cash", hint, bool(offer))


def cash(kiosk: Kiosk, sale: Sale, frame: v.Frame) -> v.CashView:
    offer = cash_offer(kiosk, sale)
    values = sorted({value for _, value in offer})
    warning = _warning(kiosk, sale, offer)
    return v.CashView(
        frame=frame,
        title=_say(kiosk, "cash_title" if offer else "cash_stop_title"),
        hint="" if warning else _say(kiosk, "cash_hint"),
        due=Amount(_say(kiosk, "due"), _money(kiosk, sale.balance)),
        inserted=Amount(_say(kiosk, "inserted"), _money(kiosk, sale.cash_kept)),
        accepted_label=_say(kiosk, "accepted") if offer else "",
        accepted=tuple(piece(kiosk.till.language, value) for value in values),
        warning=warning,
        buttons=_cash_buttons(kiosk, sale),
    )


def _warning(kiosk: Kiosk, sale: Sale, offer: frozenset[Slot]) -> str:
    """Why not everything may be put in; empty when everything usual may."""
    if reason := presenting_means.cash_limit(kiosk, sale):
        return _say(kiosk, "cash_limit_coins" if offer else "cash_limit", reason=reason)
    if not exact_only(offer, sale.balance):
        return ""
    return _say(kiosk, "cash_exact" if offer else "cash_stop")


def _cash_buttons(kiosk: Kiosk, sale: Sale) -> tuple[Button, ...]:
    """Never more than two: the next step is to put money in."""
    if not sale.paid_anything:
        other = Button(_say(kiosk, "other_way"), e.BackPressed(), Tone.SECONDARY, "back")
        return (other, Button(_say(kiosk, "cancel"), e.CancelPressed(), Tone.QUIET))
    give_back = Button(_say(kiosk, "give_back"), e.CancelPressed(), Tone.QUIET)
    if not card_offered(kiosk, sale):
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
        _say(kiosk, "return_hint" if payout.purpose == "return" else "change_hint"),
        Amount(_say(kiosk, "to_give"), _money(kiosk, payout.amount)),
        Amount(_say(kiosk, "given"), _money(kiosk, given)),
        given.cents * 100 // max(1, payout.amount.cents),
    )


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)


def _money(kiosk: Kiosk, amount: Money) -> str:
    return money(kiosk.till.language, amount)
