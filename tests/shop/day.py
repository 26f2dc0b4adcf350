"""A day in the simulated shop: customers, mischief, and after each customer the truth is compared with the books."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kiosk.domain import facts as f
from kiosk.domain.history import evolve
from kiosk.domain.states import Attract, Kiosk, sale_of
from tests.shop.people import Attendant, Customer, mend, mischief
from tests.shop.world import MORNING_COINS, MORNING_NOTES, SHOP, World, opened


@dataclass(frozen=True, slots=True)
class Takings:
    """What a day brought, for those who like to read."""

    customers: int
    sales: int
    cash_cents: int
    card_cents: int
    by_hand_cents: int
    power_cuts: int
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
            _tidy(world)
            if world.random.random() < 0.2:
                audit(world)
        return audit(world)


def _tidy(world: World) -> None:
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
    _tidy(world)
    facts = list(world.journal.facts())
    verdict = world.journal.verify()
    assert verdict.intact, verdict.fault
    folded = _folded(facts)
    assert folded.state == world.kiosk.state
    assert folded.till == world.kiosk.till
    _cash_is_where_the_books_say(world)
    sales = [fact for fact in facts if isinstance(fact, f.SaleCompleted)]
    assert [sale.receipt for sale in sales] == list(range(1, len(sales) + 1))
    cash, card = sum(sale.cash.cents for sale in sales), sum(sale.card.cents for sale in sales)
    unclaimed = sum(fact.value.cents * fact.count for fact in facts if isinstance(fact, f.CashDiffered))
    kept = world.cash_in() - world.cash_out() - world.by_hand
    assert kept == cash + unclaimed, f"cash kept {kept}, sold for cash {cash}, unclaimed {unclaimed}"
    assert world.charged() - world.refunded == card, f"charged {world.charged()} - {world.refunded}, sold {card}"
    references = Counter(reference for reference, _ in world.terminal.charges)
    assert all(count == 1 for count in references.values()), f"charged twice: {references.most_common(1)}"
    assert world.kiosk.till.stray.cents == 0
    return Takings(world.kiosk.till.sales, len(sales), cash, card, world.by_hand, world.cuts, len(facts), world.now)


def _folded(facts: list[f.Fact]) -> Kiosk:
    """The kiosk again. On the way: nobody's money may be called unclaimed while its owner stands there."""
    kiosk = Kiosk(SHOP)
    for fact in facts:
        if isinstance(fact, f.CashDiffered):
            assert fact.count > 0, f"the books lost sight of {fact}"
            assert not sale_of(kiosk.own), f"a customer was not credited with {fact}"
        kiosk = evolve(kiosk, fact)
    return kiosk


def _cash_is_where_the_books_say(world: World) -> None:
    for name, machine, morning in (("notes", world.notes, MORNING_NOTES), ("coins", world.coins, MORNING_COINS)):
        held = {value: n for (owner, value), n in world.kiosk.till.held.items() if owner == name and n}
        real = {value: n for value, n in machine.levels.items() if n}
        assert held == real, f"{name}: the books say {held}, the machine holds {real}"
        boxed = sum(n for (owner, _), n in world.kiosk.till.cashbox.items() if owner == name)
        assert boxed == sum(machine.cashbox.values()), f"{name}: cashbox {machine.cashbox}"
        everything = Counter(morning) + machine.taken
        everything.subtract(machine.paid_out)
        everything.subtract(machine.levels)
        everything.subtract(machine.cashbox)
        assert not any(everything.values()), f"{name}: pieces appeared or vanished: {everything}"
