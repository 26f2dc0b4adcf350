"""What a code means in this shop: an article, an in-store label, or something staff must look at."""

from __future__ import annotations

from typing import Protocol

from hardware.words import CodeSeen, Symbology
from kiosk.catalogue.labels import LabelRead, Labels
from kiosk.domain import events as e
from kiosk.domain.barcode import is_gtin, is_in_store
from kiosk.domain.basket import COUNT_MAX
from kiosk.domain.money import Money
from kiosk.domain.product import Grams, Product

CODE_LENGTH_MAX = 128
"""Longer texts are no article codes (they are baskets, links or mischief)."""

RETAIL = frozenset({Symbology.EAN13, Symbology.EAN8, Symbology.UPCA, Symbology.UPCE})
IGNORED_WHEN_UNKNOWN = frozenset({Symbology.QR, Symbology.DATAMATRIX, Symbology.OTHER})
"""Packs carry marketing QRs and plant codes: unknown ones are no question to staff."""


class Articles(Protocol):
    """Where articles are found."""

    def find(self, code: str) -> Product | None: ...


class ShopReading:
    """Codes looked up in the catalogue, in-store labels taken apart first."""

    def __init__(self, articles: Articles, labels: Labels) -> None:
        self._articles = articles
        self._labels = labels

    def __call__(self, seen: CodeSeen) -> tuple[e.Event, ...]:
        text = seen.text.strip()
        if not text or len(text) > CODE_LENGTH_MAX or not text.isprintable():
            return ()
        if product := self._articles.find(text):
            return (e.ItemScanned(product, text),)
        if is_in_store(text) and (label := self._labels.read(text)):
            return self._labelled(text, label)
        if seen.symbology in IGNORED_WHEN_UNKNOWN or (seen.symbology in RETAIL and not is_gtin(text)):
            return ()
        return (e.UnknownScanned(text),)

    def _labelled(self, text: str, label: LabelRead) -> tuple[e.Event, ...]:
        product = self._articles.find(label.item_code)
        match label.value:
            case _ if product is None:
                return (e.UnknownScanned(text),)
            case Grams(grams):
                return (e.ItemScanned(product, text, grams=grams),)
            case Money() as price:
                return (e.ItemScanned(product, text, price=price),)
            case count:
                return (e.ItemScanned(product, text, count=min(count, COUNT_MAX)),)
