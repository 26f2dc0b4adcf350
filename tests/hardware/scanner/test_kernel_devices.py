"""Our links on devices of the kernel, where this machine lets a test make some."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from queue import Queue

import pytest

from hardware.drivers import DRIVERS
from hardware.link import LinkLost, open_link
from hardware.pump import Pump
from hardware.simulated.hid_pos import DESCRIPTOR, reports
from hardware.simulated.wedge import WedgeEmulator
from hardware.words import CodeSeen, Fault, Lost, Ready, Symbology, Word
from tests.hardware.scanner.kernel_devices import (
    CREATE2,
    EVENT_SIZE,
    SETUP,
    UHID,
    UINPUT,
    hid_device,
    keyboard,
    missing,
)
from tests.hardware.scanner.test_aim import EAN

PATIENCE_SECONDS = 20.0
SEEN = CodeSeen(EAN, Symbology.EAN13)

needs_uinput = pytest.mark.skipif(bool(missing(UINPUT)), reason=missing(UINPUT))
needs_uhid = pytest.mark.skipif(bool(missing(UHID)), reason=missing(UHID))


@contextmanager
def listening(driver: str, path: str) -> Iterator[Queue[Word]]:
    words: Queue[Word] = Queue()
    pump = Pump(DRIVERS[driver].build({}), DRIVERS[driver].opener(path, {}), words.put, lambda error: None)
    pump.start()
    try:
        yield words
    finally:
        pump.stop()


def keys_for(text: str) -> bytes:
    emulator = WedgeEmulator(piece_seconds=0.0)
    emulator.connected()
    emulator.scan(text, Symbology.EAN13)
    return emulator.tick(0.0)


def test_the_kernels_structures_have_their_size() -> None:
    assert (SETUP.size, CREATE2.size) == (92, EVENT_SIZE)


@needs_uinput
def test_a_keyboard_is_grabbed_heard_and_told_when_it_is_pulled_out() -> None:
    with keyboard() as (path, press):
        with listening("wedge", f"evdev:{path}") as words:
            hear = partial(words.get, timeout=PATIENCE_SECONDS)
            assert hear() == Ready()
            press(keys_for(EAN))
            assert hear() == SEEN
            with pytest.raises(LinkLost, match="another program has grabbed"):
                open_link(path)
        open_link(path).close()  # let go, it can be had again
    with pytest.raises(LinkLost, match="device missing"):
        open_link(path)


@needs_uinput
def test_a_keyboard_that_is_pulled_out_is_a_lost_link() -> None:
    with keyboard() as (path, _):
        link = open_link(path)
    with pytest.raises(LinkLost, match="unplugged"):
        link.read(PATIENCE_SECONDS)
    link.close()
    link.close()


@needs_uhid
def test_a_hid_device_says_what_it_is_and_its_reports_are_heard() -> None:
    with hid_device(DESCRIPTOR) as (path, send), listening("hid-pos", f"hidraw:{path}") as words:
        hear = partial(words.get, timeout=PATIENCE_SECONDS)
        assert hear() == Ready()
        send(reports(b"]E0", EAN.encode())[0])
        assert hear() == SEEN
        for report in reports(b"]Q1", b"x" * 100):
            send(report)
        assert hear() == CodeSeen("x" * 100, Symbology.QR)


@needs_uhid
def test_a_hid_device_that_is_no_scanner_is_refused() -> None:
    mouse = bytes.fromhex(
        "05010902A1010901A100050919012903150025019503750181029501750581010501093009311581257F750895028106C0C0"
    )
    with hid_device(mouse) as (path, _), listening("hid-pos", path) as words:
        lost = words.get(timeout=PATIENCE_SECONDS)
        assert isinstance(lost, Lost)
        assert lost.fault is Fault.WRONG_DEVICE
