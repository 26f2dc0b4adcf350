"""A whole kiosk without a window, in a process of its own: presses come in on stdin, screens go out on stdout.

python -m tests.kill.child CONFIG WRITE PHASE: at that write of the journal (counted from 1; 0: never) the process kills
itself: `before` it, `inside` its transaction, or `after` it was acknowledged and before anything else happens.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event as sqlalchemy_event

from kiosk.assemble import Station, assemble
from kiosk.config import Config
from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.domain.facts import Fact, Head
from kiosk.evidence.journal import Journal

PHASES = ("before", "inside", "after")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Doom:
    """Kills the process at one of the journal's writes."""

    def __init__(self, journal: Journal, write: int, phase: str) -> None:
        self._left, self._phase = write, phase
        self._append = journal.append
        journal.append = self.append  # type: ignore[method-assign]
        sqlalchemy_event.listen(journal._engine, "commit", self._committing)

    def append(self, facts: tuple[Fact, ...], at: int, utc_offset: int = 0) -> tuple[Head, ...]:
        self._left -= 1
        if self._left == 0 and self._phase == "before":
            die()
        heads = self._append(facts, at, utc_offset)
        if self._left == 0 and self._phase == "after":
            die()
        return heads

    def _committing(self, connection: object) -> None:
        if self._left == 0 and self._phase == "inside":
            die()


class Screen:
    """The last screen; each new one is told with what can be pressed on it."""

    def __init__(self) -> None:
        self._buttons: dict[str, e.Event] = {}
        self._view = "starting"

    def draw(self, view: v.View) -> None:
        self._buttons = {name_of(button.event): button.event for button in buttons(view) if button.enabled}
        self._view = type(view).__name__
        self.tell()

    def tell(self, counted: int = 0) -> None:
        """The screen, and how many cash machines have told what they hold."""
        print(json.dumps({"view": self._view, "buttons": sorted(self._buttons), "counted": counted}), flush=True)

    def pressed(self, name: str) -> e.Event | None:
        return self._buttons.get(name)


def name_of(event: e.Event) -> str:
    """The event's name; what staff read on the terminal has two buttons, told apart by the amount."""
    amount = f" {event.charged.cents}" if isinstance(event, e.CardSettledPressed) else ""
    return type(event).__name__ + amount


def buttons(value: Any) -> Iterator[v.Button]:
    """Every button on a screen, in its order."""
    if isinstance(value, v.Button):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from buttons(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from buttons(getattr(value, each.name))


def obey(station: Station, screen: Screen) -> None:
    """Each line of stdin is the name of an event: a button's on the screen, or staff's PIN."""
    for line in sys.stdin:
        name = line.strip()
        if name == "stop":
            return
        if name == "status":
            screen.tell(len(station.kernel.kiosk.sees.counted))
        if name == "pin":
            station.inbox.post(e.StaffPressed())
            station.inbox.post(e.AttendantIdentified("A1"))
        elif press := screen.pressed(name):
            station.inbox.post(press)


def main(config: Path, write: int, phase: str) -> None:
    screen, crashed = Screen(), threading.Event()
    station = assemble(Config.model_validate_json(config.read_text()), screen.draw)
    Doom(station.evidence.journal, write, phase)
    station.start(lambda error: crashed.set())
    obey(station, screen)
    station.stop()
    sys.exit(70 if crashed.is_set() else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
