"""Rules about closings: each business day, month and year closes by itself, in order, also after days switched off.

A sale in progress belongs to the day on which it completes: to the one that is open then, never to a closed one.
"""

from __future__ import annotations

from datetime import date

from kiosk.domain import facts as f
from kiosk.domain.bookkeeping import booked
from kiosk.domain.books import PeriodKind, business_day, next_day, period_of
from kiosk.domain.facts import Fact
from kiosk.domain.states import Attended, Attract, Books, Closed, Kiosk


def due(kiosk: Kiosk) -> tuple[Fact, ...]:
    """What is to be opened and closed now."""
    sees, books = kiosk.sees, kiosk.till.books
    if kiosk.shop.handheld:
        return ()  # it sells nothing
    if not sees.booted or sees.journal_broken or kiosk.blocked:
        return ()
    today = _today(kiosk)
    if not books.day:
        return (f.DayOpened(today),)
    facts: list[Fact] = []
    while books.day < today:
        closings = day_closed(kiosk, books)
        facts += closings
        for each in closings:
            books = booked(books, each)
    return tuple(facts)


def days_due(kiosk: Kiosk) -> int:
    """How many days would close now."""
    open_day = kiosk.till.books.day
    if not open_day:
        return 0
    return max(0, (date.fromisoformat(_today(kiosk)) - date.fromisoformat(open_day)).days)


def may_close(kiosk: Kiosk, visit: Attended) -> bool:
    """May the visitor close the open day now? Between customers, and not one day after the other in advance."""
    books = kiosk.till.books
    quiet = isinstance(visit.under, Attract | Closed) and not kiosk.blocked
    return quiet and bool(books.day) and books.day <= _today(kiosk)


def day_closed(kiosk: Kiosk, books: Books, by: str = "") -> tuple[Fact, ...]:
    """The open day is closed and the next one opened; the month and the year with their last day."""
    tomorrow = next_day(books.day)
    ends = tuple(kind for kind in PeriodKind if _period(kiosk, kind, books.day) != _period(kiosk, kind, tomorrow))
    return (*(_closed(kiosk, books, kind, by) for kind in ends), f.DayOpened(tomorrow))


def _today(kiosk: Kiosk) -> str:
    return business_day(kiosk.sees.now, kiosk.sees.utc_offset, kiosk.shop.closing_hour)


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
