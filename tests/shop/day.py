"""A day in the simulated shop: customers, mischief, and after each customer the truth is compared with the books."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kiosk.domain.states import Attract
from tests.shop.people import Customer
from tests.shop.staff import Attendant, mend, mischief
from tests.shop.world import MORNING_COINS, MORNING_NOTES, Lost, World, opened


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


def run_day(seed: int, customers: int, troubled: bool = True) -> Takings:
    """AssertionError when a cent is lost or doubled, the books do not fold, or the next customer cannot shop."""
    with opened(seed, troubled) as world:
        world.run(10)
        for _ in range(customers):
            if troubled:
                mischief(world)
            Customer(world).visit()
            tidy(world)
            if world.random.random() < 0.2:
                audit(world)
        return audit(world)


def tidy(world: World) -> None:
    """Somebody mends what broke and clears what is open, until the kiosk waits for the next customer."""
    for _ in range(20):
        if isinstance(world.kiosk.state, Attract) and not world.full:
            return
        Attendant(world).come()
        world.run(10)
    raise AssertionError(f"the next customer cannot shop: {world.kiosk.state}")


def audit(world: World) -> Takings:
    """The ground truth in the emulators against the journal."""
    mend(world)
    world.run(60)
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
    )  # fmt: skip


def _money(world: World) -> None:
    """Every cent. After a rollback the books are begun anew with what is there: what was lost is lost."""
    reckoned = world.reckoning
    cash = world.cash_in() - world.cash_out() - world.by_hand - reckoned.cash - reckoned.unclaimed
    card = world.charged() - world.refunded - reckoned.card
    boxed = {name: _boxed(world, name) for name in ("notes", "coins")}
    references = Counter(reference for reference, _ in world.terminal.charges)
    assert all(count == 1 for count in references.values()), f"charged twice: {references.most_common(1)}"
    _cash_is_where_the_books_say(world)
    if reckoned.lossy:
        world.lost = Lost(cash, card, boxed)
        reckoned.settle()
    assert cash == world.lost.cash, f"{cash - world.lost.cash} cents of cash were kept and neither sold nor unclaimed"
    assert card == world.lost.card, f"{card - world.lost.card} cents were charged and not sold"
    assert boxed == world.lost.boxed, f"pieces in cashboxes differ: {boxed}"
    assert world.kiosk.till.stray.cents == 0


def _boxed(world: World, name: str) -> int:
    """How many more pieces the books have in this cashbox than there are."""
    machine = {"notes": world.notes, "coins": world.coins}[name]
    booked = sum(n for (owner, _), n in world.kiosk.till.cashbox.items() if owner == name)
    return booked - sum(machine.cashbox.values())


def _cash_is_where_the_books_say(world: World) -> None:
    for name, machine, morning in (("notes", world.notes, MORNING_NOTES), ("coins", world.coins, MORNING_COINS)):
        held = {value: n for (owner, value), n in world.kiosk.till.held.items() if owner == name and n}
        real = {value: n for value, n in machine.levels.items() if n}
        assert held == real, f"{name}: the books say {held}, the machine holds {real}"
        everything = Counter(morning) + machine.taken
        everything.subtract(machine.paid_out)
        everything.subtract(machine.levels)
        everything.subtract(machine.cashbox)
        assert not any(everything.values()), f"{name}: pieces appeared or vanished: {everything}"
