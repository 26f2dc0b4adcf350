"""Rules about carrier bags: offered once, before a basket is looked at, so that what was looked at is what is paid.

A bag is an article like any other: its price is shown and stands on the receipt. Bags of thin plastic may not be given
at a till at all, free or not (Code de l'environnement, art. L541-15-10).
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import Sale
from kiosk.domain.facts import Fact
from kiosk.domain.history import replay
from kiosk.domain.price_check import Code
from kiosk.domain.product import Product
from kiosk.domain.scanning import against
from kiosk.domain.states import Kiosk, OfferingBags

Facts = tuple[Fact, ...]
Rules = Callable[[Kiosk, Sale, e.Event], Facts]


def due(kiosk: Kiosk, sale: Sale) -> Facts:
    """The customer is asked, unless that was done, a bag is in the basket, or nothing is there to carry."""
    goods = any(not line.order for line in sale.lines)
    if not kiosk.shop.bags or kiosk.shop.handheld or sale.bags_offered or not goods:
        return ()
    has_one = any(line.code in kiosk.shop.bags for line in sale.lines)
    return () if has_one else (f.BagsOffered(),)


def offered(kiosk: Kiosk) -> tuple[Product, ...]:
    """The bags that can be had now, as far as the catalogue has told."""
    return tuple(each for answer in kiosk.sees.bags for each in answer.articles if _can_be_had(kiosk, each))


def told(kiosk: Kiosk, event: e.Event) -> tuple[e.ArticlesFound, ...]:
    """What the catalogue has told of them after this event, while they are offered. Not history."""
    if not isinstance(kiosk.own, OfferingBags):
        return ()
    match event:
        case e.ArticlesFound(codes=codes) if codes == kiosk.shop.bags:
            return (event,)
        case _:
            return kiosk.sees.bags


def decided(kiosk: Kiosk, sale: Sale, event: e.Event, otherwise: Rules) -> Facts:
    """Bags go into the basket, and out of it. Everything else is `otherwise`: shopping again."""
    match event:
        case e.ItemScanned(product) if product in offered(kiosk):
            stays = True
        case e.RemovePressed() | e.QuantityPressed():
            stays = True
        case e.ArticlesFound() if is_pointless(kiosk, sale):
            return _resumed(kiosk, sale, e.PayPressed(), otherwise)
        case e.PayPressed() | e.BackPressed() | e.CancelPressed():
            stays = False
        case _ if isinstance(event, Code):
            stays = False
        case _:
            return ()
    facts = otherwise(kiosk, sale, event) if stays else ()
    asks_staff = any(isinstance(fact, f.ArticleDoubted) for fact in facts)
    return facts if stays and not asks_staff else _resumed(kiosk, sale, event, otherwise)


def is_pointless(kiosk: Kiosk, sale: Sale) -> bool:
    """Has the catalogue told of no bag that can be had, or of one that is in the basket under another code?"""
    known = {each.code for each in offered(kiosk)}
    return bool(kiosk.sees.bags) and (not known or any(line.code in known for line in sale.lines))


def wanted(kiosk: Kiosk) -> tuple[str, ...]:
    """The codes that the catalogue is still to be asked for."""
    return () if kiosk.sees.bags else kiosk.shop.bags


def _resumed(kiosk: Kiosk, sale: Sale, event: e.Event, otherwise: Rules) -> Facts:
    resumed = (f.ShoppingResumed(),)
    return (*resumed, *otherwise(replay(resumed, kiosk), sale, event))


def _can_be_had(kiosk: Kiosk, product: Product) -> bool:
    simple = not product.weighed and not product.capture
    return simple and not against(kiosk, e.ItemScanned(product, product.code))
