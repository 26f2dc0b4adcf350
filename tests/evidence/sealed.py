"""Journals for tests, with a key of their own beside them."""

from __future__ import annotations

from pathlib import Path

from kiosk.domain.facts import KeyAdopted
from kiosk.evidence.journal import Journal
from kiosk.evidence.keys import Identity, KeyRing

AT = 1_750_000_000
IDENTITY = Identity("Épicerie du Port", "12345678900011", "1")


def ring_in(folder: Path) -> KeyRing:
    """The key ring of a till whose files are in this folder; made when it is not there."""
    return KeyRing(folder / "keys", IDENTITY)


def adopt(journal: Journal, ring: KeyRing, at: int = AT) -> None:
    """The journal takes down every key that the ring has for it."""
    adopted = "".join(journal.certificates()[-1:])
    for made in ring.unadopted(adopted, at):
        journal.append((KeyAdopted(made.key, made.certificate, made.by),), at)


def sealed_journal(path: Path, durable: bool = False) -> Journal:
    """Opens or begins a journal whose first entry is its key."""
    ring = ring_in(path.parent)
    journal = Journal(path, ring, IDENTITY.till, durable)
    try:
        adopt(journal, ring)
    except BaseException:
        journal.close()
        raise
    return journal
