"""Every kind of scanner on a real terminal line, through the real pump: heard, unplugged, and heard again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from queue import Queue
from random import Random

import pytest

from hardware.drivers import DRIVERS
from hardware.pump import Pump
from hardware.scanner.keyboard import Layout
from hardware.simulated.aim import AimEmulator
from hardware.simulated.hid_pos import HidPosEmulator
from hardware.simulated.serve import serve
from hardware.simulated.ssi import Faults, SsiEmulator
from hardware.simulated.wedge import WedgeEmulator
from hardware.simulated.when_connected import WhenConnected
from hardware.words import CodeSeen, DisableReading, EnableReading, Fault, Lost, Ready, Symbology, Word
from tests.hardware.scanner.test_aim import EAN

PATIENCE_SECONDS = 30.0
SCANS = [
    (EAN, Symbology.EAN13),
    (EAN, Symbology.EAN13),
    ("96385074", Symbology.EAN8),
    ("0104006381333931\x1d10LOT7", Symbology.GS1_128),
    ("https://shop.example/" + "x" * 100, Symbology.QR),
]

Scanner = AimEmulator | WedgeEmulator | HidPosEmulator | SsiEmulator


def impatient_ssi() -> SsiEmulator:
    """A scanner that loses every other ACK, and does not wait two seconds for the next."""
    emulator = SsiEmulator(Random(4), part_size=40, faults=Faults(lose_ack=0.4))
    emulator.ack_seconds = 0.05
    emulator.tries_max = 50
    return emulator


SCANNERS: list[tuple[str, Callable[[], Scanner]]] = [
    ("aim", partial(AimEmulator, piece_size=5, piece_seconds=0.001)),
    ("ssi", impatient_ssi),
    ("wedge", WedgeEmulator),
    ("wedge", partial(WedgeEmulator, Layout.FRENCH)),
    ("hid-pos", partial(HidPosEmulator, piece_size=50, piece_seconds=0.001)),
]


@pytest.mark.parametrize(("driver", "make"), SCANNERS)
def test_a_scanner_is_heard_unplugged_and_heard_again(driver: str, make: Callable[[], Scanner], tmp_path: Path) -> None:
    emulator, stopped = make(), threading.Event()
    hosts: Queue[str] = Queue()
    ready: Queue[str] = Queue()
    words: Queue[Word] = Queue()
    crashes: Queue[Exception] = Queue()
    announced = WhenConnected(emulator, lambda: hosts.put("a host"))  # what is read before is lost
    where = str(tmp_path / "scanner")
    device = threading.Thread(target=serve, args=(announced, where, stopped, ready.put))
    device.start()
    ready.get(timeout=PATIENCE_SECONDS)
    pump = Pump(DRIVERS[driver].build({}), DRIVERS[driver].opener(where, {}), words.put, crashes.put)
    pump.start()
    hear = partial(words.get, timeout=PATIENCE_SECONDS)
    try:
        assert hear() == Ready()
        hosts.get(timeout=PATIENCE_SECONDS)
        pump.ask(DisableReading())
        pump.ask(EnableReading())
        for text, symbology in SCANS:
            while emulator.scan(text, symbology) is False:  # its trigger is off for a moment
                continue
            assert hear() == CodeSeen(text, symbology)
        emulator.unplug()
        lost = hear()
        assert isinstance(lost, Lost)
        assert lost.fault is Fault.LINK_LOST
        emulator.plug_in()
        assert hear() == Ready()
        hosts.get(timeout=PATIENCE_SECONDS)
        emulator.scan(EAN, Symbology.EAN13)
        assert hear() == CodeSeen(EAN, Symbology.EAN13)
    finally:
        pump.stop()
        stopped.set()
        device.join()
    assert crashes.empty()
    assert words.empty()
