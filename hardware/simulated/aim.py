"""A simulated serial scanner: codes with AIM identifiers, at the pace of the line, with noise when asked."""

from __future__ import annotations

from hardware.simulated.one_way import OneWayScanner
from hardware.words import Symbology

IDENTIFIERS = {
    Symbology.EAN13: "]E0",
    Symbology.EAN8: "]E4",
    Symbology.UPCA: "]E0",  # as 13 digits
    Symbology.UPCE: "]E0",
    Symbology.CODE128: "]C0",
    Symbology.GS1_128: "]C1",
    Symbology.ITF: "]I1",
    Symbology.DATABAR: "]e0",
    Symbology.DATABAR_EXPANDED: "]e0",
    Symbology.QR: "]Q1",
    Symbology.GS1_QR: "]Q3",
    Symbology.DATAMATRIX: "]d1",
    Symbology.GS1_DATAMATRIX: "]d2",
    Symbology.OTHER: "]X0",
}


class AimEmulator(OneWayScanner):
    """One scanner."""

    def __init__(
        self,
        suffix: bytes = b"\r",
        encoding: str = "utf-8",
        identifies: bool = True,
        piece_size: int = 4096,
        piece_seconds: float = 0.0,
    ) -> None:
        super().__init__(piece_size, piece_seconds)
        self._suffix = suffix
        self._encoding = encoding
        self._identifies = identifies

    def scan(self, text: str, symbology: Symbology) -> None:
        """A code passes before the scanner; lost when no host is connected."""
        message = (IDENTIFIERS[symbology] if self._identifies else "") + as_sent(text, symbology)
        self.noise(message.encode(self._encoding) + self._suffix)


def as_sent(text: str, symbology: Symbology) -> str:
    """UPC leaves a scanner with AIM identifiers as 13 digits."""
    return text.zfill(13) if symbology in (Symbology.UPCA, Symbology.UPCE) else text
