"""A text file as numbered lines, whatever stands in it: one line never takes more memory than LINE_SIZE_MAX."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

LINE_SIZE_MAX = 8 * 1024
"""Bytes of a line, its end included."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class RawLine:
    """One line without its end; `whole` is False when it was longer than LINE_SIZE_MAX and its tail was passed over."""

    number: int
    data: bytes
    whole: bool = True


def raw_lines(stream: BinaryIO) -> Iterator[RawLine]:
    """The lines from the start of the stream, numbered from 1, without byte order mark."""
    stream.seek(0)
    number = 0
    while data := stream.readline(LINE_SIZE_MAX + 1):
        number += 1
        whole = len(data) <= LINE_SIZE_MAX
        if not whole:
            _pass_over(stream, data)
            data = data[:LINE_SIZE_MAX]
        yield RawLine(number, (data.removeprefix(_BOM) if number == 1 else data).rstrip(b"\r\n"), whole)


def encoding_of(stream: BinaryIO) -> str:
    """ "utf-8" or "cp1252", as most lines with accents have it.

    A majority, so that one damaged line of a UTF-8 file is refused instead of turning the accents of all the others
    into pairs of signs. French Windows-1252 text is practically never valid UTF-8.
    """
    utf_8 = windows = 0
    for line in raw_lines(stream):
        if line.whole and not line.data.isascii():
            if _is_utf_8(line.data):
                utf_8 += 1
            else:
                windows += 1
    stream.seek(0)
    marked = stream.read(len(_BOM)) == _BOM
    return "utf-8" if marked or utf_8 >= windows else "cp1252"


def _pass_over(stream: BinaryIO, data: bytes) -> None:
    while data and not data.endswith(b"\n"):
        data = stream.readline(LINE_SIZE_MAX)


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
