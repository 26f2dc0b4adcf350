"""Tickets and their lines as tables. Nobody can be recognised in them: no card, no staff, no customer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kiosk.domain.books import moment
from kiosk.domain.facts import Fact, SaleCompleted
from kiosk.domain.money import total
from kiosk.exports.days import Span, tickets
from kiosk.exports.tables import Row, decimal, rate, words, write_table

TICKETS_HEADING = (
    "Journée", "Date", "Heure", "Ticket", "Articles", "Lignes", "Total HT", "Total TVA", "Total TTC", "Espèces",
    "Carte", "Bons et comptes", "Hors vente",
)  # fmt: skip
LINES_HEADING = (
    "Journée", "Ticket", "Ligne", "Code", "Article", "Rayon", "Quantité", "Poids kg", "Prix TTC", "Montant TTC",
    "Taux de TVA %", "Consigne",
)  # fmt: skip


def write_tickets(facts: Iterable[Fact], path: Path, span: Span) -> int:
    """How many tickets."""
    return write_table(path, TICKETS_HEADING, map(_ticket, tickets(facts, span)))


def write_lines(facts: Iterable[Fact], path: Path, span: Span) -> int:
    """How many lines."""
    return write_table(path, LINES_HEADING, (row for ticket in tickets(facts, span) for row in _lines(ticket)))


def _ticket(ticket: SaleCompleted) -> Row:
    when = moment(ticket.at, ticket.utc_offset)
    sums = (total(tax.net for tax in ticket.taxes), total(tax.vat for tax in ticket.taxes), ticket.total)
    besides, others = (total(each.amount for each in paid) for paid in (ticket.tenders, ticket.others))
    counts = (sum(line.count for line in ticket.lines), len(ticket.lines))
    return (
        ticket.day,
        f"{when:%Y-%m-%d}",
        f"{when:%H:%M:%S}",
        str(ticket.receipt),
        *map(str, counts),
        *map(decimal, (*sums, ticket.cash, ticket.card, besides, others)),
    )


def _lines(ticket: SaleCompleted) -> Iterator[Row]:
    for line in ticket.lines:
        yield (
            ticket.day,
            str(ticket.receipt),
            str(line.number),
            words(line.code),
            words(line.name),
            words(line.department),
            str(line.count),
            f"{line.grams // 1000},{line.grams % 1000:03}" if line.grams else "",
            decimal(line.price),
            decimal(line.gross),
            rate(line.rate.basis_points),
            decimal(line.deposits),
        )
