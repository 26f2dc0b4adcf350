"""Zebra's packets: every code once, whatever is lost or damaged on the line."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.scanner.message import ADD_ON_SECONDS, MESSAGE_SIZE_MAX
from hardware.scanner.ssi import ACK, PLAIN_TEXT, SILENT, Ssi, nak
from hardware.scanner.ssi_packet import (
    BAD_CONTEXT,
    CONTINUED,
    DECODER,
    DENIED,
    HOST,
    PACKET_SIZE_MAX,
    RESEND,
    RETRANSMITTED,
    Opcode,
    Packet,
    PacketReader,
    expanded,
    read_code,
)
from hardware.simulated.loop import Loop
from hardware.simulated.ssi import Faults, SsiEmulator
from hardware.wire import NEVER
from hardware.words import CodeSeen, DisableReading, EnableReading, EndDeposit, Ready, Symbology, Word
from tests.hardware.scanner.test_aim import EAN, EVERY_KIND, MAGAZINE

SEEN = CodeSeen(EAN, Symbology.EAN13)


def decode_data(text: str | bytes, kind: int = 0x0B, status: int = 0) -> bytes:
    data = text.encode() if isinstance(text, str) else text
    return Packet(Opcode.DECODE_DATA, DECODER, status, bytes((kind,)) + data).encode()


class Counter:
    """A wire and its scanner on a clock that only this test turns."""

    def __init__(self, emulator: SsiEmulator) -> None:
        self.emulator = emulator
        self.loop = Loop(Ssi(), emulator)
        self.now = 0.0

    def run(self, seconds: float) -> list[Word]:
        end, words = self.now + seconds, self.loop.run(self.now)
        while (due := self.loop.next_tick) <= end:
            self.now = max(self.now, due)
            words += self.loop.run(self.now)
        self.now = end
        return words


def opened() -> Ssi:
    wire = Ssi()
    wire.opened()
    return wire


@pytest.mark.parametrize(
    ("packet", "frame"),
    [
        (Packet(Opcode.ACK, HOST), "04D00400FF28"),
        (Packet(Opcode.NAK, HOST, data=b"\x01"), "05D1040001FF25"),
        (Packet(Opcode.NAK, HOST, data=b"\x02"), "05D1040002FF24"),
        (Packet(Opcode.NAK, HOST, data=b"\x06"), "05D1040006FF20"),
        (Packet(Opcode.SCAN_ENABLE, HOST), "04E90400FF0F"),
        (Packet(Opcode.SCAN_DISABLE, HOST), "04EA0400FF0E"),
        (Packet(0xE4, HOST), "04E40400FF14"),
        (Packet(0xE7, HOST, data=b"\x01"), "05E7040001FF0F"),
        (Packet(0xEB, HOST), "04EB0400FF0D"),
        (Packet(Opcode.PARAM_SEND, HOST, 8, b"\x00\x8a\x08"), "07C60408008A08FE95"),
    ],
)
def test_packets_are_those_that_public_drivers_send(packet: Packet, frame: str) -> None:
    assert packet.encode() == bytes.fromhex(frame)
    assert PacketReader(HOST).feed(bytes.fromhex(frame)) == [packet]


def test_a_packet_that_would_be_too_long_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="at most 251 bytes"):
        Packet(Opcode.DECODE_DATA, DECODER, data=b"x" * 252)


def test_at_the_start_the_scanner_is_woken_told_to_send_packets_and_to_read() -> None:
    emulator = SsiEmulator(packeted=False)
    emulator.is_asleep, emulator.is_reading = True, False
    counter = Counter(emulator)
    assert counter.run(1.0) == [Ready()]
    assert emulator.packeted
    assert emulator.is_reading


@pytest.mark.parametrize(("text", "symbology"), EVERY_KIND)
@pytest.mark.parametrize("identifies", [True, False])
def test_every_kind_of_code_arrives_as_it_was_printed(text: str, symbology: Symbology, identifies: bool) -> None:
    from hardware.simulated.aim import IDENTIFIERS

    counter = Counter(SsiEmulator(part_size=7))
    counter.run(1.0)
    identifier = IDENTIFIERS[symbology] if identifies and symbology is not Symbology.OTHER else ""
    counter.emulator.scan(identifier + text, symbology)
    assert counter.run(5.0) == [CodeSeen(text, symbology)]
    assert counter.emulator.is_idle


@pytest.mark.parametrize(
    ("kind", "text", "seen"),
    [
        (0x08, "012345678905", CodeSeen("012345678905", Symbology.UPCA)),
        (0x08, "0012345678905", CodeSeen("0012345678905", Symbology.EAN13)),
        (0x09, "04963406", CodeSeen("04963406", Symbology.UPCE)),
        (0x09, "04963407", None),
        (0x09, "049000006346", CodeSeen("049000006346", Symbology.UPCA)),
        (0x09, "]E00049000006346", CodeSeen("0049000006346", Symbology.EAN13)),
        (0x49, "0496340612", CodeSeen("04963406", Symbology.UPCE, "12")),
        (0x4B, MAGAZINE + "12", CodeSeen(MAGAZINE, Symbology.EAN13, "12")),
        (0x8B, "]E3" + MAGAZINE + "12345", CodeSeen(MAGAZINE, Symbology.EAN13, "12345")),
        (0x4B, MAGAZINE + "123", None),
        (0x48, "01234567890512", CodeSeen("0012345678905", Symbology.EAN13, "12")),
        (0x8A, "9638507412345", CodeSeen("96385074", Symbology.EAN8, "12345")),
        (0x8A, "963850741234", None),
        (0x30, "09501101530003", CodeSeen("0109501101530003", Symbology.DATABAR)),
        (0x0B, "4006381333930", None),
        (0x0B, "400638133393", None),
        (0x1C, "]E0" + EAN, CodeSeen("]E0" + EAN, Symbology.QR)),  # a QR code that only looks like an article
        (0x03, EAN, CodeSeen(EAN, Symbology.CODE128)),
        (0xFE, EAN, CodeSeen(EAN, Symbology.OTHER)),
        (0x0B, "", None),
    ],
)
def test_the_code_type_says_what_a_text_is(kind: int, text: str, seen: CodeSeen | None) -> None:
    assert read_code(kind, text) == seen


@pytest.mark.parametrize(
    ("upc_e", "upc_a"),
    [("04252614", "042100005264"), ("01234531", "012300000451"), ("01234543", "012340000053"), ("x", "x")],
)
def test_a_upc_e_is_expanded_by_its_last_digit(upc_e: str, upc_a: str) -> None:
    assert expanded(upc_e) == upc_a


def test_a_repeated_packet_is_acknowledged_again_and_told_once() -> None:
    wire = opened()
    first, again = decode_data(EAN), decode_data(EAN, status=RETRANSMITTED)
    assert wire.receive(first) == [Ready(), SEEN]
    assert wire.tick(0.0).startswith(ACK)
    assert wire.receive(again) == []
    assert wire.tick(2.0).startswith(ACK)


def test_the_same_article_scanned_twice_is_two() -> None:
    assert opened().receive(decode_data(EAN) * 2) == [Ready(), SEEN, SEEN]


def test_a_repeated_packet_whose_first_was_lost_is_told() -> None:
    wire = opened()
    wire.receive(decode_data("96385074", kind=0x0A))
    assert wire.receive(decode_data(EAN, status=RETRANSMITTED)) == [SEEN]


def test_a_repetition_over_a_new_link_is_still_one() -> None:
    wire = opened()
    assert wire.receive(decode_data(EAN)) == [Ready(), SEEN]
    wire.closed("unplugged")
    wire.opened()
    assert wire.receive(decode_data(EAN, status=RETRANSMITTED)) == [Ready()]


def test_long_after_the_last_repetition_could_have_come_it_is_a_new_code() -> None:
    wire = opened()
    wire.receive(decode_data(EAN))
    wire.tick(0.0)
    wire.tick(60.0)
    assert wire.receive(decode_data(EAN, status=RETRANSMITTED)) == [SEEN]


def test_parts_are_joined_each_once() -> None:
    wire = opened()
    parts = [
        decode_data("https://", 0x1C, CONTINUED),
        decode_data("https://", 0x1C, CONTINUED | RETRANSMITTED),
        decode_data("ab", 0x1C, CONTINUED),
        decode_data("ab", 0x1C, CONTINUED),
        decode_data("c\r\n", 0x1C),
    ]
    words = [word for part in parts for word in wire.receive(part)]
    assert words == [Ready(), CodeSeen("https://ababc", Symbology.QR)]


def test_parts_of_different_codes_are_never_joined() -> None:
    wire = opened()
    wire.receive(decode_data("4006381", 0x0B, CONTINUED))
    assert wire.receive(decode_data("A", 0x03)) == [CodeSeen("A", Symbology.CODE128)]
    wire.receive(decode_data("first", 0x1C, CONTINUED))
    wire.tick(10.0)
    wire.receive(b"\xff\x00" * 3)
    wire.tick(13.0)
    wire.tick(15.1)
    assert wire.receive(decode_data("second", 0x1C)) == [CodeSeen("second", Symbology.QR)]


def test_a_code_that_is_too_long_is_refused_to_its_end() -> None:
    wire, words = opened(), []
    wire.tick(0.0)
    for at in range(MESSAGE_SIZE_MAX // 100 + 2):
        words += wire.receive(decode_data(f"{at:0100}", 0x1C, CONTINUED))
    assert nak(DENIED) in wire.tick(1.0)
    words += wire.receive(decode_data("end", 0x1C))
    words += wire.receive(decode_data(EAN))
    assert words == [Ready(), SEEN]


def test_an_event_is_acknowledged_and_what_is_unknown_is_not() -> None:
    wire = opened()
    wire.tick(0.0)
    wire.receive(Packet(Opcode.EVENT, DECODER, data=b"\x01").encode())
    assert wire.tick(0.0) == ACK
    wire.receive(Packet(0xA4, DECODER, data=b"revision").encode())
    assert wire.tick(0.0) == nak(BAD_CONTEXT)


def test_a_damaged_packet_is_asked_for_again_after_a_moment() -> None:
    wire = opened()
    wire.tick(0.0)
    damaged = decode_data(EAN).replace(b"400", b"401")
    assert wire.receive(damaged) == []
    wire.tick(0.01)
    assert nak(RESEND) in wire.tick(0.3)
    assert wire.receive(decode_data(EAN, status=RETRANSMITTED)) == [Ready(), SEEN]


@given(st.data())
@settings(max_examples=150)
def test_any_damaged_byte_gives_no_article_or_the_right_one(draw: st.DataObject) -> None:
    frame = decode_data(EAN)
    at, flip = draw.draw(st.integers(0, len(frame) - 1)), draw.draw(st.integers(1, 255))
    wire = opened()
    words = wire.receive(frame[:at] + bytes((frame[at] ^ flip,)) + frame[at + 1 :])
    wire.tick(0.0)
    wire.tick(1.0)
    words += wire.receive(decode_data(EAN, status=RETRANSMITTED))
    assert [word for word in words if isinstance(word, CodeSeen)] == [SEEN]


def test_a_scanner_that_sends_plain_text_is_told_and_set_right() -> None:
    emulator = SsiEmulator()
    counter = Counter(emulator)
    assert counter.run(1.0) == [Ready()]
    emulator.packeted = False  # somebody scanned a setting
    emulator.scan(EAN, Symbology.EAN13)
    assert counter.run(1.0) == [PLAIN_TEXT, Ready()]
    emulator.scan(EAN, Symbology.EAN13)
    assert counter.run(1.0) == [SEEN]


def test_a_scanner_that_cannot_be_set_right_stays_degraded_and_sells_nothing_wrong() -> None:
    emulator = SsiEmulator(packeted=False, settable=False)
    counter = Counter(emulator)
    counter.run(1.0)
    words: list[Word] = []
    for _ in range(3):
        emulator.scan(EAN, Symbology.EAN13)
        words += counter.run(20.0)
    assert words == [PLAIN_TEXT]
    assert "Send packeted decode data" in PLAIN_TEXT.detail


def test_a_scanner_that_never_answers_is_lost_and_its_first_packet_brings_it_back() -> None:
    wire, now = opened(), 0.0
    words: list[Word] = []
    while now < 30.0:
        wire.tick(now)
        words += wire.receive(b"")
        now = max(now, min(wire.next_tick, 30.0))
    assert words == [SILENT]
    assert wire.receive(decode_data(EAN)) == [Ready(), SEEN]


def test_reading_is_switched_on_and_off_at_the_scanner_and_again_after_a_lost_link() -> None:
    emulator = SsiEmulator()
    counter = Counter(emulator)
    counter.run(1.0)
    counter.loop.wire.ask(DisableReading())
    counter.run(1.0)
    assert not emulator.scan(EAN, Symbology.EAN13)
    emulator.is_reading = True
    counter.loop.break_link("pulled")
    counter.run(2.0)
    assert not emulator.is_reading
    for command in (EnableReading(), DisableReading(), EnableReading()):
        counter.loop.wire.ask(command)
    counter.run(1.0)
    assert emulator.is_reading
    with pytest.raises(TypeError):
        counter.loop.wire.ask(EndDeposit())


def test_what_is_asked_while_there_is_no_link_waits_for_it() -> None:
    wire = Ssi()
    wire.closed("not plugged in")
    wire.ask(DisableReading())
    assert wire.next_tick == NEVER
    wire.opened()
    sent = b"".join(wire.tick(now) for now in (0.0, 0.1, 0.2))
    assert sent.endswith(Packet(Opcode.PARAM_SEND, HOST, data=b"\xff\xee\x01").encode())
    wire.receive(Packet(Opcode.ACK, DECODER).encode())
    assert Packet(Opcode.SCAN_DISABLE, HOST).encode() in b"".join(wire.tick(now) for now in (0.3, 0.4, 0.5))


def test_an_add_on_by_itself_is_joined_here_as_well() -> None:
    counter = Counter(SsiEmulator())
    counter.run(1.0)
    counter.emulator.scan("]E0" + MAGAZINE, Symbology.EAN13)
    counter.emulator.scan("]E205901", Symbology.EAN13)
    assert counter.run(ADD_ON_SECONDS) == [CodeSeen(MAGAZINE, Symbology.EAN13, "05901")]


@given(st.integers(0, 10_000))
@settings(max_examples=80)
def test_on_a_bad_line_every_article_is_told_once_or_given_up_by_the_scanner(seed: int) -> None:
    random = Random(seed)
    emulator = SsiEmulator(random, faults=Faults(lose_ack=0.3, damage=0.2, cut=0.2))
    counter = Counter(emulator)
    counter.run(5.0)
    asked = [random.choice(EVERY_KIND[:5]) for _ in range(8)]
    heard: list[CodeSeen] = []
    for text, symbology in asked:
        emulator.scan(text, symbology)
        words = counter.run(random.choice([0.5, 8.0]))
        heard += [word for word in words if isinstance(word, CodeSeen)]
        if random.random() < 0.1:
            counter.loop.break_link("pulled")
    heard += [word for word in counter.run(100.0) if isinstance(word, CodeSeen)]
    assert emulator.is_idle
    left = [CodeSeen(text, symbology) for text, symbology in asked]
    for code in heard:
        assert code in left, "an article nobody scanned, or one of them twice"
        del left[: left.index(code) + 1]


@given(st.integers(0, 10_000))
@settings(max_examples=60)
def test_with_lost_acknowledgements_alone_nothing_is_lost_and_nothing_doubled(seed: int) -> None:
    random = Random(seed)
    emulator = SsiEmulator(random, faults=Faults(lose_ack=0.7))
    counter = Counter(emulator)
    counter.run(1.0)
    asked = [random.choice(EVERY_KIND[:5]) for _ in range(6)]
    for text, symbology in asked:
        emulator.scan(text, symbology)
    heard = [word for word in counter.run(100.0) if isinstance(word, CodeSeen)]
    assert heard == [CodeSeen(text, symbology) for text, symbology in asked]


FRAMES = st.builds(
    lambda kind, status, data: Packet(Opcode.DECODE_DATA, DECODER, status, bytes((kind,)) + data).encode(),
    st.sampled_from([0x03, 0x0A, 0x0B, 0x1C]),
    st.integers(0, 3),
    st.binary(max_size=40),
)


@given(st.lists(st.binary(max_size=300) | FRAMES, max_size=20))
def test_any_bytes_are_survived_within_limits_and_the_next_code_is_read(pieces: list[bytes]) -> None:
    wire, reader, now = opened(), PacketReader(DECODER), 0.0
    for piece in pieces:
        wire.receive(piece)
        wire.tick(now)
        reader.feed(piece)
        assert len(reader.text) <= PACKET_SIZE_MAX
        assert len(reader._buffer) <= PACKET_SIZE_MAX
        now += 0.1
    for _ in range(4):
        wire.tick(now)
        now += 20.0
    assert SEEN in wire.receive(decode_data(EAN))


@given(st.lists(FRAMES | st.binary(max_size=20), max_size=6), st.data())
def test_how_bytes_are_cut_changes_nothing(frames: list[bytes], draw: st.DataObject) -> None:
    data = b"".join(frames)
    cut = draw.draw(st.integers(0, len(data)))
    whole, parts = PacketReader(DECODER), PacketReader(DECODER)
    assert whole.feed(data) + whole.flush() == parts.feed(data[:cut]) + parts.feed(data[cut:]) + parts.flush()


def test_a_quiet_scanner_leaves_the_wire_quiet() -> None:
    counter = Counter(SsiEmulator())
    counter.run(60.0)
    assert counter.loop.wire.next_tick == NEVER
