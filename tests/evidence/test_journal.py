"""The journal keeps what it acknowledged, refuses changes, and finds the ones made behind its back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain import facts as f
from kiosk.domain.facts import FACTS, Fact
from kiosk.domain.money import Money
from kiosk.domain.tax import Rate, TaxTotal, split
from kiosk.evidence.journal import FIRST, Journal, JournalBroken
from tests.evidence.facts_of_all_kinds import EXAMPLES

AT = 1_750_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    journal = Journal(path, durable=False)
    yield journal
    journal.close()


def test_an_empty_journal_is_intact(journal: Journal) -> None:
    assert journal.head == (0, FIRST)
    assert journal.verify().intact
    assert not list(journal.facts())


def test_every_kind_of_fact_has_an_example() -> None:
    assert [type(fact).__name__ for fact in EXAMPLES] == list(FACTS)


def test_every_kind_of_fact_comes_back_as_it_was(journal: Journal, path: Path) -> None:
    journal.append(EXAMPLES, AT)
    journal.close()
    again = Journal(path, durable=False)
    assert tuple(again.facts()) == EXAMPLES
    assert again.verify().intact
    assert [entry.number for entry in again.entries()] == list(range(1, len(EXAMPLES) + 1))
    again.close()


st.register_type_strategy(Rate, st.builds(Rate, st.integers(0, 10_000)))
st.register_type_strategy(
    TaxTotal, st.builds(split, st.builds(Money, st.integers(-(10**9), 10**9)), st.from_type(Rate))
)
st.register_type_strategy(int, st.integers(-(2**53), 2**53))
st.register_type_strategy(str, st.text(max_size=30))


@pytest.mark.parametrize("kind", FACTS.values(), ids=FACTS)
@given(data=st.data())
@settings(deadline=None, max_examples=15)
def test_any_values_in_a_fact_survive_the_journal(kind: type[Fact], data: st.DataObject) -> None:
    built: st.SearchStrategy[Fact] = st.builds(kind)
    fact = data.draw(built)
    with TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal.db", durable=False)
        journal.append((fact,), AT)
        assert list(journal.facts()) == [fact]
        assert journal.verify().intact
        journal.close()


def test_a_fact_holds_only_plain_values() -> None:
    for fact in EXAMPLES:
        assert all(plain(getattr(fact, field.name)) for field in fields(fact)), fact


def plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(plain, value))
    return isinstance(value, int | str | bool | Money | Rate | TaxTotal) or not is_dataclass(value)


def test_several_facts_are_written_together_and_the_chain_goes_on_after_a_restart(path: Path) -> None:
    first = Journal(path, durable=False)
    first.append(EXAMPLES[:3], AT)
    head = first.head
    first.close()
    second = Journal(path, durable=False)
    assert second.head == head
    second.append(EXAMPLES[3:5], AT + 1)
    assert second.verify().entries == 5
    assert second.verify(since=3).entries == 5
    second.close()


def test_only_entries_after_a_number_are_read(journal: Journal) -> None:
    journal.append(EXAMPLES, AT)
    assert [entry.number for entry in journal.entries(since=40)] == list(range(41, len(EXAMPLES) + 1))


@pytest.mark.parametrize("statement", ["UPDATE journal SET at = 1", "DELETE FROM journal WHERE number = 1"])
def test_nothing_is_changed_or_removed_through_sqlite(journal: Journal, path: Path, statement: str) -> None:
    journal.append(EXAMPLES, AT)
    other = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute(statement)
    other.close()
    assert tuple(journal.facts()) == EXAMPLES


# Changes behind its back

Forgery = Callable[[sqlite3.Connection, int], object]


def updating(assignment: str) -> Forgery:
    return lambda db, number: db.execute(f"UPDATE journal SET {assignment} WHERE number = ?", (number,))


FORGERIES: dict[str, Forgery] = {
    "at": updating("at = at + 1"),
    "kind": updating("kind = 'SessionEnded '"),
    "fact": updating("fact = replace(fact, '}', ' }')"),
    "a byte of the fact": updating("fact = CAST(x'ff' || substr(CAST(fact AS BLOB), 2) AS TEXT)"),
    "digest": updating("digest = zeroblob(32)"),
    "a shorter digest": updating("digest = substr(digest, 1, 31)"),
    "the last byte of the digest": updating(
        "digest = CAST(substr(digest, 1, 31) || CASE substr(digest, 32) WHEN x'00' THEN x'01' ELSE x'00' END AS BLOB)"
    ),
    "number": updating("number = number + 100"),
    "the whole row": lambda db, number: db.execute("DELETE FROM journal WHERE number = ?", (number,)),
}


@pytest.mark.parametrize("number", [1, 2, 20, len(EXAMPLES) - 1])
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_change_behind_its_back_is_found_and_named(path: Path, forgery: str, number: int) -> None:
    written(path)
    forge(path, lambda db: FORGERIES[forgery](db, number))
    with pytest.raises(JournalBroken, match=f"entry ({number}|{number + 1}) "):
        Journal(path, durable=False)


@pytest.mark.parametrize("number", range(1, len(EXAMPLES) + 1))
def test_any_other_text_in_any_entry_is_found(path: Path, number: int) -> None:
    """One character of the fact's text differs: 1 becomes 2, a becomes b, an empty fact gains a space."""
    written(path)
    forge(path, lambda db: change_one_character(db, number))
    with pytest.raises(JournalBroken, match=f"entry {number} .* was changed"):
        Journal(path, durable=False)


