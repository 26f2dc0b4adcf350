"""ccTalk frames with both of its checksums: bytes in, frames out, without I/O or time.

Source: "ccTalk Generic Specification" parts 1 and 3, issue 4.7, a public domain document. Its encryption layers (DES on
monetary commands, the six-digit code of bill validators) are not spoken: a device must be set up to talk in the clear.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

HOST = 1
DATA_SIZE_MAX = 252
ADDRESS_MIN, ADDRESS_MAX = 2, 255
ARRIVED_SIZE_MAX = 1024
"""How much of what arrived is looked at: more is noise, and its beginning is dropped."""

_FRAME_SIZE_MIN = 5


class Checksum(StrEnum):
    """How a bus guards its frames. CRC-16 takes the place of the source address."""

    SIMPLE = "8bit"
    CRC = "crc16"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. `source` is 0 in a frame received with CRC-16: nobody says there who speaks."""

    destination: int
    header: int
    data: bytes = b""
    source: int = HOST

    def __post_init__(self) -> None:
        if not all(0 <= byte <= 255 for byte in (self.destination, self.header, self.source)):
            raise ValueError(f"a ccTalk address or header is not one byte: {self}")
        if len(self.data) > DATA_SIZE_MAX:
            raise ValueError(f"ccTalk data of {len(self.data)} bytes is more than {DATA_SIZE_MAX}")

    def encode(self, checksum: Checksum) -> bytes:
        """The frame as it goes on the wire."""
        head = bytes((self.destination, len(self.data)))
        rest = bytes((self.header,)) + self.data
        if checksum is Checksum.CRC:
            low, high = crc16(head + rest).to_bytes(2, "little")
            return head + bytes((low,)) + rest + bytes((high,))
        body = head + bytes((self.source,)) + rest
        return body + bytes((checksum8(body),))


def checksum8(data: bytes) -> int:
    """What makes the sum of all bytes 0, modulo 256."""
    return -sum(data) & 0xFF


def crc16(data: bytes) -> int:
    """CRC-16, polynomial 0x1021, initial 0, not reflected (XMODEM)."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def first_frame(arrived: bytes, checksum: Checksum, source: int) -> Frame | None:
    """The first whole and intact frame to the host from `source`, wherever it begins; None: there is none (yet).

    With CRC-16 the source cannot be checked. Noise before the frame is passed over, and so is the echo of the host's
    own question: that one is not addressed to the host.
    """
    for start in range(len(arrived) - _FRAME_SIZE_MIN + 1):
        if arrived[start] != HOST:
            continue
        end = start + arrived[start + 1] + _FRAME_SIZE_MIN
        if end <= len(arrived) and (frame := _intact(arrived[start:end], checksum, source)):
            return frame
    return None


def _intact(raw: bytes, checksum: Checksum, source: int) -> Frame | None:
    header, data = raw[3], raw[4:-1]
    if len(data) > DATA_SIZE_MAX:
        return None
    if checksum is Checksum.CRC:
        crc = crc16(raw[:2] + raw[3:-1])
        return Frame(HOST, header, data, 0) if (raw[2], raw[-1]) == (crc & 0xFF, crc >> 8) else None
    return Frame(HOST, header, data, source) if raw[2] == source and not sum(raw) & 0xFF else None
