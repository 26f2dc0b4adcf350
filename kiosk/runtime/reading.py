"""What a code means in this shop: an article, an in-store label, or something staff must look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from hardware.words import CodeSeen, Symbology
from kiosk.baskets import signed_basket
from kiosk.baskets.signed_basket import BasketLine, PublicKeys
from kiosk.catalogue.labels import LabelRead, Labels
from kiosk.domain import events as e
from kiosk.domain.barcode import expanded, is_gtin, is_in_store, is_periodical
from kiosk.domain.basket import COUNT_MAX, Refusal
from kiosk.domain.money import Money
from kiosk.domain.product import Grams, Pack
from kiosk.runtime import gs1

CODE_LENGTH_MAX = 128
"""Longer texts are no article codes (they are links or mischief)."""

Scan = e.ItemScanned | e.UnknownScanned

RETAIL = frozenset({Symbology.EAN13, Symbology.EAN8, Symbology.UPCA, Symbology.UPCE})
IGNORED_WHEN_UNKNOWN = frozenset(
    {Symbology.QR, Symbology.GS1_QR, Symbology.DATAMATRIX, Symbology.GS1_DATAMATRIX, Symbology.OTHER}
)
"""Packs carry marketing QRs and plant codes: those that name no article are no question to staff."""


class Articles(Protocol):
    """Where articles are found."""

    def find(self, code: str) -> Pack | None: ...


@dataclass(frozen=True, slots=True)
class TrustedBaskets:
    """Whose signed baskets are taken, and for which shop. No key: signed baskets mean nothing here.

    `clock` tells the time in UTC seconds.
    """

    keys: PublicKeys = ()
    shop: str = ""
    clock: Callable[[], int] = lambda: 0


class ShopReading:
    """Codes looked up in the catalogue, in-store labels and signed baskets taken apart first."""

    def __init__(self, articles: Articles, labels: Labels, baskets: TrustedBaskets = TrustedBaskets()) -> None:
        self._articles = articles
        self._labels = labels
        self._baskets = baskets

    def __call__(self, seen: CodeSeen) -> tuple[e.Event, ...]:
        text = seen.text.strip()
        if text.startswith(signed_basket.PREFIX):
            return self._basket(text)
        if said := gs1.meaning(text, seen.symbology):
            return (self._said(said),)
        if not text or len(text) > CODE_LENGTH_MAX or not text.isprintable():
            return ()
        if seen.symbology is Symbology.UPCE:
            text = expanded(text)
        if article := self._article(text):
            return _with_issue(article, seen.add_on)
        if seen.symbology in IGNORED_WHEN_UNKNOWN or (seen.symbology in RETAIL and not is_gtin(text)):
            return ()
        return (e.UnknownScanned(text),)

    def _basket(self, text: str) -> tuple[e.Event, ...]:
        trusted = self._baskets
        if not trusted.keys:
            return ()
        basket = signed_basket.read(text, trusted.keys, trusted.shop, trusted.clock())
        if isinstance(basket, Refusal):
            return (e.BasketRefused(basket),)
        scans = tuple(scan for line in basket.lines for scan in self._basket_line(line))
        items = tuple(scan for scan in scans if isinstance(scan, e.ItemScanned))
        unknown = tuple(scan.code for scan in scans if isinstance(scan, e.UnknownScanned))
        return (e.BasketShown(basket.id.hex(), items, unknown),)

    def _basket_line(self, line: BasketLine) -> tuple[Scan, ...]:
        """The line as scanned here, at today's price. Several of a label that itself weighs or counts: staff look."""
        match self._article(line.code):
            case (e.ItemScanned() as item,) if line.count == 1:
                return (item,)
            case (e.ItemScanned(count=1, grams=0) as item,):
                return (replace(item, count=line.count),)
            case _:
                return (e.UnknownScanned(line.code),)

    def _article(self, text: str) -> tuple[Scan, ...]:
        """Empty for a code that is neither in the catalogue nor an in-store label."""
        if pack := self._articles.find(text):
            return (e.ItemScanned(pack.product, text, pack.count),)
        if is_in_store(text) and (label := self._labels.read(text)):
            return self._labelled(text, label)
        return ()

    def _labelled(self, text: str, label: LabelRead) -> tuple[Scan, ...]:
        pack = self._articles.find(label.item_code)
        if pack is None:
            return (e.UnknownScanned(text),)
        item = e.ItemScanned(pack.product, text, label=text)
        match label.value:
            case Grams(grams):
                return (replace(item, grams=grams),)
            case Money() as price:
                return (replace(item, price=price),)
            case count:
                return (replace(item, count=min(count, COUNT_MAX)),)

    def _said(self, said: gs1.Said | gs1.Unclear) -> Scan:
        """A GS1 code of an article the shop does not know, or that is not clear, is a question to staff."""
        if isinstance(said, gs1.Unclear):
            return e.UnknownScanned(said.code)
        pack = self._articles.find(said.gtin)
        if pack is None or said.count * pack.count > COUNT_MAX:
            return e.UnknownScanned(said.code)
        return e.ItemScanned(
            pack.product, said.code, 1 if said.grams or said.price else said.count * pack.count, said.grams, said.price,
            said.batch, said.serial, said.expires,
        )  # fmt: skip


def _with_issue(article: tuple[Scan, ...], add_on: str) -> tuple[Scan, ...]:
    """The number of a magazine's issue, beside its bars, is its batch; other add-ons say nothing to a till."""
    return tuple(
        replace(each, batch=add_on) if isinstance(each, e.ItemScanned) and is_periodical(each.code) else each
        for each in article
    )
