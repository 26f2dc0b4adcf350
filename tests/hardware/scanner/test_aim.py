import threading
from functools import partial
from pathlib import Path
from queue import Queue

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.link import open_link
from hardware.pump import Pump
from hardware.scanner.aim import FLUSH_SECONDS, LINE_SIZE_MAX, STALE_SECONDS, AimScanner, AimSettings, read_line
from hardware.scanner.message import ADD_ON_SECONDS, AddOn
from hardware.simulated.aim import AimEmulator
from hardware.simulated.loop import Loop
from hardware.simulated.serve import serve
from hardware.wire import NEVER
from hardware.words import CodeSeen, DisableReading, EnableReading, EndDeposit, Fault, Lost, Ready, Symbology, Word

PATIENCE_SECONDS = 20.0
EAN = "4006381333931"
EVERY_KIND = [
    (EAN, Symbology.EAN13),
    ("96385074", Symbology.EAN8),
    ("ABC-123", Symbology.CODE128),
    ("0104006381333931\x1d10LOT7\x1d17270101", Symbology.GS1_128),
    ("15400141288763", Symbology.ITF),
    ("0109501101530003", Symbology.DATABAR),
    ("01095011015300033103000750", Symbology.DATABAR_EXPANDED),
    ("https://id.gs1.org/01/04006381333931", Symbology.QR),
    ("Crème brûlée\nà 2 €", Symbology.QR),
    ("0104006381333931\x1d10A", Symbology.GS1_QR),
    ("[)>\x1e06\x1d1P4006\x1e\x04", Symbology.DATAMATRIX),
    ("0104006381333931\x1d10A", Symbology.GS1_DATAMATRIX),
    ("anything", Symbology.OTHER),
]


def opened(settings: AimSettings | None = None) -> AimScanner:
    scanner = AimScanner(settings)
    scanner.opened()
    assert scanner.receive(b"") == [Ready()]
    return scanner


@pytest.mark.parametrize(("text", "symbology"), EVERY_KIND)
@pytest.mark.parametrize("suffix", [b"\r", b"\r\n", b"\t", b""])
def test_every_kind_of_code_arrives_as_it_was_printed(text: str, symbology: Symbology, suffix: bytes) -> None:
    emulator = AimEmulator(suffix=suffix, piece_size=3, piece_seconds=0.01)
    loop = Loop(AimScanner(AimSettings(suffix=suffix)), emulator)
    now, words = 0.0, loop.run(0.0)
    emulator.scan(text, symbology)
    words += loop.run(now)
    while (now := loop.next_tick) != NEVER:
        words += loop.run(now)
    assert words == [Ready(), CodeSeen(text, symbology)]


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        (b"]E0" + EAN.encode(), CodeSeen(EAN, Symbology.EAN13)),
        (b"]E00012345678905", CodeSeen("0012345678905", Symbology.EAN13)),
        (b"]E0012345678905", CodeSeen("012345678905", Symbology.UPCA)),
        (b"]E3" + EAN.encode() + b"12", CodeSeen(EAN, Symbology.EAN13, "12")),
        (b"]E3" + EAN.encode() + b"12345", CodeSeen(EAN, Symbology.EAN13, "12345")),
        (b"]E112", AddOn("12")),
        (b"]A0CODE39", CodeSeen("CODE39", Symbology.OTHER)),
        (b"]C0" + EAN.encode(), CodeSeen(EAN, Symbology.CODE128)),
        (EAN.encode(), CodeSeen(EAN, Symbology.EAN13)),
        (b"012345678905", CodeSeen("012345678905", Symbology.UPCA)),
        (b"96385074", CodeSeen("96385074", Symbology.EAN8)),
        (b"4006381333930", CodeSeen("4006381333930", Symbology.OTHER)),
        (b"12345", CodeSeen("12345", Symbology.OTHER)),
        (b"]]", CodeSeen("]]", Symbology.OTHER)),
        ("²".encode() * 8, CodeSeen("²" * 8, Symbology.OTHER)),
        (b"]E04006381333930", None),  # wrong check digit
        (b"]E0400638133393", None),  # a byte was lost
        (b"]E496385075", None),
        (b"]Q1\xe9", None),  # not UTF-8
        (b"]E0" + EAN.encode() + b"\x00", None),
        (b"\xff]E0" + EAN.encode(), None),
    ],
)
def test_a_line_is_a_code_or_nothing(line: bytes, seen: CodeSeen | AddOn | None) -> None:
    assert read_line(line) == seen


