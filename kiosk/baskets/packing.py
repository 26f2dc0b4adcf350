"""A part of a basket as bytes, as few as there can be, and back. FORMAT.md draws them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from struct import Struct, error
from typing import Final

from kiosk.baskets.basket import DIGEST_SIZE, GTIN_LENGTH, ID_SIZE, KEY_ID_SIZE, MINUTE, BasketLine, Head, Part
from kiosk.domain.barcode import check_digit
from kiosk.domain.basket import COUNT_MAX

SIZE: Final = Struct(">H")
"""How many bytes there are, itself included: the first thing in a part."""

_HEAD = Struct(f">H{KEY_ID_SIZE}s{ID_SIZE}sIHBBHB{DIGEST_SIZE}sBB")
HEAD_SIZE = _HEAD.size
KEY_ID_AT = slice(SIZE.size, SIZE.size + KEY_ID_SIZE)

_RESTRICTED = 1
_PIECES_SIZE = 6
_COUNTS = (
    COUNT_MAX + 1
)  # pieces are one number, (GTIN without its check digit) x 100 + count: its first byte is below 128
_WEIGHED = Struct(">B5sH")
_OWN = Struct(">BBB")
_OWN_WEIGHED = Struct(">BHB")
_IS_WEIGHED, _IS_OWN, _IS_OWN_WEIGHED = 0x80, 0x81, 0x82


def packed(part: Part) -> bytes:
    """What is signed, after the prefix."""
    head = part.head
    shop, device = head.shop.encode("ascii"), head.device.encode("ascii")
    rest = shop + device + b"".join(map(packed_line, part.lines))
    return (
        _HEAD.pack(
            HEAD_SIZE + len(rest),
            head.key,
            head.id,
            head.issued // MINUTE,
            head.minutes,
            part.number << 4 | head.parts,
            head.lines,
            head.pieces,
            _RESTRICTED if head.restricted else 0,
            head.digest,
            len(shop),
            len(device),
        )
        + rest
    )


def unpacked(data: bytes) -> Part:
    """The part that is packed so. ValueError for everything else: no two packings mean the same part."""
    try:
        _, key, id_, issued, minutes, place, lines, pieces, flags, digest, shop, device = _HEAD.unpack_from(data)
        head = Head(
            key,
            _ascii(data, HEAD_SIZE, shop),
            _ascii(data, HEAD_SIZE + shop, device),
            id_,
            issued * MINUTE,
            minutes,
            place & 0x0F,
            lines,
            pieces,
            bool(flags),
            digest,
        )
        part = Part(head, place >> 4, tuple(_lines(data, HEAD_SIZE + shop + device)))
    except (error, IndexError) as damaged:
        raise ValueError("bytes are missing") from damaged
    if packed(part) != data:
        raise ValueError("this part is packed in another way than it must be")
    return part


def packed_line(line: BasketLine) -> bytes:
    """6 bytes for pieces of a GTIN, 8 for a weighed GTIN, 3 or 4 and the code for an own code."""
    text = line.code.encode("ascii")
    match line.gtin, bool(line.grams):
        case True, False:
            return (int(line.code[:-1]) * _COUNTS + line.count).to_bytes(_PIECES_SIZE)
        case True, True:
            return _WEIGHED.pack(_IS_WEIGHED, int(line.code[:-1]).to_bytes(5), line.grams)
        case False, False:
            return _OWN.pack(_IS_OWN, line.count, len(text)) + text
        case _:
            return _OWN_WEIGHED.pack(_IS_OWN_WEIGHED, line.grams, len(text)) + text


def digest_of(lines: Iterable[BasketLine]) -> bytes:
    """Of the whole basket: the first bytes of SHA-256 over its packed lines, in the order of its parts."""
    return hashlib.sha256(b"".join(map(packed_line, lines))).digest()[:DIGEST_SIZE]


def _lines(data: bytes, at: int) -> Iterator[BasketLine]:
    while at < len(data):
        line = _line(data, at)
        yield line
        at += len(packed_line(line))


def _line(data: bytes, at: int) -> BasketLine:
    match data[at]:
        case kind if kind < _IS_WEIGHED:
            number, count = divmod(int.from_bytes(_exactly(data, at, _PIECES_SIZE)), _COUNTS)
            return BasketLine(_gtin(number), count)
        case kind if kind == _IS_WEIGHED:
            _, digits, grams = _WEIGHED.unpack_from(data, at)
            return BasketLine(_gtin(int.from_bytes(digits)), grams=_weight(grams))
        case kind if kind == _IS_OWN:
            _, count, length = _OWN.unpack_from(data, at)
            return BasketLine(_ascii(data, at + _OWN.size, length), count)
        case kind if kind == _IS_OWN_WEIGHED:
            _, grams, length = _OWN_WEIGHED.unpack_from(data, at)
            return BasketLine(_ascii(data, at + _OWN_WEIGHED.size, length), grams=_weight(grams))
        case kind:
            raise ValueError(f"there is no line of kind {kind:#x}")


def _gtin(number: int) -> str:
    digits = f"{number:0{GTIN_LENGTH - 1}}"
    if len(digits) >= GTIN_LENGTH:
        raise ValueError(f"{digits} is no GTIN of {GTIN_LENGTH} digits")
    return digits + str(check_digit(digits))


def _weight(grams: int) -> int:
    if not grams:
        raise ValueError("a weighed line weighs something")
    return grams


def _ascii(data: bytes, at: int, length: int) -> str:
    return _exactly(data, at, length).decode("ascii")


def _exactly(data: bytes, at: int, length: int) -> bytes:
    piece = data[at : at + length]
    if len(piece) != length:
        raise ValueError("bytes are missing")
    return piece
