"""The compact signed receipt: everything a receipt must say, in the characters of a QR code, signed by the kiosk.

    base43( version  public key  signature  deflate( body ) )

The signature covers a text of its own, the version, the key and the deflated body, so it can be checked before anything
inside is believed. page.html reads and checks the same in a telephone.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.basket import LINES_MAX, NonItemKind, TenderKind
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.tax import Rate, TaxTotal
from kiosk.receipts import base43
from kiosk.receipts.packing import NotPacked, Packer, Unpacker
from kiosk.receipts.receipt import (
    ADDRESS_MAX,
    CARDS_MAX,
    TAXES_MAX,
    TENDERS_MAX,
    Receipt,
    Shortening,
    SoldLine,
    shorter,
)
from kiosk.receipts.signature import KEY_SIZE, SIGNATURE_SIZE, Sign, signed_by

VERSION = b"\x01"
DOMAIN = b"Borne receipt in a QR code, version 1\n"
"""Goes before what is signed: no other signature of the same key can be taken for one of these, nor the other way."""

CODE_LENGTH_MAX = 1740
"""With an address of 60 characters before it, a QR code of version 25, correction L: 117 modules, 125 with its margin.

On a screen 10 cm wide a module is 0.8 mm; a published trial of 2013 found that telephones need 0.24 to 0.96 mm
on a screen. On the narrowest screen we allow, 480 pixels, it is 3.8 pixels, near the 4 that the maker of QR codes
advises. A screen has no scratches, so the lowest correction is enough. Real telephones have not been tried yet.
"""

BODY_SIZE_MAX = 16 * 1024
TEXT_SIZE_MAX = 4 * 64

_HEAD_SIZE = len(VERSION) + KEY_SIZE + SIGNATURE_SIZE
_WEIGHED, _MANY, _DEPOSIT = 0x10, 0x20, 0x40  # beside the place of the rate
_TRAINING, _BESIDES = 0x10, 0x20  # beside the shortening
TENDERS = tuple(TenderKind)
OTHERS = tuple(NonItemKind)
"""A kind is packed as its place here: new kinds come at the end."""


class Fault(StrEnum):
    """Why a text is not taken for a receipt. One that was altered is FORGED: a signature cannot tell the two apart."""

    UNREADABLE = "unreadable"
    FORGED = "forged"


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """A receipt as this public key (compressed, 33 bytes) signed it. Whose key it is, the code cannot say."""

    receipt: Receipt
    key: bytes


def make_code(receipt: Receipt, key: bytes, sign: Sign) -> str:
    """At most CODE_LENGTH_MAX characters; names are cut and lines summarised when they must be, and it says so.

    `key`: the compressed public key, 33 bytes, of what signs.
    """
    for candidate in shorter(receipt):
        body = _deflated(packed(candidate))
        if _length(_HEAD_SIZE + len(body)) <= CODE_LENGTH_MAX:
            break
    else:
        raise ValueError("the name, address and numbers of this shop are too long for a QR code")
    signature = sign(DOMAIN + VERSION + key + body)
    return base43.encode(VERSION + key + signature + body)


def read_code(text: str) -> SignedReceipt | Fault:
    """The receipt in a code, or in a link that ends in one after its #. Any text may come: it never raises."""
    code = text.rpartition("#")[2]
    if len(code) > CODE_LENGTH_MAX:
        return Fault.UNREADABLE
    try:
        data = base43.decode(code)
    except base43.NotBase43:
        return Fault.UNREADABLE
    if len(data) <= _HEAD_SIZE or data[:1] != VERSION:
        return Fault.UNREADABLE
    key, rest = data[1 : 1 + KEY_SIZE], data[1 + KEY_SIZE :]
    signature, body = rest[:SIGNATURE_SIZE], rest[SIGNATURE_SIZE:]
    if not signed_by(key, signature, DOMAIN + VERSION + key + body):
        return Fault.FORGED
    try:
        return SignedReceipt(unpacked(_inflated(body)), key)
    except ValueError:  # signed nonsense: a maker with a mistake, or a key that is nobody's
        return Fault.UNREADABLE


def packed(receipt: Receipt) -> bytes:
    """The body. ValueError when a number is too large for it."""
    body = Packer()
    besides = _BESIDES if receipt.tenders or receipt.others else 0
    body.number(receipt.shortening | (_TRAINING if receipt.training else 0) | besides)
    for text in (receipt.shop, receipt.siret, receipt.vat_number, receipt.till, receipt.seal):
        body.text(text)
    body.number(len(receipt.address))
    for text in receipt.address:
        body.text(text)
    for number in (receipt.number, receipt.at):
        body.number(number)
    body.signed(receipt.utc_offset)
    body.number(len(receipt.taxes))
    for tax in receipt.taxes:
        body.number(tax.rate.basis_points)
        body.signed(tax.net.cents)
        body.signed(tax.vat.cents)
    for money in (receipt.cash_in, receipt.cash_out, receipt.by_hand):
        body.signed(money.cents)
    body.number(len(receipt.cards))
    for card in receipt.cards:
        body.signed(card.cents)
    if besides:
        _pack_kinds(body, [(TENDERS.index(kind), amount) for kind, amount in receipt.tenders])
        _pack_kinds(body, [(OTHERS.index(kind), amount) for kind, amount in receipt.others])
    for number in (receipt.pieces, receipt.number_of_lines, len(receipt.lines)):
        body.number(number)
    places = {tax.rate: place for place, tax in enumerate(receipt.taxes)}
    for line in receipt.lines:
        _pack_line(body, line, places)
    return bytes(body.data)


