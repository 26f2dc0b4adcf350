"""A scanner in HID-POS mode: its descriptor understood, its reports joined, and another device refused with a word."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scanner.hid_descriptor import NotUnderstood, read_descriptor
from hardware.scanner.hid_frames import FRAME_SIZE_MAX, NotFramed, descriptor_frame, report_frame, split_frames
from hardware.scanner.hid_pos import STALE_SECONDS, HidPos
from hardware.scanner.message import MESSAGE_SIZE_MAX, Manner
from hardware.simulated.hid_pos import DATA_SIZE, DESCRIPTOR, HidPosEmulator, reports
from hardware.simulated.loop import Loop
from hardware.wire import NEVER
from hardware.words import CodeSeen, DisableReading, EndDeposit, Fault, Lost, Ready, Symbology, Word
from tests.hardware.scanner.test_aim import EAN, EVERY_KIND, MAGAZINE

SEEN = CodeSeen(EAN, Symbology.EAN13)
KEYBOARD = bytes.fromhex("05010906A101050719E029E71500250175019508 8102 9506 7508 2565 0507 1900 2965 8100 C0")
PLAIN = bytes.fromhex("058C 0902 A101 7508 9538 09FE 820201 09FF 7508 9501 8102 C0")
"""No report number, no identifier, no length: 56 bytes up to the zeros at their end, then a whole byte of a flag."""


def opened(descriptor: bytes = DESCRIPTOR) -> HidPos:
    wire = HidPos()
    wire.opened()
    assert wire.receive(descriptor_frame(descriptor)) == [Ready()]
    return wire


def framed(identifier: str, text: str) -> list[bytes]:
    return [report_frame(report) for report in reports(identifier.encode(), text.encode())]


@pytest.mark.parametrize(("text", "symbology"), [*EVERY_KIND, ("https://shop.example/" + "x" * 300, Symbology.QR)])
def test_every_kind_of_code_arrives_as_it_was_printed(text: str, symbology: Symbology) -> None:
    emulator = HidPosEmulator(piece_size=11, piece_seconds=0.001)
    loop = Loop(HidPos(), emulator)
    now, words = 0.0, loop.run(0.0)
    emulator.scan(text, symbology)
    words += loop.run(now)
    while (now := loop.next_tick) != NEVER:
        words += loop.run(now)
    assert words == [Ready(), CodeSeen(text, symbology)]


def test_the_report_is_laid_out_as_the_descriptor_says() -> None:
    layout = read_descriptor(DESCRIPTOR)
    assert (layout.number, layout.data_at, layout.data_size) == (2, 4, DATA_SIZE)
    assert [(place.bit, place.bits) for place in layout.identifiers] == [(8, 8), (16, 8), (24, 8)]
    assert [(place.bit, place.bits) for place in (*layout.length, *layout.continued)] == [(0, 8), (496, 1)]
    assert [len(report) for report in reports(b"]Q1", b"x" * 60)] == [64, 64]


def test_a_report_without_number_identifier_or_length_is_read_to_its_zeros() -> None:
    wire = opened(PLAIN)
    report = EAN.encode().ljust(DATA_SIZE, b"\0")
    assert wire.receive(report_frame(report + b"\0")) == [SEEN]
    assert wire.receive(report_frame(b"4" * 0 + b"]C0" + b"x" * 53 + b"\1")) == []
    assert wire.receive(report_frame(b"end".ljust(DATA_SIZE, b"\0") + b"\0")) == [
        CodeSeen("x" * 53 + "end", Symbology.CODE128)
    ]


def test_identifiers_may_be_a_range_and_pages_may_be_written_whole() -> None:
    ranged = bytes.fromhex("A4 8502 7508 9503 058C 19FB 29FD 8102 9538 0BFE008C00 8102 B4 8101")
    layout = read_descriptor(ranged)
    assert [place.bit for place in layout.identifiers] == [0, 8, 16]
    assert layout.data_at == 3


def test_an_identifier_without_its_bracket_is_none() -> None:
    wire = opened()
    assert [word for frame in framed("\0\0\0", EAN) for word in wire.receive(frame)] == [SEEN]
    assert wire.codes.last == Manner(EAN)
    assert wire.receive(framed("\0\0\0", "]C0A\r")[0]) == [CodeSeen("A", Symbology.CODE128)]


def test_reports_about_other_things_are_passed_over() -> None:
    wire = opened()
    first, second = framed("]Q1", "a" * DATA_SIZE + "b")
    words = wire.receive(first) + wire.receive(report_frame(b"\x07button")) + wire.receive(second)
    assert words == [CodeSeen("a" * DATA_SIZE + "b", Symbology.QR)]


def test_half_a_code_is_dropped_and_does_not_spoil_the_next() -> None:
    wire = opened()
    wire.receive(framed("]Q1", "x" * 100)[0])
    wire.tick(5.0)
    wire.tick(5.0 + STALE_SECONDS)
    assert wire.receive(framed("]E0", EAN)[0]) == [SEEN]
    assert wire.dropped == 1


def test_parts_of_different_codes_are_never_joined() -> None:
    wire = opened()
    wire.receive(framed("]Q1", "x" * 100)[0])
    assert wire.receive(framed("]E0", EAN)[0]) == []
    assert wire.receive(framed("]E0", EAN)[0]) == [SEEN]
    assert wire.dropped == 1


def test_later_reports_may_leave_the_identifier_out() -> None:
    wire = opened()
    words = wire.receive(framed("]Q1", "x" * DATA_SIZE + "y")[0]) + wire.receive(framed("\0\0\0", "y")[0])
    assert words == [CodeSeen("x" * DATA_SIZE + "y", Symbology.QR)]


def test_a_length_that_cannot_be_spoils_its_code() -> None:
    wire = opened()
    report = bytearray(reports(b"]E0", EAN.encode())[0])
    report[1] = 200
    assert wire.receive(report_frame(bytes(report))) == []
    assert wire.receive(report_frame(b"\x02")) == []
    assert wire.dropped == 1


def test_an_endless_code_is_dropped_to_its_end() -> None:
    wire, words = opened(), []
    for frame in framed("]Q1", "x" * 3 * MESSAGE_SIZE_MAX):
        words += wire.receive(frame)
        assert len(wire._parts) <= MESSAGE_SIZE_MAX
    assert words == []
    assert wire.receive(framed("]E0", EAN)[0]) == [SEEN]


def test_an_add_on_by_itself_is_joined_here_as_well() -> None:
    wire = opened()
    words = wire.receive(framed("]E0", MAGAZINE)[0]) + wire.receive(framed("]E1", "12")[0])
    assert words == [CodeSeen(MAGAZINE, Symbology.EAN13, "12")]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (descriptor_frame(KEYBOARD), "USB HID POS"),
        (descriptor_frame(b""), "USB HID POS"),
        (descriptor_frame(DESCRIPTOR[:-60]), "manual"),
        (b"]E04006381333931\r", "hidraw:/dev/"),
    ],
)
def test_another_device_is_refused_with_what_to_do_and_tells_no_code(data: bytes, why: str) -> None:
    wire = HidPos()
    wire.opened()
    words = wire.receive(data)
    assert isinstance(words[0], Lost)
    assert words[0].fault is Fault.WRONG_DEVICE
    assert why in words[0].detail
    assert wire.receive(framed("]E0", EAN)[0]) == []


@pytest.mark.parametrize(
    ("descriptor", "why"),
    [
        ("058C 26FF", "middle of an item"),
        ("B4", "empty pile"),
        ("A4" * 17, "too much"),
        ("058C 09FE 27FFFFFFFF 77FFFFFFFF 97FFFFFFFF 8102", "too long"),
        ("058C 19FB 2AFFFF 7508 9508 8102", "too many meanings"),
        ("860001", "impossible number"),
        ("FE 05", "no report"),
    ],
)
def test_a_broken_descriptor_says_how(descriptor: str, why: str) -> None:
    with pytest.raises(NotUnderstood, match=why):
        read_descriptor(bytes.fromhex(descriptor))


def test_frames_are_taken_apart_where_they_were_joined() -> None:
    data = descriptor_frame(b"ab") + report_frame(b"") + report_frame(b"c")
    frames, rest = split_frames(data + b"R\0")
    assert [(frame.kind, frame.data) for frame in frames] == [(b"D", b"ab"), (b"R", b""), (b"R", b"c")]
    assert rest == b"R\0"
    with pytest.raises(NotFramed):
        split_frames(b"R\xff\xff")
    with pytest.raises(ValueError, match="at most"):
        report_frame(b"x" * (FRAME_SIZE_MAX + 1))


def test_it_reads_whether_it_is_told_to_or_not() -> None:
    wire = opened()
    wire.ask(DisableReading())
    assert wire.tick(0.0) == b""
    with pytest.raises(TypeError):
        wire.ask(EndDeposit())


ITEMS = st.lists(st.sampled_from([DESCRIPTOR, PLAIN, KEYBOARD]) | st.binary(max_size=40), max_size=4).map(b"".join)


@given(ITEMS, st.data())
def test_any_descriptor_is_understood_within_limits_or_refused(descriptor: bytes, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(0, len(descriptor)))
    damaged = descriptor[:at] + draw.draw(st.binary(max_size=3)) + descriptor[at + 1 :]
    with suppress(NotUnderstood):
        assert read_descriptor(damaged).data_size <= FRAME_SIZE_MAX


FRAMES = st.builds(report_frame, st.binary(max_size=70)) | st.builds(
    lambda text, more: report_frame(reports(b"]Q1", text)[0][:-1] + bytes((more,))),
    st.binary(max_size=56),
    st.integers(0, 1),
)


@given(st.lists(FRAMES, max_size=20), ITEMS)
def test_any_reports_are_survived_and_the_next_code_is_read(frames: list[bytes], descriptor: bytes) -> None:
    other = HidPos()
    other.opened()
    other.receive(descriptor_frame(descriptor))
    wire, now = opened(), 0.0
    for frame in frames:
        other.receive(frame)
        wire.receive(frame)
        wire.tick(now)
        now += 0.1
    wire.tick(now)
    wire.tick(now + STALE_SECONDS)
    wire.receive(b"")
    assert wire.receive(framed("]E0", EAN)[0]) == [SEEN]


@given(st.binary(max_size=200))
def test_any_bytes_are_survived(data: bytes) -> None:
    wire = HidPos()
    wire.opened()
    words: list[Word] = wire.receive(data)
    assert not [word for word in words if isinstance(word, CodeSeen)]
    assert len(wire._bytes) <= FRAME_SIZE_MAX + 3


@given(st.lists(FRAMES, max_size=8), st.data())
def test_how_bytes_are_cut_changes_nothing(frames: list[bytes], draw: st.DataObject) -> None:
    data = b"".join(frames)
    cut = draw.draw(st.integers(0, len(data)))
    whole, parts = opened(), opened()
    assert whole.receive(data) == parts.receive(data[:cut]) + parts.receive(data[cut:])
