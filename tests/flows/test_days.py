"""Business days open and close: by themselves, after days switched off, by hand, and in the middle of a sale."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.books import PeriodKind
from kiosk.domain.facts import Grade
from kiosk.domain.money import Money
from kiosk.domain.states import Kiosk, Shopping
from tests.flows.customer import BEER, BREAD, SHOP, WINE, Till

HOUR = 3600
DAY = 24 * HOUR
EVENING = 1_782_763_200  # 29 June 2026, 20:00 UTC
NEW_YEAR_S_EVE = 1_767_207_600  # 31 December 2025, 19:00 UTC


def closed(till: Till, kind: PeriodKind = PeriodKind.DAY) -> list[f.PeriodClosed]:
    return [fact for fact in till.told(f.PeriodClosed) if fact.kind is kind]


def days_of_tickets(till: Till) -> list[str]:
    return [fact.day for fact in till.told(f.SaleCompleted)]


def test_the_first_tick_opens_the_first_day() -> None:
    assert [fact.day for fact in Till(start=EVENING).told(f.DayOpened)] == ["2026-06-29"]


def test_a_day_closes_by_itself_at_three_and_the_next_sale_is_on_the_new_day() -> None:
    till = Till(start=EVENING)
    till.buys(BREAD, BREAD)
    till.wait(4 * HOUR)  # midnight
    till.buys(BREAD)
    assert not closed(till)
    till.wait(3 * HOUR)
    (day,) = closed(till)
    assert (day.period, day.takings.total, day.takings.tickets, day.by) == ("2026-06-29", Money(360), 2, "")
    till.buys(BREAD)
    assert days_of_tickets(till) == ["2026-06-29", "2026-06-29", "2026-06-30"]
    assert till.kiosk.till.books.of_day.total == Money(120)


def test_the_hour_at_which_days_close_is_the_shop_s_own() -> None:
    till = Till(shop=replace(SHOP, closing_hour=0), start=EVENING)
    till.tell(e.ClockTicked(EVENING + 1, 7200))
    till.wait(2 * HOUR - 10)
    assert not closed(till)
    till.wait(10)
    assert [day.period for day in closed(till)] == ["2026-06-29"]


def test_nine_days_switched_off_over_a_year_s_end_are_closed_in_order_also_the_empty_ones() -> None:
    till = Till(start=NEW_YEAR_S_EVE)
    till.buys(BREAD)
    till.off(9 * DAY)
    written = [(fact.kind, fact.period) for fact in till.told(f.PeriodClosed)]
    assert written[:3] == [
        (PeriodKind.DAY, "2025-12-31"),
        (PeriodKind.MONTH, "2025-12"),
        (PeriodKind.YEAR, "2025"),
    ]
    assert written[3:] == [(PeriodKind.DAY, f"2026-01-0{day}") for day in range(1, 9)]
    assert till.kiosk.till.books.day == "2026-01-09"
    assert all(not day.takings.tickets for day in closed(till)[1:])
    assert closed(till, PeriodKind.YEAR)[0].takings.total == Money(120)


def test_both_grand_totals_go_on_by_rate_over_every_closing() -> None:
    till = Till(start=NEW_YEAR_S_EVE)
    till.buys(BREAD)
    till.off(2 * DAY)
    till.buys(BREAD, BREAD)
    till.off(1 * DAY)
    last = closed(till)[-1]
    assert last.takings.rates == ((550, 240),)
    assert last.perpetual == last.absolute == ((550, 360),)
    assert till.told(f.SaleCompleted)[-1].perpetual == Money(360)


def test_a_fiscal_year_may_begin_in_july() -> None:
    till = Till(shop=replace(SHOP, year_begins=7), start=EVENING)
    till.buys(BREAD)
    till.off(3 * DAY)
    assert [year.period for year in closed(till, PeriodKind.YEAR)] == ["2025-2026"]
    assert [month.period for month in closed(till, PeriodKind.MONTH)] == ["2026-06"]


def test_a_sale_across_the_closing_hour_belongs_to_the_day_on_which_it_completes() -> None:
    till = Till(start=EVENING)
    till.wait(7 * HOUR - 20)
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCardPressed())
    till.wait(40)
    assert [day.takings.tickets for day in closed(till)] == [0]
    till.tap()
    assert days_of_tickets(till) == ["2026-06-30"]


def test_change_that_is_coming_out_at_the_closing_hour_goes_on() -> None:
    till = Till(start=EVENING)
    till.wait(7 * HOUR - 20)
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.insert(500)
    (before,) = till.wanted("PayOut")
    till.wait(40)
    assert closed(till)
    assert till.wanted("PayOut") == [before]
    till.pay_out()
    assert days_of_tickets(till) == ["2026-06-30"]


def closing_page(till: Till, grade: Grade = Grade.MANAGER) -> v.View:
    till.attendant(grade)
    return till.tell(e.PagePressed(e.Page.CLOSING))


def test_a_manager_who_closes_by_hand_is_told_first_what_it_means() -> None:
    till = Till(start=EVENING)
    till.buys(BREAD)
    page = closing_page(till)
    assert isinstance(page, v.ReportsView)
    assert "29/06/2026" in page.title
    assert "30/06/2026" in page.told
    assert [button.event for button in page.buttons] == [e.PagePressed(e.Page.REPORTS), e.CloseDayPressed()]
    assert not closed(till)
    page = till.tell(e.CloseDayPressed())
    assert isinstance(page, v.ReportsView)
    assert any(getattr(part, "text", "") == "Z JOUR 29/06/2026" for part in page.parts)
    till.tell(e.AttendantDonePressed())
    till.buys(BREAD)
    assert days_of_tickets(till) == ["2026-06-29", "2026-06-30"]
    assert [day.by for day in closed(till)] == ["M1"]


def test_the_next_day_cannot_be_closed_before_it_has_come() -> None:
    till = Till(start=EVENING)
    closing_page(till)
    till.tell(e.CloseDayPressed(), e.CloseDayPressed())
    assert len(closed(till)) == 1
    page = till.tell(e.PagePressed(e.Page.CLOSING))
    assert isinstance(page, v.ReportsView)
    assert e.CloseDayPressed() not in [button.event for button in page.buttons]
    till.tell(e.AttendantDonePressed())
    till.wait(7 * HOUR)
    assert len(closed(till)) == 1  # the day that was closed by hand does not close again at three


def test_an_attendant_cannot_close_the_day_nor_see_the_books() -> None:
    till = Till(start=EVENING)
    assert isinstance(closing_page(till, Grade.ATTENDANT), v.AttendantView)
    till.tell(e.CloseDayPressed(), e.PrintReportPressed(), e.ArchivePressed("2026-06-29", "2026-06-29", "day"))
    assert not closed(till)
    assert not till.wanted("PrintReceipt")
    assert not till.wanted("WriteArchive")


def test_no_day_is_closed_over_a_customer_s_head() -> None:
    till = Till(start=EVENING)
    till.scan(BREAD)
    closing_page(till)
    till.tell(e.CloseDayPressed())
    assert not closed(till)


def test_days_months_and_years_are_the_sums_of_their_tickets() -> None:
    till = Till(start=NEW_YEAR_S_EVE - 40 * DAY)
    for day in range(45):
        for _ in range(day % 3):
            till.buys(BREAD)
        till.off(DAY)
    tickets = till.told(f.SaleCompleted)
    by_day = {day: sum(each.total.cents for each in group) for day, group in groupby(tickets, lambda fact: fact.day)}
    assert {day.period: day.takings.total.cents for day in closed(till) if day.takings.tickets} == by_day
    (december,) = [month for month in closed(till, PeriodKind.MONTH) if month.period == "2025-12"]
    assert december.takings.total.cents == sum(cents for day, cents in by_day.items() if day[:7] == "2025-12")


def test_what_was_removed_cancelled_and_allowed_stands_in_the_closing() -> None:
    till = Till(start=EVENING)
    till.scan(BREAD)
    till.scan(BEER)
    till.tell(e.RemovePressed(1))
    till.scan(WINE)
    till.attendant()
    till.tell(e.RemovePressed(2), e.AttendantDonePressed(), e.CancelPressed())
    till.off(DAY)
    takings = closed(till)[0].takings
    assert (takings.removed, takings.overrides, takings.cancelled, takings.tickets) == (1, 1, 1, 0)


@pytest.mark.parametrize("seconds", [2 * HOUR, 9 * DAY])
def test_a_basket_from_before_the_closing_is_still_there_after_a_power_cut(seconds: int) -> None:
    till = Till(start=EVENING)
    till.wait(6 * HOUR)
    till.scan(BREAD)
    till.off(seconds)
    assert isinstance(till.kiosk.state, Shopping)
    till.tell(e.PayPressed(), e.PayCardPressed())
    till.tap()
    assert days_of_tickets(till) == [till.kiosk.till.books.day]
    assert closed(till)[-1].period < till.kiosk.till.books.day


def test_history_with_its_closings_folds_to_the_same_books() -> None:
    till = Till(start=NEW_YEAR_S_EVE)
    till.buys(BREAD)
    till.off(3 * DAY)
    till.buys(BREAD)
    assert till.refolded().till == till.kiosk.till
    assert till.refolded() != Kiosk(SHOP)
