"""The receipt as plain text in a QR code, for a shop whose network a telephone cannot reach: read by eye, signed.

What a bare telephone does with a code decides the form. A link opens in its browser, so where the kiosk's page can be
reached the code is a link (compact.py). Without a network a page would have to lie in the code itself, as a
data:text/html link. That fails three times: cameras show such a text and do not offer it as a link; browsers run one
that is typed or pasted by hand, but refuse to go to one from anywhere else, against phishing; and the page that checks
takes 11,000 bytes even deflated, where the largest QR code holds 2,953. Plain text is what telephones show and copy, so
the text is the receipt, and its last line signs it: paste it into the page of any kiosk, or `read_text`. It is second
best, since some cameras only offer to search the web for a text (an iPhone's, as far as we know; not tried).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.domain.books import moment
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.phrases import kilograms, percent, say
from kiosk.domain.receipt import RATE_LETTERS
from kiosk.domain.tax import Rate
from kiosk.receipts.compact import Fault
from kiosk.receipts.receipt import Receipt, Shortening, SoldLine, shorter
from kiosk.receipts.signature import Sign, signed_by

DOMAIN = b"Borne receipt as plain text, version 1\n"
MARK = "BORNE1"
TEXT_SIZE_MAX = 1250
"""UTF-8 bytes: a QR code of version 25, correction L, as dense as a compact one may be."""

READ_SIZE_MAX = 4 * TEXT_SIZE_MAX

_LAST_LINE = re.compile(rf"{MARK} ([A-Za-z0-9_-]{{44}})\.([A-Za-z0-9_-]{{86}})")


@dataclass(frozen=True, slots=True)
class SignedText:
    """The readable part, as this public key (compressed, 33 bytes) signed it."""

    text: str
    key: bytes


def make_text(receipt: Receipt, key: bytes, sign: Sign) -> str:
    """At most TEXT_SIZE_MAX bytes; names are cut and lines summarised when they must be, and it says so."""
    for candidate in shorter(receipt):
        text = "".join(f"{line}\n" for line in _lines(candidate))
        signature = sign(DOMAIN + text.encode())
        whole = f"{text}{MARK} {_base64(key)}.{_base64(signature)}"
        if len(whole.encode()) <= TEXT_SIZE_MAX:
            return whole
    raise ValueError("the name, address and numbers of this shop are too long for a QR code")


def read_text(text: str) -> SignedText | Fault:
    """What was signed, when it was. Line ends may have become others on the way. Any text may come: it never raises."""
    if len(text) > READ_SIZE_MAX:
        return Fault.UNREADABLE
    readable, _, last = text.replace("\r\n", "\n").strip().rpartition("\n")
    found = _LAST_LINE.fullmatch(last.strip())
    if not found:
        return Fault.UNREADABLE
    try:
        key, signature = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in found.groups())
        message = DOMAIN + f"{readable}\n".encode()
    except (binascii.Error, UnicodeEncodeError):
        return Fault.UNREADABLE
    return SignedText(readable, key) if signed_by(key, signature, message) else Fault.FORGED


def _lines(receipt: Receipt) -> Iterator[str]:
    letters = {tax.rate: RATE_LETTERS[place] for place, tax in enumerate(receipt.taxes)}
    when = moment(receipt.at, receipt.utc_offset)
    # A camera takes a first word with a colon behind it for a link of an unknown kind, and then shows nothing at all.
    yield f"Ticket {receipt.number} Caisse {receipt.till}"
    yield f"{when:%d/%m/%Y %H:%M:%S}"
    if receipt.training:
        yield "ECOLE, ce ticket ne vaut rien"
    yield from (line.strip() for line in (receipt.shop, *receipt.address) if line.strip())
    numbers = (("SIRET", receipt.siret), ("TVA", receipt.vat_number))
    yield from (f"{label} {value}" for label, value in numbers if value)
    for line in receipt.lines:
        yield from _line(line, letters, receipt.shortening)
    yield f"TOTAL {_amount(receipt.total)} EUR"
    yield from (f"{say(Language.FR, f'other_{kind}')} {_amount(amount)}" for kind, amount in receipt.others)
    if receipt.others:
        yield f"A PAYER {_amount(receipt.to_pay)} EUR"
    yield from _payments(receipt)
    for tax in receipt.taxes:
        rate = f"{letters[tax.rate]} TVA {percent(Language.FR, tax.rate.basis_points)}"
        yield f"{rate} HT {_amount(tax.net)} TVA {_amount(tax.vat)}"
    yield f"{receipt.pieces} articles, {receipt.number_of_lines} lignes"
    if receipt.shortening is Shortening.NAMES_CUT:
        yield "Noms abrégés"
    yield f"Signature {receipt.seal}"


def _line(line: SoldLine, letters: dict[Rate, str], shortening: Shortening) -> Iterator[str]:
    name = line.name or ("Articles" if shortening is Shortening.SUMMARISED else "Article")
    if line.grams:
        name = f"{name} {kilograms(Language.FR, line.grams)}kg"
    elif line.count > 1:
        name = f"{line.count} {name}"
    yield f"{name} {_amount(line.gross)} {letters[line.rate]}"
    if line.deposit:
        yield f"  Consigne {_amount(line.deposit)} {letters[Rate(0)]}"


def _payments(receipt: Receipt) -> Iterator[str]:
    paid = (("Espèces", receipt.cash_in), ("Rendu", receipt.cash_out), ("Rendu à la main", receipt.by_hand))
    yield from (f"{label} {_amount(amount)}" for label, amount in paid if amount)
    yield from (f"{say(Language.FR, f'tender_{kind}')} {_amount(amount)}" for kind, amount in receipt.tenders)
    yield from (f"Carte {_amount(amount)}" for amount in receipt.cards)


def _amount(amount: Money) -> str:
    euros, cents = divmod(abs(amount.cents), 100)
    return f"{'-' if amount.cents < 0 else ''}{euros},{cents:02}"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
