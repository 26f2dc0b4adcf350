"""What each fact adds to the shop's books, and which facts would enter a period that is closed for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.domain import facts as f
from kiosk.domain.books import NO_TAKINGS, PeriodKind, Takings, plus
from kiosk.domain.facts import Fact
from kiosk.domain.overrides import is_override, is_removal
from kiosk.domain.states import Books, ImpossibleHistory, Kiosk, sale_of


def kept(kiosk: Kiosk, fact: Fact) -> Books:
    """The kiosk's books after this fact. What happens to a sale for training does not count."""
    learning = any(sale.training for sale in sale_of(kiosk.own))
    if learning and not isinstance(fact, f.DayOpened | f.PeriodClosed):
        return kiosk.till.books
    return booked(kiosk.till.books, fact)


def booked(books: Books, fact: Fact) -> Books:
    """The books after this fact. ImpossibleHistory when it would enter a closed period."""
    match fact:
        case f.DayOpened(day):
            if day <= books.day:
                raise ImpossibleHistory(f"the day {day} cannot be opened after {books.day}")
            return replace(books, day=day)
        case f.PeriodClosed():
            return _closed(books, fact)
        case f.SaleCompleted():
            return _sold(books, fact)
        case f.SaleCancelled() | f.SaleAbandoned() | f.SaleSetAside() | f.SaleParked():
            return _each(books, lambda takings: replace(takings, cancelled=takings.cancelled + 1))
        case f.LineRemoved() | f.QuantityChanged() if is_removal(fact):
            return _each(books, lambda takings: replace(takings, removed=takings.removed + 1))
        case f.LineRemoved() | f.QuantityChanged() | f.LinePriced() | f.DoubtSettled() if is_override(fact):
            return _each(books, lambda takings: replace(takings, overrides=takings.overrides + 1))
        case _:
            return books


def _sold(books: Books, ticket: f.SaleCompleted) -> Books:
    if ticket.day != books.day or (books.day and _is_closed(books, PeriodKind.DAY, ticket.day)):
        raise ImpossibleHistory(f"receipt {ticket.receipt} belongs to {ticket.day}, but {books.day} is open")
    rates = tuple((tax.rate.basis_points, tax.gross.cents) for tax in ticket.taxes)
    tenders = tuple((each.kind.value, each.amount.cents) for each in ticket.tenders)
    others = tuple((each.kind.value, each.amount.cents) for each in ticket.others)
    books = _each(
        books,
        lambda takings: takings.with_ticket(ticket.receipt, ticket.taxes, ticket.cash, ticket.card, tenders, others),
    )
    absolute = plus(books.absolute, ((rate, abs(cents)) for rate, cents in rates))
    return replace(books, perpetual=plus(books.perpetual, rates), absolute=absolute)


def _closed(books: Books, closing: f.PeriodClosed) -> Books:
    kind, period = closing.kind, closing.period
    if _is_closed(books, kind, period) or not books.day:
        raise ImpossibleHistory(f"the {kind} {period} cannot be closed (again)")
    if kind is PeriodKind.DAY and period != books.day:
        raise ImpossibleHistory(f"the day {period} cannot be closed: {books.day} is open")
    closings = (*(each for each in books.closings if each.kind is not kind), closing)
    match kind:
        case PeriodKind.DAY:
            books = replace(books, of_day=NO_TAKINGS)
        case PeriodKind.MONTH:
            books = replace(books, of_month=NO_TAKINGS)
        case PeriodKind.YEAR:
            books = replace(books, of_year=NO_TAKINGS)
    return replace(books, closings=closings)


def _is_closed(books: Books, kind: PeriodKind, period: str) -> bool:
    """Periods of a kind close in order: what is not after the last closed one is closed."""
    return any(each.kind is kind and period <= each.period for each in books.closings)


def _each(books: Books, change: Callable[[Takings], Takings]) -> Books:
    return replace(books, of_day=change(books.of_day), of_month=change(books.of_month), of_year=change(books.of_year))
