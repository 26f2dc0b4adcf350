"""A checkpoint: what the journal has made of a kiosk at rest, so that a start does not read the whole year.

It is only a short cut. Whatever does not agree (signature, version, configuration, the journal's digest) is not used,
and the whole journal is read: slow but right.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

from kiosk.domain.history import replay
from kiosk.domain.states import Kiosk, Shop
from kiosk.evidence.files import replaced
from kiosk.evidence.journal import Journal
from kiosk.evidence.keys import certificate
from kiosk.evidence.record import Record
from kiosk.evidence.standing import Standing, at_rest, begun, packed, standing, unpacked

log = logging.getLogger(__name__)

NAME = "checkpoint"
SIZE_MAX = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """What is signed. `digest` is the journal's at `entry`; `program` and `shop` are what it was folded with."""

    entry: int
    digest: bytes
    program: str
    shop: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Signed:
    """What is in the file."""

    page: bytes
    key: str
    signature: str


class Checkpoint:
    """One file beside the journal. `version` is the program's."""

    def __init__(self, folder: Path, version: str) -> None:
        self._path = folder / NAME
        self._program = f"{version} {_described(Standing)}"

    def keep(self, kiosk: Kiosk, journal: Journal) -> bool:
        """Keeps this kiosk, which is what the journal has made of it up to its last entry; False when not at rest.

        OSError when the disk does not take it; the one before stays.
        """
        if not at_rest(kiosk) or not journal.signer:
            return False
        entry, digest = journal.head
        page = packed(Page(entry, digest, self._program, _told(kiosk.shop), standing(kiosk)))
        (signer,) = journal.signer
        signed = Signed(page, signer.certificate.fingerprint, signer.sign(_line(page)))
        replaced(self._path, packed(signed))
        return True

    def load(self, record: Record, shop: Shop) -> tuple[Kiosk, int]:
        """The kiosk and the entry up to which it was folded: from the checkpoint, or from where the journal begins."""
        try:
            page = self._page(record, shop)
        except FileNotFoundError:
            log.info("there is no checkpoint: the whole journal is read, this start takes longer")
        except (OSError, ValueError) as reason:
            log.warning("the checkpoint is not used: %s. The whole journal is read, this start takes longer", reason)
        else:
            return page.standing.kiosk(shop), page.entry
        return begun(record, shop)

    def _page(self, record: Record, shop: Shop) -> Page:
        """ValueError says why it cannot be used."""
        with self._path.open("rb") as file:
            data = file.read(SIZE_MAX + 1)
        if len(data) > SIZE_MAX:
            raise ValueError("it is too long")
        signed = unpacked(data, Signed)
        known = [certificate(pem) for pem in record.certificates()]
        if not any(
            each.fingerprint == signed.key and each.holds(_line(signed.page), signed.signature) for each in known
        ):
            raise ValueError("its signature is not the journal's")
        page = unpacked(signed.page, Page)
        if page.program != self._program:
            raise ValueError("another version of the program made it")
        if page.shop != _told(shop):
            raise ValueError("the configuration has changed")
        if record.digest_of(page.entry) != page.digest:
            raise ValueError(f"it is not from this journal (entry {page.entry})")
        return page


def fold(record: Record, checkpoint: Checkpoint, shop: Shop) -> Kiosk:
    """What the journal makes of the kiosk: from the checkpoint on where there is one."""
    kiosk, since = checkpoint.load(record, shop)
    return replay((entry.fact() for entry in record.entries(since)), kiosk)


def _line(page: bytes) -> str:
    """What is signed: never to be mistaken for the line of a seal, which holds commas."""
    return f"checkpoint {hashlib.sha256(page).hexdigest()}"


def _told(shop: Shop) -> str:
    return hashlib.sha256(repr(shop).encode()).hexdigest()


def _described(kind: type) -> str:
    """The fields of this class and of all in it, as a digest: another one when any of them changes."""
    found: dict[str, str] = {}
    waiting: list[Any] = [kind]
    while waiting:
        each = waiting.pop()
        waiting += get_args(each)
        name = getattr(each, "__qualname__", "")
        if is_dataclass(each) and isinstance(each, type) and name not in found:
            hints = get_type_hints(each)
            found[name] = repr([(field.name, str(hints[field.name])) for field in fields(each)])
            waiting += hints.values()
    return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()
