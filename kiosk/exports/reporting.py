"""Totals for B2C e-reporting: by business day and VAT rate, what CGI annexe II, art. 242 nonies M, I asks for.

The file carries them to the platform that transmits (its own format changes with the platform). Columns: the seller's
SIREN (1°), the day (2°, 8°), the category of operations (4°: TLB1 goods, TPS1 services), by rate the taxable base and
its VAT (5°), the currency (7°) and how many transactions the *day* had (9°: the same number on each row of a day, not
to be added up). Deposits on packaging bear no VAT and are no sale: they are not in it, and a ticket counts with them or
without. A day is the business day, so that the totals are those of the Z: a sale after midnight is the evening's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from kiosk.domain.facts import Fact
from kiosk.exports.days import Span, days
from kiosk.exports.tables import Row, decimal, rate, write_table

CURRENCY = "EUR"

HEADING = ("SIREN", "Date", "Catégorie", "Taux de TVA %", "Base HT", "TVA", "Devise", "Transactions du jour")


class Category(StrEnum):
    """What the till sells, as the e-reporting's external specifications call it."""

    GOODS = "TLB1"
    SERVICES = "TPS1"


def write_reporting(
    facts: Iterable[Fact], path: Path, siren: str, span: Span, category: Category = Category.GOODS
) -> int:
    """How many rows. Only days that are closed: an open day would change."""
    return write_table(path, HEADING, reporting_rows(facts, siren, span, category))


def reporting_rows(facts: Iterable[Fact], siren: str, span: Span, category: Category) -> Iterator[Row]:
    for day in days(facts, span):
        for each in day.rates if day.closed else ():
            money = (decimal(day.net[each]), decimal(day.vat[each]), CURRENCY)
            yield (siren, day.day, category.value, rate(each.basis_points), *money, str(day.tickets))
