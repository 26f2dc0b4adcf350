"""A journal to be read: entries with their seals, heads, keys, tickets and closings. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from kiosk.domain import facts as f
from kiosk.domain.facts import Fact, Head, PeriodClosed, SaleCompleted
from kiosk.evidence import tables
from kiosk.evidence.database import open_database
from kiosk.evidence.entries import FIRST, Entry, JournalBroken
from kiosk.evidence.keys import certificate
from kiosk.evidence.sealing import Seal, furthest
from kiosk.evidence.seals import FIELDS, TICKET
from kiosk.evidence.verifying import Verdict, verified

EVER = 2**63 - 1
"""Higher than the number of any entry."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry that stayed when its neighbours left for the archive, with the digest before it and its seals."""

    entry: Entry
    previous: bytes
    seals: tuple[Seal, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """Where a journal's entries begin: after `entry`, whose digest and heads are known. Usually at nothing."""

    entry: int = 0
    digest: bytes = FIRST
    heads: tuple[Head, ...] = ()


class Record:
    """A journal to be read, by an inspector or while the kiosk writes it. Not for two threads at once."""

    def __init__(self, path: Path) -> None:
        """JournalBroken when there is no such journal or it cannot be opened."""
        self.path = path
        if not path.exists():
            raise JournalBroken(f"there is no journal at {path}")
        self._open(open_database(path, read_only=True))
        self._sealed = bool(self._rows("SELECT 1 FROM sqlite_schema WHERE name = 'carried'"))

    def _open(self, engine: Engine) -> None:
        try:
            self._engine = engine
            self._connection = engine.connect()
        except DBAPIError as error:
            raise JournalBroken(f"{self.path} cannot be opened: {error.orig}") from error

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    # Everything in order

    def entries(self, since: int = 0) -> Iterator[Entry]:
        """Every entry after number `since`, in order. JournalBroken when the file cannot be read."""
        return (_entry(row) for row in self._stream(tables.SELECT, since))

    def facts(self) -> Iterator[Fact]:
        """Every fact since the beginning."""
        return (entry.fact() for entry in self.entries())

    def lines(self, since: int = 0, until: int = EVER) -> Iterator[Entry | Seal]:
        """Every entry after `since` up to `until`, each followed by its seals."""
        if not self._sealed:
            yield from (entry for entry in self.entries(since) if entry.number <= until)
            return
        last = since
        for row in self._stream(tables.SELECT_LINES, since, until):
            if row[0] != last:
                yield _entry(row)
                last = row[0]
            if row[5] is not None:
                yield _seal(row[6:])

    def seals(self, since: int = 0) -> Iterator[Seal]:
        """Every seal of entries after `since`, in their order."""
        return (_seal(row) for row in self._stream(tables.SELECT_SEALS, since)) if self._sealed else iter(())

    def verify(self) -> Verdict:
        """The whole journal, with every seal and every total, by the verifier that verifies archives."""
        return verified(self)

    # Single things, found by index

    def entry(self, number: int) -> Entry | None:
        """This entry; None when it is not (or no longer) here."""
        return next((_entry(row) for row in self._rows(tables.SELECT_ENTRY, number)), None)

    def digest_of(self, number: int) -> bytes:
        """The digest of this entry, also of one that a purge kept; empty when it is not known here."""
        start = self.start()
        if number == start.entry:
            return start.digest
        if entry := self.entry(number):
            return entry.digest
        kept = self._rows(tables.SELECT_KEPT_DIGEST, number) if self._sealed else ()
        return b"".join(row[0] for row in kept)

    def last(self) -> tuple[int, bytes]:
        """The last entry's number and digest: (0, FIRST) for an empty journal."""
        for number, digest in self._rows("SELECT number, digest FROM journal ORDER BY number DESC LIMIT 1"):
            return number, digest
        return 0, FIRST

    def heads(self, until: int = EVER) -> dict[str, Head]:
        """The last seal of each chain, as it stood after the entry `until`."""
        told = [head for _, fact in self.milestones("Purged", until) for head in _purged(fact).heads]
        told += [seal.head for chain in FIELDS for seal in self.last_seals(chain, 1, until)]
        told += [head for _, fact in self.milestones("RollbackFound", until) for head in _rollback(fact).heads]
        return furthest(told)

    def last_seals(self, chain: str, count: int, until: int = EVER) -> Iterator[Seal]:
        """The last seals of a chain, the newest first."""
        rows = self._rows(tables.SELECT_LAST_SEALS, chain, until, count) if self._sealed else ()
        return (_seal(row) for row in rows)

    def seal_of(self, chain: str, number: int) -> Seal | None:
        rows = self._rows(tables.SELECT_SEAL, chain, number) if self._sealed else ()
        return next((_seal(row) for row in rows), None)

    def milestones(self, kind: str, until: int = EVER) -> Iterator[tuple[Entry, Fact]]:
        """Every fact of one of the rare kinds of tables.MILESTONES, in order."""
        if not self._sealed:
            return
        kept = self._rows(tables.SELECT_KEPT_KIND, kind) if kind in tables.KEPT else []
        for row in (*kept, *self._rows(tables.SELECT_MILESTONES, kind)):
            if row[0] <= until:
                entry = _entry(row)
                yield entry, entry.fact()

    def certificates(self, until: int = EVER) -> tuple[str, ...]:
        """The certificates (PEM) that were adopted up to the entry `until`, the one in force last."""
        adoptions = (fact for _, fact in self.milestones("KeyAdopted", until))
        return tuple(fact.certificate for fact in adoptions if isinstance(fact, f.KeyAdopted))

    def keys(self, until: int = EVER) -> tuple[str, ...]:
        """Their fingerprints."""
        return tuple(certificate(pem).fingerprint for pem in self.certificates(until))

    def start(self) -> Start:
        """Where the entries begin."""
        purges = [_purged(fact) for _, fact in self.milestones("Purged")]
        if not purges:
            return Start()
        return Start(purges[-1].last_entry, bytes.fromhex(purges[-1].entry_digest), purges[-1].heads)

    def kept(self) -> Iterator[Kept]:
        """What stayed of the entries that left for the archive."""
        for entry, previous in self._kept_rows():
            seals = self._rows(f"{tables.SELECT_SEALS.split(' WHERE ')[0]} WHERE entry = ? ORDER BY id", entry.number)
            yield Kept(entry, previous, tuple(map(_seal, seals)))

    def carried(self) -> bytes:
        """What the last purge carried on, as it is in the file. See purging.carried."""
        return b"".join(row[0] for row in self._rows("SELECT standing FROM carried ORDER BY entry DESC LIMIT 1"))

    def stray_seals(self) -> Iterator[Seal]:
        """Seals whose entry is not here: at most one of them."""
        return (_seal(row) for row in self._rows(tables.SELECT_STRAY_SEALS)) if self._sealed else iter(())

    # What people ask for

    def ticket(self, receipt: int) -> tuple[SaleCompleted, int] | None:
        """The ticket with this number, and how many duplicates of it there were; None when it is not here."""
        seal = self.seal_of(TICKET, receipt)
        entry = self.entry(seal.entry) if seal else None
        fact = entry.fact() if entry else None
        if entry is None or not isinstance(fact, SaleCompleted):
            return None
        ((copies,),) = self._rows(tables.COUNT_COPIES, entry.number, f"%,{receipt}")
        return fact, copies

    def closing(self, kind: str, period: str) -> PeriodClosed | None:
        """The closing of this day, month or year."""
        return next((closing for closing in self.closings(kind) if closing.period == period), None)

    def closings(self, kind: str) -> Iterator[PeriodClosed]:
        """Every closing of this kind, in order."""
        kept = {entry.number: entry for entry, _ in self._kept_rows()} if self._sealed else {}
        for row in self._stream(tables.SELECT_CHAIN, kind, 0) if self._sealed else ():
            number = _seal(row).entry
            entry = kept.get(number) or self.entry(number)
            fact = entry.fact() if entry else None
            if isinstance(fact, PeriodClosed):
                yield fact

    # The file

    def _kept_rows(self) -> list[tuple[Entry, bytes]]:
        return [(_entry(row), row[5]) for row in self._rows(tables.SELECT_KEPT)]

    def _stream(self, statement: str, *values: int | str) -> Iterator[Any]:
        try:
            with self._connection.begin():
                yield from self._connection.exec_driver_sql(statement, values)
        except DBAPIError as error:
            raise JournalBroken(f"{self.path} cannot be read: {error.orig}") from error

    def _rows(self, statement: str, *values: int | str) -> list[Any]:
        try:
            if self._connection.in_transaction():
                return list(self._connection.exec_driver_sql(statement, values))
            with self._connection.begin():
                return list(self._connection.exec_driver_sql(statement, values))
        except DBAPIError as error:
            raise JournalBroken(f"{self.path} cannot be read: {error.orig}") from error


def _text(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _entry(row: Any) -> Entry:
    number, at, kind, payload, digest = row[:5]
    return Entry(number, at, _text(kind), payload, digest)


def _seal(row: Any) -> Seal:
    chain, number, entry, fields, previous, key, signature = map(_text, row)
    return Seal(chain, int(number), int(entry), fields, previous, key, signature)


def _purged(fact: Fact) -> f.Purged:
    assert isinstance(fact, f.Purged)
    return fact


def _rollback(fact: Fact) -> f.RollbackFound:
    assert isinstance(fact, f.RollbackFound)
    return fact
