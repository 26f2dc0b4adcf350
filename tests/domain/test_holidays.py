"""French public holidays, computed, Easter included."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.domain.holidays import FRENCH_HOLIDAYS, REGIONAL_HOLIDAYS, easter, is_holiday


@pytest.mark.parametrize(
    "day",
    [
        # those that tell a right reckoning from a nearly right one: the first and the last possible, and the exceptions
        "1598-03-22", "1818-03-22", "1943-04-25", "2038-04-25", "1954-04-18", "1981-04-19", "2049-04-18", "2076-04-19",
        "2000-04-23", "2008-03-23", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28",
    ],
)  # fmt: skip
def test_easter_falls_on_the_day_of_the_calendar(day: str) -> None:
    expected = date.fromisoformat(day)
    assert easter(expected.year) == expected


def test_easter_is_a_sunday_between_22_march_and_25_april() -> None:
    for year in range(1583, 4100):
        day = easter(year)
        assert day.weekday() == 6
        assert date(year, 3, 22) <= day <= date(year, 4, 25)


def test_the_eleven_holidays_of_2026() -> None:
    days = [date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    assert [f"{day:%m-%d}" for day in days if is_holiday(day, FRENCH_HOLIDAYS)] == [
        "01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25",
    ]  # fmt: skip


def test_the_days_of_a_region_are_added_by_name_or_by_month_and_day() -> None:
    assert is_holiday(date(2026, 4, 3), REGIONAL_HOLIDAYS)
    assert is_holiday(date(2026, 12, 26), REGIONAL_HOLIDAYS)
    assert is_holiday(date(2026, 12, 20), ("12-20",))
    assert not is_holiday(date(2026, 4, 3), FRENCH_HOLIDAYS)
    assert not is_holiday(date(2026, 12, 25), ())
