"""What the price file wants customers told when an article is scanned: until the next scan or touch. Not history."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.domain import events as e
from kiosk.domain import taking
from kiosk.domain.basket import Sale
from kiosk.domain.product import Product
from kiosk.domain.scanning import against
from kiosk.domain.states import Attract, Kiosk, Shopping, Weighing, sale_of

SHOWN_MAX = 2
"""Of a whole basket that was shown; each stands on its article in the shop as well."""

Messages = tuple[tuple[str, str], ...]
"""The name of the article, and what is said of it."""


def told(kiosk: Kiosk, event: e.Event) -> Messages:
    """What stands on the screen after this event. A code that only asks for a price tells it there."""
    match event:
        case _ if kiosk.sees.price_check.open and not isinstance(event, e.AddPressed):
            return ()
        case e.ItemScanned():
            return _of(kiosk, (event,))
        case e.AddPressed(scan):
            return _of(kiosk, (scan,))
        case e.BasketShown(items=items) | e.CodesShown(items=items) if _taken(kiosk, event):
            return _of(kiosk, items)
        case e.WeighedPressed() if isinstance(kiosk.own, Weighing):
            return _said([kiosk.own.product])
        case e.LanguagePressed() | e.StillHerePressed() | e.BasketPartShown():
            return kiosk.sees.messages
        case _ if isinstance(event, e.CustomerEvent):
            return ()
        case _:
            return kiosk.sees.messages


def _taken(kiosk: Kiosk, event: e.BasketShown | e.CodesShown) -> bool:
    match kiosk.own:
        case Attract():
            return taking.takes(kiosk, Sale(0), event)
        case Shopping() | Weighing():
            return taking.takes(kiosk, sale_of(kiosk.own)[0], event)
        case _:
            return False


def _of(kiosk: Kiosk, scans: Iterable[e.ItemScanned]) -> Messages:
    """Not of what is not sold: a card on the screen says why."""
    return _said(scan.product for scan in scans if not against(kiosk, scan))


def _said(products: Iterable[Product]) -> Messages:
    return tuple(dict.fromkeys((each.name, each.message) for each in products if each.message))[-SHOWN_MAX:]
