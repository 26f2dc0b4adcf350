"""The receipt as a document, with its legal mentions, in the shop's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kiosk.domain.basket import NO_TAX, Line, Sale
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.phrases import kilograms, money, percent
from kiosk.domain.states import Completed, Shop
from kiosk.domain.tax import Rate

RATE_LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True, slots=True)
class Text:
    """One line; `right` is flush right on it."""

    text: str = ""
    right: str = ""
    bold: bool = False
    large: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Separator:
    """A line across."""


ReceiptPart = Text | Separator


def parts(shop: Shop, done: Completed) -> tuple[ReceiptPart, ...]:
    """The receipt of a completed sale, top to bottom."""
    sale = done.sale
    letters = {tax.rate: RATE_LETTERS[place] for place, tax in enumerate(sale.taxes)}
    return (
        *_head(shop, done),
        Separator(),
        *(part for line in sale.lines for part in _line(line, letters)),
        Separator(),
        Text("TOTAL", _euros(sale.total), bold=True, large=True),
        *_payments(sale),
        Separator(),
        *_taxes(sale),
        Separator(),
        Text(f"{sale.pieces} article{'s' if sale.pieces > 1 else ''}"),
        Text(f"{shop.software} {shop.version}".strip()),
        Text("Merci de votre visite", centred=True),
    )


def _head(shop: Shop, done: Completed) -> tuple[ReceiptPart, ...]:
    numbers = [
        f"{label} {value}"
        for label, value in (("SIRET", shop.siret), ("NAF", shop.naf), ("TVA", shop.vat_number))
        if value
    ]
    moment = datetime.fromtimestamp(done.at, UTC) + timedelta(seconds=done.utc_offset)
    return (
        Text(shop.name, bold=True, large=True, centred=True),
        *(Text(line, centred=True) for line in shop.address),
        *(Text(line, centred=True) for line in numbers),
        Text(),
        Text(f"Ticket {done.receipt}", f"Caisse {shop.till}"),
        Text(f"{moment:%d/%m/%Y}", f"{moment:%H:%M:%S}"),
    )


def _line(line: Line, letters: dict[Rate, str]) -> tuple[ReceiptPart, ...]:
    texts: list[ReceiptPart] = [Text(line.name, f"{_euros(line.gross)} {letters[line.rate]}")]
    if line.grams:
        texts.append(Text(f"  {kilograms(Language.FR, line.grams)} kg x {_euros(line.price)}/kg"))
    elif line.count > 1:
        texts.append(Text(f"  {line.count} x {_euros(line.price)}"))
    if line.deposits:
        texts.append(Text("  Consigne", f"{_euros(line.deposits)} {letters[NO_TAX]}"))
    return tuple(texts)


def _payments(sale: Sale) -> tuple[ReceiptPart, ...]:
    texts: list[ReceiptPart] = []
    if sale.cash_in:
        texts.append(Text("Espèces", _euros(sale.cash_in)))
    for card in sale.cards:
        texts.append(Text(f"Carte {card.card}".strip(), _euros(card.amount)))
        if card.authorization:
            texts.append(Text(f"  Autorisation {card.authorization}"))
    if sale.cash_out:
        texts.append(Text("Rendu", _euros(sale.cash_out)))
    if sale.by_hand:
        texts.append(Text("Rendu à la main", _euros(sale.by_hand)))
    return tuple(texts)


def _taxes(sale: Sale) -> tuple[ReceiptPart, ...]:
    return tuple(
        Text(
            f"{RATE_LETTERS[place]} TVA {percent(Language.FR, tax.rate.basis_points)} HT {_euros(tax.net)}",
            f"TVA {_euros(tax.vat)}",
        )
        for place, tax in enumerate(sale.taxes)
    )


def _euros(amount: Money) -> str:
    return money(Language.FR, amount)
