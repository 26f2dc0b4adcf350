"""Rules about closings: each business day, month and year closes by itself, in order, also after days switched off.

A sale in progress belongs to the day on which it completes: to the one that is open then, never to a closed one.
"""

from __future__ import annotations

from kiosk.domain import facts as f
from kiosk.domain.books import PeriodKind, business_day, next_day, period_of
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.history import booked
from kiosk.domain.states import Books, Kiosk

DAYS_MAX = 62
"""How many days are closed at once; the rest follows with the next ticks."""


def due(kiosk: Kiosk) -> tuple[Fact, ...]:
    """What is to be opened and closed now."""
    sees, books = kiosk.sees, kiosk.till.books
    if not sees.booted or sees.journal_broken or kiosk.called(Reason.CLOCK) or kiosk.called(Reason.ROLLBACK):
        return ()
    today = business_day(sees.now, sees.utc_offset, kiosk.shop.closing_hour)
    if not books.day:
        return (f.DayOpened(today),)
    facts: tuple[Fact, ...] = ()
    for _ in range(DAYS_MAX):
        if books.day >= today:
            break
        closings = day_closed(kiosk, books)
        facts += closings
        for each in closings:
            books = booked(books, each)
    return facts


def day_closed(kiosk: Kiosk, books: Books, by: str = "") -> tuple[Fact, ...]:
    """The open day is closed and the next one opened; the month and the year with their last day."""
    tomorrow = next_day(books.day)
    ends = tuple(kind for kind in PeriodKind if _period(kiosk, kind, books.day) != _period(kiosk, kind, tomorrow))
    return (*(_closed(kiosk, books, kind, by) for kind in ends), f.DayOpened(tomorrow))


def _period(kiosk: Kiosk, kind: PeriodKind, day: str) -> str:
    return period_of(kind, day, kiosk.shop.year_begins)


def _closed(kiosk: Kiosk, books: Books, kind: PeriodKind, by: str) -> f.PeriodClosed:
    takings = {PeriodKind.DAY: books.of_day, PeriodKind.MONTH: books.of_month, PeriodKind.YEAR: books.of_year}[kind]
    return f.PeriodClosed(
        kind,
        _period(kiosk, kind, books.day),
        kiosk.sees.now,
        kiosk.sees.utc_offset,
        takings,
        books.perpetual,
        books.absolute,
        by,
    )
