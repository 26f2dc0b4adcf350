"""What lies on the scale and what baskets hold in the simulated shop, and proof that a kiosk which cheats is caught."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardware.words import Symbology
from kiosk.baskets.keys import Handheld
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import scanning, taking, weighing
from kiosk.domain import views as v
from kiosk.domain.basket import Doubt
from kiosk.domain.sight import Scale
from kiosk.domain.states import Attract, Kiosk, Shopping, Weighing, sale_of
from tests.shop.day import audit, tidy
from tests.shop.slips import Texts
from tests.shop.world import World, opened

SEED = 2


def weigh(world: World) -> None:
    """The customer takes what the scale shows for apples, whenever it can be taken."""
    apples = world.shelf.loose()[0]
    world.post(e.ItemScanned(apples, apples.code))
    world.run(3)
    if isinstance(world.view, v.WeighView) and world.view.take.enabled:
        world.post(world.view.take.event)


def apples_twice(lifts: bool) -> int:
    """How many lines became of them."""
    with opened(SEED, troubled=False) as world:
        world.run(5)
        world.goods.put(500)
        for _ in range(2):
            if lifts:
                world.goods.clear()
                world.run(2)
                world.goods.put(500)
            weigh(world)
        tidy_up(world)
        return world.goods.lines


def show(world: World, texts: Texts) -> None:
    for text in texts:
        world.scanner.scan(text, Symbology.QR)
        world.run(1)


def a_basket_twice() -> World:
    """Shown, cancelled, and shown to the next sale."""
    with opened(SEED, troubled=False) as world:
        world.run(5)
        texts = world.slips.made("parts", world.true_now)
        assert len(texts) > 1
        for _ in range(2):
            show(world, texts)
            world.post(e.HelpDismissed())
            world.post(e.CancelPressed())
            world.run(5)
        tidy_up(world)
        return world


def baskets(*kinds: str) -> World:
    with opened(SEED, troubled=False) as world:
        world.run(5)
        for kind in kinds:
            show(world, world.slips.made(kind, world.true_now))
            world.post(e.HelpDismissed())
        tidy_up(world)
        return world


def tidy_up(world: World) -> None:
    world.post(e.CancelPressed())
    tidy(world)
    audit(world)


def test_goods_that_stay_on_the_scale_are_billed_once() -> None:
    assert apples_twice(lifts=False) == 1
    assert apples_twice(lifts=True) == 2


def test_a_basket_in_parts_is_taken_whole_and_once() -> None:
    assert a_basket_twice().slips.taken == 1


def test_bad_baskets_are_turned_away() -> None:
    bad = ("forged", "revoked", "altered", "truncated", "expired", "future", "elsewhere")
    assert baskets(*bad).slips.taken == 0


def test_a_parked_basket_comes_back_as_it_left() -> None:
    with opened(SEED, troubled=False) as world:
        world.run(5)
        show(world, world.slips.made("parts", world.true_now))
        before = sale_of(world.kiosk.own)[0].total
        world.post(e.ParkPressed())
        world.run(1)
        texts = world.kiosk.sees.parked.texts
        world.post(e.DonePressed())
        assert isinstance(world.kiosk.own, Attract)
        show(world, texts)
        assert isinstance(world.kiosk.own, Shopping)
        assert sale_of(world.kiosk.own)[0].total == before
        tidy_up(world)
        assert (world.slips.parked, world.slips.taken) == (1, 2)


# Kiosks that cheat


def test_a_kiosk_that_does_not_wait_for_an_empty_scale_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = weighing.told

    def trusting(kiosk: Kiosk, event: e.WeightChanged) -> Scale:
        return replace(honest(kiosk, event), emptied=kiosk.till.weighed + 1)

    monkeypatch.setattr(weighing, "told", trusting)
    with pytest.raises(AssertionError, match="billed twice"):
        apples_twice(lifts=False)


def test_a_kiosk_that_weighs_too_much_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def heavy(kiosk: Kiosk, state: Weighing) -> int:
        return kiosk.sees.scale.grams - state.tare + 5

    monkeypatch.setattr(weighing, "net", heavy)
    with pytest.raises(AssertionError, match="505 g were written down, 500 g lie"):
        apples_twice(lifts=True)


def test_a_kiosk_that_forgets_what_it_took_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "ledger", lambda kiosk: ())
    with pytest.raises(AssertionError, match="was taken twice"):
        a_basket_twice()


def test_a_kiosk_that_sells_what_was_refused_when_it_is_shown_again_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = scanning._doubts

    def once(kiosk: Kiosk, event: e.ItemScanned) -> tuple[tuple[Doubt, str], ...]:
        told = any(sale.exceptions for sale in sale_of(kiosk.own))
        return () if told else honest(kiosk, event)

    monkeypatch.setattr(scanning, "_doubts", once)
    with opened(SEED, troubled=False) as world:
        stopped = next(product for product in world.shelf.products.values() if product.sale_stop)
        world.run(5)
        world.scanner.scan(stopped.code, Symbology.EAN13)
        world.run(1)
        world.scanner.scan(stopped.code, Symbology.EAN13)
        with pytest.raises(AssertionError, match="must not be sold"):
            world.run(1)


def test_a_kiosk_that_looks_at_no_signature_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Handheld, "signed", lambda self, data, signature: True)
    with pytest.raises(AssertionError, match="nobody in this shop has made"):
        baskets("altered", "altered", "altered")


def test_a_kiosk_that_loses_a_line_of_a_basket_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = taking.scanned_all

    def forgetful(kiosk: Kiosk, scans: object) -> tuple[f.Fact, ...]:
        return honest(kiosk, list(scans)[1:])  # type: ignore[call-overload]

    monkeypatch.setattr(taking, "scanned_all", forgetful)
    with pytest.raises(AssertionError, match="came of"):
        baskets("plain")
