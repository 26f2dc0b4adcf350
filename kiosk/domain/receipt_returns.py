"""What a receipt says of articles that came back and of credit notes, in the shop's language."""

from __future__ import annotations

from kiosk.domain.basket import Return, Sale, Tender
from kiosk.domain.books import business_day, date_of
from kiosk.domain.facts import SaleCompleted
from kiosk.domain.language import Language
from kiosk.domain.money import NOTHING
from kiosk.domain.phrases import money
from kiosk.domain.receipt_parts import Code, ReceiptPart, Text
from kiosk.domain.refunding import good_until
from kiosk.domain.states import Completed, Shop


def kind(sale: Sale) -> str:
    """What stands at its head."""
    return "RETOUR" if sale.returns else "TICKET DE CAISSE"


def origin(sale: Sale) -> tuple[ReceiptPart, ...]:
    """The ticket whose articles came back, and why."""
    return tuple(
        part
        for back in sale.returns
        for part in (Text("Retour du ticket", str(back.receipt)), Text("Motif", back.reason), Text("Accord", back.by))
    )


def credit_notes(shop: Shop, done: Completed) -> tuple[ReceiptPart, ...]:
    """Each with the number that is worth the money, also as a code to be scanned when it is spent."""
    day = business_day(done.at, done.utc_offset, shop.closing_hour)
    last = date_of(good_until(day, shop.returns))
    return tuple(
        part
        for note in given(done.sale)
        for part in (
            Text("AVOIR", money(Language.FR, -note.amount), bold=True),
            Text(f"  N° {note.reference}"),
            Text(f"  À présenter jusqu’au {last}"),
            Code(note.reference),
        )
    )


def given(sale: Sale) -> tuple[Tender, ...]:
    """The credit notes that this sale gave."""
    return tuple(tender for tender in sale.tenders if tender.amount < NOTHING)


def of_ticket(ticket: SaleCompleted) -> tuple[Return, ...]:
    """What the receipt of a ticket from the journal says of its return: empty for a sale."""
    if not ticket.refund_of:
        return ()
    return (Return(ticket.refund_of, ticket.taxes, NOTHING, (), ticket.by, ticket.reason),)
