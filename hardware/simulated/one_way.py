"""What simulated scanners that only talk have in common: a plug, a host, and a line that carries bytes at its pace."""

from __future__ import annotations

from collections import deque

from hardware.wire import NEVER


class OneWayScanner:
    """Bytes for the host. `heard` is what it sent. `piece_size` bytes leave every `piece_seconds` (0: all at once)."""

    def __init__(self, piece_size: int = 4096, piece_seconds: float = 0.0) -> None:
        self.heard = b""
        self.hangs_up = False
        self.piece_size = piece_size
        self.piece_seconds = piece_seconds
        self._is_plugged_in = True
        self._is_connected = False
        self._line: deque[bytes] = deque()
        self._send_at = NEVER

    def noise(self, data: bytes) -> None:
        """Any bytes on the line; lost when no host is connected."""
        if self._is_connected:
            if not self._line:
                self._send_at = -NEVER
            self._line.extend(data[at : at + self.piece_size] for at in range(0, len(data), self.piece_size))

    @property
    def is_connected(self) -> bool:
        """Does a host listen?"""
        return self._is_connected

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
