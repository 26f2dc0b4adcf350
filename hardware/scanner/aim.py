"""Handheld and built-in scanners on a serial line, told apart by AIM symbology identifiers (ISO/IEC 15424)."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.scanner.message import MESSAGE_SIZE_MAX, AddOn, Codes, Manner, decoded, read_message
from hardware.wire import NEVER
from hardware.words import CodeSeen, Command, DisableReading, EnableReading, Ready, Word

AT_ONCE = -NEVER
LINE_SIZE_MAX = MESSAGE_SIZE_MAX
FLUSH_SECONDS = 0.15  # a scanner sends a whole code in one go
STALE_SECONDS = 1.0  # the rest of a line that did not come by then never will


@dataclass(frozen=True, slots=True)
class AimSettings:
    """How the scanner was set up. `suffix` b"": none, a code ends with FLUSH_SECONDS of silence.

    b"\\r" does for CR and for CR LF. `enable` is sent whenever the link opens (Datalogic: b"E").
    """

    suffix: bytes = b"\r"
    encoding: str = "utf-8"  # or latin-1
    enable: bytes = b""


class AimScanner:
    """Hears codes, whether they are wanted or not. `dropped` counts what arrived and was no code."""

    wants_link = True

    def __init__(self, settings: AimSettings | None = None) -> None:
        self._line_due = NEVER
        self.codes = Codes()
        self._settings = settings or AimSettings()
        self._line = bytearray()
        self._is_overlong = False
        self._has_news = False
        self._to_send = b""

    @property
    def dropped(self) -> int:
        return self.codes.dropped

    @property
    def next_tick(self) -> float:
        return min(self._line_due, self.codes.next_tick)

    def opened(self) -> None:
        self._forget_line()
        self._to_send = self._settings.enable
        if self._to_send:
            self._line_due = AT_ONCE
        self.codes.say(Ready())

    def closed(self, reason: str) -> None:
        self._forget_line()

    def ask(self, command: Command) -> None:
        if not isinstance(command, EnableReading | DisableReading):  # it always reads
            raise TypeError(f"a scanner cannot {command!r}")

    def receive(self, data: bytes) -> list[Word]:
        if data:
            self._line += data
            self._has_news, self._line_due = True, AT_ONCE
            self._split_lines()
        return self.codes.told()

    def tick(self, now: float) -> bytes:
        out, self._to_send = self._to_send, b""
        self.codes.tick(now)
        if self._has_news:
            self._has_news = False
            unfinished = self._line or self._is_overlong
            self._line_due = now + self._patience_seconds if unfinished else NEVER
        elif now >= self._line_due:
            self._end_of_silence()
        return out

    @property
    def _patience_seconds(self) -> float:
        return STALE_SECONDS if self._settings.suffix else FLUSH_SECONDS

    def _split_lines(self) -> None:
        if self._settings.suffix:
            *lines, rest = bytes(self._line).split(self._settings.suffix)
            for line in lines:
                self._take_line(line)
            self._line = bytearray(rest)
        if len(self._line) > LINE_SIZE_MAX:
            # What follows belongs to this line, too; the end of a suffix may already be here.
            self._is_overlong = True
            del self._line[: -max(len(self._settings.suffix) - 1, 1)]

    def _end_of_silence(self) -> None:
        if self._settings.suffix:
            self.codes.came(Manner(decoded(bytes(self._line), self._settings.encoding), ended=False))
            self.codes.take(None)  # half a code: better none than the wrong one
        else:
            self._take_line(bytes(self._line))
        self._forget_line()

    def _forget_line(self) -> None:
        self._line.clear()
        self._is_overlong = self._has_news = False
        self._line_due = NEVER

    def _take_line(self, line: bytes) -> None:
        overlong, self._is_overlong = self._is_overlong or len(line) > LINE_SIZE_MAX, False
        line = line.strip(b"\r\n")
        if not line and not overlong:
            return
        self.codes.came(
            Manner("" if overlong else decoded(line, self._settings.encoding), ended=bool(self._settings.suffix))
        )
        self.codes.take(None if overlong else read_line(line, self._settings.encoding))


def read_line(line: bytes, encoding: str = "utf-8") -> CodeSeen | AddOn | None:
    """One message without its suffix; None when it was damaged on the way."""
    return read_message(decoded(line, encoding))
