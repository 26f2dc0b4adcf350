"""The signed basket of queue-busting staff: articles scanned in the queue, as one text for a QR code.

    BORNE1: base45( version  shop id  basket id  expiry  lines  Ed25519 signature )

Prices are not in it: the kiosk looks them up. 600 characters of base45 are a QR code of version 15 with correction M,
the largest that cameras read well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from struct import Struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.baskets import base45
from kiosk.domain.barcode import check_digit, is_gtin
from kiosk.domain.basket import COUNT_MAX, Refusal

PREFIX = "BORNE1:"
VERSION = 1
TEXT_LENGTH_MAX = 600
LINES_MAX = 50
SHOP_LENGTH_MAX = 16
SHOP_PATTERN = rf"^[A-Za-z0-9-]{{1,{SHOP_LENGTH_MAX}}}$"
ID_SIZE = 8
EXPIRES_MAX = 2**32 - 1

PublicKeys = tuple[Ed25519PublicKey, ...]
"""Of those whose baskets are taken."""

_HEAD = Struct(f">BB{ID_SIZE}sIB")  # version, length of the shop id, basket id, expiry, number of lines; then the shop
_LINE_SIZE = 6
_SIGNATURE_SIZE = 64
_GTIN_LENGTH = 13
_COUNTS = COUNT_MAX + 1  # a line is one number, (GTIN without its check digit) x 100 + count: below 2**48


@dataclass(frozen=True, slots=True)
class BasketLine:
    """`count` pieces (1 to 99) of the article with this GTIN, written in 13 digits."""

    code: str
    count: int

    def __post_init__(self) -> None:
        if len(self.code) != _GTIN_LENGTH or not is_gtin(self.code):
            raise ValueError(f"{self.code!r} is no GTIN of {_GTIN_LENGTH} digits")
        if not 1 <= self.count <= COUNT_MAX:
            raise ValueError(f"{self.code}: a line holds 1 to {COUNT_MAX} pieces, not {self.count}")


@dataclass(frozen=True, slots=True)
class Basket:
    """What is in it, for which shop, and until when (UTC, whole seconds). `id`: 8 random bytes, used only once."""

    shop: str
    id: bytes
    expires: int
    lines: tuple[BasketLine, ...]

    def __post_init__(self) -> None:
        if not re.fullmatch(SHOP_PATTERN, self.shop):
            raise ValueError(f"a shop id has 1 to {SHOP_LENGTH_MAX} letters, digits or hyphens, not {self.shop!r}")
        if len(self.id) != ID_SIZE:
            raise ValueError(f"a basket id has {ID_SIZE} bytes, not {len(self.id)}")
        if not 0 <= self.expires <= EXPIRES_MAX:
            raise ValueError(f"a basket expires between 1970 and 2106, not at {self.expires}")
        if not 1 <= len(self.lines) <= LINES_MAX:
            raise ValueError(f"a basket has 1 to {LINES_MAX} lines, not {len(self.lines)}")


def make(basket: Basket, key: Ed25519PrivateKey) -> str:
    """The text of this basket, at most 600 ASCII characters, for a QR code in alphanumeric mode."""
    body = _packed(basket)
    return PREFIX + base45.encode(body + key.sign(body))


def read(text: str, keys: PublicKeys, shop: str, now: int) -> Basket | Refusal:
    """The basket, when one of these keys signed it for this shop and it is not yet over at `now` (UTC seconds).

    The signature comes before anything that the text says: who cannot sign learns no more than that it was seen.
    """
    sealed = _whole(text)
    if not sealed:
        return Refusal.UNREADABLE
    body, signature = sealed[:-_SIGNATURE_SIZE], sealed[-_SIGNATURE_SIZE:]
    if not any(_signed(body, signature, key) for key in keys):
        return Refusal.FORGED
    try:
        basket = _unpacked(body)
    except ValueError:  # signed nonsense: another version, or a maker with a mistake
        return Refusal.UNREADABLE
    if basket.shop != shop:
        return Refusal.OTHER_SHOP
    return basket if now < basket.expires else Refusal.EXPIRED


def _whole(text: str) -> bytes:
    """Body and signature; empty when characters are missing, too many or not of this alphabet."""
    if not text.startswith(PREFIX) or len(text) > TEXT_LENGTH_MAX:
        return b""
    try:
        sealed = base45.decode(text.removeprefix(PREFIX))
    except base45.NotBase45:
        return b""
    if len(sealed) < _HEAD.size:
        return b""
    _, shop_length, _, _, lines = _HEAD.unpack_from(sealed)
    announced = _HEAD.size + shop_length + _LINE_SIZE * lines + _SIGNATURE_SIZE
    return sealed if len(sealed) == announced else b""


def _signed(body: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(signature, body)
    except InvalidSignature:
        return False
    return True


def _packed(basket: Basket) -> bytes:
    shop = basket.shop.encode("ascii")
    head = _HEAD.pack(VERSION, len(shop), basket.id, basket.expires, len(basket.lines))
    return head + shop + b"".join(_packed_line(line) for line in basket.lines)


def _packed_line(line: BasketLine) -> bytes:
    return (int(line.code[:-1]) * _COUNTS + line.count).to_bytes(_LINE_SIZE)


def _unpacked(body: bytes) -> Basket:
    """ValueError for what no Basket can hold."""
    version, shop_length, id_, expires, _ = _HEAD.unpack_from(body)
    if version != VERSION:
        raise ValueError(f"version {version} is not known")
    shop, lines = body[_HEAD.size : _HEAD.size + shop_length], body[_HEAD.size + shop_length :]
    packed = (lines[at : at + _LINE_SIZE] for at in range(0, len(lines), _LINE_SIZE))
    return Basket(shop.decode("ascii"), id_, expires, tuple(map(_unpacked_line, packed)))


def _unpacked_line(packed: bytes) -> BasketLine:
    number, count = divmod(int.from_bytes(packed), _COUNTS)
    digits = f"{number:0{_GTIN_LENGTH - 1}}"
    return BasketLine(digits + str(check_digit(digits)), count)
