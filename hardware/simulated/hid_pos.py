"""A simulated scanner in USB HID-POS mode: a report descriptor as scanners have it, and 64-byte reports."""

from __future__ import annotations

from hardware.scanner.hid_frames import descriptor_frame, report_frame
from hardware.simulated.aim import IDENTIFIERS, as_sent
from hardware.simulated.one_way import OneWayScanner
from hardware.words import Symbology

DATA_SIZE = 56
DESCRIPTOR = bytes.fromhex(
    "058C 0902 A101"  # page Bar Code Scanner, usage Bar Code Scanner, application collection
    "0912 A102 8502 1500 26FF00 7508"  # Scanned Data Report 2: bytes from 0 to 255
    "9501 0501 093B 8102"  # Byte Count
    "058C 9503 09FB 09FC 09FD 8102"  # Symbology Identifier 1 to 3
    "9538 09FE 820201"  # Decoded Data, 56 buffered bytes
    "9502 8101"  # two bytes reserved
    "9501 7501 2501 09FF 8102 9507 8101"  # Decode Data Continued, and seven bits of nothing
    "C0 C0"
)


class HidPosEmulator(OneWayScanner):
    """One scanner, as the link hands it over: frames, the descriptor first."""

    def __init__(
        self,
        identifies: bool = True,
        descriptor: bytes = DESCRIPTOR,
        piece_size: int = 4096,
        piece_seconds: float = 0.0,
    ) -> None:
        super().__init__(piece_size, piece_seconds)
        self._identifies = identifies
        self._descriptor = descriptor

    def connected(self) -> None:
        super().connected()
        self.noise(descriptor_frame(self._descriptor))

    def scan(self, text: str, symbology: Symbology) -> None:
        """A code passes before the scanner; lost when no host is connected."""
        identifier = IDENTIFIERS[symbology] if self._identifies else "\0\0\0"
        for report in reports(identifier.encode(), as_sent(text, symbology).encode()):
            self.noise(report_frame(report))


def reports(identifier: bytes, data: bytes) -> list[bytes]:
    """The data in as many reports as it needs; all but the last say that more follows."""
    pieces = [data[at : at + DATA_SIZE] for at in range(0, len(data), DATA_SIZE)] or [b""]
    return [
        bytes((2, len(piece))) + identifier + piece.ljust(DATA_SIZE, b"\0") + bytes((0, 0, place < len(pieces)))
        for place, piece in enumerate(pieces, 1)
    ]
