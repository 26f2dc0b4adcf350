"""What takes long is made once for all processes of one run of the tests."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import TypeVar

Made = TypeVar("Made")


@cache
def folder_of_this_run() -> Path:
    """The same for all workers of a run and the programs they start; a new one where there are no workers."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    folder = Path(gettempdir()) / f"borne-run-{run}" if run else Path(mkdtemp(prefix="borne-run-"))
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time."""
    with (folder / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def made_once(name: str, make: Callable[[], Made]) -> Made:
    """What `make` gives, from the process that came first."""
    folder = folder_of_this_run() / name
    folder.mkdir(exist_ok=True)
    kept = folder / "made"
    with alone(folder):
        if kept.exists():
            there: Made = pickle.loads(kept.read_bytes())
            return there
        made = make()
        kept.write_bytes(pickle.dumps(made))
        return made
