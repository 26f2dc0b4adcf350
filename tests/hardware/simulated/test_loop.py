import pytest

from hardware.scanner.aim import AimScanner
from hardware.simulated.aim import AimEmulator
from hardware.simulated.loop import REDIAL_SECONDS, Loop
from hardware.wire import NEVER
from hardware.words import CodeSeen, Fault, Lost, Ready, Symbology


def test_an_unplugged_device_is_lost_once_and_ready_when_it_is_back() -> None:
    emulator = AimEmulator()
    loop = Loop(AimScanner(), emulator)
    assert loop.run(0.0) == [Ready()]
    assert loop.next_tick == NEVER
    emulator.unplug()
    assert loop.run(1.0) == [Lost(Fault.LINK_LOST, "device gone")]
    assert loop.next_tick == 1.0 + REDIAL_SECONDS
    assert loop.run(2.0) == []
    emulator.plug_in()
    assert loop.run(3.0) == [Ready()]
    emulator.scan("A", Symbology.CODE128)
    assert loop.run(3.0) == [CodeSeen("A", Symbology.CODE128)]


def test_a_pulled_cable_is_noticed_by_both_ends() -> None:
    emulator = AimEmulator()
    loop = Loop(AimScanner(), emulator)
    loop.run(0.0)
    loop.break_link("cable pulled")
    emulator.scan("A", Symbology.CODE128)
    assert loop.run(1.0) == [Lost(Fault.LINK_LOST, "cable pulled"), Ready()]


def test_a_device_that_is_never_done_is_a_bug_and_not_an_endless_loop() -> None:
    class Restless(AimEmulator):
        next_tick = 0.0

    with pytest.raises(RuntimeError, match="never come to rest"):
        Loop(AimScanner(), Restless()).run(1.0)
