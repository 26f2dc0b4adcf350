"""Customers weigh loose goods: each test is one visit to the kiosk."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.facts import Reason
from kiosk.domain.money import Money
from kiosk.domain.states import Attract, Shopping, Weighing, WeighingContainer
from tests.flows.customer import APPLES, BREAD, Till

PEARS = replace(APPLES, code="2100103", name="Poires", price=Money(289), tare=4)
"""They go into the shop's own paper bag, which weighs 4 g."""

MOVING = e.WeightState.UNSTABLE


def before_the_scale() -> Till:
    till = Till()
    till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.READY), e.StartPressed())
    till.weight(0)
    return till


def weighs(till: Till) -> v.WeighView:
    assert isinstance(till.view, v.WeighView)
    return till.view


def take(till: Till) -> v.View:
    """The customer touches the one obvious button."""
    assert weighs(till).take.enabled
    return till.tell(weighs(till).take.event)


def lines(till: Till) -> list[tuple[str, int, int]]:
    return [(line.name, line.grams, line.gross.cents) for line in till.told(f.ItemAdded)]


def test_pears_in_a_paper_bag() -> None:
    till = before_the_scale()
    till.scan(PEARS)
    assert weighs(till).hint == "Posez sur la balance"
    till.weight(310, MOVING)
    assert not weighs(till).steady
    assert not weighs(till).take.enabled
    till.weight(486)
    shown = weighs(till)
    assert (shown.steady, shown.weight.amount, shown.price.amount) == (True, "0,482\u00a0kg", "1,39\u00a0€")
    assert (shown.tare.amount, shown.take.label) == ("0,004\u00a0kg", "Ajouter 0,482\u00a0kg")
    basket = take(till)
    assert isinstance(basket, v.BasketView)
    assert lines(till) == [("Poires", 482, 139)]


def test_olives_in_the_customers_own_jar() -> None:
    till = before_the_scale()
    till.scan(APPLES)
    till.tell(weighs(till).other[0].event)
    assert "vide" in weighs(till).title
    till.weight(350, MOVING)
    till.weight(355)
    take(till)
    till.weight(0)  # the jar is filled
    till.weight(605)
    assert weighs(till).tare.label == "Récipient déduit"
    take(till)
    assert lines(till) == [("Pommes", 250, 73)]
    assert till.told(f.ItemAdded)[0].tare == 355


def test_the_apples_are_forgotten_on_the_scale_before_the_pears() -> None:
    till = before_the_scale()
    till.scan(APPLES)
    till.weight(1000)
    take(till)
    till.scan(PEARS)
    assert weighs(till).hint == "Retirez d’abord ce qui est sur la balance"
    assert not weighs(till).take.enabled
    till.weight(1500)  # the pears beside them
    assert not weighs(till).take.enabled
    till.weight(0)
    till.weight(504)
    take(till)
    assert lines(till) == [("Pommes", 1000, 290), ("Poires", 500, 145)]


def test_a_container_is_not_weighed_together_with_the_goods_before() -> None:
    till = before_the_scale()
    till.scan(APPLES)
    till.weight(1000)
    take(till)
    till.scan(PEARS)
    till.tell(e.OwnContainerPressed(), e.ContainerWeighedPressed(1000))
    assert not till.told(f.TareTaken)


def test_the_customer_weighs_nothing_after_all() -> None:
    till = before_the_scale()
    till.scan(APPLES)
    till.tell(e.OwnContainerPressed())
    till.tell(weighs(till).back.event)
    assert isinstance(till.kiosk.own, Weighing)
    assert isinstance(till.tell(weighs(till).back.event), v.BasketView)
    assert not till.told(f.ItemAdded)


def test_another_article_before_the_camera_is_taken_and_the_weighing_left() -> None:
    till = before_the_scale()
    till.scan(APPLES)
    till.tell(e.OwnContainerPressed())
    till.scan(BREAD)
    assert isinstance(till.kiosk.own, Shopping)
    till.scan(APPLES)
    till.scan(APPLES)  # the same label again
    till.scan(PEARS)
    assert isinstance(till.kiosk.own, Weighing)
    assert till.kiosk.own.product == PEARS
    assert [name for name, _, _ in lines(till)] == ["Baguette"]


def test_the_scale_is_unplugged_and_plugged_in_again() -> None:
    till = before_the_scale()
    till.scan(APPLES)
    till.weight(482)
    till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.LOST, "link_lost"))
    assert "ne répond plus" in weighs(till).hint
    assert weighs(till).take.event == e.HelpPressed()
    till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.READY))
    till.weight(482)
    take(till)
    assert lines(till) == [("Pommes", 482, 140)]


def test_the_power_fails_while_weighing() -> None:
    till = before_the_scale()
    till.scan(PEARS)
    till.weight(486)
    till.off(60)
    till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.READY))
    till.weight(486)
    assert weighs(till).title == "Poires"
    assert not weighs(till).take.enabled  # nobody saw what happened to the scale meanwhile
    till.weight(0)
    till.weight(486)
    take(till)
    assert lines(till) == [("Poires", 482, 139)]


def test_staff_come_and_go_and_the_goods_still_lie_there() -> None:
    till = before_the_scale()
    till.scan(APPLES)
    till.weight(482)
    till.tell(e.HelpPressed())
    assert isinstance(till.view, v.CalledView)
    till.attendant()
    till.tell(e.AttendantDonePressed())
    take(till)
    assert lines(till) == [("Pommes", 482, 140)]


def test_staff_cancel_the_sale_while_a_container_is_weighed() -> None:
    till = before_the_scale()
    till.scan(APPLES)
    till.tell(e.OwnContainerPressed())
    assert isinstance(till.kiosk.own, WeighingContainer)
    till.attendant()
    till.tell(e.CancelPressed(), e.AttendantDonePressed())
    assert isinstance(till.kiosk.state, Attract)
    assert till.told(f.SaleCancelled)


def test_a_coin_that_falls_in_while_weighing_belongs_to_the_sale() -> None:
    till = before_the_scale()
    till.scan(APPLES)
    till.insert(200)
    till.weight(1000)
    take(till)
    choice = till.tell(e.PayPressed())
    assert isinstance(choice, v.ChoiceView)
    assert choice.due.amount == "0,90\u00a0€"


def test_somebody_who_paid_in_and_left_the_goods_is_looked_after() -> None:
    till = before_the_scale()
    till.scan(APPLES)
    till.insert(200)
    till.wait(100)
    assert till.kiosk.called(Reason.LEFT_BEHIND)


def test_weighing_in_training_sells_nothing() -> None:
    till = before_the_scale()
    till.tell(e.CancelPressed())
    till.attendant(f.Grade.MANAGER)
    till.tell(e.TrainingPressed(), e.AttendantDonePressed())
    till.scan(APPLES)
    till.weight(1000)
    take(till)
    till.tell(e.PayPressed(), e.PayCardPressed())
    assert [sale.training for sale in till.told(f.SaleCompleted)] == [True]
