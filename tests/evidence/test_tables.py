"""A start and a look-up never read the whole journal: SQLite says so of each statement."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kiosk.evidence import tables
from tests.evidence.kept_till import lived

LOOK_UPS = (
    tables.SELECT, tables.SELECT_ENTRY, tables.SELECT_LINES, tables.SELECT_SEALS, tables.SELECT_CHAIN,
    tables.SELECT_LAST_SEALS, tables.SELECT_SEAL, tables.SELECT_MILESTONES, tables.COUNT_COPIES,
)  # fmt: skip


def plan(path: Path, statement: str) -> str:
    db = sqlite3.connect(path)
    steps = db.execute(f"EXPLAIN QUERY PLAN {statement}", (1,) * statement.count("?")).fetchall()
    db.close()
    return "; ".join(step[3] for step in steps)


@pytest.mark.parametrize("statement", LOOK_UPS)
def test_a_look_up_goes_through_an_index(tmp_path: Path, statement: str) -> None:
    lived(tmp_path / "journal.db")
    assert "SCAN" not in plan(tmp_path / "journal.db", statement)


def test_a_plan_that_reads_everything_would_be_seen(tmp_path: Path) -> None:
    lived(tmp_path / "journal.db")
    assert "SCAN" in plan(tmp_path / "journal.db", "SELECT * FROM journal WHERE kind = ?")
