"""The whole bus behind a real serial line, through the real pump."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from random import Random

from hardware.drivers import DRIVERS
from hardware.pump import Pump
from hardware.simulated.cctalk import LEVELS, CcTalkEmulator
from hardware.simulated.serve import serve
from hardware.words import (
    BeginDeposit,
    CashCounts,
    Dispense,
    Fault,
    Lost,
    PaidOut,
    Ready,
    RestoreCashCounts,
    Stacked,
    Word,
)

PATIENCE_SECONDS = 20.0
OPTIONS = {"validator": 40, "hoppers": "10=3 20=4 50=5 100=6"}


def test_a_sale_a_pulled_cable_and_counts_that_are_right_again(tmp_path: Path) -> None:
    emulator = CcTalkEmulator(Random(1))
    addresses: Queue[str] = Queue()
    words: Queue[Word] = Queue()
    crashes: Queue[Exception] = Queue()
    stopped = threading.Event()
    device = threading.Thread(target=serve, args=(emulator, str(tmp_path / "bus"), stopped, addresses.put), daemon=True)
    device.start()
    driver = DRIVERS["cctalk"]
    pump = Pump(
        driver.build(OPTIONS), driver.opener(addresses.get(timeout=PATIENCE_SECONDS), {}), words.put, crashes.put
    )
    pump.ask(RestoreCashCounts(tuple(LEVELS.items())))

    def hear_until(is_it: Callable[[Word], bool]) -> Word:
        while not is_it(word := words.get(timeout=PATIENCE_SECONDS)):
            assert not isinstance(word, PaidOut)
        return word

    try:
        pump.start()
        hear_until(lambda word: word == Ready())
        pump.ask(BeginDeposit(frozenset({100})))
        while not emulator.insert(100):
            assert stopped.wait(0.05) is False
        told = hear_until(lambda word: isinstance(word, Stacked))
        assert isinstance(told, Stacked)
        assert (told.value, told.recycled) == (100, True)
        pump.ask(Dispense(((10, 2),), "P1"))
        assert hear_until(lambda word: isinstance(word, PaidOut)) == PaidOut(20, None, "P1")
        emulator.unplug()
        lost = hear_until(lambda word: isinstance(word, Lost))
        assert isinstance(lost, Lost)
        assert lost.fault is Fault.LINK_LOST
        emulator.plug()
        counts = hear_until(lambda word: isinstance(word, CashCounts))
        assert isinstance(counts, CashCounts)
        assert {value: count for value, count in counts.recycler if count} == {10: 58, 20: 60, 50: 60, 100: 61}
        hear_until(lambda word: word == Ready())
    finally:
        pump.stop()
        stopped.set()
        device.join(PATIENCE_SECONDS)
    assert crashes.empty()
    assert emulator.paid_out == {10: 2}
