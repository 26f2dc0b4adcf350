"""Handheld and built-in scanners on a serial line, told apart by AIM symbology identifiers (ISO/IEC 15424)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hardware.wire import NEVER
from hardware.words import CodeSeen, Command, Ready, Symbology, Word

AT_ONCE = -NEVER
LINE_SIZE_MAX = 4096
FLUSH_SECONDS = 0.15  # a scanner sends a whole code in one go
STALE_SECONDS = 1.0  # the rest of a line that did not come by then never will

SYMBOLOGIES = {  # letter and modifier after the "]"; what is not here is OTHER
    "E0": Symbology.EAN13,  # UPC too, as 13 digits
    "E3": Symbology.EAN13,  # with an add-on, which is cut off
    "E4": Symbology.EAN8,
    "C0": Symbology.CODE128,
    "C1": Symbology.GS1_128,
    "C2": Symbology.CODE128,
    "C4": Symbology.CODE128,
    "e0": Symbology.DATABAR_EXPANDED,
    "d0": Symbology.DATAMATRIX,
    "d1": Symbology.DATAMATRIX,
    "d2": Symbology.GS1_DATAMATRIX,
    "d3": Symbology.DATAMATRIX,
    "I0": Symbology.ITF,
    "I1": Symbology.ITF,
    "Q0": Symbology.QR,
    "Q1": Symbology.QR,
    "Q2": Symbology.QR,
    "Q3": Symbology.GS1_QR,
    "Q4": Symbology.QR,
    "Q5": Symbology.QR,
    "Q6": Symbology.QR,
}
PLAIN_DIGITS = {8: Symbology.EAN8, 12: Symbology.UPCA, 13: Symbology.EAN13}

_AIM = re.compile(r"\](?P<kind>[A-Za-z][0-9A-Za-z])(?P<text>.+)", re.DOTALL)
_EAN_WITH_ADD_ON_SIZES = (15, 18)
# GS between GS1 elements; RS and EOT of ISO 15434 envelopes; line ends and tabs within QR codes.
_NOISE = re.compile(r"[\x00-\x03\x05-\x08\x0b\x0c\x0e-\x1c\x1f\x7f-\x9f\ufffd]")


@dataclass(frozen=True, slots=True)
class AimSettings:
    """How the scanner was set up. `suffix` b"": none, a code ends with FLUSH_SECONDS of silence.

    b"\\r" does for CR and for CR LF. `enable` is sent whenever the link opens (Datalogic: b"E").
    """

    suffix: bytes = b"\r"
    encoding: str = "utf-8"  # or latin-1
    enable: bytes = b""


class AimScanner:
    """Hears codes. Takes no command. `dropped` counts what arrived and was no code."""

    wants_link = True

    def __init__(self, settings: AimSettings | None = None) -> None:
        self.dropped = 0
        self.next_tick = NEVER
        self._settings = settings or AimSettings()
        self._line = bytearray()
        self._is_overlong = False
        self._has_news = False
        self._to_send = b""
        self._words: list[Word] = []

    def opened(self) -> None:
        self._forget_line()
        self._to_send = self._settings.enable
        if self._to_send:
            self.next_tick = AT_ONCE
        self._words.append(Ready())

    def closed(self, reason: str) -> None:
        self._forget_line()

    def ask(self, command: Command) -> None:
        raise TypeError(f"a scanner cannot {command!r}")

    def receive(self, data: bytes) -> list[Word]:
        if data:
            self._line += data
            self._has_news, self.next_tick = True, AT_ONCE
            self._split_lines()
        words, self._words = self._words, []
        return words

    def tick(self, now: float) -> bytes:
        out, self._to_send = self._to_send, b""
        if self._has_news:
            self._has_news = False
            unfinished = self._line or self._is_overlong
            self.next_tick = now + self._patience_seconds if unfinished else NEVER
        elif now >= self.next_tick:
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
            self.dropped += 1  # half a code: better none than the wrong one
        else:
            self._take_line(bytes(self._line))
        self._forget_line()

    def _forget_line(self) -> None:
        self._line.clear()
        self._is_overlong = self._has_news = False
        self.next_tick = NEVER

    def _take_line(self, line: bytes) -> None:
        overlong, self._is_overlong = self._is_overlong or len(line) > LINE_SIZE_MAX, False
        line = line.strip(b"\r\n")
        if not line and not overlong:
            return
        code = None if overlong else read_line(line, self._settings.encoding)
        if code:
            self._words.append(code)
        else:
            self.dropped += 1


def read_line(line: bytes, encoding: str = "utf-8") -> CodeSeen | None:
    """One code without its suffix; None when it was damaged on the way: undecodable, noisy, or a wrong check digit.

    Without an AIM identifier only 8, 12 or 13 digits with a right check digit are taken for EAN-8, UPC-A or EAN-13
    (a UPC-E or Code 128 of that shape would be mistaken for one); everything else is OTHER. Switch identifiers on.
    """
    try:
        text = line.decode(encoding)
    except UnicodeDecodeError:
        return None
    if _NOISE.search(text):
        return None
    aim = _AIM.fullmatch(text)
    if aim is None:
        return CodeSeen(text, _guess(text))
    return _identified(aim["text"], SYMBOLOGIES.get(aim["kind"], Symbology.OTHER), aim["kind"])


def _identified(text: str, symbology: Symbology, kind: str) -> CodeSeen | None:
    if kind == "E3" and len(text) in _EAN_WITH_ADD_ON_SIZES:
        text = text[:13]
    match symbology:
        case Symbology.EAN13 if len(text) == 12:  # some send UPC-A as it is printed
            symbology = Symbology.UPCA
        case Symbology.DATABAR_EXPANDED if re.fullmatch(r"01[0-9]{14}", text):
            symbology = Symbology.DATABAR  # a lone article number: what the short kinds of DataBar hold
    sizes = {size for size, plain in PLAIN_DIGITS.items() if plain is symbology}
    if sizes and (len(text) not in sizes or not _has_right_check_digit(text)):
        return None
    return CodeSeen(text, symbology)


def _guess(text: str) -> Symbology:
    return PLAIN_DIGITS.get(len(text), Symbology.OTHER) if _has_right_check_digit(text) else Symbology.OTHER


def _has_right_check_digit(text: str) -> bool:
    """GS1 General Specifications 7.9: weights 3 and 1 from the right, the last digit fills up to a ten."""
    if not re.fullmatch(r"[0-9]+", text):
        return False
    digits = [int(digit) for digit in reversed(text)]
    return (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0
