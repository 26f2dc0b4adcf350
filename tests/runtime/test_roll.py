"""The roll on disk: whole or not at all, read strictly, and of no force without the journal."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.facts import Grade
from kiosk.domain.roll import GONE, in_force
from kiosk.runtime.roll import (
    ENTRIES_MAX,
    FILE,
    FILE_SIZE_MAX,
    Entry,
    Roll,
    RollDamaged,
    RollFull,
    badge_of,
    entries_of,
    text_of,
)

ZOE = Entry("P1", "Zoé", Grade.ATTENDANT, "$argon2id$1", badge_of("B1"))
LUC = Entry("P2", "Luc", Grade.MANAGER, "$argon2id$2")


def test_what_is_added_is_there_after_a_restart(tmp_path: Path) -> None:
    roll = Roll(tmp_path)
    assert (roll.entries, roll.damaged) == ((), "")
    roll.add(ZOE, {})
    roll.add(LUC, {"P1": ZOE.entry})
    assert Roll(tmp_path).entries == roll.entries == (ZOE, LUC)
    assert roll.whose("B1") == roll.whose(" B1\n") == (ZOE,)
    assert roll.whose("B2") == roll.whose("") == ()


def test_an_entry_is_in_force_when_the_journal_names_it_and_the_one_before_until_then(tmp_path: Path) -> None:
    roll, other = Roll(tmp_path), replace(ZOE, pin_hash="$argon2id$3")
    roll.add(ZOE, {})
    roll.add(other, {"P1": ZOE.entry})  # the power may fail now
    assert in_force(roll.entries, {"P1": ZOE.entry}) == (ZOE,)
    assert in_force(roll.entries, {"P1": other.entry}) == (other,)
    assert roll.whose("B1") == (ZOE, other)
    roll.add(LUC, {"P1": other.entry})
    assert roll.entries == (other, LUC)  # what nobody names any more is gone


def test_of_who_left_the_name_and_the_badge_stay_and_no_pin(tmp_path: Path) -> None:
    roll = Roll(tmp_path)
    roll.add(ZOE, {})
    roll.add(LUC, {"P1": GONE})
    (zoe, _) = roll.entries
    assert (zoe.id, zoe.name, zoe.pin_hash) == ("P1", "Zoé", "")
    assert not in_force(roll.entries, {"P1": GONE})
    assert [each.id for each in roll.whose("B1")] == ["P1"]


@pytest.mark.parametrize("change", [{"name": "Zoe"}, {"grade": Grade.MANAGER}, {"pin_hash": "x"}, {"badge": ""}])
def test_every_part_of_an_entry_is_in_its_fingerprint(change: dict[str, object]) -> None:
    assert replace(ZOE, **change).entry != ZOE.entry  # type: ignore[arg-type]


def test_an_entry_does_not_show_its_hashes() -> None:
    assert "argon2id" not in repr(ZOE)
    assert ZOE.badge not in repr(ZOE)


def test_a_damaged_roll_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"{")
    roll = Roll(tmp_path)
    assert "JSON" in roll.damaged
    with pytest.raises(RollDamaged):
        roll.add(ZOE, {})
    assert (tmp_path / FILE).read_bytes() == b"{"


def test_a_roll_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    roll = Roll(tmp_path)
    roll.add(ZOE, {})
    (tmp_path / f"{FILE}.new").mkdir()  # stands in the way, also for root
    with pytest.raises(OSError, match=FILE):
        roll.add(LUC, {"P1": ZOE.entry})
    assert Roll(tmp_path).entries == roll.entries == (ZOE,)


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    Roll(tmp_path).add(ZOE, {})
    assert os.stat(tmp_path / FILE).st_mode & 0o777 == 0o600


def test_there_is_an_end(tmp_path: Path) -> None:
    people = tuple(replace(LUC, id=f"P{n}") for n in range(ENTRIES_MAX))
    (tmp_path / FILE).write_text(text_of(people), encoding="utf-8")
    roll = Roll(tmp_path)
    assert len(roll.entries) == ENTRIES_MAX
    with pytest.raises(RollFull):
        roll.add(replace(ZOE, id="new"), {each.id: each.entry for each in people})


IDS = st.from_regex(r"\A[A-Za-z0-9-]{1,16}\Z")
ENTRIES = st.builds(
    Entry,
    IDS,
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.sampled_from(Grade),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.sampled_from(["", badge_of("B7")]),
)


@given(st.lists(ENTRIES, max_size=5).map(tuple))
def test_what_is_written_is_read(entries: tuple[Entry, ...]) -> None:
    assert entries_of(text_of(entries).encode()) == entries


@given(st.binary(max_size=200))
def test_no_bytes_are_taken_for_a_roll(data: bytes) -> None:
    with pytest.raises(RollDamaged):
        entries_of(data)


@given(st.integers(0, len(text_of((ZOE, LUC)).encode()) - 1), st.integers(1, 255))
def test_a_byte_that_changed_is_seen_or_changes_the_fingerprint(place: int, flip: int) -> None:
    data = bytearray(text_of((ZOE, LUC)).encode())
    data[place] ^= flip
    try:
        found = entries_of(bytes(data))
    except RollDamaged:
        return
    named = {"P1": ZOE.entry, "P2": LUC.entry}
    assert set(in_force(found, named)) <= {ZOE, LUC}


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '{"staff": {}}',
        '{"staff": [], "more": 1}',
        '{"staff": [{}]}',
        "[" * 100_000,
        '{"staff": [{"id": "P1", "name": "", "grade": "attendant", "pin_hash": "", "badge": ""}]}',
        '{"staff": [{"id": "P 1", "name": "Z", "grade": "attendant", "pin_hash": "", "badge": ""}]}',
        '{"staff": [{"id": "P1", "name": "Z", "grade": "owner", "pin_hash": "", "badge": ""}]}',
        '{"staff": [{"id": "P1", "name": "Z", "grade": "attendant", "pin_hash": "", "badge": "b1"}]}',
        '{"staff": [{"id": "P1", "name": "Z", "grade": "attendant", "pin_hash": 1, "badge": ""}]}',
        '{"staff": [{"id": "P1", "name": "Z", "grade": "attendant", "pin_hash": "", "badge": "", "x": 1}]}',
    ],
)
def test_what_is_nearly_a_roll_is_none(text: str) -> None:
    with pytest.raises(RollDamaged):
        entries_of(text.encode())


def test_a_roll_of_megabytes_is_not_even_parsed(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b" " * (FILE_SIZE_MAX + 1))
    assert "longer" in Roll(tmp_path).damaged
