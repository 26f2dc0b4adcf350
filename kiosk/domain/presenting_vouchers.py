"""Vouchers on the screen: what they paid, what they may pay, why one was not taken, and a gift card while shopping."""

from __future__ import annotations

from datetime import date

from kiosk.domain import events as e
from kiosk.domain import meals, paying, tendering
from kiosk.domain import views as v
from kiosk.domain.basket import NonItem, NonItemKind, Sale, TenderKind
from kiosk.domain.means import usable
from kiosk.domain.money import NOTHING, Money, total
from kiosk.domain.phrases import money, say
from kiosk.domain.states import Kiosk
from kiosk.domain.views import Amount, Button, LineView, TaskView, Tone

NUMBER_SHOWN = 4
"""The last characters of a card's number: enough to know it from another, too few to copy it."""


def told(kiosk: Kiosk) -> str:
    """Why nothing came of the last code; empty when something did."""
    for refused in kiosk.till.not_taken:
        voucher = _say(kiosk, f"tender_{refused.kind}") if refused.kind else ""
        return _say(kiosk, f"not_taken_{refused.why}", voucher=voucher, amount=_money(kiosk, refused.amount))
    return ""


def hint(kiosk: Kiosk, sale: Sale) -> str:
    """That vouchers can be shown, where some can be read; not beside the reason why one was not taken."""
    silent = kiosk.till.not_taken or sale.training or not kiosk.shop.vouchers
    return "" if silent else _say(kiosk, "vouchers_hint")


def paid(kiosk: Kiosk, sale: Sale) -> tuple[Amount, ...]:
    """What was paid so far but for coins and notes, each means with what it paid, in the order they were used."""
    by_card = [("paid_meal_card" if card.meal else "paid_card", card.amount) for card in sale.cards]
    cards = {key: sum((amount for same, amount in by_card if same == key), NOTHING) for key, _ in by_card}
    return (
        *(Amount(_say(kiosk, key), _money(kiosk, amount)) for key, amount in cards.items()),
        *(_tenders(kiosk, kind, sale) for kind in dict.fromkeys(each.kind for each in sale.tenders)),
    )


def eligible(kiosk: Kiosk, sale: Sale) -> tuple[Amount, ...]:
    """What meal vouchers may still pay, where and when the shop takes any: empty or one."""
    if not kiosk.shop.meal.any or not meals.day_allows(kiosk.shop, kiosk.sees):
        return ()
    return (Amount(_say(kiosk, "meal_eligible"), _money(kiosk, meals.allowed(kiosk.shop, sale))),)


def meal_card(kiosk: Kiosk, sale: Sale) -> tuple[Button, ...]:
    """The button for a meal voucher card, where the shop takes them: empty or one."""
    if not kiosk.shop.meal.card or sale.training:
        return ()
    ready = paying.can_charge_meals(kiosk, sale)
    return (
        Button(_say(kiosk, "by_meal_card"), e.PayMealPressed(), Tone.SECONDARY, "meal", _card_hint(kiosk, sale), ready),
    )


def left(kiosk: Kiosk, sale: Sale) -> str:
    """What is left on the last card or note that paid a part of this sale; empty when nothing is."""
    for tender in reversed(sale.tenders):
        if tender.left:
            voucher = _say(kiosk, f"left_{tender.kind}")
            return _say(kiosk, "left_on_card", amount=_money(kiosk, tender.left), voucher=voucher)
    return ""


def _tenders(kiosk: Kiosk, kind: TenderKind, sale: Sale) -> Amount:
    """All vouchers of a kind together."""
    same = [each for each in sale.tenders if each.kind is kind]
    label = _say(kiosk, f"tender_{kind}")
    if len(same) > 1:
        label = _say(kiosk, "paid_several", voucher=label, count=len(same))
    return Amount(label, _money(kiosk, total(each.amount for each in same)))


