"""The clock is turned, at any moment: nothing is sold on a wrong day, no money is lost, and no time-out is hurried."""

from __future__ import annotations

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.clock import BACK_SECONDS, EARLIEST, FORWARD_SECONDS, LATEST, OFF_SECONDS
from kiosk.domain.facts import Grade, Reason
from kiosk.domain.money import Money
from kiosk.domain.states import Attended, Attract, NeedsAttendant, Shopping
from tests.flows.customer import BREAD, START, Till

DAY = 24 * 3600
TEN_YEARS = 3652 * DAY


def doubted(till: Till) -> bool:
    return till.kiosk.called(Reason.CLOCK)


def confirmed(till: Till) -> v.View:
    till.attendant()
    till.tell(e.ClockConfirmedPressed())
    return till.tell(e.AttendantDonePressed())


@pytest.mark.parametrize("step", [-BACK_SECONDS, -1, 0, 1, FORWARD_SECONDS])
def test_a_small_correction_passes(step: int) -> None:
    till = Till()
    till.clock(START + step)
    assert not doubted(till)


@pytest.mark.parametrize("step", [-BACK_SECONDS - 1, -DAY, -START, FORWARD_SECONDS + 1, DAY, TEN_YEARS])
def test_a_turned_clock_stops_selling_until_staff_have_looked(step: int) -> None:
    till = Till()
    screen = till.clock(START + step)
    assert isinstance(screen, v.ClosedView)
    assert till.told(f.ClockDoubted) == [f.ClockDoubted(START, START + step)]
    till.scan(BREAD)
    till.tell(e.StartPressed())
    assert isinstance(till.kiosk.own, Attract)
    assert not till.wanted("ReadCodes")


@pytest.mark.parametrize("now", [START + OFF_SECONDS + 1, START + TEN_YEARS, START - DAY, 0, EARLIEST - 1])
def test_a_clock_that_is_wrong_at_the_start_stops_selling_as_well(now: int) -> None:
    till = Till()
    till.off(now - START)
    assert doubted(till)
    assert [fact.day for fact in till.told(f.DayOpened)] == ["2025-06-15"]


def test_a_month_switched_off_is_believed() -> None:
    till = Till()
    till.off(OFF_SECONDS)
    assert not doubted(till)
    assert till.kiosk.till.books.day == "2025-07-16"


def test_a_new_kiosk_without_a_clock_waits_for_one() -> None:
    till = Till(start=30)
    assert doubted(till)
    assert not till.told(f.DayOpened)
    till.clock(START)
    assert not doubted(till)
    assert [fact.day for fact in till.told(f.DayOpened)] == []
    till.clock(START + 1)
    assert [fact.day for fact in till.told(f.DayOpened)] == ["2025-06-15"]


def test_a_kiosk_that_starts_in_1970_goes_on_by_itself_when_its_clock_is_set() -> None:
    till = Till()
    till.buys(BREAD)
    till.off(30 - till.kiosk.sees.now)
    assert doubted(till)
    till.wait(20)
    till.clock(START + 9 * 3600)
    assert not doubted(till)
    assert till.told(f.ClockConfirmed) == [f.ClockConfirmed(START + 9 * 3600)]
    assert isinstance(till.scan(BREAD), v.BasketView)


def test_a_clock_that_comes_back_by_itself_is_believed_and_nothing_was_sold_meanwhile() -> None:
    till = Till()
    till.scan(BREAD)
    till.clock(START + TEN_YEARS)
    till.wait(60)
    till.clock(START + 60)
    assert not doubted(till)
    assert isinstance(till.kiosk.state, Shopping)
    assert not till.told(f.PeriodClosed)


def test_a_clock_that_comes_only_near_stays_in_doubt() -> None:
    till = Till()
    till.clock(START + TEN_YEARS)
    till.clock(START + DAY)
    assert doubted(till)
    assert len(till.told(f.ClockDoubted)) == 1


def test_another_start_gives_a_doubted_clock_no_credit() -> None:
    till = Till()
    till.clock(START + DAY)
    till.off(60)
    assert doubted(till)
    confirmed(till)
    assert not doubted(till)


def test_a_doubt_outlives_a_power_cut_and_ends_when_the_clock_was_set_meanwhile() -> None:
    till = Till()
    till.clock(START - DAY)
    till.off(10)
    assert doubted(till)
    till.off(DAY)
    assert not doubted(till)


def test_staff_confirm_and_the_closings_catch_up() -> None:
    till = Till()
    till.buys(BREAD)
    till.clock(START + 3 * DAY)
    assert not till.told(f.PeriodClosed)
    confirmed(till)
    till.wait(1)
    assert [fact.period for fact in till.told(f.PeriodClosed)] == ["2025-06-15", "2025-06-16", "2025-06-17"]
    assert till.told(f.ClockConfirmed) == [f.ClockConfirmed(START + 3 * DAY, "A1")]
    assert isinstance(till.scan(BREAD), v.BasketView)


def test_a_confirmed_clock_that_runs_behind_opens_no_day_twice_and_sells_on_the_open_one() -> None:
    till = Till()
    till.clock(START - 2 * DAY)
    confirmed(till)
    till.buys(BREAD)
    till.wait(10)
    (ticket,) = till.told(f.SaleCompleted)
    assert ticket.day == "2025-06-15"
    assert len(till.told(f.DayOpened)) == 1


def test_staff_read_what_they_confirm_and_what_it_closes() -> None:
    till = Till()
    till.clock(START + 3 * DAY)
    page = till.attendant()
    assert isinstance(page, v.AttendantView)
    (task,) = page.tasks
    assert "18/06/2025" in task.title
    assert "3 journées" in task.detail
    assert "15/06/2025" in task.detail


