"""A simulated ESC/POS receipt printer: it prints at a real speed, runs out of paper, jams, and loses its memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from hardware.simulated.escpos_stream import Control, RealTime, ReceiveBuffer, Text
from hardware.simulated.paper_roll import Align, PrintedLine, PrintedQr, Receipt, Span
from hardware.wire import NEVER

CODE_PAGES = {0: "cp437", 2: "cp850", 15: "iso8859-7", 16: "cp1252", 19: "cp858"}  # Epson's numbers
ROLL_LINES = 18_000  # a roll of 80 m
NEAR_END_LINES = 400
QR_LINES = 8  # paper a QR code takes, in lines
RECEIPTS_MAX = 1_000  # older ones are swept up
REPLIES_MAX = 4_096  # bytes; a printer whose answers nobody reads stops answering
QR_TEXT_MAX = 7_089
ALIGNMENTS: tuple[Align, ...] = ("left", "center", "right")


@dataclass(slots=True)
class _Look:
    """How the next characters look; all of it is lost by ESC @ and by a power cut."""

    code_page: int = 0
    align: Align = "left"
    bold: bool = False
    wide: int = 1
    tall: int = 1


@dataclass(slots=True)
class PrinterEmulator:
    """An `Emulator`. `lines_per_second`: printing speed. `process_ids`: does it answer `GS ( H`, as clones do not?

    `noise` goes before every answer, as from a bad cable. `code_pages`: numbers of `ESC t` to Python's names; bytes in
    a page which is not listed come out as U+FFFD. A power cut leaves the link open, as a serial cable does.
    """

    columns: int = 42
    lines_per_second: float = 40.0
    cut_seconds: float = 0.4
    boot_seconds: float = 3.0
    process_ids: bool = True
    noise: bytes = b""
    code_pages: Mapping[int, str] = field(default_factory=lambda: CODE_PAGES)

    receipts: deque[Receipt] = field(default_factory=lambda: deque(maxlen=RECEIPTS_MAX), init=False)
    lines_printed: int = field(default=0, init=False)  # since it was built, blank lines included

    _now: float = field(default=0.0, init=False)
    _free_at: float = field(default=0.0, init=False)  # when head and cutter have done what they are doing
    _plugged: bool = field(default=True, init=False)
    _powered: bool = field(default=True, init=False)
    _booted_at: float = field(default=0.0, init=False)
    _hangs_up: bool = field(default=False, init=False)
    _cover_open: bool = field(default=False, init=False)
    _cutter_blocked: bool = field(default=False, init=False)
    _cutter_error: bool = field(default=False, init=False)
    _lines_left: int = field(default=ROLL_LINES, init=False)
    _real_time: RealTime = field(default_factory=RealTime, init=False)
    _buffer: ReceiveBuffer = field(default_factory=ReceiveBuffer, init=False)
    _look: _Look = field(default_factory=_Look, init=False)
    _spans: list[Span] = field(default_factory=list, init=False)  # the line being filled
    _paper: list[PrintedLine | PrintedQr] = field(default_factory=list, init=False)  # hanging out, not yet cut
    _qr: str = field(default="", init=False)
    _qr_dots: int = field(default=3, init=False)
    _starving: bool = field(default=False, init=False)  # the buffer holds no whole command
    _pushes: int = field(default=0, init=False)  # which changes are pushed (ASB)
    _pushed: bytes = field(default=b"", init=False)
    _replies: bytearray = field(default_factory=bytearray, init=False)

    # What people do to it

    def paper_out(self) -> None:
        """The roll ends here."""
        self.paper_ends_after(0)

    def paper_ends_after(self, lines: int) -> None:
        """The roll ends when so many more lines have been printed or fed."""
        self._lines_left = lines

    def paper_near_end(self) -> None:
        """Little paper is left."""
        self._lines_left = min(self._lines_left, NEAR_END_LINES)

    def refill(self) -> None:
        """A new roll; the end of the old one is torn off."""
        self.tear_off()
        self._lines_left = ROLL_LINES

    def tear_off(self) -> None:
        """Somebody pulls out what hangs there."""
        if self._paper:
            self.receipts.append(Receipt(tuple(self._paper), False, self.columns))
            self._paper.clear()

    def open_cover(self) -> None:
        """The head is off the paper: nothing prints."""
        self._cover_open = True

    def close_cover(self) -> None:
        """It goes on with what it remembers."""
        self._cover_open = False

    def cutter_jam(self) -> None:
        """The cutter will stick at its next cut."""
        self._cutter_blocked = True

    def free_cutter(self) -> None:
        """The jam is removed; the printer must still be told to recover (DLE ENQ)."""
        self._cutter_blocked = False

    def unplug(self) -> None:
        """The data cable is out; the printer has power and goes on with what it has."""
        self._plugged = False
        self._hangs_up = True

    def plug(self) -> None:
        """The data cable is in."""
        self._plugged = True

    def cut_power(self) -> None:
        """All it had in memory is gone."""
        self._powered = False
        self._look = _Look()
        self._forget()
        self._real_time.forget()
        self._replies.clear()
        self._cutter_error = False
        self._pushes = 0

    def restore_power(self) -> None:
        """It answers again when it has started."""
        self._powered = True
        self._booted_at = self._now + self.boot_seconds

    # Emulator

    @property
    def listening(self) -> bool:
        """Is the cable in?"""
        return self._plugged

    @property
    def hangs_up(self) -> bool:
        """Was the cable pulled since this was last read?"""
        hangs_up, self._hangs_up = self._hangs_up, False
        return hangs_up

    @property
    def next_tick(self) -> float:
        """When the next line is done, or now when there is something to say."""
        if self._replies or self._has_news:
            return self._now
        if not self._powered:
            return NEVER
        if self._now < self._booted_at:
            return self._booted_at
        return max(self._free_at, self._now) if self._can_go_on else NEVER

    def connected(self) -> None:
        """Nothing changes: a printer does not notice."""

    def disconnected(self) -> None:
        """Answers which nobody waits for are lost."""
        self._replies.clear()

    def receive(self, data: bytes) -> None:
        """Real-time commands are obeyed at once, the rest waits its turn."""
        if not self._powered or self._now < self._booted_at:
            return
        self._starving = False
        for piece in self._real_time.split(data):
            if isinstance(piece, Control):
                self._obey_now(piece)
            else:
                self._buffer.add(piece)

    def tick(self, now: float) -> bytes:
        """Print what time allowed; then the answers."""
        work_since, self._now = self._now, now
        self._free_at = max(self._free_at, work_since)
        while self._can_go_on and self._free_at <= now and now >= self._booted_at:
            self._starving = not self._do_next()
        self._push_status()
        replies = bytes(self._replies)
        self._replies.clear()
        return replies if self._plugged else b""

    # State

    @property
    def _paper_end(self) -> bool:
        return self._lines_left <= 0

    @property
    def _offline(self) -> bool:
        return self._cover_open or self._paper_end or self._cutter_error

    @property
    def _can_go_on(self) -> bool:
        return self._powered and not self._offline and not self._starving and len(self._buffer) > 0

    @property
    def _has_news(self) -> bool:
        return self._powered and bool(self._pushes) and self._automatic_status() != self._pushed

    # Real-time commands

    def _obey_now(self, command: Control) -> None:
        match command:
            case Control(b"\x10\x04", arguments):
                self._reply(self._status(arguments[0]))
            case Control(b"\x10\x05", b"\x01" | b"\x02") if self._cutter_error:
                self._cutter_error = self._cutter_blocked
                if command.arguments == b"\x02":
                    self._forget()
            case Control(b"\x10\x14", _):
                self._forget()
                self._reply(b"\x37\x25\x00")
            case _:
                pass

    def _status(self, kind: int) -> bytes:
        bits = {
            1: self._offline << 3,
            2: self._cover_open << 2 | self._paper_end << 5 | self._cutter_error << 6,
            3: self._cutter_error << 3,
            4: (self._lines_left <= NEAR_END_LINES) * 0x0C | self._paper_end * 0x60,
        }
        return bytes([0x12 | bits[kind]]) if kind in bits else b""

    def _automatic_status(self) -> bytes:
        paper = (self._lines_left <= NEAR_END_LINES) * 0x03 | self._paper_end * 0x0C
        first = 0x10 | self._offline << 3 | self._cover_open << 5
        return bytes([first, self._cutter_error << 3, paper, 0])

    def _push_status(self) -> None:
        if self._has_news:
            self._pushed = self._automatic_status()
            self._reply(self._pushed)

    def _reply(self, answer: bytes) -> None:
        if answer and len(self._replies) + len(self.noise) + len(answer) <= REPLIES_MAX:
            self._replies += self.noise + answer

    def _forget(self) -> None:
        self._buffer.clear()
        self._spans.clear()
        self._qr = ""

    # Commands in their turn

    def _do_next(self) -> bool:
        """False when no whole command is there."""
        match self._buffer.take():
            case None:
                return False
            case Text(codes):
                self._write(codes)
            case Control(b"\n" | b"\x1bd" as name, arguments):
                self._feed(arguments[0] if name == b"\x1bd" else 1)
            case Control(b"\x1dV"):
                self._cut()
            case Control(b"\x1d(k", arguments):
                self._two_dimensional(arguments)
            case Control(b"\x1d(H", arguments) if self.process_ids and len(arguments) == 6:
                self._reply(b"\x37\x22" + arguments[2:] + b"\x00")
            case Control(b"\x1dr", b"\x01" | b"1"):
                self._reply(self._automatic_status()[2:3])
            case Control(b"\x1da", arguments):
                self._pushes, self._pushed = arguments[0], b""
            case Control(b"\x1b@"):
                self._look, self._spans = _Look(), []
            case Control(name, arguments):
                self._change_look(name, arguments)
        return True

    def _change_look(self, name: bytes, arguments: bytes) -> None:
        look, value = self._look, arguments[0] if arguments else 0
        match name:
            case b"\x1bt":
                look.code_page = value
            case b"\x1ba" if value % 48 < len(ALIGNMENTS):
                look.align = ALIGNMENTS[value % 48]
            case b"\x1bE" | b"\x1bG":
                look.bold = bool(value & 1)
            case b"\x1b!":
                look.bold, look.tall, look.wide = bool(value & 0x08), 1 + (value >> 4 & 1), 1 + (value >> 5 & 1)
            case b"\x1d!":
                look.tall, look.wide = 1 + (value & 7), 1 + (value >> 4 & 7)
            case _:
                pass  # drawers, barcodes, pictures: nothing of it shows here

    def _write(self, codes: bytes) -> None:
        look = self._look
        code_page = self.code_pages.get(look.code_page, "ascii")
        for character in codes.decode(code_page, "replace"):
            if sum(span.wide for span in self._spans) + look.wide > self.columns:
                self._feed(1)
            self._spans.append(Span(character, look.bold, look.wide, look.tall))

    def _feed(self, lines: int) -> None:
        """Print what the line holds and move the paper; what does not fit on the roll is not on the paper."""
        printed = PrintedLine(_joined(self._spans), self._look.align)
        self._spans.clear()
        for line in [printed, *[PrintedLine()] * (lines - 1)]:
            self._print(line, line.tall)

    def _print(self, part: PrintedLine | PrintedQr, lines: int) -> None:
        self._free_at += lines / self.lines_per_second
        if self._lines_left < lines:
            self._lines_left = 0
            return
        self._lines_left -= lines
        self._paper.append(part)
        self.lines_printed += lines

    def _cut(self) -> None:
        self._free_at += self.cut_seconds
        if self._cutter_blocked:
            self._cutter_error = True
        elif self._paper:
            self.receipts.append(Receipt(tuple(self._paper), True, self.columns))
            self._paper.clear()

    def _two_dimensional(self, arguments: bytes) -> None:
        match arguments[:2], arguments[2:]:
            case b"1C", dots if dots:
                self._qr_dots = min(max(dots[0], 1), 16)
            case b"1P", data:
                self._qr = data[1 : 1 + QR_TEXT_MAX].decode("utf-8", "replace")
            case b"1Q", _ if self._qr:
                self._print(PrintedQr(self._qr, self._qr_dots, self._look.align), QR_LINES)
            case _:
                pass


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Neighbours of one look as one span."""
    joined: list[Span] = []
    for span in spans:
        if joined and (joined[-1].bold, joined[-1].wide, joined[-1].tall) == (span.bold, span.wide, span.tall):
            joined[-1] = Span(joined[-1].text + span.text, span.bold, span.wide, span.tall)
        else:
            joined.append(span)
    return tuple(joined)
