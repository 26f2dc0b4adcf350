"""Totals for e-reporting, tickets and lines as tables: right to the cent, nobody in them, nothing that computes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.money import Money
from kiosk.exports.reporting import HEADING, Category, write_reporting
from kiosk.exports.sales import LINES_HEADING, TICKETS_HEADING, write_lines, write_tickets
from kiosk.exports.tables import decimal, rate, words
from tests.exports.books import DANGEROUS, SIREN, WEEK, journal, said


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(said(path).splitlines(), delimiter=";"))


def test_e_reporting_has_a_row_for_each_day_and_rate(tmp_path: Path) -> None:
    path = tmp_path / "e-reporting.csv"
    assert write_reporting(journal(), path, SIREN, WEEK) == 5
    assert table(path) == [
        list(HEADING),
        [SIREN, "2026-11-23", "TLB1", "20,00", "18,33", "3,66", "EUR", "3"],
        [SIREN, "2026-11-23", "TLB1", "10,00", "2,73", "0,27", "EUR", "3"],
        [SIREN, "2026-11-23", "TLB1", "5,50", "9,99", "0,55", "EUR", "3"],
        [SIREN, "2026-11-23", "TLB1", "0,00", "1,50", "0,00", "EUR", "3"],
        [SIREN, "2026-11-24", "TLB1", "20,00", "6,25", "1,25", "EUR", "1"],
    ]


def test_a_restaurant_reports_services(tmp_path: Path) -> None:
    path = tmp_path / "e-reporting.csv"
    write_reporting(journal(), path, SIREN, WEEK, Category.SERVICES)
    assert {row[2] for row in table(path)[1:]} == {"TPS1"}


def test_every_ticket_of_the_period_is_a_row(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    assert write_tickets(journal(), path, WEEK) == 5
    heading, first, second, late, *_ = table(path)
    assert tuple(heading) == TICKETS_HEADING
    assert first == [
        "2026-11-23",
        "2026-11-23",
        "12:00:00",
        "1",
        "3",
        "2",
        "19,99",
        "2,55",
        "22,54",
        "10,00",
        "12,54",
        "0,00",
        "0,00",
    ]
    assert second[3:] == ["2", "2", "2", "4,43", "0,27", "4,70", "4,70", "0,00", "0,00", "0,00"]
    assert late[:4] == ["2026-11-23", "2026-11-24", "01:53:20", "3"]


def test_every_line_of_the_period_is_a_row_and_no_name_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    assert write_lines(journal(), path, WEEK) == 8
    heading, _, evil, deposit, *_ = table(path)
    assert tuple(heading) == LINES_HEADING
    assert evil[4] == f"'{DANGEROUS}"
    assert evil[6:] == ["2", "", "5,27", "10,54", "5,50", "0,00"]
    assert deposit[-1] == "0,20"


@given(st.text(max_size=40))
def test_no_text_is_a_formula_or_a_second_row(text: str) -> None:
    safe = words(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert safe.isprintable()
    assert len(text) <= len(safe) <= len(text) + 1


@pytest.mark.parametrize(("cents", "text"), [(0, "0,00"), (5, "0,05"), (-5, "-0,05"), (123_456, "1234,56")])
def test_amounts_have_a_comma_and_no_thousands(cents: int, text: str) -> None:
    assert decimal(Money(cents)) == text


def test_rates_have_two_decimals() -> None:
    assert [rate(points) for points in (2000, 550, 210, 0)] == ["20,00", "5,50", "2,10", "0,00"]
