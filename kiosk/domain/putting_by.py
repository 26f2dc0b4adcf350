"""Rules about orders and accounts: a deposit now, the balance later; bought today, paid by a day."""

from __future__ import annotations

from dataclasses import fields

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import LINES_MAX, Doubt, Line, NonItemKind, Sale, TenderKind
from kiosk.domain.facts import Fact
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.orders import (
    Customer,
    collected_lines,
    deposit_lines,
    due_day,
    least_deposit,
    order_of,
    owed_by,
    receivable_of,
)
from kiosk.domain.states import ChoosingPayment, Kiosk, Shopping

Facts = tuple[Fact, ...]


def shown(kiosk: Kiosk, sale: Sale, event: e.ReferenceShown) -> Facts:
    """The customer names an order, or what is on account: its balance is to be paid in this sale."""
    till, reference = kiosk.till, event.reference
    if reference in sale.collects or any(other.reference == reference for other in sale.others):
        return ()
    if not sale.training and not sale.orders:
        if (order := till.orders.get(reference)) and len(sale.lines) + 2 * len(order.lines) <= LINES_MAX:
            lines = collected_lines(order, sale.last_line + 1)
            return (f.OrderTaken(reference), *map(added, lines))
        if owed := till.receivables.get(reference):
            return (f.NonItemAdded(NonItemKind.SETTLEMENT, reference, owed.amount),)
    return (f.ArticleDoubted(sale.last_exception + 1, Doubt.NOT_OPEN, reference, at=kiosk.sees.now),)


def removed(line: Line) -> Facts:
    """A line of an order goes with all the others: half an order is none."""
    return (f.OrderLeft(line.order),) if line.order else ()


def attended(kiosk: Kiosk, sale: Sale, by: str, event: e.OrderPressed | e.AccountPressed) -> Facts:
    """What the attendant presses."""
    match event:
        case e.OrderPressed(deposit):
            return ordered(kiosk, sale, deposit, by) if isinstance(kiosk.own, Shopping) else ()
        case e.AccountPressed(account):
            return put_on_account(kiosk, sale, account, by)


def may_order(kiosk: Kiosk, sale: Sale) -> bool:
    """Can these goods be put by? Only goods, and nothing that staff must still look at."""
    besides = sale.others or sale.orders or sale.collects or sale.training or sale.questions or sale.age_needed
    return bool(kiosk.shop.deposit_percent and sale.lines and not besides and sale.total > NOTHING)


def ordered(kiosk: Kiosk, sale: Sale, deposit: Money, by: str) -> Facts:
    """The attendant puts the goods by against this deposit."""
    if not may_order(kiosk, sale) or deposit < least_deposit(sale, kiosk.shop.deposit_percent):
        return ()
    if deposit > Money(sum(line.gross.cents for line in sale.lines)) or not deposit:
        return ()
    name = order_of(kiosk.shop.till, sale.number)
    lines = deposit_lines(sale.lines, deposit, name, sale.last_line + 1)
    return (f.OrderBegun(name, sale.lines, by), *map(added, lines))


def trusts(kiosk: Kiosk, account: Customer, sale: Sale) -> bool:
    """May this customer pay what remains later?"""
    owed = owed_by(kiosk.till.receivables, account.id)
    allowed = not (sale.others or sale.training)
    return allowed and NOTHING < sale.balance <= account.limit - owed


def accounts(kiosk: Kiosk, sale: Sale) -> tuple[Customer, ...]:
    """Who could pay what remains later: empty unless the customer is choosing how to pay."""
    if not isinstance(kiosk.own, ChoosingPayment):
        return ()
    return tuple(account for account in kiosk.shop.customers if trusts(kiosk, account, sale))


def put_on_account(kiosk: Kiosk, sale: Sale, account: str, by: str) -> Facts:
    """The attendant lets this customer pay what remains later."""
    return tuple(
        f.TenderTaken(TenderKind.ACCOUNT, each.id, sale.balance, by)
        for each in accounts(kiosk, sale)
        if each.id == account
    )


def bought(kiosk: Kiosk, sale: Sale, ticket: f.SaleCompleted) -> Facts:
    """What this ticket leaves to be paid, and until when."""
    days = {account.id: account.days for account in kiosk.shop.customers}
    reference = receivable_of(kiosk.shop.till, ticket.receipt)
    return tuple(
        f.BoughtOnAccount(
            reference, tender.reference, tender.amount, ticket.day, due_day(ticket.day, days.get(tender.reference, 0))
        )
        for tender in sale.tenders
        if tender.kind is TenderKind.ACCOUNT
    )


def added(line: Line) -> f.ItemAdded:
    """The fact that puts this very line into the basket."""
    values = {each.name: getattr(line, each.name) for each in fields(Line)}
    return f.ItemAdded(line=values.pop("number"), **values)


def orderable(kiosk: Kiosk) -> tuple[Sale, ...]:
    """The sale whose goods can be put by now: empty or one."""
    match kiosk.own:
        case Shopping(sale) if may_order(kiosk, sale):
            return (sale,)
        case _:
            return ()
