"""What staff and inspectors look up in a journal, while the kiosk goes on writing it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.evidence.entries import Entry, JournalBroken
from kiosk.evidence.record import Record
from kiosk.evidence.sealing import Seal
from tests.evidence.tills import Till


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """The last days of November and the first of December, still open."""
    till = Till(tmp_path, first_day="2026-11-29")
    for _ in range(3):
        till.day()
    till.sell()
    yield till
    till.close()


@pytest.fixture
def record(till: Till) -> Iterator[Record]:
    """Another connection to the same file."""
    record = Record(till.path)
    yield record
    record.close()


def test_a_ticket_is_found_by_its_number_with_its_duplicates(till: Till, record: Record) -> None:
    till.duplicate(5, 1)
    till.duplicate(5, 2)
    till.duplicate(15 % till.receipts + 1, 1)
    found = record.ticket(5)
    assert found is not None
    ticket, copies = found
    assert (ticket.receipt, copies) == (5, 2)
    assert not ticket.training
    assert ticket.lines
    first = record.ticket(1)
    assert first is not None
    assert first[1] in (0, 1)
    assert record.ticket(till.receipts + 1) is None
    assert record.ticket(0) is None


def test_closings_are_found_by_period_and_told_in_order(record: Record) -> None:
    days = [closing.period for closing in record.closings("day")]
    assert days == ["2026-11-29", "2026-11-30", "2026-12-01"]
    month = record.closing("month", "2026-11")
    assert month is not None
    assert month.takings.tickets == 8
    assert record.closing("month", "2026-12") is None
    assert record.closing("day", "2026-11") is None


def test_lines_are_each_entry_followed_by_its_seals(record: Record) -> None:
    lines = list(record.lines(5, 60))
    entries = [line.number for line in lines if isinstance(line, Entry)]
    assert entries == list(range(6, 61))
    for before, line in pairwise(lines):
        if isinstance(line, Seal):
            assert line.entry == (before.number if isinstance(before, Entry) else before.entry)
    assert [line for line in lines if isinstance(line, Seal)] == [s for s in record.seals(5) if s.entry <= 60]


def test_the_heads_at_an_entry_are_those_of_the_seals_up_to_it(record: Record) -> None:
    last, _ = record.last()
    for until in (1, 20, 50, last):
        expected: dict[str, int] = {}
        for seal in record.seals():
            if seal.entry <= until:
                expected[seal.chain] = seal.number
        assert {chain: head.number for chain, head in record.heads(until).items()} == expected


def test_a_reader_sees_what_the_kiosk_writes_meanwhile_and_is_not_in_its_way(till: Till, record: Record) -> None:
    before, _ = record.last()
    lines = record.lines()
    next(lines)
    till.sell()
    assert sum(1 for line in lines if isinstance(line, Entry)) == before - 1
    assert record.last()[0] == till.journal.head[0]
    assert record.verify().intact


def test_without_a_journal_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(JournalBroken, match="there is no journal"):
        Record(tmp_path / "none.db")
