"""What the manager of the simulated shop does to its cash between customers: fills, collects, empties, has it counted.

Hands move real pieces. What truly went in meanwhile, by denomination, is what the journal must say was filled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.facts import Fact, Grade
from kiosk.domain.states import Attended, Attract, Collecting, Filling
from tests.shop.machines import Machine
from tests.shop.world import World

COINS = (1, 2, 5, 10, 20, 50, 100, 200)
NOTES = (500, 1000, 2000, 5000)
TRIES = 6

Errand = Callable[[World, Machine], None]
Pieces = Counter[tuple[str, int]]
"""By machine and value in cents."""


def tend(world: World) -> None:
    """One errand to one machine, right after an audit: what is there is what the books say."""
    dice = world.random
    dice.choice(ERRANDS)(world, dice.choice(list(world.cash.values())))
    if isinstance(world.kiosk.state, Attended):
        world.post(e.AttendantDonePressed())
    world.run(1)


class Watched:
    """What the machines truly took in and gave out from now on, beside what the journal then says was filled."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._before = self._moved()
        self._gave = self._given()
        self._entry, _ = world.journal.head

    def compare(self) -> None:
        """After an audit: nobody but staff was here."""
        world = self._world
        facts = [entry.fact() for entry in world.journal.entries(self._entry)]
        moved = self._moved()
        moved.subtract(self._before)
        told: Pieces = Counter()
        for fact in facts:
            match fact:
                case f.CashFilled() | f.CashDiffered():
                    told[fact.machine, fact.value.cents] += fact.count
                case _:
                    pass
        if self._given() == self._gave:
            untold: Pieces = Counter()
            for machine in world.cash.values():
                untold.update({(machine.name, value): count for value, count in machine.untold().items()})
            differ = {key: count for key in {*moved, *told} if (count := moved[key] - told[key]) and key[1]}
            assert all(0 < count <= untold[key] for key, count in differ.items()), f"filled, more or fewer: {differ}"
        else:  # something came back out to staff, in whatever pieces
            cents = sum(value * count for (_, value), count in moved.items()) + self._gave[1] - self._given()[1]
            assert cents == sum(value * count for (_, value), count in told.items()), f"{cents} cents went in: {told}"

    def _moved(self) -> Pieces:
        """Pieces that are in the machines because somebody put them in, less those that came out."""
        pieces: Pieces = Counter()
        for machine in self._world.cash.values():
            pieces.update({(machine.name, value): count for value, count in machine.works.taken.items()})
            pieces.subtract({(machine.name, value): count for value, count in machine.works.paid_out.items()})
        return pieces

    def _given(self) -> tuple[int, int]:
        """Cents that machines and staff gave out."""
        return self._world.cash_out(), self._world.by_hand


def _arrives(world: World) -> None:
    world.post(e.StaffPressed())
    world.post(e.AttendantIdentified("M1", Grade.MANAGER))
    world.post(e.PagePressed(e.Page.CASH))


def fill(world: World, machine: Machine) -> None:
    """Coins or notes through the slot; some leave without a word, some put more in when the slot is closing."""
    dice = world.random
    values = [value for value in COINS + NOTES if value in machine.takes]
    _arrives(world)
    world.post(e.FillPressed(machine.name))
    world.run(3)
    for _ in range(dice.randint(1, 12)):
        if not isinstance(world.kiosk.own, Filling):
            break
        machine.works.insert(dice.choice(values))
        world.run(dice.choice((0.1, 0.5, 2.0, 5.0)))
    match dice.choice(("done", "done", "done", "leaves", "waits")):
        case "done":
            world.post(e.FillDonePressed())
            if dice.random() < 0.3:
                machine.works.insert(dice.choice(values))
        case "waits":
            world.run(150)
        case _:
            pass


def collect(world: World, machine: Machine) -> None:
    """A few pieces of each denomination are too many; staff wait, or leave.

    Nobody gives it up while the machine is gone: of what that moved meanwhile the kiosk does not know where it went.
    """
    dice = world.random
    held = ((value, n) for (name, value), n in world.kiosk.till.held.items() if name == machine.name and n > 0)
    keeps = tuple(sorted((value, max(0, n - dice.choice((0, 0, 1, 4)))) for value, n in held))
    _arrives(world)
    world.post(e.CountConfirmed(e.CountOf.FLOAT, machine.name, keeps))
    world.post(e.CollectPressed(machine.name))
    how = dice.random()
    for _ in range(60):
        if not isinstance(world.kiosk.own, Collecting):
            return
        world.run(1)
        if how < 0.1:
            world.post(e.AttendantDonePressed())
            return


def empty(world: World, machine: Machine) -> None:
    """The cashbox is taken out and counted; that is typed once more when the power failed before it was on disk."""
    found = machine.empty_cashbox()
    if not found:
        return
    counted = Counter(found)
    if world.random.random() < 0.1:
        counted[world.random.choice(list(counted))] += 1  # miscounted
    event = e.CountConfirmed(e.CountOf.CASHBOX, machine.name, tuple(sorted(counted.items())))
    number, _ = world.journal.head
    for _ in range(TRIES):
        _arrives(world)
        world.post(event)
        if any(isinstance(fact, f.CashboxEmptied) for fact in _since(world, number)):
            world.lost = replace(world.lost, boxed={**world.lost.boxed, machine.name: Counter()})
            return
        world.full = False
        world.run(20)
    raise AssertionError(f"nobody can say what was in the cashbox of {machine.name}")


def recount(world: World, machine: Machine) -> None:
    """At the change of shift, by the attendant."""
    world.post(e.StaffPressed())
    world.post(e.AttendantIdentified("A1", Grade.ATTENDANT))
    world.post(e.PagePressed(e.Page.CASH))
    world.post(e.RecountPressed(machine.name))
    world.run(5)


def _since(world: World, number: int) -> list[Fact]:
    return [entry.fact() for entry in world.journal.entries(number)]


ERRANDS: tuple[Errand, ...] = (fill, fill, fill, collect, collect, empty, empty, recount)


def is_quiet(world: World) -> bool:
    """Can staff see to the machines now?"""
    return isinstance(world.kiosk.state, Attract) and not world.reckoning.lossy
