"""The books that are open now, and whether what is sold counts at all: what a journal adds up to, period by period."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.books import NO_TAKINGS, RateTotals, Takings
from kiosk.domain.facts import PeriodClosed


@dataclass(frozen=True, slots=True)
class Books:
    """The open business day, month and year, and the grand totals. `day` is empty until the first day is opened.

    `closings` holds the last closing of each kind.
    """

    day: str = ""
    of_day: Takings = NO_TAKINGS
    of_month: Takings = NO_TAKINGS
    of_year: Takings = NO_TAKINGS
    perpetual: RateTotals = ()
    absolute: RateTotals = ()
    closings: tuple[PeriodClosed, ...] = ()


@dataclass(frozen=True, slots=True)
class Training:
    """Staff are learning. `receipts` numbers their tickets, which count for nothing. `by` is empty when it is over."""

    by: str = ""
    receipts: int = 0


NO_BOOKS = Books()
NO_TRAINING = Training()
