"""Orders with a deposit (acompte), and what is bought on account: what is open, and what may follow.

An order's deposit is a sale of its own: since 2023 the VAT on a deposit for goods is due when it is paid (CGI art.
269-2, a). So it is lines of "Acompte" at the rates of the goods; when the goods are collected the same lines stand on
that ticket with a minus, so that both tickets together bear the goods' price, and their VAT but for a rounded cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kiosk.domain import facts as f
from kiosk.domain.basket import Line, NonItemKind, Order, Sale, TenderKind
from kiosk.domain.money import NOTHING, Money, rounded_half_up, total
from kiosk.domain.tax import Rate

DEPARTMENT = "Acompte"


@dataclass(frozen=True, slots=True)
class Receivable:
    """What an account still owes of one ticket. `day`: when it was bought, `due`: the last day to pay it."""

    reference: str
    account: str
    amount: Money
    day: str
    due: str


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer who may pay later: at most `limit` at a time, within `days`. Its name stays in kiosk.toml (GDPR)."""

    id: str
    name: str
    limit: Money
    days: int


def order_of(till: str, sale: int) -> str:
    """The name of the order that is made in this sale."""
    return f"C{till}-{sale}"


def receivable_of(till: str, receipt: int) -> str:
    """The name of what this receipt leaves to be paid."""
    return f"F{till}-{receipt}"


def due_day(day: str, days: int) -> str:
    """The last day to pay what was bought on this day."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def least_deposit(sale: Sale, percent: int) -> Money:
    """The smallest deposit the shop takes for these goods."""
    return Money(rounded_half_up(_orderable(sale.lines).cents * percent, 100))


def deposit_lines(lines: Iterable[Line], amount: Money, order: str, first: int) -> tuple[Line, ...]:
    """The deposit as lines, by VAT rate in proportion to the goods, numbered from `first`.

    ValueError unless it lies between a cent and the price of the goods. Deposits on packaging are paid with the rest.
    """
    gross: dict[Rate, int] = {}
    for line in lines:
        gross[line.rate] = gross.get(line.rate, 0) + line.gross.cents
    gross = {rate: cents for rate, cents in gross.items() if cents > 0}
    whole = sum(gross.values())
    if not 0 < amount.cents <= whole:
        raise ValueError(f"a deposit lies between 1 and {whole} cents, not {amount.cents}")
    shares = {rate: amount.cents * cents // whole for rate, cents in gross.items()}
    left = amount.cents - sum(shares.values())
    for rate in sorted(gross, key=lambda rate: (-(amount.cents * gross[rate] % whole), -rate.basis_points))[:left]:
        shares[rate] += 1
    paid = [(rate, cents) for rate, cents in sorted(shares.items(), reverse=True) if cents]
    return tuple(deposit_line(first + place, order, rate, Money(cents)) for place, (rate, cents) in enumerate(paid))


def deposit_line(number: int, order: str, rate: Rate, amount: Money) -> Line:
    """One VAT rate of a deposit; below zero when it is taken off again."""
    return Line(number, order, f"Acompte commande {order}", DEPARTMENT, 1, 0, amount, amount, rate, order=order)


def is_deposit(line: Line) -> bool:
    """Is it the deposit of an order, paid or taken off again, and not its goods?"""
    return bool(line.order) and line.code == line.order


def collected_lines(order: Order, first: int) -> tuple[Line, ...]:
    """The goods of an order and its deposit with a minus, numbered from `first`."""
    goods = tuple(replace(line, number=first + place, order=order.reference) for place, line in enumerate(order.lines))
    return goods + tuple(
        deposit_line(first + len(goods) + place, order.reference, Rate(rate), -Money(cents))
        for place, (rate, cents) in enumerate(order.paid)
    )


def owed_by(receivables: Mapping[str, Receivable], account: str) -> Money:
    """All that an account owes."""
    return total(each.amount for each in receivables.values() if each.account == account)


def changed(sale: Sale, fact: f.OrderBegun | f.OrderTaken | f.OrderLeft) -> Sale:
    """The sale after goods were put by, or an order came into the basket or left it."""
    match fact:
        case f.OrderBegun(name, lines):
            put_by = frozenset(line.number for line in lines)
            return replace(sale.without_lines(put_by), orders=(*sale.orders, Order(name, lines)))
        case f.OrderTaken(name):
            return replace(sale, collects=(*sale.collects, name))
        case f.OrderLeft(name):
            back = tuple(line for order in sale.orders if order.reference == name for line in order.lines)
            kept = tuple(line for line in sale.lines if line.order != name)
            orders = tuple(order for order in sale.orders if order.reference != name)
            collects = tuple(other for other in sale.collects if other != name)
            return replace(sale, lines=back + kept, orders=orders, collects=collects)


def after(
    orders: Mapping[str, Order], receivables: Mapping[str, Receivable], sale: Sale, day: str
) -> tuple[dict[str, Order], dict[str, Receivable]]:
    """What is open once this sale is complete: its orders are placed or collected, its settlements paid.

    Whoever gets the deposit back has no order any more.
    """
    given_up = {line.order for line in sale.lines if sale.returns and is_deposit(line)}
    open_orders = {name: order for name, order in orders.items() if name not in given_up.union(sale.collects)}
    for order in sale.orders:
        paid = tuple((line.rate.basis_points, line.gross.cents) for line in sale.lines if line.order == order.reference)
        open_orders[order.reference] = replace(order, paid=paid, day=day)
    left = dict(receivables)
    for other in sale.others:
        if other.kind is NonItemKind.SETTLEMENT:
            left.pop(other.reference, None)
    return open_orders, left


def on_account(sale: Sale) -> Money:
    """What of this sale was put on account."""
    return total(tender.amount for tender in sale.tenders if tender.kind is TenderKind.ACCOUNT)


def _orderable(lines: Iterable[Line]) -> Money:
    return total(line.gross for line in lines) or NOTHING
