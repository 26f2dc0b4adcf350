"""Draws EAN-13 and EAN-8 symbols, so that a code can be held before a camera without an article.

Source: GS1 General Specifications, section 5.2 (EAN/UPC symbology).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.bars import bars
from hardware.camera.candidates import has_right_check_digit

GrayPicture = NDArray[np.uint8]

QUIET_MODULES = 11
"""White on either side; EAN-13 asks for 11 on the left, the most of all."""
BAR_MODULES = 60
DIGIT_MODULES = 11
"""Height of the bars, and of the line of digits below them."""


def draw(code: str, module_px: int = 3) -> GrayPicture:
    """The symbol of an EAN-13 (or 12-digit UPC-A) or EAN-8, black on white, with its digits and quiet zones.

    ValueError for another length, other signs than digits, or a wrong check digit: such bars could not be read.
    """
    digits = code.zfill(13) if len(code) == 12 else code
    if len(digits) not in (8, 13) or not digits.isascii() or not has_right_check_digit(digits):
        raise ValueError(f"{code!r} is no EAN-13, UPC-A or EAN-8 with a right check digit")
    if module_px < 1:
        raise ValueError(f"a module is at least one pixel wide, not {module_px}")
    modules = "0" * QUIET_MODULES + bars(digits).modules + "0" * QUIET_MODULES
    row = np.array([0 if module == "1" else 255 for module in modules], np.uint8).repeat(module_px)
    drawn = np.tile(row, (BAR_MODULES * module_px, 1))
    margin = np.full((QUIET_MODULES * module_px, row.size), 255, np.uint8)
    return np.vstack((margin, drawn, _written(digits, row.size, module_px), margin))


def _written(digits: str, width: int, module_px: int) -> GrayPicture:
    strip = np.full((DIGIT_MODULES * module_px, width), 255, np.uint8)
    scale, thickness = module_px * 0.34, max(1, module_px // 2)
    (text_width, text_height), _ = cv2.getTextSize(digits, cv2.FONT_HERSHEY_SIMPLEX, scale, thickness)
    place = ((width - text_width) // 2, (strip.shape[0] + text_height) // 2)
    cv2.putText(strip, digits, place, cv2.FONT_HERSHEY_SIMPLEX, scale, 0, thickness, cv2.LINE_AA)
    return strip