def change_one_character(db: sqlite3.Connection, number: int) -> None:
    ((text,),) = db.execute("SELECT fact FROM journal WHERE number = ?", (number,))
    middle = len(text) // 2
    other = text[:middle] + chr(ord(text[middle]) ^ 1) + text[middle + 1 :]
    db.execute("UPDATE journal SET fact = ? WHERE number = ?", (other, number))


def test_two_swapped_entries_are_found(path: Path) -> None:
    written(path)
    forge(path, swap)
    with pytest.raises(JournalBroken, match=r"entry 7 .* was changed"):
        Journal(path, durable=False)


def swap(db: sqlite3.Connection) -> None:
    for before, after in ((7, 1000), (8, 7), (1000, 8)):
        db.execute("UPDATE journal SET number = ? WHERE number = ?", (after, before))


def test_an_entry_put_in_between_is_found(path: Path) -> None:
    written(path)
    forge(path, lambda db: db.execute("INSERT INTO journal VALUES (?, 1, 'SessionEnded', '{}', ?)", (99, FIRST)))
    with pytest.raises(JournalBroken, match=r"entry .* is missing"):
        Journal(path, durable=False)


def test_a_fact_of_another_version_is_told_clearly(path: Path) -> None:
    journal = Journal(path, durable=False)
    journal.append((f.SessionEnded(),), AT)
    forge(path, lambda db: db.execute("UPDATE journal SET kind = 'TeleportFinished'"))
    (entry,) = journal.entries()
    with pytest.raises(JournalBroken, match="entry 1: this version does not know the fact 'TeleportFinished'"):
        entry.fact()
    journal.close()


@pytest.mark.parametrize(
    "text", ['{"total": 1.5}', "{", '{"total": {"cents": "1"}}', "[]", '{"total": {"cents": 1.0}}']
)
def test_a_fact_that_cannot_be_read_is_told_clearly(path: Path, text: str) -> None:
    journal = Journal(path, durable=False)
    journal.append((f.SaleCancelled(Money(1)),), AT)
    forge(path, lambda db: db.execute("UPDATE journal SET fact = ?", (text,)))
    (entry,) = journal.entries()
    with pytest.raises(JournalBroken, match="entry 1: SaleCancelled cannot be read"):
        entry.fact()
    journal.close()


def written(path: Path) -> None:
    journal = Journal(path, durable=False)
    journal.append(EXAMPLES, AT)
    journal.close()


def forge(path: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    """Somebody with all rights drops the triggers, changes the file and puts them back."""
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


# Files that cannot be used


def test_a_folder_a_missing_folder_and_a_file_of_something_else_are_told_clearly(tmp_path: Path) -> None:
    poem = tmp_path / "poem.txt"
    poem.write_text("Heureux qui, comme Ulysse, a fait un beau voyage\n" * 100)
    for path in (tmp_path, tmp_path / "none" / "journal.db", poem):
        with pytest.raises(JournalBroken, match="cannot be opened"):
            Journal(path)


def test_the_connection_is_as_careful_as_a_till_needs(path: Path) -> None:
    journal = Journal(path)
    pragmas = {
        name: journal._connection.exec_driver_sql(f"PRAGMA {name}").scalar()
        for name in ("journal_mode", "synchronous", "foreign_keys", "mmap_size")
    }
    journal.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "mmap_size": 0}
