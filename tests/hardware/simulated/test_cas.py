from __future__ import annotations

from hardware.simulated.cas import CasEmulator
from hardware.simulated.counter_scale import Faults


def told(scale: CasEmulator, request: bytes, now: float) -> bytes:
    scale.receive(request)
    scale.tick(now)
    return scale.tick(now + 0.1)


def weighing(grams: int) -> CasEmulator:
    scale = CasEmulator()
    scale.platter.division_grams = 1
    scale.platter.put(grams)
    scale.tick(0.0)
    scale.tick(1.0)
    return scale


def test_it_speaks_the_bytes_of_the_manual() -> None:
    scale = weighing(1234)
    assert told(scale, b"\x05", 2.0) == b"\x06"
    assert told(scale, b"\x11", 3.0) == bytes.fromhex("01 02 53 20 30 31 2E 32 33 34 6B 67 65 03 04")


def test_a_request_without_enquiry_is_not_answered_and_one_for_prices_is_refused() -> None:
    scale = weighing(1234)
    assert told(scale, b"\x11", 2.0) == b""
    assert told(scale, b"\x05\x12", 3.0) == b"\x06\x15"


def test_exactly_one_bit_is_wrong_in_a_damaged_answer() -> None:
    scale = weighing(1234)
    scale.faults = Faults(damage=1.0)
    damaged = told(scale, b"\x05", 2.0)
    assert (damaged[0] ^ 0x06).bit_count() == 1
