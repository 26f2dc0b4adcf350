"""Small stand-ins at the doors of the runtime: a device that remembers what it was asked, a disk that can be full."""

from __future__ import annotations

from dataclasses import dataclass, field

from hardware import words as w
from kiosk.domain import events as e
from kiosk.domain.activities import Activity
from kiosk.domain.facts import Fact, Head
from kiosk.evidence.entries import JournalBroken
from kiosk.runtime.devices import Device


@dataclass
class Bench:
    """Devices by name; `asked` is every command in order, with the device it went to."""

    asked: list[tuple[str, w.Command]] = field(default_factory=list)

    def device(self, name: str, role: e.Role) -> Device:
        return Device(name, role, lambda command: self.asked.append((name, command)))

    def take(self) -> list[tuple[str, w.Command]]:
        """What was asked since the last time."""
        asked, self.asked = self.asked, []
        return asked


@dataclass
class Disk:
    """Where facts are kept. `full`: nothing more is."""

    kept: list[Fact] = field(default_factory=list)
    full: bool = False

    def append(self, facts: tuple[Fact, ...], at: int, utc_offset: int = 0) -> tuple[Head, ...]:
        if self.full:
            raise JournalBroken("database or disk is full")
        self.kept += facts
        return (Head("ticket", len(self.kept), "signature"),)


@dataclass
class Baton:
    """Somebody who is conducted; remembers what was wanted last, and every word heard."""

    wanted: frozenset[Activity] = frozenset()
    words: list[tuple[str, w.Word]] = field(default_factory=list)

    def conduct(self, wanted: frozenset[Activity]) -> None:
        self.wanted = wanted

    def heard(self, name: str, word: w.Word) -> None:
        self.words.append((name, word))
