from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.simulated.essp import EsspEmulator
from hardware.simulated.ssp_slave import frame


def said(emulator: EsspEmulator, command: str) -> str:
    """What the firmware answers to plain command data."""
    return emulator._firmware.execute(bytes.fromhex(command)).hex().upper()


def a_started(kind: str = "notes", **options: object) -> EsspEmulator:
    emulator = EsspEmulator(Random(1), kind=kind, **options)  # type: ignore[arg-type]
    emulator.tick(5.0)
    return emulator


def test_a_hopper_sets_up_with_the_bytes_of_others() -> None:
    emulator = a_started("coins", denominations=(1, 2, 5))
    assert said(emulator, "05") == "F003303130304555520603010002000500455552455552455552"


def test_levels_are_told_with_the_bytes_of_others() -> None:
    emulator = a_started("coins", denominations=(20, 50, 100, 200), levels={20: 100, 50: 65, 200: 12})
    published = "F0046400140000004555524100320000004555520000640000004555520C00C8000000455552"
    assert said(emulator, "22") == published


def test_the_serial_number_is_that_of_others() -> None:
    assert said(a_started(), "0C") == "F0004A78B4"


def test_a_single_level_is_told_with_the_bytes_of_others() -> None:
    assert said(a_started(levels={500: 200}, capacity=300), "35F4010000455552") == "F0C800"


def test_a_note_goes_in_with_the_events_of_a_real_one() -> None:
    emulator = a_started()
    assert said(emulator, "07") == "F0F1E8"
    for command in ("020700", "5C00", "0A"):
        assert said(emulator, command) == "F0"
    assert emulator.insert(1000)
    seen = []
    for tenth in range(50, 75):
        emulator.tick(tenth / 10)
        reply = said(emulator, "07")
        if not seen or seen[-1] != reply:
            seen.append(reply)
    assert seen == ["F0EF00", "F0EF02", "F0", "F0EE02CC", "F0CC", "F0DB", "F0"]
    assert emulator.levels[1000] == 1


def test_a_coin_credit_has_the_form_of_others() -> None:
    emulator = a_started("coins")
    said(emulator, "07")
    for command in ("40013200455552", "4901", "0A"):
        assert said(emulator, command) == "F0"
    assert emulator.insert(50)
    emulator.tick(5.0)
    emulator.tick(6.0)
    assert said(emulator, "07") == "F0DF0132000000455552"


def test_a_payout_is_tested_then_paid_piece_by_piece() -> None:
    emulator = a_started(levels={500: 2})
    said(emulator, "07")
    command = "46010200F4010000455552"
    assert said(emulator, command + "19") == "F504"
    said(emulator, "5C00")
    said(emulator, "0A")
    assert said(emulator, "46010300F401000045555219") == "F500"
    assert said(emulator, command + "19") == "F0"
    assert not emulator.paid_out
    assert said(emulator, command + "58") == "F0"
    assert said(emulator, command + "58") in ("F503", "F500")
    emulator.tick(5.35)
    assert said(emulator, "07") == "F0DA01F4010000455552"
    emulator.tick(6.0)
    assert said(emulator, "07") == "F0D201E8030000455552"
    assert emulator.paid_out == {500: 2}


def test_an_amount_is_paid_in_its_largest_pieces() -> None:
    emulator = a_started(levels={500: 3, 1000: 1})
    said(emulator, "5C00")
    said(emulator, "0A")
    assert said(emulator, "33DC05000045555258") == "F0"
    emulator.tick(9.0)
    assert emulator.paid_out == {1000: 1, 500: 1}
    assert said(emulator, "332C01000045555219") == "F501"


def test_a_payout_cut_by_the_power_is_told_at_the_start() -> None:
    emulator = a_started(levels={500: 5})
    said(emulator, "5C00")
    said(emulator, "0A")
    assert said(emulator, "46010300F401000045555258") == "F0"
    emulator.tick(5.35)
    emulator.cut_power()
    assert emulator.hangs_up
    assert not emulator.listening
    emulator.restore_power()
    emulator.tick(10.0)
    assert said(emulator, "07") == "F0F1DC01F4010000DC050000455552E8"
    assert (emulator.levels[500], emulator.paid_out[500]) == (4, 1)


