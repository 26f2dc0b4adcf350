"""Draws every example view into a folder, and tells what is wrong with it: one process for each window size.

python -m tests.ui.gallery 1080 1920 OUT_DIR
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from kiosk.domain.language import Language
from kiosk.ui.screenshot import Offscreen
from tests.ui.example_views import examples


@dataclass(frozen=True)
class StillPicture:
    """A grey picture with one found code, as a camera would give it."""

    number: int = 1
    width: int = 64
    height: int = 48
    outlines: tuple[tuple[tuple[float, float], ...], ...] = (((20, 15), (46, 13), (47, 31), (21, 33)),)
    accepted: bool = True

    @property
    def gray(self) -> bytes:
        return bytes(
            (30 if x % 3 else 120) if 22 < x < 45 and 16 < y < 30 else 150 + y for y in range(48) for x in range(64)
        )


class StillPictures:
    """A camera that looks at one thing."""

    def latest(self) -> StillPicture:
        return StillPicture()


def main(width: int, height: int, folder: Path) -> None:
    """Draw everything, then write `faults.json`: {picture: [what is wrong]}."""
    from kiosk.ui.widgets.touch import TouchButton  # noqa: F401  only after the window is prepared
    from tests.ui.faults import faults

    offscreen = Offscreen(width, height, Path(mkdtemp()), pictures=StillPictures())
    found: dict[str, list[str]] = {}
    for language in Language:
        for name, view in examples(language).items():
            picture = folder / f"{name}_{language}_{width}x{height}.png"
            offscreen.shoot(view, picture)
            found[picture.name] = faults(offscreen.app)
            if name == "attendant":
                found |= _pad(offscreen, view, folder / f"price_pad_{language}_{width}x{height}.png")
    (folder / f"faults_{width}x{height}.json").write_text(json.dumps(found, indent=1, ensure_ascii=False))


def _pad(offscreen: Offscreen, view: Any, picture: Path) -> dict[str, list[str]]:
    from tests.ui.faults import faults

    pad_of = next(release for task in view.tasks for release in task.release)
    screen = offscreen.app.shown
    screen.open_pad(pad_of)
    screen._pad.choose(pad_of.departments[1])
    screen._pad.add("1")
    screen._pad.add("00")
    offscreen.settle()
    offscreen.save(picture)
    wrong = faults(offscreen.app)
    screen._pad.close()
    return {picture.name: wrong}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
