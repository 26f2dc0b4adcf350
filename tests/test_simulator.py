"""`kiosk simulate`: each device by itself, as other people's software would meet it."""

from __future__ import annotations

from random import Random

import pytest

from hardware import words as w
from hardware.cash.essp import Essp
from hardware.printer.escpos import EscposPrinter
from hardware.printer.paper import encode
from hardware.simulated.essp import EsspEmulator
from hardware.simulated.loop import Loop
from hardware.words import BeginDeposit, Ready, Stacked
from kiosk.simulator import simulated
from tests.hardware.conversation import Conversation


@pytest.mark.parametrize(("device", "address", "value"), [("notes", 0, 500), ("coins", 16, 100)])
def test_a_simulated_recycler_has_room_from_the_start(device: str, address: int, value: int) -> None:
    emulator = simulated(device, Random(1))
    assert isinstance(emulator, EsspEmulator)
    conversation = Conversation(Essp(Random(2), address=address), emulator)
    assert conversation.run(10)[-1] == Ready()
    conversation.wire.ask(BeginDeposit(frozenset({value})))
    conversation.run(2)
    level = emulator.levels[value]
    assert emulator.insert(value)
    assert Stacked(value) in conversation.run(5)
    assert emulator.levels[value] == level + 1


def test_a_simulated_printer_shows_what_it_prints() -> None:
    shown: list[str] = []
    printer = simulated("printer", Random(1), show=shown.append)
    loop = Loop(EscposPrinter(encode), printer)
    now = 0.0
    loop.run(now)
    loop.wire.ask(w.Print("1", w.Document((w.Line("Baguette", "1,20 €"),))))
    while not any(isinstance(word, w.Printed) for word in loop.run(now)):
        now += 0.1
        assert now < 60
    assert any("Baguette" in line and "1,20" in line for line in shown)
