"""Every screen, in both languages and three windows: nothing cut off, nothing too small, nothing on top of another.

`BORNE_GALLERY` names a folder to keep the pictures in.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path
from tempfile import gettempdir, mkdtemp

import pytest
from PIL import Image
from zxingcpp import read_barcodes

from kiosk.domain.language import Language
from tests.ui.example_views import CODES, examples
from tests.ui.readme_pictures import DIFFERENCE_MAX, SCREENS, difference, drawn_of, files, journey, small

ROOT = Path(__file__).parents[2]
SIZES = ("1080x1920", "1920x1080", "1280x800")


@cache
def gallery(size: str, *options: str) -> Path:
    """The folder of this size; drawn once, by a process of its own, also when several processes test."""
    kept = os.environ.get("BORNE_GALLERY")
    folder = (Path(kept) if kept else _of_this_run()) / "-".join((size, *options))
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "drawing").open("w") as lock:
        flock(lock, LOCK_EX)
        if kept or not (folder / "faults.json").exists():
            quick = () if kept else ("--quick",)
            command = [sys.executable, "-m", "tests.ui.gallery", *size.split("x"), str(folder), *options, *quick]
            subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, timeout=280)
    return folder


@cache
def _of_this_run() -> Path:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    return Path(gettempdir()) / f"borne-gallery-{run}" if run else Path(mkdtemp(prefix="borne-gallery-"))


def wrong(folder: Path) -> dict[str, list[str]]:
    """What is wrong with each screen."""
    found: dict[str, list[str]] = json.loads((folder / "faults.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("size", SIZES)
def test_every_screen_is_whole(size: str) -> None:
    found = wrong(gallery(size))
    assert len(found) == sum(len(examples(language)) + 1 for language in Language)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_shop_with_its_own_colours_and_logo_has_whole_screens_too() -> None:
    chosen = tuple(f"{name}_fr" for name in ("attract", "basket_market", "choice", "cash", "attendant", "pin_locked"))
    found = wrong(gallery("1080x1920", "--branded", *chosen))
    assert set(found) == set(chosen)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_every_screen_is_whole_while_staff_are_learning() -> None:
    found = wrong(gallery("1280x800", "--training"))
    assert len(found) == len(examples(Language.FR)) + 1
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CODES)
def test_the_receipt_code_is_read_off_every_window(size: str, name: str) -> None:
    with Image.open(gallery(size) / f"{name}_fr.png") as picture:
        (read,) = read_barcodes(picture.convert("L"))
    assert f"{picture.width}x{picture.height}" == size
    assert read.text == CODES[name]


@pytest.mark.parametrize("name", files())
def test_the_pictures_of_the_readme_show_what_is_drawn_today(name: str) -> None:
    there = ROOT / "assets" / "screens" / name
    today = small(drawn_of(SCREENS[name], gallery)) if name in SCREENS else journey(gallery)
    with Image.open(there) as committed:
        differs = difference(committed.convert("RGB"), today)
    assert differs < DIFFERENCE_MAX, f"{name} shows older screens (differs by {differs:.2f}): run script/pictures"


def test_the_pictures_of_the_readme_are_small() -> None:
    assert sum((ROOT / "assets" / "screens" / name).stat().st_size for name in files()) < 1_000_000