def test_a_float_keeps_what_it_is_told_and_says_what_it_moved() -> None:
    emulator = a_started(levels={500: 3, 1000: 2})
    for command in ("07", "5C00", "0A"):
        said(emulator, command)
    assert said(emulator, "44010400F401000045555219") == "F500"
    assert said(emulator, "44010100F401000045555258") == "F0"
    emulator.tick(5.15)
    assert said(emulator, "07") == "F0D701F4010000455552"
    emulator.tick(6.0)
    assert said(emulator, "07") == "F0D801E8030000455552"
    assert said(emulator, "53").startswith("F0070200F4010000455552" + "0000E8030000455552")
    assert (+emulator.levels, emulator.cashbox) == ({500: 1, 1000: 2}, {500: 2})


def test_a_float_or_an_emptying_cut_by_the_power_stays_where_it_was() -> None:
    for command, told in (
        ("44010000F401000045555258", "F0F1DD01F4010000DC050000455552E8"),
        ("52", "F0F1E8"),
        ("3F", "F0F1E8"),
    ):
        emulator = a_started(levels={500: 3})
        said(emulator, "5C00")
        said(emulator, "0A")
        assert said(emulator, command) == "F0"
        emulator.tick(5.15)
        emulator.cut_power()
        emulator.restore_power()
        emulator.tick(10.0)
        assert said(emulator, "07") == told
        assert (emulator.levels[500], emulator.cashbox[500]) == (2, 1)


def test_what_stands_still_says_so_until_it_is_halted() -> None:
    emulator = a_started(levels={500: 3})
    assert said(emulator, "38") == "F5"
    for command in ("07", "5C00", "0A"):
        said(emulator, command)
    emulator.stall()
    assert said(emulator, "46010200F401000045555258") == "F0"
    for second in range(6, 60):
        emulator.tick(second)
        assert said(emulator, "07").startswith("F0DA0100000000455552")
    assert said(emulator, "38") == "F0"
    assert said(emulator, "07") == "F0D60100000000455552"


def test_an_event_is_repeated_until_it_is_acknowledged() -> None:
    emulator = a_started(polls_with_ack=True)
    for command in ("56", "020700", "5C00", "0A"):
        said(emulator, command)
    assert emulator.insert(500)
    emulator.tick(5.0)
    emulator.tick(8.0)
    assert said(emulator, "56") == "F0EF01EE01DB"
    assert said(emulator, "56") == "F0EE01"
    assert not emulator.insert(500)
    assert said(emulator, "57") == "F0"
    assert said(emulator, "56") == "F0"
    assert emulator.insert(500)


def test_a_device_that_is_not_polled_disables_itself() -> None:
    emulator = a_started()
    for command in ("07", "020700", "0A"):
        said(emulator, command)
    emulator.tick(11.0)
    assert not emulator.insert(500)
    assert said(emulator, "07") == "F0E8"


@pytest.mark.parametrize("version", ["05", "09"])
def test_a_version_it_does_not_speak_is_refused(version: str) -> None:
    assert said(a_started(), "06" + version) == "F8"


def test_an_unknown_command_is_told_so() -> None:
    assert said(a_started(), "56") == "F2"
    assert said(a_started("coins"), "58") == "F2"


@given(st.lists(st.binary(min_size=1, max_size=60), max_size=30), st.sampled_from(["notes", "coins"]))
def test_any_command_is_survived(commands: list[bytes], kind: str) -> None:
    emulator = EsspEmulator(Random(1), kind=kind, polls_with_ack=True)
    for at, command in enumerate(commands):
        reply = emulator._firmware.execute(command)
        assert 1 <= len(reply) <= 240
        emulator.receive(frame(0x80 * (at % 2), command))
        emulator.tick(at / 10)
