from random import Random

import pytest

from hardware.cash.essp import Essp
from hardware.simulated.essp import EsspEmulator
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
