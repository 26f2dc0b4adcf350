"""Rules about the clock: a till whose clock was turned sells nothing until somebody has looked at it.

Small corrections (a time server's) pass; what could put a sale into another day does not.
"""

from __future__ import annotations

from kiosk.domain import facts as f
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.states import Kiosk

BACK_SECONDS = 120
"""How far back the clock may go unasked."""

FORWARD_SECONDS = 3600
"""How far forward it may go between two ticks of a running program."""

OFF_SECONDS = 31 * 24 * 3600
"""How long a kiosk may have been switched off unasked."""


def clock_jumped(before: int, now: int) -> bool:
    """Did the clock of a running program jump? UTC seconds."""
    return now < before - BACK_SECONDS or now > before + FORWARD_SECONDS


def doubted_at_start(kiosk: Kiosk, written: int) -> tuple[Fact, ...]:
    """The clock against the last thing that was written before the program started."""
    known, now = max(written, kiosk.till.clock), kiosk.sees.now
    if not known or known - BACK_SECONDS <= now <= known + OFF_SECONDS:
        return ()
    return _doubted(known, now)


def doubted_now(kiosk: Kiosk) -> tuple[Fact, ...]:
    """The clock against its last tick."""
    before, now = kiosk.sees.before, kiosk.sees.now
    if not kiosk.sees.booted or not before or kiosk.called(Reason.CLOCK) or not clock_jumped(before, now):
        return ()
    return _doubted(before, now)


def _doubted(known: int, now: int) -> tuple[Fact, ...]:
    return (f.ClockDoubted(known, now), f.AttendantCalled(Reason.CLOCK, evidence=f"{known} {now}"))
