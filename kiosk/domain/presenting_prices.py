"""What a line costs, and what staff may do about it."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import pricing
from kiosk.domain import views as v
from kiosk.domain.basket import Line, PriceReason, Sale
from kiosk.domain.money import Money
from kiosk.domain.phrases import money, say
from kiosk.domain.rights import Right
from kiosk.domain.states import Attended, GivingChange, Kiosk, Own, Shopping, may, sale_of
from kiosk.domain.views import Button, TaskView, Tone

PADS = {PriceReason.SHELF: "price_shelf", PriceReason.CHANGED: "price_changed"}


def tag(kiosk: Kiosk, line: Line) -> tuple[str, ...]:
    """What the customer reads about a price that is not the catalogue's."""
    return (_say(kiosk, "price_tag", was=_money(kiosk, line.was)),) if line.was else ()


def disputable(kiosk: Kiosk, under: GivingChange | Own) -> tuple[Button, ...]:
    """The customer, who asked for help, saw another price."""
    match under:
        case Shopping(sale) if sale.lines:
            return (Button(_say(kiosk, "price_disputed"), e.PriceDisputedPressed(), Tone.SECONDARY),)
        case _:
            return ()


def called(kiosk: Kiosk) -> TaskView:
    """The customer waits for somebody who looks at the shelf."""
    return TaskView(_say(kiosk, "task_price"), _say(kiosk, "task_price_detail"), ())


def opening(kiosk: Kiosk, line: Line) -> tuple[Button, ...]:
    """The way to the prices of a line."""
    able = not line.order and all(pricing.may_price(kiosk, sale) for sale in sale_of(kiosk.own))
    return (Button(_say(kiosk, "line_price"), e.LinePressed(line.number), Tone.QUIET, enabled=able),)


def on_the_sale(kiosk: Kiosk, visit: Attended, sale: Sale) -> tuple[Button, ...]:
    """The way to a discount on all lines."""
    if not pricing.discounts(kiosk, visit, sale, pricing.ALL_LINES):
        return ()
    return (Button(_say(kiosk, "sale_discount"), e.LinePressed(pricing.ALL_LINES), Tone.SECONDARY),)


def page(kiosk: Kiosk, visit: Attended, sale: Sale) -> tuple[TaskView, ...]:
    """What can be done about the price of the line that was opened, or of all of them; empty when none is open."""
    return tuple(
        task
        for number in kiosk.sees.desk.line
        if pricing.may_price(kiosk, sale) and (number == pricing.ALL_LINES or sale.has_line(number))
        for task in (*_prices(kiosk, visit, sale, number), *_discounts(kiosk, visit, sale, number))
    )


def _prices(kiosk: Kiosk, visit: Attended, sale: Sale, number: int) -> tuple[TaskView, ...]:
    if number == pricing.ALL_LINES:
        return ()
    line = sale.line(number)
    now = _say(kiosk, "price_now", price=_money(kiosk, line.price))
    shelf = TaskView(line.name, now, (), (_pad(kiosk, line, PriceReason.SHELF),), _say(kiosk, "price_shelf"))
    other = TaskView(
        _say(kiosk, "price_other"), "", (), (_pad(kiosk, line, PriceReason.CHANGED),), _say(kiosk, "enter_price")
    )
    offered = ((shelf, Right.SHELF_PRICE), (other, Right.PRICE))
    return tuple(task for task, right in offered if may(kiosk, visit, right))


def _pad(kiosk: Kiosk, line: Line, reason: PriceReason) -> v.Release:
    return v.Release(
        exception=0,
        title=line.name,
        price_label=_say(kiosk, PADS[reason]),
        departments=(),
        sell_label=_say(kiosk, "price_set"),
        back_label=_say(kiosk, "back"),
        line=line.number,
        reason=reason,
    )


def _discounts(kiosk: Kiosk, visit: Attended, sale: Sale, number: int) -> tuple[TaskView, ...]:
    percents = pricing.discounts(kiosk, visit, sale, number)
    if not percents:
        return ()
    title = _say(kiosk, "discount_all" if number == pricing.ALL_LINES else "discount_line")
    amounts = [(percent, pricing.saved(sale, number, percent)) for percent in percents]
    detail = ", ".join(f"−{percent} % = −{_money(kiosk, saved)}" for percent, saved in amounts)
    buttons = (Button(f"−{percent} %", e.DiscountPressed(number, percent), Tone.SECONDARY) for percent in percents)
    return (TaskView(title, detail, tuple(buttons)),)


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)


def _money(kiosk: Kiosk, amount: Money) -> str:
    return money(kiosk.till.language, amount)
