"""What somebody with all rights on the machine can do to a journal's file, and what an inspector then sees."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from kiosk.evidence.record import Record


def forge(path: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    """Drops the triggers, changes the file and puts them back. The change must change something."""
    db = sqlite3.connect(path)
    triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    before = db.total_changes
    change(db)
    assert db.total_changes > before
    for _, sql in triggers:
        db.execute(sql)
    db.commit()
    db.close()


def fault_of(path: Path) -> str:
    """What the verification of the whole journal says; empty when all is well."""
    record = Record(path)
    fault = record.verify().fault
    record.close()
    return fault
