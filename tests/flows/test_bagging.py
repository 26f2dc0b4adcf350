"""The bag is weighed: each test is one visit to a kiosk with a scale under the bag."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.bag import WEIGHTS_NEEDED
from kiosk.domain.bagging import MOVING_SECONDS
from kiosk.domain.basket import Doubt
from kiosk.domain.facts import Reason
from kiosk.domain.money import Money
from kiosk.domain.morning import Kind
from kiosk.domain.product import Product
from kiosk.domain.shop import Bagging
from kiosk.domain.states import ChoosingPayment, Shopping, TakingCash, sale_of
from tests.flows.customer import APPLES, BREAD, SHOP, WINE, Till

BAG = e.DeviceChanged("bag", e.Role.BAGGING, e.Condition.READY)
WEIGHED = replace(SHOP, bagging=Bagging("bag"), parks=True)
OIL = replace(WINE, code="3000000000076", name="Huile", department="Épicerie", minimum_age=0)
MILK = replace(BREAD, code="3000000000083", name="Lait")
GRAMS = {BREAD.code: 250, OIL.code: 1250, MILK.code: 1030}


class Shopper:
    """Somebody at the kiosk, with a bag on the scale."""

    def __init__(self, till: Till) -> None:
        self.till = till
        self.grams = 0

    def shows(self, grams: int) -> v.View:
        """The scale moves, then stands still."""
        self.grams = grams
        self.till.tell(e.WeightChanged("bag", e.WeightState.UNSTABLE, grams))
        state = e.WeightState.STABLE if grams else e.WeightState.ZERO
        return self.till.tell(e.WeightChanged("bag", state, grams))

    def puts(self, *grams: int) -> v.View:
        """Something comes into the bag; or out of it, below zero. Then a moment passes."""
        for each in grams:
            self.shows(self.grams + each)
        self.till.wait(1)
        return self.till.wait(1)

    def bags(self, *products: Product) -> v.View:
        """Each is scanned, then put into the bag."""
        for product in products:
            self.till.scan(product)
            self.puts(GRAMS[product.code])
        return self.till.view

    def buys(self, *products: Product) -> None:
        """All the way, and home with the bag."""
        self.bags(*products)
        self.till.buys()
        self.puts(-self.grams)


def till_that_knows(*products: Product) -> Till:
    """A kiosk that has sold enough of these."""
    till = Till(shop=WEIGHED)
    till.tell(BAG, e.WeightChanged("bag", e.WeightState.ZERO))
    for _ in range(WEIGHTS_NEEDED):
        Shopper(till).buys(*products)
    return till


def basket(till: Till) -> v.BasketView:
    assert isinstance(till.view, v.BasketView)
    return till.view


def cards(till: Till) -> list[str]:
    return [each.title for each in basket(till).exceptions]


def asked(till: Till) -> list[str]:
    return [each.reason for sale in sale_of(till.kiosk.own) for each in sale.exceptions if each.doubt is Doubt.WEIGHT]


def outcomes(till: Till) -> list[tuple[str, str]]:
    return [(fact.outcome, fact.by) for fact in till.told(f.DoubtSettled)]


# Customers to whom nothing happens


def test_an_article_is_learned_from_what_is_sold_and_judged_only_then() -> None:
    till = till_that_knows(BREAD)
    assert till.kiosk.till.weights == {BREAD.code: (250,) * WEIGHTS_NEEDED}
    assert till.refolded().till.weights == till.kiosk.till.weights
    assert not till.told(f.ArticleDoubted)


def test_scan_put_down_scan_put_down_pay() -> None:
    till = till_that_knows(BREAD, OIL)
    shopper = Shopper(till)
    till.scan(OIL)
    assert basket(till).hint == "Posez dans le sac\u00a0: Huile"
    shopper.puts(1245)
    assert "Posez" not in basket(till).hint
    shopper.bags(BREAD)
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)
    assert not till.told(f.ArticleDoubted)


def test_many_are_scanned_and_then_put_down_in_any_order() -> None:
    till = till_that_knows(BREAD, OIL, MILK)
    shopper = Shopper(till)
    for product in (OIL, BREAD, MILK, BREAD):
        till.scan(product)
    shopper.puts(250, 1030)
    assert not cards(till)
    shopper.puts(1250, 250)
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_loose_goods_bring_their_weight_with_them() -> None:
    till = till_that_knows(BREAD)
    till.scan(APPLES, grams=482)
    Shopper(till).puts(484)
    assert till.told(f.ItemsBagged)[-1].grams == 484
    assert APPLES.code not in till.kiosk.till.weights


def test_who_pays_at_once_need_not_wait_for_the_scale() -> None:
    till = till_that_knows(OIL)
    till.scan(OIL)
    till.tell(e.WeightChanged("bag", e.WeightState.UNSTABLE, 700), e.PayPressed())
    assert "se stabilise" in basket(till).told
    till.tell(e.WeightChanged("bag", e.WeightState.STABLE, 1250))
    assert isinstance(till.kiosk.own, ChoosingPayment)
    assert till.told(f.ItemsBagged)[-1].grams == 1250


def test_a_scale_that_never_rests_stops_nobody() -> None:
    till = till_that_knows(OIL)
    till.scan(OIL)
    till.tell(e.WeightChanged("bag", e.WeightState.UNSTABLE, 700), e.PayPressed())
    for second in range(MOVING_SECONDS + 2):
        till.tell(e.WeightChanged("bag", e.WeightState.UNSTABLE, 700 + second))
        till.wait(1)
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_the_own_bag_first() -> None:
    till = till_that_knows(BREAD)
    till.tell(e.StartPressed())
    shopper = Shopper(till)
    shopper.puts(180)
    till.wait(3)
    (card,) = basket(till).exceptions
    assert card.title == "C’est votre sac\u00a0?"
    till.tell(card.drop[0].event)
    assert till.told(f.BagPlaced) == [f.BagPlaced(180)]
    shopper.bags(BREAD)
    assert not basket(till).exceptions


def test_the_own_bag_with_the_first_article_in_it() -> None:
    till = till_that_knows(OIL)
    till.scan(OIL)
    Shopper(till).puts(1250 + 180)
    till.wait(3)
    till.tell(basket(till).exceptions[0].drop[0].event)
    till.wait(1)
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)
    assert till.told(f.BagPlaced) == [f.BagPlaced(180)]


def test_what_does_not_fit_into_a_bag_stays_outside() -> None:
    till = till_that_knows(OIL)
    till.scan(OIL)
    (large,) = [button for button in basket(till).other if button.event == e.TooLargePressed()]
    till.tell(large.event, e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)
    till.tell(e.BackPressed())
    for _ in range(2):
        till.scan(OIL)
    till.tell(e.TooLargePressed(), e.TooLargePressed(), e.TooLargePressed())
    assert len(till.told(f.ItemTooLarge)) == 2  # of three: the third is for staff
    till.tell(e.RemovePressed(1))
    till.wait(2)
    assert not cards(till)  # nothing is to leave the bag


def test_chewing_gum_weighs_too_little_to_be_missed() -> None:
    gum = replace(BREAD, code="3000000000090", name="Chewing-gum")
    till = till_that_knows(BREAD)
    weights = {**till.kiosk.till.weights, gum.code: (3,) * WEIGHTS_NEEDED}
    till.kiosk = replace(till.kiosk, till=replace(till.kiosk.till, weights=weights))
    till.scan(gum)
    assert "Posez" not in basket(till).hint
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_a_shop_without_such_a_scale_knows_nothing_of_it() -> None:
    till = Till()
    till.tell(BAG)
    till.scan(BREAD)
    Shopper(till).puts(5000)
    till.wait(30)
    till.tell(e.OwnBagPressed(), e.TooLargePressed())
    assert not cards(till)
    assert not till.wanted("WatchBag")
    assert not till.told(f.BagPlaced) + till.told(f.ItemTooLarge)


# What the customer puts right alone


def test_something_unscanned_is_taken_out_again() -> None:
    till = till_that_knows(BREAD, OIL)
    shopper = Shopper(till)
    shopper.bags(BREAD)
    shopper.puts(1250)
    till.wait(2)
    assert cards(till) == ["Article non scanné dans le sac"]
    shopper.puts(-1250)
    assert not cards(till)
    assert not till.told(f.ArticleDoubted)


def test_something_unscanned_is_scanned() -> None:
    till = till_that_knows(BREAD, OIL)
    shopper = Shopper(till)
    shopper.bags(BREAD)
    shopper.puts(1250)
    till.wait(2)
    till.scan(OIL)
    till.wait(1)
    assert not cards(till)
    assert till.told(f.ItemsBagged)[-1].pieces == ((2, 1),)


def test_something_is_taken_away_and_put_back() -> None:
    till = till_that_knows(OIL)
    shopper = Shopper(till)
    shopper.bags(OIL)
    shopper.puts(-1250)
    till.wait(2)
    assert cards(till) == ["Il manque un article dans le sac"]
    shopper.puts(1250)
    assert not cards(till)


def test_a_line_taken_out_of_the_basket_is_taken_out_of_the_bag() -> None:
    till = till_that_knows(BREAD, OIL)
    shopper = Shopper(till)
    shopper.bags(BREAD, OIL)
    till.tell(e.RemovePressed(2))
    till.wait(1)
    till.wait(3)
    assert cards(till) == ["Article retiré, encore dans le sac"]
    assert not basket(till).exceptions[0].drop  # it is nobody's own bag
    shopper.puts(-1250)
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_what_lasted_goes_away_by_itself_when_it_is_put_right() -> None:
    till = till_that_knows(BREAD)
    shopper = Shopper(till)
    shopper.bags(BREAD)
    shopper.puts(700)
    till.wait(20)
    assert asked(till) == ["more 0 700"]
    till.tell(e.DropPressed(1), e.ParkPressed())  # nobody talks their way out of it
    assert asked(till)
    shopper.puts(-700)
    assert outcomes(till) == [("mended", "")]
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_pay_with_an_article_beside_the_bag_says_so_first_and_then_calls_staff() -> None:
    till = till_that_knows(OIL)
    till.scan(OIL)
    till.tell(e.PayPressed())
    assert cards(till) == ["Pas encore dans le sac\u00a0: Huile"]
    till.tell(e.PayPressed())
    assert isinstance(till.view, v.CalledView)
    assert till.view.what == "Pas encore dans le sac\u00a0: Huile."
    assert till.kiosk.called(Reason.ARTICLES)
    Shopper(till).puts(1250)
    assert not till.kiosk.calls
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


# Staff


def amiss() -> Till:
    """Bread is scanned; bread and a bottle of oil are in the bag."""
    till = till_that_knows(BREAD, OIL)
    shopper = Shopper(till)
    shopper.bags(BREAD)
    shopper.puts(1250)
    till.wait(20)
    till.tell(e.PayPressed())
    return till


def test_staff_see_what_was_expected_and_what_is_there_and_accept_it() -> None:
    till = amiss()
    till.tell(e.UnknownScanned("4006381333931"))
    till.attendant()
    assert isinstance(till.view, v.AttendantView)
    assert till.view.tasks[0].title == "Sac trop lourd\u00a0: 1250\u00a0g"
    assert "Attendu 0\u00a0g, pesé 1250\u00a0g. Baguette" in till.view.tasks[0].detail
    till.tell(e.ApprovePressed(1), e.RefusePressed(2), e.AttendantDonePressed())
    assert outcomes(till) == [("approved", "A1"), ("refused", "A1")]
    assert till.told(f.WeightAccepted) == [f.WeightAccepted(1250, 0, "A1")]
    till.wait(30)
    assert not asked(till)
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_staff_scan_the_bag_and_what_was_not_scanned_is_added() -> None:
    till = amiss()
    till.attendant()
    till.tell(e.RescanPressed())
    till.scan(BREAD)
    till.scan(OIL)
    till.tell(e.CheckSeenPressed(), e.AttendantDonePressed())
    (sale,) = sale_of(till.kiosk.own)
    assert [line.name for line in sale.lines] == ["Baguette", "Huile"]
    assert till.told(f.CheckBegun)[-1].reasons == ("weight",)
    till.wait(30)
    assert not asked(till)
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_staff_take_the_bottle_out_and_nothing_is_left_to_press() -> None:
    till = amiss()
    till.attendant()
    Shopper(till).shows(250)
    till.wait(2)
    assert isinstance(till.view, v.AttendantView)
    assert not till.view.tasks
    assert outcomes(till) == [("mended", "")]


def test_a_question_about_the_weight_sells_nothing() -> None:
    till = amiss()
    till.attendant()
    till.tell(e.ReleasePressed(1, "Divers", Money(100)))
    assert len(till.told(f.ItemAdded)) == 2 * WEIGHTS_NEEDED + 1
    assert asked(till)


def test_a_new_size_of_pack_is_learned_from_what_staff_accept() -> None:
    till = till_that_knows(OIL)
    for _ in range(WEIGHTS_NEEDED + 1):
        shopper = Shopper(till)
        till.scan(OIL)
        shopper.puts(950)
        till.tell(e.PayPressed(), e.PayPressed())
        till.attendant()
        till.tell(e.ApprovePressed(1), e.AttendantDonePressed())
        till.buys()
        shopper.puts(-950)
    till.scan(OIL)
    Shopper(till).puts(950)
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_the_owner_reads_how_each_ended() -> None:
    till = amiss()
    till.attendant()
    till.tell(e.ApprovePressed(1), e.AttendantDonePressed())
    (note,) = [note for note in till.kiosk.till.diary.today.notes if note.kind is Kind.WEIGHT]
    assert (note.what, note.by, note.why) == ("Baguette 0 g > 1250 g", "A1", "approved")


# When it fails


@pytest.mark.parametrize("fault", ["link_lost", "no_answer"])
def test_a_dead_scale_weighs_nothing_and_stops_nobody(fault: str) -> None:
    till = amiss()
    till.tell(e.DeviceChanged("bag", e.Role.BAGGING, e.Condition.LOST, fault))
    till.wait(1)
    assert outcomes(till) == [("unwatched", "")]
    till.tell(BAG)
    Shopper(till).puts(4000)  # back with another zero: not compared until the next customer
    till.wait(30)
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_a_restart_in_the_middle_does_not_accuse_anybody() -> None:
    till = till_that_knows(OIL)
    Shopper(till).bags(OIL)
    till.off(60)
    till.tell(BAG, e.WeightChanged("bag", e.WeightState.ZERO))
    till.wait(30)
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_a_basket_that_was_left_goes_on_without_its_bag() -> None:
    till = amiss()
    till.tell(e.HelpPressed())
    till.attendant()
    till.tell(e.AttendantDonePressed())
    till.wait(200)
    (waiting,) = till.kiosk.till.asides
    till.attendant()
    till.tell(e.TakeUpPressed(waiting.sale.number), e.AttendantDonePressed())
    till.wait(30)
    assert not asked(till)
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_cash_is_never_interrupted() -> None:
    till = till_that_knows(OIL)
    Shopper(till).bags(OIL)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.insert(500)
    Shopper(till).puts(9000)
    till.wait(30)
    assert isinstance(till.kiosk.own, TakingCash)
    till.insert(200)
    assert till.told(f.CashInserted)


def test_training_teaches_nothing() -> None:
    till = Till(shop=WEIGHED)
    till.tell(BAG, e.WeightChanged("bag", e.WeightState.ZERO))
    till.attendant(f.Grade.MANAGER)
    till.tell(e.TrainingPressed(), e.AttendantDonePressed())
    Shopper(till).bags(BREAD)
    till.tell(e.PayPressed(), e.PayCardPressed())
    assert not till.kiosk.till.weights


def test_a_basket_that_staff_scanned_in_the_queue_is_not_weighed() -> None:
    till = till_that_knows(OIL)
    till.tell(e.BasketShown("queue", (e.ItemScanned(OIL, OIL.code),)))
    Shopper(till).puts(3000)
    till.wait(30)
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_several_unknown_articles_at_once_are_taken_as_they_are() -> None:
    till = till_that_knows(OIL)
    till.scan(BREAD)
    till.scan(MILK)
    Shopper(till).puts(250, 1030)
    till.wait(30)
    assert not cards(till)
    assert isinstance(till.kiosk.own, Shopping)
    assert till.kiosk.till.weights.keys() == {OIL.code}
