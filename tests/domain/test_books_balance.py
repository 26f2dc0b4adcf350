"""Whatever happens in whatever order, also to the clock: days, months and years are the sums of their tickets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.books import PeriodKind, RateTotals, period_of, plus, worth
from kiosk.domain.facts import Grade, Reason
from kiosk.domain.money import total
from tests.flows.customer import BEER, BREAD, SHOP, Till
from tests.flows.returning import gives_back_by_card, leaves, takes_back

A_DAY = 24 * 3600
OVERSEEING: tuple[e.Event, ...] = (
    e.CloseDayPressed(), e.TrainingPressed(), e.ClockConfirmedPressed(), e.AttendantDonePressed(),
    e.PagePressed(e.Page.REPORTS), e.PrintReportPressed(), e.DuplicatePressed(),
)  # fmt: skip


def rates_of(tickets: Iterable[f.SaleCompleted]) -> RateTotals:
    sums: RateTotals = ()
    for ticket in tickets:
        sums = plus(sums, ((tax.rate.basis_points, tax.gross.cents) for tax in ticket.taxes))
    return sums


def absolute_of(tickets: Iterable[f.SaleCompleted]) -> RateTotals:
    sums: RateTotals = ()
    for ticket in tickets:
        sums = plus(sums, ((tax.rate.basis_points, abs(tax.gross.cents)) for tax in ticket.taxes))
    return sums


class Year(RuleBasedStateMachine):
    """Many days, with customers, staff of each grade, power cuts and a bad clock."""

    def __init__(self) -> None:
        super().__init__()
        # The shop's fiscal year begins in July, and it is nearly July.
        self.till = Till(shop=replace(SHOP, year_begins=7), start=1_751_000_000)

    @rule(count=st.integers(1, 3))
    def buys_by_card(self, count: int) -> None:
        self.till.buys(*[BREAD] * count)

    @rule()
    def buys_with_a_note(self) -> None:
        self.till.scan(BREAD)
        self.till.tell(e.PayPressed(), e.PayCashPressed())
        self.till.insert(500)
        self.till.pay_out()
        self.till.tell(e.NoReceiptPressed(), e.DonePressed())

    @rule()
    def buys_beer(self) -> None:
        self.till.scan(BEER)
        self.till.attendant()
        self.till.tell(e.AgeApprovePressed(), e.AttendantDonePressed())
        self.till.buys()

    @rule(receipt=st.integers(1, 9))
    def brings_bread_back(self, receipt: int) -> None:
        takes_back(self.till, receipt, {1: 1})
        if self.till.kiosk.called(Reason.CARD_REFUND):
            gives_back_by_card(self.till)
        if self.till.wanted("PayOut"):
            self.till.pay_out()
        leaves(self.till)

    @rule()
    def pays_for_what_is_in_the_basket(self) -> None:
        self.till.buys()

    @rule(press=st.sampled_from((e.RemovePressed(1), e.CancelPressed(), e.PayPressed(), e.BackPressed())))
    def changes_their_mind(self, press: e.Event) -> None:
        self.till.scan(BREAD)
        self.till.tell(press)

    @rule()
    def walks_away(self) -> None:
        self.till.scan(BREAD)
        self.till.wait(100)

    @rule(grade=st.sampled_from(Grade), presses=st.lists(st.sampled_from(OVERSEEING), min_size=1, max_size=4))
    def somebody_oversees(self, grade: Grade, presses: list[e.Event]) -> None:
        self.till.attendant(grade)
        self.till.tell(*presses, e.AttendantDonePressed())

    @rule()
    def training_begins_or_ends(self) -> None:
        self.till.attendant(Grade.MANAGER)
        self.till.tell(e.TrainingPressed(), e.AttendantDonePressed())

    @rule(step=st.sampled_from((-40 * A_DAY, -A_DAY, -100, 600, 3600, A_DAY, 40 * A_DAY)), away=st.booleans())
    def the_clock_moves(self, step: int, away: bool) -> None:
        self.till.clock(self.till.kiosk.sees.now + step)
        if away:
            self.till.clock(self.till.kiosk.sees.now - step)

    @rule(step=st.sampled_from((-A_DAY, A_DAY)))
    def the_clock_jumps_while_the_terminal_is_at_work(self, step: int) -> None:
        self.till.scan(BREAD)
        self.till.tell(e.PayPressed(), e.PayCardPressed())
        self.till.clock(self.till.kiosk.sees.now + step)
        for charge in self.till.wanted("Charge"):
            self.till.tell(e.CardApproved(charge.attempt, charge.amount))

    @rule(days=st.integers(0, 31), hours=st.integers(0, 23))
    def it_is_switched_off(self, days: int, hours: int) -> None:
        self.till.off(days * A_DAY + hours * 3600)

    @rule()
    def the_night_comes(self) -> None:
        for _ in range(13):
            self.till.clock(self.till.kiosk.sees.now + 3600)

    @property
    def tickets(self) -> list[f.SaleCompleted]:
        return [fact for fact in self.till.told(f.SaleCompleted) if not fact.training]

    def _closed(self, kind: PeriodKind) -> list[f.PeriodClosed]:
        return [fact for fact in self.till.told(f.PeriodClosed) if fact.kind is kind]

    def every_period_is_the_sum_of_its_tickets(self) -> None:
        books = self.till.kiosk.till.books
        for kind, still in zip(PeriodKind, (books.of_day, books.of_month, books.of_year), strict=True):
            left = list(self.tickets)
            for closing in self._closed(kind):
                theirs = [each for each in left if period_of(kind, each.day, 7) == closing.period]
                left = [each for each in left if each not in theirs]
                assert closing.takings.rates == rates_of(theirs)
                assert closing.takings.tickets == len(theirs)
                assert closing.takings.cash + closing.takings.card == total(each.total for each in theirs)
            assert still.rates == rates_of(left)
            assert {period_of(kind, each.day, 7) for each in left} <= {period_of(kind, books.day, 7)}

    def days_sum_up_to_the_grand_totals(self) -> None:
        books = self.till.kiosk.till.books
        sums: RateTotals = books.of_day.rates
        for closing in self._closed(PeriodKind.DAY):
            sums = plus(sums, closing.takings.rates)
        assert sums == books.perpetual == rates_of(self.tickets)
        assert books.absolute == absolute_of(self.tickets)

    def the_grand_totals_on_tickets_and_closings_are_those_of_all_tickets_before(self) -> None:
        before: list[f.SaleCompleted] = []
        for fact in self.till.facts:
            if isinstance(fact, f.SaleCompleted) and not fact.training:
                before.append(fact)
                assert fact.perpetual == total(each.total for each in before)
                assert fact.absolute == worth(absolute_of(before))
            if isinstance(fact, f.PeriodClosed):
                assert fact.perpetual == rates_of(before)
                assert fact.absolute == absolute_of(before)

    def days_follow_each_other_without_a_gap(self) -> None:
        days = [date.fromisoformat(fact.day) for fact in self.till.told(f.DayOpened)]
        assert [(after - before).days for before, after in pairwise(days)] == [1] * (len(days) - 1)
        assert [closing.period for closing in self._closed(PeriodKind.DAY)] == [str(day) for day in days[:-1]]

    def a_ticket_belongs_to_the_open_day_and_is_never_sold_in_doubt(self) -> None:
        day, doubted = "", False
        for fact in self.till.facts:
            match fact:
                case f.DayOpened(opened):
                    day = opened
                case f.ClockDoubted():
                    doubted = True
                case f.ClockConfirmed():
                    doubted = False
                case f.SaleCompleted():
                    assert fact.day == day
                    assert fact.training or not doubted
                case f.PeriodClosed():
                    assert not doubted
                case _:
                    pass

    def history_folds_to_the_present(self) -> None:
        again = self.till.refolded()
        assert (again.state, again.till) == (self.till.kiosk.state, self.till.kiosk.till)

    def teardown(self) -> None:
        """Nothing is ever taken back, so what holds for the whole history held at every moment of it."""
        self.every_period_is_the_sum_of_its_tickets()
        self.days_sum_up_to_the_grand_totals()
        self.the_grand_totals_on_tickets_and_closings_are_those_of_all_tickets_before()
        self.days_follow_each_other_without_a_gap()
        self.a_ticket_belongs_to_the_open_day_and_is_never_sold_in_doubt()
        self.history_folds_to_the_present()


TestYear = Year.TestCase
TestYear.settings = settings(max_examples=30, stateful_step_count=30)
