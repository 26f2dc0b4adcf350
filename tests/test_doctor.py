"""`kiosk doctor`: each device on a real line, and what to do about it. Its table is in test_command.py."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Queue
from random import Random

from hardware.simulated.cas import CasEmulator
from hardware.simulated.serve import serve
from kiosk.catalogue.price_file import PricedLine, read
from kiosk.catalogue.publish import publish
from kiosk.config import Config, parse
from kiosk.doctor import examine, examine_bags
from kiosk.simulator import simulated

PATIENCE_SECONDS = 20.0


@contextmanager
def shop_with(scale: CasEmulator, path: Path) -> Iterator[Config]:
    ready: Queue[str] = Queue()
    stopped = threading.Event()
    device = threading.Thread(target=serve, args=(scale, str(path), stopped, ready.put), daemon=True)
    device.start()
    address = ready.get(timeout=PATIENCE_SECONDS)
    try:
        yield parse(f'[shop]\nname = "S"\n[devices.scale]\ndriver = "cas"\nlink = "{address}"\n')
    finally:
        stopped.set()
        device.join()


def test_a_scale_that_answers_is_ready(tmp_path: Path) -> None:
    with shop_with(CasEmulator(), tmp_path / "scale") as config:
        (finding,) = examine(config)
    assert (finding.device, finding.driver, finding.state, finding.healthy) == ("scale", "cas", "Ready", True)


def test_a_scale_that_is_set_up_wrongly_is_mended_in_its_own_menu(tmp_path: Path) -> None:
    scale = CasEmulator()
    scale.unit = b"lb"
    with shop_with(scale, tmp_path / "scale") as config:
        (finding,) = examine(config)
    assert not finding.healthy
    assert "pounds" in finding.state
    assert "its own menu" in finding.advice


MODES = {"aim": "scanner", "ssi": "ssi", "wedge": "wedge", "hid-pos": "hid-pos"}


def test_every_mode_of_a_scanner_is_ready_or_lost_with_its_reason(tmp_path: Path) -> None:
    text, stopped, ready = '[shop]\nname = "B"\n', threading.Event(), Queue[str]()
    with ExitStack() as stack:
        stack.callback(stopped.set)
        for driver, device in MODES.items():
            where = str(tmp_path / driver)
            thread = threading.Thread(target=serve, args=(simulated(device, Random(1)), where, stopped, ready.put))
            thread.start()
            ready.get(timeout=PATIENCE_SECONDS)
            text += f'[devices.{driver}]\ndriver = "{driver}"\nlink = "{where}"\n'
        text += '[devices.keys]\ndriver = "wedge"\nlink = "evdev:/dev/null"\n'
        text += '[devices.mixed-up]\ndriver = "hid-pos"\nlink = "/dev/hidraw99"\n'
        findings = {finding.device: finding for finding in examine(parse(text))}
    assert {name for name, finding in findings.items() if finding.healthy} == set(MODES)
    assert "another kind of device" in findings["keys"].state
    assert "device missing" in findings["mixed-up"].state


PRICES = """code;other_codes;name;vat;price;price_per_kg;sale_stop
A1;SAC;Sac;20;0,10;;
A2;;Cabas;20;1;;Rupture
A3;;Vrac;20;;1;
"""


def test_a_bag_that_nobody_is_offered_is_told(tmp_path: Path) -> None:
    prices = tmp_path / "prices.csv"
    prices.write_text(PRICES, encoding="utf-8")
    publish((line for line in read(prices) if isinstance(line, PricedLine)), tmp_path / "catalogue")
    text = f'[shop]\nname = "S"\nbags = BAGS\n[kiosk]\nfolder = "{tmp_path}"\n'
    (finding,) = examine_bags(parse(text.replace("BAGS", '["SAC", "A2", "A3", "A4"]')))
    assert not finding.healthy
    assert finding.state == (
        "1 of 4 are offered; A2 is stopped (Rupture); A3 is weighed or has a number of its own; "
        "A4 is not in the price file"
    )
    (finding,) = examine_bags(parse(text.replace("BAGS", '["SAC"]')))
    assert finding.healthy
    assert not examine_bags(parse(text.replace("BAGS", "[]")))
