"""The manager's pages: the books so far and closed (X and Z), copies of receipts, archives for the inspector."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import reports
from kiosk.domain import views as v
from kiosk.domain.books import PeriodKind, date_of, next_day
from kiosk.domain.closing import may_close
from kiosk.domain.enrolling import name_of
from kiosk.domain.means import usable
from kiosk.domain.permitting import offered
from kiosk.domain.phrases import fault, say
from kiosk.domain.states import Attended, Attract, Kiosk
from kiosk.domain.views import Button, Tone

TABS = (e.Page.TASKS, e.Page.CASH, e.Page.REPORTS, e.Page.ARCHIVE, e.Page.STAFF, e.Page.DEVICES)


def pages(kiosk: Kiosk, visit: Attended) -> tuple[Button, ...]:
    """Where else the visitor may turn to."""
    machines = any(device.role is e.Role.CASH for device in kiosk.sees.devices.values())
    shown = kiosk.sees.desk.page
    tabs = offered(
        kiosk,
        visit,
        (
            Button(_say(kiosk, f"page_{page}"), e.PagePressed(page), Tone.QUIET, enabled=page is not shown)
            for page in TABS
            if machines or page is not e.Page.CASH
        ),
    )
    return tabs if len(tabs) > 1 else ()


def last_copy(kiosk: Kiosk) -> tuple[Button, ...]:
    """Another copy of the last receipt."""
    if not kiosk.till.receipts:
        return ()
    return (_printing(kiosk, "copy_last", e.DuplicatePressed(), Tone.SECONDARY),)


def _printing(kiosk: Kiosk, label: str, event: e.Event, tone: Tone) -> Button:
    """A button that prints; while it cannot, it says why."""
    desk, printer = kiosk.sees.desk, usable(kiosk, e.Role.PRINTER)
    hint = "" if printer else _say(kiosk, "notice_printer")
    free = printer and not desk.job and not desk.finding
    return Button(_say(kiosk, label, receipt=kiosk.till.receipts), event, tone, "receipt", hint, free)


def reports_page(kiosk: Kiosk, visit: Attended, frame: v.Frame) -> v.ReportsView:
    """X, and the last Z of each kind."""
    desk = kiosk.sees.desk
    return v.ReportsView(
        frame=frame,
        title=_say(kiosk, "page_reports"),
        name=name_of(kiosk, visit.by),
        pages=pages(kiosk, visit),
        reports=tuple(
            Button(
                _say(kiosk, f"report_{each}"), e.ReportPressed(each), Tone.SECONDARY, enabled=each is not desk.report
            )
            for each in e.Report
        ),
        parts=reports.parts(kiosk, desk.report),
        told=told(kiosk),
        buttons=offered(kiosk, visit, _report_buttons(kiosk, visit)),
    )


def _report_buttons(kiosk: Kiosk, visit: Attended) -> tuple[Button, ...]:
    leave = Button(_say(kiosk, "leave"), e.AttendantDonePressed(), Tone.SECONDARY)
    buttons: tuple[Button, ...] = (leave, _printing(kiosk, "print", e.PrintReportPressed(), Tone.PRIMARY))
    if may_close(kiosk, visit):
        label = _say(kiosk, "close_day", day=date_of(kiosk.till.books.day))
        buttons += (Button(label, e.PagePressed(e.Page.CLOSING), Tone.SECONDARY),)
    if isinstance(visit.under, Attract):
        learning = "training_end" if kiosk.till.training.by else "training_begin"
        buttons += (Button(_say(kiosk, learning), e.TrainingPressed(), Tone.SECONDARY),)
    return buttons


def closing_page(kiosk: Kiosk, visit: Attended, frame: v.Frame) -> v.ReportsView:
    """Closing the day by hand: what it means is said before it is done, and the way back stands first."""
    day = kiosk.till.books.day
    closable = may_close(kiosk, visit)
    close = Button(_say(kiosk, "close_now"), e.CloseDayPressed(), Tone.DANGER)
    meaning = _say(kiosk, "close_meaning", next=date_of(next_day(day))) if closable else _say(kiosk, "close_not_now")
    return v.ReportsView(
        frame=frame,
        title=_say(kiosk, "close_title", day=date_of(day)) if day else _say(kiosk, "page_reports"),
        name=name_of(kiosk, visit.by),
        pages=pages(kiosk, visit),
        reports=(),
        parts=reports.parts(kiosk, e.Report.X),
        told=meaning,
        buttons=(
            Button(_say(kiosk, "back"), e.PagePressed(e.Page.REPORTS), Tone.PRIMARY, "back"),
            *((close,) if closable else ()),
        ),
    )


def archive_page(kiosk: Kiosk, visit: Attended, frame: v.Frame) -> v.ArchiveView:
    """The last closed day, month and year, one touch each."""
    desk = kiosk.sees.desk
    busy = bool(desk.archive)
    choices = tuple(closing for kind in PeriodKind for closing in kiosk.till.books.closings if closing.kind is kind)
    return v.ArchiveView(
        frame=frame,
        title=_say(kiosk, "page_archive"),
        name=name_of(kiosk, visit.by),
        pages=pages(kiosk, visit),
        hint=_say(kiosk, "archive_hint" if choices else "archive_nothing"),
        choices=tuple(
            Button(
                _say(kiosk, f"archive_{closing.kind}", period=date_of(closing.period)),
                e.ArchivePressed(closing.period, closing.period, closing.kind.value),
                Tone.SECONDARY,
                enabled=not busy,
            )
            for closing in choices
        ),
        percent=desk.archiving if busy else -1,
        told=told(kiosk),
        buttons=(Button(_say(kiosk, "leave"), e.AttendantDonePressed(), Tone.SECONDARY),),
    )


def told(kiosk: Kiosk) -> str:
    """What came of the last thing that was done at the desk."""
    desk = kiosk.sees.desk
    if desk.archive:
        return _say(kiosk, "told_archiving", percent=desk.archiving)
    if desk.job or desk.finding:
        return _say(kiosk, "told_printing")
    if not desk.told:
        return ""
    reason = fault(kiosk.till.language, desk.fault)
    return _say(kiosk, f"told_{desk.told}", place=desk.archived, reason=reason)


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)
