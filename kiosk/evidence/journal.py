"""The journal: every fact, in order, chained and synced before anything else happens. Nothing is changed or removed.

Each row's digest is SHA-256 over the digest before it and the row itself, so one changed, missing or moved row is seen
from there on. Triggers refuse UPDATE and DELETE to everyone who comes through SQLite.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from kiosk.domain.facts import FACTS, Fact
from kiosk.evidence.database import open_database

FIRST = b"\0" * 32
"""What stands where the first row would name its predecessor."""

BOOT_ROWS = 2000
"""How many of the last rows are verified at every start; the whole chain is for the night and the inspector."""

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS journal ("
    " number INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, fact TEXT NOT NULL, digest BLOB NOT NULL"
    ") STRICT",
    "CREATE TRIGGER IF NOT EXISTS journal_is_never_updated BEFORE UPDATE ON journal"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS journal_is_never_deleted BEFORE DELETE ON journal"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
)

INSERT = "INSERT INTO journal (number, at, kind, fact, digest) VALUES (?, ?, ?, ?, ?)"
SELECT = (
    "SELECT number, at, CAST(kind AS BLOB), CAST(fact AS BLOB), digest FROM journal WHERE number > ? ORDER BY number"
)
"""As bytes: a damaged text that is no UTF-8 any more must still be read, to be named."""


class JournalBroken(Exception):  # noqa: N818 - said as staff would say it
    """Nothing can be written (disk full, read-only, failing) or the chain does not hold. Selling must stop."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `at` is seconds since 1970, UTC, when it was written."""

    number: int
    at: int
    kind: str
    payload: bytes
    digest: bytes

    def fact(self) -> Fact:
        """The fact itself. JournalBroken when this program does not know it."""
        decoder = _DECODERS.get(self.kind)
        if decoder is None:
            raise JournalBroken(f"entry {self.number}: this version does not know the fact {self.kind!r}")
        try:
            return decoder.decode(self.payload)
        except (msgspec.DecodeError, ValueError, TypeError) as error:
            raise JournalBroken(f"entry {self.number}: {self.kind} cannot be read: {error}") from error


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: how many rows, and the first fault (empty: intact)."""

    entries: int
    fault: str = ""

    @property
    def intact(self) -> bool:
        return not self.fault


_DECODERS: dict[str, msgspec.json.Decoder[Fact]] = {name: msgspec.json.Decoder(kind) for name, kind in FACTS.items()}
_ENCODER = msgspec.json.Encoder()


class Record:
    """A journal to be read, by an inspector or while the kiosk writes it. Not for two threads at once."""

    def __init__(self, path: Path) -> None:
        """JournalBroken when there is no such journal or it cannot be opened."""
        self.path = path
        if not path.exists():
            raise JournalBroken(f"there is no journal at {path}")
        self._open(open_database(path, read_only=True))

    def _open(self, engine: Engine) -> None:
        try:
            self._engine = engine
            self._connection = engine.connect()
        except DBAPIError as error:
            raise JournalBroken(f"{self.path} cannot be opened: {error.orig}") from error

    def entries(self, since: int = 0) -> Iterator[Entry]:
        """Every row after number `since`, in order. JournalBroken when the file cannot be read."""
        try:
            with self._connection.begin():
                for number, at, kind, payload, digest in self._connection.exec_driver_sql(SELECT, (since,)):
                    yield Entry(number, at, kind.decode(errors="replace"), payload, digest)
        except DBAPIError as error:
            raise JournalBroken(f"{self.path} cannot be read: {error.orig}") from error

    def facts(self) -> Iterator[Fact]:
        """Every fact since the beginning."""
        return (entry.fact() for entry in self.entries())

    def verify(self, since: int = 0) -> Verdict:
        """Recomputes the chain from row `since` on (its digest is taken on trust; 0: the whole chain)."""
        digest, expected = self._digest_of(since), since
        for entry in self.entries(since):
            expected += 1
            if entry.number != expected:
                return Verdict(expected - 1, f"entry {expected} is missing")
            digest = _digest(digest, entry.number, entry.at, entry.kind, entry.payload)
            if digest != entry.digest:
                return Verdict(expected - 1, f"entry {entry.number} ({entry.kind}) was changed")
        return Verdict(expected)

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    def _digest_of(self, number: int) -> bytes:
        with self._connection.begin():
            for (digest,) in self._connection.exec_driver_sql("SELECT digest FROM journal WHERE number = ?", (number,)):
                return bytes(digest)
        return FIRST


class Journal(Record):
    """One kiosk's journal in one file, with the only connection that writes it."""

    def __init__(self, path: Path, durable: bool = True) -> None:
        """Opens or creates. JournalBroken when it cannot be used or its last rows do not verify."""
        self.path = path
        self._open(open_database(path, durable))
        try:
            with self._connection.begin():
                for statement in SCHEMA:
                    self._connection.exec_driver_sql(statement)
            self._number, self._digest = self._head()
        except DBAPIError as error:
            raise JournalBroken(f"{path} cannot be opened: {error.orig}") from error
        verdict = self.verify(since=max(0, self._number - BOOT_ROWS))
        if not verdict.intact:
            raise JournalBroken(verdict.fault)

    @property
    def head(self) -> tuple[int, bytes]:
        """The last row's number and digest: (0, FIRST) for an empty journal."""
        return self._number, self._digest

    def append(self, facts: Iterable[Fact], at: int) -> None:
        """Writes all these facts in one transaction, synced, or none: JournalBroken says why."""
        number, digest = self._number, self._digest
        rows = []
        for fact in facts:
            number += 1
            kind, payload = type(fact).__name__, _ENCODER.encode(fact)
            digest = _digest(digest, number, at, kind, payload)
            rows.append((number, at, kind, payload.decode(), digest))
        try:
            with self._connection.begin():
                self._connection.exec_driver_sql(INSERT, rows)
        except DBAPIError as error:
            raise JournalBroken(str(error.orig)) from error
        self._number, self._digest = number, digest

    def _head(self) -> tuple[int, bytes]:
        with self._connection.begin():
            last = self._connection.exec_driver_sql("SELECT number, digest FROM journal ORDER BY number DESC LIMIT 1")
            for number, digest in last:
                return number, digest
        return 0, FIRST


def _digest(previous: bytes, number: int, at: int, kind: str, payload: bytes) -> bytes:
    head = f"{number}\n{at}\n{kind}\n".encode()
    return hashlib.sha256(previous + head + payload).digest()
