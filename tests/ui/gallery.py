"""Draws every example view into a folder, and tells what is wrong with it: one process for each window size.

python -m tests.ui.gallery 1080 1920 OUT_DIR [NAME_LANGUAGE ...]; with `--branded` in the colours of another shop, with
`--training` as if staff were learning (in French, whose words are longer). With `--quick` only pictures that somebody
looks at are kept, and colours are counted in French only: both take longer than everything else.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from PIL import Image

from hardware.simulated.barcode_picture import draw
from kiosk.domain.language import Language
from kiosk.domain.phrases import say
from kiosk.ui.screenshot import Offscreen
from kiosk.ui.theme import Theme
from tests.ui.example_views import CODES, examples
from tests.ui.readme_pictures import SCREENS

COLOURS_MIN = 50
"""An empty page has a handful."""

LOOKED_AT = frozenset({name for _, name in SCREENS.values()} | {f"{name}_fr" for name in CODES})
"""Pictures that tests look at, and that the README shows."""

SAMPLED_EVERY = 3
"""Pixels, both ways, when colours are counted."""

BRAND = Theme(brand="#5B1A3A", brand_tint="#F6E7EE", accent="#BFE3C6", on_accent="#1B2727", logo="assets/logo.png")
"""A shop with its own colours and logo."""


@dataclass(frozen=True)
class StillPicture:
    """A grey picture with one found code, as a camera would give it."""

    number: int = 1
    width: int = 640
    height: int = 480
    outlines: tuple[tuple[tuple[float, float], ...], ...] = (((166, 150), (476, 150), (476, 330), (166, 330)),)
    accepted: bool = True

    @property
    def gray(self) -> bytes:
        return bytes(_TABLE)


class StillPictures:
    """A camera that looks at one thing."""

    def latest(self) -> StillPicture:
        return StillPicture()


def _table() -> bytes:
    """A pack with a barcode on a grey table."""
    picture = np.full((480, 640), 118, np.uint8)
    picture += np.linspace(0, 40, 640, dtype=np.uint8)
    picture[90:400, 120:524] = 214
    label = np.asarray(draw("3790000001363", 2), np.uint8)
    high, wide = min(label.shape[0], 170), min(label.shape[1], 300)
    top, left = 240 - high // 2, 321 - wide // 2
    picture[top : top + high, left : left + wide] = label[:high, :wide]
    return picture.tobytes()


_TABLE = _table()


class Gallery:
    """Draws views and collects what is wrong with them, by the name of the picture."""

    def __init__(self, width: int, height: int, folder: Path, theme: Theme, quick: bool = False) -> None:
        self.offscreen = Offscreen(width, height, Path(mkdtemp()), pictures=StillPictures(), theme=theme)
        self.found: dict[str, list[str]] = {}
        self._folder, self._quick = folder, quick

    @cached_property
    def _faults(self) -> Any:
        from tests.ui.faults import faults  # only after the window is prepared

        return faults

    def draw(self, name: str, view: Any) -> None:
        """One picture."""
        self.offscreen.show(view)
        self._keep(name)

    def draw_pad(self, name: str, view: Any) -> None:
        """The price pad over the attendant's page, half filled in."""
        self.offscreen.show(view)
        pad_of = next(release for task in view.tasks for release in task.release)
        screen = self.offscreen.app.shown
        screen.open_pad(pad_of)
        screen._pad.choose(pad_of.departments[1])
        screen._pad.add("1")
        screen._pad.add("00")
        self.offscreen.settle()
        self._keep(name)
        screen._pad.close()

    def _keep(self, name: str) -> None:
        found = self._faults(self.offscreen.app)
        if not self._quick or name.endswith(Language.FR) or name in LOOKED_AT:
            pixels = framebuffer()
            found += emptiness(pixels)
            if not self._quick or name in LOOKED_AT:
                Image.fromarray(pixels).save(self._folder / f"{name}.png", compress_level=1)
        self.found[name] = found


def emptiness(pixels: Any) -> list[str]:
    """What is wrong with a picture on which there is nothing."""
    sample = pixels[::SAMPLED_EVERY, ::SAMPLED_EVERY].reshape(-1, 3)
    colours = len(np.unique(sample @ np.array([1, 256, 65536])))
    return [f"nothing to see: {colours} colours"] if colours < COLOURS_MIN else []


def framebuffer() -> Any:
    """What the window shows now: rows of pixels of three bytes."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

    width, height = Window.size
    flat = np.frombuffer(glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE), np.uint8)
    return np.ascontiguousarray(flat.reshape(height, width, 3)[::-1])


def in_training(view: Any, language: Language) -> Any:
    """The same screen while staff are learning."""
    return replace(view, frame=replace(view.frame, training=say(language, "training")))


def main(width: int, height: int, folder: Path, options: list[str], chosen: list[str]) -> None:
    """Draw everything, or what was chosen, then write `faults.json`: {picture: [what is wrong]}."""
    folder.mkdir(parents=True, exist_ok=True)
    training = "--training" in options
    gallery = Gallery(width, height, folder, BRAND if "--branded" in options else Theme(), "--quick" in options)
    for language in (Language.FR,) if training else Language:
        views = examples(language)
        if training:
            views = {name: in_training(view, language) for name, view in views.items()}
        for name, view in views.items():
            if not chosen or f"{name}_{language}" in chosen:
                gallery.draw(f"{name}_{language}", view)
        if not chosen:
            gallery.draw_pad(f"price_pad_{language}", views["attendant"])
    (folder / "faults.json").write_text(json.dumps(gallery.found, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    _, wide, high, out, *rest = sys.argv
    asked = [each for each in rest if each.startswith("--")]
    main(int(wide), int(high), Path(out), asked, [each for each in rest if each not in asked])
