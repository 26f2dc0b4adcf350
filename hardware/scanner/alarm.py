"""A time-out for wires that hear of the clock only in `tick`."""

from __future__ import annotations

from hardware.wire import NEVER


class Alarm:
    """Rings once, some seconds after the first tick that follows `set`. `due` is what a wire's `next_tick` wants."""

    def __init__(self) -> None:
        self.due = NEVER
        self._seconds = 0.0

    def set(self, seconds: float) -> None:
        """Count from the next tick on, whatever was counted before."""
        self.due, self._seconds = -NEVER, seconds

    def stop(self) -> None:
        """Do not ring."""
        self.due = NEVER

    def rings(self, now: float) -> bool:
        """Ask at every tick; True once."""
        if self.due == -NEVER:
            self.due = now + self._seconds
        if now < self.due:
            return False
        self.due = NEVER
        return True
