from __future__ import annotations

import pytest

from hardware.simulated.counter_scale import Faults
from hardware.simulated.toledo8217 import Toledo8217Emulator


def told(scale: Toledo8217Emulator, request: bytes, now: float) -> bytes:
    scale.receive(request)
    scale.tick(now)
    return scale.tick(now + 0.1)


def loaded(grams: int, weighs_once: bool = False) -> Toledo8217Emulator:
    scale = Toledo8217Emulator(weighs_once=weighs_once)
    scale.platter.put(grams)
    scale.tick(0.0)
    scale.tick(1.0)
    return scale


def test_it_speaks_the_bytes_of_the_manual() -> None:
    scale = loaded(1235)
    assert told(scale, b"W", 2.0) == b"\x0201.235\r"
    assert told(scale, b"Ehello", 3.0) == b"\x02E\rhello"
    assert told(scale, b"FW", 4.0) == b"\x0201.235\r"
    assert told(scale, b"Z", 5.0) == b"\x02?H\r"  # goods are outside the zero range
    scale.platter.clear()
    assert told(scale, b"W", 6.0) == b"\x02?I\r"
    scale.tick(7.0)
    assert told(scale, b"W", 8.0) == b"\x0200.000\r"


def test_its_own_tare_makes_a_net_weight() -> None:
    scale = loaded(100)
    assert told(scale, b"T", 2.0) == b"\x02?h\r"
    scale.platter.put(400)
    scale.tick(3.0)
    scale.tick(4.0)
    assert told(scale, b"W", 5.0) == b"\x0200.400N\r"
    assert told(scale, b"C", 6.0) == b"\x02?H\r"
    assert told(scale, b"W", 7.0) == b"\x0200.500\r"


def test_one_that_weighs_once_tells_only_a_status_until_something_moves() -> None:
    scale = loaded(500, weighs_once=True)
    assert [told(scale, b"W", at) for at in (2.0, 3.0)] == [b"\x0200.500\r", b"\x02?H\r"]
    scale.platter.nudge()
    scale.tick(4.0)
    scale.tick(5.0)
    assert told(scale, b"W", 6.0) == b"\x0200.500\r"


@pytest.mark.parametrize(
    ("faults", "answer"),
    [(Faults(lose=1.0), b""), (Faults(late=1.0), b"")],
)
def test_an_answer_is_lost_or_late(faults: Faults, answer: bytes) -> None:
    scale = loaded(500)
    scale.faults = faults
    assert told(scale, b"W", 2.0) == answer
    assert scale.tick(5.0) == (b"\x0200.500\r" if faults.late else b"")


def test_a_wrong_bit_arrives_as_nul() -> None:
    scale = loaded(500)
    scale.faults = Faults(damage=1.0)
    damaged = told(scale, b"W", 2.0)
    assert [good for bad, good in zip(damaged, b"\x0200.500\r", strict=True) if bad != good] != []
    assert damaged.count(0) == 1


def test_without_power_it_hears_and_says_nothing() -> None:
    scale = loaded(500)
    scale.receive(b"W")
    scale.power_off()
    scale.receive(b"W")
    assert scale.tick(5.0) == b""
    scale.power_on()
    assert told(scale, b"W", 6.0) == b"\x0200.500\r"
