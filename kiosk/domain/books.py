"""The shop's books: what a business day, month and year have brought, and the grand totals that are never reset.

A business day begins at the closing hour, not at midnight: what is sold at one in the morning belongs to the evening.
Totals are sums of tickets, never reckoned again (CGI art. 286, I-3° bis; BOI-TVA-DECLA-30-10-30).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from kiosk.domain.money import NOTHING, Money
from kiosk.domain.tax import TaxTotal

SECONDS_A_HOUR = 3600
MOMENT_MAX = 7_258_118_400
"""1 January 2200, so that adding to it is always a date."""

RateTotals = tuple[tuple[int, int], ...]
"""Gross cents by VAT rate in basis points, highest rate first: ((2000, 1250), (550, 320))."""


KindTotals = tuple[tuple[str, int], ...]
"""Cents by kind, in the order of the kinds' names: (("gift_card", 2000), ("meal_voucher", 850))."""


class PeriodKind(StrEnum):
    """What is closed."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Takings:
    """What a period has brought so far. `first` and `last` are receipt numbers, 0 when nothing was sold."""

    tickets: int = 0
    first: int = 0
    last: int = 0
    taxes: tuple[TaxTotal, ...] = ()
    cash: Money = NOTHING
    card: Money = NOTHING
    cancelled: int = 0  # sales cancelled or abandoned
    removed: int = 0  # lines taken out of baskets
    overrides: int = 0  # what staff allowed: articles released, lines voided
    tenders: KindTotals = ()  # what vouchers paid and what was put on account, by basket.TenderKind
    others: KindTotals = ()  # what was paid without being sold, by basket.NonItemKind

    @property
    def total(self) -> Money:
        return Money(sum(tax.gross.cents for tax in self.taxes))

    @property
    def rates(self) -> RateTotals:
        return tuple((tax.rate.basis_points, tax.gross.cents) for tax in self.taxes)

    def with_ticket(
        self,
        receipt: int,
        taxes: Iterable[TaxTotal],
        cash: Money,
        card: Money,
        tenders: Iterable[tuple[str, int]] = (),
        others: Iterable[tuple[str, int]] = (),
    ) -> Takings:
        """One more ticket. `tenders`, `others`: kind and cents of each."""
        return replace(
            self,
            tickets=self.tickets + 1,
            first=self.first or receipt,
            last=receipt,
            taxes=_added(self.taxes, taxes),
            cash=self.cash + cash,
            card=self.card + card,
            tenders=_summed(self.tenders, tenders),
            others=_summed(self.others, others),
        )


NO_TAKINGS = Takings()


def plus(totals: RateTotals, more: Iterable[tuple[int, int]]) -> RateTotals:
    """Both totals together, rate by rate."""
    sums = dict(totals)
    for rate, cents in more:
        sums[rate] = sums.get(rate, 0) + cents
    return tuple(sorted(sums.items(), reverse=True))


def _summed(totals: KindTotals, more: Iterable[tuple[str, int]]) -> KindTotals:
    sums = dict(totals)
    for kind, cents in more:
        sums[kind] = sums.get(kind, 0) + cents
    return tuple(sorted(sums.items()))


def worth(totals: RateTotals) -> Money:
    """All rates together."""
    return Money(sum(cents for _, cents in totals))


def _added(totals: tuple[TaxTotal, ...], more: Iterable[TaxTotal]) -> tuple[TaxTotal, ...]:
    sums = {tax.rate: tax for tax in totals}
    for tax in more:
        if before := sums.get(tax.rate):
            tax = TaxTotal(tax.rate, before.net + tax.net, before.vat + tax.vat, before.gross + tax.gross)
        sums[tax.rate] = tax
    return tuple(sums[rate] for rate in sorted(sums, reverse=True))


# The calendar


def business_day(now: int, utc_offset: int, closing_hour: int) -> str:
    """The business day of this moment, as 2026-11-22. `closing_hour`: 0 to 12, when the day before ends."""
    return f"{moment(now, utc_offset - closing_hour * SECONDS_A_HOUR):%Y-%m-%d}"


def moment(at: int, utc_offset: int) -> datetime:
    """The shop's own time of `at` (UTC seconds); `utc_offset` in seconds. A clock gone mad shows 1970 or 2200."""
    return datetime.fromtimestamp(min(max(at, 0), MOMENT_MAX), UTC) + timedelta(seconds=utc_offset)


def next_day(day: str) -> str:
    """The business day after this one."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def date_of(period: str) -> str:
    """A day, month or year as people write it: 22/11/2026, 11/2026, 2026 or 2026-2027."""
    parts = period.split("-")
    return period if len(parts[-1]) == len("2026") else "/".join(reversed(parts))


def period_of(kind: PeriodKind, day: str, year_begins: int = 1) -> str:
    """The name of the period of this kind that a business day lies in: 2026-11-22, 2026-11, 2026 or 2026-2027.

    `year_begins`: the month (1 to 12) with which the shop's fiscal year begins.
    """
    match kind:
        case PeriodKind.DAY:
            return day
        case PeriodKind.MONTH:
            return day[:7]
        case PeriodKind.YEAR:
            year, month = int(day[:4]), int(day[5:7])
            first = year if month >= year_begins else year - 1
            return f"{first}" if year_begins == 1 else f"{first}-{first + 1}"
