"""Purging: entries that an archive holds leave the journal; grand totals, keys and the kiosk's standing stay."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from kiosk.domain import facts as f
from kiosk.domain.history import evolve
from kiosk.domain.states import Shop
from kiosk.evidence.entries import JournalBroken
from kiosk.evidence.record import Record
from kiosk.evidence.standing import Carried, Standing, at_rest, begun, packed, standing
from kiosk.evidence.verifying import opening_after


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a purge writes down."""

    fact: f.Purged
    standing: bytes


def leaving(record: Record, last_entry: int, archive: str, by: str, shop: Shop) -> Leaving:
    """The purge up to this entry. JournalBroken when it must not be."""
    entry = record.entry(last_entry)
    if entry is None:
        raise JournalBroken(f"entry {last_entry} is not in this journal: nothing was purged")
    first = record.start().entry + 1
    if not any(_holds(made, archive, first, last_entry) for _, made in record.milestones("ArchiveMade")):
        raise JournalBroken(f"no such archive holds the entries {first} to {last_entry}: nothing was purged")
    opening = opening_after(record, last_entry)
    data = packed(Carried(_standing(record, last_entry, shop), opening))
    heads = tuple(f.Head(chain, head["number"], head["signature"]) for chain, head in opening["heads"].items())
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
        raise JournalBroken(
            f"at entry {last_entry} somebody was at the kiosk: choose another entry. Nothing was purged"
        )
    return standing(kiosk)
