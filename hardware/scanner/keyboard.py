"""Key positions of a keyboard (Linux input-event-codes) and what they mean on a US and on a French one.

A scanner that plays a keyboard presses positions. Which letters it means depends on the country it was set to; the
desktop's own layout never comes into it, because the device is read below the desktop.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

ENTER, TAB, KEYPAD_ENTER, CAPS_LOCK, F8 = 28, 15, 96, 58, 66
SHIFTS, CONTROLS, LEFT_ALT, ALT_GR = frozenset({42, 54}), frozenset({29, 97}), 56, 100
MODIFIERS = SHIFTS | CONTROLS | {LEFT_ALT, ALT_GR}
NUMBER_ROW = range(2, 12)
KEYPAD = {71: "7", 72: "8", 73: "9", 75: "4", 76: "5", 77: "6", 79: "1", 80: "2", 81: "3", 82: "0"}
GS, UNKNOWN = "\x1d", "\ufffd"

DIGITS_CERTAIN = 6
"""So many more digits on one side of Shift than on the other are proof of a layout."""


class Layout(StrEnum):
    """The country a scanner was set to."""

    US = "us"
    FRENCH = "fr"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A key pressed, and what was held down with it. `capitals`: caps lock is on."""

    key: int
    shift: bool = False
    control: bool = False
    alt_gr: bool = False
    capitals: bool = False


_EVERYWHERE = {57: (" ", " "), 55: ("*", "*"), 74: ("-", "-"), 78: ("+", "+"), 83: (".", "."), 98: ("/", "/")} | {
    key: (digit, digit) for key, digit in KEYPAD.items()
}


def _rows(*rows: tuple[int, str, str]) -> dict[int, tuple[str, str]]:
    """By position: the sign alone and with Shift. A row is its first position and its signs from left to right."""
    return _EVERYWHERE | {
        first + place: signs
        for first, plain, shifted in rows
        for place, signs in enumerate(zip(plain, shifted, strict=True))
    }


SIGNS: dict[Layout, dict[int, tuple[str, str]]] = {
    Layout.US: _rows(
        (2, "1234567890-=", "!@#$%^&*()_+"),
        (16, "qwertyuiop[]", "QWERTYUIOP{}"),
        (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
        (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
        (86, "\\", "|"),
    ),
    Layout.FRENCH: _rows(
        (2, "&é\"'(-è_çà)=", "1234567890°+"),
        (16, "azertyuiop^$", "AZERTYUIOP¨£"),
        (30, "qsdfghjklmù²", "QSDFGHJKLM%²"),
        (43, "*wxcvbn,;:!", "µWXCVBN?./§"),
        (86, "<", ">"),
    ),
}
FRENCH_ALT_GR = {3: "~", 4: "#", 5: "{", 6: "[", 7: "|", 8: "`", 9: "\\", 10: "^", 11: "@", 12: "]", 13: "}", 18: "€"}
CONTROL_SIGNS = {27: GS, 12: GS, 7: "\x1e", 32: "\x04"}  # Ctrl+] on either keyboard, Ctrl+^, Ctrl+D
LINE_ENDS = frozenset({36, 50, 39})  # Ctrl+J, and Ctrl+M on either keyboard: line feed and carriage return
TABULATOR = 23  # Ctrl+I

_IDENTIFIED = re.compile(r"\][A-Za-z][0-9A-Za-z].")


def text_of(strokes: Sequence[Stroke | str], layout: Layout) -> str:
    """What these keys say on this keyboard; UNKNOWN for a key that says nothing there. A text stands for itself."""
    return "".join(stroke if isinstance(stroke, str) else _sign(stroke, layout) for stroke in strokes)


def stroke_for(sign: str, layout: Layout) -> Stroke:
    """Which key says this, with what held down. KeyError: none on this keyboard."""
    if sign == GS:
        return Stroke(12, control=True, alt_gr=True) if layout is Layout.FRENCH else Stroke(27, control=True)
    if layout is Layout.FRENCH:
        for key, said in FRENCH_ALT_GR.items():
            if said == sign:
                return Stroke(key, alt_gr=True)
    for key, (plain, shifted) in SIGNS[layout].items():
        if sign in (plain, shifted) and key not in KEYPAD:
            return Stroke(key, shift=sign != plain)
    raise KeyError(sign)


def _sign(stroke: Stroke, layout: Layout) -> str:
    if stroke.key == F8:
        return GS
    if stroke.control:
        return CONTROL_SIGNS.get(stroke.key, UNKNOWN)
    if stroke.alt_gr:
        return FRENCH_ALT_GR.get(stroke.key, UNKNOWN) if layout is Layout.FRENCH else UNKNOWN
    plain, shifted = SIGNS[layout].get(stroke.key, (UNKNOWN, UNKNOWN))
    is_letter = plain.isascii() and plain.isalpha()
    return shifted if stroke.shift != (stroke.capitals and is_letter) else plain


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which keyboard a scanner plays, as its keys show. `certain`: good for the next messages, too."""

    layout: Layout
    certain: bool


def evidence(strokes: Sequence[Stroke | str]) -> Evidence | None:
    """None when the keys mean the same on both, or nothing speaks for either.

    A US scanner never presses AltGr and has digits without Shift; a French one has them with Shift.
    """
    keys = [stroke for stroke in strokes if isinstance(stroke, Stroke)]
    if any(key.alt_gr for key in keys):
        return Evidence(Layout.FRENCH, True)
    if _IDENTIFIED.match(text_of(strokes, Layout.US)):
        return Evidence(Layout.US, True)
    row = [key.shift for key in keys if key.key in NUMBER_ROW and not key.control]
    lead = 2 * sum(row) - len(row)
    if not lead:
        return None
    return Evidence(Layout.FRENCH if lead > 0 else Layout.US, abs(lead) >= DIGITS_CERTAIN)
