"""A raw HID device as a stream of bytes: its report descriptor and its reports, each in a frame.

A frame is one letter (D: descriptor, R: report), two bytes of length (high byte first), and that many bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

DESCRIPTOR, REPORT = b"D", b"R"
HEADER_SIZE = 3
FRAME_SIZE_MAX = 4096
"""Linux: HID_MAX_DESCRIPTOR_SIZE; reports of scanners have 64 bytes."""


class NotFramed(Exception):  # noqa: N818 - it says what the bytes are
    """These bytes are no frames."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One descriptor or report."""

    kind: bytes
    data: bytes


def descriptor_frame(data: bytes) -> bytes:
    """What a link hands over first."""
    return _frame(DESCRIPTOR, data)


def report_frame(data: bytes) -> bytes:
    """One report, as it was read."""
    return _frame(REPORT, data)


def split_frames(data: bytes) -> tuple[list[Frame], bytes]:
    """The whole frames at the beginning, and the rest. NotFramed when it cannot be one."""
    frames, at = [], 0
    while at < len(data):
        kind, size = data[at : at + 1], int.from_bytes(data[at + 1 : at + HEADER_SIZE], "big")
        if kind not in (DESCRIPTOR, REPORT) or (len(data) - at >= HEADER_SIZE and size > FRAME_SIZE_MAX):
            raise NotFramed
        if len(data) - at < HEADER_SIZE + size:
            break
        frames.append(Frame(kind, data[at + HEADER_SIZE : at + HEADER_SIZE + size]))
        at += HEADER_SIZE + size
    return frames, data[at:]


def _frame(kind: bytes, data: bytes) -> bytes:
    if len(data) > FRAME_SIZE_MAX:
        raise ValueError(f"a frame holds at most {FRAME_SIZE_MAX} bytes, not {len(data)}")
    return kind + len(data).to_bytes(2, "big") + data
