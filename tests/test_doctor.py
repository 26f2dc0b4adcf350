"""The doctor and handheld scanners: each mode is opened as it needs to be."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from pathlib import Path
from queue import Queue
from random import Random

from hardware.simulated.serve import serve
from kiosk.config import parse
from kiosk.doctor import examine
from kiosk.simulator import simulated

PATIENCE_SECONDS = 20.0
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
