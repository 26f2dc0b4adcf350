"""Tickets gathered by business day, as the facts come: nothing is kept but the day that is being read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kiosk.domain.basket import NO_TAX, NonItemKind, TenderKind
from kiosk.domain.books import KindTotals, PeriodKind, moment
from kiosk.domain.facts import Fact, PeriodClosed, SaleCompleted
from kiosk.domain.money import NOTHING, Money, total
from kiosk.domain.tax import Rate


class BooksDiffer(Exception):  # noqa: N818 - it says what is wrong
    """Tickets and closing of a day do not say the same. Nothing is exported: show the journal to the editor."""


@dataclass(frozen=True, slots=True)
class Span:
    """Business days from `first` to `last`, both included, as 2026-11-22."""

    first: str
    last: str

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"the period begins on {self.first}, after its end on {self.last}")

    def __contains__(self, day: str) -> bool:
        return self.first <= day <= self.last


@dataclass(slots=True)
class Day:
    """What one business day brought. `closed` is the shop's own day on which it was closed, "" while it is open.

    `deposits` are in no rate: net and VAT by rate are of what was sold.
    """

    day: str
    tickets: int = 0
    first: int = 0
    last: int = 0
    net: dict[Rate, Money] = field(default_factory=dict)
    vat: dict[Rate, Money] = field(default_factory=dict)
    deposits: Money = NOTHING
    sold: Money = NOTHING
    cash: Money = NOTHING
    card: Money = NOTHING
    tenders: dict[TenderKind, Money] = field(default_factory=dict)
    others: dict[NonItemKind, Money] = field(default_factory=dict)
    closed: str = ""

    def add(self, ticket: SaleCompleted) -> None:
        """One more ticket. BooksDiffer when its payments are not its total."""
        paid = ticket.cash + ticket.card + total(tender.amount for tender in ticket.tenders)
        to_pay = ticket.total + total(other.amount for other in ticket.others)
        if paid != to_pay or total(tax.gross for tax in ticket.taxes) != ticket.total:
            raise BooksDiffer(f"receipt {ticket.receipt} of {self.day}: VAT totals, payments and total differ")
        deposits = total(line.deposits for line in ticket.lines)
        for tax in ticket.taxes:
            net = tax.net - deposits if tax.rate == NO_TAX else tax.net
            if tax.rate != NO_TAX or any(line.rate == NO_TAX for line in ticket.lines) or not ticket.lines:
                self.net[tax.rate] = self.net.get(tax.rate, NOTHING) + net
                self.vat[tax.rate] = self.vat.get(tax.rate, NOTHING) + tax.vat
        self.tickets += 1
        self.first = self.first or ticket.receipt
        self.last = ticket.receipt
        self.deposits += deposits
        self.cash += ticket.cash
        self.card += ticket.card
        self.sold += ticket.total
        for tender in ticket.tenders:
            self.tenders[tender.kind] = self.tenders.get(tender.kind, NOTHING) + tender.amount
        for other in ticket.others:
            self.others[other.kind] = self.others.get(other.kind, NOTHING) + other.amount

    def close(self, closing: PeriodClosed) -> None:
        """BooksDiffer when the closing counts other tickets or other money."""
        takings = closing.takings
        told = (takings.tickets, takings.total, takings.cash, takings.card, takings.tenders, takings.others)
        if told != (self.tickets, self.sold, self.cash, self.card, _by_kind(self.tenders), _by_kind(self.others)):
            raise BooksDiffer(f"the closing of {self.day} says other totals than its tickets")
        self.closed = f"{moment(closing.at, closing.utc_offset):%Y-%m-%d}"

    @property
    def rates(self) -> tuple[Rate, ...]:
        """Highest first."""
        return tuple(sorted(self.net, reverse=True))


def _by_kind(sums: Mapping[TenderKind, Money] | Mapping[NonItemKind, Money]) -> KindTotals:
    return tuple(sorted((kind.value, amount.cents) for kind, amount in sums.items()))


def tickets(facts: Iterable[Fact], span: Span) -> Iterator[SaleCompleted]:
    """The tickets of these business days, without those of training."""
    for fact in facts:
        match fact:
            case SaleCompleted(training=False, day=day) if day in span:
                yield fact


def days(facts: Iterable[Fact], span: Span) -> Iterator[Day]:
    """The business days on which something was sold; the last one may be open still.

    The facts come in the journal's order. A ticket of a day that is over is BooksDiffer.
    """
    open_day, over = Day(""), ""
    for fact in facts:
        match fact:
            case SaleCompleted(training=False, day=day) if day in span:
                if day != open_day.day:
                    if open_day.tickets:
                        yield open_day
                    over = max(over, open_day.day)
                    open_day = Day(day)
                if day <= over:
                    raise BooksDiffer(f"receipt {fact.receipt} belongs to {day}, which was over")
                open_day.add(fact)
            case PeriodClosed(kind=PeriodKind.DAY, period=day) if day == open_day.day:
                open_day.close(fact)
                yield open_day
                open_day, over = Day(""), day
            case PeriodClosed(kind=PeriodKind.DAY, period=day, takings=takings) if day in span and takings.tickets:
                raise BooksDiffer(f"the tickets of {day} are not here: they may have left the journal for an archive")
    if open_day.tickets:
        yield open_day
