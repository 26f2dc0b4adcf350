"""The simulated bus, asked in bytes that were written down by hand or by others."""

from __future__ import annotations

from random import Random

import pytest

from hardware.simulated.cctalk import CcTalkEmulator

ACK_FROM_2 = "01000200FD"


def say(emulator: CcTalkEmulator, question: str, now: float) -> str:
    """What comes back without the echo, in hexadecimal."""
    emulator.receive(bytes.fromhex(question))
    said = emulator.tick(now).hex().upper()
    assert said.startswith(question)
    return said.removeprefix(question)


def frame(address: int, header: int, data: bytes = b"") -> str:
    body = bytes([address, len(data), 1, header]) + data
    return (body + bytes([-sum(body) & 0xFF])).hex().upper()


def data_of(said: str) -> bytes:
    raw = bytes.fromhex(said)
    assert raw[0] == 1
    assert not sum(raw) & 0xFF
    assert raw[3] == 0
    return raw[4:-1]


@pytest.fixture
def bus() -> CcTalkEmulator:
    emulator = CcTalkEmulator(Random(1))
    emulator.tick(1)
    return emulator


def test_a_simple_poll_of_the_specification_is_acknowledged(bus: CcTalkEmulator) -> None:
    assert say(bus, "020001FEFF", 1) == ACK_FROM_2


def test_a_serial_number_comes_low_byte_first(bus: CcTalkEmulator) -> None:
    assert data_of(say(bus, "020001F20B", 1)) == bytes.fromhex("CEAC00")


def test_the_validators_inhibits_in_crc_mode() -> None:
    bus = CcTalkEmulator(Random(1), with_crc=True)
    bus.tick(1)
    assert say(bus, "28025FE7FFFFDF", 1) == "0100300037"


def test_nobody_answers_what_is_damaged_or_for_somebody_else(bus: CcTalkEmulator) -> None:
    assert say(bus, "020001FEFE", 1) == ""
    assert say(bus, frame(9, 254), 2) == ""
    assert say(bus, "020001FEFF", 3) == ACK_FROM_2


def test_a_frame_that_stops_in_the_middle_is_forgotten_after_the_gap(bus: CcTalkEmulator) -> None:
    assert say(bus, "0200", 1) == ""
    assert say(bus, "020001FEFF", 1.2) == ACK_FROM_2


def test_a_hopper_is_disabled_until_it_is_enabled_and_counts_what_it_begins(bus: CcTalkEmulator) -> None:
    serial = bytes.fromhex("030201")
    assert bytes.fromhex(say(bus, frame(3, 167, serial + b"\x02"), 1))[3] == 5
    assert data_of(say(bus, frame(3, 163), 1))[0] & 0x80
    assert data_of(say(bus, "030101A4A5B2", 1)) == b""
    assert data_of(say(bus, frame(3, 167, serial + b"\x02"), 1)) == b"\x01"
    assert data_of(say(bus, "030001A656", 1)) == bytes([1, 2, 0, 0])
    assert data_of(say(bus, "030001A656", 1.35)) == bytes([1, 1, 1, 0])
    assert data_of(say(bus, "030001A656", 2)) == bytes([1, 0, 2, 0])
    assert bus.paid_out == {10: 2}


@pytest.mark.parametrize(("keeps_last", "last"), [(True, [0, 0, 1, 2]), (False, [0, 0, 0, 0])])
def test_a_hopper_cut_in_a_payout_says_so(keeps_last: bool, last: list[int]) -> None:
    bus = CcTalkEmulator(Random(1), keeps_last=keeps_last)
    bus.tick(1)
    lifetime = data_of(say(bus, frame(3, 168), 1))
    say(bus, "030101A4A5B2", 1)
    say(bus, frame(3, 167, bytes.fromhex("03020103")), 1)
    bus.tick(1.4)
    bus.cut_power()
    bus.restore_power()
    bus.tick(3)
    assert data_of(say(bus, "030001A656", 3)) == bytes(last)
    assert data_of(say(bus, frame(3, 163), 3))[2] == 1
    gone = int.from_bytes(data_of(say(bus, frame(3, 168), 3)), "little") - int.from_bytes(lifetime, "little")
    assert gone == bus.paid_out[10] == 1


def test_a_coin_is_an_event_that_stays_until_five_others_came(bus: CcTalkEmulator) -> None:
    say(bus, frame(2, 231, b"\xff\xff"), 1)
    say(bus, "020101E40117", 1)
    for at in range(6):
        assert bus.insert(10)
        bus.tick(2 + at)
    events = data_of(say(bus, "020001E518", 9))
    assert events == bytes([6] + [4, 1] * 5)
    assert data_of(say(bus, "020001E518", 9)) == events
    assert bus.levels[10] == 66


def test_a_note_waits_in_escrow_and_comes_back_when_nobody_answers(bus: CcTalkEmulator) -> None:
    say(bus, frame(40, 231, b"\xff\xff"), 1)
    say(bus, frame(40, 228, b"\x01"), 1)
    say(bus, frame(40, 153, b"\x03"), 1)
    say(bus, "2800019F38", 1)
    assert bus.insert(1000)
    bus.tick(2)
    assert data_of(say(bus, "2800019F38", 2))[:3] == bytes([1, 2, 1])
    bus.tick(15)
    assert data_of(say(bus, "2800019F38", 15))[:5] == bytes([2, 0, 1, 2, 1])
    assert bus.returned == {1000: 1}


def test_a_validator_that_nobody_polls_takes_nothing(bus: CcTalkEmulator) -> None:
    say(bus, frame(40, 231, b"\xff\xff"), 1)
    say(bus, frame(40, 228, b"\x01"), 1)
    say(bus, "2800019F38", 1)
    bus.tick(8)
    assert not bus.insert(1000)
