"""Each driver of a scale on a real serial device, through the real pump. A pseudo terminal knows no parity."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Queue

from hardware.drivers import DRIVERS
from hardware.pump import Pump
from hardware.simulated.platter import Platter
from hardware.simulated.serve import serve
from hardware.words import BeginWeighing, Fault, Lost, Ready, Weight, WeightState, Word
from kiosk.simulator import SCALES

PATIENCE_SECONDS = 20.0
ZERO = Weight(WeightState.ZERO)


def test_every_scale_on_a_real_serial_line_weighs_is_unplugged_and_weighs_again(tmp_path: Path) -> None:
    with ExitStack() as counters:
        scales = [counters.enter_context(served(name, tmp_path / name)) for name in SCALES]
        for scale in scales:
            scale.pump.ask(BeginWeighing(350))
        for scale in scales:
            assert Ready() in scale.hear_until(ZERO)
            scale.emulator.platter.put(502)
        for scale in scales:
            words = scale.hear_until(Weight(WeightState.STABLE, 500))
            assert {word.state for word in words[:-1] if isinstance(word, Weight)} <= {WeightState.UNSTABLE}
            scale.emulator.unplug()
        for scale in scales:
            lost = scale.hear_until(Weight(WeightState.NOT_READY)) and scale.hear()
            assert isinstance(lost, Lost)
            assert lost.fault is Fault.LINK_LOST
            scale.emulator.platter.clear()
            scale.emulator.plug_in()
        for scale in scales:
            assert scale.hear_until(ZERO)[0] == Ready()


class Served:
    """One scale and the pump that asks it."""

    def __init__(self, name: str, address: str) -> None:
        self.emulator = SCALES[name](Platter(settle_seconds=0.3))
        self.addresses: Queue[str] = Queue()
        self.words: Queue[Word] = Queue()
        self.crashes: Queue[Exception] = Queue()
        self.stopped = threading.Event()
        self.device = threading.Thread(
            target=serve, args=(self.emulator, address, self.stopped, self.addresses.put), daemon=True
        )
        self.device.start()
        driver = DRIVERS[name]
        opener = driver.opener(self.addresses.get(timeout=PATIENCE_SECONDS), {})
        self.pump = Pump(driver.build({}), opener, self.words.put, self.crashes.put)

    def hear(self) -> Word:
        return self.words.get(timeout=PATIENCE_SECONDS)

    def hear_until(self, last: Word) -> list[Word]:
        heard = [self.hear()]
        while heard[-1] != last:
            heard.append(self.hear())
        return heard


@contextmanager
def served(name: str, path: Path) -> Iterator[Served]:
    scale = Served(name, str(path))
    scale.pump.start()
    try:
        yield scale
    finally:
        scale.pump.stop()
        scale.stopped.set()
        scale.device.join()
    assert scale.crashes.empty()
