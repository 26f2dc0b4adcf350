from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.cash.ssp_events import Amount, Event, PollReply, Said, parse_poll
from hardware.cash.ssp_words import (
    DO_IT,
    TEST,
    Code,
    Counters,
    Kind,
    Refusal,
    Setup,
    float_amount,
    float_by_denomination,
    get_level,
    key_command,
    parse_channel_values,
    parse_counters,
    parse_key,
    parse_level,
    parse_levels,
    parse_moved,
    parse_refusal,
    parse_serial,
    parse_setup,
    payout_amount,
    payout_by_denomination,
    set_coin_inhibit,
    set_inhibits,
    set_level,
    set_route,
)
from tests.hardware.cash.ssp_vectors import COMMANDS, EVENTS, REPLIES

ENCODED = {
    0x33: payout_amount(500, "EUR", DO_IT),
    0x02: set_inhibits(frozenset({1, 2, 3})),
    0x34: set_level(100, "EUR", 12),
    0x40: set_coin_inhibit(50, "EUR", accepted=True),
    0x4A: key_command(Code.SET_GENERATOR, 982451653),
    0x4B: key_command(Code.SET_MODULUS, 1287821),
    0x35: get_level(500, "EUR"),
}


@pytest.mark.parametrize(
    ("command", "arguments"), [(c, a) for c, a, version in COMMANDS if version >= 6 and int(c, 16) in ENCODED]
)
def test_a_command_has_the_bytes_of_others(command: str, arguments: str) -> None:
    assert ENCODED[int(command, 16)] == bytes.fromhex(command + arguments)


def test_a_payout_by_denomination_has_the_bytes_of_others_in_each_currency() -> None:
    published = bytes.fromhex("46" + next(arguments for command, arguments, _ in COMMANDS if command == "46"))
    euros = payout_by_denomination(((100, 4), (10, 5)), "EUR", DO_IT)
    pounds = payout_by_denomination(((100, 3), (50, 2)), "GBP", DO_IT)
    assert published == b"\x46\x04" + euros[2:-1] + pounds[2:]


def test_a_float_has_the_bytes_of_others() -> None:
    euros = ((100, 4), (10, 5))
    assert float_by_denomination(euros, "EUR", TEST) == b"\x44" + payout_by_denomination(euros, "EUR", TEST)[1:]
    assert float_amount(50, 10000, "EUR", DO_IT) == bytes.fromhex("3D 3200 10270000 455552 58")


def test_a_route_before_version_6_is_ours_without_the_currency() -> None:
    published = bytes.fromhex("3B" + next(arguments for command, arguments, _ in COMMANDS if command == "3B"))
    assert set_route(10, "EUR", recycled=False) == published + b"EUR"


def test_every_published_command_is_compared_except_the_speed_which_is_never_changed() -> None:
    assert {int(c, 16) for c, _, _ in COMMANDS} - set(ENCODED) == {0x46, 0x3B, 0x4D}


