"""The pictures of the README, made smaller from what the gallery draws; script/pictures calls it.

python -m tests.ui.readme_pictures PORTRAIT_DIR LANDSCAPE_DIR OUT_DIR, the first two as tests.ui.gallery filled them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

Drawn = tuple[str, str]
"""The window's size and the picture's name there."""

PORTRAIT, LANDSCAPE = "1080x1920", "1920x1080"

SCREENS: dict[str, Drawn] = {
    "attract.png": (PORTRAIT, "attract_fr"),
    "basket.png": (PORTRAIT, "basket_market_fr"),
    "choice.png": (PORTRAIT, "choice_fr"),
    "cash.png": (PORTRAIT, "cash_fr"),
    "change.png": (PORTRAIT, "change_fr"),
    "receipt.png": (PORTRAIT, "receipt_fr"),
    "called.png": (PORTRAIT, "called_owed_fr"),
    "attendant.png": (PORTRAIT, "attendant_fr"),
    "closed.png": (PORTRAIT, "closed_fr"),
    "receipt-code.png": (PORTRAIT, "receipt_code_fr"),
    "money.png": (LANDSCAPE, "cash_page_fr"),
    "price.png": (PORTRAIT, "attendant_line_manager_fr"),
    "check.png": (PORTRAIT, "attendant_rescan_fr"),
    "morning.png": (LANDSCAPE, "reports_morning_fr"),
    "report.png": (PORTRAIT, "reports_x_fr"),
    "finder.png": (PORTRAIT, "finder_fr"),
    "weigh.png": (PORTRAIT, "weigh_ready_fr"),
    "handheld.png": (PORTRAIT, "handheld_codes_fr"),
    "basket-landscape-en.png": (LANDSCAPE, "basket_market_en"),
}
"""By the name of the file in assets/screens."""

JOURNEY = ("attract.png", "basket.png", "choice.png", "cash.png", "change.png")
"""Beside each other at the top of the README."""

WIDTHS = {PORTRAIT: 540, LANDSCAPE: 960}
JOURNEY_HEIGHT, JOURNEY_GAP, JOURNEY_GROUND = 640, 16, "#FFFFFF"

DIFFERENCE_MAX = 1.0
"""The most mean absolute difference of a channel, of 255: another Mesa draws an edge otherwise, never a text."""


def files() -> tuple[str, ...]:
    """Every file in assets/screens."""
    return (*SCREENS, "journey.png")


def drawn_of(drawn: Drawn, folder_of: Callable[[str], Path]) -> Path:
    """Where the gallery drew it."""
    size, name = drawn
    return folder_of(size) / f"{name}.png"


def small(path: Path) -> Image.Image:
    """The picture in the README's size."""
    with Image.open(path) as picture:
        width = WIDTHS[f"{picture.width}x{picture.height}"]
        return picture.convert("RGB").resize((width, picture.height * width // picture.width), Image.Resampling.LANCZOS)


def journey(folder_of: Callable[[str], Path]) -> Image.Image:
    """A purchase in five pictures."""
    parts = [small(drawn_of(SCREENS[name], folder_of)) for name in JOURNEY]
    width = parts[0].width * JOURNEY_HEIGHT // parts[0].height
    size = (len(parts) * (width + JOURNEY_GAP) - JOURNEY_GAP, JOURNEY_HEIGHT)
    strip = Image.new("RGB", size, JOURNEY_GROUND)
    for place, part in enumerate(parts):
        shrunk = part.resize((width, JOURNEY_HEIGHT), Image.Resampling.LANCZOS)
        strip.paste(shrunk, (place * (width + JOURNEY_GAP), 0))
    return strip


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean absolute difference of the channels, 0 to 255; 255 for pictures of different sizes."""
    if one.size != other.size:
        return 255.0
    means = ImageStat.Stat(ImageChops.difference(one, other)).mean
    return float(sum(means) / len(means))


def save(picture: Image.Image, path: Path) -> None:
    picture.quantize(256, kmeans=3, dither=Image.Dither.NONE).save(path, optimize=True)


def main(portrait: Path, landscape: Path, out: Path) -> None:
    folders = {PORTRAIT: portrait, LANDSCAPE: landscape}
    out.mkdir(parents=True, exist_ok=True)
    for name, drawn in SCREENS.items():
        save(small(drawn_of(drawn, folders.__getitem__)), out / name)
    save(journey(folders.__getitem__), out / "journey.png")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
