"""A document as ESC/POS bytes, built by python-escpos: what the shop writes, laid out for a roll of so many columns."""

from __future__ import annotations

import textwrap
import unicodedata
from dataclasses import dataclass
from typing import Literal

from escpos.constants import QR_ECLEVEL_M
from escpos.magicencode import Encoder
from escpos.printer import Dummy

from hardware.words import Document, Line, QrCode, Rule

COLUMNS = 42
DOTS_PER_COLUMN = 12  # font A
UNPRINTABLE = "·"  # stands for a character which the code page has no shape for; never a "?"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

# One letter or sign the code pages may lack -> what a French reader takes for the same. Asked only for what is lacking.
SIMILAR = {
    "œ": "oe",
    "Œ": "OE",
    "Ÿ": "Y",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "‚": ",",
    "‹": "<",
    "›": ">",
    "–": "-",
    "—": "-",
    "‑": "-",
    "−": "-",
    "…": "...",
    "•": "·",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "™": "(TM)",
}

# Bytes a QR code holds at error correction M, versions 1 to 40 (ISO/IEC 18004, table 7).
QR_BYTES = (
    *(14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666),
    *(
        711,
        779,
        857,
        911,
        997,
        1059,
        1125,
        1190,
        1264,
        1370,
        1452,
        1538,
        1628,
        1722,
        1809,
        1911,
        1989,
        2099,
        2213,
        2331,
    ),
)
QR_QUIET_MODULES = 8  # four on each side
QR_DOTS_MAX = 6  # 0.75 mm a module: read easily by a telephone
QR_DOTS_MIN = 3  # 0.4 mm a module: finer than that few cameras read


@dataclass(frozen=True, slots=True)
class CodePage:
    """A printer's character table: its name and the number `n` which selects it (`ESC t n`, differs between makers)."""

    name: Literal["CP858", "CP1252"]
    number: int

    def __post_init__(self) -> None:
        if not 0 <= self.number <= 255:
            raise ValueError(f"a code page number is 0 to 255, not {self.number}")

    def shapes(self, character: str) -> bool:
        """Has the page a byte for this character?"""
        try:
            return len(character.encode(self.name)) == 1
        except UnicodeEncodeError:
            return False


CP858 = CodePage("CP858", 19)
WPC1252 = CodePage("CP1252", 16)


def encode(
    document: Document,
    columns: int = COLUMNS,
    code_page: CodePage = CP858,
    cut: Literal["FULL", "PART"] = "FULL",
) -> bytes:
    """The whole job: reset, code page, text, feed and cut. `columns`: characters of font A across the paper, 16 to 96.

    Every job resets the printer and chooses the code page again, because a printer forgets both when its power fails.
    """
    if not 16 <= columns <= 96:
        raise ValueError(f"a roll has 16 to 96 columns, not {columns}")
    paper = _Paper(columns, code_page)
    for part in document.parts:
        match part:
            case Line():
                paper.line(part)
            case Rule():
                paper.line(Line("-" * columns))
            case QrCode():
                paper.qr(part.text)
    return paper.cut(cut)


def printable(text: str, code_page: CodePage) -> str:
    """The text in characters of the code page; spaces that must not break stay NO-BREAK SPACE, for the wrapping."""
    return "".join(_printable(character, code_page) for character in unicodedata.normalize("NFC", text))


def rows(text: str, right: str, columns: int) -> list[str]:
    """One line of a document as rows of at most `columns`: nothing clipped, `right` flush right on the last row."""
    left = _wrapped(text, columns)
    if not right:
        return left or [""]
    amounts = _wrapped(right, columns)
    if left and len(left[-1]) + 1 + len(amounts[0]) <= columns:
        amounts[0] = left.pop().ljust(columns - len(amounts[0])) + amounts[0]
    return left + [amount.rjust(columns) for amount in amounts]


class _Paper:
    """One job under construction in python-escpos' Dummy printer; style commands are sent when the style changes."""

    def __init__(self, columns: int, code_page: CodePage) -> None:
        # With a table of one page, forced, the library can neither guess nor switch.
        self._printer = Dummy(magic_encode_args={"encoder": Encoder({code_page.name: code_page.number})})
        self._printer.hw("INIT")
        self._printer.charcode(code_page.name)
        self._columns = columns
        self._code_page = code_page
        self._style = (False, False, False)

    def line(self, line: Line) -> None:
        self._set_style(line.bold, line.large, line.centred and not line.right)
        columns = self._columns // 2 if line.large else self._columns
        right = printable(line.right, self._code_page)
        for row in rows(printable(line.text, self._code_page), right, columns):
            self._printer.text(row.replace(NO_BREAK_SPACE, " ") + "\n")

    def qr(self, text: str) -> None:
        """Centred; a text no QR code of this width can hold is printed as text, which is better than nothing."""
        dots = _qr_dots(len(text.encode("utf-8", "replace")), self._columns * DOTS_PER_COLUMN)
        if dots is None or "\x10" in text:  # a DLE could be taken for a real-time command in the middle of the data
            self.line(Line(text))
            return
        self._set_style(False, False, True)
        self._printer.qr(text.encode("utf-8", "replace").decode(), ec=QR_ECLEVEL_M, size=dots, native=True)

    def cut(self, mode: str) -> bytes:
        self._set_style(False, False, False)
        self._printer.cut(mode)
        return bytes(self._printer.output)

    def _set_style(self, bold: bool, large: bool, centred: bool) -> None:
        if self._style == (bold, large, centred):
            return
        self._style = (bold, large, centred)
        size = {"double_width": True, "double_height": True} if large else {"normal_textsize": True}
        self._printer.set(bold=bold, align="center" if centred else "left", **size)


def _printable(character: str, code_page: CodePage) -> str:
    if character in "\n\r\t":
        return {"\n": "\n", "\t": " "}.get(character, "")
    category = unicodedata.category(character)
    if category == "Zs":
        return _space(character)
    if category in ("Cc", "Cf", "Mn", "Me", "Zl", "Zp"):
        return ""
    if code_page.shapes(character):
        return character
    if character in SIMILAR:
        return SIMILAR[character]
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if " " < c <= "~")
    return plain or UNPRINTABLE


def _space(character: str) -> str:
    return NO_BREAK_SPACE if "NO-BREAK" in unicodedata.name(character) else " "


def _wrapped(text: str, columns: int) -> list[str]:
    wrapped: list[str] = []
    for paragraph in text.split("\n"):
        wrapped += textwrap.wrap(paragraph, columns, replace_whitespace=False, break_on_hyphens=False) or [""]
    return wrapped if text else []


def _qr_dots(size_bytes: int, width_dots: int) -> int | None:
    """Dots per module, as large as the paper allows; None when the text cannot be a readable QR code on this paper."""
    # Version v has 17 + 4 v modules a side.
    version = next((v for v, held in enumerate(QR_BYTES, start=1) if size_bytes <= held), None)
    if version is None or not size_bytes:
        return None
    dots = min(QR_DOTS_MAX, width_dots // (17 + 4 * version + QR_QUIET_MODULES))
    return dots if dots >= QR_DOTS_MIN else None
