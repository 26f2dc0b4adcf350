"""Packets of Zebra's Simple Serial Interface and its table of code types.

Source: Simple Serial Interface Programmer's Guide, 72E-40451: packets, status bits, opcodes, table of code types.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from hardware.scanner.message import AddOn, has_right_check_digit, identified
from hardware.words import CodeSeen, Symbology

HEADER_SIZE = 4
CHECKSUM_SIZE = 2
PACKET_SIZE_MAX = 255 + CHECKSUM_SIZE
OPCODE_MIN = 0x80
DECODER, HOST = 0, 4
RETRANSMITTED, CONTINUED = 0x01, 0x02  # bits of the status
RESEND, BAD_CONTEXT, DENIED = 1, 2, 6  # why a packet is not acknowledged


class Opcode(IntEnum):
    """What a packet is."""

    PARAM_SEND = 0xC6
    ACK = 0xD0
    NAK = 0xD1
    SCAN_ENABLE = 0xE9
    SCAN_DISABLE = 0xEA
    DECODE_DATA = 0xF3
    EVENT = 0xF6


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet without its length and checksum. ValueError when it does not fit into one."""

    opcode: int
    source: int
    status: int = 0
    data: bytes = b""

    def __post_init__(self) -> None:
        if HEADER_SIZE + len(self.data) > 255:
            raise ValueError(f"a packet holds at most {255 - HEADER_SIZE} bytes, not {len(self.data)}")

    def encode(self) -> bytes:
        """Length, opcode, source, status, data, and the two's complement of their sum, high byte first."""
        body = bytes((HEADER_SIZE + len(self.data), self.opcode, self.source, self.status)) + self.data
        return body + (-sum(body) & 0xFFFF).to_bytes(CHECKSUM_SIZE, "big")


class PacketReader:
    """Finds packets from `source` in a stream; what belongs to none is counted as `text` or as `noise` (bytes)."""

    def __init__(self, source: int) -> None:
        self.text = bytearray()
        self.noise = 0
        self._source = source
        self._buffer = bytearray()

    @property
    def is_waiting(self) -> bool:
        """Has a packet begun that is not whole yet?"""
        return bool(self._buffer)

    def feed(self, data: bytes) -> list[Packet]:
        """The packets which these bytes complete."""
        self._buffer += data
        packets = []
        at = 0
        while (size := self._size_at(at)) and at + size <= len(self._buffer):
            frame = bytes(self._buffer[at : at + size])
            if size > 1 and sum(frame[:-2]) + int.from_bytes(frame[-2:], "big") & 0xFFFF == 0:
                packets.append(Packet(frame[1], frame[2], frame[3], frame[HEADER_SIZE:-CHECKSUM_SIZE]))
                self.forget()
                at += size
            else:
                self._pass_over(frame[0])
                at += 1
        del self._buffer[:at]
        return packets

    def forget(self) -> None:
        """Count what belongs to no packet from here on."""
        self.text.clear()
        self.noise = 0

    def flush(self) -> list[Packet]:
        """The packet that has begun will not be whole any more; those that lie behind its beginning."""
        packets = []
        while self._buffer:
            self._pass_over(self._buffer.pop(0))
            packets += self.feed(b"")
        return packets

    def _size_at(self, at: int) -> int:
        """How long the packet is that may begin here; 1: none can, 0: too early to say."""
        head = bytes(self._buffer[at : at + 3])
        if not head:
            return 0
        if head[0] < HEADER_SIZE or (head[1:] and head[1] < OPCODE_MIN) or (head[2:] and head[2] != self._source):
            return 1
        return head[0] + CHECKSUM_SIZE if len(head) == 3 else 0

    def _pass_over(self, byte: int) -> None:
        if 0x20 <= byte < 0x7F or byte in b"\r\n\t\x1d":
            if len(self.text) < PACKET_SIZE_MAX:
                self.text.append(byte)
        else:
            self.noise += 1


