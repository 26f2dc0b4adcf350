"""`kiosk doctor`: each device on a real line, and what to do about it. Its table is in test_command.py."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

from hardware.simulated.cas import CasEmulator
from hardware.simulated.serve import serve
from kiosk.config import Config, parse
from kiosk.doctor import examine

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
