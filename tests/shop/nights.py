"""What happens to a kiosk between two days: switched off, or on across the closing hour, and what people do to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kiosk.domain.clock import OFF_SECONDS
from kiosk.evidence.journal import Journal
from kiosk.evidence.keys import KeyUnusable
from kiosk.evidence.witness import SLOTS
from tests.shop.calendar import seconds_until
from tests.shop.people import Customer
from tests.shop.world import World

DAY = 24 * 3600
FILES = ("journal.db", "journal.db-wal")


# The clock


def jump(world: World) -> int:
    """By how much a clock that was turned may be wrong, seconds."""
    dice = world.random
    to_1970 = dice.randint(0, 3 * DAY) - world.true_now
    return dice.choice((-300, -DAY, to_1970, 10 * DAY, 3650 * DAY))


def turn_the_clock(world: World) -> None:
    """At once, whatever goes on."""
    world.turn_clock(jump(world))


def turn_in_mid_sale(world: World) -> None:
    """After a few more things were written down."""
    world.at_write(world.random.randint(1, 30), partial(turn_the_clock, world))


# Copies of the journal


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the journal as it stood at `head`, and what a world must know of that history."""

    folder: Path
    head: tuple[int, bytes]
    key: str
    at: int
    rollbacks: int
    witnesses: int
    settled: frozenset[int]


class Copies:
    """Somebody copies the journal now and then, and somebody else puts a copy back."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._kept: list[Copy] = []

    def take_later(self) -> None:
        """In the midst of whatever will be going on."""
        self._world.at_write(self._world.random.randint(1, 60), self.take)

    def take(self) -> None:
        world = self._world
        folder = world.folder / f"copy-{len(self._kept)}"
        folder.mkdir()
        for name in FILES:
            shutil.copy(world.folder / name, folder)
        alarms, settled = world.alarms, frozenset(world.reckoning.settled)
        head, key = world.journal.head, world.journal.key
        self._kept.append(Copy(folder, head, key, world.true_now, alarms.rollbacks, alarms.witnesses, settled))

    def put_back(self) -> bool:
        """One of them, while the kiosk is off; False when nothing came of it."""
        world = self._world
        if not self._kept:
            return False
        copy = world.random.choice(self._kept)
        changed = copy.head != world.journal.head
        own = world.folder / "own.db"
        shutil.move(world.folder / FILES[0], own)
        for name in FILES:
            (world.folder / name).unlink(missing_ok=True)
            shutil.copy(copy.folder / name, world.folder)
        if copy.key != world.journal.key:
            self._refused(own)
            return False
        world.alarms.rollbacks = copy.rollbacks + changed
        world.alarms.witnesses = copy.witnesses
        world.reckoning.settled = set(copy.settled)
        if world.true_now - copy.at > OFF_SECONDS - 2 * DAY:
            world.alarms.clock_turned()
        return changed

    def _refused(self, own: Path) -> None:
        """A copy from before the key was changed cannot be sealed on: the kiosk's own journal is put back."""
        world = self._world
        try:
            Journal(world.folder / FILES[0], world.ring(), world.shop.till, durable=False).close()
        except KeyUnusable:
            for name in FILES:
                (world.folder / name).unlink(missing_ok=True)
            shutil.move(own, world.folder / FILES[0])
        else:
            raise AssertionError("a journal is sealed on with a key that was destroyed")


def lose_the_witness(world: World) -> None:
    """Its disk is another one tomorrow."""
    for name in SLOTS:
        (world.folder / "witness" / name).unlink(missing_ok=True)
    world.alarms.witnesses += 1


def change_the_key(world: World) -> None:
    """As the command does while the kiosk is off."""
    world.ring().rotate()


# The night


def night(world: World, copies: Copies) -> None:
    """From the evening to the next morning, or to one much later."""
    dice, chance = world.random, world.random.random
    world.switch_off(everything=bool(dice.getrandbits(1)))
    if world.troubled:
        _deed(world, copies)
    if chance() < 0.4:
        across_the_closing_hour(world)
        world.switch_off(everything=bool(dice.getrandbits(1)))
    if chance() < 0.05:
        stay_away(world, dice.randint(1, 6))
    elif chance() < 0.03:
        stay_away(world, dice.randint(7, 40))
    world.wait(seconds_until(world.true_now, dice.randint(8, 10), dice.randint(0, 59)))
    world.switch_on()
    world.run(10)


def stay_away(world: World, days: int) -> None:
    """Switched off for days or weeks."""
    if days * DAY > OFF_SECONDS - 2 * DAY:
        world.alarms.clock_turned()
    world.wait(days * DAY)


def _deed(world: World, copies: Copies) -> None:
    """At most one thing in a night: a witness that is lost together with the journal can tell nothing."""
    chance = world.random.random()
    if chance < 0.10:
        copies.put_back()
    elif chance < 0.14:
        lose_the_witness(world)
    elif chance < 0.18:
        change_the_key(world)
    elif chance < 0.28:
        turn_the_clock(world)


def across_the_closing_hour(world: World, trouble: bool = True) -> None:
    """On from shortly before it to shortly after, with a customer or without."""
    dice = world.random
    before = seconds_until(world.true_now, world.shop.closing_hour) - dice.randint(20, 90)
    world.wait(max(1, before))
    world.switch_on()
    if world.troubled and trouble:
        dice.choice(AT_THE_CLOSING_HOUR)(world)
    if dice.getrandbits(1):
        Customer(world).visit()
    until = seconds_until(world.true_now, world.shop.closing_hour)
    world.run(until if until < 3600 else 0)
    world.run(dice.randint(2, 40))


AT_THE_CLOSING_HOUR: tuple[Callable[[World], None], ...] = (
    lambda world: None,
    lambda world: None,
    lambda world: world.cut_power_at_write(world.random.randint(0, 6)),
    lambda world: world.cut_power_at_byte(world.random.randint(0, 3000)),
    lambda world: setattr(world, "full", True),
    lambda world: world.at_write(-1, partial(turn_the_clock, world)),
    turn_the_clock,
    turn_in_mid_sale,
)
"""What may go wrong just then."""
