"""Which right each button of staff needs: one table for the rules, which refuse, and the screens, which offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain.basket import PriceReason
from kiosk.domain.rights import Right
from kiosk.domain.states import Attended, Kiosk, may
from kiosk.domain.views import Button, TaskView

NEEDS: Mapping[type[e.Event], Right] = {
    e.AgeApprovePressed: Right.AGE,
    e.AgeRefusePressed: Right.AGE,
    e.ReleasePressed: Right.RELEASE,
    e.TakeUpPressed: Right.RELEASE,
    e.AsideClearedPressed: Right.RELEASE,
    e.RefusePressed: Right.RELEASE,
    e.RemovePressed: Right.VOID,
    e.ApprovePressed: Right.RELEASE,
    e.CheckSeenPressed: Right.CHECK,
    e.RescanPressed: Right.CHECK,
    e.DiscountPressed: Right.DISCOUNT,
    e.CancelPressed: Right.VOID,
    e.OwedSettledPressed: Right.SETTLE,
    e.CardSettledPressed: Right.SETTLE,
    e.CardRefundedPressed: Right.RETURN,
    e.CardGiveBackPressed: Right.RETURN,
    e.CreditNotePressed: Right.RETURN,
    e.ReturnPressed: Right.RETURN,
    e.CallSeenPressed: Right.SETTLE,
    e.VoucherTakenPressed: Right.SETTLE,
    e.VoucherRefusedPressed: Right.SETTLE,
    e.OrderPressed: Right.CREDIT,
    e.AccountPressed: Right.CREDIT,
    e.DuplicatePressed: Right.COPY,
    e.ClosePressed: Right.OPEN,
    e.OpenPressed: Right.OPEN,
    e.ClockConfirmedPressed: Right.CLOCK,
    e.RecountPressed: Right.COUNT,
    e.FillPressed: Right.CASH,
    e.CollectPressed: Right.CASH,
    e.CountPressed: Right.CASH,
    e.CountConfirmed: Right.CASH,
    e.ReportPressed: Right.BOOKS,
    e.PrintReportPressed: Right.BOOKS,
    e.CloseDayPressed: Right.BOOKS,
    e.ArchivePressed: Right.BOOKS,
    e.TrainingPressed: Right.TRAINING,
    e.RollPressed: Right.STAFF,
    e.PersonNamed: Right.STAFF,
    e.PinChosen: Right.STAFF,
    e.EntryWritten: Right.STAFF,
    e.EntryRefused: Right.STAFF,
    e.DismissPressed: Right.STAFF,
    e.RecoverySeenPressed: Right.STAFF,
    e.TryAgainPressed: Right.DEVICES,
    e.TestPrintPressed: Right.DEVICES,
    e.LampTestPressed: Right.DEVICES,
    e.BrightnessPressed: Right.DEVICES,
    e.VolumePressed: Right.DEVICES,
    e.RestartPressed: Right.DEVICES,
    e.RollbackAcceptedPressed: Right.JOURNAL,
}

PRICES: Mapping[PriceReason, Right] = {
    PriceReason.SHELF: Right.SHELF_PRICE,
    PriceReason.CHANGED: Right.PRICE,
}

PAGES: Mapping[e.Page, Right] = {
    e.Page.CASH: Right.COUNT,
    e.Page.REPORTS: Right.BOOKS,
    e.Page.CLOSING: Right.BOOKS,
    e.Page.ARCHIVE: Right.BOOKS,
    e.Page.RETURN: Right.RETURN,
    e.Page.STAFF: Right.STAFF,
    e.Page.DEVICES: Right.DEVICES,
}


def permitted(kiosk: Kiosk, visit: Attended, event: e.Event) -> bool:
    """May the visitor press this?"""
    match event:
        case e.PagePressed(page):
            return page not in PAGES or may(kiosk, visit, PAGES[page])
        case e.PricePressed(reason=reason):
            return reason in PRICES and may(kiosk, visit, PRICES[reason])
        case e.LinePressed():
            return any(may(kiosk, visit, right) for right in (*PRICES.values(), Right.DISCOUNT))
        case _:
            return type(event) not in NEEDS or may(kiosk, visit, NEEDS[type(event)])


def offered(kiosk: Kiosk, visit: Attended, buttons: Iterable[Button]) -> tuple[Button, ...]:
    """The buttons that the visitor may press."""
    return tuple(button for button in buttons if permitted(kiosk, visit, button.event))


def allowed(kiosk: Kiosk, visit: Attended, task: TaskView) -> TaskView:
    """The task with what the visitor may do about it."""
    releases = task.release if may(kiosk, visit, Right.RELEASE) else ()
    return replace(task, buttons=offered(kiosk, visit, task.buttons), release=releases)