def unpacked(data: bytes) -> Receipt:
    """The receipt of a body. ValueError for everything that `packed` cannot have made."""
    body = Unpacker(data)
    flags = body.number(_BESIDES | _TRAINING | max(Shortening))
    shop, siret, vat_number, till, seal = (body.text(TEXT_SIZE_MAX) for _ in range(5))
    address = tuple(body.text(TEXT_SIZE_MAX) for _ in range(body.number(ADDRESS_MAX)))
    number, at, utc_offset = body.number(), body.number(), body.signed()
    taxes = tuple(_unpack_tax(body) for _ in range(body.number(TAXES_MAX)))
    cash_in, cash_out, by_hand = (Money(body.signed()) for _ in range(3))
    cards = tuple(Money(body.signed()) for _ in range(body.number(CARDS_MAX)))
    tenders: tuple[tuple[TenderKind, Money], ...] = ()
    others: tuple[tuple[NonItemKind, Money], ...] = ()
    if flags & _BESIDES:
        tenders = tuple((TENDERS[place], amount) for place, amount in _unpack_kinds(body, len(TENDERS)))
        others = tuple((OTHERS[place], amount) for place, amount in _unpack_kinds(body, len(OTHERS)))
    pieces, number_of_lines = body.number(), body.number(LINES_MAX)
    lines = tuple(_unpack_line(body, taxes) for _ in range(body.number(LINES_MAX)))
    body.end()
    receipt = Receipt(
        shop, address, siret, vat_number, till, number, at, utc_offset, lines, taxes, cash_in, cash_out, by_hand,
        cards, pieces, number_of_lines, seal, bool(flags & _TRAINING),
        Shortening(flags & ~(_TRAINING | _BESIDES)), tenders, others,
    )  # fmt: skip
    if packed(receipt) != data:
        raise NotPacked("the same receipt is packed otherwise")
    return receipt


def _pack_kinds(body: Packer, paid: list[tuple[int, Money]]) -> None:
    body.number(len(paid))
    for place, amount in paid:
        body.number(place)
        body.signed(amount.cents)


def _unpack_kinds(body: Unpacker, kinds: int) -> list[tuple[int, Money]]:
    return [(body.number(kinds - 1), Money(body.signed())) for _ in range(body.number(TENDERS_MAX))]


def _pack_line(body: Packer, line: SoldLine, places: dict[Rate, int]) -> None:
    kinds = ((line.grams, _WEIGHED), (line.count > 1, _MANY), (line.deposit, _DEPOSIT))
    body.number(places[line.rate] | sum(flag for is_so, flag in kinds if is_so))
    body.text(line.name)
    body.signed(line.gross.cents)
    if line.grams:
        body.number(line.grams)
        body.signed(line.price.cents)
    if line.count > 1:
        body.number(line.count)
    if line.deposit:
        body.signed(line.deposit.cents)


def _unpack_line(body: Unpacker, taxes: tuple[TaxTotal, ...]) -> SoldLine:
    flags = body.number(0x7F)
    if flags % _WEIGHED >= len(taxes):
        raise NotPacked("a line with a VAT rate that has no total")
    name, gross = body.text(TEXT_SIZE_MAX), Money(body.signed())
    grams, price = (body.number(), Money(body.signed())) if flags & _WEIGHED else (0, NOTHING)
    count = body.number() if flags & _MANY else 1
    deposit = Money(body.signed()) if flags & _DEPOSIT else NOTHING
    return SoldLine(name, taxes[flags % _WEIGHED].rate, gross, count, grams, price, deposit)


def _unpack_tax(body: Unpacker) -> TaxTotal:
    rate, net, vat = Rate(body.number(10_000)), Money(body.signed()), Money(body.signed())
    return TaxTotal(rate, net, vat, net + vat)


def _deflated(body: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(body) + deflate.flush()


def _inflated(data: bytes) -> bytes:
    """At most BODY_SIZE_MAX bytes, and nothing after them. ValueError otherwise."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        body = inflate.decompress(data, BODY_SIZE_MAX)
    except zlib.error as error:
        raise NotPacked("the body cannot be inflated") from error
    if not inflate.eof or inflate.unused_data:
        raise NotPacked("the body is too long, cut off, or has something after it")
    return body


def _length(size: int) -> int:
    """How many characters these bytes are in base43."""
    return size // 2 * 3 + size % 2 * 2
