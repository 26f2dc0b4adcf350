"""The power fails between any two blocks: whatever the disk had not been told to sync may be gone.

SQLite runs on a file system that writes down every write, truncation and sync. From that, every disk is rebuilt that a
cut could have left behind, and each must open with every acknowledged entry in it. The statements are the journal's
own; only the lock is exclusive, because a file system written in Python shares no memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import apsw

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.facts import Fact, Head
from kiosk.domain.history import replay
from kiosk.domain.states import Kiosk, sale_of
from kiosk.evidence.database import pragmas
from kiosk.evidence.entries import JournalBroken
from kiosk.evidence.journal import Journal
from kiosk.evidence.tables import INSERT, INSERT_SEAL, SCHEMA
from tests.evidence.kept_till import KeptTill
from tests.evidence.sealed import IDENTITY, adopt, ring_in
from tests.flows.customer import BREAD, SHOP

SALES = 3
CHECKPOINT_PAGES = 10
FILES = ("", "-wal")
"""Endings of the files that hold a journal."""

Row = tuple[Any, ...]
Image = dict[str, bytes]


@dataclass
class Disk:
    """What was done to each file: (file, deed, offset, data); "ack" stands for a commit that was acknowledged.

    Power is cut only after `born`, when the empty journal was there: before it, there is nothing to lose. `ends` are
    the entries with which an append may end.
    """

    deeds: list[tuple[str, str, int, bytes]] = field(default_factory=list)
    born: int = 0
    ends: frozenset[int] = frozenset()

    def images(self) -> Iterator[tuple[Image, int]]:
        """Every disk after a cut and the entries acknowledged before: of each file all, or only what was synced."""
        for end in range(self.born, len(self.deeds) + 1):
            acknowledged = max((at for file, _, at, _ in self.deeds[:end] if file == "ack"), default=0)
            for kept in product((True, False), repeat=2):
                keeps = dict(zip(FILES, kept, strict=True))
                yield {file: self._file(file, end, keeps[file]) for file in keeps}, acknowledged
            yield self._torn(end), acknowledged

    def _torn(self, end: int) -> Image:
        """The last write got only half of its way."""
        image = {file: self._file(file, end, True) for file in FILES}
        if self.deeds[end - 1][1] == "write":
            file, _, offset, data = self.deeds[end - 1]
            before = self._file(file, end - 1, True)
            image[file] = written(before, offset, data[: len(data) // 2])
        return image

    def _file(self, file: str, end: int, keeps_all: bool) -> bytes:
        deeds = [deed for deed in self.deeds[:end] if deed[0] == file]
        while deeds and not keeps_all and deeds[-1][1] != "sync":
            deeds.pop()
        content = b""
        for _, deed, offset, data in deeds:
            match deed:
                case "write":
                    content = written(content, offset, data)
                case "truncate":
                    content = content[:offset]
        return content


def written(content: bytes, offset: int, data: bytes) -> bytes:
    return content[:offset].ljust(offset, b"\0") + data + content[offset + len(data) :]


class RecordingFiles(apsw.VFS):
    """A file system that does what it is told and remembers it."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        super().__init__("recording", "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - SQLite's name
        return RecordingFile(self._disk, name, flags)


