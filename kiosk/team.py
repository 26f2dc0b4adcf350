"""The team of one kiosk: kiosk.toml's people and the roll in its folder; and how long one try at the keypad takes."""

from __future__ import annotations

from time import perf_counter

from kiosk.config import Config
from kiosk.runtime.attendants import Attendant, Attendants, pin_hash
from kiosk.runtime.roll import Roll

TRY_MILLISECONDS = range(50, 301)
"""What one try should take: less helps whoever guesses from a stolen file, more makes staff wait."""


def attendants_of(config: Config) -> Attendants:
    """Everybody in kiosk.toml and in the roll."""
    people = (Attendant(each.id, each.pin_hash, each.grade, each.name) for each in config.attendants)
    return Attendants(people, Roll(config.kiosk.folder))


def try_milliseconds(tries: int = 3) -> int:
    """What one hash of a PIN takes on this machine: the quickest of some."""
    times = []
    for _ in range(tries):
        begun = perf_counter()
        pin_hash("72945")
        times.append(perf_counter() - begun)
    return round(min(times) * 1000)
