"""Months in the simulated shop: days with a few customers each, nights, closings, and after each day the audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from tests.shop import overseer
from tests.shop.bringing_back import bring_back
from tests.shop.calendar import local
from tests.shop.day import audit, staff_hour, tidy
from tests.shop.nights import Copies, night, turn_in_mid_sale, turn_the_clock
from tests.shop.people import Customer
from tests.shop.staff import mischief
from tests.shop.world import CONTROLLED, World, opened


@dataclass(frozen=True, slots=True)
class Months:
    """What they brought, for those who like to read."""

    days: int
    closings: int
    archives: int
    sales: int
    power_cuts: int
    rollbacks: int
    facts: int


def run_months(seed: int, days: int, customers: int = 3, troubled: bool = True) -> Months:
    """AssertionError when a cent, a closing or an alarm is missing or too many. `customers` a day, on average."""
    dice = Random(seed)
    shop = replace(CONTROLLED, closing_hour=dice.choice((0, 2, 3, 3, 4, 6, 12)), year_begins=dice.randint(1, 12))
    with opened(seed, troubled, shop, _opening(dice, shop.year_begins)) as world:
        copies, first = Copies(world), local(world.true_now).date()
        world.run(10)
        while (local(world.true_now).date() - first).days < days:
            _day(world, copies, customers)
            night(world, copies)
            tidy(world)
        audit(world)
        books = world.reckoning
        return Months(
            days, len(books.closed), overseer.archive_every_month(world), books.sales, world.cuts, books.rollbacks,
            books.entry,
        )  # fmt: skip


def _opening(dice: Random, year_begins: int) -> int:
    """A morning at most three weeks before the end of a month, often of the fiscal year."""
    month = dice.choice((year_begins, dice.randint(1, 12)))
    morning = datetime(2026, month, 1, 7, tzinfo=UTC) - timedelta(days=dice.randint(1, 20))
    return int(morning.timestamp())


def _day(world: World, copies: Copies, customers: int) -> None:
    dice = world.random
    for _ in range(dice.randint(0, 2 * customers)):
        if world.troubled:
            mischief(world)
            _more_mischief(world, copies)
        if dice.random() < 0.1 and world.clock_error:
            world.turn_clock(0)  # somebody with a watch passed by
        Customer(world).visit()
        tidy(world)
        if dice.random() < 0.1:
            bring_back(world)
            tidy(world)
    for _ in range(dice.randint(0, 2)):
        overseer.visit(world, dice.choice(DEEDS))
        overseer.visit(world, overseer.end_training)
        tidy(world)
    audit(world)
    if dice.random() < 0.25:
        staff_hour(world)


def _more_mischief(world: World, copies: Copies) -> None:
    chance = world.random.random()
    if chance < 0.02:
        turn_in_mid_sale(world)
    elif chance < 0.03:
        turn_the_clock(world)
    elif chance < 0.15:
        copies.take_later()


DEEDS: tuple[Callable[[World], None], ...] = (
    overseer.close_the_day,
    overseer.close_the_day,
    overseer.read_reports,
    overseer.copy_a_receipt,
    overseer.archive,
    overseer.archive,
    overseer.train,
)
