"""What staff see of a basket that they must look at, and of what a customer may have when they agree."""

from __future__ import annotations

from kiosk.domain import control
from kiosk.domain import events as e
from kiosk.domain.basket import Check, Doubt, OpenException, Sale
from kiosk.domain.phrases import say
from kiosk.domain.states import Kiosk, Shopping, sale_of
from kiosk.domain.views import Button, TaskView, Tone

WHY = {
    "amount": "check_amount",
    "lines": "check_lines",
    "drawn": "check_drawn",
    "removals": "check_removals",
    "removed_dear": "check_removed_dear",
    "weight": "check_weight",
}


def checks(kiosk: Kiosk) -> tuple[TaskView, ...]:
    """The check that goes on: why, and what can be done; while the bag is scanned, how it compares."""
    for sale in sale_of(kiosk.own):
        for check in sale.checks[-1:]:
            if not check.is_over and isinstance(kiosk.own, Shopping):
                return (_rescan(kiosk, sale) if control.is_rescan(sale) else _begun(kiosk, sale, check),)
    return ()


def _begun(kiosk: Kiosk, sale: Sale, check: Check) -> TaskView:
    why = ", ".join(_say(kiosk, WHY[reason], count=sale.removals) for reason in check.reasons if reason in WHY)
    return TaskView(
        _say(kiosk, "task_check"),
        _say(kiosk, "task_check_detail", why=why),
        (
            Button(_say(kiosk, "check_rescan"), e.RescanPressed(), Tone.SECONDARY),
            Button(_say(kiosk, "check_seen"), e.CheckSeenPressed(), Tone.SECONDARY),
        ),
    )


def _rescan(kiosk: Kiosk, sale: Sale) -> TaskView:
    compared = control.compared(sale)
    seen = sum(min(paid, found) for _, paid, found in compared)
    beyond = sum(max(0, found - paid) for _, paid, found in compared)
    detail = _say(kiosk, "check_so_far", seen=seen, pieces=sale.pieces)
    if beyond:
        detail = _say(kiosk, "check_beyond", told=detail, count=beyond)
    return TaskView(
        _say(kiosk, "task_rescan"), detail, (Button(_say(kiosk, "check_end"), e.CheckSeenPressed(), Tone.PRIMARY),)
    )


def differences(kiosk: Kiosk) -> tuple[TaskView, ...]:
    """While the bag is scanned, each article: in the basket, and in the bag."""
    return tuple(
        TaskView(name, _say(kiosk, "check_line", paid=paid, found=found), ())
        for sale in sale_of(kiosk.own)
        if control.is_rescan(sale)
        for name, paid, found in sorted(control.compared(sale), key=lambda each: each[1] - each[2])
    )


def wish(kiosk: Kiosk, exception: OpenException) -> TaskView:
    """What the customer wants, and staff may agree to."""
    count = exception.reason.split()[1]
    dear = exception.doubt is Doubt.REMOVAL
    return TaskView(
        _say(kiosk, "removal_title" if dear else "too_many_title", name=exception.name),
        _say(kiosk, ("fewer_detail" if int(count) else "removal_detail") if dear else "too_many_detail", count=count),
        (
            Button(_say(kiosk, "approve"), e.ApprovePressed(exception.number), Tone.SECONDARY),
            Button(_say(kiosk, "refuse_wish"), e.RefusePressed(exception.number), Tone.SECONDARY),
        ),
    )


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)
