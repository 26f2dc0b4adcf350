"""The tables of an archive open in a French spreadsheet, say what the journal says, and run nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import facts as f
from kiosk.evidence.record import Record
from kiosk.evidence.spreadsheets import BEGINS_FORMULA, HEADS, cell, decimal
from tests.evidence.archives import Files, files_of
from tests.evidence.tills import Till


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Files, list[f.SaleCompleted]]]:
    """The files of an archive and the tickets in the journal it was made of."""
    till = Till(tmp_path_factory.mktemp("till"))
    till.day(12)
    record = Record(till.path)
    tickets = [fact for fact in record.facts() if isinstance(fact, f.SaleCompleted)]
    record.close()
    yield files_of(till.archive("day", "2026-11-29").place), tickets
    till.close()


def table(files: Files, name: str) -> list[dict[str, str]]:
    text = files[name].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def cents(value: str) -> int:
    return int(value.replace(",", ""))


def test_every_table_has_a_byte_order_mark_and_its_columns(told: tuple[Files, list[f.SaleCompleted]]) -> None:
    files, _ = told
    for name, columns in HEADS.items():
        assert files[name].startswith(b"\xef\xbb\xbf")
        assert tuple(table(files, name)[0]) == columns


def test_the_tables_add_up_to_what_the_tickets_say(told: tuple[Files, list[f.SaleCompleted]]) -> None:
    files, tickets = told
    total = sum(ticket.total.cents for ticket in tickets)
    assert sum(cents(row["TTC du taux"]) for row in table(files, "tickets.csv")) == total
    lines = table(files, "lignes.csv")
    assert sum(cents(row["Montant TTC"]) + cents(row["Consigne"]) for row in lines) == total
    assert len(lines) == sum(len(ticket.lines) for ticket in tickets)
    counted = sum(ticket.total.cents for ticket in tickets if not ticket.training)
    assert sum(cents(row["TTC du taux"]) for row in table(files, "clotures.csv")) == counted


def test_names_survive_the_table(told: tuple[Files, list[f.SaleCompleted]]) -> None:
    files, tickets = told
    names = [line.name for ticket in tickets for line in ticket.lines]
    read = [row["Article"] for row in table(files, "lignes.csv")]
    assert [name.removeprefix("'") for name in read] == names
    assert "'=1+1" in read


@pytest.mark.parametrize(("units", "places", "text"), [(0, 2, "0,00"), (-5, 2, "-0,05"), (123456, 3, "123,456")])
def test_decimals_have_a_comma(units: int, places: int, text: str) -> None:
    assert decimal(units, places) == text


@given(st.text())
def test_no_text_is_ever_a_formula_and_none_leaves_its_cell(text: str) -> None:
    row = next(csv.reader(io.StringIO(cell(text) + ";end", newline=""), delimiter=";"))
    assert row[0].removeprefix("'") == text.removeprefix("'")
    assert row[1:] == ["end"]
    assert not row[0].startswith(BEGINS_FORMULA) or row[0][1:].replace(",", "", 1).isdecimal()


def test_an_archive_is_named_so_that_any_medium_takes_it(tmp_path: Path) -> None:
    till = Till(tmp_path)
    till.day(1)
    assert till.archive("day", "2026-11-29").place.name == "archive-caisse-1-2026-11-29.zip"
    till.close()
