"""One entry of the journal, and how each is chained to the one before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import msgspec

from kiosk.domain.facts import FACTS, Fact

FIRST = b"\0" * 32
"""What stands where the first entry would name its predecessor."""


class JournalBroken(Exception):  # noqa: N818 - said as staff would say it
    """Nothing can be written (disk full, read-only, failing) or the evidence does not hold. Selling must stop."""


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


_DECODERS: dict[str, msgspec.json.Decoder[Fact]] = {name: msgspec.json.Decoder(kind) for name, kind in FACTS.items()}
_ENCODER = msgspec.json.Encoder()


def entry_of(fact: Fact, number: int, at: int, previous: bytes) -> Entry:
    """The entry of this fact after the entry whose digest is `previous`."""
    kind, payload = type(fact).__name__, _ENCODER.encode(fact)
    return Entry(number, at, kind, payload, chained(previous, number, at, kind, payload))


def chained(previous: bytes, number: int, at: int, kind: str, payload: bytes) -> bytes:
    """The digest of an entry, as FORMAT.md defines it."""
    head = f"{number}\n{at}\n{kind}\n".encode()
    return hashlib.sha256(previous + head + payload).digest()
