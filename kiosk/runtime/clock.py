"""The only clock of the kiosk: wall time for facts, with the shop's own offset."""

from __future__ import annotations

import time

from kiosk.domain.events import ClockTicked


def wall_clock() -> ClockTicked:
    """What time it is now."""
    now = int(time.time())
    return ClockTicked(now, time.localtime(now).tm_gmtoff)
