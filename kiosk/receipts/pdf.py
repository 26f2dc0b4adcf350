"""A receipt or report as a PDF: one page as narrow as the roll and as long as it needs, its font inside."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import Align

from kiosk.domain.receipt import ReceiptPart, Separator, Text
from kiosk.receipts.qr import MARGIN, modules

WIDTH_MM = 80.0
EDGE_MM = 6.0
INNER_MM = WIDTH_MM - 2 * EDGE_MM
GAP_MM = 2.0
LONGEST_MM = 5000.0
"""A PDF page ends at 14,400 points (ISO 32000-1, annex C)."""

INK, QUIET, HAIRLINE = (27, 39, 39), (67, 78, 78), (190, 184, 172)
LEADING = 1.32
MM_A_POINT = 25.4 / 72
INDENT = "  "
"""How a line of detail begins in the parts of a receipt."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Font files (TrueType) with €, œ and all French letters; `spare` has what `regular` lacks."""

    regular: Path
    bold: Path
    spare: Path


def roboto() -> Fonts:
    """The font of the screens, out of Kivy's folder. Kivy is looked for and not imported: that would open a window."""
    found = importlib.util.find_spec("kivy")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "data" / "fonts"
    return Fonts(folder / "Roboto-Regular.ttf", folder / "Roboto-Bold.ttf", folder / "DejaVuSans.ttf")


def receipt_pdf(parts: Iterable[ReceiptPart], code: str = "", fonts: Fonts | None = None) -> bytes:
    """The whole file. `code`: the text of the receipt's QR code, below the receipt; empty for none."""
    whole, fonts = tuple(parts), fonts or roboto()
    measured = _Roll(LONGEST_MM, fonts)
    length = measured.lay(whole, code)
    roll = _Roll(min(length, LONGEST_MM), fonts)
    roll.lay(whole, code)
    return bytes(roll.pdf.output())


class _Roll:
    """One page under construction."""

    def __init__(self, length_mm: float, fonts: Fonts) -> None:
        self.pdf = FPDF(unit="mm", format=(WIDTH_MM, length_mm))
        self.pdf.set_margin(EDGE_MM)
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.c_margin = 0
        self.pdf.set_lang("fr")
        self.pdf.set_creator("Borne")
        for style, file in (("", fonts.regular), ("B", fonts.bold)):
            self.pdf.add_font("receipt", style, file)
            self.pdf.add_font("spare", style, fonts.spare)
        self.pdf.set_fallback_fonts(["spare"], exact_match=False)
        self.pdf.add_page()

    def lay(self, parts: tuple[ReceiptPart, ...], code: str) -> float:
        """Everything, from the top; how long the paper must be, in millimetres."""
        self.pdf.set_title(next((part.text for part in parts if isinstance(part, Text) and part.text), ""))
        self.pdf.set_y(EDGE_MM)
        for part in parts:
            match part:
                case Separator():
                    self._rule()
                case Text():
                    self._text(part)
        if code:
            self._code(code)
        return float(self.pdf.get_y()) + EDGE_MM

    def _rule(self) -> None:
        y = self.pdf.get_y() + 1.5
        self.pdf.set_draw_color(*HAIRLINE)
        self.pdf.set_line_width(0.2)
        self.pdf.line(EDGE_MM, y, WIDTH_MM - EDGE_MM, y)
        self.pdf.set_y(y + 1.5)

    def _text(self, text: Text) -> None:
        left, right = _shaped(text.text), _shaped(text.right)
        detail = left.startswith(INDENT)
        points = 14.0 if text.large else 8.0 if detail or (text.centred and not text.bold) else 9.0
        self.pdf.set_font("receipt", "B" if text.bold else "", points)
        self.pdf.set_text_color(*(QUIET if detail else INK))
        height = points * LEADING * MM_A_POINT
        if text.centred:
            self._cells(left, INNER_MM, height, Align.C)
            return
        beside = self.pdf.get_string_width(right) + GAP_MM if right else 0.0
        if left and beside <= INNER_MM / 2:
            self._cells(left.strip(), INNER_MM - beside, height, Align.L, 3.0 if detail else 0.0)
            if right:
                self.pdf.set_xy(EDGE_MM, self.pdf.get_y() - height)
                self._cells(right, INNER_MM, height, Align.R)
            return
        for words, align in ((left, Align.L), (right, Align.R)):
            if words or not left + right:
                self._cells(words, INNER_MM, height, align)
                if not words:
                    break

    def _cells(self, text: str, width: float, height: float, align: Align, indent: float = 0.0) -> None:
        self.pdf.set_x(EDGE_MM + indent)
        self.pdf.multi_cell(width - indent, height, text, align=align, new_x="LMARGIN", new_y="NEXT")

    def _code(self, code: str) -> None:
        picture = modules(code)
        size = len(picture.rows) + 2 * MARGIN
        module = min(INNER_MM / size, 0.8)
        top, left = self.pdf.get_y() + 2.0 + MARGIN * module, (WIDTH_MM - (size - 2 * MARGIN) * module) / 2
        self.pdf.set_fill_color(0, 0, 0)
        for y, row in enumerate(picture.rows):
            for x, length in _runs(row):
                self.pdf.rect(left + x * module, top + y * module, length * module, module, style="F")
        self.pdf.set_y(top + len(picture.rows) * module + MARGIN * module)
        self._text(Text("Scannez ce code pour relire et vérifier le ticket", centred=True))


def _runs(row: tuple[bool, ...]) -> Iterable[tuple[int, int]]:
    """Dark modules side by side as (first, how many): one rectangle each."""
    begin = 0
    for place, dark in enumerate((*row, False)):
        if not dark:
            if place > begin:
                yield begin, place - begin
            begin = place + 1


def _shaped(text: str) -> str:
    """Roboto has no narrow no-break space (amounts above 999 €): an ordinary one stands for it."""
    return text.replace("\u202f", "\u00a0").replace("\t", " ")
