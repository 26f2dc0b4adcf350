"""Base43: bytes in characters that a QR code stores densely and that may stand after the # of a web address.

Base45 (RFC 9285) without the space and the percent sign, which a web address would write otherwise: 43³ still holds two
bytes. A code is 3 % longer than its bytes in a QR code's alphanumeric mode; base64url would be 33 %.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


class NotBase43(ValueError):  # noqa: N818 - it says what the text is
    """A text that no bytes are written as."""


def encode(data: bytes) -> str:
    """Three characters for two bytes, two for a last single one. The last character is always a digit or letter."""
    return "".join(_digits(data[at : at + 2]) for at in range(0, len(data), 2))


def decode(text: str) -> bytes:
    """The bytes that are written so: every other text is NotBase43, so that no two texts mean the same bytes."""
    if len(text) % 3 == 1:
        raise NotBase43(text)
    return b"".join(_bytes(text[at : at + 3]) for at in range(0, len(text), 3))


def _digits(pair: bytes) -> str:
    number, digits = int.from_bytes(pair), ""
    for _ in range(len(pair) + 1):
        number, digit = divmod(number, len(ALPHABET))
        digits += ALPHABET[digit]
    return digits


def _bytes(digits: str) -> bytes:
    try:
        number = 0
        for digit in reversed(digits):
            number = number * len(ALPHABET) + _VALUES[digit]
        return number.to_bytes(len(digits) - 1)
    except (KeyError, OverflowError) as error:
        raise NotBase43(digits) from error
