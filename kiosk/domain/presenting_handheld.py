"""The screens of the staff handheld: who holds it, what was handed over, and the basket that is being scanned."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain import parking
from kiosk.domain import views as v
from kiosk.domain.basket import Handover
from kiosk.domain.books import moment
from kiosk.domain.enrolling import name_of
from kiosk.domain.phrases import money, say
from kiosk.domain.states import Kiosk, Shopping
from kiosk.domain.views import Button, Tone


def locked(kiosk: Kiosk, pin: v.PinView) -> v.PinView:
    """Nobody holds it: the PIN, and no way round it."""
    title = _say(kiosk, "handheld_locked", name=kiosk.shop.handheld)
    waiting = "handheld_basket_waits" if isinstance(kiosk.own, Shopping) else "pin_hint"
    return replace(pin, frame=_frame(kiosk, pin.frame), title=title, hint=_say(kiosk, waiting), back=())


def handovers(kiosk: Kiosk, frame: v.Frame) -> v.HandoversView:
    """Between two baskets."""
    given = tuple(_handover(kiosk, each) for each in reversed(kiosk.till.handovers))
    return v.HandoversView(
        _frame(kiosk, frame),
        _say(kiosk, "handheld_title"),
        name_of(kiosk, kiosk.till.holder),
        _say(kiosk, "handheld_given" if given else "handheld_none_given"),
        Button(_say(kiosk, "handheld_start"), e.StartPressed(), Tone.PRIMARY, "scan"),
        given,
    )


def basket(kiosk: Kiosk, view: v.BasketView) -> v.BasketView:
    """The kiosk's own basket screen; its next step is the code for the customer."""
    hint = view.hint if not view.lines and not view.exceptions else _say(kiosk, "handheld_hint")
    pay = replace(view.pay, label=_say(kiosk, "handheld_show"), icon="code")
    other = tuple(button for button in view.other if button.event != e.ParkPressed())  # it is the next step here
    return replace(view, frame=_frame(kiosk, view.frame), hint=hint, pay=pay, other=other)


def codes(kiosk: Kiosk, view: v.CodesView) -> v.CodesView:
    """The codes, for the customer's eyes and the kiosk's camera."""
    frame = _frame(kiosk, view.frame)
    if not view.codes:
        return replace(view, frame=frame)
    done = Button(_say(kiosk, "handheld_next"), e.DonePressed(), Tone.PRIMARY)
    hint = f"{_say(kiosk, 'handheld_codes_hint')} {parking.until(kiosk)}"
    prints = tuple(button for button in view.buttons[1:] if button.enabled)  # most handhelds have no printer
    told = view.told if kiosk.sees.parked.told or kiosk.sees.parked.job else ""
    return replace(
        view, frame=frame, title=_say(kiosk, "handheld_codes"), hint=hint, told=told, buttons=(done, *prints)
    )


def _handover(kiosk: Kiosk, given: Handover) -> v.HandoverView:
    at = moment(given.at, kiosk.sees.utc_offset)
    over = given.expires <= kiosk.sees.now
    detail = _say(kiosk, "handheld_over") if over else _say(kiosk, "handheld_until", time=_time(kiosk, given.expires))
    show = Button(_say(kiosk, "handheld_again"), e.HandoverPressed(given.basket), Tone.SECONDARY, "code")
    count = given.sale.pieces
    pieces = _say(kiosk, "one_item" if count == 1 else "items", count=count)
    total = money(kiosk.till.language, given.sale.total)
    return v.HandoverView(f"{at:%H:%M} · {pieces} · {total}", detail, () if over else (show,))


def _time(kiosk: Kiosk, at: int) -> str:
    return f"{moment(at, kiosk.sees.utc_offset):%H:%M}"


def _frame(kiosk: Kiosk, frame: v.Frame) -> v.Frame:
    """No help to call for; whoever holds it can lock it."""
    lock = Button(_say(kiosk, "handheld_lock"), e.LockPressed(), Tone.QUIET, "staff")
    return replace(frame, help=(), staff=(lock,) if kiosk.till.holder else ())


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)
