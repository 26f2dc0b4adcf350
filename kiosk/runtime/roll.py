"""The roll on disk: names, grades, hashes of PINs and badges, in one small file of the kiosk's folder.

It is written before the journal names the new entry, so a power cut between the two changes nothing: an entry that the
journal does not name opens nothing (kiosk.domain.roll). PIN and badge themselves are never on the disk.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.domain.facts import Grade
from kiosk.domain.roll import GONE, NAME_MAX
from kiosk.evidence.files import replaced

FILE = "staff.json"
FILE_SIZE_MAX = 256 * 1024
ENTRIES_MAX = 500
"""Of all who ever came: the names of those who left stay for the journal's ids, their hashes do not."""

HASH_MAX = 200
ID = re.compile(r"[A-Za-z0-9-]{1,16}")
FINGERPRINT_LENGTH = 32


class RollDamaged(Exception):  # noqa: N818 - it says what happened to the file
    """The file is there and cannot be used: kiosk.toml's people come, nobody is enrolled."""


class RollFull(Exception):  # noqa: N818
    """So many people never worked in a small shop."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person. `pin_hash`: argon2id, empty for somebody who left; `badge`: SHA-256 of the code, or empty."""

    id: str
    name: str
    grade: Grade = Grade.ATTENDANT
    pin_hash: str = field(default="", repr=False)
    badge: str = field(default="", repr=False)

    @property
    def entry(self) -> str:
        """The fingerprint by which the journal names it. The hash's salt is in it: it tells nothing of a PIN."""
        told = json.dumps([self.id, self.name, self.grade.value, self.pin_hash, self.badge])
        return hashlib.sha256(told.encode()).hexdigest()[:FINGERPRINT_LENGTH]


class Roll:
    """The file, and what it held when it was read last. Safe from any thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()
        self._entries: tuple[Entry, ...] = ()
        self._badges: Mapping[str, tuple[Entry, ...]] = {}
        self.damaged = ""
        self.read()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All of them, in force or not; none when the file is damaged."""
        return self._entries

    def read(self) -> None:
        """As the file is now. `damaged` says why it cannot be used, and is empty when it can."""
        try:
            self._hold(kept(self._path))
            self.damaged = ""
        except (RollDamaged, OSError) as error:
            self._hold(())
            self.damaged = str(error)

    def whose(self, code: str) -> tuple[Entry, ...]:
        """The entries that hold this badge, in force or not."""
        return self._badges.get(badge_of(code), ()) if self._badges else ()

    def add(self, entry: Entry, named: Mapping[str, str]) -> None:
        """This entry lies in the file from now on. `named`: what the journal names; other entries go.

        RollDamaged, RollFull, OSError: nothing has changed.
        """
        with self._lock:
            if self.damaged:
                raise RollDamaged(self.damaged)
            entries = (*_tidied(self._entries, named), entry)
            if len(entries) > ENTRIES_MAX:
                raise RollFull(f"the roll holds {ENTRIES_MAX} entries at the most")
            replaced(self._path, text_of(entries).encode())
            self._hold(entries)

    def _hold(self, entries: tuple[Entry, ...]) -> None:
        self._entries = entries
        badges = {each.badge for each in entries if each.badge}
        self._badges = {badge: tuple(each for each in entries if each.badge == badge) for badge in badges}


def badge_of(code: str) -> str:
    """What is kept instead of a badge's code."""
    return hashlib.sha256(f"badge {code.strip()}".encode()).hexdigest()


def kept(path: Path) -> tuple[Entry, ...]:
    """What the file holds; nothing before the first is enrolled. RollDamaged; OSError."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_SIZE_MAX + 1)
    except FileNotFoundError:
        return ()
    return entries_of(data)


def text_of(entries: tuple[Entry, ...]) -> str:
    """The roll as JSON."""
    told = [
        {"id": each.id, "name": each.name, "grade": each.grade, "pin_hash": each.pin_hash, "badge": each.badge}
        for each in entries
    ]
    return json.dumps({"staff": told}, indent=1, ensure_ascii=False) + "\n"


def entries_of(data: bytes) -> tuple[Entry, ...]:
    """What `text_of` wrote. RollDamaged for everything else: half a roll would let the wrong people in."""
    if len(data) > FILE_SIZE_MAX:
        raise RollDamaged(f"it is longer than {FILE_SIZE_MAX // 1024} KiB")
    try:
        found = json.loads(data.decode())
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, brackets without end
        raise RollDamaged(f"it is not JSON: {error}") from error
    match found:
        case {"staff": [*entries], **rest} if not rest and len(entries) <= ENTRIES_MAX:
            return tuple(map(_entry, entries))
        case _:
            raise RollDamaged("it is no list of staff")


def _entry(found: object) -> Entry:
    match found:
        case {
            "id": str(id_), "name": str(name), "grade": str(grade), "pin_hash": str(hashed), "badge": str(badge), **rest
        } if not rest and ID.fullmatch(id_) and 0 < len(name) <= NAME_MAX and grade in set(Grade):  # fmt: skip
            if len(hashed) <= HASH_MAX and (not badge or re.fullmatch(r"[0-9a-f]{64}", badge)):
                return Entry(id_, name, Grade(grade), hashed, badge)
    raise RollDamaged("one of its entries is none")


def _tidied(entries: tuple[Entry, ...], named: Mapping[str, str]) -> tuple[Entry, ...]:
    """What the journal names. Of who left the name, and the badge, so that its code is never taken for an article's."""
    left = (replace(each, pin_hash="") for each in entries if named.get(each.id) == GONE)
    return (*left, *(each for each in entries if each.entry == named.get(each.id)))
