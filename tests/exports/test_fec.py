"""The accountant's file: golden figures, every published rule kept, and every broken file seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.basket import Line
from kiosk.domain.facts import Fact
from kiosk.exports.days import BooksDiffer, Span
from kiosk.exports.fec import COLUMNS, ENCODING, Accounts, fec_name, write_fec
from kiosk.exports.fec_check import MISTAKES_MAX, check_fec
from tests.domain.test_basket import LINES
from tests.exports.books import FIRST, MONDAY, NOON, SIREN, THIRD, WEEK, besides, closing, journal, line, said, ticket

YEAR_END = date(2026, 12, 31)
Sales = list[tuple[list[Line], int]]

MONDAY_LINES = [
    "530000 Caisse 14,70 0,00",
    "511500 Cartes bancaires à encaisser 22,53 0,00",
    "707200 Ventes de marchandises 20 % 0,00 18,33",
    "445712 TVA collectée 20 % 0,00 3,66",
    "707100 Ventes de marchandises 10 % 0,00 2,73",
    "445711 TVA collectée 10 % 0,00 0,27",
    "707055 Ventes de marchandises 5,5 % 0,00 9,99",
    "445715 TVA collectée 5,5 % 0,00 0,55",
    "707000 Ventes de marchandises sans TVA 0,00 1,50",
    "419600 Clients - Dettes sur emballages consignés 0,00 0,20",
]


def written(folder: Path, facts: Iterable[Fact] | None = None, accounts: Accounts | None = None) -> Path:
    return write_fec(journal() if facts is None else facts, folder, SIREN, YEAR_END, WEEK, accounts=accounts)


def rows(path: Path) -> list[list[str]]:
    return [row.split("\t") for row in said(path, ENCODING).split("\r\n")[:-1]]


def test_a_closed_day_is_one_balanced_entry(tmp_path: Path) -> None:
    path = written(tmp_path)
    heading, *lines = rows(path)
    assert tuple(heading) == COLUMNS
    monday = [row for row in lines if row[2] == "1"]
    assert [" ".join((row[4], row[5], row[11], row[12])) for row in monday] == MONDAY_LINES
    assert {tuple(row[:4]) for row in monday} == {("VE", "Ventes", "1", "20261123")}
    assert {(row[8], row[9], row[10], row[15]) for row in monday} == {
        ("Z20261123-1", "20261123", "Caisse 1, ventes du 23/11/2026, tickets 1 à 3", "20261124")
    }


def test_the_file_keeps_all_rules(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert path.name == "123456789FEC20261231.txt"
    assert check_fec(path) == ()
    assert not list(tmp_path.glob("*.part"))


def test_a_discount_larger_than_its_rate_changes_sides(tmp_path: Path) -> None:
    back = ticket(1, MONDAY, NOON, *(each for each in THIRD.lines[:1]), *FIRST.lines[1:], cash=804)
    path = written(tmp_path, (back, closing(MONDAY, NOON + 54_000, back)))
    assert check_fec(path) == ()
    assert ["707200", "2,08", "0,00"] in [[row[4], *row[11:13]] for row in rows(path)]


def test_an_open_day_and_training_are_not_in_it(tmp_path: Path) -> None:
    text = said(written(tmp_path), ENCODING)
    assert "25/11/2026" not in text
    assert "999,99" not in text


def test_vouchers_and_donations_have_accounts_of_their_own(tmp_path: Path) -> None:
    sold = besides(ticket(1, MONDAY, NOON, line(1, 1200, 2000), cash=1200), 500, 80)
    facts = (sold, closing(MONDAY, NOON + 54_000, sold))
    path = write_fec(facts, tmp_path, SIREN, YEAR_END, WEEK)
    assert check_fec(path) == ()
    moved = {row[4]: (row[11], row[12]) for row in rows(path)[1:]}
    assert moved["530000"] == ("7,80", "0,00")
    assert moved["419100"] == ("5,00", "0,00")
    assert moved["467200"] == ("0,00", "0,80")


def test_a_closing_that_counts_other_vouchers_stops_everything(tmp_path: Path) -> None:
    sold = besides(ticket(1, MONDAY, NOON, line(1, 1200, 2000), cash=1200), 500, 80)
    facts = (sold, closing(MONDAY, NOON + 54_000, besides(sold, 400, 80)))
    with pytest.raises(BooksDiffer):
        write_fec(facts, tmp_path, SIREN, YEAR_END, WEEK)


def test_the_accountant_chooses_accounts(tmp_path: Path) -> None:
    accounts = Accounts(cash=("531100", "Caisse automatique"), sales_by_rate={}, vat_by_rate={})
    path = written(tmp_path, accounts=accounts)
    assert check_fec(path) == ()
    assert {"531100", "707000", "445710"} <= {row[4] for row in rows(path)}


@pytest.mark.parametrize("account", [("53", "Caisse"), ("CAI", "Caisse"), ("530 000", "Caisse"), ("530000", "")])
def test_an_account_that_is_none_is_refused(account: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="is no account"):
        Accounts(cash=account)


def test_tickets_that_the_closing_does_not_count_stop_everything(tmp_path: Path) -> None:
    with pytest.raises(BooksDiffer, match="other totals"):
        written(tmp_path, (FIRST, closing(MONDAY, NOON + 54_000)))
    with pytest.raises(BooksDiffer, match="left the journal"):
        written(tmp_path, (closing(MONDAY, NOON + 54_000, FIRST),))
    with pytest.raises(BooksDiffer, match="was over"):
        written(tmp_path, (FIRST, closing(MONDAY, NOON + 54_000, FIRST), FIRST))
    assert not list(tmp_path.glob("*.txt"))


@pytest.mark.parametrize("siren", ["", "12345678", "1234567890", "12345678A", "１２３４５６７８９"])
def test_a_siren_has_nine_digits(siren: str) -> None:
    with pytest.raises(ValueError, match="9 digits"):
        fec_name(siren, YEAR_END)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="after its end"):
        Span("2026-11-24", "2026-11-23")


@given(st.lists(st.tuples(st.lists(LINES, min_size=1, max_size=4), st.integers(0, 500)), min_size=1, max_size=8))
@settings(max_examples=30)
def test_whatever_was_sold_is_balanced(tmp_path_factory: pytest.TempPathFactory, sales: Sales) -> None:
    sold = [ticket(n, MONDAY, NOON + n, *lines, cash=cash) for n, (lines, cash) in enumerate(sales, 1)]
    facts: list[Fact] = [*sold, closing(MONDAY, NOON + 54_000, *sold)]
    path = written(tmp_path_factory.mktemp("fec"), facts)
    assert [each for each in check_fec(path) if each != "there is no entry in this file"] == []


# Broken files


def cell(row: int, column: str, value: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        lines = [line.split("\t") for line in text.split("\r\n")]
        lines[row][COLUMNS.index(column)] = value
        return "\r\n".join("\t".join(line) for line in lines)

    return change


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        (lambda text: text.replace("JournalCode", "Journal", 1), "line 1: not the 18 names"),
        (lambda text: text.split("\r\n", 1)[1], "line 1: not the 18 names"),
        (lambda text: text.split("\r\n", 1)[0] + "\r\n", "there is no entry"),
        (lambda text: text + "one\ttwo\r\n", "2 columns, not 18"),
        (cell(1, "EcritureDate", "2026-11-23"), "no date as YYYYMMDD"),
        (cell(1, "PieceDate", "20260230"), "no date as YYYYMMDD"),
        (cell(1, "ValidDate", ""), "ValidDate is empty"),
        (cell(1, "CompteNum", "CAISSE"), "does not begin with three digits"),
        (cell(1, "CompteNum", "53"), "does not begin with three digits"),
        (cell(11, "CompteLib", "Autre nom"), "has two names"),
        (cell(1, "CompteLib", " "), "CompteLib is empty"),
        (cell(1, "Debit", "14.70"), "is no amount"),
        (cell(1, "Debit", "1 470,00"), "is no amount"),
        (cell(1, "Debit", "14,71"), "entry VE 1 is not balanced: 1 cents"),
        (cell(1, "Debit", "14,71"), "debit and credit of the whole file differ by 1 cents"),
        (cell(1, "Credit", "14,70"), "either Debit or Credit"),
        (cell(1, "Debit", "0,00"), "either Debit or Credit"),
        (cell(1, "CompAuxNum", "C1"), "CompAuxNum and CompAuxLib"),
        (cell(1, "Idevise", "USD"), "Montantdevise and Idevise"),
        (cell(1, "DateLet", "20261123"), "EcritureLet and DateLet"),
        (cell(2, "EcritureDate", "20261122"), "has two dates"),
        (lambda text: text.replace("\t2\t20261124", "\t3\t20261124"), "a number is missing"),
        (lambda text: text.replace("\t2\t20261124", "\tDEUX\t20261124"), "does not end in a number"),
        (lambda text: text + text.split("\r\n")[1] + "\r\n", "comes twice"),
        (lambda text: text.replace("\t20261125\t\t", "\t20261101\t\t"), "validated before its date"),
        (lambda text: text.replace("\t20261124\t\t", "\t20261201\t\t"), "stands after one that was validated later"),
        (lambda text: text.replace("20261123", "20270123"), "after the end of the fiscal year"),
        (lambda text: text + "x" * 10_001, "longer than"),
        (lambda text: text.replace("à", "\x80"), "no characters of ISO 8859-15"),
    ],
)
def test_a_broken_file_is_seen(change: Callable[[str], str], mistake: str, tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_bytes(change(path.read_bytes().decode(ENCODING)).encode(ENCODING))
    found = check_fec(path)
    assert any(mistake in each for each in found), found


def test_utf8_and_a_wrong_name_are_seen(tmp_path: Path) -> None:
    path = written(tmp_path)
    other = tmp_path / "export.txt"
    other.write_bytes(path.read_bytes().decode(ENCODING).encode())
    found = check_fec(other)
    assert any("the name is not SIREN" in each for each in found)
    assert any("is written in UTF-8" in each for each in found)


def test_vertical_bars_are_as_good_as_tabs(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"\t", b"|"))
    assert check_fec(path) == ()


@given(st.binary(max_size=400))
def test_any_bytes_are_checked_without_harm(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("fec") / "123456789FEC20261231.txt"
    for begin in (b"", "\t".join(COLUMNS).encode() + b"\r\n"):
        path.write_bytes(begin + data)
        assert 0 < len(check_fec(path)) <= MISTAKES_MAX
