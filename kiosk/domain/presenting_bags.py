"""Carrier bags on the screen: each with its picture and price, and one way on."""

from __future__ import annotations

from kiosk.domain import carrier_bags
from kiosk.domain import events as e
from kiosk.domain.basket import COUNT_MAX, Line, Sale
from kiosk.domain.phrases import money, say
from kiosk.domain.product import Product
from kiosk.domain.states import Kiosk
from kiosk.domain.views import Amount, BagsView, BagView, Button, Frame, Tone


def view(kiosk: Kiosk, sale: Sale, frame: Frame) -> BagsView:
    """Would you like a bag?"""
    bags = tuple(_bag(kiosk, sale, product) for product in carrier_bags.offered(kiosk))
    some = any(bag.count for bag in bags)
    return BagsView(
        frame=frame,
        title=_say(kiosk, "bags_title"),
        hint=_say(kiosk, "bags_hint" if bags else "find_wait"),
        bags=bags,
        total=Amount(_say(kiosk, "total"), money(kiosk.till.language, sale.to_pay)),
        go_on=Button(_say(kiosk, "bags_go_on" if some else "bags_none"), e.PayPressed(), Tone.PRIMARY),
        back=Button(_say(kiosk, "find_back"), e.BackPressed(), Tone.SECONDARY, "back"),
    )


def _bag(kiosk: Kiosk, sale: Sale, product: Product) -> BagView:
    lines = [line for line in sale.lines if line.code == product.code]
    count = sum(line.count for line in lines)
    press = Button(product.name, e.ItemScanned(product, product.code), Tone.SECONDARY, enabled=count < COUNT_MAX)
    return BagView(
        label=product.name,
        price=money(kiosk.till.language, product.price + product.deposit),
        picture=product.picture,
        count=f"× {count}" if count else "",
        press=press,
        fewer=tuple(Button("−", _fewer(line), Tone.QUIET, "fewer") for line in lines[-1:]),
    )


def _fewer(line: Line) -> e.Event:
    return e.QuantityPressed(line.number, line.count - 1) if line.count > 1 else e.RemovePressed(line.number)


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)
