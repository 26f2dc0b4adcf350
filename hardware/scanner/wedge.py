"""A scanner that plays a keyboard (USB keyboard wedge), read from Linux input events below the desktop.

Bytes in are `struct input_event` records of /dev/input/event*; the link grabs the device (see hardware/link.py). Keys
are taken by position; whether the scanner was set to a US or a French keyboard shows in what it presses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Literal

from hardware.scanner import keyboard as k
from hardware.scanner.alarm import Alarm
from hardware.scanner.keyboard import Layout, Stroke
from hardware.scanner.message import MESSAGE_SIZE_MAX, Codes, Manner, read_message
from hardware.words import Command, DisableReading, EnableReading, Ready, Word

INPUT_EVENT = Struct("@llHHi")
"""Seconds, microseconds, type, code, value: 24 bytes on a 64-bit machine, 16 on a 32-bit one, as its kernel has it."""

EV_SYN, EV_KEY, EV_LED = 0x00, 0x01, 0x11
SYN_DROPPED, LED_CAPS_LOCK = 3, 1
RELEASED, PRESSED = 0, 1  # 2 is the repetition of a key held down

FLUSH_SECONDS = 0.15
STALE_SECONDS = 1.0
ALT_DIGITS_MAX = 4
SUFFIXES = {"enter": frozenset({k.ENTER, k.KEYPAD_ENTER}), "tab": frozenset({k.TAB}), "none": frozenset[int]()}
CONTROL_SUFFIXES = {"enter": k.LINE_ENDS, "tab": frozenset({k.TABULATOR}), "none": frozenset[int]()}


@dataclass(frozen=True, slots=True)
class WedgeSettings:
    """How the scanner was set up. `suffix` "none": a code ends with FLUSH_SECONDS of silence. `layout` "auto": seen."""

    suffix: Literal["enter", "tab", "none"] = "enter"
    layout: Literal["auto", "us", "fr"] = "auto"


class Wedge:
    """Hears codes, whether they are wanted or not. `dropped` counts what arrived and was no code."""

    wants_link = True

    def __init__(self, settings: WedgeSettings | None = None, record: Struct = INPUT_EVENT) -> None:
        self._settings = settings or WedgeSettings()
        self._record = record
        self.codes = Codes()
        self._silence = Alarm()
        self._bytes = b""
        self._layout = Layout.US  # as from the factory, until keys prove something else
        self._is_layout_certain = False
        self._strokes: list[Stroke | str] = []
        self._is_spoiled = False
        self._held: set[int] = set()
        self._capitals = False
        self._alt_digits = ""

    @property
    def dropped(self) -> int:
        return self.codes.dropped

    @property
    def next_tick(self) -> float:
        return min(self._silence.due, self.codes.next_tick)

    def opened(self) -> None:
        self._forget()
        self.codes.say(Ready())

    def closed(self, reason: str) -> None:
        self._forget()

    def ask(self, command: Command) -> None:
        if not isinstance(command, EnableReading | DisableReading):  # it always reads
            raise TypeError(f"a scanner cannot {command!r}")

    def receive(self, data: bytes) -> list[Word]:
        if data:
            self._bytes += data
            whole = len(self._bytes) - len(self._bytes) % self._record.size
            records, self._bytes = self._bytes[:whole], self._bytes[whole:]
            for _, _, kind, code, value in self._record.iter_unpack(records):
                self._event(kind, code, value)
        return self.codes.told()

    def tick(self, now: float) -> bytes:
        self.codes.tick(now)
        if self._silence.rings(now):
            self._end(by_suffix=False)
        return b""

    def _event(self, kind: int, code: int, value: int) -> None:
        if (kind, code) == (EV_SYN, SYN_DROPPED):
            self._held.clear()  # the kernel threw keys away: what is left is no code
            self._spoil()
        elif (kind, code) == (EV_LED, LED_CAPS_LOCK):
            self._capitals = bool(value)
        elif (kind, value) == (EV_KEY, RELEASED):
            self._held.discard(code)
            if code == k.LEFT_ALT:
                self._end_of_alt()
        elif (kind, value) == (EV_KEY, PRESSED):
            self._pressed(code)

    def _pressed(self, key: int) -> None:
        control, alt = bool(self._held & k.CONTROLS), k.LEFT_ALT in self._held
        if key in k.MODIFIERS:
            self._held.add(key)
        elif key == k.CAPS_LOCK:
            self._capitals = not self._capitals
        elif key in (CONTROL_SUFFIXES if control else SUFFIXES)[self._settings.suffix]:
            self._end(by_suffix=True)
        elif alt and not control and key in k.KEYPAD:
            self._alt_digits = (self._alt_digits + k.KEYPAD[key])[: ALT_DIGITS_MAX + 1]
        else:
            alt_gr = k.ALT_GR in self._held or (control and alt)
            shift = bool(self._held & k.SHIFTS)
            self._add(Stroke(key, shift, control and not alt, alt_gr, self._capitals))

    def _add(self, stroke: Stroke | str) -> None:
        if len(self._strokes) < MESSAGE_SIZE_MAX:
            self._strokes.append(stroke)
            self._wait()
        else:
            self._spoil()

    def _spoil(self) -> None:
        self._is_spoiled = True
        self._strokes.clear()
        self._wait()

    def _wait(self) -> None:
        self._silence.set(STALE_SECONDS if SUFFIXES[self._settings.suffix] else FLUSH_SECONDS)

    def _end_of_alt(self) -> None:
        """A sign by its number: with a leading 0 in Windows' code page, without in DOS's."""
        digits, self._alt_digits = self._alt_digits, ""
        if digits:
            number, page = int(digits), "cp1252" if digits.startswith("0") else "cp437"
            self._add(bytes((number,)).decode(page, "replace") if number < 256 else k.UNKNOWN)

    def _end(self, by_suffix: bool) -> None:
        strokes, spoiled = self._strokes, self._is_spoiled
        self._strokes, self._is_spoiled, self._alt_digits = [], False, ""
        self._silence.stop()
        if not strokes and not spoiled:
            return
        whole = not spoiled and by_suffix is bool(SUFFIXES[self._settings.suffix])
        layout = self._layout_of(strokes)
        text = k.text_of(strokes, layout)
        self.codes.came(Manner(text, by_suffix, layout is Layout.FRENCH))
        self.codes.take(read_message(text) if whole else None)

    def _layout_of(self, strokes: Sequence[Stroke | str]) -> Layout:
        """What is proved stays; what only seems so is good for one message of a scanner that has proved nothing yet."""
        if self._settings.layout != "auto":
            return Layout(self._settings.layout)
        seen = k.evidence(strokes)
        if seen and seen.certain:
            self._layout, self._is_layout_certain = seen.layout, True
        return seen.layout if seen and not self._is_layout_certain else self._layout

    def _forget(self) -> None:
        self._bytes = b""
        self._strokes, self._is_spoiled, self._alt_digits = [], False, ""
        self._held.clear()
        self._capitals = False
        self._silence.stop()
