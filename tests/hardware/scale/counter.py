"""Every kind of scale with its twin: what is true of all of them is tested on all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hardware.scale.cas import Cas
from hardware.scale.dialog import Dialog
from hardware.scale.polled import Dialect, PolledScale
from hardware.scale.toledo8217 import Toledo8217
from hardware.simulated.cas import CasEmulator
from hardware.simulated.counter_scale import CounterScale
from hardware.simulated.dialog import DialogEmulator
from hardware.simulated.toledo8217 import Toledo8217Emulator
from hardware.words import BeginWeighing, Word
from tests.hardware.conversation import Conversation

PRICE = 350


@dataclass(frozen=True)
class Kind:
    dialect: Callable[[], Dialect]
    emulator: type[CounterScale]
    weighs_once: bool = False
    """A stable weight is told once; the goods must move before it is told again."""

    def meet(self, seed: int = 0) -> Counter:
        return Counter(PolledScale(self.dialect()), self.emulator(seed=seed, weighs_once=self.weighs_once))


KINDS = {
    "toledo-8217": Kind(Toledo8217, Toledo8217Emulator),
    "toledo-8217 that weighs once": Kind(Toledo8217, Toledo8217Emulator, weighs_once=True),
    "cas": Kind(Cas, CasEmulator),
    "dialog": Kind(Dialog, DialogEmulator, weighs_once=True),
}


class Counter(Conversation):
    """A till and a scale, on a virtual clock."""

    def __init__(self, wire: PolledScale, emulator: CounterScale) -> None:
        super().__init__(wire, emulator)
        self.scale = emulator
        self.platter = emulator.platter

    def weigh(self, seconds: float = 1.5, price: int = PRICE) -> list[Word]:
        """Begin a weighing; what is told until the time is over."""
        self.wire.ask(BeginWeighing(price))
        return self.run(seconds)

    def put(self, grams: int, seconds: float = 1.5) -> list[Word]:
        self.platter.put(grams)
        return self.run(seconds)
