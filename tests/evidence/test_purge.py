"""A purge takes only what an archive holds; what stays verifies, goes on, and knows what the kiosk was."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kiosk.domain import facts as f
from kiosk.domain.states import Kiosk, Shop
from kiosk.evidence import journal as journals
from kiosk.evidence.checkpoint import Checkpoint, fold
from kiosk.evidence.entries import JournalBroken
from kiosk.evidence.record import Record
from tests.evidence.forging import fault_of, forge
from tests.evidence.sealed import AT, sealed_journal
from tests.evidence.tills import Till

MANIFEST = "ab" * 32
OLD_SHOP = Shop("Épicerie")


@pytest.fixture
def till(tmp_path: Path) -> Till:
    """Three days, of which the last is November's end and the first two are in an archive."""
    till = Till(tmp_path, first_day="2026-11-28")
    till.day()
    till.day()
    archived(till, 1)
    till.day()
    till.sell()
    return till


def archived(till: Till, first: int) -> int:
    """An archive of all entries from `first`; its last entry."""
    last, _ = till.journal.head
    till.write(f.ArchiveMade("free", "2026-11-28", "2026-11-29", first, last, MANIFEST, "M1"))
    return last


def purged(till: Till, last: int) -> None:
    till.journal.purge(last, MANIFEST, "T1", till.now, 3600, OLD_SHOP)


def last_archived(record: Record) -> int:
    (made,) = [fact for _, fact in record.milestones("ArchiveMade")][-1:]
    assert isinstance(made, f.ArchiveMade)
    return made.last_entry


def folded(record: Record) -> Kiosk:
    return fold(record, Checkpoint(record.path.parent / "nowhere", "1"), OLD_SHOP)


def test_what_stays_verifies_and_what_left_is_gone(till: Till) -> None:
    last = last_archived(till.journal)
    heads = till.journal.heads()
    purged(till, last)
    journal = till.journal
    assert next(journal.entries()).number == last + 1
    assert journal.entry(last) is None
    assert journal.ticket(1) is None
    assert {chain for chain, head in journal.heads().items() if head != heads[chain]} == {"event"}
    verdict = journal.verify()
    assert verdict.intact, verdict.fault
    till.sell()
    till.close()
    assert fault_of(till.path) == ""


def test_grand_totals_stay_with_their_seals(till: Till) -> None:
    days = [closing.period for closing in till.journal.closings("day")]
    purged(till, last_archived(till.journal))
    assert [closing.period for closing in till.journal.closings("day")] == days
    assert till.journal.closing("day", days[0]) is not None
    assert {seal.chain for seal in till.journal.seals() if seal.entry <= last_archived(till.journal)} == {"day"}
    till.close()


def test_the_kiosk_is_the_same_after_a_purge(till: Till) -> None:
    before = folded(till.journal)
    purged(till, last_archived(till.journal))
    after = folded(till.journal)
    assert (after.state, after.till) == (before.state, before.till)
    assert after.till.books.perpetual
    till.close()


def test_numbers_go_on_after_a_purge_of_everything_and_a_restart(till: Till) -> None:
    till.close_day()
    last = archived(till, 1)
    receipts = till.receipts
    purged(till, last)
    till.close()
    journal = sealed_journal(till.path)
    assert journal.heads()["ticket"].number == receipts
    till.journal = journal
    till.sell()
    assert journal.heads()["ticket"].number == receipts + 1
    assert journal.verify().intact
    till.close()


def test_a_second_purge_follows_the_first(till: Till) -> None:
    first = last_archived(till.journal)
    purged(till, first)
    till.rotate_key()
    till.day()
    days = [closing.period for closing in till.journal.closings("day")]
    last = archived(till, first + 1)
    till.sell()
    purged(till, last)
    verdict = till.journal.verify()
    assert verdict.intact, verdict.fault
    assert [closing.period for closing in till.journal.closings("day")] == days
    assert len(till.journal.certificates()) == 2
    assert folded(till.journal).till.receipts == till.receipts
    till.close()
    assert fault_of(till.path) == ""


def test_only_what_an_archive_holds_may_leave(till: Till) -> None:
    last = last_archived(till.journal)
    for entry, manifest in ((last + 1, MANIFEST), (last, "00" * 32), (10**6, MANIFEST)):
        with pytest.raises(JournalBroken, match=r"nothing was purged"):
            till.journal.purge(entry, manifest, "T1", AT, 0, OLD_SHOP)
    assert till.journal.verify().intact
    assert till.journal.start().entry == 0
    till.close()


def test_a_purge_in_the_middle_of_a_sale_is_refused(till: Till) -> None:
    number = next(entry.number for entry in till.journal.entries() if entry.kind == "ItemAdded")
    with pytest.raises(JournalBroken, match=r"somebody was at the kiosk.*Nothing was purged"):
        purged(till, number)
    till.close()


def test_a_journal_that_does_not_hold_is_not_purged(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """The start looks at the last entries only; a purge looks at all that would leave."""
    till.close()
    forge(till.path, lambda db: db.execute("UPDATE journal SET at = at + 1 WHERE number = 5"))
    monkeypatch.setattr(journals, "BOOT_ROWS", 3)
    till.journal = sealed_journal(till.path)
    with pytest.raises(JournalBroken, match="écriture 5"):
        purged(till, last_archived(till.journal))
    assert till.journal.entry(5) is not None
    till.close()


def test_after_a_purge_nothing_can_be_deleted_either(till: Till) -> None:
    purged(till, last_archived(till.journal))
    till.close()
    other = sqlite3.connect(till.path)
    for table in ("journal", "seal", "kept", "carried"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            other.execute(f"DELETE FROM {table}")
    other.close()


KEPT_FORGERIES = {
    "a kept fact": "UPDATE kept SET fact = replace(fact, '2026', '2027') WHERE kind = 'PeriodClosed'",
    "a kept digest": "UPDATE kept SET digest = zeroblob(32) WHERE kind = 'PeriodClosed'",
    "a kept closing": "DELETE FROM kept WHERE number = (SELECT MAX(number) FROM kept)",
    "a kept seal": "DELETE FROM seal WHERE chain = 'day' AND number = 1",
    "the last kept seal": "DELETE FROM seal WHERE chain = 'day' AND number = 2",
    "a kept seal's total": "UPDATE seal SET fields = '1' || fields WHERE chain = 'day' AND number = 1",
    "what was carried on": "UPDATE carried SET standing = x'80'",
    "the point of the purge": "UPDATE journal SET fact = replace(fact, 'T1', 'T2') WHERE kind = 'Purged'",
    "the first entry that stayed": "DELETE FROM journal WHERE number = (SELECT MIN(number) FROM journal)",
}


@pytest.mark.parametrize("forgery", KEPT_FORGERIES.values(), ids=KEPT_FORGERIES)
def test_what_a_purge_leaves_cannot_be_changed(till: Till, forgery: str) -> None:
    purged(till, last_archived(till.journal))
    till.close()
    assert fault_of(till.path) == ""
    forge(till.path, lambda db: db.execute(forgery))
    record = Record(till.path)
    assert not record.verify().intact
    record.close()


def test_a_purge_that_the_disk_refuses_changes_nothing(till: Till) -> None:
    last = last_archived(till.journal)
    head = till.journal.head
    with till.journal._connection.begin():
        till.journal._connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON kept BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(JournalBroken, match="full"):
        purged(till, last)
    assert till.journal.head == head
    assert till.journal.verify().intact
    till.close()
