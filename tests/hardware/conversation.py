"""A wire and an emulator joined by a line in memory, on a virtual clock, with a knife for the line."""

from __future__ import annotations

from collections.abc import Callable

from hardware.wire import NEVER, Emulator, Wire
from hardware.words import Acknowledge, CashCounts, PaidOut, Stacked, Word

STEPS_MAX = 200_000
"""A conversation that does not advance in time is a bug: it fails the test instead of hanging it."""


class Conversation:
    """Joins both ends as a pump does. `cut_after` bytes, in either direction, `on_cut` is called once."""

    def __init__(self, wire: Wire, emulator: Emulator, acknowledges: bool = True) -> None:
        self.wire = wire
        self.emulator = emulator
        self.now = 0.0
        self.words: list[Word] = []
        self.cut_after: int | None = None
        self.on_cut: Callable[[], None] = lambda: None
        self._acknowledges = acknowledges
        self._is_linked = False

    def run(self, seconds: float) -> list[Word]:
        """Let this much time pass; the words of that time."""
        end = self.now + seconds
        first = len(self.words)
        for _ in range(STEPS_MAX):
            self._mind_the_link()
            self._step()
            due = min(self.wire.next_tick, self.emulator.next_tick, self._link_due)
            if due > end:
                break
            self.now = max(self.now, due)
        else:
            raise AssertionError(f"no end of it at {self.now} s")
        self.now = end
        return self.words[first:]

    def unlink(self) -> None:
        """The till's process ends: nobody is there any more."""
        if self._is_linked:
            self._is_linked = False
            self.emulator.disconnected()

    def restart(self, wire: Wire) -> None:
        """The till dies, and comes back remembering nothing."""
        self.unlink()
        self.wire = wire

    @property
    def _link_due(self) -> float:
        """At once when the wire wants to be joined, or to be left."""
        return -NEVER if self.wire.wants_link != self._is_linked and self.emulator.listening else NEVER

    def _mind_the_link(self) -> None:
        hangs_up = self.emulator.hangs_up
        if self._is_linked and (hangs_up or not self.emulator.listening):
            self.unlink()
            self.wire.closed("gone")
        if self._is_linked and not self.wire.wants_link:  # the wire hangs up
            self.unlink()
        if not self._is_linked and self.emulator.listening and self.wire.wants_link:
            self._is_linked = True
            self.emulator.connected()
            self.wire.opened()

    def _step(self) -> None:
        out = self.wire.tick(self.now)
        if self._is_linked:
            self.emulator.receive(self._through(out))
        back = self.emulator.tick(self.now)
        words = self.wire.receive(self._through(back) if self._is_linked else b"")
        self.words += words
        if self._acknowledges and any(isinstance(word, Stacked | CashCounts | PaidOut) for word in words):
            self.wire.ask(Acknowledge())

    def _through(self, data: bytes) -> bytes:
        if self.cut_after is None or not data:
            return data
        if len(data) <= self.cut_after:
            self.cut_after -= len(data)
            return data
        passed, self.cut_after = data[: self.cut_after], None
        self.on_cut()
        return passed
