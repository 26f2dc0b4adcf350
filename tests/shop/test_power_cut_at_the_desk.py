"""The power fails while a manager fills, sends to the cashbox, empties or counts: no piece is lost or booked twice."""

from __future__ import annotations

import pytest

from kiosk.domain import events as e
from kiosk.domain.states import Attended
from tests.shop import vaulting
from tests.shop.day import audit, tidy
from tests.shop.vaulting import Errand, Watched
from tests.shop.world import opened

WRITES = 5
"""Staff come, it begins, pieces move, it ends, staff leave."""


def cut_during(errand: Errand, name: str, write: int, seed: int) -> int:
    """How often the power failed during this errand to this machine."""
    with opened(seed, troubled=False) as world:
        world.run(10)
        while errand is vaulting.empty and not world.cash[name].works.cashbox.total():
            vaulting.collect(world, world.cash[name])
            tidy(world)
        audit(world)
        watched, cuts = Watched(world), world.cuts
        world.cut_power_at_write(write)
        errand(world, world.cash[name])
        if isinstance(world.kiosk.state, Attended):
            world.post(e.AttendantDonePressed())
        world.cut_power_at_write(-1)
        tidy(world)
        audit(world)
        watched.compare()
        return world.cuts - cuts


@pytest.mark.parametrize(
    ("errand", "name"),
    [
        (vaulting.fill, "coins"),
        (vaulting.fill, "notes"),
        (vaulting.collect, "notes"),
        (vaulting.empty, "notes"),
        (vaulting.recount, "coins"),
    ],
)
def test_the_money_is_exact_whenever_the_power_fails(errand: Errand, name: str) -> None:
    cuts = [cut_during(errand, name, write, seed=2 * write + len(name)) for write in range(1, WRITES + 1)]
    assert sum(cuts), "the power never failed"
