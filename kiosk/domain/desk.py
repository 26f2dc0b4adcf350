"""What the attendant is looking at: turning pages, reports, copies and archives on their way."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import care, enrolling, returning
from kiosk.domain import events as e
from kiosk.domain.cash import NOTES_FROM
from kiosk.domain.cashier import cashbox_of, float_of, levels_of
from kiosk.domain.closing import may_close
from kiosk.domain.means import machines_ready
from kiosk.domain.permitting import permitted
from kiosk.domain.sight import Count, Desk, Duplicate
from kiosk.domain.states import Attended, Kiosk
from kiosk.domain.stock import PIECES_MAX


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
        case e.CashCounted(machine) if desk.recounting or desk.recounted:
            asked = machine == desk.recounting
            return replace(desk, recounting="" if asked else desk.recounting, recounted=machine if asked else "")
        case _ if isinstance(kiosk.state, Attended):
            return _pressed(kiosk, kiosk.state, event)
        case _:
            return desk


def _pressed(kiosk: Kiosk, visit: Attended, event: e.Event) -> Desk:  # noqa: C901 - one case a button
    desk = kiosk.sees.desk
    if not permitted(kiosk, visit, event):
        return desk
    if (returned := returning.at_the_desk(kiosk, visit, event)) is not desk:
        return returned
    if (enrolled := enrolling.at_the_desk(kiosk, visit, event)) is not desk:
        return enrolled
    match event:
        case e.PagePressed(e.Page.RETURN):
            return desk
        case e.PagePressed(page):
            return replace(desk, page=page, told="", count=(), line=(), roll=())
        case e.TryAgainPressed() | e.LampTestPressed():
            return care.at_the_desk(kiosk, event)
        case e.TestPrintPressed() if care.can_print(kiosk):
            return replace(_begun(kiosk, desk), testing=True)
        case e.ReportPressed(report):
            return replace(desk, report=report, told="")
        case e.CloseDayPressed() if may_close(kiosk, visit):
            return replace(desk, page=e.Page.REPORTS, report=e.Report.DAY, told="closed")
        case e.PrintReportPressed() if care.can_print(kiosk):
            return _begun(kiosk, desk)
        case e.DuplicatePressed(receipt) if care.can_print(kiosk) and not desk.finding and kiosk.till.receipts:
            return replace(desk, finding=(receipt or kiosk.till.receipts,), told="")
        case e.TicketFound(ticket, copies) if ticket.receipt in desk.finding and desk.page is not e.Page.RETURN:
            return replace(_begun(kiosk, desk), duplicate=(Duplicate(ticket, copies + 1),))
        case e.TicketMissing(receipt) if receipt in desk.finding:
            return replace(desk, finding=(), told="ticket_missing")
        case e.ArchivePressed() if not desk.archive:
            return replace(desk, archive=(event,), by=visit.by, archiving=0, archived="", told="")
        case e.LinePressed(line):
            return replace(desk, line=(line,))
        case e.DiscountPressed() | e.PricePressed() | e.RemovePressed():
            return replace(desk, line=())
        case e.MachinePressed(machine):
            return replace(desk, machine=machine, told="")
        case e.RecountPressed(machine) if machine in machines_ready(kiosk):
            return replace(desk, machine=machine, recounting=machine, told="")
        case _:
            return _typed(kiosk, event)


def _typed(kiosk: Kiosk, event: e.Event) -> Desk:
    """The manager counts by hand."""
    desk = kiosk.sees.desk
    match event, desk.count:
        case e.CountPressed(of, machine), _ if rows := _rows(kiosk, of, machine):
            return replace(desk, count=(Count(of, machine, rows, rows[0][0]),), told="")
        case ((e.CountLeft() | e.CountConfirmed()), _):
            return replace(desk, count=(), told="")
        case e.CountRowPressed(value), (count,) if value in dict(count.counts):
            return replace(desk, count=(replace(count, chosen=value),))
        case e.CountTyped(digit), (count,):
            counts = tuple((value, _with(n, digit) if value == count.chosen else n) for value, n in count.counts)
            return replace(desk, count=(replace(count, counts=counts),))
        case _:
            return desk


def _rows(kiosk: Kiosk, of: e.CountOf, machine: str) -> tuple[tuple[int, int], ...]:
    """What can be counted: what the recycler holds, or everything that may be in the cashbox; the float as it is."""
    values = {value for value, _ in levels_of(kiosk, machine)}
    if of is e.CountOf.FLOAT:
        known = dict(float_of(kiosk, machine))
        return tuple((value, known.get(value, 0)) for value in sorted(values))
    if of is e.CountOf.CASHBOX and values:
        values |= {value for value, _ in cashbox_of(kiosk, machine) if value}
        values |= set(kiosk.shop.notes_accepted) if max(values) >= NOTES_FROM else set()
    return tuple((value, 0) for value in sorted(values))


def _with(count: int, digit: str) -> int:
    """The number with one more digit, or one fewer; one that would be absurd stays."""
    if not digit:
        return count // 10
    more = int(f"{count}{digit}") if digit.isdecimal() else count
    return more if more <= PIECES_MAX else count


def _begun(kiosk: Kiosk, desk: Desk) -> Desk:
    jobs = desk.jobs + 1
    return replace(
        desk,
        jobs=jobs,
        job=f"{kiosk.shop.till}.{kiosk.sees.now:x}.S{jobs}",
        duplicate=(),
        testing=False,
        finding=(),
        told="",
    )
