"""Every kind of tower with its twin: what is true of all of them is tested on all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from hardware.lights.relays import Lcus, Numato
from hardware.lights.stack_lights import Adafruit, Patlite
from hardware.lights.tower import Dialect, Tower
from hardware.simulated.signal_tower import (
    CHANNELS,
    AdafruitEmulator,
    Faults,
    LcusEmulator,
    NumatoEmulator,
    PatliteEmulator,
    SignalTower,
)
from tests.hardware.conversation import Conversation


@dataclass(frozen=True)
class Kind:
    dialect: Callable[[], Dialect]
    emulator: type[SignalTower]


KINDS = {
    "lcus": Kind(lambda: Lcus(CHANNELS), LcusEmulator),
    "numato": Kind(lambda: Numato(CHANNELS), NumatoEmulator),
    "adafruit": Kind(Adafruit, AdafruitEmulator),
    "patlite": Kind(Patlite, PatliteEmulator),
}


class Counter(Conversation):
    """A till and a tower, on a virtual clock."""

    def __init__(self, kind: Kind, faults: Faults | None = None) -> None:
        self.tower = kind.emulator(Random(1), faults)
        super().__init__(Tower(kind.dialect()), self.tower)