@pytest.mark.parametrize("now", [0, EARLIEST - 1, LATEST, 10**12])
def test_nobody_can_confirm_what_cannot_be(now: int) -> None:
    till = Till()
    till.clock(now)
    till.attendant(Grade.TECHNICIAN)
    page = till.tell(e.ClockConfirmedPressed())
    assert doubted(till)
    assert isinstance(page, v.AttendantView)
    assert not page.tasks[0].buttons


def test_a_visit_that_does_not_confirm_leaves_the_kiosk_blocked() -> None:
    till = Till()
    till.clock(START - DAY)
    till.attendant()
    till.tell(e.AttendantDonePressed())
    assert isinstance(till.kiosk.state, NeedsAttendant)
    assert isinstance(till.view, v.ClosedView)


def test_cash_that_is_in_stays_the_customer_s_and_the_slot_is_closed() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.insert(50)
    screen = till.clock(START + TEN_YEARS)
    assert isinstance(screen, v.CalledView)
    assert not till.wanted("AcceptCash")
    till.insert(50, 20)  # already on their way
    assert not till.told(f.SaleCompleted)
    confirmed(till)
    (ticket,) = till.told(f.SaleCompleted)
    assert ticket.cash == Money(120)


def test_a_card_that_is_charged_meanwhile_counts_once_the_clock_is_believed() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCardPressed())
    till.clock(START - DAY)
    till.tap()
    assert till.told(f.CardCharged)
    assert not till.told(f.SaleCompleted)
    till.clock(START + 5)
    assert len(till.told(f.SaleCompleted)) == 1


def test_change_under_way_goes_on_and_the_customer_is_told_to_take_it() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.insert(200)
    before = till.wanted("PayOut")
    screen = till.clock(START + TEN_YEARS)
    assert till.wanted("PayOut") == before
    assert isinstance(screen, v.CalledView)
    assert "0,80" in screen.money
    till.pay_out()
    assert till.told(f.PayoutFinished)
    assert not till.told(f.SaleCompleted)
    confirmed(till)
    assert till.told(f.SaleCompleted)


def test_staff_can_cancel_and_give_back_while_the_clock_is_in_doubt() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.insert(100)
    till.clock(START - DAY)
    till.attendant()
    till.tell(e.CancelPressed())
    till.pay_out()
    till.tell(e.AttendantDonePressed())
    assert till.told(f.SaleCancelled)
    assert isinstance(till.view, v.ClosedView)


def test_money_that_falls_into_a_blocked_kiosk_comes_back() -> None:
    till = Till()
    till.clock(START - DAY)
    till.insert(200)
    till.pay_out()
    assert till.kiosk.till.stray == Money(0)
    assert doubted(till)


@pytest.mark.parametrize("step", [600, FORWARD_SECONDS, DAY])
def test_no_basket_is_lost_because_the_clock_moved(step: int) -> None:
    till = Till()
    till.scan(BREAD)
    till.wait(50)
    till.clock(till.kiosk.sees.now + step)
    till.wait(20)
    assert not till.told(f.SaleSetAside)
    assert isinstance(till.kiosk.own, Shopping)


def test_time_goes_on_for_a_customer_who_left_although_the_clock_was_set_back() -> None:
    till = Till()
    till.scan(BREAD)
    till.clock(START - BACK_SECONDS)
    till.wait(100)
    assert till.told(f.SaleSetAside)


def test_a_jump_while_staff_are_here_is_told_to_them_and_locks_nobody_out() -> None:
    till = Till()
    page = till.attendant()
    page = till.clock(START + DAY)
    assert isinstance(till.kiosk.state, Attended)
    assert isinstance(page, v.AttendantView)
    assert len(page.tasks) == 1
    till.tell(e.ClockConfirmedPressed())
    assert not doubted(till)
    till.wait(130)
    assert isinstance(till.kiosk.state, Attract)


@pytest.mark.parametrize("jump", [30 - START, -DAY, DAY])
def test_the_keypad_s_delay_runs_whatever_the_clock_says(jump: int) -> None:
    till = Till()
    till.tell(e.StaffPressed(), *[e.PinWrong()] * 5)
    till.clock(START + jump)
    till.tell(e.AttendantIdentified("A1"))
    assert not till.told(f.AttendantArrived)
    till.wait(20)
    till.tell(e.AttendantIdentified("A1"))
    assert till.told(f.AttendantArrived)


def test_the_keypad_s_delay_begins_again_at_a_start_and_ends() -> None:
    till = Till()
    till.tell(e.StaffPressed(), *[e.PinWrong()] * 5)
    till.off(30 - START)
    till.tell(e.AttendantIdentified("A1"))
    assert not till.told(f.AttendantArrived)
    till.wait(20)
    till.tell(e.AttendantIdentified("A1"))
    assert till.told(f.AttendantArrived)


def test_ten_years_ahead_just_as_a_day_is_about_to_close_closes_nothing() -> None:
    till = Till()
    till.wait(11 * 3600 + 3180)  # 20 seconds before three
    till.clock(till.kiosk.sees.now + TEN_YEARS)
    till.wait(60)
    assert not till.told(f.PeriodClosed)
    till.clock(START + 11 * 3600 + 3180 + 60)
    till.wait(1)
    assert [fact.period for fact in till.told(f.PeriodClosed)] == ["2025-06-15"]


def test_somebody_who_confirms_ten_years_closes_them_all_and_the_kiosk_sells() -> None:
    till = Till()
    till.clock(START + TEN_YEARS)
    confirmed(till)
    till.wait(1)
    days = [fact for fact in till.told(f.PeriodClosed) if fact.kind == "day"]
    assert len(days) == 3652
    assert isinstance(till.scan(BREAD), v.BasketView)
