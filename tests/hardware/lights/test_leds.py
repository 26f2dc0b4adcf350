"""Lamps on pins of the machine: real files, through the real link and the real pump."""

from __future__ import annotations

import threading
from pathlib import Path
from queue import Queue

import pytest

from hardware.drivers import DRIVERS
from hardware.lights.leds import Leds
from hardware.link import LinkLost, open_link
from hardware.pump import Pump
from hardware.words import Fault, Lamp, Lost, Ready, SwitchLights, Word

PATIENCE_SECONDS = 20.0
NAMES = {Lamp.RED: "borne:red", Lamp.GREEN: "borne:green"}


def panel(folder: Path) -> Path:
    """As the kernel shows them: a folder each, all off."""
    for name in NAMES.values():
        (folder / name).mkdir(parents=True)
        (folder / name / "brightness").write_text("0\n")
    return folder


def lit(folder: Path) -> set[Lamp]:
    return {lamp for lamp, name in NAMES.items() if int((folder / name / "brightness").read_text() or 0)}


def test_every_lamp_that_is_there_is_switched() -> None:
    messages = Leds(NAMES).show(frozenset({Lamp.GREEN, Lamp.AMBER}))
    assert messages == (b"borne:red 0\n", b"borne:green 255\n")


def test_a_tower_on_pins_shows_is_lost_and_shows_again(tmp_path: Path) -> None:
    folder = panel(tmp_path / "leds")
    driver = DRIVERS["leds"]
    options = {lamp.value: name for lamp, name in NAMES.items()}
    words, crashes = Queue[Word](), Queue[Exception]()
    pump = Pump(driver.build(options), driver.opener(f"leds:{folder}", options), words.put, crashes.put)
    pump.start()
    try:
        pump.ask(SwitchLights(frozenset({Lamp.RED})))
        assert words.get(timeout=PATIENCE_SECONDS) == Ready()
        see(folder, {Lamp.RED})
        folder.rename(tmp_path / "gone")
        pump.ask(SwitchLights(frozenset({Lamp.GREEN})))
        lost = words.get(timeout=PATIENCE_SECONDS)
        assert isinstance(lost, Lost)
        assert lost.fault is Fault.LINK_LOST
        (tmp_path / "gone").rename(folder)
        assert words.get(timeout=PATIENCE_SECONDS) == Ready()
        see(folder, {Lamp.GREEN})
    finally:
        pump.stop()
    assert crashes.empty()


def see(folder: Path, lamps: set[Lamp]) -> None:
    waiting = threading.Event()
    for _ in range(int(PATIENCE_SECONDS * 50)):
        if lit(folder) == lamps:
            return
        waiting.wait(0.02)
    raise AssertionError(f"it shows {lit(folder)}")


def test_a_lamp_that_is_not_there_is_never_made(tmp_path: Path) -> None:
    link = open_link(f"leds:{panel(tmp_path / 'leds')}")
    with pytest.raises(LinkLost, match=r"borne:blue/brightness: device missing"):
        link.write(b"borne:red 255\nborne:blue 255\n")
    assert lit(tmp_path / "leds") == {Lamp.RED}
    assert link.read(0.0) == b""
    link.close()
    link.close()


def test_without_such_a_folder_the_link_is_lost(tmp_path: Path) -> None:
    with pytest.raises(LinkLost, match="device missing"):
        open_link(f"leds:{tmp_path}/none")
