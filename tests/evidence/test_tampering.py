"""Changes behind the journal's back, by somebody with all rights on its file: each is found, and the place is named."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain import facts as f
from kiosk.evidence.entries import FIRST, JournalBroken, chained
from kiosk.evidence.keys import Identity, KeyRing
from kiosk.evidence.record import Record
from tests.evidence.forging import fault_of, forge
from tests.evidence.sealed import sealed_journal
from tests.evidence.tills import Till

Forgery = Callable[[sqlite3.Connection], object]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a journal of two days and its keys."""
    folder = tmp_path_factory.mktemp("lived")
    till = Till(folder)
    till.day()
    till.day()
    till.sell()
    till.close()
    return folder


@pytest.fixture
def path(lived: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(lived, tmp_path / "till")
    return tmp_path / "till" / "journal.db"


def test_what_nobody_touched_is_intact(path: Path) -> None:
    assert fault_of(path) == ""


def number_of(path: Path, kind: str) -> int:
    """The first entry of this kind."""
    record = Record(path)
    number = next(entry.number for entry in record.entries() if entry.kind == kind)
    record.close()
    return number


def seal_of(path: Path, chain: str, number: int) -> int:
    """The entry that this seal was made from."""
    record = Record(path)
    seal = record.seal_of(chain, number)
    record.close()
    assert seal is not None
    return seal.entry


CHANGED_SEALS = {
    "fields": "fields = replace(fields, ',', ',1')",
    "a total": "fields = '1' || fields",
    "signature": "signature = substr(signature, 2) || substr(signature, 1, 1)",
    "previous": "previous = substr(previous, 2) || substr(previous, 1, 1)",
    "key": "key = substr(key, 2) || substr(key, 1, 1)",
    "entry": "entry = entry + 1",
    "number": "number = number + 100",
    "chain": "chain = 'ticket '",
    "bytes that are no text": "fields = CAST(x'ff' || CAST(fields AS BLOB) AS TEXT)",
}


@pytest.mark.parametrize("change", CHANGED_SEALS.values(), ids=CHANGED_SEALS)
@pytest.mark.parametrize("chain", ["ticket", "grand_ticket", "duplicate", "training", "day", "event"])
def test_a_changed_seal_is_found_and_its_place_named(path: Path, chain: str, change: str) -> None:
    entry = seal_of(path, chain, 2)
    forge(path, lambda db: db.execute(f"UPDATE seal SET {change} WHERE chain = ? AND number = 2", (chain,)))
    fault = fault_of(path)
    assert f"écriture {entry}" in fault or f"écriture {entry + 1}" in fault


@pytest.mark.parametrize("chain", ["ticket", "grand_ticket", "duplicate", "training", "day", "event"])
def test_a_missing_seal_is_found(path: Path, chain: str) -> None:
    entry = seal_of(path, chain, 2)
    forge(path, lambda db: db.execute("DELETE FROM seal WHERE chain = ? AND number = 2", (chain,)))
    assert f"écriture {entry}" in fault_of(path)


def test_seals_of_two_tickets_cannot_change_places(path: Path) -> None:
    def swap(db: sqlite3.Connection) -> None:
        for before, after in ((2, -1), (3, 2), (-1, 3)):
            db.execute("UPDATE seal SET number = ? WHERE chain = 'ticket' AND number = ?", (after, before))

    entry = seal_of(path, "ticket", 2)
    forge(path, swap)
    assert f"écriture {entry}" in fault_of(path)


def test_a_seal_of_no_entry_is_found(path: Path) -> None:
    forge(
        path,
        lambda db: db.execute("INSERT INTO seal SELECT NULL, 'year', 1, 9999, '', '', '', '' FROM journal LIMIT 1"),
    )
    assert "9999" in fault_of(path)
    with pytest.raises(JournalBroken, match=r"seal 1 of chain year \(entry 9999\) was changed"):
        sealed_journal(path)


def test_a_ticket_that_is_taken_out_with_its_seals_is_found(path: Path) -> None:
    """Everything after it would have to be made again, and sealed again."""
    entry = seal_of(path, "ticket", 2)

    def take_out(db: sqlite3.Connection) -> None:
        db.execute("DELETE FROM seal WHERE entry = ?", (entry,))
        db.execute("DELETE FROM journal WHERE number = ?", (entry,))
        db.execute("UPDATE seal SET entry = entry - 1 WHERE entry > ?", (entry,))
        for ((number,),) in zip(db.execute("SELECT number FROM journal WHERE number > ?", (entry,)).fetchall()):
            db.execute("UPDATE journal SET number = number - 1 WHERE number = ?", (number,))
        rechain(db)

    forge(path, take_out)
    assert "grand total" in fault_of(path)


def rechain(db: sqlite3.Connection) -> None:
    """All digests again: the arithmetic needs no key."""
    digest = FIRST
    for number, at, kind, fact in db.execute("SELECT number, at, kind, fact FROM journal ORDER BY number").fetchall():
        digest = chained(digest, number, at, kind, fact.encode())
        db.execute("UPDATE journal SET digest = ? WHERE number = ?", (digest, number))


@pytest.mark.parametrize("kind", ["SaleCompleted", "PeriodClosed", "DuplicateIssued", "KeyAdopted", "SaleStarted"])
def test_a_fact_that_is_changed_with_all_digests_after_it_is_found_by_the_seals(path: Path, kind: str) -> None:
    number = number_of(path, kind)

    def change(db: sqlite3.Connection) -> None:
        db.execute("UPDATE journal SET at = at + 1 WHERE number = ?", (number,))
        rechain(db)

    forge(path, change)
    record = Record(path)
    verdict = record.verify()
    record.close()
    assert not verdict.intact
    assert number - 1 <= verdict.entries <= number + 40


def test_a_whole_new_history_by_another_key_does_not_open_here(path: Path, tmp_path: Path) -> None:
    other = Till(tmp_path / "other")
    other.day()
    other.close()
    assert fault_of(tmp_path / "other" / "journal.db") == ""
    shutil.copy(tmp_path / "other" / "journal.db", path)
    with pytest.raises(JournalBroken, match=r"not on this machine: it is the journal of another machine"):
        sealed_journal(path)


def test_a_key_slipped_in_is_found(path: Path, tmp_path: Path) -> None:
    """Somebody adopts a key of his own with his own seal, and goes on."""
    (made,) = KeyRing(tmp_path / "his", Identity("Épicerie")).unadopted("", 0)
    record = Record(path)
    last, digest = record.last()
    record.close()
    fact = f.KeyAdopted(made.key, made.certificate)
    payload = f'{{"key":"{fact.key}","certificate":{sqlite_json(fact.certificate)},"by":""}}'

    def slip_in(db: sqlite3.Connection) -> None:
        row = (last + 1, 1, "KeyAdopted", payload, chained(digest, last + 1, 1, "KeyAdopted", payload.encode()))
        db.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?)", row)

    forge(path, slip_in)
    assert "event" in fault_of(path)
    with pytest.raises(JournalBroken, match="not on this machine"):
        sealed_journal(path)


