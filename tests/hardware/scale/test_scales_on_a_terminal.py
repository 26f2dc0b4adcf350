"""Each driver of a scale on a real serial device, through the real pump. A pseudo terminal knows no parity."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from queue import Queue

import pytest

from hardware.drivers import DRIVERS
from hardware.pump import Pump
from hardware.simulated.platter import Platter
from hardware.simulated.serve import serve
from hardware.words import BeginWeighing, Fault, Lost, Ready, Weight, WeightState, Word
from kiosk.simulator import SCALES

PATIENCE_SECONDS = 20.0


@pytest.mark.parametrize("name", SCALES)
def test_a_scale_on_a_real_serial_line_weighs_is_unplugged_and_weighs_again(name: str, tmp_path: Path) -> None:
    emulator, stopped = SCALES[name](Platter(settle_seconds=0.3)), threading.Event()
    addresses: Queue[str] = Queue()
    words: Queue[Word] = Queue()
    crashes: Queue[Exception] = Queue()
    device = threading.Thread(target=serve, args=(emulator, str(tmp_path / "scale"), stopped, addresses.put))
    device.start()
    driver = DRIVERS[name]
    open_line = driver.opener(addresses.get(timeout=PATIENCE_SECONDS), {})
    pump = Pump(driver.build({}), open_line, words.put, crashes.put)
    pump.start()
    hear = partial(words.get, timeout=PATIENCE_SECONDS)
    try:
        pump.ask(BeginWeighing(350))
        heard = [hear()]
        while heard[-1] != Weight(WeightState.ZERO):
            heard.append(hear())
        assert Ready() in heard
        emulator.platter.put(502)
        while (word := hear()) != Weight(WeightState.STABLE, 500):
            assert isinstance(word, Weight)
        emulator.unplug()
        assert hear() == Weight(WeightState.NOT_READY)
        lost = hear()
        assert isinstance(lost, Lost)
        assert lost.fault is Fault.LINK_LOST
        emulator.platter.clear()
        emulator.plug_in()
        assert hear() == Ready()
        while hear() != Weight(WeightState.ZERO):
            assert crashes.empty()
    finally:
        pump.stop()
        stopped.set()
        device.join()
    assert crashes.empty()
