"""What may enter the books, and what an altered or an old journal looks like."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import facts as f
from kiosk.domain.bookkeeping import booked
from kiosk.domain.books import NO_TAKINGS, PeriodKind, business_day, date_of, moment, next_day, period_of, plus
from kiosk.domain.history import ImpossibleHistory, replay
from kiosk.domain.language import Language
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.states import Books, Kiosk
from kiosk.domain.tax import Rate, split
from tests.flows.customer import SHOP

DAYS = st.dates(date(2025, 1, 1), date(2099, 12, 30)).map(date.isoformat)


def ticket(day: str, receipt: int = 1, cents: int = 120, training: bool = False) -> f.SaleCompleted:
    total = Money(cents)
    taxes = (split(total, Rate(550)),)
    return f.SaleCompleted(receipt, 1_750_000_000, 0, total, taxes, total, NOTHING, day, training=training)


def closing(kind: PeriodKind, period: str) -> f.PeriodClosed:
    return f.PeriodClosed(kind, period, 1_750_000_000, 0, NO_TAKINGS, (), ())


def folded(*facts: f.Fact) -> Books:
    books = Books()
    for fact in facts:
        books = booked(books, fact)
    return books


def test_a_ticket_of_another_day_cannot_have_been_sold() -> None:
    with pytest.raises(ImpossibleHistory, match="2025-06-14"):
        folded(f.DayOpened("2025-06-15"), ticket("2025-06-14"))


def test_a_ticket_without_a_day_cannot_follow_once_a_day_is_open() -> None:
    with pytest.raises(ImpossibleHistory):
        folded(f.DayOpened("2025-06-15"), ticket(""))


def test_no_ticket_enters_a_day_that_is_closed_and_not_followed_yet() -> None:
    with pytest.raises(ImpossibleHistory):
        folded(f.DayOpened("2025-06-15"), closing(PeriodKind.DAY, "2025-06-15"), ticket("2025-06-15"))


@pytest.mark.parametrize("day", ["2025-06-14", "2025-06-15"])
def test_no_day_is_opened_twice(day: str) -> None:
    with pytest.raises(ImpossibleHistory):
        folded(f.DayOpened("2025-06-15"), f.DayOpened(day))


@pytest.mark.parametrize(
    "again",
    [
        closing(PeriodKind.DAY, "2025-06-30"),
        closing(PeriodKind.MONTH, "2025-06"),
        closing(PeriodKind.MONTH, "2025-05"),
        closing(PeriodKind.DAY, "2025-07-02"),
    ],
)
def test_no_period_is_closed_twice_and_no_day_but_the_open_one(again: f.PeriodClosed) -> None:
    before = (
        f.DayOpened("2025-06-30"),
        closing(PeriodKind.DAY, "2025-06-30"),
        closing(PeriodKind.MONTH, "2025-06"),
        f.DayOpened("2025-07-01"),
    )
    folded(*before)
    with pytest.raises(ImpossibleHistory):
        folded(*before, again)


def test_nothing_is_closed_before_a_day_is_open() -> None:
    with pytest.raises(ImpossibleHistory):
        folded(closing(PeriodKind.DAY, ""))


def test_a_journal_from_before_days_existed_still_folds_and_its_tickets_count() -> None:
    total = Money(120)
    old: list[f.Fact] = [f.KioskStarted("0.1", 1_750_000_000)]
    for number in (1, 2):
        old += [
            f.SaleStarted(number, 1_750_000_000),
            f.LanguageChosen(Language.FR),
            f.ItemAdded(1, "c", "Baguette", "d", 1, 0, total, total, Rate(550)),
            f.PaymentBegun(),
            f.CashPaymentStarted(total),
            f.CashInserted("coins", Money(10), 12, recycled=True),
            f.SaleCompleted(number, 1_750_000_000, 0, total, (split(total, Rate(550)),), total, NOTHING),
            f.ReceiptDeclined(),
            f.SessionEnded(),
        ]
    kiosk = replay([*old, f.DayOpened("2026-11-22")], Kiosk(SHOP))
    assert kiosk.till.books.of_day.tickets == 2
    assert kiosk.till.books.perpetual == ((550, 240),)
    assert kiosk.till.books.day == "2026-11-22"


def test_a_ticket_for_training_cannot_end_a_real_sale() -> None:
    total = Money(120)
    facts: list[f.Fact] = [
        f.SaleStarted(1, 1_750_000_000),
        f.ItemAdded(1, "c", "Baguette", "d", 1, 0, total, total, Rate(550)),
        f.PaymentBegun(),
        ticket("", training=True),
    ]
    with pytest.raises(ImpossibleHistory):
        replay(facts, Kiosk(SHOP))


# The calendar


@pytest.mark.parametrize(
    ("at", "offset", "hour", "day"),
    [
        (1_767_225_599, 0, 0, "2025-12-31"),
        (1_767_225_600, 0, 0, "2026-01-01"),
        (1_767_225_600, 0, 3, "2025-12-31"),
        (1_767_225_600 + 3 * 3600, 0, 3, "2026-01-01"),
        (1_767_225_600 + 2 * 3600, 3600, 3, "2026-01-01"),
    ],
)
def test_a_business_day_ends_at_the_shop_s_own_hour(at: int, offset: int, hour: int, day: str) -> None:
    assert business_day(at, offset, hour) == day


@given(DAYS)
def test_the_next_day_sorts_after_and_is_one_day_later(day: str) -> None:
    assert next_day(day) > day
    assert (date.fromisoformat(next_day(day)) - date.fromisoformat(day)).days == 1


@given(DAYS, st.integers(1, 12))
def test_a_year_begins_with_its_month_and_every_period_sorts_in_time(day: str, year_begins: int) -> None:
    tomorrow = next_day(day)
    for kind in PeriodKind:
        today_s, tomorrow_s = period_of(kind, day, year_begins), period_of(kind, tomorrow, year_begins)
        assert today_s <= tomorrow_s
    turns = period_of(PeriodKind.YEAR, day, year_begins) != period_of(PeriodKind.YEAR, tomorrow, year_begins)
    assert turns is (tomorrow[5:] == f"{year_begins:02}-01")


@given(st.integers(-(10**14), 10**14), st.integers(-86_400, 86_400))
def test_a_clock_gone_mad_can_still_be_shown(at: int, offset: int) -> None:
    assert 1969 <= moment(at, offset).year <= 2200


RATES = st.dictionaries(st.sampled_from((2000, 1000, 550, 210, 0)), st.integers(-(10**9), 10**9))


@given(RATES, RATES)
def test_totals_by_rate_add_up_and_stand_highest_rate_first(one: dict[int, int], other: dict[int, int]) -> None:
    sums = plus(tuple(one.items()), other.items())
    assert sum(cents for _, cents in sums) == sum(one.values()) + sum(other.values())
    assert [rate for rate, _ in sums] == sorted({*one, *other}, reverse=True)


@pytest.mark.parametrize(
    ("period", "written"),
    [("2026-11-22", "22/11/2026"), ("2026-11", "11/2026"), ("2026", "2026"), ("2026-2027", "2026-2027"), ("", "")],
)
def test_people_write_dates_the_other_way_round(period: str, written: str) -> None:
    assert date_of(period) == written
