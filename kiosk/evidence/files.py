"""Small files that are there whole or not at all, whatever happens to the power."""

from __future__ import annotations

import os
from pathlib import Path


def replaced(path: Path, data: bytes) -> None:
    """`path` holds this from now on, or still what it held. Only its owner may read it."""
    aside = path.with_name(f"{path.name}.new")
    aside.unlink(missing_ok=True)  # of a start that did not end
    number = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with open(number, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(number)
    os.replace(aside, path)
    synced(path.parent)


def synced(folder: Path) -> None:
    """What was created, renamed or removed in this folder stays so."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
