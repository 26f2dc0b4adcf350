"""One sale over loopback TCP, with the real pump, the real link and a served emulator."""

from __future__ import annotations

import threading
from contextlib import suppress
from queue import Empty, Queue
from typing import Any

from hardware.link import open_link
from hardware.pump import Pump
from hardware.simulated.serve import serve
from hardware.wire import Wire
from hardware.words import BeginDeposit, CashCounts, Dispense, PaidOut, Ready, Stacked, Word

DEADLINE_SECONDS = 60.0


def sell_over_a_socket(wire: Wire, emulator: Any) -> None:
    """A note of 5 euros is taken, 3 euros are given."""
    stopped, addresses, words = threading.Event(), Queue[str](), Queue[Word]()
    server = threading.Thread(target=serve, args=(emulator, "127.0.0.1:0", stopped, addresses.put))
    server.start()
    try:
        sell_at(addresses.get(timeout=DEADLINE_SECONDS), wire, emulator, words)
    finally:
        stopped.set()
        server.join()


def sell_at(address: str, wire: Wire, emulator: Any, words: Queue[Word]) -> None:
    """The same, where somebody serves the emulator already."""
    heard: list[Word] = []
    crashes: list[Exception] = []

    def wait_for(kind: type[Word]) -> Word:
        while True:
            heard.append(words.get(timeout=DEADLINE_SECONDS))
            if isinstance(heard[-1], kind):
                return heard[-1]

    pump = Pump(wire, lambda: open_link(address), words.put, crashes.append)
    pump.start()
    try:
        wait_for(Ready)
        pump.ask(BeginDeposit(frozenset({500})))
        while not emulator.insert(500):
            with suppress(Empty):
                heard.append(words.get(timeout=0.05))
        assert wait_for(Stacked) == Stacked(500, mark="0;")
        pump.ask(Dispense(((200, 1), (100, 1)), "P1"))
        assert wait_for(PaidOut) == PaidOut(300, None, "P1")
    finally:
        pump.stop()
    assert not crashes
    counts = [word for word in heard if isinstance(word, CashCounts)][-1]
    assert dict(counts.recycler) == dict(emulator.levels)
