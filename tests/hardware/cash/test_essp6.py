"""Our emulator before a till of others: the maker's own C, see essp6_till. Only where eSSP6 is installed."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest

from hardware.simulated.essp import EsspEmulator
from hardware.simulated.serve import serve

pytestmark = pytest.mark.skipif(find_spec("eSSP") is None, reason="eSSP6 is not installed (it needs gcc and make)")

LEVELS = {"notes": {500: 2, 1000: 1}, "coins": {50: 2, 100: 3}}
INSERTED = {"notes": 1000, "coins": 100}
PAID = {"notes": 500, "coins": 50}
START_SECONDS, DEADLINE_SECONDS = 10.0, 60.0


@pytest.mark.parametrize("kind", ["notes", "coins"])
def test_the_makers_own_library_takes_pays_and_empties(kind: str, tmp_path: Path) -> None:
    emulator = EsspEmulator(Random(1), kind=kind, levels=LEVELS[kind])
    stopped, is_served = threading.Event(), threading.Event()
    port = str(tmp_path / "essp")
    server = threading.Thread(target=serve, args=(emulator, port, stopped, lambda _: is_served.set()))
    server.start()
    try:
        assert is_served.wait(START_SECONDS)
        script = str(Path(__file__).with_name("essp6_till.py"))
        with subprocess.Popen(
            [sys.executable, script, port, kind], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as till:
            try:
                until = time.monotonic() + DEADLINE_SECONDS
                while not emulator.insert(INSERTED[kind]) and till.poll() is None:
                    assert time.monotonic() < until
                    stopped.wait(0.05)
                said, _ = till.communicate(timeout=DEADLINE_SECONDS)
            finally:
                till.kill()
        assert till.returncode == 0, said
    finally:
        stopped.set()
        server.join()
    assert emulator.taken == {INSERTED[kind]: 1}
    assert emulator.paid_out == {PAID[kind]: 1}
    assert not emulator.levels.total()
    left = {**LEVELS[kind], INSERTED[kind]: LEVELS[kind][INSERTED[kind]] + 1, PAID[kind]: LEVELS[kind][PAID[kind]] - 1}
    assert emulator.cashbox == left
