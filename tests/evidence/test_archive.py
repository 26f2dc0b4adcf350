"""Archives as the shop makes them: what is in them, that they verify, and that nothing half is ever left."""

from __future__ import annotations

import json
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.evidence import verify_archive as v
from kiosk.evidence.archive import ArchiveNotMade, write_archive
from kiosk.evidence.periods import NoSuchPeriod, opening_before, span_of
from kiosk.evidence.record import Record
from kiosk.evidence.verifying import opening_after
from tests.evidence.archives import files_of, inspected, judged, lines_of
from tests.evidence.tills import SHOP, Till


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """Five closed days over the end of a month, and an open one."""
    till = Till(tmp_path_factory.mktemp("till"))
    for _ in range(5):
        till.day()
    till.sell()
    yield till
    till.close()


def test_an_archive_of_a_day_is_intact_and_says_what_it_holds(till: Till, tmp_path: Path) -> None:
    made = till.archive("day", "2026-11-30", folder=tmp_path)
    code, words = inspected(made.place)
    assert code == 0
    assert words.startswith("INTACTE")
    assert "du 2026-11-30 au 2026-11-30" in words
    assert f"Clé : {till.journal.key}" in words
    assert "comparez" in words


def test_the_inspector_who_names_the_key_of_a_z_is_not_told_to_compare_it(till: Till, tmp_path: Path) -> None:
    made = till.archive("day", "2026-11-30", folder=tmp_path)
    code, words = inspected(made.place, "--key", till.journal.key[:16])
    assert code == 0
    assert "comparez" not in words


def test_archives_of_consecutive_periods_follow_each_other(till: Till, tmp_path: Path) -> None:
    month = till.archive("month", "2026-11", folder=tmp_path)
    days = [till.archive("day", f"2026-12-0{day}", folder=tmp_path) for day in (1, 2, 3)]
    for before, after in ((month, days[0]), (days[0], days[1]), (days[1], days[2])):
        assert after.first_entry == before.last_entry + 1
        code, words = inspected(after.place, "--previous", str(before.place))
        assert code == 0, words
    code, words = inspected(days[2].place, "--previous", str(days[0].place))
    assert code == 1
    assert "ne se suivent pas" in words


def test_a_free_archive_may_end_in_the_open_day_and_says_so(till: Till, tmp_path: Path) -> None:
    made = till.archive("free", "2026-12-02", "2026-12-31", folder=tmp_path)
    assert (made.first_day, made.last_day) == ("2026-12-02", "2026-12-04")
    code, words = inspected(made.place)
    assert code == 0
    assert "non close" in words


def test_what_was_before_an_archive_is_found_without_reading_the_journal(till: Till) -> None:
    record = Record(till.path)
    openings = [span_of(record, "day", day, day).opening for day in ("2026-11-29", "2026-12-01", "2026-12-03")]
    assert openings == [opening_after(record, opening["entry"]) for opening in openings]
    record.close()


def test_a_sale_for_training_that_is_open_over_a_closing_is_remembered(tmp_path: Path) -> None:
    till = Till(tmp_path)
    till.sell()
    till.begin_training_sale()
    till.close_day()
    record = Record(till.path)
    before = till.entry_of_last_closing
    assert opening_before(record, before + 1) == opening_after(record, before)
    assert opening_before(record, before + 1)["training"]
    record.close()
    till.close()


def test_an_archive_does_not_hold_its_own_seal_but_the_next_one_does(till: Till, tmp_path: Path) -> None:
    first = till.archive("free", "2026-11-29", "2026-12-31", folder=tmp_path)
    (tmp_path / "2").mkdir()
    second = till.archive("free", "2026-11-29", "2026-12-31", folder=tmp_path / "2")
    digests = [
        [line["fields"]["manifest"] for line in lines_of(files_of(made.place)) if line.get("seal") == "archive"]  # type: ignore[index]
        for made in (first, second)
    ]
    assert first.digest not in digests[0]
    assert first.digest == digests[1][-1]


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("day", "2026-12-04", "2026-12-04"),
        ("day", "1999-01-01", "1999-01-01"),
        ("month", "2026-12", "2026-12"),
        ("year", "2026", "2026"),
        ("free", "2027-01-01", "2027-02-01"),
        ("free", "2026-12-02", "2026-12-01"),
        ("week", "2026-12-02", "2026-12-01"),
    ],
)
def test_what_is_not_closed_or_not_there_is_refused(till: Till, kind: str, first: str, last: str) -> None:
    record = Record(till.path)
    with pytest.raises(NoSuchPeriod):
        span_of(record, kind, first, last)
    record.close()