def _card_hint(kiosk: Kiosk, sale: Sale) -> str:
    if not usable(kiosk, e.Role.CARD):
        return _say(kiosk, "card_off")
    if not meals.day_allows(kiosk.shop, kiosk.sees):
        return _say(kiosk, "meal_card_day")
    if not meals.eligible(sale):
        return _say(kiosk, "meal_card_none")
    if not meals.room(kiosk.shop, sale):
        return _say(kiosk, "meal_card_cap", amount=_money(kiosk, kiosk.shop.meal.cap))
    return _say(kiosk, "meal_card_amount", amount=_money(kiosk, meals.allowed(kiosk.shop, sale)))


# While shopping


def gift_card(kiosk: Kiosk, sale: Sale, shown: e.VoucherShown, frame: v.Frame) -> v.ChoiceView:
    """A gift card: what is on it, and how much to put on it."""
    known = kiosk.till.vouchers.get(shown.reference)
    amounts = tendering.fillings(kiosk, sale, shown.reference)
    balance = known.balance if known else NOTHING
    until = ((_say(kiosk, "gift_until"), _day(known.expires)),) if known and known.expires else ()
    return v.ChoiceView(
        frame=frame,
        title=_say(kiosk, "gift_title", number=short(shown.reference)),
        total=Amount(_say(kiosk, "total"), _money(kiosk, sale.to_pay)),
        paid=tuple(Amount(*each) for each in until),
        due=Amount(_say(kiosk, "gift_balance"), _money(kiosk, balance)),
        means=(),
        more=tuple(
            Button(_money(kiosk, each), e.GiftCardPressed(shown.reference, each), Tone.PRIMARY, "gift")
            for each in amounts
        ),
        back=(),
        cancel=Button(_say(kiosk, "back"), e.BackPressed(), Tone.SECONDARY, "back"),
        hint=_say(kiosk, _gift_hint(kiosk, shown.reference, bool(amounts))),
    )


def short(reference: str) -> str:
    """The end of a number, as ···1234."""
    return f"···{reference[-NUMBER_SHOWN:]}"


def other_lines(kiosk: Kiosk, sale: Sale) -> tuple[LineView, ...]:
    """What is paid besides the articles, below them."""
    return tuple(_other(kiosk, place, other) for place, other in enumerate(sale.others))


def _other(kiosk: Kiosk, place: int, other: NonItem) -> LineView:
    is_card = other.kind is NonItemKind.GIFT_CARD
    name = _say(kiosk, "gift_line", number=short(other.reference)) if is_card else _say(kiosk, f"other_{other.kind}")
    remove = Button(_say(kiosk, "remove"), e.OtherRemovePressed(place), Tone.QUIET, "remove")
    detail = _say(kiosk, "gift_detail") if is_card else other.reference
    return LineView(-1 - place, name, detail, _money(kiosk, other.amount), "", remove=(remove,))


def _gift_hint(kiosk: Kiosk, reference: str, fillable: bool) -> str:
    known = kiosk.till.vouchers.get(reference)
    if known and (known.kind is not TenderKind.GIFT_CARD or tendering.is_over(kiosk, known.expires)):
        return "gift_expired"
    if fillable:
        return "gift_how_more" if known else "gift_how"
    if not known:
        return "gift_unknown"
    return "gift_full" if kiosk.shop.gift_cards.amounts else "gift_spend"


def _day(expires: str) -> str:
    return f"{date.fromisoformat(expires):%d/%m/%Y}"


# Staff


def excess(kiosk: Kiosk) -> tuple[TaskView, ...]:
    """Meal voucher cards that paid more than they may, since staff were last here: empty or one, told once."""
    if not kiosk.till.meal_excess:
        return ()
    title = _say(kiosk, "task_meal", amount=_money(kiosk, kiosk.till.meal_excess))
    return (TaskView(title, _say(kiosk, "task_meal_detail"), ()),)


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)


def _money(kiosk: Kiosk, amount: Money) -> str:
    return money(kiosk.till.language, amount)
