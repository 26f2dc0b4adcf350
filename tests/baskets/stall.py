"""A stall where baskets are signed: keys that never change, and baskets to show."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.baskets.signed_basket import Basket, BasketLine

NOW = 1_750_000_000
SHOP = "quimper-1"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
KEYS = (OTHER_KEY.public_key(), KEY.public_key())
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32))

LINES = (BasketLine("3000000000014", 2), BasketLine("0000096385074", 99))


def basket(*lines: BasketLine, shop: str = SHOP, expires: int = NOW + 3600, id_: bytes = b"basket 1") -> Basket:
    """Two lines, unless others are given."""
    return Basket(shop, id_, expires, lines or LINES)
