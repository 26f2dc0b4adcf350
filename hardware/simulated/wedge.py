"""A simulated scanner that plays a keyboard: Linux input events, for the country and the suffix it was set to."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import Literal

from hardware.scanner import keyboard as k
from hardware.scanner.keyboard import Layout
from hardware.scanner.wedge import EV_KEY, EV_SYN, INPUT_EVENT, PRESSED, RELEASED
from hardware.simulated.aim import IDENTIFIERS, as_sent
from hardware.simulated.one_way import OneWayScanner
from hardware.words import Symbology

EV_MSC, MSC_SCAN = 4, 4
SHIFT, CONTROL, REPEATED = 42, 29, 2
KEYPAD = {digit: key for key, digit in k.KEYPAD.items()}


class WedgeEmulator(OneWayScanner):
    """One scanner. `gs`: how it types a GS, or that it leaves it out. `numbers`: signs as Alt and their number."""

    def __init__(
        self,
        layout: Layout = Layout.US,
        suffix: int | None = k.ENTER,
        identifies: bool = True,
        gs: Literal["control", "f8", "lost"] = "control",
        numbers: bool = False,
        record: Struct = INPUT_EVENT,
        piece_size: int = 720,
        piece_seconds: float = 0.001,
    ) -> None:
        super().__init__(piece_size, piece_seconds)
        self.layout = layout
        self.identifies = identifies
        self.suffix = suffix
        self.gs = gs
        self._numbers = numbers
        self._record = record

    def scan(self, text: str, symbology: Symbology) -> None:
        """A code passes before the scanner; lost when no host is connected. KeyError: it cannot type this sign."""
        message = (IDENTIFIERS[symbology] if self.identifies else "") + as_sent(text, symbology)
        if self.gs == "lost":
            message = message.replace(k.GS, "")
        keys = [event for sign in message for event in self._typed(sign)]
        if self.suffix is not None:
            keys += self._pressed(self.suffix)
        self.noise(b"".join(self._events(key, value) for key, value in keys))

    def _typed(self, sign: str) -> Iterator[tuple[int, int]]:
        if self._numbers:
            digits = "0" + str(sign.encode("cp1252")[0])
            yield from self._pressed(*(KEYPAD[digit] for digit in digits), held=(k.LEFT_ALT,))
        elif sign == k.GS and self.gs == "f8":
            yield from self._pressed(k.F8)
        else:
            stroke = k.stroke_for(sign, self.layout)
            modifiers = ((SHIFT, stroke.shift), (CONTROL, stroke.control), (k.ALT_GR, stroke.alt_gr))
            yield from self._pressed(stroke.key, held=tuple(key for key, is_held in modifiers if is_held))

    def _pressed(self, *keys: int, held: tuple[int, ...] = ()) -> Iterator[tuple[int, int]]:
        yield from ((key, PRESSED) for key in held)
        for key in keys:
            yield from ((key, PRESSED), (key, RELEASED))
        yield from ((key, RELEASED) for key in reversed(held))

    def _events(self, key: int, value: int) -> bytes:
        """One key as the kernel tells it: scan code, key, end of report."""
        events = ((EV_MSC, MSC_SCAN, 0x70000 + key), (EV_KEY, key, value), (EV_SYN, 0, 0))
        return b"".join(self._record.pack(1, 2, *event) for event in events)
