"""A day in the simulated shop: customers, mischief, and after each customer the truth is compared with the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain.states import Attract
from tests.shop.bringing_back import bring_back
from tests.shop.machines import Kit, Machine, kit_of
from tests.shop.people import Customer
from tests.shop.staff import Attendant, mend, mischief
from tests.shop.vaulting import Watched, is_quiet, tend
from tests.shop.world import CONTROLLED, Lost, World, opened


@dataclass(frozen=True, slots=True)
class Takings:
    """What a day brought, for those who like to read."""

    customers: int
    sales: int
    cash_cents: int
    card_cents: int
    by_hand_cents: int
    power_cuts: int
    weighed: int
    baskets_taken: int
    baskets_parked: int
    facts: int
    virtual_seconds: float
    used: Mapping[str, int]  # how often: kinds of tenders, orders, returns and the like


def run_day(seed: int, customers: int, troubled: bool = True, kit: Kit | None = None) -> Takings:
    """`kit`: that of the seed, if none is named.

    AssertionError when a cent is lost or doubled, the books do not fold, or the next customer cannot shop.
    """
    with opened(seed, troubled, CONTROLLED, kit=kit or kit_of(seed)) as world:
        world.run(10)
        for _ in range(customers):
            if troubled:
                mischief(world)
            Customer(world).visit()
            tidy(world)
            if world.random.random() < 0.1:
                bring_back(world)
                tidy(world)
            if world.random.random() < 0.2:
                audit(world)
                staff_hour(world)
        return audit(world)


def tidy(world: World) -> None:
    """Somebody mends what broke and clears what is open, until the kiosk waits for the next customer."""
    for _ in range(20):
        if isinstance(world.kiosk.state, Attract) and not world.full:
            return
        Attendant(world).come()
        Attendant(world).show_the_card()
        world.run(10)
    raise AssertionError(f"the next customer cannot shop: {world.kiosk.state}")


def staff_hour(world: World) -> None:
    """Right after an audit staff may see to the machines, whatever breaks, and then the truth is compared again."""
    if world.random.random() < 0.8 and is_quiet(world):
        if world.troubled:
            mischief(world)
        watched = Watched(world)
        tend(world)
        tidy(world)
        audit(world)
        watched.compare()


def audit(world: World, rest_seconds: float = 60.0) -> Takings:
    """The ground truth in the emulators against the journal, after this time without customers."""
    mend(world)
    world.run(rest_seconds)
    tidy(world)
    reckoned = world.reckoning
    reckoned.follow(world.journal)
    verdict = world.journal.verify()
    assert verdict.intact, verdict.fault
    assert reckoned.kiosk.state == world.kiosk.state
    assert reckoned.kiosk.till == world.kiosk.till
    assert bool(verdict.losses) is bool(reckoned.rollbacks), verdict.losses
    world.alarms.heard(reckoned.rollbacks, reckoned.witnesses)
    if not world.clock_error and abs(world.kiosk.sees.known - world.true_now) <= 2:
        world.alarms.clock_trusted()
    _money(world)
    return Takings(
        world.kiosk.till.sales, reckoned.sales, reckoned.cash, reckoned.card, world.by_hand, world.cuts,
        world.goods.lines, world.slips.taken, world.slips.parked, reckoned.entry, world.now,
        dict(reckoned.tenders.used + reckoned.errands),
    )  # fmt: skip


def _money(world: World) -> None:
    """Every cent. After a rollback the books are begun anew with what is there: what was lost is lost.

    So is what a machine took and can never tell of (Machine.untold): at most that much may be more than the books say.
    """
    reckoned = world.reckoning
    cash = world.cash_in() - world.cash_out() - world.by_hand - reckoned.cash - reckoned.unclaimed - reckoned.filled
    card = world.charged() - world.refunded - reckoned.card
    references = Counter(reference for reference, _ in world.terminal.charges)
    assert all(count == 1 for count in references.values()), f"charged twice: {references.most_common(1)}"
    held = {name: _more_held(world, machine) for name, machine in world.cash.items()}
    boxed = {name: _more_boxed(world, machine) for name, machine in world.cash.items()}
    for machine in world.cash.values():
        _no_piece_appeared_or_vanished(machine)
    if reckoned.lossy:
        assert not any(held.values()), f"counted anew, and yet there is more (or less) than the books say: {held}"
        reckoned.settle()
    else:
        lost, untold = world.lost, 0
        for name, machine in world.cash.items():
            more = _differ(held[name], lost.held.get(name)), _differ(boxed[name], lost.boxed.get(name))
            allowed = _differ(machine.untold(), lost.untold.get(name))
            told = f"{name}: it holds {more[0]} more than the books say, its cashbox {more[1]}"
            assert not any(count < 0 for place in more for count in place.values()), told
            assert (more[0] + more[1] - allowed).total() <= world.doubted.pop(name, 0), told
            untold += sum(value * count for place in more for value, count in place.items())
        kept = cash - lost.cash
        assert kept == untold, f"{kept} cents of cash were kept and neither sold nor unclaimed, {untold} were not told"
        assert card == lost.card, f"{card - lost.card} cents were charged and not sold"
    world.lost = Lost(cash, card, held, boxed, {name: machine.untold() for name, machine in world.cash.items()})
    assert world.kiosk.till.stray.cents == 0


def _more_held(world: World, machine: Machine) -> Counter[int]:
    """Pieces by value which the machine holds more (or fewer) than the books say."""
    held = {value: n for (owner, value), n in world.kiosk.till.held.items() if owner == machine.name}
    return _differ(machine.works.levels, held)


def _more_boxed(world: World, machine: Machine) -> Counter[int]:
    """The same of its cashbox. Of a piece whose value it never told (Machine.untold) the books may know that it is."""
    booked = {value: n for (owner, value), n in world.kiosk.till.cashbox.items() if owner == machine.name and value}
    return _differ(machine.works.cashbox, booked)


def _differ(real: Mapping[int, int], told: Mapping[int, int] | None) -> Counter[int]:
    differs = Counter(real)
    differs.subtract(told or {})
    return Counter({value: count for value, count in differs.items() if count})


def _no_piece_appeared_or_vanished(machine: Machine) -> None:
    works = machine.works
    everything = Counter(machine.morning) + works.taken
    everything.subtract(works.paid_out)
    everything.subtract(works.levels)
    everything.subtract(works.cashbox)
    everything.subtract(machine.emptied)
    assert not any(everything.values()), f"{machine.name}: pieces appeared or vanished: {everything}"
