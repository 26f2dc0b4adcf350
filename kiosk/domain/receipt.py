"""The receipt as a document, with its legal mentions, in the shop's language."""

from __future__ import annotations

from kiosk.domain import receipt_returns
from kiosk.domain.barcode import is_periodical
from kiosk.domain.basket import NO_TAX, Line, PriceReason, Sale
from kiosk.domain.books import date_of, moment
from kiosk.domain.facts import SaleCompleted
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.orders import receivable_of
from kiosk.domain.phrases import kilograms, money, percent, say
from kiosk.domain.receipt_parts import Code as Code
from kiosk.domain.receipt_parts import ReceiptPart as ReceiptPart
from kiosk.domain.receipt_parts import Separator as Separator
from kiosk.domain.receipt_parts import Text as Text
from kiosk.domain.sight import Duplicate
from kiosk.domain.states import Completed, Kiosk, Shop
from kiosk.domain.tax import Rate

REFERENCE_MARK = "BORNE:"
"""Before the reference of an order or of what is on account, in the QR code of its receipt."""

RATE_LETTERS = "ABCDEFGHIJ"


EXCERPT_PLACES = (3, 7, 13, 19)
"""Which characters of a signature stand on paper, counted from 1: four make a forgery by guessing visible."""

PRICED = {
    PriceReason.CATALOGUE: "Prix",
    PriceReason.SHELF: "Prix du rayon",
    PriceReason.CHANGED: "Prix",
    PriceReason.DISCOUNT: "Remise",
}
"""What stands before the catalogue's price when another was paid."""

OPERATOR = "libre-service"
"""Who sold: the customer helped herself."""

TICKET, TRAINING, DUPLICATE = "ticket", "training", "duplicate"
"""Chains whose seals stand on receipts."""


def excerpt(signature: str) -> str:
    """Characters 3, 7, 13 and 19 of a signature; dashes when there is none."""
    return "".join(signature[place - 1 : place] or "-" for place in EXCERPT_PLACES)


def parts(kiosk: Kiosk, done: Completed, tries: int = 1) -> tuple[ReceiptPart, ...]:
    """The receipt of a completed sale, top to bottom. `tries`: how often its printing was begun."""
    kind = "TICKET ÉCOLE" if done.sale.training else receipt_returns.kind(done.sale)
    again = f"Impression n° {tries}" if tries > 1 else ""
    whole = _whole(kiosk.shop, done, seal(kiosk, done), Text(kind, again, bold=True))
    return (*whole, *_left_to_pay(kiosk, done))


def _left_to_pay(kiosk: Kiosk, done: Completed) -> tuple[ReceiptPart, ...]:
    """The balance of an order, or what was put on account: how much, until when, and the code to pay it with."""
    parts: tuple[ReceiptPart, ...] = ()
    for order in done.sale.orders:
        placed = kiosk.till.orders.get(order.reference, order)
        parts += (
            Separator(),
            Text(f"Commande {order.reference}", bold=True),
            *(Text(f"  {line.name}", _euros(line.amount)) for line in order.lines),
            Text("Solde à payer au retrait", _euros(placed.balance), bold=True),
            Code(f"{REFERENCE_MARK}{order.reference}"),
        )
    owed = kiosk.till.receivables.get(receivable_of(kiosk.shop.till, done.receipt))
    if owed and done.sale.tenders:
        parts += (
            Separator(),
            Text("À payer", _euros(owed.amount), bold=True),
            Text(f"  avant le {date_of(owed.due)}", owed.reference),
            Code(f"{REFERENCE_MARK}{owed.reference}"),
        )
    return parts


def seal(kiosk: Kiosk, done: Completed) -> str:
    """The characters of the seal that stand on the receipt of this sale."""
    return _sealed(kiosk, TRAINING if done.sale.training else TICKET, done.receipt)


def duplicate(kiosk: Kiosk, copy: Duplicate) -> tuple[ReceiptPart, ...]:
    """A later copy of a receipt, with a seal of its own."""
    head = kiosk.sees.heads.get(DUPLICATE)
    number = f" n° {head.number}" if head else ""
    kind = Text(f"DUPLICATA{number}", f"Copie n° {copy.copy}", bold=True)
    return _whole(kiosk.shop, of_ticket(copy.ticket), _sealed(kiosk, DUPLICATE, 0), kind)


def of_ticket(ticket: SaleCompleted) -> Completed:
    """A ticket from the journal as what its receipt is made of."""
    sale = Sale(
        number=0,
        lines=ticket.lines,
        cash_in=ticket.cash_in,
        cash_out=ticket.cash_out,
        by_hand=ticket.by_hand,
        cards=ticket.cards,
        training=ticket.training,
        tenders=ticket.tenders,
        others=ticket.others,
        returns=receipt_returns.of_ticket(ticket),
    )
    return Completed(sale, ticket.receipt, ticket.at, ticket.utc_offset)


def _sealed(kiosk: Kiosk, chain: str, number: int) -> str:
    """The excerpt of the seal, when the last seal of this chain is the right one. 0: the last, whatever it is."""
    head = kiosk.sees.heads.get(chain)
    return excerpt(head.signature) if head and number in (0, head.number) else excerpt("")


