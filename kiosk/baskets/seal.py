"""A part of a basket as the text of a QR code: packed, signed, in base45; and read back only when all of it is right.

BORNE2: base45( packed part  Ed25519 signature over "BORNE2:" and the packed part )
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.baskets import base45
from kiosk.baskets.basket import MINUTE, Basket, Part, Refused
from kiosk.baskets.keys import Handhelds, key_id, public_half
from kiosk.baskets.packing import HEAD_SIZE, KEY_ID_AT, SIZE, packed, unpacked
from kiosk.baskets.parts import split
from kiosk.domain.basket import Refusal

VERSION: Final = 2
PREFIX: Final = f"BORNE{VERSION}:"
TEXT_LENGTH_MAX: Final = 600
"""Alphanumeric characters of a QR code of version 15 with correction M: denser ones are read worse (FORMAT.md)."""

SIGNATURE_SIZE: Final = 64
SIZE_MAX: Final = (TEXT_LENGTH_MAX - len(PREFIX)) // 3 * 2 - SIGNATURE_SIZE
"""Bytes of a packed part."""

SKEW_SECONDS: Final = 5 * MINUTE
"""How far the clocks of two devices may disagree."""

_ANY_VERSION = re.compile(r"BORNE[0-9]{1,3}:")


@dataclass(frozen=True, slots=True)
class Trusted:
    """For which shop baskets are taken, whose, and how long after they were made at the most."""

    shop: str
    handhelds: Handhelds
    minutes_max: int


@dataclass(frozen=True, slots=True)
class Genuine:
    """A part that may be taken: the name under which its maker is enrolled, and until when (UTC seconds)."""

    part: Part
    device: str
    expires: int


def is_basket(text: str) -> bool:
    """Does this text say that it is (a part of) a signed basket, of whatever version?"""
    return _ANY_VERSION.match(text) is not None


def sealed_basket(basket: Basket, key: Ed25519PrivateKey) -> tuple[str, ...]:
    """The texts of all parts, each at most 600 ASCII characters for a QR code in alphanumeric mode.

    ValueError for a basket that cannot be one.
    """
    return tuple(seal(part, key) for part in split(basket, key_id(public_half(key)), SIZE_MAX))


def seal(part: Part, key: Ed25519PrivateKey) -> str:
    """The text of one part."""
    body = packed(part)
    return PREFIX + base45.encode(body + key.sign(PREFIX.encode("ascii") + body))


def unseal(text: str, trusted: Trusted, now: int) -> Genuine | Refused:
    """The part, when a trusted key signed it for this shop and it can be taken at `now` (UTC seconds).

    The signature comes before anything that the text says: who cannot sign learns no more than that it was seen.
    """
    if not text.startswith(PREFIX):
        return Refused(Refusal.NEWER)
    data = _whole(text)
    if not data:
        return Refused(Refusal.TRUNCATED)
    body, signature = data[:-SIGNATURE_SIZE], data[-SIGNATURE_SIZE:]
    named = tuple(each for each in trusted.handhelds if each.id == body[KEY_ID_AT])
    if not named:
        return Refused(Refusal.FORGED)
    signers = (each for each in named if each.signed(PREFIX.encode("ascii") + body, signature))
    signer = next(signers, None)
    if signer is None:
        return Refused(Refusal.ALTERED, _names(each.name for each in named))
    if signer.revoked:
        return Refused(Refusal.REVOKED, signer.name)
    try:
        part = unpacked(body)
    except ValueError:  # signed nonsense: a maker with a mistake
        return Refused(Refusal.ABSURD, signer.name)
    expires = min(part.head.expires, part.head.issued + trusted.minutes_max * MINUTE)
    reason = _untimely(part, expires, trusted.shop, now)
    return Refused(reason, signer.name) if reason else Genuine(part, signer.name, expires)


def _whole(text: str) -> bytes:
    """Body and signature; empty when characters are missing, too many or not of this alphabet."""
    if len(text) > TEXT_LENGTH_MAX:
        return b""
    try:
        data = base45.decode(text.removeprefix(PREFIX))
    except base45.NotBase45:
        return b""
    if len(data) < HEAD_SIZE + SIGNATURE_SIZE:
        return b""
    (size,) = SIZE.unpack_from(data)
    return data if len(data) == size + SIGNATURE_SIZE else b""


def _untimely(part: Part, expires: int, shop: str, now: int) -> Refusal | None:
    if part.head.shop != shop:
        return Refusal.OTHER_SHOP
    if part.head.issued > now + SKEW_SECONDS:
        return Refusal.FUTURE
    return Refusal.EXPIRED if now >= expires + SKEW_SECONDS else None


def _names(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