def sqlite_json(text: str) -> str:
    return '"' + text.replace("\n", "\\n") + '"'


def test_a_second_writer_is_turned_away(path: Path) -> None:
    journal = sealed_journal(path)
    with pytest.raises(JournalBroken, match="the kiosk is running"):
        sealed_journal(path)
    journal.close()
    sealed_journal(path).close()


@pytest.mark.parametrize("part", ["journal", "seal"])
def test_any_flipped_bit_of_a_row_is_found(path: Path, part: str) -> None:
    """A disk that forgets: one bit of a text or digest, anywhere."""
    for column in columns_of(path, part):
        copy = path.with_name(f"{part}-{column}.db")
        shutil.copy(path, copy)
        forge(copy, lambda db, column=column: flip(db, part, column))  # type: ignore[misc]
        assert fault_of(copy), column


def columns_of(path: Path, table: str) -> Iterator[str]:
    db = sqlite3.connect(path)
    yield from (row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[1] != "id")
    db.close()


def flip(db: sqlite3.Connection, table: str, column: str) -> None:
    ((row, value),) = db.execute(f"SELECT rowid, {column} FROM {table} ORDER BY rowid LIMIT 1 OFFSET 12").fetchall()
    db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (flipped(value), row))


def flipped(value: Any) -> Any:
    if isinstance(value, int):
        return value ^ 1 << 20
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    return value[:-1] + chr(ord(value[-1]) ^ 1) if value else "A"
