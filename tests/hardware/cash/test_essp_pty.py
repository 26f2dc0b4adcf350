"""The same conversation over a real terminal line and pyserial."""

from __future__ import annotations

import os
import pty
import select
import time
import tty
from random import Random

import serial

from hardware.cash.essp import Essp
from hardware.simulated.essp import EsspEmulator
from hardware.words import CashCounts, Dispense, PaidOut, Ready, Word

DEADLINE_SECONDS = 60.0


def test_a_recycler_starts_and_pays_over_a_terminal_line() -> None:
    emulator = EsspEmulator(Random(1), kind="coins", levels={100: 5})
    wire = Essp(Random(2))
    device, host = pty.openpty()
    try:
        tty.setraw(host)
        with serial.Serial(os.ttyname(host), 9600, stopbits=serial.STOPBITS_TWO, timeout=0) as port:
            wire.opened()
            emulator.connected()
            words: list[Word] = []
            deadline = time.monotonic() + DEADLINE_SECONDS
            asked = False
            while not any(isinstance(word, PaidOut) for word in words):
                now = time.monotonic()
                assert now < deadline, words
                port.write(wire.tick(now))
                os.write(device, emulator.tick(now))
                due = min(wire.next_tick, emulator.next_tick, deadline)
                ready, _, _ = select.select([device, port.fileno()], [], [], max(0.0, min(due - now, 1.0)))
                if device in ready:
                    emulator.receive(os.read(device, 4096))
                words += wire.receive(port.read(4096) if port.fileno() in ready else b"")
                if Ready() in words and not asked:
                    asked = True
                    wire.ask(Dispense(((100, 2),)))
    finally:
        os.close(device)
        os.close(host)
    assert words[-1] == PaidOut(200)
    assert isinstance(words[-2], CashCounts)
    assert dict(words[-2].recycler)[100] == 3
    assert emulator.paid_out == {100: 2}