CODE_TYPES = {  # the byte before the data of DECODE_DATA, as what an AIM identifier would say
    0x01: "A0",
    0x02: "F0",
    0x03: "C0",
    0x06: "I0",
    0x07: "G0",
    0x08: "E0",  # UPC-A
    0x0A: "E4",
    0x0B: "E0",
    0x0F: "C1",
    0x11: "L0",
    0x16: "E0",  # ISBN
    0x19: "C4",
    0x1B: "d1",
    0x1C: "Q1",
    0x2D: "z0",
    0x30: "e0",
    0x31: "e0",
    0x32: "e0",
    0x36: "E0",  # ISSN
    0x48: "E3",  # UPC-A with 2 digits beside it
    0x4B: "E3",
    0x88: "E3",  # UPC-A with 5 digits beside it
    0x8B: "E3",
    0xC1: "d2",
    0xC2: "Q3",
}
_UPC_A_WITH_ADD_ON = (0x48, 0x88)
_EAN_8_WITH_ADD_ON = {0x4A: 2, 0x8A: 5}
_SHORT_DATABAR = (0x30, 0x31)
_UPC_E = {0x09: 0, 0x49: 2, 0x89: 5}  # and how many digits beside it


def read_code(kind: int, text: str) -> CodeSeen | AddOn | None:
    """What DECODE_DATA tells: code type, and its text with or without AIM identifier. None: it cannot be right.

    An identifier is believed only where it names the family of the code type: a QR code may begin with "]E0".
    """
    aim = CODE_TYPES.get(kind, "E0" if kind in _UPC_E or kind in _EAN_8_WITH_ADD_ON else "X0")
    if len(text) > 3 and text[0] == "]" and text[1] == aim[0]:
        return identified(text[1:3], text[3:])
    if kind in _UPC_E:
        return _upc_e(text, _UPC_E[kind])
    if kind in _EAN_8_WITH_ADD_ON:
        ean, add_on = identified("E4", text[:8]), text[8:]
        whole = isinstance(ean, CodeSeen) and _is_add_on(add_on, _EAN_8_WITH_ADD_ON[kind])
        return CodeSeen(text[:8], Symbology.EAN8, add_on) if whole else None
    if kind in _UPC_A_WITH_ADD_ON and len(text) in (14, 17):
        text = "0" + text  # 12 digits as printed: 13 as AIM counts them
    if kind in _SHORT_DATABAR and len(text) == 14:
        text = "01" + text
    return identified(aim, text) if text else None


def _upc_e(text: str, add_on_size: int) -> CodeSeen | None:
    """Eight digits as printed; another setting of the scanner sends UPC-A, which is 12 or 13 long."""
    end = len(text) - add_on_size
    code, add_on = text[:end], text[end:]
    if not _is_add_on(add_on, add_on_size):
        return None
    if len(code) == 8 and code[0] in "01" and has_right_check_digit(expanded(code)):
        return CodeSeen(code, Symbology.UPCE, add_on)
    match identified("E0", code):
        case CodeSeen(upc, symbology):
            return CodeSeen(upc, symbology, add_on)
        case _:
            return None


def expanded(upc_e: str) -> str:
    """UPC-A behind the eight digits of a UPC-E (GS1 General Specifications 5.2.2.4.2); other texts as they are."""
    if len(upc_e) != 8 or not (upc_e.isascii() and upc_e.isdigit()):
        return upc_e
    system, body, last, check = upc_e[0], upc_e[1:6], upc_e[6], upc_e[7]
    match last:
        case "0" | "1" | "2":
            return system + body[:2] + last + "0000" + body[2:] + check
        case "3":
            return system + body[:3] + "00000" + body[3:] + check
        case "4":
            return system + body[:4] + "00000" + body[4:] + check
        case _:
            return system + body + "0000" + last + check


def _is_add_on(text: str, size: int) -> bool:
    return len(text) == size and (not size or (text.isascii() and text.isdigit()))
