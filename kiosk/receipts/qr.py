"""What a receipt's QR code carries, and the code itself as black and white modules."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from segno.consts import MODE_ALPHANUMERIC, MODE_BYTE

from kiosk.domain.events import CodeRows
from kiosk.domain.states import Completed, Shop
from kiosk.receipts.base43 import ALPHABET
from kiosk.receipts.compact import make_code
from kiosk.receipts.plain import make_text
from kiosk.receipts.receipt import receipt_of
from kiosk.receipts.signature import Sign

LINK_LENGTH_MAX = 60
"""What may stand before the # of a link: a longer address would make codes denser than CODE_LENGTH_MAX reckons with."""

MARGIN = 4
"""Light modules around a QR code (ISO/IEC 18004): without them it is not found."""


@dataclass(frozen=True, slots=True)
class Modules:
    """A QR code without its margin: rows of modules, True is dark. `version` is 1 to 40."""

    version: int
    rows: CodeRows


def receipt_text(done: Completed, shop: Shop, seal: str, key: bytes, sign: Sign, page: str = "") -> str:
    """What the QR code of this sale says: a link to the receipt's page, or without a page the receipt as plain text.

    `page`: where telephones reach the page, as http://192.168.1.20:8080/, empty when they cannot. `key`: the compressed
    public key of `sign`.
    """
    receipt = receipt_of(done, shop, seal)
    return link(page, make_code(receipt, key, sign)) if page else make_text(receipt, key, sign)


def link(page: str, code: str) -> str:
    """The receipt stands after the #, which no browser ever sends to anybody."""
    if len(page) > LINK_LENGTH_MAX:
        raise ValueError(f"the page's address has at most {LINK_LENGTH_MAX} characters: {page!r}")
    return f"{page}#{code}"


def modules(text: str) -> Modules:
    """The QR code of a receipt's text, with the lowest correction. ValueError for a text that no QR code can hold.

    A link is stored in two parts: the code after its # is upper-case by design, which takes a quarter less room.
    """
    head, mark, code = text.partition("#")
    parts = [(head + mark, MODE_BYTE, "utf-8"), (code, MODE_ALPHANUMERIC, None)]
    content = parts if mark and code and set(code) <= set(ALPHABET) else [(text, MODE_BYTE, "utf-8")]
    # A sequence of parts works, and is missing from segno's types.
    picture = segno.make_qr(content, error="l", boost_error=False)  # type: ignore[arg-type]
    rows = tuple(tuple(bool(module) for module in row) for row in picture.matrix)
    return Modules(int(picture.version), rows)
