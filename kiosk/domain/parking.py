"""Parking a basket: it leaves as signed QR codes, which any kiosk of the shop takes once."""

from __future__ import annotations

from kiosk.domain.receipt import Code, ReceiptPart, Separator, Text
from kiosk.domain.states import Kiosk


def parts(kiosk: Kiosk) -> tuple[ReceiptPart, ...]:
    """The paper a customer takes along: each code with its number."""
    texts = kiosk.sees.parked.texts
    paper: list[ReceiptPart] = [Text(kiosk.shop.name, bold=True, centred=True), Separator()]
    for number, text in enumerate(texts, 1):
        paper += [Text(f"{number}/{len(texts)}", centred=True), Code(text)]
    return tuple(paper)