def test_latin_1_can_be_agreed_on() -> None:
    assert opened(AimSettings(encoding="latin-1")).receive(b"]Q1\xe9\r") == [CodeSeen("é", Symbology.QR)]


@pytest.mark.parametrize("suffix", [b"\r", b"\n", b"\r\n"])
def test_a_carriage_return_with_line_feed_is_one_end_and_empty_lines_are_nothing(suffix: bytes) -> None:
    scanner = opened(AimSettings(suffix=suffix))
    words = scanner.receive(b"\r\n\r\n]E496385074\r\n\r\n]C0A\r\n")
    assert words == [CodeSeen("96385074", Symbology.EAN8), CodeSeen("A", Symbology.CODE128)]
    assert scanner.dropped == 0


def test_half_a_code_is_dropped_and_does_not_spoil_the_next() -> None:
    scanner = opened()
    scanner.receive(b"]E0400638")
    scanner.tick(5.0)
    assert scanner.next_tick == 5.0 + STALE_SECONDS
    scanner.tick(5.0 + STALE_SECONDS)
    assert scanner.receive(b"]C0A\r") == [CodeSeen("A", Symbology.CODE128)]
    assert scanner.dropped == 1


def test_without_suffix_silence_ends_a_code() -> None:
    scanner = opened(AimSettings(suffix=b""))
    assert scanner.receive(b"]C0A") == []
    scanner.tick(5.0)
    assert scanner.receive(b"B") == []
    scanner.tick(5.1)
    assert scanner.next_tick == 5.1 + FLUSH_SECONDS
    scanner.tick(5.1 + FLUSH_SECONDS)
    assert scanner.receive(b"") == [CodeSeen("AB", Symbology.CODE128)]
    assert scanner.next_tick == NEVER


@pytest.mark.parametrize("suffix", [b"\r", b"\r\n"])
@pytest.mark.parametrize("piece_size", [1000, LINE_SIZE_MAX, 3 * LINE_SIZE_MAX])
def test_an_overlong_line_is_dropped_to_its_end(suffix: bytes, piece_size: int) -> None:
    scanner = opened(AimSettings(suffix=suffix))
    line = b"]Q1" + b"x" * 3 * LINE_SIZE_MAX + suffix + b"]C0A" + suffix
    words: list[Word] = []
    for at in range(0, len(line), piece_size):
        words += scanner.receive(line[at : at + piece_size])
    assert words == [CodeSeen("A", Symbology.CODE128)]
    assert scanner.dropped == 1


def test_a_broken_link_forgets_the_half_line() -> None:
    scanner = opened()
    scanner.receive(b"]C0A")
    scanner.closed("unplugged")
    scanner.opened()
    assert scanner.receive(b"]C0B\r") == [Ready(), CodeSeen("B", Symbology.CODE128)]


def test_nothing_is_sent_unless_configured() -> None:
    assert opened().tick(0.0) == b""
    scanner = opened(AimSettings(enable=b"E"))
    assert scanner.next_tick < 0.0
    assert [scanner.tick(0.0), scanner.tick(0.0)] == [b"E", b""]
    assert scanner.next_tick == NEVER


def test_a_scanner_reads_whether_it_is_told_to_or_not_and_takes_no_other_command() -> None:
    scanner = opened()
    scanner.ask(DisableReading())
    scanner.ask(EnableReading())
    assert scanner.tick(0.0) == b""
    with pytest.raises(TypeError):
        scanner.ask(EndDeposit())


MAGAZINE = "9771234567003"


def test_an_add_on_that_follows_by_itself_is_told_with_its_ean() -> None:
    scanner = opened()
    assert scanner.receive(b"]E0" + MAGAZINE.encode() + b"\r") == []
    assert scanner.tick(5.0) == b""
    assert scanner.receive(b"]E112\r") == [CodeSeen(MAGAZINE, Symbology.EAN13, "12")]
    scanner.tick(5.0)
    assert scanner.next_tick == NEVER
    assert scanner.dropped == 0


