"""The witness: the heads of all chains, kept outside the journal, so that an older journal put back is noticed.

Two slots are written in turn, each with a checksum: a write that the power cut tears leaves the other one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kiosk.domain.events import RollbackSeen, WitnessMissing
from kiosk.domain.facts import Head, RollbackFound
from kiosk.evidence.entries import FIRST
from kiosk.evidence.files import synced
from kiosk.evidence.record import Record

SLOTS = ("witness-a", "witness-b")
FORMER = "former-witnesses.jsonl"
"""What the witness knew when an older journal was found: a line each, for whoever looks into it."""

SLOT_SIZE_MAX = 64 * 1024
FORMAT = 1

TAKEN_DOWN = frozenset({"RollbackFound", "WitnessLost"})
"""The entries with which a journal takes down what was found."""

Findings = tuple[WitnessMissing | RollbackSeen, ...]


@dataclass(frozen=True, slots=True)
class Testimony:
    """What the witness knows. `digest` in hexadecimal, `key` a fingerprint; `serial` counts what it was told."""

    serial: int
    entry: int
    digest: str
    heads: tuple[Head, ...]
    key: str
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Silence:
    """There is no testimony. `never`: no slot was ever written here."""

    reason: str
    never: bool = False


class Witness:
    """The witness in one folder, best on another disk than the journal's. Whoever builds the kiosk makes the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known = self.read()
        self._untold: tuple[int, ...] = ()  # the journal's last entry when something was found; empty: nothing was

    def read(self) -> Testimony | Silence:
        """The newest testimony that is whole, or why there is none."""
        slots = [self._slot(name) for name in SLOTS]
        whole = [slot for slot in slots if isinstance(slot, Testimony)]
        if whole:
            return max(whole, key=lambda testimony: testimony.serial)
        silences = [slot for slot in slots if isinstance(slot, Silence)]
        reasons = "; ".join(silence.reason for silence in silences)
        return Silence(reasons, all(silence.never for silence in silences))

    def keep(self, entry: int, digest: bytes, heads: Iterable[Head], key: str) -> None:
        """The journal stands here now. Costs nothing when it stood here before. OSError when it cannot be kept."""
        known = self._known
        standing = (entry, digest.hex(), tuple(sorted(heads, key=lambda head: head.chain)), key)
        if isinstance(known, Testimony):
            if (known.entry, known.digest, known.heads, known.key) == standing:
                return
            if known.entry > entry:
                self._set_aside(known)
        serial = known.serial + 1 if isinstance(known, Testimony) else 1
        told = Testimony(serial, *standing)
        self._write(self._folder / SLOTS[serial % len(SLOTS)], told)
        self._known = told

    def compare(self, record: Record) -> Findings:
        """What the witness has to say about this journal. Contradicting testimony is set aside for good first."""
        self._known = self.read()
        findings = compare(self._known, record)
        self._untold = (record.last()[0],) if findings else ()
        if isinstance(self._known, Testimony) and any(isinstance(each, RollbackSeen) for each in findings):
            self._set_aside(self._known)
        return findings

    def waits(self, record: Record) -> bool:
        """Has this journal still to take down what was found? Until it has, the witness must stay as it is.

        A full disk can delay that for hours, and a power cut meanwhile would leave nobody who knows.
        """
        for since in self._untold:
            if any(entry.kind in TAKEN_DOWN for entry in record.entries(since)):
                self._untold = ()
        return bool(self._untold)

    def _slot(self, name: str) -> Testimony | Silence:
        try:
            with (self._folder / name).open("rb") as file:
                checksum, _, data = file.read(SLOT_SIZE_MAX).partition(b"\n")
        except FileNotFoundError:
            return Silence(f"{name} is missing", never=True)
        except OSError as error:
            return Silence(f"{name} cannot be read: {error.strerror}")
        if checksum != _checksum(data):
            return Silence(f"{name} is damaged")
        try:
            testimony = msgspec.json.decode(data, type=Testimony)
        except (msgspec.DecodeError, RecursionError):
            return Silence(f"{name} is damaged")
        return testimony if testimony.format == FORMAT else Silence(f"{name} has another format")

    def _write(self, path: Path, told: Testimony) -> None:
        new = not path.exists()
        data = msgspec.json.encode(told)
        number = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with open(number, "wb") as file:
            file.write(_checksum(data) + b"\n" + data)
            file.truncate()
            file.flush()
            os.fsync(number)
        if new:
            synced(self._folder)

    def _set_aside(self, told: Testimony) -> None:
        """Once only: the next start may find the same before the journal has taken it down."""
        path, line = self._folder / FORMER, msgspec.json.encode(told) + b"\n"
        if path.exists() and path.read_bytes().endswith(line):
            return
        with path.open("ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        synced(self._folder)


def compare(known: Testimony | Silence, record: Record) -> Findings:
    """Nothing, or what does not agree. A witness that knows less than the journal is a normal one: power was cut."""
    here, _ = record.last()
    if isinstance(known, Silence):
        return (WitnessMissing(known.reason),) if here else ()
    if _taken_down(known, record):
        return ()
    if known.entry > here:
        return (RollbackSeen(known.entry, here, known.heads),)
    return () if _agrees(known, record) else (RollbackSeen(known.entry, _shared(known, record), known.heads),)


def _agrees(known: Testimony, record: Record) -> bool:
    start = record.start().entry
    if known.entry < start:  # a very old witness: those entries are in the archive, but their keys have stayed
        return not known.key or known.key in record.keys(start)
    digest = record.digest_of(known.entry) if known.entry else FIRST
    heads = record.heads(known.entry)
    keys = record.keys(known.entry)
    return (digest.hex(), keys[-1:]) == (known.digest, (known.key,) if known.key else ()) and all(
        heads.get(head.chain) == head for head in known.heads
    )


def _taken_down(known: Testimony, record: Record) -> bool:
    """Has the journal taken down just this contradiction, and the power was cut before the witness heard of it?"""
    found = [fact for _, fact in record.milestones("RollbackFound") if isinstance(fact, RollbackFound)]
    return any((fact.entry, fact.heads) == (known.entry, known.heads) for fact in found[-1:])


def _shared(known: Testimony, record: Record) -> int:
    """The last entry that both certainly share: one whose seal the witness knows. Another history follows it."""
    shared = [0]
    for head in known.heads:
        seal = record.seal_of(head.chain, head.number)
        if seal is not None and seal.signature == head.signature:
            shared.append(seal.entry)
    return max(shared)


def _checksum(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()
