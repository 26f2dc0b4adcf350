"""The simulated receipt printer alone: it obeys the bytes a real one obeys, takes its time, and survives anything."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.simulated.escpos_stream import RECEIVE_BUFFER_MAX
from hardware.simulated.paper_roll import PrintedQr
from hardware.simulated.printer import REPLIES_MAX, PrinterEmulator

ASK = {kind: b"\x10\x04" + bytes([kind]) for kind in (1, 2, 3, 4)}
CUT = b"\x1dV\x00"


def said(printer: PrinterEmulator, data: bytes, now: float = 1_000.0) -> bytes:
    printer.receive(data)
    return printer.tick(now)


def statuses(printer: PrinterEmulator) -> str:
    return said(printer, b"".join(ASK.values())).hex(" ")


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (lambda printer: None, "12 12 12 12"),
        (PrinterEmulator.open_cover, "1a 16 12 12"),
        (PrinterEmulator.paper_near_end, "12 12 12 1e"),
        (PrinterEmulator.paper_out, "1a 32 12 7e"),
        (PrinterEmulator.cutter_jam, "12 12 12 12"),  # not noticed before it cuts
        (PrinterEmulator.cut_power, ""),
    ],
)
def test_status_is_told_in_the_bytes_of_the_maker(broken: object, told: str) -> None:
    printer = PrinterEmulator()
    broken(printer)  # type: ignore[operator]
    assert statuses(printer) == told


def test_a_jam_shows_at_the_cut_and_ends_when_freed_and_told_to_recover() -> None:
    printer = PrinterEmulator()
    printer.cutter_jam()
    said(printer, b"A\n" + CUT + b"B\n", 0.0)
    printer.tick(1_000.0)
    assert statuses(printer) == "1a 52 1a 12"
    said(printer, b"\x10\x05\x02")
    assert statuses(printer) == "1a 52 1a 12"
    printer.free_cutter()
    said(printer, b"\x10\x05\x02")
    assert statuses(printer) == "12 12 12 12"
    assert printer.lines_printed == 1  # B was forgotten


def test_lines_take_their_time() -> None:
    printer = PrinterEmulator(lines_per_second=4.0)
    printer.tick(0.0)
    printer.receive(b"A\nB\nC\n")
    seen = []
    while printer.next_tick < float("inf"):
        printer.tick(printer.next_tick)
        seen.append((printer._now, printer.lines_printed))
    assert seen[-1][1] == 3
    assert [now for now, _ in seen if now] == [0.25, 0.5]


def test_a_process_id_is_answered_when_the_lines_before_it_are_printed() -> None:
    printer = PrinterEmulator(lines_per_second=1.0)
    printer.tick(0.0)
    printer.receive(b"A\nB\n\x1d(H\x06\x0000ABCD")
    assert printer.tick(0.5) == b""
    assert printer.tick(1.5) == b""
    assert printer.tick(2.0) == b"\x37\x22ABCD\x00"


def test_a_clone_does_not_know_process_ids() -> None:
    assert said(PrinterEmulator(process_ids=False), b"\x1d(H\x06\x0000ABCD\x1dr\x01", 0.0) == b"\x00"


def test_queued_status_waits_while_off_line() -> None:
    printer = PrinterEmulator()
    printer.open_cover()
    assert said(printer, b"\x1dr\x01") == b""
    printer.close_cover()
    assert said(printer, b"") == b"\x00"


def test_status_is_pushed_when_it_changes_and_somebody_asked_for_it() -> None:
    printer = PrinterEmulator()
    assert said(printer, b"\x1da\xff", 0.0).hex() == "10000000"
    printer.open_cover()
    assert printer.next_tick == 0.0
    assert printer.tick(1.0).hex() == "38000000"
    assert printer.next_tick == float("inf")


def test_settings_are_lost_with_the_power() -> None:
    printer = PrinterEmulator(boot_seconds=1.0)
    said(printer, b"\x1bt\x13\x1bE\x01")
    printer.cut_power()
    printer.restore_power()
    assert said(printer, ASK[1], 1_000.5) == b""
    printer.tick(1_001.0)
    said(printer, b"\xd5\n" + CUT, 1_002.0)
    printer.tick(1_010.0)
    assert printer.receipts[0].lines == ["╒"]  # the euro sign of CP858, in the page of a fresh printer


def test_a_wide_line_goes_on_below() -> None:
    printer = PrinterEmulator(columns=20)
    said(printer, b"x" * 50 + b"\n" + CUT, 0.0)
    printer.tick(100.0)
    assert [len(line) for line in printer.receipts[0].lines] == [20, 20, 10]


def test_a_qr_code_is_kept_with_its_size() -> None:
    printer = PrinterEmulator()
    said(printer, bytes.fromhex("1D286B03003143081D286B0400315030411D286B0300315130") + CUT, 0.0)
    printer.tick(100.0)
    assert printer.receipts[0].parts == (PrintedQr("A", 8),)


def test_a_new_roll_tears_off_what_hangs_there() -> None:
    printer = PrinterEmulator()
    said(printer, b"A\n", 0.0)
    printer.tick(10.0)
    printer.refill()
    assert [(paper.lines, paper.cut) for paper in printer.receipts] == [(["A"], False)]


def test_pictures_and_drawers_are_passed_over() -> None:
    printer = PrinterEmulator()
    said(printer, b"\x1dv0\x00\x02\x00\x03\x00" + b"\n" * 6 + bytes.fromhex("1B700032321B70013232") + b"A\n" + CUT, 0.0)
    printer.tick(10.0)
    assert printer.receipts[0].lines == ["A"]


def test_an_unplugged_printer_hangs_up_once() -> None:
    printer = PrinterEmulator()
    printer.unplug()
    assert (printer.listening, printer.hangs_up, printer.hangs_up) == (False, True, False)
    printer.plug()
    assert printer.listening


COMMANDS = st.sampled_from(
    [
        b"\x1d(k\x03\x001Q0",
        b"\x1d(k\x05\x001P0\xff\xfe",
        b"\x1b@",
        b"\x1d!\xff",
        b"\x1bt\x0f",
        b"\x1bd\xff",
        b"\x1dr\x01",
    ]
)
DEEDS = st.sampled_from(
    [
        *(PrinterEmulator.paper_out, PrinterEmulator.refill, PrinterEmulator.open_cover, PrinterEmulator.close_cover),
        *(PrinterEmulator.cutter_jam, PrinterEmulator.free_cutter, PrinterEmulator.unplug, PrinterEmulator.plug),
        *(PrinterEmulator.cut_power, PrinterEmulator.restore_power, PrinterEmulator.paper_near_end),
    ]
)


@settings(max_examples=200)
@given(st.lists(st.one_of(st.binary(max_size=60), COMMANDS, DEEDS, st.floats(0, 100)), max_size=60))
def test_any_bytes_and_any_mishap_at_any_time_are_survived(events: list[object]) -> None:
    printer, now = PrinterEmulator(), 0.0
    for event in events:
        match event:
            case bytes():
                printer.receive(event)
            case float():
                now += event
            case _:
                event(printer)  # type: ignore[operator]
        assert len(printer.tick(now)) <= REPLIES_MAX
        assert printer.next_tick >= now
        assert len(printer._real_time._pending) < 10


def test_a_flood_that_nobody_reads_is_bounded() -> None:
    printer = PrinterEmulator()
    printer.open_cover()
    for _ in range(50):
        printer.receive((b"x" * 20 + ASK[1]) * 500)
    assert len(printer._buffer) == RECEIVE_BUFFER_MAX
    assert len(printer._replies) == REPLIES_MAX


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=20))
def test_pieces_do_not_matter(data: bytes, cuts: list[int]) -> None:
    whole, pieces = PrinterEmulator(), PrinterEmulator()
    whole.receive(data)
    edges = [0, *sorted(cuts), len(data)]
    for start, end in itertools.pairwise(edges):
        pieces.receive(data[start:end])
    whole_said = whole.tick(0.0) + whole.tick(1e5)
    assert pieces.tick(0.0) + pieces.tick(1e5) == whole_said
    assert (pieces._paper, pieces.receipts) == (whole._paper, whole.receipts)
