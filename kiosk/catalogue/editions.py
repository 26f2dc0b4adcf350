"""The folder of published catalogues: a file per edition, its digest beside it, and `current` that names one of them.

Nothing here is ever changed in place: a file is written under another name, synced, and renamed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

DATABASE = "catalogue-{}.db"
CURRENT = "current"
UNFINISHED = ".part"
"""Ends the name of a file that a power cut may have left half written."""

_EDITION = re.compile(r"catalogue-([0-9]{1,18})\.db")


class CatalogueDamaged(Exception):  # noqa: N818  named by what it means
    """An edition is not what was published. Its prices must not be used; `found` says what is wrong."""

    def __init__(self, version: int, found: str) -> None:
        super().__init__(f"The catalogue {version} is damaged: {found}. Publish the price file again.")
        self.version = version
        self.found = found


@dataclass(frozen=True, slots=True)
class Editions:
    """The names in one folder."""

    folder: Path

    def database(self, version: int) -> Path:
        """The file of an edition, there or not."""
        return self.folder / DATABASE.format(version)

    def digest_file(self, version: int) -> Path:
        """The digest beside it, in the form `sha256sum --check` reads."""
        return self.database(version).with_suffix(".db.sha256")

    def versions(self) -> list[int]:
        """Every edition whose file is there, newest first."""
        if not self.folder.is_dir():
            return []
        matches = (_EDITION.fullmatch(path.name) for path in self.folder.iterdir())
        return sorted((int(match[1]) for match in matches if match), reverse=True)

    def current(self) -> int:
        """The edition to sell from; 0 when nothing was ever published or the pointer cannot be read."""
        try:
            text = (self.folder / CURRENT).read_bytes()[:100].decode("ascii", "replace")
        except FileNotFoundError:
            return 0
        match = _EDITION.fullmatch(text.strip())
        return int(match[1]) if match else 0

    def to_try(self) -> list[int]:
        """The current edition, then the older ones; without a readable pointer all of them, newest first."""
        current = self.current()
        return [version for version in self.versions() if not current or version <= current]

    def verify(self, version: int) -> None:
        """CatalogueDamaged unless the file still has the digest it was published with. 100 MB take some 0.13 s."""
        try:
            expected = self.digest_file(version).read_text("ascii").split()[0]
            found = digest(self.database(version))
        except (OSError, UnicodeDecodeError, IndexError) as error:
            raise CatalogueDamaged(version, f"it cannot be checked ({error})") from error
        if found != expected:
            raise CatalogueDamaged(version, "its content no longer has the published digest")

    def newest_whole(self) -> int:
        """The edition that is sold from: the first of `to_try` that is not damaged; 0 for none."""
        for version in self.to_try():
            with suppress(CatalogueDamaged):
                self.verify(version)
                return version
        return 0

    def switch(self, version: int) -> None:
        """Make an edition the current one, at once and for good."""
        replace(self.folder / CURRENT, (DATABASE.format(version) + "\n").encode("ascii"))


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def replace(path: Path, content: bytes) -> None:
    """Write a small file so that after a power cut it is wholly the old or wholly the new one."""
    aside = path.with_name(path.name + UNFINISHED)
    aside.write_bytes(content)
    sync(aside)
    aside.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one publisher works in a folder; the system takes the lock back when it dies."""
    descriptor = os.open(folder / "publishing", os.O_CREAT | os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