class RecordingFile(apsw.VFSFile):
    """One open file of it."""

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        self._deeds, self._file = disk.deeds, path.rpartition(".db")[2]
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._deeds.append((self._file, "write", offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._deeds.append((self._file, "truncate", size, b""))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._deeds.append((self._file, "sync", 0, b""))


@dataclass
class Commit:
    """What one append writes, and the number of its last entry."""

    entries: list[Row]
    seals: list[Row]
    last: int


class NotedJournal(Journal):
    """Remembers where each of its appends ended."""

    ends: list[int]

    def append(self, facts: Iterable[Fact], at: int, utc_offset: int = 0) -> tuple[Head, ...]:
        heads = super().append(facts, at, utc_offset)
        self.ends = [*getattr(self, "ends", []), self.head[0]]
        return heads


def commits(folder: Path) -> list[Commit]:
    """What the journal itself writes while a few customers buy something."""
    ring = ring_in(folder)
    journal = NotedJournal(folder / "model.db", ring, IDENTITY.till, durable=False)
    adopt(journal, ring)
    till = KeptTill(journal=journal)
    till.sell(SALES)
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.insert(200)
    till.pay_out()
    entries = [(each.number, each.at, each.kind, each.payload.decode(), each.digest) for each in journal.entries()]
    seals = [
        (each.chain, each.number, each.entry, each.fields, each.previous, each.key, each.signature)
        for each in journal.seals()
    ]
    found, since = [], 0
    for end in dict.fromkeys(journal.ends):
        here = range(since + 1, end + 1)
        found.append(Commit([row for row in entries if row[0] in here], [row for row in seals if row[2] in here], end))
        since = end
    journal.close()
    return found


def recorded(folder: Path, durable: bool) -> Disk:
    """The journal's own statements on the recording file system, with many checkpoints."""
    disk, written_down = Disk(), commits(folder)
    files = RecordingFiles(disk)
    db = apsw.Connection(str(folder / "recorded.db"), vfs="recording")
    db.execute("PRAGMA locking_mode=EXCLUSIVE")
    for statement in (*pragmas(durable), f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}", *SCHEMA):
        db.execute(statement)
    disk.born = len(disk.deeds)
    for commit in written_down:
        db.execute("BEGIN IMMEDIATE")
        db.executemany(INSERT, commit.entries)
        db.executemany(INSERT_SEAL, commit.seals)
        db.execute("COMMIT")
        disk.deeds.append(("ack", "", commit.last, b""))
    db.close()
    files.unregister()
    disk.ends = frozenset((0, *(commit.last for commit in written_down)))
    return disk


def entries_of(image: Image, folder: Path) -> int:
    """How many entries a restart finds. JournalBroken when it does not open or entries and seals do not agree."""
    path = folder / "image.db"
    for suffix in FILES:
        Path(f"{path}{suffix}").write_bytes(image[suffix])
    Path(f"{path}-shm").unlink(missing_ok=True)
    journal = Journal(path, ring_in(folder), IDENTITY.till, durable=False)
    try:
        verdict, facts = journal.verify(), list(journal.facts())
    finally:
        journal.close()
    if not verdict.intact:
        raise JournalBroken(verdict.fault)
    assert in_custody(facts) == kept_of_customers(replay(facts, Kiosk(SHOP)))
    return verdict.entries


def in_custody(facts: list[Fact]) -> int:
    """Cents that the facts say came in, less those that went out or were sold for."""
    came = sum(fact.value.cents * fact.count for fact in facts if isinstance(fact, f.CashInserted))
    came += sum(fact.amount.cents for fact in facts if isinstance(fact, f.CardCharged))
    went = sum(fact.value.cents * fact.count for fact in facts if isinstance(fact, f.CashDispensed))
    return came - went - sum(fact.total.cents for fact in facts if isinstance(fact, f.SaleCompleted))


def kept_of_customers(kiosk: Kiosk) -> int:
    """Cents of customers' money in the kiosk that the facts were folded to: of the open sale, or of nobody's."""
    open_ = sum(sale.cash_kept.cents + sale.cards_kept.cents for sale in sale_of(kiosk.own))
    return open_ + kiosk.till.stray.cents


def different(images: Iterator[tuple[Image, int]]) -> dict[tuple[bytes, bytes], int]:
    """The same disk needs to be tried once, with the most that was acknowledged when it could be left behind."""
    found: dict[tuple[bytes, bytes], int] = {}
    for image, acknowledged in images:
        key = image[""], image["-wal"]
        found[key] = max(acknowledged, found.get(key, 0))
    return found


def survives(image: Image, acknowledged: int, folder: Path, ends: frozenset[int]) -> bool:
    """Does the journal open with all that was acknowledged, and only whole appends?"""
    try:
        found = entries_of(image, folder)
    except JournalBroken:
        return False
    return found >= acknowledged and found in ends


def test_no_power_cut_loses_an_acknowledged_entry(tmp_path: Path) -> None:
    disk = recorded(tmp_path, durable=True)
    assert {file for file, deed, *_ in disk.deeds if deed == "sync"} >= set(FILES)
    images = different(disk.images())
    assert len(images) > 4 * len(disk.ends)
    for (db, wal), acknowledged in images.items():
        assert survives({"": db, "-wal": wal}, acknowledged, tmp_path, disk.ends)


def test_without_syncs_a_power_cut_does_lose_entries(tmp_path: Path) -> None:
    """The proof that the test above can see a loss."""
    disk = recorded(tmp_path, durable=False)
    assert not all(survives(image, acknowledged, tmp_path, disk.ends) for image, acknowledged in disk.images())
