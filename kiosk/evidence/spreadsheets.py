"""The tables of an archive for eyes and spreadsheets: tickets, their lines, closings and events. Proof is the journal.

UTF-8 with a byte order mark, semicolons, comma decimals: a French spreadsheet opens them with a double click. No cell
is ever a formula.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import IO

from kiosk.domain import facts as f
from kiosk.domain.books import KindTotals, moment
from kiosk.domain.facts import Fact
from kiosk.domain.money import Money, total
from kiosk.domain.tax import TaxTotal

Row = tuple[str, ...]

BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so would be reckoned by a spreadsheet: what is printed on an article must not be run."""

HEADS: dict[str, Row] = {
    "tickets.csv": (
        "Écriture", "Ticket", "École", "Journée", "Date", "Heure", "Lignes", "Total TTC", "Taux TVA", "HT", "TVA",
        "TTC du taux", "Espèces", "Carte", "Bons et comptes", "Hors vente",
        "Grand total perpétuel", "Grand total perpétuel absolu",
    ),
    "lignes.csv": (
        "Écriture", "Ticket", "École", "Ligne", "Code", "Article", "Rayon", "Nombre", "Poids kg", "Prix unitaire TTC",
        "Montant TTC", "Taux TVA", "Consigne",
    ),
    "clotures.csv": (
        "Écriture", "Période", "Nom", "Date", "Heure", "Tickets", "Premier ticket", "Dernier ticket", "Taux TVA", "HT",
        "TVA", "TTC du taux", "Total TTC", "Espèces", "Carte", "Bons et comptes", "Hors vente",
        "Ventes annulées", "Lignes retirées",
        "Décisions du personnel", "Grand total perpétuel du taux", "Grand total perpétuel absolu du taux", "Par",
    ),
    "evenements.csv": ("Écriture", "Numéro", "Code", "Texte", "Date et heure", "Opérateur", "Caisse"),
}  # fmt: skip
"""The tables and their columns. Where a ticket or closing has several VAT rates it has one row for each."""

PERIODS = {"day": "jour", "month": "mois", "year": "exercice"}


class Tables:
    """Rows are written as the journal is read, each table into its own file."""

    def __init__(self, files: dict[str, IO[bytes]]) -> None:
        """`files`: one for each of HEADS."""
        self._files = files
        for name, file in files.items():
            file.write("\ufeff".encode() + _line(HEADS[name]))

    def entry(self, number: int, fact: Fact) -> None:
        """What this fact adds."""
        match fact:
            case f.SaleCompleted():
                self._write("tickets.csv", _ticket(number, fact))
                self._write("lignes.csv", _lines(number, fact))
            case f.PeriodClosed():
                self._write("clotures.csv", _closing(number, fact))

    def event(self, entry: int, fields: dict[str, str]) -> None:
        """A sealed event."""
        row = (str(entry), *(fields[name] for name in ("number", "code", "text", "at", "operator", "till")))
        self._write("evenements.csv", [row])

    def _write(self, name: str, rows: Iterable[Row]) -> None:
        self._files[name].writelines(map(_line, rows))


def _ticket(number: int, fact: f.SaleCompleted) -> Iterable[Row]:
    when = moment(fact.at, fact.utc_offset)
    for tax in fact.taxes:
        yield (
            str(number), str(fact.receipt), _school(fact), fact.day, *_moment(when), str(len(fact.lines)),
            euros(fact.total), *_tax(tax), euros(fact.cash), euros(fact.card),
            euros(total(each.amount for each in fact.tenders)), euros(total(each.amount for each in fact.others)),
            euros(fact.perpetual), euros(fact.absolute),
        )  # fmt: skip


def _lines(number: int, fact: f.SaleCompleted) -> Iterable[Row]:
    for line in fact.lines:
        yield (
            str(number), str(fact.receipt), _school(fact), str(line.number), line.code, line.name, line.department,
            str(line.count), decimal(line.grams, 3) if line.grams else "", euros(line.price), euros(line.gross),
            percent(line.rate.basis_points), euros(line.deposits),
        )  # fmt: skip


def _closing(number: int, fact: f.PeriodClosed) -> Iterable[Row]:
    takings, when = fact.takings, moment(fact.at, fact.utc_offset)
    taxes = {tax.rate.basis_points: _tax(tax) for tax in takings.taxes}
    absolute = dict(fact.absolute)
    for rate, perpetual in fact.perpetual or ((0, 0),):
        yield (
            str(number), PERIODS[fact.kind.value], fact.period, *_moment(when), str(takings.tickets),
            str(takings.first), str(takings.last), *taxes.get(rate, (percent(rate), *[euros(Money(0))] * 3)),
            euros(takings.total), euros(takings.cash), euros(takings.card), _kinds(takings.tenders),
            _kinds(takings.others), str(takings.cancelled),
            str(takings.removed), str(takings.overrides), euros(Money(perpetual)),
            euros(Money(absolute.get(rate, 0))), fact.by,
        )  # fmt: skip


def _kinds(totals: KindTotals) -> str:
    return euros(Money(sum(cents for _, cents in totals)))


def _tax(tax: TaxTotal) -> Row:
    return percent(tax.rate.basis_points), euros(tax.net), euros(tax.vat), euros(tax.gross)


def _school(fact: f.SaleCompleted) -> str:
    return "oui" if fact.training else ""


def _moment(when: datetime) -> Row:
    return f"{when:%d/%m/%Y}", f"{when:%H:%M:%S}"


# Cells


def euros(amount: Money) -> str:
    return decimal(amount.cents, 2)


def percent(basis_points: int) -> str:
    return decimal(basis_points, 2)


def decimal(units: int, places: int) -> str:
    """Whole units with a comma before the last places: decimal(-1250, 2) is -12,50."""
    digits = f"{abs(units):0{places + 1}d}"
    return f"{'-' if units < 0 else ''}{digits[:-places]},{digits[-places:]}"


def cell(value: str) -> str:
    """A value as it stands in a row: never a formula, and in quotes where it needs them."""
    if value.startswith(BEGINS_FORMULA) and not _number(value):
        value = f"'{value}"
    if any(each in value for each in ';"\n\r'):
        value = '"' + value.replace('"', '""') + '"'
    return value


def _number(value: str) -> bool:
    return value[1:].replace(",", "", 1).isdecimal()


def _line(row: Row) -> bytes:
    return (";".join(map(cell, row)) + "\r\n").encode()
