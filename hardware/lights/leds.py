"""Lamps on pins of the machine itself, as the kernel's LED class shows them: a transistor or relay on each GPIO.

Sources: Linux, Documentation/leds/leds-class.rst and ABI/testing/sysfs-class-led (`brightness`: 0 is off, and more than
`max_brightness` is full), and the device tree binding gpio-leds, which gives a pin its name, such as "borne:red".

A message is a line `NAME BRIGHTNESS`, for a link `leds:FOLDER` (hardware/link.py). `names`: of each lamp's LED.
"""

from __future__ import annotations

from collections.abc import Mapping

from hardware.lights.relays import BLINKS_MAX
from hardware.words import Lamp

FULL = 255


class Leds:
    """The dialect. Writing to a file that is there is all that can be known: the kernel does not look at the lamp."""

    line = "a folder of the kernel's LEDs, with one of each name"
    pace_seconds = 0.0
    blinks_max = BLINKS_MAX  # there may be a relay on the pin

    def __init__(self, names: Mapping[Lamp, str]) -> None:
        self._names = names

    def show(self, lit: frozenset[Lamp]) -> tuple[bytes, ...]:
        return tuple(f"{name} {FULL * (lamp in lit)}\n".encode() for lamp, name in self._names.items())

    def understood(self, message: bytes, arrived: bytes) -> bool:
        return True
