"""The books once more, from the tickets alone: what every closing, grand total and number must say.

It reads the journal as an auditor would, in order, and shares no arithmetic with the kiosk. The fold of all facts since
the first is kept beside it, so that a checkpoint can be compared with it at every start.

After an older journal was put back, what the machines hold and what the journal says differ by what was lost. Nothing
is demanded of the money from there until the shop has counted anew (`settled`); everything is demanded of the books.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from kiosk.domain import facts as f
from kiosk.domain.books import PeriodKind, Takings
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.history import evolve
from kiosk.domain.states import Kiosk, Shop, sale_of
from kiosk.evidence.entries import FIRST
from kiosk.evidence.record import Record
from tests.shop.tenders import Tenders

Rates = Counter[int]
"""Cents by VAT rate in basis points."""


@dataclass
class Sum:
    """What tickets add up to."""

    receipts: list[int] = field(default_factory=list)
    rates: Rates = field(default_factory=Counter)
    cash: int = 0
    card: int = 0
    tenders: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    cancelled: int = 0
    removed: int = 0
    overrides: int = 0

    def add(self, other: Sum) -> None:
        self.receipts += other.receipts
        self.rates.update(other.rates)
        self.cash += other.cash
        self.card += other.card
        self.tenders.update(other.tenders)
        self.others.update(other.others)
        self.cancelled += other.cancelled
        self.removed += other.removed
        self.overrides += other.overrides

    def told(self) -> tuple[object, ...]:
        """As a closing says it."""
        first, last = (self.receipts[0], self.receipts[-1]) if self.receipts else (0, 0)
        counts = (len(self.receipts), first, last, self.cancelled, self.removed, self.overrides)
        return counts, dict(self.rates), self.cash, self.card, dict(self.tenders), dict(self.others)


class Reckoning:
    """Follows a journal. AssertionError when its books do not hold."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.settled: set[int] = set()  # entries at which money was counted anew after a rollback
        self._begin()

    def _begin(self) -> None:
        self.kiosk = Kiosk(self.shop)
        self.entry, self.digest = 0, FIRST
        self.cash = self.card = self.unclaimed = 0
        self.day = ""
        self.days: dict[str, Sum] = {}
        self.closed: list[tuple[PeriodKind, str]] = []
        self.perpetual: Rates = Counter()
        self.absolute: Rates = Counter()
        self.receipts = self.trained = self.rollbacks = self.witnesses = 0
        self.lossy = False  # is the money not to be trusted just now?
        self._hole = self._trained_hole = False  # may the next receipt leave numbers out?
        self._late = False  # may the day be open longer than it should?
        self._learning = False
        self._baskets: set[str] = set()
        self.tenders = Tenders()
        self.filled = 0  # cents that staff put in
        self.errands: Counter[str] = Counter()
        self._at_once: Counter[str] = Counter()  # cents filled or collected since the last errand, by machine

    def follow(self, record: Record) -> None:
        """Everything that is new; all of it when this is another history."""
        if record.digest_of(self.entry) != self.digest:
            self._begin()
        for entry in record.entries(self.entry):
            fact = entry.fact()
            self._book(fact)
            self._money(fact)
            self.kiosk = evolve(self.kiosk, fact)
            self.entry, self.digest = entry.number, entry.digest
            if self.entry in self.settled:
                self.lossy = False
        if not sale_of(self.kiosk.own):
            self.tenders.compare(self.kiosk.till)
        if self.day in self.days and (PeriodKind.DAY, self.day) not in self.closed:
            self._says(self.kiosk.till.books.of_day, self.days[self.day], f"the day {self.day}, so far,")

    def settle(self) -> None:
        """What the machines hold now is what the books begin with."""
        self.settled.add(self.entry)
        self.lossy = False

    @property
    def sales(self) -> int:
        return sum(len(day.receipts) for day in self.days.values())

    def _money(self, fact: Fact) -> None:
        match fact:
            case f.CashDiffered():
                self.unclaimed += fact.value.cents * fact.count
                assert self.lossy or fact.count > 0, f"the books lost sight of {fact}"
                known = fact.value.cents != 0  # else a machine knows of a piece, and not what it is worth
                assert self.lossy or not (known and sale_of(self.kiosk.own)), f"a customer was not credited with {fact}"
            case f.CashFilled(machine, value, count):
                self.filled += value.cents * count
                self._at_once[machine] += value.cents * count
            case f.CashCollected(_, machine, value, count):
                self._at_once[machine] += value.cents * count
            case f.FillEnded(machine, amount) | f.CollectionEnded(_, machine, amount):
                assert self._at_once.pop(machine, 0) == amount.cents, f"the pieces are not what {fact} says"
                self.errands["fills" if isinstance(fact, f.FillEnded) else "collections"] += 1
            case f.CashboxEmptied(_, _, expected, counted, difference):
                cents = sum(v * n for v, n in counted) - sum(v * n for v, n in expected)
                assert difference.cents == cents, f"{fact} differs by {cents}"
                self.errands["cashboxes_emptied"] += 1
            case f.CashBalanced():
                self.errands["recounts"] += 1
            case f.SaleCompleted(training=False):
                self.cash += fact.cash.cents
                self.card += fact.card.cents
            case _:
                pass

    def _book(self, fact: Fact) -> None:
        match fact:
            case f.DayOpened(day):
                self._opened(day)
            case f.PeriodClosed():
                self._closed(fact)
            case f.SaleStarted(training=training):
                self._learning = training
            case f.SaleCompleted(training=True):
                follows = fact.receipt == self.trained + 1 or (self._trained_hole and fact.receipt > self.trained)
                assert follows, f"training receipt {fact.receipt} out of turn"
                self.trained, self._trained_hole = fact.receipt, False
            case f.SaleCompleted():
                self._sold(fact)
            case f.BasketTaken(basket) if not self._learning:
                assert basket not in self._baskets, f"the basket {basket} was taken twice"
                self._baskets.add(basket)
            case f.RollbackFound():
                self.rollbacks += 1
                self.lossy = self._hole = self._trained_hole = self._late = True
            case f.WitnessLost():
                self.witnesses += 1
            case f.JournalResumed() | f.ClockConfirmed() | f.CallResolved(Reason.CLOCK):
                self._late = True
            case _ if not self._learning and self.day:
                self._counted(fact)

    def _counted(self, fact: Fact) -> None:
        match fact:
            case f.SaleCancelled() | f.SaleAbandoned() | f.SaleSetAside() | f.SaleParked():
                self.days[self.day].cancelled += 1
            case f.QuantityChanged(_, before, after, "") if after >= before:
                pass
            case f.LineRemoved(by="") | f.QuantityChanged(by=""):
                self.days[self.day].removed += 1
            case f.LinePriced():
                self.days[self.day].overrides += 1
                self.errands["price_changes"] += 1
            case f.LineRemoved() | f.QuantityChanged() | f.DoubtSettled(outcome="released"):
                self.days[self.day].overrides += 1
            case f.CheckEnded(outcome):
                self.errands[f"checks_{outcome}"] += 1
            case _:
                pass

    def _opened(self, day: str) -> None:
        if self.day:
            assert date.fromisoformat(day) == date.fromisoformat(self.day) + timedelta(days=1), (
                f"{day} after {self.day}"
            )
            ended = [kind for kind in PeriodKind if self._name(kind, day) != self._name(kind, self.day)]
            for kind in ended:
                assert (kind, self._name(kind, self.day)) in self.closed, f"the {kind} of {self.day} was never closed"
        self.day = day
        self.days[day] = Sum()
        self._late = False

    def _closed(self, closing: f.PeriodClosed) -> None:
        kind, period = closing.kind, closing.period
        assert period == self._name(kind, self.day), f"the {kind} {period} was closed on {self.day}"
        assert (kind, period) not in self.closed, f"the {kind} {period} was closed twice"
        mine = Sum()
        for day, each in self.days.items():
            if self._name(kind, day) == period:
                mine.add(each)
        self._says(closing.takings, mine, f"the {kind} {period}")
        assert dict(closing.perpetual) == dict(self.perpetual), f"the grand total at {period} is {closing.perpetual}"
        assert dict(closing.absolute) == dict(self.absolute), f"what came back counts, too: {closing.absolute}"
        self.closed.append((kind, period))

    def _says(self, told: Takings, mine: Sum, which: str) -> None:
        counts = (told.tickets, told.first, told.last, told.cancelled, told.removed, told.overrides)
        said = counts, dict(told.rates), told.cash.cents, told.card.cents, dict(told.tenders), dict(told.others)
        assert said == mine.told(), f"{which} says {said}, its tickets {mine.told()}"

    def _sold(self, ticket: f.SaleCompleted) -> None:
        number = ticket.receipt
        assert number == self.receipts + 1 or (self._hole and number > self.receipts), f"receipt {number} out of turn"
        self.receipts, self._hole = number, False
        assert (PeriodKind.DAY, ticket.day) not in self.closed, f"receipt {number} was sold on a closed day"
        assert ticket.day == self.day, f"receipt {number} belongs to {ticket.day}, {self.day} is open"
        assert self._late or ticket.day >= self._day_at(ticket), f"receipt {number} is on {ticket.day} after its end"
        rates = Counter({tax.rate.basis_points: tax.gross.cents for tax in ticket.taxes})
        self.perpetual.update(rates)
        self.absolute.update({rate: abs(cents) for rate, cents in rates.items()})
        worth = sum(line.amount.cents for line in ticket.lines)
        assert ticket.total.cents == worth == sum(rates.values())
        self.tenders.sold(ticket)
        total = sum(self.perpetual.values())
        assert ticket.perpetual.cents == total, f"the grand total at receipt {number}"
        assert ticket.absolute.cents == sum(self.absolute.values()), f"the absolute grand total at receipt {number}"
        tenders = _by_kind((each.kind, each.amount.cents) for each in ticket.tenders)
        others = _by_kind((each.kind, each.amount.cents) for each in ticket.others)
        self.days[self.day].add(Sum([number], rates, ticket.cash.cents, ticket.card.cents, tenders, others))

    def _day_at(self, ticket: f.SaleCompleted) -> str:
        seconds = ticket.at + ticket.utc_offset - 3600 * self.shop.closing_hour
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()

    def _name(self, kind: PeriodKind, day: str) -> str:
        if kind is PeriodKind.DAY:
            return day
        if kind is PeriodKind.MONTH:
            return day[:7]
        begins = self.shop.year_begins
        year = int(day[:4]) - (int(day[5:7]) < begins)
        return str(year) if begins == 1 else f"{year}-{year + 1}"


def _by_kind(amounts: Iterable[tuple[str, int]]) -> Counter[str]:
    cents: Counter[str] = Counter()
    for kind, amount in amounts:
        cents[kind] += amount
    return cents
