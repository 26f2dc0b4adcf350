"""The power fails while the terminal charges: whether it had charged already or not, the card is charged once."""

from __future__ import annotations

import pytest

from hardware import words as w
from hardware.words import Symbology
from kiosk.domain import events as e
from kiosk.runtime import players
from tests.shop.day import audit
from tests.shop.machines import TERMINALS, Kit
from tests.shop.world import opened

SEEDS = range(4)
"""Of these some crash the till alone and some cut the power of everything, some before the answer is on disk."""


def card_after_a_cut(seed: int, terminal: str = "concert-v3") -> list[int]:
    """One article, one card, power cut just before or just after its answer is on disk: what it has charged, cents."""
    with opened(seed, troubled=False, kit=Kit(terminal=terminal)) as world:
        world.run(10)
        article = list(world.shelf.products.values())[2]
        world.scanner.scan(article.code, Symbology.EAN13)
        world.run(1)
        for press in (e.PayPressed(), e.PayCardPressed()):
            world.post(press)
        while world.terminal.amount_shown is None:
            world.run(0.1)
        world.terminal.tap()
        world.cut_power_at_write(0)
        for _ in range(60):
            world.run(1)
            if world.terminal.amount_shown is not None:
                world.terminal.tap()  # a customer who is asked again pays again
        audit(world)
        assert world.cuts == 1
        return [cents for _, cents in world.terminal.charges]


@pytest.mark.parametrize("terminal", TERMINALS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_card_is_charged_once_though_the_answer_was_lost(seed: int, terminal: str) -> None:
    assert len(card_after_a_cut(seed, terminal)) == 1


def test_a_kiosk_that_charges_again_after_a_power_cut_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def charge_again(self: players.Charge, resumed: bool) -> None:
        activity = self._activity
        self._device.ask(w.Authorize(activity.attempt, activity.amount.cents))

    monkeypatch.setattr(players.Charge, "begin", charge_again)
    with pytest.raises(AssertionError, match="charged"):
        every_cut()


def every_cut() -> None:
    for seed in SEEDS:
        card_after_a_cut(seed)
