"""EAN-13 bars drawn by the tests themselves, so that no picture has to be carried along."""

import numpy as np
import numpy.typing as npt

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
