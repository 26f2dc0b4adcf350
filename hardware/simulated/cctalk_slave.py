"""The far end of a ccTalk line: framing of simulated devices.

Written apart from hardware.cash on purpose, so that a mistake in one is seen by the other.
"""

from __future__ import annotations

from dataclasses import dataclass

ACK, NAK, BUSY = 0, 5, 6
HOST = 1
GAP_SECONDS = 0.05  # inside a frame; after it what came so far is forgotten


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device says."""

    header: int = ACK
    data: bytes = b""


def _crc_table() -> list[int]:
    table = []
    for high in range(256):
        crc = high << 8
        for _ in range(8):
            crc = crc * 2 ^ (0x11021 if crc >= 0x8000 else 0)
        table.append(crc)
    return table


_TABLE = _crc_table()


def crc(data: bytes) -> int:
    """CRC-CCITT from 0."""
    value = 0
    for byte in data:
        value = _TABLE[value >> 8 ^ byte] ^ value % 256 * 256
    return value


class Line:
    """Frames in and out of the bytes of a bus."""

    def __init__(self, with_crc: bool) -> None:
        self._with_crc = with_crc
        self._raw = bytearray()
        self._heard_at = 0.0

    def forget(self) -> None:
        """Another host, or power is back."""
        self._raw.clear()

    def receive(self, data: bytes, now: float) -> list[tuple[int, int, bytes]]:
        """(address, header, data) of each question these bytes complete."""
        if now - self._heard_at > GAP_SECONDS:
            self._raw.clear()
        self._heard_at = now
        self._raw += data
        questions = []
        while len(self._raw) >= 5:
            size = self._raw[1] + 5
            if len(self._raw) < size:
                break
            frame = bytes(self._raw[:size])
            if self._is_intact(frame):
                questions.append((frame[0], frame[3], frame[4:-1]))
                del self._raw[:size]
            else:
                del self._raw[0]
        return questions

    def answer(self, address: int, answer: Answer) -> bytes:
        """The bytes of what the device at this address says."""
        size = len(answer.data)
        if self._with_crc:
            value = crc(bytes([HOST, size, answer.header]) + answer.data)
            return bytes([HOST, size, value % 256, answer.header]) + answer.data + bytes([value // 256])
        body = bytes([HOST, size, address, answer.header]) + answer.data
        return body + bytes([(256 - sum(body) % 256) % 256])

    def _is_intact(self, frame: bytes) -> bool:
        if self._with_crc:
            return crc(frame[:2] + frame[3:-1]) == frame[2] + frame[-1] * 256
        return sum(frame) % 256 == 0
