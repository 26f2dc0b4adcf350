"""The power fails while articles come back: the card gets its money once, or staff know that nobody knows."""

from __future__ import annotations

import pytest

from hardware import words as w
from hardware.words import Symbology
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.facts import Reason
from kiosk.domain.states import Refunding, RefundingCard
from kiosk.runtime import players
from tests.shop.day import audit
from tests.shop.staff import Attendant
from tests.shop.world import World, opened

CUTS = ((3, 1), (3, 2), (3, 0), (1, 0), (2, 0), (4, 0))
"""At which write (staff come, the return begins, the terminal is told, it answers, paper), in a world of which seed.

Of these some crash the till alone and some cut the power of everything, some before the answer is on disk.
"""


def bought_by_card(world: World) -> int:
    """One article; what it cost."""
    world.run(10)
    article = list(world.shelf.products.values())[2]
    world.scanner.scan(article.code, Symbology.EAN13)
    world.run(1)
    for press in (e.PayPressed(), e.PayCardPressed()):
        world.post(press)
    _show_the_card(world)
    for press in (e.NoReceiptPressed(), e.DonePressed()):
        world.post(press)
    world.run(1)
    return article.price.cents


def _show_the_card(world: World) -> None:
    """As often as the terminal asks for it: a customer who is asked again shows it again."""
    for _ in range(8):
        if world.terminal.amount_shown is not None:
            world.terminal.tap()
        world.run(1)


def _brings_it_back(world: World) -> None:
    world.post(e.AttendantIdentified("A1", f.Grade.ATTENDANT))
    for press in (
        e.PagePressed(e.Page.RETURN), e.TicketNumberEntered("1"), e.ReturnCountPressed(1, 1),
        e.ReturnReasonPressed(world.shop.returns.reasons[0]), e.ReturnPressed(), e.CardGiveBackPressed(),
    ):  # fmt: skip
        world.post(press)
        world.run(0.2)


def card_after_a_cut(write: int, seed: int) -> list[int]:
    """What moved on the card, cents, when the power failed at this write of a return."""
    with opened(seed, troubled=False) as world:
        cost = bought_by_card(world)
        assert world.card_moves() == [cost]
        world.cut_power_at_write(write)
        _brings_it_back(world)
        for _ in range(4):
            _show_the_card(world)
            if isinstance(world.kiosk.own, RefundingCard) or world.kiosk.called(Reason.CARD_UNKNOWN):
                Attendant(world).come()
            elif isinstance(world.kiosk.own, Refunding):
                world.post(e.AttendantIdentified("A1", f.Grade.ATTENDANT))
                world.post(e.CardGiveBackPressed())
        audit(world)
        assert world.cuts == 1
        return world.card_moves()


@pytest.mark.parametrize(("write", "seed"), CUTS)
def test_a_card_gets_its_money_once_though_the_power_failed(write: int, seed: int) -> None:
    charge, *refunds = card_after_a_cut(write, seed)
    assert refunds in ([], [-charge])


def test_a_kiosk_that_gives_back_again_after_a_power_cut_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def begin_again(self: players.Refund, resumed: bool) -> None:
        activity = self._activity
        self._device.ask(w.AuthorizeRefund(activity.attempt, activity.amount.cents, activity.original))

    monkeypatch.setattr(players.Refund, "begin", begin_again)
    with pytest.raises(AssertionError, match="charged"):
        every_cut()


def every_cut() -> None:
    for write, seed in CUTS:
        card_after_a_cut(write, seed)
