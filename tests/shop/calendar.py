"""What time it is in the simulated shop: French time, with its summer time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

WINTER_OFFSET, SUMMER_OFFSET = 3600, 7200


def offset_at(at: int) -> int:
    """Seconds ahead of UTC at this moment (UTC seconds), by directive 2000/84/EC."""
    moment = datetime.fromtimestamp(at, UTC)
    summer = _last_sunday(moment.year, 3) <= moment < _last_sunday(moment.year, 10)
    return SUMMER_OFFSET if summer else WINTER_OFFSET


def local(at: int) -> datetime:
    """What a watch shows at this moment."""
    return datetime.fromtimestamp(at, UTC) + timedelta(seconds=offset_at(at))


def seconds_until(at: int, hour: int, minute: int = 0) -> int:
    """How long it is from now (UTC seconds) until the watch next shows this."""
    now = local(at)
    then = now.replace(hour=hour, minute=minute, second=0)
    then += timedelta(days=1) if then <= now else timedelta()
    passes = int((then - now).total_seconds())
    return max(1, passes + offset_at(at) - offset_at(at + passes))


@cache
def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
