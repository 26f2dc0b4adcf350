"""The journal keeps what it acknowledged, refuses changes, and finds the ones made behind its back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain import facts as f
from kiosk.domain.basket import Line, Sale
from kiosk.domain.facts import FACTS, Fact
from kiosk.domain.money import Money
from kiosk.domain.product import CAPTURE_BATCH, CAPTURE_SERIAL, TARE_MAX, Product, Recall
from kiosk.domain.tax import Rate, TaxTotal, split
from kiosk.evidence.entries import FIRST, JournalBroken, entry_of
from kiosk.evidence.journal import Journal
from tests.evidence.facts_of_all_kinds import EXAMPLES, LINE, WRITABLE
from tests.evidence.forging import forge
from tests.evidence.sealed import AT, IDENTITY, ring_in, sealed_journal

KEY = 1
"""The first entry is the journal's key."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    journal = sealed_journal(path)
    yield journal
    journal.close()


def test_an_empty_journal_is_intact(path: Path) -> None:
    journal = Journal(path, ring_in(path.parent), IDENTITY.till, durable=False)
    assert journal.head == (0, FIRST)
    assert journal.verify().intact
    assert not list(journal.facts())
    journal.close()


def test_every_kind_of_fact_has_an_example() -> None:
    assert [type(fact).__name__ for fact in EXAMPLES] == list(FACTS)


def test_every_kind_of_fact_comes_back_as_it_was(journal: Journal, path: Path) -> None:
    journal.append(WRITABLE, AT)
    journal.close()
    again = sealed_journal(path)
    assert tuple(again.facts())[KEY:] == WRITABLE
    assert [entry.number for entry in again.entries()] == list(range(1, KEY + len(WRITABLE) + 1))
    again.close()


st.register_type_strategy(Rate, st.builds(Rate, st.integers(0, 10_000)))
st.register_type_strategy(
    TaxTotal, st.builds(split, st.builds(Money, st.integers(-(10**9), 10**9)), st.from_type(Rate))
)
st.register_type_strategy(
    Product,
    st.builds(
        Product, st.text("AB-1", min_size=1), st.text(min_size=1, max_size=30), st.text(max_size=30),
        st.builds(Money, st.integers(0, 10**9)), st.from_type(Rate), st.booleans(), minimum_age=st.integers(0, 99),
        tare=st.integers(0, TARE_MAX), capture=st.sampled_from(("", CAPTURE_SERIAL, CAPTURE_BATCH)),
        recalls=st.lists(st.builds(Recall), max_size=2).map(tuple),
    ),
)  # fmt: skip
st.register_type_strategy(
    Sale, st.builds(Sale, st.integers(1, 10**9), lines=st.just((LINE,)), baskets=st.lists(st.text()).map(tuple))
)
st.register_type_strategy(Line, st.builds(lambda grams: replace(LINE, grams=grams), st.integers(0, 10**6)))
st.register_type_strategy(int, st.integers(-(2**53), 2**53))
st.register_type_strategy(str, st.text(max_size=30))


@pytest.mark.parametrize("kind", FACTS.values(), ids=FACTS)
@given(data=st.data())
@settings(max_examples=15)
def test_any_values_in_a_fact_survive_being_written(kind: type[Fact], data: st.DataObject) -> None:
    built: st.SearchStrategy[Fact] = st.builds(kind)
    fact = data.draw(built)
    assert entry_of(fact, 1, AT, FIRST).fact() == fact


def test_a_fact_holds_only_plain_values() -> None:
    for fact in EXAMPLES:
        assert all(plain(getattr(fact, field.name)) for field in fields(fact)), fact


def plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(plain, value))
    if is_dataclass(value):
        return all(plain(getattr(value, field.name)) for field in fields(value))
    return isinstance(value, int | str)


def test_several_facts_are_written_together_and_the_chain_goes_on_after_a_restart(path: Path) -> None:
    first = sealed_journal(path)
    first.append(EXAMPLES[:3], AT)
    head, heads = first.head, first.heads()
    first.close()
    second = sealed_journal(path)
    assert (second.head, second.heads()) == (head, heads)
    second.append(EXAMPLES[3:5], AT + 1)
    assert second.verify().entries == KEY + 5
    second.close()


