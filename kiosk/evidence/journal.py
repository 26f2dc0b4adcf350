"""The journal: every fact, in order, chained, sealed and synced before anything else happens. Nothing is changed.

Each row's digest is SHA-256 over the digest before it and the row itself, so one changed, missing or moved row is seen
from there on; a seal signs the digest with a key that is not in the file. Entries and their seals are one transaction.
Triggers refuse UPDATE and DELETE to everyone who comes through SQLite; only a purge lifts them, inside its own.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from kiosk.domain import facts as f
from kiosk.domain.facts import Fact, Head
from kiosk.domain.states import Shop
from kiosk.evidence import purging, tables
from kiosk.evidence.database import open_database
from kiosk.evidence.entries import Entry, JournalBroken, chained, entry_of
from kiosk.evidence.keys import KeyRing, Signer, certificate
from kiosk.evidence.record import EVER, Record
from kiosk.evidence.sealing import Seal, Sealing
from kiosk.evidence.seals import FIELDS, Moment

__all__ = ["Journal", "JournalBroken"]

BOOT_ROWS = 2000
"""How many of the last entries are verified at every start; the whole journal is for the night and the inspector."""

BOOT_SEALS = 3
"""How many of the last seals of each chain."""


class Journal(Record):
    """One kiosk's journal in one file, with the only connection that writes it."""

    def __init__(self, path: Path, ring: KeyRing, till: str, durable: bool = True) -> None:
        """Opens or creates. JournalBroken when it cannot be used, is another till's, or its end does not hold."""
        self.path = path
        self._till, self._ring = till, ring
        self._lock = _locked(path)
        try:
            self._open(open_database(path, durable))
            self._create()
            self._number, self._digest = self.last()
            self._check_last_entries()
            self._sealing = self._sealing_now()
            self._check_last_seals()
            if adopted := self.certificates()[-1:]:
                ring.settle(adopted[0])
        except BaseException:
            self.close()
            raise

    @property
    def head(self) -> tuple[int, bytes]:
        """The last entry's number and digest: (0, FIRST) for an empty journal."""
        return self._number, self._digest

    @property
    def signer(self) -> tuple[Signer, ...]:
        """What seals now: empty before the first key was adopted."""
        return self._sealing.signers

    @property
    def key(self) -> str:
        """The fingerprint of the key in force, "" before the first."""
        return self._sealing.key

    def heads(self, until: int = EVER) -> dict[str, Head]:
        return dict(self._sealing.heads) if until == EVER else super().heads(until)

    def append(self, facts: Iterable[Fact], at: int, utc_offset: int = 0) -> tuple[Head, ...]:
        """Writes all these facts and their seals in one transaction, synced, or none: JournalBroken says why.

        Returns the heads of the chains that moved. The first fact of a journal is its key (facts.KeyAdopted).
        """
        return self._write(tuple(facts), at, utc_offset)

    def purge(
        self, last_entry: int, archive_digest: str, by: str, at: int, utc_offset: int, shop: Shop
    ) -> tuple[Head, ...]:
        """Entries up to this one leave for the archive whose manifest has this digest; closings and keys stay.

        JournalBroken when that archive does not hold them all, when the journal does not verify up to there, or when
        the kiosk was not at rest there. How old entries must be is not judged here.
        """
        leaving = purging.leaving(self, last_entry, archive_digest, by, shop)
        start = self.start()
        values = {"last": last_entry, "start": start.digest, "standing": leaving.standing}
        return self._write(
            (leaving.fact,), at, utc_offset, (*tables.UNGUARDED, *tables.PURGE, *tables.TRIGGERS), values
        )

    def close(self) -> None:
        if hasattr(self, "_connection"):
            super().close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _write(
        self,
        facts: tuple[Fact, ...],
        at: int,
        utc_offset: int,
        before: tuple[str, ...] = (),
        values: Mapping[str, object] | None = None,
    ) -> tuple[Head, ...]:
        sealing, digest = self._sealing.copy(), self._digest
        when = Moment(at, utc_offset, self._till)
        entries: list[Entry] = []
        seals: list[Seal] = []
        for number, fact in enumerate(facts, self._number + 1):
            entry = entry_of(fact, number, at, digest)
            seals += sealing.seal(fact, entry, when)
            entries.append(entry)
            digest = entry.digest
        if not entries:
            return ()
        try:
            with self._connection.begin():
                for statement in before:
                    self._connection.exec_driver_sql(statement, dict(values or {}) if ":" in statement else ())
                self._connection.exec_driver_sql(tables.INSERT, list(map(_entry_row, entries)))
                if seals:
                    self._connection.exec_driver_sql(tables.INSERT_SEAL, list(map(_seal_row, seals)))
        except DBAPIError as error:
            raise JournalBroken(str(error.orig)) from error
        moved = tuple(head for chain, head in sealing.heads.items() if self._sealing.heads.get(chain) != head)
        self._number, self._digest, self._sealing = entries[-1].number, digest, sealing
        for fact in facts:
            if isinstance(fact, f.KeyAdopted):
                self._ring.settle(fact.certificate)
        return moved

    # Opening

    def _create(self) -> None:
        try:
            with self._connection.begin():
                for statement in tables.SCHEMA:
                    self._connection.exec_driver_sql(statement)
        except DBAPIError as error:
            raise JournalBroken(f"{self.path} cannot be opened: {error.orig}") from error
        self._sealed = True

    def _sealing_now(self) -> Sealing:
        adoptions = list(self.milestones("KeyAdopted"))
        signers = tuple(self._ring.signer(_pem(fact)) for _, fact in adoptions[-1:])
        older = not adoptions or adoptions[0][0].number > 1
        return Sealing(self._ring, super().heads(), signers, older)

    # Constant time, however long the journal is

    def _check_last_entries(self) -> None:
        start = self.start()
        expected = max(start.entry, self._number - BOOT_ROWS)
        digest = self.digest_of(expected)
        for entry in self.entries(expected):
            expected += 1
            if entry.number != expected:
                raise JournalBroken(f"entry {expected} is missing")
            digest = chained(digest, entry.number, entry.at, entry.kind, entry.payload)
            if digest != entry.digest:
                raise JournalBroken(f"entry {entry.number} ({entry.kind}) was changed")

    def _check_last_seals(self) -> None:
        known = {each.fingerprint: each for each in map(certificate, self.certificates())}
        for seal in (seal for chain in FIELDS for seal in self.last_seals(chain, BOOT_SEALS)):
            if seal.key not in known or not seal.holds(self.digest_of(seal.entry), known[seal.key]):
                raise JournalBroken(f"seal {seal.number} of chain {seal.chain} (entry {seal.entry}) was changed")


def _entry_row(entry: Entry) -> tuple[int, int, str, str, bytes]:
    return entry.number, entry.at, entry.kind, entry.payload.decode(), entry.digest


def _seal_row(seal: Seal) -> tuple[str, int, int, str, str, str, str]:
    return seal.chain, seal.number, seal.entry, seal.fields, seal.previous, seal.key, seal.signature


def _pem(fact: Fact) -> str:
    assert isinstance(fact, f.KeyAdopted)
    return fact.certificate


def _locked(path: Path) -> int:
    """One writer only: the lock goes with the process, whatever ends it."""
    try:
        lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise JournalBroken(f"{path} cannot be opened: {error}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise JournalBroken(f"the kiosk is running: {path} has one writer only. Stop it first") from error
    return lock
