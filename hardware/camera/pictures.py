"""A picture file, read with suspicion: its size on disk and in pixels is known before it is decoded."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

BYTES_MAX: Final = 50_000_000
PIXELS_MAX: Final = 40_000_000

_KINDS: Final = ("JPEG", "PNG", "WEBP", "BMP", "PPM", "GIF")  # those whose headers are parsed at all


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file is not taken as a picture, in words for whoever named it."""

    reason: str


def load(path: Path | str) -> npt.NDArray[np.uint8] | Unreadable:
    """The picture in gray, upright as its camera meant it; or why not. Never raises for what the file holds."""
    try:
        data = _content(Path(path))
    except OSError as error:
        return Unreadable(error.strerror or str(error))
    if isinstance(data, Unreadable):
        return data
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    except cv2.error as error:
        return Unreadable(f"damaged: {error.err}")
    return Unreadable("damaged, or of a kind OpenCV cannot decode") if pixels is None else np.asarray(pixels, np.uint8)


def _content(path: Path) -> bytes | Unreadable:
    size = path.stat().st_size
    if not path.is_file():
        return Unreadable("not a file")
    if size == 0:
        return Unreadable("empty")
    if size > BYTES_MAX:
        return Unreadable(f"{size} bytes; at most {BYTES_MAX} are read")
    return _too_many_pixels(path) or path.read_bytes()


def _too_many_pixels(path: Path) -> Unreadable | None:
    """PIL reads only the header here; its own alarm (a warning, then an error) is made a plain answer."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path, formats=_KINDS) as header:
            width, height = header.size
    except Image.DecompressionBombError:
        return Unreadable(f"too large; at most {PIXELS_MAX} pixels are read")
    except (OSError, ValueError, SyntaxError) as error:
        return Unreadable(f"not a picture: {error.__class__.__name__}")
    if width * height > PIXELS_MAX:
        return Unreadable(f"{width} x {height} pixels; at most {PIXELS_MAX} are read")
    return None
