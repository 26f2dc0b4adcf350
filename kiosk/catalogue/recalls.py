"""Recalls: which articles, or which of their batches, must not be sold. A CSV in; in force from the very next scan.

A list replaces the one before it whole. It lies beside the catalogue in one small file, with its own digest, that is
written aside and renamed; it belongs to no edition of the catalogue, since a recall does not wait for new prices.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.catalogue.editions import alone, replace
from kiosk.catalogue.refusals import Reason, RefusedLine, clipped
from kiosk.catalogue.table_file import Columns, code_key, read_table, refuse, words
from kiosk.domain.product import NUMBER_LENGTH_MAX, Recall

FILE = "recalls"
FILE_SIZE_MAX = 8 * 1024 * 1024
ENTRIES_MAX = 10_000
REASON_LENGTH_MAX = 120
"""As a sale stop: what fits on a message."""

_COLUMNS = Columns(("code", "batch", "reason"), required=("code", "batch", "reason"), may_be_empty=True)


@dataclass(frozen=True, slots=True)
class RecalledLine:
    """One line that was understood: the code as it was written, and what is recalled of its article."""

    line_number: int
    code: str
    recall: Recall


@dataclass(frozen=True, slots=True)
class RecallEntry:
    """One entry of a list in force."""

    code: str
    recall: Recall


@dataclass(frozen=True, slots=True)
class RecallList:
    """A published list. `version` names it, and is empty when none was ever published."""

    version: str = ""
    entries: tuple[RecallEntry, ...] = ()


NO_RECALLS = RecallList()


@dataclass(frozen=True, slots=True)
class RecallReport:
    """What came of a file. `version` empty: nothing was published, and the list before it is in force."""

    version: str
    accepted: int
    refused_lines: tuple[RefusedLine, ...]


def read_recalls(path: Path) -> Iterator[RecalledLine | RefusedLine]:
    """The lines of a file of recalls as they are reached. A header without lines is an empty list.

    PriceFileUnreadable when nothing of the file can be used.
    """
    return read_table(path, _COLUMNS, _Lines().recalled)


def publish_recalls(
    rows: Iterable[RecalledLine | RefusedLine], folder: Path, at: datetime | None = None
) -> RecallReport:
    """Put these recalls in force, at once and for every kiosk that reads this folder.

    All or nothing: one refused line publishes nothing. A power cut leaves the old list or the new one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    accepted: list[RecalledLine] = []
    refused: list[RefusedLine] = []
    for row in rows:
        if isinstance(row, RecalledLine):
            accepted.append(row)
        else:
            refused.append(row)
    if refused:
        return RecallReport("", len(accepted), tuple(refused))
    with alone(folder):
        entries = [[each.code, each.recall.batch, each.recall.reason] for each in accepted]
        stamp = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
        content = json.dumps({"published_at": stamp, "recalls": entries}, ensure_ascii=False).encode()
        replace(folder / FILE, _digest(content) + b"\n" + content + b"\n")
    return RecallReport(_version(content), len(accepted), ())


class RecallsInForce:
    """The published list, read again as soon as another one lies in the folder. Any thread may ask."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._seen: tuple[int, ...] = ()
        self._list = NO_RECALLS
        self.damaged = ""

    def now(self) -> RecallList:
        """One look at the file's name and time, some microseconds. A damaged list leaves the one before in force."""
        seen: tuple[int, ...] = ()
        try:
            found = self._path.stat()
            seen = (found.st_mtime_ns, found.st_ino, found.st_size)
        except FileNotFoundError:
            pass  # nothing was ever published
        except OSError as error:
            self.damaged = str(error)
            return self._list
        if seen != self._seen:
            try:
                self._list, self.damaged = _load(self._path) if seen else NO_RECALLS, ""
            except (OSError, ValueError) as error:
                self.damaged = str(error)
            self._seen = seen
        return self._list


def _load(path: Path) -> RecallList:
    """ValueError for anything but what was published."""
    with path.open("rb") as stream:
        digest, _, content = stream.read(FILE_SIZE_MAX).partition(b"\n")
    content = content.removesuffix(b"\n")
    if digest != _digest(content):
        raise ValueError("its content no longer has the published digest")
    entries = json.loads(content)["recalls"]
    return RecallList(_version(content), tuple(RecallEntry(code, Recall(batch, why)) for code, batch, why in entries))


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _version(content: bytes) -> str:
    return _digest(content)[:12].decode()


class _Lines:
    """Remembers which line recalled what."""

    def __init__(self) -> None:
        self._line_of: dict[tuple[int | str, str], int] = {}

    def recalled(self, line_number: int, fields: dict[str, str]) -> RecalledLine:
        code = fields["code"] or refuse(Reason.EMPTY, "code")
        key, recall = code_key(code), Recall(_batch(fields["batch"]), words(fields, "reason", REASON_LENGTH_MAX))
        if not recall.reason:
            refuse(Reason.EMPTY, "reason")
        earlier = self._line_of.setdefault((key, recall.batch), line_number)
        if earlier != line_number:
            refuse(Reason.RECALL_TWICE, expected=earlier)
        if len(self._line_of) > ENTRIES_MAX:
            refuse(Reason.TOO_MANY, expected=ENTRIES_MAX)
        return RecalledLine(line_number, code, recall)


def _batch(text: str) -> str:
    """A batch of which nothing would be left to compare must not recall nothing, nor everything."""
    if len(text) > NUMBER_LENGTH_MAX or not text.isprintable() or (text and not any(map(str.isalnum, text))):
        refuse(Reason.BATCH, "batch", f"“{clipped(text)}”", NUMBER_LENGTH_MAX)
    return text
