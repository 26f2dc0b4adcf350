"""EAN-13 bars drawn by the tests themselves, so that no picture has to be carried along."""

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from hardware.camera.candidates import Outline
from hardware.camera.sources import Frame

# GS1 General Specifications, 5.2.1.2: widths of space, bar, space, bar of each digit in number set A; the right half
# (C) has the same widths beginning with a bar, and B is C mirrored.
_WIDTHS = ("3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112")
# Which of the six left digits (counted from 0) are of set B is how the first digit is told.
_SET_B = ("", "245", "235", "234", "145", "125", "123", "135", "134", "124")
_PARITY = {digit: {int(place) for place in places} for digit, places in enumerate(_SET_B)}


def check_digit(twelve: str) -> str:
    """The thirteenth digit."""
    return str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve)) % 10)


def ean13(text: str, module: int = 3, height: int = 120, quiet: int = 12) -> npt.NDArray[np.uint8]:
    """The bars of 13 digits, black on white: `module` pixels each, `quiet` white modules around."""
    first, left, right = int(text[0]), text[1:7], text[7:]
    bars = "101"
    for place, digit in enumerate(left):
        bars += _drawn(_WIDTHS[int(digit)][:: -1 if place in _PARITY[first] else 1], "0")
    bars += "01010" + "".join(_drawn(_WIDTHS[int(digit)], "1") for digit in right) + "101"
    line = np.array([0 if bar == "1" else 255 for bar in bars], np.uint8).repeat(module)
    return np.pad(np.tile(line, (height, 1)), quiet * module, constant_values=255)


def scene(text: str, width: int = 640, height: int = 480) -> npt.NDArray[np.uint8]:
    """A gray table with one label on it."""
    label, table = ean13(text), np.full((height, width), 120, np.uint8)
    top, left = (height - label.shape[0]) // 2, (width - label.shape[1]) // 2
    table[top : top + label.shape[0], left : left + label.shape[1]] = label
    return table


def _drawn(widths: str, colour: str) -> str:
    drawn = ""
    for width in widths:
        drawn += colour * int(width)
        colour = "1" if colour == "0" else "0"
    return drawn


def written(text: str, kind: zxingcpp.BarcodeFormat, module: int = 3, size: tuple[int, int] = (520, 860)) -> Frame:
    """A code of any kind in the middle of a gray table, as another library draws it."""
    code = zxingcpp.create_barcode(text, kind)
    drawn = np.array(zxingcpp.write_barcode_to_image(code, scale=module, add_quiet_zones=True))
    label = np.pad(drawn, 4 * module, constant_values=255)
    table = np.full(size, 120, np.uint8)
    top, left = (size[0] - label.shape[0]) // 2, (size[1] - label.shape[1]) // 2
    table[top : top + label.shape[0], left : left + label.shape[1]] = label
    return table


def label_photograph(
    text: str,
    module: float = 3.0,
    gain: float = 0.0,
    blur: float = 0.3,
    tilt: float = 0.0,
    noise: float = 0.0,
    bend: float = 0.0,
    seed: int = 1,
) -> tuple[Frame, Outline]:
    """A label of 13 digits on a table as a camera sees it, and where its bars are.

    `gain` (bars wider than drawn) and `blur` in modules, `module` in pixels, `tilt` in degrees, `noise` in gray levels;
    `bend`: how much nearer the middle is than the ends, as on a bottle.
    """
    fine = 12
    big = ean13(text, fine, height=60 * fine)
    if steps := round(abs(gain) * fine):
        kernel = np.ones((1, steps + 1), np.uint8)
        big = (cv2.erode if gain > 0 else cv2.dilate)(big, kernel)
    big = cv2.GaussianBlur(big, (0, 0), max(0.1, blur) * fine)
    height, width = 480, 640
    turn = cv2.getRotationMatrix2D((big.shape[1] / 2, big.shape[0] / 2), tilt, module / fine)
    turn[:, 2] += [width / 2 - big.shape[1] / 2, height / 2 - big.shape[0] / 2]
    frame = cv2.warpAffine(big, turn, (width, height), flags=cv2.INTER_AREA, borderValue=120)
    if bend:
        xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        aside = (xs - width / 2) / (width / 2)
        frame = cv2.remap(frame, width / 2 + width / 2 * (aside + bend * aside**3), ys, cv2.INTER_LINEAR)
    grain = np.random.default_rng(seed).normal(0, noise, frame.shape)
    left, right, top, bottom = 12 * fine, (12 + 95) * fine, 12 * fine, big.shape[0] - 12 * fine
    corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]], np.float64) @ turn.T
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return np.clip(frame + grain, 0, 255).astype(np.uint8), (a, b, c, d)
