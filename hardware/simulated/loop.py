"""Joins a wire and an emulator in memory, on a clock the caller owns: days pass in milliseconds."""

from __future__ import annotations

from hardware.herald import Herald
from hardware.wire import NEVER, Emulator, Wire
from hardware.words import Word

REDIAL_SECONDS = 1.0
TURNS_MAX = 10_000
"""Things to do at one and the same moment, before it is called a bug."""


class Loop:
    """Does for one device in the caller's thread what the pump and the link do for a real one."""

    def __init__(self, wire: Wire, emulator: Emulator) -> None:
        self.wire = wire
        self.emulator = emulator
        self._is_joined = False
        self._redial_at = -NEVER
        self._herald = Herald()
        self._words: list[Word] = []

    @property
    def next_tick(self) -> float:
        """The earliest moment at which `run` has something to do; -NEVER: at once."""
        return min(self.wire.next_tick, self.emulator.next_tick, self._link_due)

    def run(self, now: float) -> list[Word]:
        """Everything that is due at `now`, until both sides are quiet; the words told. RuntimeError if they never are.

        Call it after every command given to the wire and every hand laid on the emulator, too.
        """
        for _ in range(TURNS_MAX):
            self._turn(now)
            if self.next_tick > now:
                words, self._words = self._words, []
                return words
        raise RuntimeError(f"{self.wire!r} and {self.emulator!r} never come to rest at {now}")

    def break_link(self, reason: str) -> None:
        """As if the cable were pulled for a moment: both ends notice."""
        if self._is_joined:
            self._is_joined = False
            self.emulator.disconnected()
            self._closed(reason)

    @property
    def _link_due(self) -> float:
        if self._is_joined:
            return NEVER if self.wire.wants_link and self.emulator.listening else -NEVER
        return self._redial_at if self.wire.wants_link else NEVER

    def _turn(self, now: float) -> None:
        self._keep_link(now)
        asked = self.wire.tick(now)
        if asked and self._is_joined:
            self.emulator.receive(asked)
        self._tell(self.wire.receive(b""))
        answered = self.emulator.tick(now)
        if answered and self._is_joined:
            self._tell(self.wire.receive(answered))
        if self.emulator.hangs_up:
            self._redial_at = now + REDIAL_SECONDS
            self.break_link("the other side closed the connection")

    def _keep_link(self, now: float) -> None:
        if not self.wire.wants_link:
            self._redial_at = -NEVER
            if self._is_joined:
                self._is_joined = False
                self.emulator.disconnected()
        elif self._is_joined and not self.emulator.listening:
            self._redial_at = now + REDIAL_SECONDS
            self.break_link("device gone")
        elif not self._is_joined and now >= self._redial_at:
            self._dial(now)

    def _dial(self, now: float) -> None:
        if self.emulator.listening:
            self._is_joined = True
            self.emulator.connected()
            self.wire.opened()
        else:
            self._redial_at = now + REDIAL_SECONDS
            self._closed("connection refused")

    def _closed(self, reason: str) -> None:
        self.wire.closed(reason)
        self._tell(self.wire.receive(b""))
        if self.wire.wants_link:
            self._words += self._herald.link_lost(reason)

    def _tell(self, words: list[Word]) -> None:
        self._words += self._herald.news(words)
