"""French public holidays: the eleven of the Code du travail (art. L3133-1), and those of some regions, by their names.

Alsace and Moselle have two more (art. L3134-13), each overseas department a day of its own (art. L3422-2): that one is
given as month and day, such as "12-20".
"""

from __future__ import annotations

from datetime import date, timedelta

FRENCH_HOLIDAYS = (
    "new_year", "easter_monday", "labour_day", "victory_1945", "ascension", "whit_monday", "bastille_day", "assumption",
    "all_saints", "armistice_1918", "christmas",
)  # fmt: skip

REGIONAL_HOLIDAYS = ("good_friday", "second_christmas_day")

_AFTER_EASTER = {"good_friday": -2, "easter_monday": 1, "ascension": 39, "whit_monday": 50}
_FIXED = {
    "new_year": "01-01",
    "labour_day": "05-01",
    "victory_1945": "05-08",
    "bastille_day": "07-14",
    "assumption": "08-15",
    "all_saints": "11-01",
    "armistice_1918": "11-11",
    "christmas": "12-25",
    "second_christmas_day": "12-26",
}


def is_holiday(day: date, holidays: tuple[str, ...]) -> bool:
    """Is this day one of these holidays? Each a name of this module, or month and day."""
    written = f"{day:%m-%d}"
    since_easter = (day - easter(day.year)).days
    return any(
        _AFTER_EASTER[name] == since_easter if name in _AFTER_EASTER else _FIXED.get(name, name) == written
        for name in holidays
    )


def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar, by the method printed in Nature, 20 April 1876."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, of_leap = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon_shift + 15) % 30
    quarters, of_quarter = divmod(of_century, 4)
    to_sunday = (32 + 2 * of_leap + 2 * quarters - epact - of_quarter) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    return date(year, 3, 22) + timedelta(days=epact + to_sunday - 7 * late)
