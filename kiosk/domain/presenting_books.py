"""The manager's pages: the books so far and closed (X and Z), copies of receipts, archives for the inspector."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import reports
from kiosk.domain import views as v
from kiosk.domain.books import PeriodKind
from kiosk.domain.phrases import fault, say
from kiosk.domain.states import Attended, Attract, Closed, Kiosk, may_oversee, name_of
from kiosk.domain.views import Button, Tone

FAULTLESS = frozenset({"", "printed", "ticket_missing", "archived", "archive_failed"})
"""What `Desk.told` can hold besides a printer's fault."""


def pages(kiosk: Kiosk, visit: Attended) -> tuple[Button, ...]:
    """Where else the visitor may turn to."""
    if not may_oversee(visit):
        return ()
    shown = kiosk.sees.desk.page
    return tuple(
        Button(_say(kiosk, f"page_{page}"), e.PagePressed(page), Tone.QUIET, enabled=page is not shown)
        for page in e.Page
    )


def last_copy(kiosk: Kiosk) -> tuple[Button, ...]:
    """Another copy of the last receipt."""
    if not kiosk.till.receipts:
        return ()
    label = _say(kiosk, "copy_last", receipt=kiosk.till.receipts)
    return (Button(label, e.DuplicatePressed(), Tone.SECONDARY, "receipt", enabled=not kiosk.sees.desk.job),)


def reports_page(kiosk: Kiosk, visit: Attended, frame: v.Frame) -> v.ReportsView:
    """X, and the last Z of each kind."""
    desk = kiosk.sees.desk
    return v.ReportsView(
        frame=frame,
        title=_say(kiosk, "page_reports"),
        name=name_of(kiosk.shop, visit.by),
        pages=pages(kiosk, visit),
        reports=tuple(
            Button(
                _say(kiosk, f"report_{each}"), e.ReportPressed(each), Tone.SECONDARY, enabled=each is not desk.report
            )
            for each in e.Report
        ),
        parts=reports.parts(kiosk, desk.report),
        told=_told(kiosk),
        buttons=_report_buttons(kiosk, visit),
    )


def _report_buttons(kiosk: Kiosk, visit: Attended) -> tuple[Button, ...]:
    leave = Button(_say(kiosk, "leave"), e.AttendantDonePressed(), Tone.SECONDARY)
    print_ = Button(
        _say(kiosk, "print"), e.PrintReportPressed(), Tone.PRIMARY, "receipt", enabled=not kiosk.sees.desk.job
    )
    if not isinstance(visit.under, Attract | Closed):
        return (leave, print_)
    learning = "training_end" if kiosk.till.training.by else "training_begin"
    return (
        leave,
        print_,
        Button(_say(kiosk, "close_day", day=kiosk.till.books.day), e.CloseDayPressed(), Tone.DANGER),
        Button(_say(kiosk, learning), e.TrainingPressed(), Tone.SECONDARY),
    )


def archive_page(kiosk: Kiosk, visit: Attended, frame: v.Frame) -> v.ArchiveView:
    """The last closed day, month and year, one touch each."""
    desk = kiosk.sees.desk
    busy = bool(desk.archive)
    return v.ArchiveView(
        frame=frame,
        title=_say(kiosk, "page_archive"),
        name=name_of(kiosk.shop, visit.by),
        pages=pages(kiosk, visit),
        hint=_say(kiosk, "archive_hint"),
        choices=tuple(
            Button(
                _say(kiosk, f"archive_{closing.kind}", period=closing.period),
                e.ArchivePressed(closing.period, closing.period, closing.kind.value),
                Tone.SECONDARY,
                enabled=not busy,
            )
            for kind in PeriodKind
            for closing in kiosk.till.books.closings
            if closing.kind is kind
        ),
        percent=desk.archiving if busy else -1,
        told=_told(kiosk),
        buttons=(Button(_say(kiosk, "leave"), e.AttendantDonePressed(), Tone.SECONDARY),),
    )


def _told(kiosk: Kiosk) -> str:
    desk = kiosk.sees.desk
    if desk.job:
        return _say(kiosk, "told_printing")
    if desk.told not in FAULTLESS:
        return _say(kiosk, "told_not_printed", reason=fault(kiosk.till.language, desk.told))
    return _say(kiosk, f"told_{desk.told}", place=desk.archived) if desk.told else ""


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)
