"""The printer driver on a real serial device: pyserial on one end of a pseudo terminal, the emulator on the other."""

from __future__ import annotations

import os
import pty
import select
import time
import tty

import serial

from hardware.printer.escpos import EscposPrinter, Patience
from hardware.printer.paper import encode
from hardware.simulated.printer import PrinterEmulator
from hardware.words import Printed, Ready, Word
from tests.hardware.printer.bench import print_job, receipt

DEADLINE_SECONDS = 60.0


def test_a_receipt_is_printed_over_a_serial_device() -> None:
    far, near = pty.openpty()
    tty.setraw(near)
    try:
        with serial.Serial(os.ttyname(near), timeout=0) as port:
            words, emulator = converse(port, far)
    finally:
        os.close(far)
        os.close(near)
    assert words == [Ready(), Printed("t1")]
    assert len(emulator.receipts[0].lines) == 70


def converse(port: serial.Serial, far: int) -> tuple[list[Word], PrinterEmulator]:
    """Both ends until the job has its answer, each woken by bytes or by its own next tick."""
    driver = EscposPrinter(encode, patience=Patience(answer=20.0, stall=30.0))
    emulator = PrinterEmulator(lines_per_second=1_000.0, cut_seconds=0.0)
    words: list[Word] = []
    driver.opened()
    driver.ask(print_job(document=receipt(70)))
    end = time.monotonic() + DEADLINE_SECONDS
    while (now := time.monotonic()) < end and Printed("t1") not in words:
        port.write(driver.tick(now))
        os.write(far, emulator.tick(now))
        due = min(driver.next_tick, emulator.next_tick, end)
        readable, _, _ = select.select([port, far], [], [], max(0.0, due - time.monotonic()))
        words += driver.receive(port.read(4_096) if port in readable else b"")
        if far in readable:
            emulator.receive(os.read(far, 4_096))
    return words, emulator
