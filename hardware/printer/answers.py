"""What an ESC/POS printer sends, told apart by fixed bits: real-time, queued and pushed status, and process ids."""

from __future__ import annotations

from dataclasses import dataclass

# Fixed bits per kind of byte (Epson, "transmission status identification"): (byte & mask) == value.
STATUS_MASK, STATUS_VALUE = 0x93, 0x12  # answer to DLE EOT n
PUSHED_MASK, PUSHED_VALUE = 0x93, 0x10  # first of the four bytes of an automatic status (ASB)
QUEUED_MASK, QUEUED_VALUE = 0x90, 0x00  # answer to GS r n, and bytes 2 to 4 of an automatic status
PUSHED_SIZE = 4

PROCESSED_HEADER = b"\x37\x22"
PROCESSED_SIZE = 7  # header, four bytes of id, NUL
NIBBLE_MARK = 0x40  # our ids are four bytes 0x40 to 0x4F: allowed (32 to 126), and never mistaken for a status byte


@dataclass(frozen=True, slots=True)
class Status:
    """An answer to DLE EOT n; which n, only the order tells."""

    byte: int


@dataclass(frozen=True, slots=True)
class Processed:
    """All data before the process id request with this `number` (0 to 65535) has been printed."""

    number: int


@dataclass(frozen=True, slots=True)
class Queued:
    """An answer to GS r: all data before it has been processed."""

    byte: int


Answer = Status | Processed | Queued


def process_id(number: int) -> bytes:
    """Four bytes for a number 0 to 65535."""
    return bytes(NIBBLE_MARK | (number >> shift) & 0x0F for shift in (12, 8, 4, 0))


class Answers:
    """Bytes in, answers out; noise, flow control bytes and pushed status are passed over. Holds 6 bytes at most."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, data: bytes) -> list[Answer]:
        """Whatever arrived, in any pieces; the answers it completes."""
        answers: list[Answer] = []
        for byte in data:
            self._pending.append(byte)
            answers += self._read()
        return answers

    def forget(self) -> None:
        """The link is new: what began on the old one will not end."""
        self._pending.clear()

    def _read(self) -> list[Answer]:
        """The answers at the front of what is pending; leaves the beginning of a longer one."""
        answers: list[Answer] = []
        while self._pending and not self._is_beginning():
            size, answer = self._first()
            del self._pending[:size]
            if answer:
                answers.append(answer)
        return answers

    def _is_beginning(self) -> bool:
        pending = self._pending
        return (_may_be_processed(pending) and len(pending) < PROCESSED_SIZE) or (
            _may_be_pushed(pending) and len(pending) < PUSHED_SIZE
        )

    def _first(self) -> tuple[int, Answer | None]:
        pending = self._pending
        if _may_be_processed(pending):
            number = int("".join(f"{byte & 0x0F:x}" for byte in pending[2:6]), 16)
            return PROCESSED_SIZE, Processed(number)
        if _may_be_pushed(pending):
            return PUSHED_SIZE, None
        byte = pending[0]
        if byte & STATUS_MASK == STATUS_VALUE:
            return 1, Status(byte)
        if byte & QUEUED_MASK == QUEUED_VALUE:
            return 1, Queued(byte)
        return 1, None


def _may_be_processed(data: bytearray) -> bool:
    header, number, end = data[:2], data[2:6], data[6:7]
    return (
        PROCESSED_HEADER.startswith(header)
        and all(byte & 0xF0 == NIBBLE_MARK for byte in number)
        and end in (bytearray(), bytearray(1))
    )


def _may_be_pushed(data: bytearray) -> bool:
    return data[0] & PUSHED_MASK == PUSHED_VALUE and all(
        byte & QUEUED_MASK == QUEUED_VALUE for byte in data[1:PUSHED_SIZE]
    )
