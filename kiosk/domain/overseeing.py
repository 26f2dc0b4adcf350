"""Rules for the manager and the technician: closing the day, training, copies, archives, a doubted clock or journal."""

from __future__ import annotations

from typing import assert_never

from kiosk.domain import cashier, clock, closing, paying
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.sight import Duplicate
from kiosk.domain.states import Attended, Attract, Kiosk, payout

Facts = tuple[Fact, ...]

Overseen = e.ClockConfirmedPressed | e.RollbackAcceptedPressed | e.CloseDayPressed | e.TrainingPressed | e.TicketFound

Told = e.WitnessMissing | e.RollbackSeen | e.ArchiveWritten | e.ArchiveNotWritten


def overseen(kiosk: Kiosk, visit: Attended, event: Overseen) -> Facts:
    """What the manager or technician presses."""
    match event:
        case e.ClockConfirmedPressed():
            confirmed = (f.CallResolved(Reason.CLOCK), f.ClockConfirmed(kiosk.sees.now, visit.by))
            return confirmed if kiosk.called(Reason.CLOCK) and clock.possible(kiosk.sees.now) else ()
        case e.RollbackAcceptedPressed():
            allowed = kiosk.called(Reason.ROLLBACK)
            return (f.CallResolved(Reason.ROLLBACK), f.RollbackAccepted(visit.by)) if allowed else ()
        case e.CloseDayPressed():
            allowed = closing.may_close(kiosk, visit)
            return closing.day_closed(kiosk, kiosk.till.books, visit.by) if allowed else ()
        case e.TrainingPressed() if isinstance(visit.under, Attract):
            learning = bool(kiosk.till.training.by)
            return (f.TrainingEnded(visit.by) if learning else f.TrainingBegun(visit.by),)
        case e.TrainingPressed():
            return ()
        case e.TicketFound(ticket, copies):
            copy = (ticket.receipt, copies + 1)
            asked = kiosk.sees.desk.duplicate == (Duplicate(ticket, copies + 1),)
            return (f.DuplicateIssued(*copy, "paper", visit.by),) if asked and copy != kiosk.till.last_copy else ()
        case _:
            assert_never(event)


def told(kiosk: Kiosk, event: Told) -> Facts:
    """News about the journal itself and about archives, whatever the state.

    No machine pays on the word of an older journal: perhaps it has paid already. What it owes is for staff to judge.
    """
    match event:
        case e.WitnessMissing(detail):
            return (f.WitnessLost(detail),)
        case e.RollbackSeen(entry, here, heads):
            return (
                f.RollbackFound(entry, here, heads),
                *(fact for running in payout(kiosk.state) for fact in paying.short(running)),
                *cashier.stopped(kiosk, "rollback"),
                f.AttendantCalled(Reason.ROLLBACK, evidence=f"{here} {entry}"),
            )
        case e.ArchiveWritten(by, kind, first_day, last_day, first_entry, last_entry, digest):
            return (f.ArchiveMade(kind, first_day, last_day, first_entry, last_entry, digest, by),)
        case e.ArchiveNotWritten(by, reason):
            return (f.ArchiveFailed(reason, by),)
        case _:
            assert_never(event)
