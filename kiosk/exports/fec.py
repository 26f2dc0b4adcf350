"""The till's entries for the accountant, as a FEC: fichier des écritures comptables (LPF, art. L47 A-I and A47 A-1).

One balanced entry for each closed business day. It is the till's part of the books, to be taken into the accountant's
own: the FEC that a tax inspector asks for has all journals of the business.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kiosk.domain.basket import NonItemKind, TenderKind
from kiosk.domain.facts import Fact
from kiosk.domain.money import Money, total
from kiosk.exports.days import Day, Span, days
from kiosk.exports.tables import Row, decimal

COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
)  # fmt: skip
"""A47 A-1, VII: these names, in this order, on the first line."""

ENCODING = "iso8859-15"
"""A47 A-1 allows ASCII, ISO 8859-15 and EBCDIC."""

Account = tuple[str, str]
"""Number (its first three digits are the general chart's, PCG) and name."""


CUSTOMERS: Account = ("411000", "Clients")
GIFT_CARDS: Account = ("419100", "Clients - Cartes cadeaux à utiliser")


@dataclass(frozen=True, slots=True)
class Accounts:
    """Where the till's money goes. The accountant may want others; rates (basis points) without one of their own take
    `sales` and `vat`.
    """

    journal: Account = ("VE", "Ventes")
    cash: Account = ("530000", "Caisse")
    card: Account = ("511500", "Cartes bancaires à encaisser")
    deposits: Account = ("419600", "Clients - Dettes sur emballages consignés")
    tenders: Mapping[TenderKind, Account] = field(
        default_factory=lambda: {
            TenderKind.MEAL_VOUCHER: ("511600", "Titres-restaurant à encaisser"),
            TenderKind.GIFT_CARD: GIFT_CARDS,
            TenderKind.CREDIT_NOTE: ("419800", "Clients - Avoirs à utiliser"),
            TenderKind.EMPTIES: ("419600", "Clients - Dettes sur emballages consignés"),
            TenderKind.COUPON: ("467100", "Bons de réduction à recouvrer"),
            TenderKind.ACCOUNT: CUSTOMERS,
        }
    )
    others: Mapping[NonItemKind, Account] = field(
        default_factory=lambda: {
            NonItemKind.GIFT_CARD: GIFT_CARDS,
            NonItemKind.SETTLEMENT: CUSTOMERS,
            NonItemKind.DONATION: ("467200", "Dons à reverser"),
        }
    )
    sales: Account = ("707000", "Ventes de marchandises")
    vat: Account = ("445710", "TVA collectée")
    sales_by_rate: Mapping[int, Account] = field(
        default_factory=lambda: {
            2000: ("707200", "Ventes de marchandises 20 %"),
            1000: ("707100", "Ventes de marchandises 10 %"),
            550: ("707055", "Ventes de marchandises 5,5 %"),
            210: ("707021", "Ventes de marchandises 2,1 %"),
            0: ("707000", "Ventes de marchandises sans TVA"),
        }
    )
    vat_by_rate: Mapping[int, Account] = field(
        default_factory=lambda: {
            2000: ("445712", "TVA collectée 20 %"),
            1000: ("445711", "TVA collectée 10 %"),
            550: ("445715", "TVA collectée 5,5 %"),
            210: ("445717", "TVA collectée 2,1 %"),
        }
    )

    def __post_init__(self) -> None:
        accounts = (self.cash, self.card, self.deposits, self.sales, self.vat)
        besides = (*self.tenders.values(), *self.others.values())
        for number, name in (*accounts, *besides, *self.sales_by_rate.values(), *self.vat_by_rate.values()):
            if not (number[:3].isdecimal() and len(number) >= 3 and number.isalnum() and number.isascii() and name):
                raise ValueError(f"{number!r} {name!r} is no account: a number that begins with 3 digits, and a name")
        for code_or_name in self.journal:
            if not code_or_name:
                raise ValueError("the journal has a code and a name")

    def sold(self, basis_points: int) -> Account:
        return self.sales_by_rate.get(basis_points, self.sales)

    def collected(self, basis_points: int) -> Account:
        return self.vat_by_rate.get(basis_points, self.vat)


def fec_name(siren: str, year_end: date) -> str:
    """SIREN, FEC, and the last day of the fiscal year."""
    if not (len(siren) == 9 and siren.isdecimal() and siren.isascii()):
        raise ValueError(f"a SIREN has 9 digits, not {siren!r}: it is the beginning of the shop's SIRET")
    return f"{siren}FEC{year_end:%Y%m%d}.txt"


def write_fec(
    facts: Iterable[Fact],
    folder: Path,
    siren: str,
    year_end: date,
    span: Span,
    till: str = "1",
    accounts: Accounts | None = None,
) -> Path:
    """The file of all days of `span` that are closed. It is whole on disk, or not there. BooksDiffer: none is written.

    `facts` in the journal's order. `siren`: the first nine digits of the SIRET.
    """
    path = folder / fec_name(siren, year_end)
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding=ENCODING, errors="replace", newline="") as file:
        for row in fec_rows(facts, span, till, accounts or Accounts()):
            file.write("\t".join(row) + "\r\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path


def fec_rows(facts: Iterable[Fact], span: Span, till: str, accounts: Accounts) -> Iterator[Row]:
    """The heading, then the lines of each entry; entries are numbered from 1."""
    yield COLUMNS
    number = 0
    for day in days(facts, span):
        if day.closed and (movements := tuple(_movements(day, accounts))):
            number += 1
            yield from (_row(day, number, till, accounts, account, amount) for account, amount in movements)


def _movements(day: Day, accounts: Accounts) -> Iterator[tuple[Account, Money]]:
    """Every account with what it receives: above zero is debit, below zero credit. They sum up to nothing."""
    moved = [(accounts.cash, day.cash), (accounts.card, day.card)]
    moved += [(accounts.tenders[kind], day.tenders[kind]) for kind in sorted(day.tenders)]
    for rate in day.rates:
        moved.append((accounts.sold(rate.basis_points), -day.net[rate]))
        moved.append((accounts.collected(rate.basis_points), -day.vat[rate]))
    moved.append((accounts.deposits, -day.deposits))
    moved += [(accounts.others[kind], -day.others[kind]) for kind in sorted(day.others)]
    assert not total(amount for _, amount in moved), day
    return ((account, amount) for account, amount in moved if amount)


def _row(day: Day, number: int, till: str, accounts: Accounts, account: Account, amount: Money) -> Row:
    of_day = day.day.replace("-", "")
    year, month, in_month = day.day.split("-")
    tickets = f"ticket {day.first}" if day.tickets == 1 else f"tickets {day.first} à {day.last}"
    told = f"Caisse {till}, ventes du {in_month}/{month}/{year}, {tickets}"
    debit, credit = (amount, Money(0)) if amount.cents > 0 else (Money(0), -amount)
    values = (
        *accounts.journal, str(number), of_day, *account, "", "", f"Z{of_day}-{till}", of_day, told, decimal(debit),
        decimal(credit), "", "", day.closed.replace("-", ""), "", "",
    )  # fmt: skip
    return tuple(value.replace("\t", " ").replace("\r", " ").replace("\n", " ") for value in values)
