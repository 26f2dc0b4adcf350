"""Rules about the clock: a till whose clock was turned sells nothing until somebody has looked at it.

`Sees.known` is what time it should be: it follows the clock as long as that can be believed, and goes on by the clock's
own steps when it cannot. Small corrections (a time server's) pass; what could put a sale into another day does not.
A clock that comes back to where it should be is believed again by itself: nothing was sold meanwhile.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.sight import Sees
from kiosk.domain.states import Kiosk

BACK_SECONDS = 120
"""How far back the clock may go unasked."""

FORWARD_SECONDS = 3600
"""How far forward it may go between two ticks of a running program."""

OFF_SECONDS = 31 * 24 * 3600
"""How long a kiosk may have been switched off unasked."""

STEP_SECONDS_MAX = 10
"""How much time passes between two ticks at most: more is the clock moving, and no time-out counts it."""

EARLIEST = 1_735_689_600
"""1 January 2025: a clock that shows less has lost its battery."""

LATEST = 4_102_444_800
"""1 January 2100: a clock that shows more is broken."""


def ticked(kiosk: Kiosk, event: e.ClockTicked) -> Sees:
    """What the kiosk sees after this tick."""
    before, now = kiosk.sees.now, event.now
    step = now - before if before else 0
    elapsed = kiosk.sees.elapsed + min(max(step, 0), STEP_SECONDS_MAX)
    sees = replace(kiosk.sees, now=now, utc_offset=event.utc_offset, elapsed=elapsed)
    if _believable(sees) and not kiosk.called(Reason.CLOCK):
        return replace(sees, known=now, leeway=FORWARD_SECONDS)
    passed = step if sees.known and 0 <= step <= FORWARD_SECONDS else 0
    return replace(sees, known=sees.known + passed)


def started(kiosk: Kiosk, event: e.Booted) -> Sees:
    """What the kiosk sees when the program starts. A clock in doubt gets no credit for another start."""
    doubted = kiosk.called(Reason.CLOCK)
    known = kiosk.till.clock if doubted else max(event.written, kiosk.till.clock)
    return replace(
        kiosk.sees,
        now=event.now,
        known=known,
        leeway=FORWARD_SECONDS if doubted else OFF_SECONDS,
        active_at=kiosk.sees.elapsed,
        booted=True,
    )


def confirmed(sees: Sees) -> Sees:
    """Staff say that the clock is right: time goes on from here."""
    return replace(sees, known=sees.now, leeway=FORWARD_SECONDS) if possible(sees.now) else sees


def possible(now: int) -> bool:
    """Can a clock that is right show this?"""
    return EARLIEST <= now < LATEST


def checked(kiosk: Kiosk) -> tuple[Fact, ...]:
    """The clock is doubted, or believed again, or nothing new."""
    sees, doubted = kiosk.sees, kiosk.called(Reason.CLOCK)
    if not sees.booted or _believable(sees) is not doubted:
        return ()
    if doubted:
        return (f.CallResolved(Reason.CLOCK), f.ClockConfirmed(sees.now))
    known = max(sees.known, EARLIEST)
    return (f.ClockDoubted(known, sees.now), f.AttendantCalled(Reason.CLOCK, evidence=f"{known} {sees.now}"))


def _believable(sees: Sees) -> bool:
    near = not sees.known or sees.known - BACK_SECONDS <= sees.now <= sees.known + sees.leeway
    return near and possible(sees.now)
