"""What the attendant is looking at: turning pages, reports, copies and archives on their way."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain import returning
from kiosk.domain.closing import may_close
from kiosk.domain.means import usable
from kiosk.domain.sight import Desk, Duplicate
from kiosk.domain.states import Attended, Kiosk, may_oversee


def at_the_desk(kiosk: Kiosk, event: e.Event) -> Desk:
    """The desk after this event; the same one when it is none of its business."""
    desk = kiosk.sees.desk
    match event:
        case e.ArchiveMoved(percent):
            return replace(desk, archiving=percent)
        case e.ArchiveWritten(place=place):
            return replace(desk, archive=(), archived=place, told="archived")
        case e.ArchiveNotWritten(_, reason):
            return replace(desk, archive=(), archived=reason, told="archive_failed")
        case e.PrintFinished(job) if desk.job and job == desk.job:
            return replace(desk, job="", duplicate=(), told="printed")
        case e.PrintFailed(job, fault) if desk.job and job == desk.job:
            return replace(desk, job="", duplicate=(), told="not_printed", fault=fault)
        case _ if isinstance(kiosk.state, Attended):
            return _pressed(kiosk, kiosk.state, event)
        case _:
            return desk


def _pressed(kiosk: Kiosk, visit: Attended, event: e.Event) -> Desk:
    desk = kiosk.sees.desk
    if (returned := returning.at_the_desk(kiosk, visit, event)) is not desk:
        return returned
    match event:
        case e.PagePressed(e.Page.RETURN):
            return desk
        case e.PagePressed(page) if may_oversee(visit):
            return replace(desk, page=page, told="")
        case e.ReportPressed(report) if may_oversee(visit):
            return replace(desk, report=report, told="")
        case e.CloseDayPressed() if may_close(kiosk, visit):
            return replace(desk, page=e.Page.REPORTS, report=e.Report.DAY, told="closed")
        case e.PrintReportPressed() if may_oversee(visit) and _can_print(kiosk):
            return _begun(kiosk, desk)
        case e.DuplicatePressed(receipt) if _can_print(kiosk) and not desk.finding and kiosk.till.receipts:
            return replace(desk, finding=(receipt or kiosk.till.receipts,), told="")
        case e.TicketFound(ticket, copies) if ticket.receipt in desk.finding and desk.page is not e.Page.RETURN:
            return replace(_begun(kiosk, desk), duplicate=(Duplicate(ticket, copies + 1),))
        case e.TicketMissing(receipt) if receipt in desk.finding:
            return replace(desk, finding=(), told="ticket_missing")
        case e.ArchivePressed() if not desk.archive and may_oversee(visit):
            return replace(desk, archive=(event,), by=visit.by, archiving=0, archived="", told="")
        case _:
            return desk


def _can_print(kiosk: Kiosk) -> bool:
    return not kiosk.sees.desk.job and usable(kiosk, e.Role.PRINTER)


def _begun(kiosk: Kiosk, desk: Desk) -> Desk:
    jobs = desk.jobs + 1
    return replace(
        desk, jobs=jobs, job=f"{kiosk.shop.till}.{kiosk.sees.now:x}.S{jobs}", duplicate=(), finding=(), told=""
    )
