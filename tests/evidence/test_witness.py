"""The witness outside the journal sees an older journal, another history and a cut tail, and survives torn writes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import facts as f
from kiosk.domain.events import RollbackSeen, WitnessMissing
from kiosk.evidence.journal import Journal
from kiosk.evidence.record import Record
from kiosk.evidence.witness import FORMER, SLOTS, Findings, Silence, Witness
from kiosk.evidence.witness import Testimony as Known
from tests.evidence.forging import fault_of, forge
from tests.evidence.kept_till import KeptTill
from tests.evidence.sealed import AT, ring_in, sealed_journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    (tmp_path / "witness").mkdir()
    return Witness(tmp_path / "witness")


def sell(path: Path, count: int) -> None:
    journal = sealed_journal(path)
    KeptTill(journal=journal).sell(count)
    journal.close()


def tell(witness: Witness, journal: Journal) -> None:
    entry, digest = journal.head
    witness.keep(entry, digest, journal.heads().values(), journal.key)


def show(witness: Witness, path: Path) -> None:
    journal = sealed_journal(path)
    tell(witness, journal)
    journal.close()


def compared(witness: Witness, path: Path) -> Findings:
    record = Record(path)
    findings = witness.compare(record)
    record.close()
    return findings


# What it finds


def test_a_new_shop_has_nothing_to_find(witness: Witness, path: Path) -> None:
    journal = Journal(path, ring_in(path.parent), "1", durable=False)
    assert witness.compare(journal) == ()
    journal.close()


def test_a_journal_as_the_witness_knows_it_is_fine(witness: Witness, path: Path) -> None:
    sell(path, 2)
    show(witness, path)
    assert compared(witness, path) == ()


def test_a_witness_that_knows_less_is_fine_the_power_was_cut(witness: Witness, path: Path) -> None:
    sell(path, 1)
    show(witness, path)
    sell(path, 2)
    assert compared(witness, path) == ()


def test_a_missing_witness_is_told_when_there_is_a_journal(witness: Witness, path: Path) -> None:
    sell(path, 1)
    (missing,) = compared(witness, path)
    assert isinstance(missing, WitnessMissing)
    assert "missing" in missing.detail


def test_an_old_copy_put_back_is_seen_and_numbering_goes_on_after_what_was_lost(witness: Witness, path: Path) -> None:
    sell(path, 2)
    old = path.with_name("copy.db")
    shutil.copy(path, old)
    sell(path, 3)
    show(witness, path)
    known = witness.read()
    shutil.copy(old, path)
    (seen,) = compared(witness, path)
    assert isinstance(seen, RollbackSeen)
    assert isinstance(known, Known)
    assert (seen.entry, seen.heads) == (known.entry, known.heads)
    journal = sealed_journal(path)
    assert seen.here == journal.head[0]
    KeptTill(journal=journal).tell(seen)
    assert journal.heads()["ticket"].number == 5
    visit = (f.AttendantArrived("T1", f.Grade.TECHNICIAN), f.CallResolved(f.Reason.ROLLBACK), f.RollbackAccepted("T1"))
    journal.append((*visit, f.AttendantLeft("T1")), AT)
    journal.close()
    journal = sealed_journal(path)
    till = KeptTill(journal=journal)
    till.sell()
    assert [sale.receipt for sale in till.told(f.SaleCompleted)] == [1, 2, 6]
    tell(witness, journal)
    verdict = journal.verify()
    journal.close()
    assert verdict.intact, verdict.fault
    assert any("ticket n° 3 à 5" in loss for loss in verdict.losses)
    assert compared(witness, path) == ()


def test_a_cut_tail_is_seen_though_what_is_left_verifies(witness: Witness, path: Path) -> None:
    sell(path, 2)
    show(witness, path)
    record = Record(path)
    last, _ = record.last()
    record.close()

    def cut(db: object) -> None:
        for table, column in (("seal", "entry"), ("journal", "number")):
            db.execute(f"DELETE FROM {table} WHERE {column} > ?", (last - 3,))  # type: ignore[attr-defined]

    forge(path, cut)
    assert fault_of(path) == ""
    (seen,) = compared(witness, path)
    assert isinstance(seen, RollbackSeen)
    assert (seen.here, seen.entry) == (last - 3, last)


def test_seals_that_are_cut_alone_are_seen(witness: Witness, path: Path) -> None:
    sell(path, 2)
    show(witness, path)
    forge(path, lambda db: db.execute("DELETE FROM seal WHERE chain = 'ticket' AND number = 2"))
    assert any(isinstance(finding, RollbackSeen) for finding in compared(witness, path))


def test_another_history_of_the_same_length_or_longer_is_seen(witness: Witness, path: Path) -> None:
    """A copy is put back and sold on with: it is longer than what the witness knows, but not the same."""
    sell(path, 1)
    shared = path.with_name("copy.db")
    shutil.copy(path, shared)
    sell(path, 1)
    show(witness, path)
    known = witness.read()
    shutil.copy(shared, path)
    journal = sealed_journal(path)
    here, _ = journal.head
    journal.append((f.PinRefused(AT),), AT)
    KeptTill(journal=journal).sell(5)
    journal.close()
    (seen,) = compared(witness, path)
    assert isinstance(known, Known)
    assert isinstance(seen, RollbackSeen)
    assert seen.entry == known.entry
    assert seen.here <= here


def test_two_tills_with_swapped_databases_are_seen(witness: Witness, path: Path, tmp_path: Path) -> None:
    sell(path, 2)
    show(witness, path)
    other = tmp_path / "other"
    other.mkdir()
    sell(other / "journal.db", 2)
    shutil.copy(other / "journal.db", path)
    (seen,) = compared(witness, path)
    assert isinstance(seen, RollbackSeen)
    assert seen.here == 0


def test_everything_written_again_with_a_new_key_is_seen(witness: Witness, path: Path) -> None:
    """Journal and key folder are replaced: all verifies, but the witness knows another key and other digests."""
    sell(path, 2)
    show(witness, path)
    for file in path.parent.glob("journal.db*"):
        file.unlink()
    shutil.rmtree(path.parent / "keys")
    sell(path, 2)
    assert fault_of(path) == ""
    (seen,) = compared(witness, path)
    assert isinstance(seen, RollbackSeen)
    assert seen.here == 0


def test_a_journal_that_was_deleted_goes_on_with_its_numbers(witness: Witness, path: Path) -> None:
    sell(path, 3)
    show(witness, path)
    for file in path.parent.glob("journal.db*"):
        file.unlink()
    journal = sealed_journal(path)
    (seen,) = witness.compare(journal)
    assert isinstance(seen, RollbackSeen)
    journal.append((f.RollbackFound(seen.entry, seen.here, seen.heads),), AT)
    tell(witness, journal)
    KeptTill(journal=journal).sell()
    assert journal.heads()["ticket"].number == 4
    assert journal.verify().intact
    assert witness.compare(journal) == ()
    journal.close()


def test_a_changed_key_is_no_rollback(witness: Witness, path: Path) -> None:
    sell(path, 1)
    show(witness, path)
    ring_in(path.parent).rotate()
    sell(path, 1)
    assert compared(witness, path) == ()
    show(witness, path)
    assert compared(witness, path) == ()


# The former witness


def test_what_the_witness_knew_is_set_aside_for_good_and_only_once(witness: Witness, path: Path) -> None:
    sell(path, 1)
    old = path.with_name("copy.db")
    shutil.copy(path, old)
    sell(path, 1)
    show(witness, path)
    known = witness.read()
    shutil.copy(old, path)
    assert compared(witness, path) == compared(witness, path) != ()
    show(witness, path)
    lines = (path.parent / "witness" / FORMER).read_text().splitlines()
    assert isinstance(known, Known)
    assert [json.loads(line)["entry"] for line in lines] == [known.entry]


def test_a_rollback_that_is_taken_down_already_is_not_found_again(witness: Witness, path: Path) -> None:
    """The power failed after the journal took it down and before the witness heard of it."""
    sell(path, 1)
    old = path.with_name("copy.db")
    shutil.copy(path, old)
    sell(path, 1)
    show(witness, path)
    shutil.copy(old, path)
    journal = sealed_journal(path)
    (seen,) = witness.compare(journal)
    assert isinstance(seen, RollbackSeen)
    journal.append((f.RollbackFound(seen.entry, seen.here, seen.heads),), AT)
    assert witness.compare(journal) == ()
    journal.close()


# Two slots


def test_a_witness_waits_until_the_journal_has_taken_down_what_was_found(witness: Witness, path: Path) -> None:
    sell(path, 1)
    journal = sealed_journal(path)
    assert witness.compare(journal)
    assert witness.waits(journal)
    journal.append([f.WitnessLost("it is missing")], AT)
    assert not witness.waits(journal)
    journal.close()


def slots(folder: Path) -> list[Path]:
    return [folder / name for name in SLOTS]


def test_telling_the_same_again_writes_nothing(witness: Witness, tmp_path: Path) -> None:
    witness.keep(1, bytes(32), (f.Head("ticket", 1, "A"),), "key")
    before = [path.stat().st_mtime_ns for path in slots(tmp_path / "witness") if path.exists()]
    witness.keep(1, bytes(32), (f.Head("ticket", 1, "A"),), "key")
    assert [path.stat().st_mtime_ns for path in slots(tmp_path / "witness") if path.exists()] == before


@pytest.mark.parametrize("kept", [0, 1, 60, 70, 100])
def test_a_torn_write_leaves_what_was_known_before(witness: Witness, tmp_path: Path, kept: int) -> None:
    for entry in (1, 2, 3):
        witness.keep(entry, bytes(32), (), "key")
    newest = slots(tmp_path / "witness")[3 % 2]
    newest.write_bytes(newest.read_bytes()[:kept])
    known = Witness(tmp_path / "witness").read()
    assert isinstance(known, Known)
    assert known.entry == 2


def test_a_witness_goes_on_where_it_stood(witness: Witness, tmp_path: Path) -> None:
    for entry in range(1, 6):
        witness = Witness(tmp_path / "witness")
        witness.keep(entry, bytes(32), (), "key")
    known = Witness(tmp_path / "witness").read()
    assert isinstance(known, Known)
    assert (known.entry, known.serial) == (5, 5)


def test_two_damaged_slots_are_told_apart_from_none(witness: Witness, tmp_path: Path) -> None:
    none = witness.read()
    for path in slots(tmp_path / "witness"):
        path.write_bytes(b"nonsense")
    damaged = witness.read()
    assert isinstance(none, Silence)
    assert isinstance(damaged, Silence)
    assert none.never
    assert not damaged.never
    assert "damaged" in damaged.reason


@pytest.fixture(scope="module")
def slate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("slate")


@given(data=st.binary(max_size=300))
def test_no_bytes_are_taken_for_a_testimony(slate: Path, data: bytes) -> None:
    for path in slots(slate):
        path.write_bytes(data)
    assert isinstance(Witness(slate).read(), Silence)
