"""A weight becomes a line only when it is sure whose it is: steady, of these goods, and the scale was empty before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import LINES_MAX, Doubt
from kiosk.domain.money import Money
from kiosk.domain.product import GRAMS_MAX, TARE_MAX, Recall
from kiosk.domain.states import Attract, NeedsAttendant, Shopping, Weighing, WeighingContainer
from kiosk.domain.views import FinderView, WeighView
from kiosk.domain.weighing import GRAMS_MIN, Standing, standing
from tests.flows.customer import APPLES, BREAD, RECALLED, Till

WRAPPED = replace(APPLES, code="2112346", name="Olives", tare=12)


def at_the_scale(product: object = APPLES, empty: bool = True) -> Till:
    till = Till()
    till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.READY))
    if empty:
        till.weight(0)
    till.scan(product)  # type: ignore[arg-type]
    return till


def where(till: Till) -> Standing:
    own = till.kiosk.own
    assert isinstance(own, Weighing | WeighingContainer)
    return standing(till.kiosk, own)


def view(till: Till) -> WeighView:
    assert isinstance(till.view, WeighView)
    return till.view


@pytest.mark.parametrize(
    ("state", "grams", "expected"),
    [
        (e.WeightState.NOT_READY, 0, Standing.WAIT),
        (e.WeightState.ZERO, 0, Standing.PUT),
        (e.WeightState.UNSTABLE, 482, Standing.MOVING),
        (e.WeightState.OVERWEIGHT, 0, Standing.HEAVY),
        (e.WeightState.UNDER_ZERO, 0, Standing.UNDER),
        (e.WeightState.STABLE, GRAMS_MIN - 1, Standing.LIGHT),
        (e.WeightState.STABLE, GRAMS_MIN, Standing.READY),
        (e.WeightState.STABLE, GRAMS_MAX, Standing.READY),
        (e.WeightState.STABLE, GRAMS_MAX + 1, Standing.HEAVY),
    ],
)
def test_only_a_steady_weight_of_enough_goods_can_be_taken(
    state: e.WeightState, grams: int, expected: Standing
) -> None:
    till = at_the_scale()
    till.tell(e.WeightChanged("scale", state, grams))
    assert where(till) is expected
    assert view(till).take.enabled is (expected is Standing.READY)
    till.tell(e.WeighedPressed(grams))
    assert bool(till.told(f.ItemAdded)) is (expected is Standing.READY)


def test_a_weight_that_changed_under_the_finger_is_not_taken() -> None:
    till = at_the_scale()
    till.weight(482)
    till.weight(530)
    till.tell(e.WeighedPressed(482))
    assert not till.told(f.ItemAdded)
    till.tell(e.WeighedPressed(530))
    assert [(line.grams, line.gross) for line in till.told(f.ItemAdded)] == [(530, Money(154))]


def test_a_scale_that_was_never_seen_empty_weighs_nothing() -> None:
    till = at_the_scale(empty=False)
    till.weight(482)
    assert where(till) is Standing.CLEAR
    assert view(till).weight.amount == "–"
    till.weight(0)
    till.weight(482)
    assert where(till) is Standing.READY


def test_the_wrapping_of_the_shop_is_not_sold() -> None:
    till = at_the_scale(WRAPPED)
    till.weight(12)
    assert where(till) is Standing.LIGHT
    till.weight(112)
    till.tell(e.WeighedPressed(112))
    assert [(line.grams, line.tare) for line in till.told(f.ItemAdded)] == [(100, 12)]


def test_a_container_takes_the_place_of_the_wrapping() -> None:
    till = at_the_scale(WRAPPED)
    till.tell(e.OwnContainerPressed())
    till.weight(TARE_MAX + 1)
    assert where(till) is Standing.HEAVY
    till.weight(212)
    till.tell(e.ContainerWeighedPressed(212))
    assert view(till).tare.amount == "0,212\u00a0kg"
    till.weight(312)
    till.tell(e.WeighedPressed(312))
    assert [(line.grams, line.tare) for line in till.told(f.ItemAdded)] == [(100, 212)]


def test_without_a_scale_staff_weigh_and_the_screen_says_why() -> None:
    till = Till()
    till.scan(APPLES)
    (doubted,) = till.told(f.ArticleDoubted)
    assert doubted.doubt == Doubt.UNWEIGHED
    till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.LOST, "link_lost"))
    assert "ne répond pas" in till.view.exceptions[0].text  # type: ignore[union-attr]
    till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.READY))
    assert "scannez-le encore" in till.view.exceptions[0].text  # type: ignore[union-attr]


def test_an_article_weighed_at_last_is_no_question_any_more() -> None:
    till = Till()
    till.scan(APPLES)
    till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.READY))
    till.weight(0)
    till.scan(APPLES)
    till.weight(482)
    till.tell(e.WeighedPressed(482))
    assert isinstance(till.kiosk.own, Shopping)
    assert not till.kiosk.own.sale.exceptions


def test_a_blocked_article_and_a_recalled_batch_are_not_weighed() -> None:
    assert isinstance(at_the_scale(replace(RECALLED, weighed=True)).kiosk.own, Shopping)
    till = at_the_scale(BREAD)
    till.scan(replace(APPLES, recalls=(Recall("", "verre"),)))
    assert not till.told(f.WeighingBegun)


def test_a_label_that_says_its_weight_or_price_needs_no_scale() -> None:
    till = at_the_scale(BREAD)
    till.scan(APPLES, grams=300)
    till.scan(APPLES, price=Money(250))
    assert not till.told(f.WeighingBegun)


def test_a_full_basket_takes_no_more() -> None:
    till = at_the_scale(BREAD)
    for number in range(1, LINES_MAX):
        till.scan(APPLES, grams=number)
    till.scan(APPLES)
    assert isinstance(till.kiosk.state, NeedsAttendant)
    assert not till.told(f.WeighingBegun)


def test_what_a_scale_showed_before_it_was_lost_is_not_sold() -> None:
    till = at_the_scale()
    till.weight(482)
    till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.LOST, "no_answer"))
    till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.READY))
    assert where(till) is Standing.WAIT
    till.tell(e.WeighedPressed(482))
    assert not till.told(f.ItemAdded)


def test_goods_that_come_on_the_scale_are_a_sign_of_life_and_a_draught_is_none() -> None:
    till = at_the_scale()
    till.wait(50)
    till.weight(300)
    till.wait(50)
    assert not till.view.frame.idle
    till.weight(302)
    till.wait(20)
    assert till.view.frame.idle
    till.wait(30)
    assert isinstance(till.kiosk.own, Attract)


def test_a_code_and_a_department_do_not_reach_the_scale() -> None:
    till = at_the_scale()
    till.tell(e.FindPressed(), e.FindTyped("poire"), e.DepartmentPressed("Boissons"))
    assert isinstance(till.view, WeighView)
    till.tell(e.BackPressed())
    assert not isinstance(till.view, FinderView)


@given(
    weights=st.lists(st.tuples(st.sampled_from(e.WeightState), st.integers(0, GRAMS_MAX + 10)), max_size=12),
    presses=st.lists(st.integers(0, GRAMS_MAX + 10), max_size=3),
)
def test_no_sequence_of_weights_sells_what_is_not_steady_or_not_proven(
    weights: list[tuple[e.WeightState, int]], presses: list[int]
) -> None:
    till = at_the_scale(WRAPPED, empty=False)
    for state, grams in weights:
        till.tell(e.WeightChanged("scale", state, grams))
        for pressed in (*presses, grams):
            sold = len(till.told(f.ItemAdded))
            proven = till.kiosk.sees.scale.emptied > till.kiosk.till.weighed
            till.tell(e.WeighedPressed(pressed))
            if len(till.told(f.ItemAdded)) > sold:
                line = till.told(f.ItemAdded)[-1]
                assert (state, pressed, proven) == (e.WeightState.STABLE, grams, True)
                assert line.grams + line.tare == grams
                till.scan(WRAPPED)
