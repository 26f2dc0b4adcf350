"""A till's wire and a card terminal on a virtual clock, and a customer who shows a card as soon as an amount shows."""

from __future__ import annotations

from typing import Protocol

from hardware.simulated.loop import Loop
from hardware.wire import Emulator, Wire
from hardware.words import Authorized, Command, Health, NotAuthorized, OutcomeUnknown, Word

HOUR = 3600.0
VERDICTS = Authorized | NotAuthorized | OutcomeUnknown


class Terminal(Emulator, Protocol):
    """Any simulated card terminal."""

    @property
    def amount_shown(self) -> int | None: ...


class Desk:
    """`gesture`: what the customer does when an amount shows; "" for nothing."""

    def __init__(self, wire: Wire, terminal: Terminal) -> None:
        self.now = 1000.0
        self.wire = wire
        self.terminal = terminal
        self.loop = Loop(wire, terminal)
        self.words: list[Word] = []
        self.gesture = "tap"

    def run(self, seconds: float) -> list[Word]:
        """The words told meanwhile."""
        before, end = len(self.words), self.now + seconds
        while True:
            self.words += self.loop.run(self.now)
            if self.gesture and self.terminal.amount_shown is not None:
                getattr(self.terminal, self.gesture)()
            elif self.loop.next_tick > end:
                self.now = end
                return self.words[before:]
            else:
                self.now = self.loop.next_tick

    @property
    def verdicts(self) -> list[Word]:
        return [word for word in self.words if not isinstance(word, Health)]

    def ask(self, command: Command, seconds: float = 600.0) -> Word:
        """The one word told about it."""
        self.wire.ask(command)
        told = [word for word in self.run(seconds) if not isinstance(word, Health)]
        assert len(told) == 1, told
        return told[0]

    def restart(self, wire: Wire) -> None:
        """The till dies and comes back remembering nothing."""
        self.loop.break_link("the till lost power")
        self.wire = wire
        self.loop = Loop(wire, self.terminal)
