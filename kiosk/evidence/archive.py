"""The archive: a period of the journal as one signed zip that an inspector reads and verifies without us.

It is written beside its name, synced, read back with the verifier that travels in it, and only then gets its name:
a medium that is full or pulled out leaves nothing half. Memory does not grow with the period.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Protocol

import msgspec

from kiosk.evidence import verify_archive as v
from kiosk.evidence.archive_notice import notice
from kiosk.evidence.entries import Entry, JournalBroken
from kiosk.evidence.files import synced
from kiosk.evidence.periods import Span
from kiosk.evidence.record import Record
from kiosk.evidence.sealing import Seal
from kiosk.evidence.seals import EVENT, fields_of
from kiosk.evidence.spreadsheets import HEADS, Tables

HERE = Path(__file__).parent
NOTICE, FORMAT, VERIFIER = "LISEZ-MOI.txt", "FORMAT.md", "verify_archive.py"

SPOOL_SIZE = 2 << 20
"""How much of each table is kept in memory before it goes to the medium."""

TABLED = frozenset({"SaleCompleted", "PeriodClosed"})
STEP = 2_000
"""Lines between two words about the progress."""

Progress = Callable[[int], None]
"""Percent, writing and reading back together."""


class ArchiveNotMade(Exception):  # noqa: N818 - said as staff would say it
    """There is no archive, nothing half is left, and the journal is as it was. Says what to do."""


class Signs(Protocol):
    """Who signs the manifest: the key in force."""

    def sign(self, text: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is archived: what the manifest says of the shop and the till."""

    name: str
    siret: str = ""
    vat_number: str = ""
    address: tuple[str, ...] = ()
    till: str = "1"
    software: str = "Borne"
    version: str = ""


@dataclass(frozen=True, slots=True)
class Archived:
    """What was written: enough for events.ArchiveWritten."""

    kind: str
    first_day: str
    last_day: str
    first_entry: int
    last_entry: int
    digest: str
    place: Path


def write_archive(
    record: Record,
    signer: Signs,
    identity: Identity,
    span: Span,
    folder: Path,
    at: int,
    progress: Progress = lambda percent: None,
) -> Archived:
    """Writes the archive of this span into this folder and reads it back. `at`: UTC seconds.

    ArchiveNotMade when the medium is full, gone or spoils what it holds, or when the journal does not verify.
    """
    place = folder / name_of(identity, span)
    aside = place.with_name(f".{place.name}.part")
    try:
        with ExitStack() as last:
            last.callback(_forgotten, aside)
            manifest = _written(record, signer, identity, span, aside, at, progress)
            progress(50)
            _read_back(aside, progress)
            os.replace(aside, place)
            synced(folder)
    except OSError as error:
        raise ArchiveNotMade(
            f"the archive was not written: {error.strerror or error}. The journal is as it was. Put in a medium with "
            "enough room, leave it in, and try again"
        ) from error
    except JournalBroken as error:
        raise ArchiveNotMade(f"the journal cannot be read, so there is no archive: {error}") from error
    except (v.Fault, v.Unreadable) as fault:
        raise ArchiveNotMade(
            f"the archive does not verify: {fault}. It was not kept. Try another medium; if it says so again, the "
            "journal itself is damaged"
        ) from fault
    progress(100)
    digest = hashlib.sha256(manifest).hexdigest()
    return Archived(span.kind, span.first_day, span.last_day, span.first_entry, span.last_entry, digest, place)


def name_of(identity: Identity, span: Span) -> str:
    """The file's name, the same for the same span: archive-caisse-1-2026-11.zip."""
    till = "".join(each if each.isascii() and each.isalnum() else "-" for each in identity.till)
    days = span.period or f"{span.first_day}_{span.last_day}"
    return f"archive-caisse-{till}-{days}.zip"


def _forgotten(aside: Path) -> None:
    with suppress(OSError):  # the medium is gone: so is what was on it
        aside.unlink(missing_ok=True)


