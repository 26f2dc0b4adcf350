"""A shop whose power fails at every byte and every write of what it lives through: it forks, and each child is cut.

One life is lived to its end. At each place where the power can fail the process forks, and the child goes on from there
without power, with a copy of the till's folder in a working directory of its own. What a device sends is taken by the
till whole or not at all, so a cut before its first byte stands for all of them; what the till sends arrives byte by
byte.
"""

from __future__ import annotations

import os
import shutil
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, NoReturn

from hardware.wire import Emulator
from kiosk.domain.facts import Fact, Head
from kiosk.evidence.database import open_database
from tests.shop.machines import Kit, Reader, Works
from tests.shop.power import Fragile, PowerCut
from tests.shop.world import World

DARK_SECONDS = 5.0
"""How long a machine that lost its power alone stays dark."""

TELL_EVERY = 100
"""Cuts, until a sign of life."""


@dataclass(frozen=True, slots=True)
class Knife:
    """Where to cut: every so many bytes, from `first` on, every write, or only the place number `only`.

    `watched`: the devices whose line is cut. Each place is cut as each of `modes` says: the till's program dies, all
    lose their power, or the machine alone does.
    """

    watched: frozenset[str]
    every: int = 1
    first: int = 0
    modes: tuple[str, ...] = ("till", "all", "machine")
    only: int = -1
    one_way: int = -1
    """Each place is cut in one of the modes, drawn by this seed; below 0: in all of them."""


class Forks(World):
    """Its folder is relative, so that each child has its own. `outcomes`: how the money came out of how many cuts."""

    def __init__(self, seed: int, folder: Path, kit: Kit, knife: Knife) -> None:
        self.knife = knife
        self.is_sharp = False  # not before the sale begins
        self.places = self.bytes = self.writes = 0
        self.outcomes: Counter[str] = Counter()
        self.failed: list[tuple[int, str]] = []
        self.mode = ""  # of a child
        self._dark_until: dict[str, float] = {}
        self._kept: list[Any] = []
        super().__init__(seed, folder, troubled=False, kit=kit)

    # Where the power can fail

    def _line(self, name: str, emulator: Emulator) -> Emulator:
        return _Line(self, name, emulator) if name in self.knife.watched else super()._line(name, emulator)

    def append(self, facts: tuple[Fact, ...], at: int, utc_offset: int = 0) -> tuple[Head, ...]:
        if self._is_cut("write"):
            raise PowerCut
        heads = super().append(facts, at, utc_offset)
        if self._is_cut("write"):
            raise PowerCut
        return heads

    def at_byte(self) -> bool:
        """Between two bytes of a watched line; True: here, in this child."""
        return self._is_cut("byte")

    def _is_cut(self, what: str) -> bool:
        knife = self.knife
        if not self.is_sharp:
            return False
        self.places += 1
        if what == "byte":
            self.bytes += 1
            is_wanted = (self.bytes - 1 - knife.first) % knife.every == 0
        else:
            self.writes += 1
            is_wanted = True
        if self.places - 1 != knife.only if knife.only >= 0 else not is_wanted:
            return False
        modes = [mode for mode in knife.modes if what == "byte" or mode != "machine"]
        if knife.one_way >= 0:
            modes = [Random(f"{knife.one_way} {self.places}").choice(modes)]
        return any(self._fork(mode) for mode in modes)

    def _fork(self, mode: str) -> bool:
        """True in the child; in the parent the child's whole life is over, and what became of it is noted."""
        sys.stdout.flush()
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            os.close(reader)
            self._writer = writer
            self._go_on_alone(mode)
            return True
        os.close(writer)
        with os.fdopen(reader) as heard:
            outcome = heard.read()
        os.waitpid(child, 0)
        self.outcomes[f"{mode}: {outcome or 'failed'}"] += 1
        if not outcome:
            self.failed.append((self.places - 1, mode))
        if self.outcomes.total() % TELL_EVERY == 0:
            print(f"{self.outcomes.total()} cuts, {len(self.failed)} failed", file=sys.stderr, flush=True)
        return False

    # The life of a child

    @property
    def is_child(self) -> bool:
        return bool(self.mode)

    def _go_on_alone(self, mode: str) -> None:
        self.mode, self.is_sharp = mode, False
        self.random.seed(f"{self.places} {mode}")
        copy = f"child-{os.getpid()}"
        shutil.copytree(self.folder, Path(copy, self.folder))
        os.chdir(copy)
        self._kept += [self.journal._engine, self.journal._connection]  # the parent's: never to be closed here
        self.journal._open(open_database(self.folder / "journal.db", durable=False))

    def tell(self, life: Callable[[], str]) -> NoReturn:
        """The child's end: its outcome is told to the parent, or what went wrong to everybody."""
        wrong = sys.exc_info()[1]
        try:
            if not wrong:
                os.write(self._writer, life().encode())
        except BaseException as error:
            wrong = error
        if wrong:
            told = "".join(traceback.format_exception(wrong))
            print(f"\nplace {self.places - 1}, {self.mode}:\n{told}", flush=True)
        shutil.rmtree(Path.cwd())
        os._exit(0)

    def _loses_everything(self) -> bool:
        return self.mode == "all"

    def darken(self, name: str, device: Works | Reader) -> None:
        """This machine alone loses its power."""
        device.cut_power()
        self.cuts += 1
        self._dark_until[name] = self.now + DARK_SECONDS

    def lighten(self, name: str, device: Works | Reader) -> None:
        """And gets it back when it is time."""
        if name in self._dark_until and self.now >= self._dark_until[name]:
            del self._dark_until[name]
            device.restore_power()

    def device(self, name: str) -> Works | Reader:
        """What is at the far end of a watched line."""
        return self.cash[name].works if name in self.cash else self.terminal


class _Line(Fragile):
    """A watched line."""

    def __init__(self, world: Forks, name: str, emulator: Emulator) -> None:
        super().__init__(emulator, lambda count: count)
        self._world = world
        self._name = name

    def receive(self, data: bytes) -> None:
        for at in range(len(data)):
            if self._world.at_byte():
                self._emulator.receive(data[:at])
                self._cut()
                return
        self._emulator.receive(data)

    def tick(self, now: float) -> bytes:
        self._world.lighten(self._name, self._world.device(self._name))
        data = self._emulator.tick(now)
        if data and self._world.at_byte():
            self._cut()
            return b""
        return data

    def _cut(self) -> None:
        if self._world.mode != "machine":
            raise PowerCut
        self._world.darken(self._name, self._world.device(self._name))


def first_place(seed: int, every: int) -> int:
    """Where a knife that cuts every so many bytes begins."""
    return Random(seed).randrange(every)
