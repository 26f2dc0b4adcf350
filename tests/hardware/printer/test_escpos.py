"""The printer driver against the simulated printer: a receipt is printed when all of it is on the paper, else not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.printer.escpos import CLEAR, FORGET, RECOVER, EscposPrinter, Patience, chunks
from hardware.printer.paper import encode
from hardware.simulated.printer import ROLL_LINES, PrinterEmulator
from hardware.words import (
    BeginDeposit,
    Degraded,
    Document,
    Fault,
    Line,
    Lost,
    NotPrinted,
    Print,
    Printed,
    QrCode,
    Ready,
)
from tests.hardware.printer.bench import Bench, print_job, receipt

WHOLE = 12  # lines of text and codes in the receipt of the bench
PAPER_LINES = 26  # paper it takes, with its large head, its code and the feed before the cut


def lines_of_a_receipt() -> list[str]:
    bench = Bench()
    bench.driver.ask(print_job())
    bench.run_until_answered("t1")
    return bench.emulator.receipts[0].lines


def whole_receipts(bench: Bench) -> int:
    return sum(paper.cut and paper.lines == lines_of_a_receipt() for paper in bench.emulator.receipts)


# Printing


def test_a_receipt_is_printed_when_it_is_cut_off() -> None:
    bench = Bench()
    bench.driver.ask(print_job())
    bench.run(lambda: bool(bench.fates))
    assert bench.fates == [Printed("t1")]
    assert [paper.cut for paper in bench.emulator.receipts] == [True]
    assert len(bench.emulator.receipts[0].lines) == WHOLE
    assert bench.emulator.lines_printed == PAPER_LINES


def test_seventy_lines_on_a_slow_printer_are_not_given_up() -> None:
    bench = Bench(PrinterEmulator(lines_per_second=2.0))
    bench.driver.ask(print_job(document=receipt(70)))
    bench.run_until_answered("t1")
    assert bench.fates == [Printed("t1")]
    assert len(bench.emulator.receipts[0].lines) == 70


def test_status_is_asked_before_anything_is_printed() -> None:
    bench = Bench()
    bench.driver.ask(print_job())
    bench.run_until_answered("t1")
    asked = b"".join(b"\x10\x04" + bytes([kind]) for kind in (1, 2, 3, 4))
    assert bytes(bench.sent).startswith(FORGET + asked)


def test_receipts_come_out_one_after_the_other() -> None:
    bench = Bench()
    jobs = [f"t{number}" for number in range(5)]
    for job in jobs:
        bench.driver.ask(Print(job, Document((Line(job),))))
    bench.run_until_answered(*jobs)
    assert bench.fates == [Printed(job) for job in jobs]
    assert [paper.lines for paper in bench.emulator.receipts] == [[job] for job in jobs]


def test_a_job_asked_twice_while_pending_is_one_job() -> None:
    bench = Bench()
    bench.driver.ask(print_job())
    bench.driver.ask(print_job())
    bench.run(lambda: bench.emulator.lines_printed > 3)
    bench.driver.ask(print_job())
    bench.run_for(60)
    assert bench.fates == [Printed("t1")]
    assert len(bench.emulator.receipts) == 1


def test_a_job_may_be_asked_again_after_its_answer() -> None:
    bench = Bench()
    for _ in range(2):
        bench.driver.ask(print_job())
        bench.run_for(60)
    assert bench.fates == [Printed("t1")] * 2


def test_a_command_for_another_device_is_refused() -> None:
    with pytest.raises(TypeError, match="BeginDeposit"):
        EscposPrinter(encode).ask(BeginDeposit(frozenset()))


# Confirmation


def test_a_clone_without_process_ids_is_believed_after_its_queued_status() -> None:
    bench = Bench(PrinterEmulator(process_ids=False))
    bench.driver.ask(print_job())
    bench.run_until_answered("t1")
    assert bench.fates == [Printed("t1")]
    assert whole_receipts(bench) == 1
    assert bench.now > Patience().process_id


def test_confirmation_by_status_does_not_wait_for_process_ids() -> None:
    bench = Bench(PrinterEmulator(process_ids=False), EscposPrinter(encode, confirm="status"))
    bench.driver.ask(print_job())
    bench.run_until_answered("t1")
    assert bench.fates == [Printed("t1")]
    assert whole_receipts(bench) == 1
    assert bench.now < Patience().process_id
    assert b"\x1d(H" not in bench.sent


def test_a_printer_that_never_confirms_has_not_printed() -> None:
    driver = EscposPrinter(encode)
    driver.opened()
    driver.ask(print_job())
    now, fates = 0.0, []
    while not fates and now < 1_000:
        words = driver.receive(b"\x12" if b"\x10\x04" in driver.tick(now) else b"")
        fates = [word for word in words if isinstance(word, NotPrinted | Printed)]
        now = max(now, driver.next_tick)
    assert fates == [NotPrinted("t1", Fault.NO_ANSWER)]
    assert now >= Patience().job


def test_the_confirmation_of_an_older_receipt_does_not_count() -> None:
    bench = Bench(PrinterEmulator(lines_per_second=5.0))
    bench.driver.ask(print_job())
    bench.run(lambda: bench.emulator.lines_printed > 5)
    bench.words += bench.driver.receive(b"\x37\x22ABCD\x00")
    assert bench.fates == []


# Faults at every line


@pytest.mark.parametrize("at_line", range(PAPER_LINES + 2))
@pytest.mark.parametrize("process_ids", [True, False])
def test_paper_that_ends_at_any_line(at_line: int, process_ids: bool) -> None:
    bench = Bench(PrinterEmulator(process_ids=process_ids))
    bench.emulator.paper_ends_after(at_line)
    bench.driver.ask(print_job())
    bench.run_until_answered("t1")
    whole = at_line > PAPER_LINES
    assert bench.fates == [Printed("t1") if whole else NotPrinted("t1", Fault.OUT_OF_PAPER)]
    assert whole_receipts(bench) == whole


Break = Callable[[PrinterEmulator], None]
BREAKS: list[tuple[Break, Break, Fault]] = [
    (PrinterEmulator.paper_out, PrinterEmulator.refill, Fault.OUT_OF_PAPER),
    (PrinterEmulator.open_cover, PrinterEmulator.close_cover, Fault.COVER_OPEN),
    (PrinterEmulator.cutter_jam, PrinterEmulator.free_cutter, Fault.CUTTER_JAM),
    (PrinterEmulator.unplug, PrinterEmulator.plug, Fault.LINK_LOST),
    (PrinterEmulator.cut_power, PrinterEmulator.restore_power, Fault.NO_ANSWER),
]


@pytest.mark.parametrize("at_line", range(PAPER_LINES))
@pytest.mark.parametrize(("broken", "mended", "fault"), BREAKS)
def test_a_fault_at_any_line_is_told_and_the_next_receipt_is_whole(
    at_line: int, broken: Break, mended: Break, fault: Fault
) -> None:
    bench = Bench(PrinterEmulator(lines_per_second=10.0))
    bench.driver.ask(print_job("t0"))
    bench.run(lambda: bench.emulator.lines_printed >= at_line and bool(bench.words))
    broken(bench.emulator)
    bench.run_until_answered("t0")
    assert bench.fates == [NotPrinted("t0", fault)]
    bench.run_for(30)
    mended(bench.emulator)
    bench.run(bench.is_ready)
    bench.run_for(30)
    lines_of_the_failed = bench.emulator.lines_printed
    assert lines_of_the_failed <= PAPER_LINES

    bench.driver.ask(print_job("t1"))
    bench.run_until_answered("t1")
    bench.run_for(10)
    assert bench.fates[1:] == [Printed("t1")]
    assert bench.emulator.receipts[-1].cut
    assert bench.emulator.receipts[-1].lines == lines_of_a_receipt()
    assert bench.health[-1] == Ready()


@pytest.mark.parametrize(("broken", "mended", "fault"), BREAKS[:2])
def test_what_was_not_printed_does_not_come_out_later(broken: Break, mended: Break, fault: Fault) -> None:
    bench = Bench(PrinterEmulator(lines_per_second=10.0))
    bench.driver.ask(print_job())
    bench.run(lambda: bench.emulator.lines_printed >= 8)
    broken(bench.emulator)
    bench.run_until_answered("t1")
    printed = bench.emulator.lines_printed
    mended(bench.emulator)
    bench.run_for(60)
    assert bench.emulator.lines_printed == printed
    assert CLEAR in bench.sent


@pytest.mark.parametrize("dark_seconds", [0.0, 0.1, 1.0, 4.0])
@pytest.mark.parametrize("at_line", range(0, PAPER_LINES, 3))
def test_a_short_power_cut_never_passes_for_a_receipt(at_line: int, dark_seconds: float) -> None:
    bench = Bench(PrinterEmulator(lines_per_second=10.0, process_ids=False))
    bench.driver.ask(print_job(document=receipt(40)))
    bench.run(lambda: bench.emulator.lines_printed >= at_line and bool(bench.words))
    bench.emulator.cut_power()
    bench.run_for(dark_seconds)
    bench.emulator.restore_power()
    bench.run_until_answered("t1")
    assert bench.fates == [NotPrinted("t1", Fault.NO_ANSWER)]


@pytest.mark.parametrize(("broken", "mended", "fault"), [*BREAKS[:2], *BREAKS[3:]])
def test_a_broken_printer_refuses_at_once_and_prints_nothing_later(broken: Break, mended: Break, fault: Fault) -> None:
    bench = Bench()
    bench.run(bench.is_ready)
    broken(bench.emulator)
    bench.run_for(10)
    bench.driver.ask(print_job())
    bench.run_until_answered("t1")
    assert bench.fates == [NotPrinted("t1", fault)]
    mended(bench.emulator)
    bench.run(bench.is_ready)
    bench.run_for(10)
    assert bench.emulator.lines_printed == 0


# Health


def test_health_is_told_when_it_changes_and_only_then() -> None:
    bench = Bench()
    for change in (
        PrinterEmulator.paper_near_end,
        PrinterEmulator.paper_out,
        PrinterEmulator.refill,
        PrinterEmulator.open_cover,
        PrinterEmulator.close_cover,
        PrinterEmulator.cut_power,
        PrinterEmulator.restore_power,
        PrinterEmulator.unplug,
        PrinterEmulator.plug,
    ):
        bench.run_for(20)
        change(bench.emulator)
    bench.run_for(20)
    assert bench.words == [
        Ready(),
        Degraded(Fault.PAPER_NEAR_END),
        Degraded(Fault.OUT_OF_PAPER),
        Ready(),
        Degraded(Fault.COVER_OPEN),
        Ready(),
        Lost(Fault.NO_ANSWER),
        Ready(),
        Lost(Fault.LINK_LOST, "unplugged"),
        Ready(),
    ]


def test_little_paper_is_told_but_still_prints() -> None:
    bench = Bench()
    bench.emulator.paper_near_end()
    bench.driver.ask(print_job())
    bench.run_until_answered("t1")
    assert bench.words == [Degraded(Fault.PAPER_NEAR_END), Printed("t1")]


def test_a_freed_cutter_is_told_to_recover() -> None:
    bench = Bench()
    bench.emulator.cutter_jam()
    bench.driver.ask(print_job())
    bench.run_until_answered("t1")
    bench.run_for(60)
    assert bench.health[-1] == Degraded(Fault.CUTTER_JAM)
    bench.emulator.free_cutter()
    assert bench.run(bench.is_ready, 20)
    assert bench.sent.count(RECOVER) < 12


@pytest.mark.parametrize(
    ("answers", "health"),
    [
        (b"\x12\x12\x12\x12", Ready()),
        (b"\x1a\x16\x12\x12", Degraded(Fault.COVER_OPEN)),
        (b"\x1a\x32\x12\x7e", Degraded(Fault.OUT_OF_PAPER)),
        (b"\x1a\x52\x1a\x12", Degraded(Fault.CUTTER_JAM)),
        (b"\x1a\x52\x32\x12", Degraded(Fault.PRINTER_ERROR, "needs repair")),
        (b"\x1a\x52\x52\x12", Degraded(Fault.PRINTER_ERROR, "pauses, goes on by itself")),
        (b"\x1a\x12\x12\x12", Degraded(Fault.PRINTER_ERROR, "off-line")),
        (b"\x16\x12\x12\x12", Ready()),  # only the drawer pin
        (b"\x12\x12\x12\x1e", Degraded(Fault.PAPER_NEAR_END)),
    ],
)
def test_status_bytes_mean_what_the_maker_says(answers: bytes, health: object) -> None:
    driver, words = EscposPrinter(encode), []
    driver.opened()
    driver.tick(0.0)
    for byte in answers * 2:
        words += driver.receive(bytes([byte]))
        driver.tick(0.0)
    assert words[0] == health


def test_one_flipped_bit_does_not_spoil_a_receipt() -> None:
    driver = EscposPrinter(encode)
    driver.opened()
    driver.tick(0.0)
    words = []
    for byte in b"\x12\x16\x12\x12" + b"\x12\x12\x12\x12":
        words += driver.receive(bytes([byte]))
        driver.tick(0.0)
    assert words == [Ready()]


@pytest.mark.parametrize("noise", [b"\x11", b"\x38\x00\x00\x00", b"\xff\x80", b"\x13\x01", b"\x37"])
def test_noise_and_pushed_status_between_answers_change_nothing(noise: bytes) -> None:
    bench = Bench(PrinterEmulator(noise=noise))
    bench.driver.ask(print_job())
    bench.run_until_answered("t1")
    assert bench.words == [Ready(), Printed("t1")]


# Time


def test_an_idle_printer_is_asked_every_two_seconds_and_little_is_said() -> None:
    bench = Bench()
    bench.run_for(10)
    bench.sent.clear()
    bench.run_for(3_600)
    assert 1_790 <= bench.sent.count(b"\x10\x04\x01") <= 1_810
    assert len(bench.sent) == 12 * bench.sent.count(b"\x10\x04\x01")


def test_nothing_is_said_before_the_next_tick() -> None:
    bench = Bench()
    bench.run_for(10)
    due = bench.driver.next_tick
    assert due > bench.now
    assert bench.driver.tick((bench.now + due) / 2) == b""
    assert bench.driver.tick(due) == b"\x10\x04\x01"


def test_a_closed_link_has_nothing_to_do() -> None:
    driver = EscposPrinter(encode)
    driver.closed("no such port")
    assert driver.receive(b"") == [Lost(Fault.LINK_LOST, "no such port")]
    assert driver.next_tick == float("inf")
    driver.ask(print_job())
    assert driver.next_tick < float("inf")
    assert driver.receive(b"") == [NotPrinted("t1", Fault.LINK_LOST)]


def test_the_patience_is_the_shops_to_choose() -> None:
    driver = EscposPrinter(encode, patience=replace(Patience(), poll=30.0))
    bench = Bench(driver=driver)
    bench.run_for(3_600)
    assert 119 <= bench.sent.count(b"\x10\x04\x01") <= 122


# Pieces


@given(st.lists(st.text(max_size=60), max_size=30), st.text(max_size=300), st.integers(1, 400))
def test_pieces_of_a_job_end_between_commands(texts: list[str], code: str, size: int) -> None:
    job = encode(Document((*[Line(text, "1,00 €", bold=len(text) % 2 == 1) for text in texts], QrCode(code))))
    pieces = list(chunks(job, size))
    assert b"".join(pieces) == job
    assert all(len(piece) >= size for piece in pieces[:-1])
    printer, undisturbed = PrinterEmulator(), PrinterEmulator()
    for hour, piece in enumerate(pieces, start=1):
        printer.receive(piece)
        printer.tick(hour * 3_600.0)
        assert len(printer._buffer) == 0  # nothing waits for its second half
    undisturbed.receive(job)
    undisturbed.tick(0.0)
    undisturbed.tick(1e6)
    assert [paper.parts for paper in printer.receipts] == [paper.parts for paper in undisturbed.receipts]


# Anything at all


@settings(max_examples=200)
@given(st.lists(st.one_of(st.binary(max_size=40), st.floats(0, 5)), max_size=60), st.booleans())
def test_any_bytes_at_any_time_never_break_the_driver(events: list[bytes | float], job: bool) -> None:
    driver, now, fates = EscposPrinter(encode), 0.0, 0
    driver.opened()
    if job:
        driver.ask(print_job())
    for event in events:
        if isinstance(event, float):
            now += event
        words = driver.receive(event if isinstance(event, bytes) else b"")
        fates += sum(isinstance(word, Printed | NotPrinted) for word in words)
        assert len(driver.tick(now)) < 4_000
        assert len(driver._answers._pending) <= 6
    assert fates <= job


@pytest.mark.parametrize("seed", range(10))
def test_a_roll_lasts_as_long_as_it_is(seed: int) -> None:
    bench = Bench()
    bench.emulator.paper_ends_after(PAPER_LINES * seed + 1)
    jobs = [f"t{number}" for number in range(seed + 2)]
    for job in jobs:
        bench.driver.ask(print_job(job))
    bench.run_until_answered(*jobs)
    assert [type(fate) for fate in bench.fates] == [Printed] * seed + [NotPrinted] * 2
    assert ROLL_LINES > PAPER_LINES
