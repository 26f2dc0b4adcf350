"""Small stand-ins at the doors of the runtime: a device that remembers what it was asked, a disk that can be full."""

from __future__ import annotations

from dataclasses import dataclass, field

from hardware import words as w
from kiosk.domain import events as e
from kiosk.domain.activities import Activity, FindTicket, MakeReceiptCode, WriteArchive
from kiosk.domain.facts import Fact
from kiosk.evidence.journal import JournalBroken
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

    def append(self, facts: tuple[Fact, ...], at: int) -> None:
        if self.full:
            raise JournalBroken("database or disk is full")
        self.kept += facts


@dataclass
class Paperwork:
    """The conductor's office; `asked` is everything it was asked, in order."""

    asked: list[Activity | str] = field(default_factory=list)

    def make_receipt_code(self, wanted: MakeReceiptCode) -> None:
        self.asked.append(wanted)

    def find_ticket(self, wanted: FindTicket) -> None:
        self.asked.append(wanted)

    def write_archive(self, wanted: WriteArchive) -> None:
        self.asked.append(wanted)

    def between_customers(self) -> None:
        self.asked.append("between customers")


@dataclass
class Baton:
    """Somebody who is conducted; remembers what was wanted last, and every word heard."""

    wanted: frozenset[Activity] = frozenset()
    words: list[tuple[str, w.Word]] = field(default_factory=list)

    def conduct(self, wanted: frozenset[Activity]) -> None:
        self.wanted = wanted

    def heard(self, name: str, word: w.Word) -> None:
        self.words.append((name, word))
