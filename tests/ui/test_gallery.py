"""Every screen, in both languages and three windows: nothing cut off, nothing too small, nothing on top of another.

`BORNE_GALLERY` names a folder to keep the pictures in.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from kiosk.domain.language import Language
from tests.ui.example_views import examples

ROOT = Path(__file__).parents[2]
COLOURS_MIN = 50
"""An empty page has a handful."""


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (1280, 800)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_screen_is_whole(size: tuple[int, int], tmp_path: Path) -> None:
    folder = Path(os.environ.get("BORNE_GALLERY", tmp_path))
    command = [sys.executable, "-m", "tests.ui.gallery", str(size[0]), str(size[1]), str(folder)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, timeout=280)
    faults = json.loads((folder / f"faults_{size[0]}x{size[1]}.json").read_text())
    assert len(faults) == sum(len(examples(language)) + 1 for language in Language)
    assert {name: wrong for name, wrong in faults.items() if wrong} == {}
    for name in faults:
        with Image.open(folder / name) as picture:
            assert picture.size == size
            assert len(picture.convert("RGB").getcolors(maxcolors=size[0] * size[1]) or ()) > COLOURS_MIN
