"""What an article costs, on the screen, for a customer who has asked and bought nothing."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import meals, price_check
from kiosk.domain.basket import gross_of
from kiosk.domain.money import Money
from kiosk.domain.phrases import kilograms, money, say
from kiosk.domain.scanning import against
from kiosk.domain.states import Attract, Kiosk
from kiosk.domain.views import Amount, Button, Frame, PriceCheckView, Tone

NO_PRICE = Amount("", "")


def button(kiosk: Kiosk) -> tuple[Button, ...]:
    """The way here."""
    ask = Button(_say(kiosk, "price_check"), e.PriceCheckPressed(), Tone.SECONDARY, "price")
    return (ask,) if price_check.may_ask(kiosk) else ()


def view(kiosk: Kiosk, frame: Frame) -> PriceCheckView:
    """Nothing yet, a price, or why there is none."""
    for scan in kiosk.sees.price_check.shown:
        return _not_sold(kiosk, scan, frame) if against(kiosk, scan) else _price(kiosk, scan, frame)
    unknown = kiosk.sees.price_check.unknown
    return PriceCheckView(
        frame=frame,
        title=_say(kiosk, "price_check_unknown" if unknown else "price_check_title"),
        hint=_say(kiosk, "price_check_ask" if unknown else "price_check_hint"),
        name="",
        picture="",
        price=NO_PRICE,
        sign="warning" if unknown else "scan",
        take=(),
        other=_find(kiosk),
        back=_back(kiosk),
    )


def _price(kiosk: Kiosk, scan: e.ItemScanned, frame: Frame) -> PriceCheckView:
    product = scan.product
    return PriceCheckView(
        frame=frame,
        title=_say(kiosk, "price_check_done"),
        hint=_say(kiosk, "price_check_next"),
        name=product.name,
        picture=product.picture,
        price=_amount(kiosk, scan),
        sign="",
        take=(Button(_say(kiosk, "price_check_add"), e.AddPressed(scan), Tone.PRIMARY, "more"),),
        other=_find(kiosk),
        back=_back(kiosk),
        tags=_tags(kiosk, scan),
        messages=(product.message,) if product.message else (),
    )


def _not_sold(kiosk: Kiosk, scan: e.ItemScanned, frame: Frame) -> PriceCheckView:
    """Past its date, recalled, or stopped: staff take it."""
    ((doubt, reason),) = against(kiosk, scan)
    return PriceCheckView(
        frame=frame,
        title=_say(kiosk, f"{doubt}_title", name=scan.product.name),
        hint=_say(kiosk, f"price_check_{doubt}", reason=reason.rstrip(".")),
        name=scan.product.name,
        picture=scan.product.picture,
        price=NO_PRICE,
        sign="",
        take=(),
        other=_find(kiosk),
        back=_back(kiosk),
    )


def _amount(kiosk: Kiosk, scan: e.ItemScanned) -> Amount:
    product, price = scan.product, _money(kiosk, scan.price or scan.product.price)
    if product.weighed and not scan.price and not scan.grams:
        return Amount(_say(kiosk, "price_check_kilogram"), price)
    if scan.price or not (scan.grams or scan.count > 1):
        return Amount("", price)
    detail = _say(kiosk, "pieces_detail", count=scan.count, price=price)
    if scan.grams:
        detail = _say(kiosk, "weight_detail", weight=kilograms(kiosk.till.language, scan.grams), price=price)
    return Amount(detail, _money(kiosk, gross_of(product.price, scan.count, scan.grams)))


def _tags(kiosk: Kiosk, scan: e.ItemScanned) -> tuple[str, ...]:
    product = scan.product
    deposit = _say(kiosk, "deposit_tag", amount=_money(kiosk, product.deposit * scan.count))
    told = (
        f"+ {deposit}" if product.deposit else "",
        _say(kiosk, "age_tag", age=product.minimum_age) if product.minimum_age else "",
        _say(kiosk, "meal_tag") if kiosk.shop.meal.any and meals.payable(kiosk.shop, product) else "",
    )
    return tuple(filter(None, told))


def _find(kiosk: Kiosk) -> tuple[Button, ...]:
    return (Button(_say(kiosk, "find"), e.FindPressed(), Tone.SECONDARY, "search"),)


def _back(kiosk: Kiosk) -> Button:
    key = "back" if isinstance(kiosk.own, Attract) else "find_back"
    return Button(_say(kiosk, key), e.BackPressed(), Tone.SECONDARY, "back")


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)


def _money(kiosk: Kiosk, amount: Money) -> str:
    return money(kiosk.till.language, amount)
