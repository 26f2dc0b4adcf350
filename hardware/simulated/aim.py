"""A simulated serial scanner: codes with AIM identifiers, at the pace of the line, with noise when asked."""

from __future__ import annotations

from collections import deque

from hardware.wire import NEVER
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


class AimEmulator:
    """One scanner. `heard` is what the host sent. `piece_size` bytes leave every `piece_seconds` (0: all at once)."""

    def __init__(
        self,
        suffix: bytes = b"\r",
        encoding: str = "utf-8",
        identifies: bool = True,
        piece_size: int = 4096,
        piece_seconds: float = 0.0,
    ) -> None:
        self.heard = b""
        self.hangs_up = False
        self.piece_size = piece_size
        self.piece_seconds = piece_seconds
        self._suffix = suffix
        self._encoding = encoding
        self._identifies = identifies
        self._is_plugged_in = True
        self._is_connected = False
        self._line: deque[bytes] = deque()
        self._send_at = NEVER

    def scan(self, text: str, symbology: Symbology) -> None:
        """A code passes before the scanner; lost when no host is connected."""
        if symbology in (Symbology.UPCA, Symbology.UPCE):
            text = text.zfill(13)
        identifier = IDENTIFIERS[symbology] if self._identifies else ""
        self.noise((identifier + text).encode(self._encoding) + self._suffix)

    def noise(self, data: bytes) -> None:
        """Any bytes on the line."""
        if self._is_connected:
            if not self._line:
                self._send_at = -NEVER
            self._line.extend(data[at : at + self.piece_size] for at in range(0, len(data), self.piece_size))

    def unplug(self) -> None:
        self._is_plugged_in = False

    def plug_in(self) -> None:
        self._is_plugged_in = True

    @property
    def listening(self) -> bool:
        return self._is_plugged_in

    @property
    def next_tick(self) -> float:
        return self._send_at

    def connected(self) -> None:
        self._is_connected = True

    def disconnected(self) -> None:
        self._is_connected = False
        self._line.clear()
        self._send_at = NEVER

    def receive(self, data: bytes) -> None:
        self.heard += data

    def tick(self, now: float) -> bytes:
        out = b""
        while self._line and now >= self._send_at:
            out += self._line.popleft()
            if self.piece_seconds:
                self._send_at = now + self.piece_seconds
        if not self._line:
            self._send_at = NEVER
        return out
