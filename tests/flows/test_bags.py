"""Would you like a bag? Asked once, before the basket is looked at and paid."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import receipt
from kiosk.domain import views as v
from kiosk.domain.basket import Doubt
from kiosk.domain.facts import Reason
from kiosk.domain.money import Money
from kiosk.domain.product import Product
from kiosk.domain.shop import Bagging, Control
from kiosk.domain.states import Attract, ChoosingPayment, ChoosingReceipt, OfferingBags, Shopping, sale_of
from kiosk.domain.tax import Rate
from tests.flows.customer import BREAD, PHONE, SHOP, WINE, Till
from tests.flows.vouchers import TAKES_VOUCHERS, coupon, gift_card

PAPER = Product("3000000000090", "Sac en papier", "Divers", Money(10), Rate(2000), picture="bag")
COTTON = Product("3000000000106", "Sac en coton", "Divers", Money(350), Rate(2000))
BAGS = (PAPER.code, COTTON.code)
SELLS_BAGS = replace(SHOP, bags=BAGS)


def at_the_question(
    *products: Product, till: Till | None = None, articles: tuple[Product, ...] = (PAPER, COTTON)
) -> Till:
    """Somebody wants to pay this, bread if nothing is named, and the catalogue has answered."""
    till = till or Till(shop=SELLS_BAGS)
    for product in products or (BREAD,):
        till.scan(product)
    till.tell(e.PayPressed())
    for each in till.wanted("FindArticles"):
        till.tell(e.ArticlesFound("", "", articles, codes=each.codes))
    return till


def shown(till: Till) -> v.BagsView:
    assert isinstance(till.view, v.BagsView)
    return till.view


def basket(till: Till) -> list[tuple[str, int]]:
    (sale,) = sale_of(till.kiosk.own)
    return [(line.name, line.count) for line in sale.lines]


def test_the_bag_is_offered_before_staff_come_once_for_everything() -> None:
    till = at_the_question(WINE, till=Till(shop=replace(SELLS_BAGS, control=Control(basket_max=Money(500)))))
    till.tell(shown(till).bags[0].press.event, shown(till).go_on.event)
    assert {call.reason for call in till.kiosk.calls} == {Reason.ARTICLES, Reason.CHECK}
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.CheckSeenPressed(), e.AttendantDonePressed(), e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_a_bag_that_is_bought_need_not_lie_on_the_scale_under_the_bag() -> None:
    till = Till(shop=replace(SELLS_BAGS, bagging=Bagging("bag")))
    till.tell(e.DeviceChanged("bag", e.Role.BAGGING, e.Condition.READY), e.WeightChanged("bag", e.WeightState.ZERO))
    till.scan(BREAD)
    till.tell(e.WeightChanged("bag", e.WeightState.STABLE, 250))
    till.wait(3)
    till.tell(e.PayPressed())
    for each in till.wanted("FindArticles"):
        till.tell(e.ArticlesFound("", "", (PAPER, COTTON), codes=each.codes))
    till.tell(shown(till).bags[0].press.event, shown(till).go_on.event)
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_somebody_takes_two_bags_and_pays_them_with_the_rest() -> None:
    till = at_the_question()
    assert [(bag.label, bag.price, bag.count) for bag in shown(till).bags] == [
        ("Sac en papier", "0,10\u00a0€", ""),
        ("Sac en coton", "3,50\u00a0€", ""),
    ]
    assert shown(till).go_on.label == "Non merci"
    till.tell(shown(till).bags[0].press.event)
    till.tell(shown(till).bags[0].press.event)
    assert (shown(till).bags[0].count, shown(till).total.amount) == ("× 2", "1,40\u00a0€")
    assert shown(till).go_on.label == "Continuer"
    till.tell(shown(till).go_on.event, e.PayCardPressed())
    till.tap()
    (ticket,) = till.told(f.SaleCompleted)
    assert [(line.name, line.amount) for line in ticket.lines] == [
        ("Baguette", Money(120)),
        ("Sac en papier", Money(20)),
    ]
    assert isinstance(till.kiosk.own, ChoosingReceipt)
    assert any("Sac en papier" in str(part) for part in receipt.parts(till.kiosk, till.kiosk.own.done, 1))


def test_no_thank_you_is_said_once() -> None:
    till = at_the_question()
    till.tell(shown(till).go_on.event)
    assert isinstance(till.kiosk.own, ChoosingPayment)
    till.tell(e.BackPressed())
    till.scan(WINE)
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed(), e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)
    assert len(till.told(f.BagsOffered)) == 1
    till.tell(e.PayCardPressed())
    till.tap()
    till.tell(e.NoReceiptPressed(), e.DonePressed())
    assert isinstance(at_the_question(till=till).kiosk.own, OfferingBags)  # the next customer is asked


def test_a_touch_too_many_is_taken_back() -> None:
    till = at_the_question()
    press = shown(till).bags[1].press.event
    till.tell(press, press)
    till.tell(shown(till).bags[1].fewer[0].event)
    assert basket(till) == [("Baguette", 1), ("Sac en coton", 1)]
    till.tell(shown(till).bags[1].fewer[0].event)
    assert basket(till) == [("Baguette", 1)]
    assert shown(till).go_on.label == "Non merci"


@pytest.mark.parametrize(
    ("products", "shop"),
    [
        ((BREAD, PAPER), SELLS_BAGS),
        ((BREAD,), SHOP),
        ((BREAD,), replace(SELLS_BAGS, bags=("unknown",))),
    ],
)
def test_who_has_a_bag_and_where_there_is_none_nobody_is_asked(products: tuple[Product, ...], shop: object) -> None:
    till = at_the_question(*products, till=Till(shop=shop), articles=())  # type: ignore[arg-type]
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_a_bag_is_known_by_any_of_its_codes() -> None:
    till = at_the_question(BREAD, PAPER, till=Till(shop=replace(SHOP, bags=("SAC-1",))), articles=(PAPER,))
    assert isinstance(till.kiosk.own, ChoosingPayment)


@pytest.mark.parametrize(
    "bag",
    [replace(PAPER, sale_stop="Rupture"), replace(PAPER, weighed=True), replace(PAPER, capture="serial")],
)
def test_a_bag_that_cannot_be_had_so_is_not_offered(bag: Product) -> None:
    till = at_the_question(articles=(bag, COTTON))
    assert [each.label for each in shown(till).bags] == ["Sac en coton"]
    assert isinstance(at_the_question(articles=(bag,)).kiosk.own, ChoosingPayment)


def test_who_only_fills_a_gift_card_carries_nothing() -> None:
    till = Till(shop=replace(TAKES_VOUCHERS, bags=BAGS))
    till.tell(gift_card(1), e.GiftCardPressed(gift_card(1).reference, Money(2000)), e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_on_a_handheld_nobody_is_asked() -> None:
    till = Till(shop=replace(SELLS_BAGS, handheld="DOUCHETTE-1", parks=True))
    till.tell(e.AttendantIdentified("A1"))
    till.scan(BREAD)
    till.tell(e.PayPressed())
    assert not till.told(f.BagsOffered)


def test_the_basket_that_was_looked_at_has_its_bags() -> None:
    till = at_the_question(till=Till(shop=replace(SELLS_BAGS, control=Control(basket_max=Money(300)))))
    till.tell(shown(till).bags[1].press.event, e.PayPressed())
    assert till.kiosk.called(Reason.CHECK)
    till.attendant()
    till.tell(e.CheckSeenPressed(), e.AttendantDonePressed(), e.PayPressed())
    assert till.told(f.CheckEnded) == [f.CheckEnded("seen", "A1", Money(470))]
    assert isinstance(till.kiosk.own, ChoosingPayment)
    assert sale_of(till.kiosk.own)[0].total == Money(470)


def test_staff_are_asked_about_many_bags_as_about_anything() -> None:
    till = at_the_question(articles=(replace(PAPER, limit=2), COTTON))
    press = shown(till).bags[0].press.event
    till.tell(press, press, press)
    assert isinstance(till.view, v.BasketView)
    (sale,) = sale_of(till.kiosk.own)
    assert [each.doubt for each in sale.exceptions] == [Doubt.TOO_MANY]
    assert basket(till) == [("Baguette", 1), ("Sac en papier", 2)]


def test_one_more_article_is_scanned_and_the_question_is_over() -> None:
    till = at_the_question()
    till.scan(PHONE)
    assert isinstance(till.view, v.BasketView)
    assert till.view.exceptions
    till = at_the_question()
    till.scan(PAPER)  # its bars, not its picture
    assert basket(till) == [("Baguette", 1), ("Sac en papier", 1)]
    till.scan(BREAD)
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)
    assert basket(till) == [("Baguette", 2), ("Sac en papier", 1)]


def test_other_codes_are_for_the_basket() -> None:
    till = at_the_question()
    till.tell(e.BasketShown("b1", (e.ItemScanned(BREAD, BREAD.code),)))
    assert basket(till) == [("Baguette", 2)]
    till = at_the_question()
    till.tell(coupon("77", 50))
    assert isinstance(till.kiosk.own, Shopping)


def test_back_and_cancel_do_what_they_say() -> None:
    till = at_the_question()
    till.tell(shown(till).back.event)
    assert isinstance(till.kiosk.own, Shopping)
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)
    till = at_the_question()
    till.tell(e.CancelPressed())
    assert isinstance(till.kiosk.own, Attract)


@pytest.mark.parametrize(("taken", "after"), [(0, OfferingBags), (1, ChoosingPayment)])
def test_after_a_power_cut_who_has_no_bag_yet_is_asked(taken: int, after: type[object]) -> None:
    till = at_the_question()
    till.tell(*[shown(till).bags[0].press.event] * taken)
    till.off(60)
    assert [each.codes for each in till.wanted("FindArticles")] == [BAGS]
    till.tell(e.ArticlesFound("", "", (PAPER, COTTON), codes=BAGS))
    assert isinstance(till.kiosk.own, after)
    assert basket(till) == [("Baguette", 1), ("Sac en papier", 1)][: 1 + taken]


def test_who_leaves_then_has_left() -> None:
    till = at_the_question()
    till.wait(61)
    assert shown(till).frame.idle
    till.wait(30)
    assert isinstance(till.kiosk.own, Attract)


def test_money_that_comes_meanwhile_belongs_to_the_sale() -> None:
    till = at_the_question()
    till.tell(e.CashStacked("notes", Money(500)))
    assert sale_of(till.kiosk.own)[0].cash_in == Money(500)
    till.tell(e.PayPressed())
    assert [each.amount for each in till.told(f.PayoutStarted)] == [Money(380)]


def test_staff_look_at_the_basket_meanwhile() -> None:
    till = at_the_question()
    till.tell(e.HelpPressed())
    till.attendant()
    till.tell(e.RemovePressed(1), e.AttendantDonePressed())
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, Shopping)
    assert basket(till) == []


def test_learners_learn_it() -> None:
    till = Till(shop=SELLS_BAGS)
    till.attendant(f.Grade.MANAGER)
    till.tell(e.TrainingPressed(), e.AttendantDonePressed())
    assert isinstance(at_the_question(till=till).kiosk.own, OfferingBags)