def _read_back(path: Path, progress: Progress) -> None:
    v.check_archive(str(path), progress=lambda done, size: progress(50 + 50 * done // max(1, size)))


def _written(
    record: Record, signer: Signs, identity: Identity, span: Span, path: Path, at: int, progress: Progress
) -> bytes:
    """The manifest of the archive at `path`, which is on the medium when this returns."""
    with path.open("wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as packed:
        contents = _Contents(packed, datetime.fromtimestamp(at, UTC))
        contents.add(NOTICE, notice(identity, span, at).encode())
        for name in (FORMAT, VERIFIER):
            contents.add(name, (HERE / name).read_bytes())
        verifier = _journal(record, span, contents, path.parent, progress)
        certificates = record.certificates()
        contents.add(v.CERTIFICATES, "".join(certificates).encode())
        manifest = _manifest(record, identity, span, verifier, contents.files, at)
        contents.add(v.MANIFEST, manifest)
        contents.add(v.SIGNATURE, f"{signer.sign(manifest.decode())}\n".encode())
        packed.close()
        file.flush()
        os.fsync(file.fileno())
    return manifest


class _Contents:
    """The files of a zip, with the size and digest of each."""

    def __init__(self, packed: zipfile.ZipFile, when: datetime) -> None:
        self.files: dict[str, dict[str, Any]] = {}
        self._zip = packed
        self._when = (max(1980, when.year), when.month, when.day, when.hour, when.minute, when.second)

    def add(self, name: str, data: bytes) -> None:
        self.stream(name, iter([data]))

    def stream(self, name: str, chunks: Iterator[bytes]) -> None:
        member = zipfile.ZipInfo(name, self._when)
        member.compress_type = zipfile.ZIP_DEFLATED
        member.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(member, "w", force_zip64=True) as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
        self.files[name] = {"size": size, "sha256": digest.hexdigest()}


def _journal(record: Record, span: Span, contents: _Contents, folder: Path, progress: Progress) -> v.Verifier:
    """Writes the journal and its tables; what is written is followed, to know the state at the end.

    Tables wait beside the archive until the journal is written: the system's own temporary folder may be memory.
    """
    certificates = {v.fingerprint_of(pem): pem for pem in record.certificates(span.first_entry - 1)}
    verifier = v.Verifier(dict(span.opening), certificates, signatures=False)
    with ExitStack() as spools:
        files: dict[str, IO[bytes]] = {
            name: spools.enter_context(tempfile.SpooledTemporaryFile(SPOOL_SIZE, dir=str(folder))) for name in HEADS
        }
        tables = Tables(files)
        contents.stream(v.JOURNAL, _in_chunks(_lines(record, span, verifier, tables, progress)))
        verifier.finish()
        for name, file in files.items():
            file.seek(0)
            contents.stream(name, iter(lambda file=file: file.read(v.CHUNK), b""))  # type: ignore[misc]
    return verifier


def _lines(record: Record, span: Span, verifier: v.Verifier, tables: Tables, progress: Progress) -> Iterator[bytes]:
    count = max(1, span.last_entry - span.first_entry + 1)
    for place, line in enumerate(record.lines(span.first_entry - 1, span.last_entry)):
        if place % STEP == 0:
            progress(50 * (verifier.number - span.first_entry + 1) // count)
        match line:
            case Entry(number, at, kind, payload, digest):
                fact = payload.decode(errors="replace")
                verifier.entry(number, at, kind, fact, digest.hex())
                if kind in TABLED:
                    tables.entry(number, line.fact())
                yield _json({"entry": number, "at": at, "kind": kind, "fact": fact, "digest": digest.hex()})
            case Seal():
                fields = fields_of(line.chain, line.fields)
                verifier.seal(line.chain, line.number, line.entry, fields, line.previous, line.key, line.signature)
                if line.chain == EVENT:
                    tables.event(line.entry, fields)
                yield _json(_seal(line, fields))


def _seal(seal: Seal, fields: dict[str, str]) -> dict[str, object]:
    return {
        "seal": seal.chain, "number": seal.number, "entry": seal.entry, "fields": fields, "previous": seal.previous,
        "key": seal.key, "signature": seal.signature,
    }  # fmt: skip


def _json(values: Mapping[str, object]) -> bytes:
    return _ENCODER.encode(values) + b"\n"


_ENCODER = msgspec.json.Encoder()


def _in_chunks(lines: Iterator[bytes]) -> Iterator[bytes]:
    chunk = bytearray()
    for line in lines:
        chunk += line
        if len(chunk) >= v.CHUNK:
            yield bytes(chunk)
            chunk.clear()
    yield bytes(chunk)


def _manifest(
    record: Record, identity: Identity, span: Span, verifier: v.Verifier, files: dict[str, Any], at: int
) -> bytes:
    state = verifier.state()
    succession = list(_succession(record, span.last_entry))
    manifest = {
        "format": v.FORMAT, "software": identity.software, "version": identity.version,
        "shop": {name: asdict(identity)[name] for name in ("name", "siret", "vat_number", "address")},
        "till": identity.till, "made_at": at, "kind": span.kind, "period": span.period, "first_day": span.first_day,
        "last_day": span.last_day, "intermediate": verifier.day_open, "first_entry": span.first_entry,
        "last_entry": span.last_entry, "counts": v.counts_of(verifier), "opening": dict(span.opening),
        "closing": state, "losses": verifier.losses, "succession": succession,
        "key": v.fingerprint_of(record.certificates()[-1]), "files": files,
    }  # fmt: skip
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"


def _succession(record: Record, last_entry: int) -> Iterator[dict[str, object]]:
    """The seals of the changes of key after the period: they lead from its last key to the one that signs now."""
    for entry, _ in record.milestones("KeyAdopted"):
        if entry.number > last_entry:
            for line in record.lines(entry.number - 1, entry.number):
                if isinstance(line, Seal):
                    yield {**_seal(line, fields_of(line.chain, line.fields)), "digest": entry.digest.hex()}
