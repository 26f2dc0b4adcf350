"""Pictures of every screen, drawn once for all who test them, and what is wrong with them.

`BORNE_GALLERY` names a folder to keep the pictures in.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from PIL import Image
from zxingcpp import read_barcodes

from kiosk.domain.language import Language
from tests.once import alone, folder_of_this_run
from tests.ui.example_views import CODES, examples

ROOT = Path(__file__).parents[2]


@cache
def gallery(size: str, *options: str) -> Path:
    """The folder of this size; drawn once, by a process of its own, also when several processes test."""
    kept = os.environ.get("BORNE_GALLERY")
    folder = (Path(kept) if kept else folder_of_this_run()) / "-".join((size, *options))
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder):
        if kept or not (folder / "faults.json").exists():
            quick = () if kept else ("--quick",)
            command = [sys.executable, "-m", "tests.ui.gallery", *size.split("x"), str(folder), *options, *quick]
            subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, timeout=580)
    return folder


def wrong(folder: Path) -> dict[str, list[str]]:
    """What is wrong with each screen."""
    found: dict[str, list[str]] = json.loads((folder / "faults.json").read_text(encoding="utf-8"))
    return found


def check_screens(size: str) -> None:
    """Every screen in both languages, in a window of this size."""
    found = wrong(gallery(size))
    assert len(found) == sum(len(examples(language)) + 1 for language in Language)
    assert {name: faults for name, faults in found.items() if faults} == {}


def check_code(size: str, name: str) -> None:
    """The receipt's QR code can be read off the screen."""
    with Image.open(gallery(size) / f"{name}_fr.png") as picture:
        (read,) = read_barcodes(picture.convert("L"))
    assert f"{picture.width}x{picture.height}" == size
    assert read.text == CODES[name]