U, A = Amount(1, "USD"), Amount(5, "UAH")
EXPECTED = {
    "OK": (),
    "SLAVE_RESET": (Event(Said.SLAVE_RESET),),
    "NOTE_REJECTING": (Event(Said.NOTE_REJECTING),),
    "NOTE_STACKING": (Event(Said.NOTE_STACKING),),
    "SAFE_NOTE_JAM": (Event(Said.SAFE_JAM),),
    "UNSAFE_NOTE_JAM": (Event(Said.UNSAFE_JAM),),
    "FRAUD_ATTEMPT: Smart protocol < 6": (Event(Said.FRAUD_ATTEMPT, amounts=(Amount(1),)),),
    "STACKER_FULL": (Event(Said.STACKER_FULL),),
    "NOTE_CLEARED_FROM_FRONT": (Event(Said.CLEARED_FROM_FRONT, channel=1),),
    "NOTE_CLEARED_TO_CASHBOX": (Event(Said.CLEARED_TO_CASHBOX, channel=1),),
    "CASHBOX_REPLACED": (Event(Said.CASHBOX_REPLACED),),
    "BAR_CODE_TICKET_VALIDATED": (Event(Said.TICKET_VALIDATED),),
    "BAR_CODE_TICKET_ACKNOWLEDGE": (Event(Said.TICKET_ACKNOWLEDGED),),
    "CHANNEL_DISABLE": (Event(Said.CHANNELS_DISABLED),),
    "INITIALISING": (Event(Said.INITIALISING),),
    "DISPENSING: protocol < 6": (Event(Said.DISPENSING, amounts=(Amount(1),)),),
    "DISPENSING: protocol >= 6": (Event(Said.DISPENSING, amounts=(U, A)),),
    "DISPENSED: protocol < 6": (Event(Said.DISPENSED, amounts=(Amount(1),)),),
    "JAMMED: NV11 protocol >= 6": (Event(Said.JAMMED, amounts=(Amount(230, "EUR"),)),),
    "HALTED: protocol < 6": (Event(Said.HALTED, amounts=(Amount(1),)),),
    "HALTED: protocol >= 6": (Event(Said.HALTED, amounts=(U, A)),),
    "FLOATING: protocol < 6": (Event(Said.FLOATING, amounts=(Amount(1),)),),
    "FLOATING: protocol >= 6": (Event(Said.FLOATING, amounts=(U, A)),),
    "FLOATED: protocol < 6": (Event(Said.FLOATED, amounts=(Amount(1),)),),
    "FLOATED: protocol >= 6": (Event(Said.FLOATED, amounts=(U, A)),),
    "INCOMPLETE_PAYOUT: protocol < 6": (Event(Said.INCOMPLETE_PAYOUT, amounts=(Amount(1, requested=5),)),),
    "CASHBOX_PAID: protocol < 6": (Event(Said.CASHBOX_PAID, amounts=(Amount(1),)),),
    "COIN_CREDIT: protocol >= 6": (Event(Said.COIN_CREDIT, amounts=(U, Amount(2, "UAH"))),),
    "COIN_MECH_RETURN_PRESSED": (Event(Said.COIN_RETURN_PRESSED),),
    "EMPTYING": (Event(Said.EMPTYING),),
    "EMPTIED": (Event(Said.EMPTIED),),
    "SMART_EMPTYING: protocol < 6": (Event(Said.SMART_EMPTYING, amounts=(Amount(1),)),),
    "SMART_EMPTIED: protocol >= 6": (Event(Said.SMART_EMPTIED, amounts=(U, Amount(2, "UAH"))),),
    "NOTE_STORED_IN_PAYOUT": (Event(Said.STORED_IN_PAYOUT),),
    "PAYOUT_OUT_OF_SERVICE": (Event(Said.PAYOUT_OUT_OF_SERVICE),),
    "JAM_RECOVERY": (Event(Said.JAM_RECOVERY),),
    "ERROR_DURING_PAYOUT: protocol < 6": (Event(Said.ERROR_DURING_PAYOUT),),
    "ERROR_DURING_PAYOUT: protocol >= 6": (Event(Said.ERROR_DURING_PAYOUT, amounts=(U, Amount(2, "UAH"))),),
    "NOTE_PAID_INTO_STORE_AT_POWER-UP: protocol < 8": (Event(Said.INTO_STORE_AT_POWER_UP),),
    "NOTE_PAID_INTO_STORE_AT_POWER-UP: protocol >=8": (Event(Said.INTO_STORE_AT_POWER_UP, amounts=(U,)),),
    "NOTE_PAID_INTO_STACKER_AT_POWER-UP: protocol >=8": (Event(Said.INTO_STACKER_AT_POWER_UP, amounts=(U,)),),
    "NOTE_DISPENSED_AT_POWER-UP: protocol >=6": (Event(Said.DISPENSED_AT_POWER_UP, amounts=(U,)),),
    "NOTE_FLOAT_REMOVED": (Event(Said.FLOAT_REMOVED),),
    "DEVICE_FULL": (Event(Said.DEVICE_FULL),),
}


@pytest.mark.parametrize(("event", "data", "version"), EVENTS)
def test_an_event_reads_as_by_others(event: str, data: str, version: int) -> None:
    reply = parse_poll(bytes.fromhex(data), version)
    assert reply.events == EXPECTED[event]
    # The published bytes carry a value which this version does not have: what follows is not understood.
    assert reply.unknown == (
        0x01 if event.endswith("power-up: protocol < 8".upper().replace("PROTOCOL", "protocol")) else None
    )


def test_several_events_follow_one_another() -> None:
    data = bytes.fromhex("F0 F1 EF00 EE02 CC DF01C8000000455552 E8")
    said = [event.said for event in parse_poll(data, 8).events]
    assert said == [
        Said.SLAVE_RESET,
        Said.READ_NOTE,
        Said.CREDIT_NOTE,
        Said.NOTE_STACKING,
        Said.COIN_CREDIT,
        Said.DISABLED,
    ]


def test_an_unknown_code_ends_the_reading_and_says_so() -> None:
    assert parse_poll(bytes.fromhex("F0 EE01 99 EE02"), 8) == PollReply((Event(Said.CREDIT_NOTE, channel=1),), 0x99)


@pytest.mark.parametrize("cut", ["F0EE", "F0DF02010000005553", "F0DC01", "F0CA0100", "F0B101"])
def test_an_event_cut_short_is_not_believed(cut: str) -> None:
    assert parse_poll(bytes.fromhex(cut), 8) == PollReply((), bytes.fromhex(cut)[1])


def test_an_incomplete_payout_tells_what_was_paid_and_what_was_asked() -> None:
    (event,) = parse_poll(bytes.fromhex("F0 DC 01 F4010000 DC050000 455552"), 6).events
    assert event == Event(Said.INCOMPLETE_PAYOUT, amounts=(Amount(500, "EUR", requested=1500),))
    assert event.total("EUR") == 500
    assert event.total("GBP") == 0


