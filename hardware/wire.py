"""The two shapes every device has: a wire (our end, without I/O) and an emulator (its twin on the far end)."""

from __future__ import annotations

from typing import Protocol

from hardware.words import Command, Word

NEVER = float("inf")
"""A `next_tick` that says: only bytes or a command can give me something to do."""


class Wire(Protocol):
    """One device's protocol without I/O: bytes in, words out. It never sleeps, opens a port or reads a clock.

    Whoever drives it (the pump on a real link, the simulated shop on a virtual clock) does, over and over:
    `tick(now)` and writes what it returns, then `receive(what arrived)` and tells the words. `receive(b"")` tells
    what time alone has brought (a device that fell silent). `now` is monotonic seconds.
    """

    @property
    def wants_link(self) -> bool:
        """Should the link be open now? A serial device: always. A terminal that is dialled per sale: during one."""

    @property
    def next_tick(self) -> float:
        """The earliest `now` at which `tick` has something to do (NEVER allowed)."""

    def opened(self) -> None:
        """The link is open: assume nothing of what the device remembers."""

    def closed(self, reason: str) -> None:
        """The link broke, or could not be opened."""

    def ask(self, command: Command) -> None:
        """Queue a command; its bytes leave with a coming tick. A command that is not for this device: TypeError."""

    def receive(self, data: bytes) -> list[Word]:
        """Whatever arrived, in any pieces; the words it completes."""

    def tick(self, now: float) -> bytes:
        """What to send now, if anything: polls, retries, time-outs, queued commands."""


class Emulator(Protocol):
    """A simulated device: real bytes from the other side of the wire, and it behaves (jams, runs out, answers late)."""

    @property
    def listening(self) -> bool:
        """Is the device there to be connected to? False: unplugged, powered off, or refusing connections."""

    @property
    def hangs_up(self) -> bool:
        """Does the device want the connection dropped now? Read once, it goes back to False."""

    @property
    def next_tick(self) -> float:
        """The earliest `now` at which `tick` has something to do (NEVER allowed)."""

    def connected(self) -> None:
        """A host opened the link."""

    def disconnected(self) -> None:
        """The host's end went away."""

    def receive(self, data: bytes) -> None:
        """Bytes from the host, in any pieces."""

    def tick(self, now: float) -> bytes:
        """What the device sends now, if anything."""
