"""The journal on a disk that fills up and in a program that is killed: what was acknowledged is there."""

from __future__ import annotations

import multiprocessing
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest

from kiosk.domain import facts as f
from kiosk.domain.language import Language
from kiosk.evidence.entries import JournalBroken
from kiosk.evidence.journal import Journal
from tests.evidence.sealed import sealed_journal

KEY = 1
"""The first entry is the journal's key."""

VISIT = (f.AttendantArrived("A1"), f.LanguageChosen(Language.EN), f.ReceiptDeclined())
"""Written again and again: three entries, one of them sealed."""

KILLS = 20
SMALL_DISK_KIB = 256

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__])


def write_for_ever(path: Path, acknowledged: Connection) -> None:
    """The program that is killed: it says each number after the journal said it is written."""
    journal = sealed_journal(path, durable=True)
    while True:
        journal.append(VISIT, 1)
        acknowledged.send(journal.head[0])


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of a few pages, kept in memory. Only root may mount one."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK_KIB}k", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("needs the right to mount a small tmpfs")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(journal: Journal) -> None:
    """Appends until nothing more fits; the append that did not fit left no trace."""

    def append_for_ever() -> None:
        for _ in range(10_000):
            heads.append(journal.head)
            journal.append(VISIT, 1)

    heads: list[tuple[int, bytes]] = []
    with pytest.raises(JournalBroken, match="full"):
        append_for_ever()
    assert journal.head == heads[-1]


def limit_pages(journal: Journal, pages: int) -> None:
    with journal._connection.begin():
        journal._connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")


def test_a_full_database_refuses_the_whole_append_and_takes_it_when_there_is_room(tmp_path: Path) -> None:
    journal = sealed_journal(tmp_path / "journal.db")
    limit_pages(journal, 24)
    fill(journal)
    number, _ = journal.head
    assert (number - KEY) % len(VISIT) == 0
    assert journal.verify().entries == number
    limit_pages(journal, 100_000)
    journal.append((f.JournalResumed("disk full"),), 2)
    assert journal.verify().entries == number + 1
    journal.close()


def test_a_disk_that_is_really_full_refuses_and_recovers(tmp_path: Path) -> None:
    with small_disk(tmp_path) as folder:
        ballast = folder / "ballast"
        ballast.write_bytes(bytes(SMALL_DISK_KIB * 256))
        journal = sealed_journal(folder / "journal.db", durable=True)
        fill(journal)
        number, _ = journal.head
        with pytest.raises(JournalBroken):
            journal.append(VISIT, 1)
        assert journal.verify().entries == number
        ballast.unlink()
        journal.append((f.JournalResumed("disk full"),), 2)
        journal.close()
        again = sealed_journal(folder / "journal.db", durable=True)
        assert again.verify().entries == number + 1
        assert again.verify().intact
        again.close()


def test_a_killed_program_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    """kill -9 after a random number of acknowledged entries, again and again on the same file."""
    path, random = tmp_path / "journal.db", Random(1)
    acknowledged = 0
    for _ in range(KILLS):
        acknowledged = max(acknowledged, killed_after(path, random.randint(1, 60)))
        journal = sealed_journal(path, durable=True)
        number, _ = journal.head
        verdict = journal.verify()
        journal.close()
        assert verdict.intact
        assert verdict.entries == number >= acknowledged
        assert (number - KEY) % 3 == 0


def killed_after(path: Path, count: int) -> int:
    """The last number a writer acknowledged: it is killed after this many, wherever it is by then."""
    reader, writer = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=write_for_ever, args=(path, writer))
    process.start()
    writer.close()
    last = 0
    for _ in range(count):
        last = reader.recv()
    process.kill()
    process.join()
    while reader.poll():
        try:
            last = reader.recv()
        except EOFError:
            break
    reader.close()
    return last
