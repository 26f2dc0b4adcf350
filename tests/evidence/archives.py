"""Archives in the hands of somebody who alters them, and the verifier as an inspector runs it: alone."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from kiosk.evidence import verify_archive as v


class Files(dict[str, bytes]):
    """The files of an archive. Their bytes are no help in a report."""

    def __repr__(self) -> str:
        return f"{len(self)} files"


def files_of(path: Path) -> Files:
    with zipfile.ZipFile(path) as packed:
        return Files({name: packed.read(name) for name in packed.namelist()})


def packed(files: Mapping[str, bytes], path: Path) -> Path:
    """A zip of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return path


def lines_of(files: Files) -> list[dict[str, object]]:
    return [json.loads(line) for line in files[v.JOURNAL].splitlines()]


def with_lines(files: Files, change: Callable[[list[bytes]], list[bytes]]) -> Files:
    """The archive with its journal's lines changed; each line has its line feed."""
    return Files({**files, v.JOURNAL: b"".join(change(files[v.JOURNAL].splitlines(keepends=True)))})


def inspected(archive: Path, *options: str) -> tuple[int, str]:
    """What the verifier that lies in the archive says, run outside of our package: its code and its words."""
    program = archive.with_suffix(".py")
    program.write_bytes(Path(v.__file__).read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(archive), *options],
        capture_output=True,
        encoding="utf-8",
        cwd=archive.parent,
        timeout=120,
        check=False,
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def judged(path: Path) -> str:
    """The fault of an archive, "" for none, in this process; anything but the verifier's own words goes through."""
    try:
        v.check_archive(str(path))
    except (v.Fault, v.Unreadable) as found:
        return str(found)
    return ""
