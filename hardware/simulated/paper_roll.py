"""What came out of a simulated receipt printer: printed lines and QR codes on receipts, cut or torn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one look. `wide` and `tall`: 1 to 8 times the size of font A."""

    text: str
    bold: bool = False
    wide: int = 1
    tall: int = 1


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line as the head printed it."""

    spans: tuple[Span, ...] = ()
    align: Align = "left"

    @property
    def text(self) -> str:
        """The characters without their look."""
        return "".join(span.text for span in self.spans)

    @property
    def tall(self) -> int:
        """Height in lines of font A."""
        return max((span.tall for span in self.spans), default=1)


@dataclass(frozen=True, slots=True)
class PrintedQr:
    """A QR code: its data, and the dots per module."""

    text: str
    dots: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A piece of paper. `cut`: by the cutter at its end; else torn off by somebody, and not whole.

    `columns`: characters of font A the printer puts across it.
    """

    parts: tuple[PrintedLine | PrintedQr, ...]
    cut: bool = True
    columns: int = 42

    @property
    def lines(self) -> list[str]:
        """The text, line by line, without the blank lines fed before the cut; a QR code is a line of its own."""
        lines = [part.text for part in self.parts]
        while lines and not lines[-1]:
            lines.pop()
        return lines
