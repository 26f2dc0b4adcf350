"""What the attendant can do about orders and accounts, and how an order's goods look in the basket."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import putting_by
from kiosk.domain.basket import Sale
from kiosk.domain.money import Money, rounded_half_up
from kiosk.domain.orders import least_deposit, receivable_of
from kiosk.domain.phrases import money, say
from kiosk.domain.states import Completed, Kiosk, sale_of
from kiosk.domain.views import Button, TaskView, TileView, Tone

ACCOUNTS_SHOWN_MAX = 6


def tasks(kiosk: Kiosk) -> tuple[TaskView, ...]:
    """What the attendant may offer for this sale."""
    return tuple(_order(kiosk, sale) for sale in putting_by.orderable(kiosk)) + _account(kiosk)


def named(kiosk: Kiosk) -> tuple[TileView, ...]:
    """What the reference that is typed stands for: empty or one."""
    reference, till = kiosk.sees.finder.text.strip().upper(), kiosk.till
    for order in (till.orders[name] for name in (reference,) if name in till.orders):
        press = Button(reference, e.ReferenceShown(reference), Tone.PRIMARY)
        label = _say(kiosk, "order_tile", order=reference)
        return (TileView(label, _money(kiosk, order.balance), "", press),)
    for owed in (till.receivables[name] for name in (reference,) if name in till.receivables):
        press = Button(reference, e.ReferenceShown(reference), Tone.PRIMARY)
        return (TileView(_say(kiosk, "account_tile", reference=reference), _money(kiosk, owed.amount), "", press),)
    return ()


def number_to_keep(kiosk: Kiosk, done: Completed) -> str:
    """By it the rest is paid another day: whoever has no paper writes it down. Empty when there is none."""
    owed = receivable_of(kiosk.shop.till, done.receipt)
    numbers = [order.reference for order in done.sale.orders] + [owed] * (owed in kiosk.till.receivables)
    return _say(kiosk, "keep_number", number=", ".join(numbers)) if numbers else ""


def _order(kiosk: Kiosk, sale: Sale) -> TaskView:
    goods = Money(sum(line.gross.cents for line in sale.lines))
    deposits = {least_deposit(sale, kiosk.shop.deposit_percent), Money(rounded_half_up(goods.cents, 2))}
    offered = sorted(deposit for deposit in deposits if deposit < goods)
    buttons = tuple(_deposit(kiosk, "order_deposit", deposit) for deposit in offered)
    whole = _deposit(kiosk, "order_all", goods)
    return TaskView(_say(kiosk, "task_order"), _say(kiosk, "task_order_detail"), (*buttons, whole))


def _deposit(kiosk: Kiosk, key: str, deposit: Money) -> Button:
    return Button(_say(kiosk, key, amount=_money(kiosk, deposit)), e.OrderPressed(deposit), Tone.SECONDARY)


def _account(kiosk: Kiosk) -> tuple[TaskView, ...]:
    for sale in sale_of(kiosk.own):
        trusted = putting_by.accounts(kiosk, sale)[:ACCOUNTS_SHOWN_MAX]
        buttons = tuple(
            Button(_say(kiosk, "account_button", name=each.name, days=each.days), e.AccountPressed(each.id))
            for each in trusted
        )
        if buttons:
            title = _say(kiosk, "task_account", amount=_money(kiosk, sale.balance))
            return (TaskView(title, _say(kiosk, "task_account_detail"), buttons),)
    return ()


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)


def _money(kiosk: Kiosk, amount: Money) -> str:
    return money(kiosk.till.language, amount)
