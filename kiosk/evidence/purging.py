"""Purging: entries that an archive holds leave the journal; grand totals, keys and the kiosk's standing stay."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec

from kiosk.domain import facts as f
from kiosk.domain.history import evolve
from kiosk.domain.states import Kiosk, Shop
from kiosk.evidence.entries import JournalBroken
from kiosk.evidence.record import Record
from kiosk.evidence.standing import Standing, at_rest, standing


@dataclass(frozen=True, slots=True)
class Carried:
    """What entries that left had made: of the kiosk, and of the books as the verifier goes on with them."""

    standing: Standing
    opening: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a purge writes down."""

    fact: f.Purged
    standing: bytes


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Carried)


def begun(record: Record, shop: Shop) -> tuple[Kiosk, int]:
    """The kiosk before the first entry that is still here, and the number of the entry before it."""
    found = carried(record)
    kiosk = Kiosk(shop)
    return (found.standing.kiosk(kiosk), record.start().entry) if found else (kiosk, 0)


def carried(record: Record) -> Carried | None:
    """What the last purge carried on; None when nothing was ever purged. JournalBroken when it was changed."""
    purges = [fact for _, fact in record.milestones("Purged") if isinstance(fact, f.Purged)]
    if not purges:
        return None
    data = record.carried()
    if hashlib.sha256(data).hexdigest() != purges[-1].carried:
        raise JournalBroken(f"what was carried on from entry {purges[-1].last_entry} was changed")
    try:
        return _DECODER.decode(data)
    except (msgspec.DecodeError, ValueError, TypeError) as error:
        raise JournalBroken(f"what was carried on from entry {purges[-1].last_entry} cannot be read: {error}") from error


def leaving(record: Record, last_entry: int, archive: str, by: str, shop: Shop) -> Leaving:
    """The purge up to this entry. JournalBroken when it must not be."""
    entry = record.entry(last_entry)
    if entry is None:
        raise JournalBroken(f"entry {last_entry} is not in this journal: nothing was purged")
    first = record.start().entry + 1
    if not any(_holds(made, archive, first, last_entry) for _, made in record.milestones("ArchiveMade")):
        raise JournalBroken(f"no such archive holds the entries {first} to {last_entry}: nothing was purged")
    data = _ENCODER.encode(Carried(_standing(record, last_entry, shop), record.opening_after(last_entry)))
    heads = tuple(record.heads(last_entry).values())
    fact = f.Purged(last_entry, entry.digest.hex(), heads, archive, by, hashlib.sha256(data).hexdigest())
    return Leaving(fact, data)


def _holds(made: f.Fact, archive: str, first: int, last: int) -> bool:
    if not isinstance(made, f.ArchiveMade) or made.digest != archive:
        return False
    return made.first_entry <= first and last <= made.last_entry


def _standing(record: Record, last_entry: int, shop: Shop) -> Standing:
    kiosk, since = begun(record, shop)
    for entry in record.entries(since):
        if entry.number > last_entry:
            break
        kiosk = evolve(kiosk, entry.fact())
    if not at_rest(kiosk):
        raise JournalBroken(f"at entry {last_entry} somebody was at the kiosk: choose another entry. Nothing was purged")
    return standing(kiosk)
