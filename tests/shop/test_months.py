"""Months in the simulated shop, a few by seed, and proof that books which are kept badly are caught."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from kiosk.domain import bookkeeping, closing, overseeing, paying, till
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import Sale
from kiosk.domain.books import PeriodKind
from kiosk.domain.facts import Fact
from kiosk.domain.states import Books, Kiosk, Till
from tests.shop import overseer
from tests.shop.calendar import local, offset_at, seconds_until
from tests.shop.day import audit, tidy
from tests.shop.months import run_months
from tests.shop.nights import Copies, across_the_closing_hour, lose_the_witness
from tests.shop.people import Customer
from tests.shop.world import World, opened

SEEDS = (303,)
LAST_OF_MARCH = int(datetime(2026, 3, 30, 8, tzinfo=UTC).timestamp())


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A checkpoint that cannot be used any more is told each time."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def three_days(seed: int = 1) -> World:
    """The last days of March and the first of April, on across every closing hour; nothing breaks."""
    with opened(seed, troubled=False, opening=LAST_OF_MARCH) as world:
        world.run(10)
        for _ in range(3):
            Customer(world).visit()
            tidy(world)
            world.switch_off(everything=False)
            across_the_closing_hour(world)
            tidy(world)
            audit(world)
        return world


def an_older_journal(seed: int = 1, starting: Callable[[World], None] = World.switch_on) -> World:
    """A copy is made, customers buy, the copy is put back, the kiosk is started, and more customers buy."""
    with opened(seed, troubled=False) as world:
        copies = Copies(world)
        world.run(10)
        world.at_write(1, copies.take)
        for _ in range(3):
            Customer(world).visit()
            tidy(world)
        world.switch_off(everything=False)
        assert copies.put_back()
        starting(world)
        tidy(world)
        audit(world)
        for _ in range(3):
            Customer(world).visit()
            tidy(world)
        audit(world)
        return world


@pytest.mark.parametrize("seed", SEEDS)
def test_thirty_days_of_closings_and_mischief_lose_no_cent_and_no_day(seed: int) -> None:
    months = run_months(seed, days=30, customers=1)
    assert months.sales > 3
    assert months.closings >= 30
    assert months.archives > 0


def test_a_month_ends_while_somebody_shops_across_the_closing_hour() -> None:
    books = three_days().reckoning
    assert (PeriodKind.MONTH, "2026-03") in books.closed
    assert books.day == "2026-04-02"
    assert books.sales >= 3


def test_an_older_journal_is_noticed_and_no_receipt_number_comes_twice() -> None:
    books = an_older_journal().reckoning
    assert books.rollbacks == 1
    assert books.receipts > books.sales


def test_an_older_journal_is_noticed_though_the_disk_was_full_and_the_power_cut() -> None:
    def starting(world: World) -> None:
        world.full = True
        world.switch_on()
        world.run(5)
        world.switch_off(everything=True)
        world.full = False
        world.switch_on()

    assert an_older_journal(starting=starting).reckoning.rollbacks == 1


def test_a_witness_that_was_lost_is_missed_though_the_disk_was_full_and_the_power_cut() -> None:
    with opened(4, troubled=False) as world:
        world.run(10)
        world.switch_off(everything=False)
        lose_the_witness(world)
        world.full = True
        world.switch_on()
        world.run(5)
        world.switch_off(everything=True)
        world.full = False
        world.switch_on()
        audit(world)
        assert world.reckoning.witnesses == 1


def test_a_manager_prints_reports_while_the_day_goes_on() -> None:
    with opened(3, troubled=False) as world:
        world.run(10)
        Customer(world).visit()
        tidy(world)
        before = len(world.printer.receipts)
        overseer.visit(world, overseer.read_reports)
        assert len(world.printer.receipts) > before


def test_french_clocks_change_on_the_last_sundays_of_march_and_october() -> None:
    spring = int(datetime(2026, 3, 29, 1, tzinfo=UTC).timestamp())
    autumn = int(datetime(2026, 10, 25, 1, tzinfo=UTC).timestamp())
    assert [offset_at(at) for at in (spring - 1, spring, autumn - 1, autumn)] == [3600, 7200, 7200, 3600]
    assert local(spring + seconds_until(spring, 8, 30)).strftime("%d %H:%M") == "29 08:30"


# Kiosks that keep their books badly


def test_a_kiosk_that_resets_its_grand_totals_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = bookkeeping._closed

    def begin_anew(books: Books, fact: f.PeriodClosed) -> Books:
        return replace(honest(books, fact), perpetual=(), absolute=())

    monkeypatch.setattr(bookkeeping, "_closed", begin_anew)
    with pytest.raises(AssertionError, match="the grand total at"):
        three_days()


def test_a_kiosk_that_sells_on_a_closed_day_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest, believing = paying._completed, bookkeeping._sold

    def yesterday(kiosk: Kiosk, sale: Sale) -> f.SaleCompleted:
        days = [each.period for each in kiosk.till.books.closings if each.kind is PeriodKind.DAY]
        return replace(honest(kiosk, sale), day=[kiosk.till.books.day, *days][-1])

    def trusting(books: Books, ticket: f.SaleCompleted) -> Books:
        return believing(books, replace(ticket, day=books.day))

    monkeypatch.setattr(paying, "_completed", yesterday)
    monkeypatch.setattr(bookkeeping, "_sold", trusting)
    with pytest.raises(AssertionError, match="was sold on a closed day"):
        three_days()


def test_a_kiosk_that_forgets_to_close_a_month_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = closing.day_closed

    def days_only(kiosk: Kiosk, books: Books, by: str = "") -> tuple[Fact, ...]:
        facts = honest(kiosk, books, by)
        return tuple(each for each in facts if not (isinstance(each, f.PeriodClosed) and each.kind != PeriodKind.DAY))

    monkeypatch.setattr(closing, "day_closed", days_only)
    with pytest.raises(AssertionError, match="was never closed"):
        three_days()


def test_a_kiosk_that_gives_a_lost_receipt_number_again_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = overseeing.told

    def forgetful(kiosk: Kiosk, event: overseeing.Told) -> tuple[Fact, ...]:
        return honest(kiosk, replace(event, heads=()) if isinstance(event, e.RollbackSeen) else event)

    def as_it_was(before: Till, found: f.RollbackFound) -> Till:
        return before

    monkeypatch.setattr(overseeing, "told", forgetful)
    monkeypatch.setattr(till, "_rolled_back", as_it_was)
    with pytest.raises(AssertionError, match="was given twice"):
        an_older_journal()


def test_a_kiosk_that_closes_one_day_at_a_tick_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "due", partial(one_day, closing.due))
    three_days()


def one_day(honest: object, kiosk: Kiosk) -> tuple[Fact, ...]:
    """The first day of those that are due."""
    assert callable(honest)
    facts: tuple[Fact, ...] = honest(kiosk)
    opens = [place for place, fact in enumerate(facts, 1) if isinstance(fact, f.DayOpened)]
    return facts[: opens[0]] if opens else facts
