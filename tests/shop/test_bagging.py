"""A shop that weighs the bag, with the real driver of its scale: honest customers pass, what is not scanned is seen."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from kiosk.domain import events as e
from kiosk.domain.bag import WEIGHTS_NEEDED
from kiosk.domain.money import NOTHING
from tests.shop.bagging import BAGGING, Bagger
from tests.shop.day import audit
from tests.shop.world import World, opened


@pytest.fixture(scope="module")
def shop() -> Iterator[World]:
    """It has sold enough of three articles."""
    with opened(seed=5, troubled=False, shop=BAGGING) as world:
        world.run(10)
        for _ in range(WEIGHTS_NEEDED):
            Bagger(world, world.random).buys(*articles(world))
        yield world


def articles(world: World) -> tuple[str, ...]:
    plain = (p.code for p in world.shelf.products.values() if not (p.weighed or p.minimum_age or p.deposit))
    return tuple(plain)[:3]


def test_honest_customers_are_not_called_back_and_every_cent_is_there(shop: World) -> None:
    dice = Random(1)
    asked = [Bagger(shop, dice).buys(*dice.choices(articles(shop), k=dice.randint(1, 4))) for _ in range(12)]
    assert sum(asked) == 0
    assert audit(shop).sales >= 12


def test_what_is_not_scanned_is_seen_and_can_be_put_right(shop: World) -> None:
    dice = Random(2)
    bagger = Bagger(shop, dice)
    for code in articles(shop):
        assert bagger.buys(code, beside=(bagger.piece(code),))  # the second of two
        assert bagger.buys(*articles(shop), beside=(dice.randint(120, 900),))


def test_a_scale_that_is_unplugged_is_told_and_stops_nobody(shop: World) -> None:
    shop.bag.unplug()
    shop.run(10)
    assert shop.kiosk.sees.devices["bag"].condition is e.Condition.LOST
    assert not Bagger(shop, Random(3)).buys(*articles(shop), beside=(5000,))
    shop.bag.plug_in()
    shop.bag.platter.clear()
    shop.run(30)
    assert shop.kiosk.sees.devices["bag"].condition is e.Condition.READY
    assert shop.kiosk.till.stray == NOTHING
