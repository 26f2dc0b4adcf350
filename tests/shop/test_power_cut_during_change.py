"""The power fails after a few coins: whether the till alone or every machine went dark, the change is paid once."""

from __future__ import annotations

import pytest

from hardware import words as w
from hardware.words import Symbology
from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.runtime import players
from tests.shop.day import audit
from tests.shop.machines import MACHINES, Kit
from tests.shop.world import opened

SEEDS = range(12)
"""Of these some crash the till alone and some cut the power of everything."""

NOTE = 500


def change_after_a_cut(seed: int, machines: str = "essp") -> tuple[int, int, int]:
    """One article, one note, power cut in mid-payout: cents paid before the cut, in the end, and owed as change."""
    with opened(seed, troubled=False, kit=Kit(machines)) as world:
        world.run(10)
        article = list(world.shelf.products.values())[5]
        world.scanner.scan(article.code, Symbology.EAN13)
        world.run(1)
        for press in (e.PayPressed(), e.PayCashPressed()):
            world.post(press)
        while not world.insert(NOTE):
            world.run(0.5)
        while not isinstance(world.view, v.ChangeView):
            world.run(0.1)
        while not world.cash_out():
            world.run(0.05)
        before = world.cash_out()
        world.cut_power_at_byte(0)
        world.run(60)
        audit(world)
        assert world.cuts == 1
        return before, world.cash_out(), NOTE - article.price.cents


@pytest.mark.parametrize("machines", MACHINES)
def test_only_the_rest_is_paid_after_the_power_came_back(machines: str) -> None:
    before, after, change = change_after_a_cut(1, machines)
    assert 0 < before < change
    assert after == change


def test_a_kiosk_that_does_not_ask_first_pays_twice_and_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def tell_without_asking(self: players.PayOut, resumed: bool) -> None:
        self._device.ask(w.Dispense(self._pieces, self._payout))

    monkeypatch.setattr(players.PayOut, "begin", tell_without_asking)
    with pytest.raises(AssertionError, match="the books lost sight"):
        every_cut()


def every_cut() -> None:
    for seed in SEEDS:
        change_after_a_cut(seed)
