"""Goods without a barcode on the screen: looking for them by name, number or picture, and weighing them."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import presenting_orders
from kiosk.domain.basket import OpenException, Sale
from kiosk.domain.finding import answered, mistyped
from kiosk.domain.language import Language
from kiosk.domain.means import usable
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.phrases import kilograms, money, say
from kiosk.domain.presenting_email import ROWS
from kiosk.domain.product import CAPTURE_BATCH, GRAMS_MAX, Grams, Product, price_of_weight
from kiosk.domain.states import Kiosk, Weighing, WeighingContainer
from kiosk.domain.views import Amount, Button, FinderView, Frame, TileView, Tone, WeighView
from kiosk.domain.weighing import Standing, net, standing

FAVOURITES_SHOWN = 8
"""Before the departments, so that those are in sight as well."""

LETTERS = {
    Language.FR: (*ROWS[Language.FR][:3], "wxcvbn- "),
    Language.EN: (*ROWS[Language.EN][:2], "asdfghjkl-", "zxcvbnm "),
}
"""As for an address, with a key that types a space."""

SIGNS = {
    language: (*(row.upper() for row in rows[:-1]), f"{rows[-1].upper().strip()}./")
    for language, rows in LETTERS.items()
}
"""For the numbers that packs carry."""

SILENT = (Standing.LOST, Standing.WAIT)
"""The scale tells nothing."""

NO_FIGURE = "–"


def other(kiosk: Kiosk) -> tuple[Button, ...]:
    """The way to goods without a barcode, from the basket."""
    return (Button(_say(kiosk, "find"), e.FindPressed(), Tone.SECONDARY, "search"),)


def messages(kiosk: Kiosk) -> tuple[str, ...]:
    """What the shop says of what was scanned last."""
    return tuple(_say(kiosk, "message", name=name, message=said) for name, said in kiosk.sees.messages)


def unweighed(kiosk: Kiosk, exception: OpenException) -> str:
    """Why an article that is sold by weight was not weighed, and what to do."""
    there = any(device.role is e.Role.SCALE for device in kiosk.sees.devices.values())
    if not there:
        return _say(kiosk, "unweighed_text", code=exception.code)
    return _say(kiosk, "unweighed_again" if usable(kiosk, e.Role.SCALE) else "unweighed_lost")


def asks_for_number(kiosk: Kiosk, sale: Sale) -> tuple[OpenException, ...]:
    """The question whose number is being typed: empty or one."""
    return tuple(each for each in sale.exceptions if each.number == kiosk.sees.finder.capture)


def finder(kiosk: Kiosk, frame: Frame) -> FinderView:
    """By name, by number, or among pictures."""
    looking = kiosk.sees.finder
    asking = kiosk.sees.price_check.open
    back = "find_all" if looking.department else "back" if asking else "find_back"
    wrong = mistyped(looking)
    return FinderView(
        frame=frame,
        title=looking.department or _say(kiosk, "find_title"),
        hint=_say(kiosk, _find_hint(kiosk)),
        typed=looking.text,
        wrong=_say(kiosk, "find_mistyped") if wrong else "",
        rows=LETTERS[kiosk.till.language],
        tiles=() if wrong else (*(() if asking else presenting_orders.named(kiosk)), *_tiles(kiosk)),
        send=(),
        back=Button(_say(kiosk, back), e.BackPressed(), Tone.SECONDARY, "back"),
    )


def capture(kiosk: Kiosk, asked: OpenException, frame: Frame) -> FinderView:
    """The number of a pack, typed."""
    batch = any(product.capture == CAPTURE_BATCH for product in asked.product)
    send = Button(_say(kiosk, "capture_send"), e.NumberEntered(asked.number, ""), Tone.PRIMARY)
    return FinderView(
        frame=frame,
        title=_say(kiosk, "capture_batch_title" if batch else "capture_serial_title"),
        hint=_say(kiosk, "capture_hint"),
        typed="",
        wrong="",
        rows=SIGNS[kiosk.till.language],
        tiles=(),
        send=(send,),
        back=Button(_say(kiosk, "find_back"), e.BackPressed(), Tone.SECONDARY, "back"),
    )


def _find_hint(kiosk: Kiosk) -> str:
    looking = kiosk.sees.finder
    if not answered(looking):
        return "find_wait" if not looking.answer else "find_some" if looking.text else "find_hint"
    (answer,) = looking.answer
    if not looking.text:
        return "find_department" if looking.department else "find_hint"
    if not answer.articles:
        return "find_no_number" if looking.text.isdigit() else "find_nothing"
    return "find_some" if len(answer.articles) > 1 else "find_one"


def _tiles(kiosk: Kiosk) -> tuple[TileView, ...]:
    """What was found last, until the next answer is there: nothing flickers."""
    for answer in kiosk.sees.finder.answer:
        if answer.text or answer.department:
            return tuple(_article(kiosk, product) for product in answer.articles)
        favourites = (_article(kiosk, product) for product in answer.articles[:FAVOURITES_SHOWN])
        return (*favourites, *(_department(*each) for each in answer.departments if each[0]))
    return ()


def _article(kiosk: Kiosk, product: Product) -> TileView:
    price = _money(kiosk, product.price)
    detail = _say(kiosk, "per_kilogram", price=price) if product.weighed else price
    press = Button(product.name, e.ItemScanned(product, product.code), Tone.QUIET)
    return TileView(product.name, detail, product.picture, press)


def _department(name: str, picture: str) -> TileView:
    return TileView(name.replace("/", " / "), "", picture, Button(name, e.DepartmentPressed(name), Tone.SECONDARY))


# Weighing


def weigh(kiosk: Kiosk, state: Weighing, frame: Frame) -> WeighView:
    """Goods on the scale."""
    product, where = state.product, standing(kiosk, state)
    grams = net(kiosk, state) if _counts(where) else 0
    sellable = where in (Standing.READY, Standing.MOVING) and 0 < grams <= GRAMS_MAX
    price = price_of_weight(product.price, Grams(grams)) if sellable else NOTHING
    own = state.tare != product.tare
    own_container = Button(_say(kiosk, "own_container"), e.OwnContainerPressed(), Tone.SECONDARY, "jar")
    return WeighView(
        frame=frame,
        title=product.name,
        picture=product.picture,
        hint=_say(kiosk, "weigh_light_tare" if where is Standing.LIGHT and own else f"weigh_{where}"),
        weight=Amount(_say(kiosk, "weight" if state.tare else "weight_all"), _weight(kiosk, where, grams)),
        tare=_tare(kiosk, "container" if own else "wrapping", state.tare),
        price=Amount(_say(kiosk, "per_kilogram", price=_money(kiosk, product.price)), _money(kiosk, price)),
        steady=where not in (Standing.MOVING, *SILENT),
        state=_state(kiosk, where),
        sign="warning" if where in SILENT else "moving" if where is Standing.MOVING else "done_round",
        take=_take(kiosk, where, "add_weighed", "add", grams, e.WeighedPressed(kiosk.sees.scale.grams)),
        other=() if where is Standing.LOST else (own_container,),
        back=Button(_say(kiosk, "not_weighed"), e.BackPressed(), Tone.QUIET, "back"),
    )


def weigh_container(kiosk: Kiosk, state: WeighingContainer, frame: Frame) -> WeighView:
    """An empty container on the scale."""
    where = standing(kiosk, state)
    grams = kiosk.sees.scale.grams if _counts(where) else 0
    hints = {
        Standing.PUT: "container_put",
        Standing.READY: "container_ready",
        Standing.HEAVY: "container_heavy",
        Standing.LIGHT: "container_light",
    }
    pressed = e.ContainerWeighedPressed(kiosk.sees.scale.grams)
    return WeighView(
        frame=frame,
        title=_say(kiosk, "container_title"),
        picture="jar",
        hint=_say(kiosk, hints.get(where, f"weigh_{where}")),
        weight=Amount(_say(kiosk, "weight_all"), _weight(kiosk, where, grams)),
        tare=Amount("", ""),
        price=Amount("", ""),
        steady=where not in (Standing.MOVING, *SILENT),
        state=_state(kiosk, where),
        sign="warning" if where in SILENT else "moving" if where is Standing.MOVING else "done_round",
        take=_take(kiosk, where, "container_take", "container_name", grams, pressed),
        other=(),
        back=Button(_say(kiosk, "back"), e.BackPressed(), Tone.QUIET, "back"),
    )


def _counts(where: Standing) -> bool:
    """Does the scale show a weight of these goods?"""
    return where in (Standing.READY, Standing.MOVING, Standing.LIGHT, Standing.HEAVY)


def _weight(kiosk: Kiosk, where: Standing, grams: int) -> str:
    if where in (*SILENT, Standing.CLEAR, Standing.UNDER):
        return NO_FIGURE
    return _say(kiosk, "kilograms", weight=kilograms(kiosk.till.language, grams))


def _tare(kiosk: Kiosk, key: str, grams: int) -> Amount:
    if not grams:
        return Amount("", "")
    weight = kilograms(kiosk.till.language, grams)
    return Amount(_say(kiosk, key), _say(kiosk, "kilograms", weight=weight))


def _state(kiosk: Kiosk, where: Standing) -> str:
    if where in SILENT:
        return _say(kiosk, "no_weight")
    return _say(kiosk, "moving" if where is Standing.MOVING else "steady")


def _take(kiosk: Kiosk, where: Standing, ready: str, waiting: str, grams: int, event: e.Event) -> Button:
    if where is Standing.LOST:
        return Button(_say(kiosk, "help"), e.HelpPressed(), Tone.PRIMARY, "help")
    if where is not Standing.READY:
        return Button(_say(kiosk, waiting), event, Tone.PRIMARY, enabled=False)
    weight = kilograms(kiosk.till.language, grams)
    return Button(_say(kiosk, ready, weight=weight), event, Tone.PRIMARY, "done")


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)


def _money(kiosk: Kiosk, amount: Money) -> str:
    return money(kiosk.till.language, amount)