def test_a_year_that_is_closed_has_an_archive(tmp_path: Path) -> None:
    till = Till(tmp_path, "2026-12-30")
    for _ in range(3):
        till.day(2)
    made = till.archive("year", "2026")
    assert (made.first_day, made.last_day) == ("2026-12-30", "2026-12-31")
    after = till.archive("day", "2027-01-01")
    assert inspected(after.place, "--previous", str(made.place))[0] == 0
    till.close()


def test_keys_change_and_every_archive_still_verifies_with_each_of_them(tmp_path: Path) -> None:
    till = Till(tmp_path)
    till.day()
    keys = [till.journal.key]
    till.sell()
    till.rotate_key()
    keys.append(till.journal.key)
    till.day()
    till.rotate_key()
    keys.append(till.journal.key)
    early, late = till.archive("day", "2026-11-29"), till.archive("day", "2026-11-30")
    assert len(set(keys)) == 3
    assert inspected(early.place, "--key", keys[0], "--key", keys[2])[0] == 0
    assert inspected(late.place, "--key", keys[0], "--key", keys[1], "--key", keys[2])[0] == 0
    assert inspected(early.place, "--key", keys[1])[0] == 1  # it sealed nothing on that day
    till.close()


def test_a_declared_loss_makes_an_archive_authentic_but_not_complete(tmp_path: Path) -> None:
    till = Till(tmp_path)
    till.day()
    till.sell()
    till.found_older(lost_entries=40, lost_tickets=3)
    till.day()
    made = till.archive("day", "2026-11-30")
    code, words = inspected(made.place)
    assert code == 3, words
    assert "sceaux ticket n° 6 à 8" in words
    assert "(code 90) : 1" in words
    till.close()


def test_what_left_with_a_purge_is_archived_no_more_and_the_rest_follows(tmp_path: Path) -> None:
    till = Till(tmp_path)
    till.day()
    till.day()
    gone = till.archive("free", "2026-11-29", "2026-11-30")
    till.day()
    till.purge(gone.last_entry, gone.digest)
    record = Record(till.path)
    with pytest.raises(NoSuchPeriod, match="has left this journal"):
        span_of(record, "day", "2026-11-30", "2026-11-30")
    record.close()
    kept = till.archive("day", "2026-12-01")
    assert inspected(kept.place, "--previous", str(gone.place))[0] == 0
    whole = till.archive("free", "2026-11-01", "2026-12-31")
    assert whole.first_entry == gone.last_entry + 1
    assert judged(whole.place) == ""
    till.close()


def test_the_manifest_names_every_file_the_shop_and_the_totals(till: Till, tmp_path: Path) -> None:
    files = files_of(till.archive("month", "2026-11", folder=tmp_path).place)
    manifest = json.loads(files[v.MANIFEST])
    assert set(manifest["files"]) == set(files) - {v.MANIFEST, v.SIGNATURE}
    assert manifest["shop"]["siret"] == SHOP.siret
    assert manifest["counts"]["tickets"] == 8
    assert manifest["closing"]["closed"]["month"] == "2026-11"
    assert files["verify_archive.py"] == Path(v.__file__).read_bytes()
    assert "2026-11-29 au 2026-11-30" in files["LISEZ-MOI.txt"].decode()


# Media that fail


def written(till: Till, folder: Path, progress: object = lambda percent: None) -> None:
    record = Record(till.path)
    try:
        span = span_of(record, "month", "2026-11", "2026-11")
        write_archive(record, till.journal.signer[0], SHOP, span, folder, till.now, progress)  # type: ignore[arg-type]
    finally:
        record.close()


def test_a_full_medium_leaves_nothing_half(till: Till, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(ArchiveNotMade, match="enough room"):
            written(till, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("when", [0, 50])
def test_a_medium_that_is_pulled_out_is_told(till: Till, tmp_path: Path, when: int) -> None:
    stick, drawer = tmp_path / "stick", tmp_path / "drawer"
    stick.mkdir()

    def pull_out(percent: int) -> None:
        if percent == when and stick.exists():
            stick.rename(drawer)

    with pytest.raises(ArchiveNotMade, match="The journal is as it was"):
        written(till, stick, pull_out)


def test_a_medium_that_spoils_what_it_holds_is_caught_by_reading_back(till: Till, tmp_path: Path) -> None:
    def spoil(percent: int) -> None:
        if percent == 50:
            for path in tmp_path.iterdir():
                data = bytearray(path.read_bytes())
                data[len(data) // 2] ^= 1
                path.write_bytes(data)

    with pytest.raises(ArchiveNotMade, match="does not verify"):
        written(till, tmp_path, spoil)
    assert list(tmp_path.iterdir()) == []


def test_progress_covers_writing_and_reading_back(till: Till, tmp_path: Path) -> None:
    told: list[int] = []
    written(till, tmp_path, told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 100)
    assert 50 in told
