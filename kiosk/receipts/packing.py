"""Numbers and texts as few bytes: what the body of a receipt's code is made of. page.html reads the same."""

from __future__ import annotations

from dataclasses import dataclass, field

NUMBER_MAX = 2**48 - 1
"""JavaScript is exact up to here and a little beyond."""

_MORE = 0x80


class NotPacked(ValueError):  # noqa: N818 - it says what the bytes are
    """Bytes that nobody packed."""


@dataclass(slots=True)
class Packer:
    """What is packed so far."""

    data: bytearray = field(default_factory=bytearray)

    def number(self, number: int) -> None:
        """0 to NUMBER_MAX, seven bits a byte, lowest first (as in Protocol Buffers and DWARF)."""
        if not 0 <= number <= NUMBER_MAX:
            raise ValueError(f"{number} cannot be packed: 0 to {NUMBER_MAX}")
        while number >= _MORE:
            self.data.append(number % _MORE | _MORE)
            number //= _MORE
        self.data.append(number)

    def signed(self, number: int) -> None:
        """Below or above zero: 0, -1, 1, -2, 2 … as 0, 1, 2, 3, 4 …"""
        self.number(-2 * number - 1 if number < 0 else 2 * number)

    def text(self, text: str) -> None:
        """Its length in bytes, then UTF-8."""
        encoded = text.encode()
        self.number(len(encoded))
        self.data += encoded


@dataclass(slots=True)
class Unpacker:
    """What is still to be read. NotPacked for everything that a Packer does not write."""

    data: bytes
    at: int = 0

    def number(self, most: int = NUMBER_MAX) -> int:
        """A number of at most `most`, written in as few bytes as it needs."""
        number = shift = 0
        while True:
            byte = self._bytes(1)[0]
            number |= (byte % _MORE) << shift
            if number > most or (not byte and shift):
                raise NotPacked(f"a number above {most}, or longer than it needs")
            if byte < _MORE:
                return number
            shift += 7

    def signed(self) -> int:
        number = self.number()
        return -(number + 1) // 2 if number % 2 else number // 2

    def text(self, size_max: int) -> str:
        """At most `size_max` bytes of UTF-8 that can be printed: nothing that hides, reverses or breaks the line."""
        try:
            text = self._bytes(self.number(size_max)).decode()
        except UnicodeDecodeError as error:
            raise NotPacked("a text that is no UTF-8") from error
        if not text.isprintable():
            raise NotPacked("a text that cannot be printed")
        return text

    def end(self) -> None:
        """Nothing may be left."""
        if self.at != len(self.data):
            raise NotPacked(f"{len(self.data) - self.at} bytes too many")

    def _bytes(self, size: int) -> bytes:
        piece = self.data[self.at : self.at + size]
        if len(piece) < size:
            raise NotPacked("it ends too early")
        self.at += size
        return piece