def test_only_entries_after_a_number_are_read(journal: Journal) -> None:
    journal.append(WRITABLE, AT)
    assert [entry.number for entry in journal.entries(since=40)] == list(range(41, KEY + len(WRITABLE) + 1))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET at = 1",
        "DELETE FROM journal WHERE number = 1",
        "UPDATE seal SET number = 9",
        "DELETE FROM seal WHERE id = 1",
    ],
)
def test_nothing_is_changed_or_removed_through_sqlite(journal: Journal, path: Path, statement: str) -> None:
    journal.append(WRITABLE, AT)
    other = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute(statement)
    other.close()
    assert tuple(journal.facts())[KEY:] == WRITABLE


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
    "number": updating("number = number + 1000"),
    "the whole row": lambda db, number: db.execute("DELETE FROM journal WHERE number = ?", (number,)),
}


@pytest.mark.parametrize("number", [1, 2, 20, len(WRITABLE)])
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_change_behind_its_back_is_found_and_named(path: Path, forgery: str, number: int) -> None:
    written(path)
    forge(path, lambda db: FORGERIES[forgery](db, number))
    with pytest.raises(JournalBroken, match=f"entry ({number}|{number + 1}) "):
        sealed_journal(path)


@pytest.mark.parametrize("number", range(1, KEY + len(WRITABLE) + 1))
def test_any_other_text_in_any_entry_is_found(path: Path, number: int) -> None:
    """One character of the fact's text differs: 1 becomes 2, a becomes b, an empty fact gains a space."""
    written(path)
    forge(path, lambda db: change_one_character(db, number))
    with pytest.raises(JournalBroken, match=f"entry {number} .* was changed"):
        sealed_journal(path)


def change_one_character(db: sqlite3.Connection, number: int) -> None:
    ((text,),) = db.execute("SELECT fact FROM journal WHERE number = ?", (number,))
    middle = len(text) // 2
    other = text[:middle] + chr(ord(text[middle]) ^ 1) + text[middle + 1 :]
    db.execute("UPDATE journal SET fact = ? WHERE number = ?", (other, number))


def test_two_swapped_entries_are_found(path: Path) -> None:
    written(path)
    forge(path, swap)
    with pytest.raises(JournalBroken, match=r"entry 7 .* was changed"):
        sealed_journal(path)


def swap(db: sqlite3.Connection) -> None:
    for before, after in ((7, 1000), (8, 7), (1000, 8)):
        db.execute("UPDATE journal SET number = ? WHERE number = ?", (after, before))


def test_an_entry_put_in_between_is_found(path: Path) -> None:
    written(path)
    forge(path, lambda db: db.execute("INSERT INTO journal VALUES (?, 1, 'SessionEnded', '{}', ?)", (999, FIRST)))
    with pytest.raises(JournalBroken, match=r"entry .* is missing"):
        sealed_journal(path)


def test_a_fact_of_another_version_is_told_clearly(path: Path) -> None:
    journal = sealed_journal(path)
    journal.append((f.SessionEnded(),), AT)
    forge(path, lambda db: db.execute("UPDATE journal SET kind = 'TeleportFinished' WHERE number = 2"))
    (entry,) = journal.entries(KEY)
    with pytest.raises(JournalBroken, match="entry 2: this version does not know the fact 'TeleportFinished'"):
        entry.fact()
    journal.close()


@pytest.mark.parametrize(
    "text", ['{"total": 1.5}', "{", '{"total": {"cents": "1"}}', "[]", '{"total": {"cents": 1.0}}']
)
def test_a_fact_that_cannot_be_read_is_told_clearly(path: Path, text: str) -> None:
    journal = sealed_journal(path)
    journal.append((f.SaleCancelled(Money(1)),), AT)
    forge(path, lambda db: db.execute("UPDATE journal SET fact = ? WHERE number = 2", (text,)))
    (entry,) = journal.entries(KEY)
    with pytest.raises(JournalBroken, match="entry 2: SaleCancelled cannot be read"):
        entry.fact()
    journal.close()


def written(path: Path) -> None:
    journal = sealed_journal(path)
    journal.append(WRITABLE, AT)
    journal.close()


# Files that cannot be used


def test_a_folder_a_missing_folder_and_a_file_of_something_else_are_told_clearly(tmp_path: Path) -> None:
    poem = tmp_path / "poem.txt"
    poem.write_text("Heureux qui, comme Ulysse, a fait un beau voyage\n" * 100)
    for path in (tmp_path, tmp_path / "none" / "journal.db", poem):
        with pytest.raises(JournalBroken, match="cannot be opened"):
            Journal(path, ring_in(tmp_path / "till"), IDENTITY.till)


def test_the_connection_is_as_careful_as_a_till_needs(path: Path) -> None:
    journal = sealed_journal(path, durable=True)
    pragmas = {
        name: journal._connection.exec_driver_sql(f"PRAGMA {name}").scalar()
        for name in ("journal_mode", "synchronous", "foreign_keys", "mmap_size")
    }
    journal.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "mmap_size": 0}