def test_only_an_ean_of_press_or_books_waits_for_an_add_on_and_not_for_long() -> None:
    scanner = opened()
    assert scanner.receive(b"]E0" + EAN.encode() + b"\r") == [CodeSeen(EAN, Symbology.EAN13)]
    assert scanner.receive(b"]E0" + MAGAZINE.encode() + b"\r") == []
    scanner.tick(5.0)
    scanner.tick(5.0 + ADD_ON_SECONDS)
    assert scanner.receive(b"") == [CodeSeen(MAGAZINE, Symbology.EAN13)]
    assert scanner.next_tick == NEVER


def test_two_magazines_without_add_on_are_two() -> None:
    scanner, line = opened(), b"]E0" + MAGAZINE.encode() + b"\r"
    assert scanner.receive(line + line) == [CodeSeen(MAGAZINE, Symbology.EAN13)]
    scanner.tick(5.0)
    scanner.tick(5.0 + ADD_ON_SECONDS)
    assert scanner.receive(b"") == [CodeSeen(MAGAZINE, Symbology.EAN13)]


@pytest.mark.parametrize("line", [b"]E112\r", b"]E212345\r", b"]E11\r", b"]E3" + EAN.encode() + b"123\r"])
def test_a_lone_or_impossible_add_on_is_dropped(line: bytes) -> None:
    scanner = opened()
    assert scanner.receive(line) == []
    assert scanner.dropped == 1


def test_a_code_that_comes_instead_of_an_add_on_is_told_behind_the_magazine() -> None:
    scanner = opened()
    words = scanner.receive(b"]E0" + MAGAZINE.encode() + b"\r]C0A\r]E112\r")
    assert words == [CodeSeen(MAGAZINE, Symbology.EAN13), CodeSeen("A", Symbology.CODE128)]
    assert scanner.dropped == 1


@given(st.lists(st.binary(max_size=60), max_size=30), st.sampled_from([b"\r", b"\n", b"\r\n", b"\t", b""]))
def test_any_bytes_in_any_pieces_are_survived_and_the_next_code_is_read(pieces: list[bytes], suffix: bytes) -> None:
    scanner, now = opened(AimSettings(suffix=suffix)), 0.0
    for piece in pieces:
        scanner.receive(piece)
        scanner.tick(now)
        now += 0.1
    now += STALE_SECONDS
    scanner.tick(now)
    words = scanner.receive(b"]C0A" + suffix)
    scanner.tick(now)
    scanner.tick(now + FLUSH_SECONDS)
    words += scanner.receive(b"")
    assert words[-1] == CodeSeen("A", Symbology.CODE128)
    assert scanner.next_tick == NEVER


@given(st.binary(max_size=200), st.data())
def test_how_bytes_are_cut_changes_nothing(data: bytes, draw: st.DataObject) -> None:
    cut = draw.draw(st.integers(0, len(data)))
    whole, parts = opened(), opened()
    assert whole.receive(data) == parts.receive(data[:cut]) + parts.receive(data[cut:])
    assert whole.dropped == parts.dropped


class Announced(AimEmulator):
    """Says when it noticed a host: what it reads before that is lost."""

    def __init__(self) -> None:
        super().__init__(piece_size=5, piece_seconds=0.001)
        self.hosts: Queue[str] = Queue()

    def connected(self) -> None:
        super().connected()
        self.hosts.put("a host")


def test_a_scanner_on_a_real_serial_line_is_heard_unplugged_and_heard_again(tmp_path: Path) -> None:
    emulator, stopped = Announced(), threading.Event()
    ready: Queue[str] = Queue()
    words: Queue[Word] = Queue()
    crashes: Queue[Exception] = Queue()
    device = threading.Thread(target=serve, args=(emulator, str(tmp_path / "scanner"), stopped, ready.put))
    device.start()
    url = ready.get(timeout=PATIENCE_SECONDS)
    pump = Pump(AimScanner(AimSettings(enable=b"E")), partial(open_link, url), words.put, crashes.put)
    pump.start()
    hear = partial(words.get, timeout=PATIENCE_SECONDS)
    try:
        assert hear() == Ready()
        emulator.hosts.get(timeout=PATIENCE_SECONDS)
        emulator.scan(EAN, Symbology.EAN13)
        assert hear() == CodeSeen(EAN, Symbology.EAN13)
        emulator.unplug()
        lost = hear()
        assert isinstance(lost, Lost)
        assert lost.fault is Fault.LINK_LOST
        emulator.plug_in()
        assert hear() == Ready()
        assert emulator.heard.startswith(b"E")
    finally:
        pump.stop()
        stopped.set()
        device.join()
    assert crashes.empty()