@given(st.binary(max_size=255), st.integers(0, 8))
def test_any_poll_reply_is_survived(data: bytes, version: int) -> None:
    assert len(parse_poll(b"\xf0" + data, version).events) <= len(data)


def _reply(command: str, case: str = "OK") -> bytes:
    return bytes.fromhex(next(data for name, label, data in REPLIES if name == command and label.startswith(case)))


def test_the_published_setup_is_a_hopper_of_three_coins() -> None:
    setup = parse_setup(_reply("SETUP_REQUEST"))
    assert setup == Setup(Kind.COINS, "0100", 6, (1, 2, 5), ("EUR", "EUR", "EUR"))
    assert setup.channels("EUR") == {1: 1, 2: 2, 3: 5}
    assert setup.channels("GBP") == {}


def test_the_published_levels_are_read_with_their_empty_ones() -> None:
    assert parse_levels(_reply("GET_ALL_LEVELS"), "EUR") == ((20, 100), (50, 65), (100, 0), (200, 12))


def test_a_serial_number_is_big_endian() -> None:
    assert parse_serial(_reply("GET_SERIAL_NUMBER")) == 0x004A78B4


def test_a_key_is_read_and_a_refusal_is_none() -> None:
    assert parse_key(_reply("REQUEST_KEY_EXCHANGE")) == 0xE1CB
    assert parse_key(_reply("REQUEST_KEY_EXCHANGE", "FAIL")) is None


def test_a_single_level_is_read_and_a_refusal_is_none() -> None:
    assert parse_level(_reply("GET_DENOMINATION_LEVEL")) == 200
    assert parse_level(_reply("GET_DENOMINATION_LEVEL", "COMMAND")) is None


def test_cashbox_data_has_the_form_of_levels_and_a_count_of_strange_objects() -> None:
    values = (100, 200, 500, 1000, 2000, 5000, 10000)
    pieces = tuple((value, int(value == 500)) for value in values)
    published = _reply("CASHBOX_PAYOUT_OPERATION_DATA")
    assert parse_moved(published, "USD") == (pieces, 0)
    assert parse_moved(published[:-4] + b"\x02\x01\x00\x00", "USD") == (pieces, 258)
    assert parse_moved(published[:20], "USD") is None


def test_channel_values_are_read_in_both_versions() -> None:
    values = (1, 2, 5, 10, 20, 50, 100)
    new = _reply("CHANNEL_VALUE_REQUEST", "OK: protocol >= 6")
    assert parse_channel_values(new, 6) == tuple((value, "USD") for value in values)
    old = _reply("CHANNEL_VALUE_REQUEST", "OK: protocol < 6")
    assert parse_channel_values(old, 5) == ((5, ""), (10, ""), (0, ""), (20, ""), (0, ""), (50, ""), (100, ""))


@pytest.mark.parametrize(
    ("command", "case", "data"), [reply for reply in REPLIES if reply[0].startswith(("PAYOUT", "ENABLE"))]
)
def test_a_refusal_tells_its_reason(command: str, case: str, data: str) -> None:
    reasons = {
        "OK": None,
        "COMMAND_CANNOT_BE_PROCESSED: Not enough value in device": Refusal.NOT_ENOUGH_VALUE,
        "COMMAND_CANNOT_BE_PROCESSED: Unknown error": 2,
        "COMMAND_CANNOT_BE_PROCESSED: Device disabled": Refusal.DISABLED,
        "No device connected": 1,
        "Empty only (Note float only)": 4,
        "Unknown error": 0xFF,
    }
    assert parse_refusal(bytes.fromhex(data)) == reasons[case]


def test_counters_are_five_and_tell_what_went_to_the_cashbox() -> None:
    counters = parse_counters(bytes.fromhex("F0 05 01000000 02000000 03000000 04000000 05000000"))
    assert counters == Counters(1, 2, 3, 4, 5)
    assert counters.to_cashbox == 5
    assert parse_counters(b"\xf2") is None


def test_note_values_are_scaled_to_cents() -> None:
    data = b"\xf0\x060333EUR\x00\x00\x01\x02\x05\x0a\x02\x02\x00\x00\x64\x08EUREUR\x05\x00\x00\x00\x0a\x00\x00\x00"
    setup = parse_setup(data)
    assert setup
    assert setup.kind is Kind.NOTES
    assert setup.channels("EUR") == {1: 500, 2: 1000}


@given(st.binary(max_size=255))
def test_any_reply_is_survived(data: bytes) -> None:
    for reply in (data, b"\xf0" + data, b"\xf0\x03" + data, b"\xf0\x06" + data):
        parse_setup(reply)
        parse_level(reply)
        parse_refusal(reply)
        parse_channel_values(reply, 6)
        parse_counters(reply)
        parse_serial(reply)
        parse_key(reply)
        parse_moved(reply, "EUR")
        levels = parse_levels(reply, "EUR")
        assert levels is None or len(levels) <= 28