def _whole(shop: Shop, done: Completed, seal: str, kind: Text) -> tuple[ReceiptPart, ...]:
    sale = done.sale
    letters = {tax.rate: RATE_LETTERS[place] for place, tax in enumerate(sale.taxes)}
    school = (Text("ECOLE", bold=True, large=True, centred=True),) if sale.training else ()
    return (
        *school,
        *_head(shop, done, kind),
        Separator(),
        *(part for line in sale.lines for part in _line(line, letters)),
        Separator(),
        Text("TOTAL", _euros(sale.total), bold=True, large=True),
        *_besides(sale),
        *_payments(sale),
        *receipt_returns.credit_notes(shop, done),
        Separator(),
        *_taxes(sale),
        Separator(),
        Text(_counted(sale.pieces, "article"), _counted(len(sale.lines), "ligne")),
        Text(f"{shop.software} {shop.version}".strip(), f"Signature {seal}"),
        *_goodbye(sale),
        *school,
    )


def _goodbye(sale: Sale) -> tuple[ReceiptPart, ...]:
    if sale.training:
        return (Text("Sans valeur : rien n’a été vendu", centred=True),)
    return (Text("Merci de votre visite", centred=True),)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count > 1 else ''}"


def _head(shop: Shop, done: Completed, kind: Text) -> tuple[ReceiptPart, ...]:
    numbers = [
        f"{label} {value}"
        for label, value in (("SIRET", shop.siret), ("NAF", shop.naf), ("TVA", shop.vat_number))
        if value
    ]
    when = moment(done.at, done.utc_offset)
    return (
        Text(shop.name, bold=True, large=True, centred=True),
        *(Text(line, centred=True) for line in shop.address),
        *(Text(line, centred=True) for line in numbers),
        Text(),
        kind,
        Text(f"Ticket {done.receipt}", f"Caisse {shop.till}"),
        Text(f"{when:%d/%m/%Y}", f"{when:%H:%M:%S}"),
        Text("Opérateur", OPERATOR),
        *receipt_returns.origin(done.sale),
    )


def _line(line: Line, letters: dict[Rate, str]) -> tuple[ReceiptPart, ...]:
    texts: list[ReceiptPart] = [Text(line.name, f"{_euros(line.gross)} {letters[line.rate]}")]
    if line.grams:
        texts.append(Text(f"  {kilograms(Language.FR, line.grams)} kg x {_euros(line.price)}/kg"))
    elif line.count > 1:
        texts.append(Text(f"  {line.count} x {_euros(line.price)}"))
    if line.was:
        texts.append(Text(f"  {PRICED[line.why]} (au lieu de {_euros(line.was)})"))
    if line.batch:
        texts.append(Text(f"  {'Numéro' if is_periodical(line.code) else 'Lot'} {line.batch}"))
    if line.serial:
        texts.append(Text(f"  N° de série {line.serial}"))
    if line.deposits:
        texts.append(Text("  Consigne", f"{_euros(line.deposits)} {letters[NO_TAX]}"))
    return tuple(texts)


def _besides(sale: Sale) -> tuple[ReceiptPart, ...]:
    """What is paid here without being sold: no revenue, no VAT."""
    if not sale.others:
        return ()
    paid = (Text(_named(f"other_{other.kind}", other.reference), _euros(other.amount)) for other in sale.others)
    return (*paid, Text("À PAYER", _euros(sale.to_pay), bold=True))


def _named(key: str, reference: str) -> str:
    return f"{say(Language.FR, key)} {reference}".strip()


def _payments(sale: Sale) -> tuple[ReceiptPart, ...]:
    texts: list[ReceiptPart] = []
    if sale.cash_in:
        texts.append(Text("Espèces", _euros(sale.cash_in)))
    for tender in sale.tenders:
        texts.append(Text(_named(f"tender_{tender.kind}", tender.reference), _euros(tender.amount)))
    for card in sale.cards:
        name = "Carte titre-restaurant" if card.meal else "Carte"
        texts.append(Text(f"{name} {card.card}".strip(), _euros(card.amount)))
        if card.authorization:
            texts.append(Text(f"  Autorisation {card.authorization}"))
    if sale.cash_out:
        texts.append(Text("Rendu", _euros(sale.cash_out)))
    if sale.by_hand:
        texts.append(Text("Rendu à la main", _euros(sale.by_hand)))
    return tuple(texts)


def _taxes(sale: Sale) -> tuple[ReceiptPart, ...]:
    return tuple(
        part
        for place, tax in enumerate(sale.taxes)
        for part in (
            Text(
                f"{RATE_LETTERS[place]} TVA {percent(Language.FR, tax.rate.basis_points)}", f"TTC {_euros(tax.gross)}"
            ),
            Text(f"  HT {_euros(tax.net)}", f"TVA {_euros(tax.vat)}"),
        )
    )


def _euros(amount: Money) -> str:
    return money(Language.FR, amount)
