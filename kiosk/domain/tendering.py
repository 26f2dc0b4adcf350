"""Rules about vouchers: what showing one makes of a sale, and what is taken back when the goods it paid are gone.

Nothing is taken in part of a paper: it pays what it says, or is not taken. Gift cards and credit notes pay what is
left on them or what remains, whichever is less; a coupon at most what it is for. Only goods are paid (Sale.goods_due),
but for vouchers of empties: they are money, and what is over comes out as change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import ledger, meals
from kiosk.domain.barcode import canonical
from kiosk.domain.basket import Line, NonItem, NonItemKind, Sale, Tender, TenderKind
from kiosk.domain.books import moment
from kiosk.domain.cash import payable
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.means import available
from kiosk.domain.money import NOTHING, Money, total
from kiosk.domain.states import Attended, ChoosingPayment, Kiosk
from kiosk.domain.voucher import LEDGERED, CouponTerms, NotTaken

Facts = tuple[Fact, ...]

OTHERS_MAX = 20
"""How many amounts that are no goods a sale takes."""

CASHLIKE = frozenset({TenderKind.EMPTIES})
"""Vouchers that stand for money the shop owes: what is over is paid out."""


def shopping(kiosk: Kiosk, sale: Sale, event: e.VoucherShown | e.GiftCardPressed | e.OtherRemovePressed) -> Facts:
    """While shopping: a gift card is looked at and filled (see Sees.gift_card), any other voucher is for later."""
    match event:
        case e.VoucherShown(TenderKind.GIFT_CARD) if sells_cards(kiosk):
            return ()
        case e.VoucherShown():
            return (_told(event, NotTaken.TRAINING if sale.training else NotTaken.LATER),)
        case e.GiftCardPressed(reference, amount) if amount in fillings(kiosk, sale, reference):
            return (f.NonItemAdded(NonItemKind.GIFT_CARD, reference, amount),)
        case e.OtherRemovePressed(place) if 0 <= place < len(sale.others):
            gone = sale.others[place]
            return (f.NonItemRemoved(gone.kind, gone.reference, gone.amount),)
        case _:
            return ()


def sells_cards(kiosk: Kiosk) -> bool:
    """Can a gift card be looked at and filled here? A staff handheld takes no money, and training none that counts."""
    return not kiosk.shop.handheld and not kiosk.till.training.by


def fillings(kiosk: Kiosk, sale: Sale, reference: str) -> tuple[Money, ...]:
    """The amounts that may be put on this gift card now."""
    rules, known = kiosk.shop.gift_cards, kiosk.till.vouchers.get(reference)
    if not reference or len(sale.others) >= OTHERS_MAX or not sells_cards(kiosk):
        return ()
    if known and (known.kind is not TenderKind.GIFT_CARD or is_over(kiosk, known.expires)):
        return ()
    held = known.balance if known else NOTHING
    held += total(each.amount for each in _cards_bought(sale) if each.reference == reference)
    return tuple(amount for amount in rules.amounts if held + amount <= rules.balance_max)


def choosing(kiosk: Kiosk, sale: Sale, shown: e.VoucherShown) -> Facts:
    """While choosing how to pay: the voucher pays, or the customer is told why not, and nothing else changes."""
    if sale.balance <= NOTHING or (_is_of(sale, shown) and not shown.terms.count_max):
        return ()  # it is still before the camera
    match _worth(kiosk, sale, shown):
        case NotTaken() as why:
            return (_told(shown, why, _limit(kiosk, sale, why)),)
        case _ if shown.kind is TenderKind.MEAL_VOUCHER and kiosk.shop.meal.supervised:
            return (f.AttendantCalled(Reason.VOUCHER, shown.amount, shown.reference),)
        case amount:
            return (_taken(kiosk, shown, amount),)


def attended(
    kiosk: Kiosk, sale: Sale, visit: Attended, event: e.VoucherTakenPressed | e.VoucherRefusedPressed
) -> Facts:
    """Staff have looked at a paper voucher. It is judged once more: meanwhile a line may have gone."""
    for call in visit.calls:
        if call.reason is Reason.VOUCHER and isinstance(kiosk.own, ChoosingPayment):
            shown = e.VoucherShown(TenderKind.MEAL_VOUCHER, call.evidence, call.amount, call.evidence)
            resolved = f.CallResolved(Reason.VOUCHER)
            if isinstance(event, e.VoucherRefusedPressed):
                return (resolved, _told(shown, NotTaken.STAFF))
            match _worth(kiosk, sale, shown):
                case NotTaken() as why:
                    return (resolved, _told(shown, why, _limit(kiosk, sale, why)))
                case amount:
                    return (resolved, _taken(kiosk, shown, amount, visit.by))
    return ()


def undone(sale: Sale) -> Facts:
    """Staff take a line out: what a coupon was for may be gone. It can be shown again."""
    return tuple(_returned(each) for each in sale.tenders if each.kind is TenderKind.COUPON)


def overpaid(sale: Sale) -> Facts:
    """The last voucher, when there are fewer goods than vouchers paid: it goes back whole, never as cash."""
    goods = [each for each in sale.tenders if each.kind not in CASHLIKE]
    of_meals = [each for each in goods if each.kind is TenderKind.MEAL_VOUCHER]
    if of_meals and meals.paid(sale) > meals.foods(sale):
        return (_returned(of_meals[-1]),)
    by_meal_card = total(card.amount for card in sale.cards if card.meal)
    if goods and total(each.amount for each in goods) + by_meal_card > sale.total:
        return (_returned(goods[-1]),)
    return ()


def issued(kiosk: Kiosk, sale: Sale) -> Facts:
    """The gift cards of a sale that is paid are worth their money now."""
    today = moment(kiosk.sees.now, kiosk.sees.utc_offset).date()
    expires = _months_later(today, kiosk.shop.gift_cards.months).isoformat()
    return tuple(
        f.VoucherIssued(TenderKind.GIFT_CARD, each.reference, each.amount, expires) for each in _cards_bought(sale)
    )


def is_over(kiosk: Kiosk, expires: str) -> bool:
    """Lies the last day of a voucher before today?"""
    today = moment(kiosk.sees.now, kiosk.sees.utc_offset).date()
    return bool(expires) and expires < today.isoformat()


# What it is worth here and now


def _worth(kiosk: Kiosk, sale: Sale, shown: e.VoucherShown) -> NotTaken | Money:
    if sale.training:
        return NotTaken.TRAINING
    if shown.kind in LEDGERED:
        return _of_ledger(kiosk, sale, shown)
    if not shown.terms.count_max:
        if ledger.redeemed(kiosk.till, shown.kind, shown.reference):
            return NotTaken.USED
        if ledger.is_full(kiosk.till):
            return NotTaken.FULL
    match shown.kind:
        case TenderKind.MEAL_VOUCHER:
            return _meal(kiosk, sale, shown.amount)
        case TenderKind.EMPTIES:
            over = shown.amount - sale.balance
            return shown.amount if over <= NOTHING or payable(available(kiosk), over) else NotTaken.CHANGE
        case _:
            return _coupon(sale, shown)


def _of_ledger(kiosk: Kiosk, sale: Sale, shown: e.VoucherShown) -> NotTaken | Money:
    known = kiosk.till.vouchers.get(shown.reference)
    if known is None or known.kind is not shown.kind:
        return NotTaken.UNKNOWN if shown.kind is TenderKind.GIFT_CARD else NotTaken.OTHER_TILL
    if is_over(kiosk, known.expires):
        return NotTaken.EXPIRED
    if not known.balance:
        return NotTaken.EMPTY if shown.kind is TenderKind.GIFT_CARD else NotTaken.USED
    return min(known.balance, sale.goods_due) or NotTaken.GOODS


def _meal(kiosk: Kiosk, sale: Sale, amount: Money) -> NotTaken | Money:
    shop = kiosk.shop
    if not shop.meal.paper:
        return NotTaken.MEAL_OFF
    if not meals.day_allows(shop, kiosk.sees):
        return NotTaken.MEAL_DAY
    if not meals.eligible(sale):
        return NotTaken.MEAL_NONE
    if amount > meals.room(shop, sale):
        return NotTaken.MEAL_CAP
    return amount if amount <= meals.eligible(sale) else NotTaken.MEAL_MORE


def _coupon(sale: Sale, shown: e.VoucherShown) -> NotTaken | Money:
    terms = shown.terms
    fitting = [line for line in sale.lines if _fits(line, terms)]
    if not fitting:
        return NotTaken.CONDITION
    same = sum((each.kind, each.reference) == (shown.kind, shown.reference) for each in sale.tenders)
    if terms.count_max and same >= terms.count_max:
        return NotTaken.COUNT
    return min(shown.amount, sale.goods_due, total(line.gross for line in fitting)) or NotTaken.GOODS


def _fits(line: Line, terms: CouponTerms) -> bool:
    articles = {canonical(code) for code in terms.articles}
    return (not terms.department or line.department == terms.department) and (
        not articles or canonical(line.code) in articles
    )


def _limit(kiosk: Kiosk, sale: Sale, why: NotTaken) -> Money:
    """The amount that the sentence of this reason speaks of."""
    match why:
        case NotTaken.MEAL_MORE:
            return meals.eligible(sale)
        case NotTaken.MEAL_CAP:
            return kiosk.shop.meal.cap
        case _:
            return NOTHING


# Facts


def _taken(kiosk: Kiosk, shown: e.VoucherShown, amount: Money, by: str = "") -> f.TenderTaken:
    known = kiosk.till.vouchers.get(shown.reference) if shown.kind in LEDGERED else None
    left = known.balance - amount if known else NOTHING
    once = known is None and not shown.terms.count_max
    return f.TenderTaken(shown.kind, shown.reference, amount, by, left, once)


def _returned(tender: Tender) -> f.TenderReturned:
    return f.TenderReturned(tender.kind, tender.reference, tender.amount)


def _told(shown: e.VoucherShown, why: NotTaken, amount: Money = NOTHING) -> f.CodeNotTaken:
    return f.CodeNotTaken(why, shown.reference, shown.kind, amount)


def _is_of(sale: Sale, shown: e.VoucherShown) -> bool:
    return any((each.kind, each.reference) == (shown.kind, shown.reference) for each in sale.tenders)


def _cards_bought(sale: Sale) -> Iterator[NonItem]:
    return (each for each in sale.others if each.kind is NonItemKind.GIFT_CARD)


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(f"every month has 28 days, also {months} months after {day}")
