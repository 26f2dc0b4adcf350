"""What a code means in this shop: an article, an in-store label, a voucher, or something staff must look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from hardware.words import CodeSeen, Symbology
from kiosk.baskets.basket import BasketLine
from kiosk.baskets.plain import Entry
from kiosk.baskets.seal import is_basket
from kiosk.catalogue.labels import LabelRead, Labels
from kiosk.catalogue.vouchers import Vouchers
from kiosk.domain import events as e
from kiosk.domain.barcode import expanded, is_gtin, is_in_store, is_periodical
from kiosk.domain.basket import COUNT_MAX
from kiosk.domain.money import Money
from kiosk.domain.product import Grams, Pack
from kiosk.runtime import gs1
from kiosk.runtime.baskets import Baskets, Codes, Whole

CODE_LENGTH_MAX = 128
"""Longer texts are no article codes (they are links or mischief)."""

REFERENCE = re.compile(r"BORNE:([CF][A-Za-z0-9]{1,8}-[0-9]{1,9})")
"""What the QR code on a receipt says of an order, or of what is on account. See kiosk.domain.receipt."""

Scan = e.ItemScanned | e.UnknownScanned

RETAIL = frozenset({Symbology.EAN13, Symbology.EAN8, Symbology.UPCA, Symbology.UPCE})
LISTING = frozenset({Symbology.QR, Symbology.DATAMATRIX})
"""Kinds of codes that have room for a list of others."""

IGNORED_WHEN_UNKNOWN = frozenset(
    {Symbology.QR, Symbology.GS1_QR, Symbology.DATAMATRIX, Symbology.GS1_DATAMATRIX, Symbology.OTHER}
)
"""Packs carry marketing QRs and plant codes: those that name no article are no question to staff."""


class Articles(Protocol):
    """Where articles are found."""

    def find(self, code: str) -> Pack | None: ...


Badges = Callable[[str], tuple[e.Event, ...]]
"""What a badge's code means; nothing for every other code."""


def no_badges(_code: str) -> tuple[e.Event, ...]:
    """Nobody has a badge."""
    return ()


class ShopReading:
    """Codes looked up in the catalogue; badges are known before, in-store labels and signed baskets taken apart."""

    def __init__(
        self,
        articles: Articles,
        labels: Labels,
        baskets: Baskets | None = None,
        vouchers: Vouchers | None = None,
        badges: Badges = no_badges,
    ) -> None:
        self._articles = articles
        self._labels = labels
        self._baskets = baskets or Baskets()
        self._vouchers = vouchers or Vouchers()
        self._badges = badges

    def __call__(self, seen: CodeSeen) -> tuple[e.Event, ...]:
        text = seen.text.strip()
        if shown := self._badges(text):
            return shown
        if is_basket(text):
            return tuple(map(self._basket, self._baskets.signed(text)))
        if reference := REFERENCE.fullmatch(text):
            return (e.ReferenceShown(reference[1]),)
        if said := gs1.meaning(text, seen.symbology):
            return (self._said(said),)
        if seen.symbology in LISTING and (codes := tuple(map(self._codes, self._baskets.listed(text)))):
            return codes
        if not text or len(text) > CODE_LENGTH_MAX or not text.isprintable():
            return ()
        if seen.symbology is Symbology.UPCE:
            text = expanded(text)
        if article := self._article(text):
            return _with_issue(article, seen.add_on)
        if voucher := self._vouchers.read(text):
            return (e.VoucherShown(voucher.kind, voucher.reference, voucher.amount, text, voucher.terms),)
        if seen.symbology in IGNORED_WHEN_UNKNOWN or (seen.symbology in RETAIL and not is_gtin(text)):
            return ()
        return (e.UnknownScanned(text),)

    def _basket(self, shown: Whole | e.BasketPartShown | e.BasketRefused) -> e.Event:
        if not isinstance(shown, Whole):
            return shown
        basket = shown.basket
        items, unknown = _sorted(scan for line in basket.lines for scan in self._basket_line(line))
        return e.BasketShown(basket.id.hex(), items, unknown, shown.device, shown.expires, basket.restricted)

    def _codes(self, shown: Codes | e.BasketPartShown) -> e.Event:
        if not isinstance(shown, Codes):
            return shown
        return e.CodesShown(*_sorted(scan for entry in shown.entries for scan in self._entry(entry)))

    def _basket_line(self, line: BasketLine) -> tuple[Scan, ...]:
        """The line as scanned here, at today's price."""
        return self._portion(line.code, line.grams) if line.grams else self._pieces(line.code, line.count)

    def _entry(self, entry: Entry) -> tuple[Scan, ...]:
        match self._article(entry.code):
            case (e.ItemScanned(product, grams=0, price=price),) if product.weighed and not price:
                return self._portion(entry.code, entry.quantity)
            case _:
                return self._pieces(entry.code, entry.quantity)

    def _portion(self, code: str, grams: int) -> tuple[Scan, ...]:
        """What is not sold by weight here (any more) is for staff."""
        match self._article(code):
            case (e.ItemScanned(product, grams=0, price=price) as item,) if product.weighed and not price:
                return (replace(item, grams=grams),)
            case _:
                return (e.UnknownScanned(code),)

    def _pieces(self, code: str, count: int) -> tuple[Scan, ...]:
        """Several of a label that weighs are several lines, several of one that counts are its count so often."""
        match self._article(code):
            case (e.ItemScanned(grams=0) as item,) if item.count * count <= COUNT_MAX:
                return (replace(item, count=item.count * count),)
            case (e.ItemScanned(count=1) as item,) if item.grams and count <= COUNT_MAX:
                return (item,) * count
            case _:
                return (e.UnknownScanned(code),)

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


def _sorted(scans: Iterable[Scan]) -> tuple[tuple[e.ItemScanned, ...], tuple[str, ...]]:
    """What is known, and the codes of what is not."""
    both = tuple(scans)
    items = tuple(scan for scan in both if isinstance(scan, e.ItemScanned))
    return items, tuple(scan.code for scan in both if isinstance(scan, e.UnknownScanned))
