"""The outbox: messages that wait for the mail server, one file each. The only place of a kiosk that holds addresses."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LETTERS_MAX = 1_000
"""More than a shop sells between two looks at the log; about 60 MB."""

WHOLE, PART = ".letter", ".part"


class OutboxFull(Exception):  # noqa: N818 - it says what the operator finds
    """Too many messages wait: the mail server has not been reached for long."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message. `at`: when it was put here, seconds since 1970."""

    path: Path
    at: float


class Outbox:
    """A folder that only the kiosk can read. A file is whole or it is not there, and survives a power cut."""

    def __init__(self, folder: Path) -> None:
        """What a power cut left half written goes: nobody was told that it would be sent."""
        self._folder = folder
        for torn in folder.glob(f"*{PART}"):
            with suppress(OSError):  # a disk that lets nothing go will not take anything either
                torn.unlink()

    def put(self, message: bytes) -> None:
        """Keeps a message. OSError when the disk does not take it, OutboxFull."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        if len(self.letters()) >= LETTERS_MAX:
            raise OutboxFull
        name = secrets.token_hex(16)
        part = self._folder / f"{name}{PART}"
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(message)
                file.flush()
                os.fsync(file.fileno())
            part.rename(part.with_suffix(WHOLE))
        except OSError:
            part.unlink(missing_ok=True)
            raise
        self._sync()

    def letters(self) -> tuple[Letter, ...]:
        """All that wait, the oldest first."""
        found = [Letter(path, path.stat().st_mtime) for path in self._folder.glob(f"*{WHOLE}")]
        return tuple(sorted(found, key=lambda letter: (letter.at, letter.path)))

    def drop(self, letter: Letter) -> None:
        """It is gone from the disk. OSError when it is not."""
        letter.path.unlink(missing_ok=True)
        self._sync()

    def _sync(self) -> None:
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
