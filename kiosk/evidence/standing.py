"""What the journal has made of the kiosk up to some entry, as bytes: for checkpoints, and for what a purge carries on.

Only a kiosk at rest is kept: nobody there, nothing on top. Fields that a later version adds get their defaults.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from kiosk.domain.facts import Purged
from kiosk.domain.states import Attract, Closed, Kiosk, Shop, Till
from kiosk.evidence.entries import JournalBroken

if TYPE_CHECKING:
    from kiosk.evidence.record import Record

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Standing:
    """A kiosk at rest. `closed_by` is empty when it is open."""

    till: Till
    closed_by: str = ""

    def kiosk(self, shop: Shop) -> Kiosk:
        """A kiosk that stands so and sees nothing yet."""
        return Kiosk(shop, Closed(self.closed_by) if self.closed_by else Attract(), self.till)


@dataclass(frozen=True, slots=True)
class Carried:
    """What entries that left had made: of the kiosk, and of the books as the verifier goes on with them."""

    standing: Standing
    opening: dict[str, Any]


def at_rest(kiosk: Kiosk) -> bool:
    """May this be kept? A closed kiosk names who closed it."""
    return isinstance(kiosk.state, Attract) or (isinstance(kiosk.state, Closed) and bool(kiosk.state.by))


def standing(kiosk: Kiosk) -> Standing:
    """How this kiosk stands. It must be at rest."""
    assert at_rest(kiosk)
    return Standing(kiosk.till, kiosk.state.by if isinstance(kiosk.state, Closed) else "")


_ENCODER = msgspec.msgpack.Encoder()


def packed(value: object) -> bytes:
    """Plain values and dataclasses as MessagePack."""
    return _ENCODER.encode(value)


def unpacked(data: bytes, kind: type[Kept]) -> Kept:
    """What `packed` made of a value of this kind. ValueError when it did not."""
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except (msgspec.DecodeError, TypeError, RecursionError) as error:
        raise ValueError(f"it cannot be read: {error}") from error


def begun(record: Record, shop: Shop) -> tuple[Kiosk, int]:
    """The kiosk before the first entry that is still here, and the number of the entry before it."""
    found = carried(record)
    return (found.standing.kiosk(shop), record.start().entry) if found else (Kiosk(shop), 0)


def carried(record: Record) -> Carried | None:
    """What the last purge carried on; None when nothing was ever purged. JournalBroken when it was changed."""
    purges = [fact for _, fact in record.milestones("Purged") if isinstance(fact, Purged)]
    if not purges:
        return None
    data, where = record.carried(), f"what was carried on from entry {purges[-1].last_entry}"
    if hashlib.sha256(data).hexdigest() != purges[-1].carried:
        raise JournalBroken(f"{where} was changed")
    try:
        return unpacked(data, Carried)
    except ValueError as error:
        raise JournalBroken(f"{where}: {error}") from error
