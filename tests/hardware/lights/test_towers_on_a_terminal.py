"""Each driver of a tower on a real serial device or port, through the real pump."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Queue

from hardware.drivers import DRIVERS
from hardware.pump import Pump
from hardware.simulated.serve import serve
from hardware.simulated.signal_tower import CHANNELS, SignalTower
from hardware.words import Fault, Lamp, Lost, Ready, SwitchLights, Word
from kiosk.simulator import TOWERS

PATIENCE_SECONDS = 20.0
OPTIONS = {"lcus": CHANNELS, "numato": CHANNELS}


def test_every_tower_on_a_real_line_shows_is_unplugged_and_shows_again(tmp_path: Path) -> None:
    with ExitStack() as shops:
        served_ = [shops.enter_context(served(name, tmp_path)) for name in TOWERS]
        for each in served_:
            each.pump.ask(SwitchLights(frozenset({Lamp.RED})))
            assert each.hear() == Ready()
        for each in served_:
            each.see({Lamp.RED})
            each.emulator.unplug()
        for each in served_:
            lost = each.hear()
            assert isinstance(lost, Lost)
            assert lost.fault is Fault.LINK_LOST
            each.pump.ask(SwitchLights(frozenset({Lamp.GREEN})))
            each.emulator.plug_in()
        for each in served_:
            assert each.hear() == Ready()
            each.see({Lamp.GREEN})


class Served:
    """One tower and the pump that tells it."""

    def __init__(self, name: str, folder: Path) -> None:
        self.emulator: SignalTower = TOWERS[name]()
        self.addresses: Queue[str] = Queue()
        self.words: Queue[Word] = Queue()
        self.crashes: Queue[Exception] = Queue()
        self.stopped = threading.Event()
        where = "127.0.0.1:0" if name == "patlite" else str(folder / name)
        self.device = threading.Thread(
            target=serve, args=(self.emulator, where, self.stopped, self.addresses.put), daemon=True
        )
        self.device.start()
        driver = DRIVERS[name]
        options = {lamp.value: channel for lamp, channel in OPTIONS.get(name, {}).items()}
        opener = driver.opener(self.addresses.get(timeout=PATIENCE_SECONDS), options)
        self.pump = Pump(driver.build(options), opener, self.words.put, self.crashes.put)

    def hear(self) -> Word:
        return self.words.get(timeout=PATIENCE_SECONDS)

    def see(self, lit: set[Lamp]) -> None:
        """The line takes its time; what a tower hears it shows."""
        waiting = threading.Event()
        for _ in range(int(PATIENCE_SECONDS * 50)):
            if self.emulator.lit == lit:
                return
            waiting.wait(0.02)
        raise AssertionError(f"it shows {self.emulator.lit}")


@contextmanager
def served(name: str, folder: Path) -> Iterator[Served]:
    tower = Served(name, folder)
    tower.pump.start()
    try:
        yield tower
    finally:
        tower.pump.stop()
        tower.stopped.set()
        tower.device.join()
    assert tower.crashes.empty()
