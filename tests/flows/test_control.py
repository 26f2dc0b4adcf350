"""What staff look at: dear removals, large quantities, baskets above a limit, and spot checks that are drawn by lot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import control
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.basket import Doubt
from kiosk.domain.facts import Reason
from kiosk.domain.money import Money
from kiosk.domain.shop import Control, Curfew
from kiosk.domain.states import ChoosingPayment, Shopping, sale_of
from tests.flows.customer import APPLES, BREAD, SHOP, WINE, Till


def till_with(**rules: object) -> Till:
    return Till(shop=replace(SHOP, control=Control(**rules)))  # type: ignore[arg-type]


def pieces(till: Till) -> list[tuple[str, int]]:
    (sale,) = sale_of(till.kiosk.own)
    return [(line.name, line.count) for line in sale.lines]


def tasks(till: Till) -> list[str]:
    assert isinstance(till.view, v.AttendantView)
    return [task.title for task in till.view.tasks]


# Removals and quantities


def test_a_dear_line_is_taken_out_by_staff_and_the_customer_goes_on_meanwhile() -> None:
    till = till_with(removal_max=Money(500))
    till.scan(WINE)
    till.scan(BREAD)
    till.tell(e.RemovePressed(2), e.RemovePressed(1), e.RemovePressed(1))
    assert pieces(till) == [("Vin rouge", 1)]
    assert isinstance(till.view, v.BasketView)
    (asked,) = till.view.exceptions
    assert asked.title == "Retirer\u00a0: Vin rouge"
    till.scan(BREAD)
    till.tell(e.PayPressed())
    assert till.kiosk.called(Reason.ARTICLES)
    till.attendant()
    till.tell(e.ApprovePressed(1), e.AttendantDonePressed())
    assert pieces(till) == [("Baguette", 1)]
    assert f.LineRemoved(1, Money(690), "A1", "removal") in till.told(f.LineRemoved)
    assert till.kiosk.till.books.of_day.overrides == 1
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_the_customer_may_keep_it_after_all() -> None:
    till = till_with(removal_max=Money(100))
    till.scan(BREAD)
    till.tell(e.RemovePressed(1), e.DropPressed(1), e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_staff_may_say_no() -> None:
    till = till_with(removal_max=Money(100))
    till.scan(BREAD)
    till.tell(e.RemovePressed(1))
    till.attendant()
    till.tell(e.RefusePressed(1), e.AttendantDonePressed())
    assert pieces(till) == [("Baguette", 1)]


def test_many_pieces_of_an_article_need_staff_scanned_or_pressed() -> None:
    till = till_with(count_max=2)
    for _ in range(3):
        till.scan(BREAD)
    till.tell(e.QuantityPressed(1, 3), e.QuantityPressed(1, 4))
    assert pieces(till) == [("Baguette", 2)]
    (sale,) = sale_of(till.kiosk.own)
    assert [each.reason for each in sale.exceptions] == ["1 4"]  # the last wish
    till.attendant()
    till.tell(e.ApprovePressed(2), e.ApprovePressed(2), e.AttendantDonePressed())
    assert pieces(till) == [("Baguette", 4)]
    till.tell(e.QuantityPressed(1, 3))
    assert pieces(till) == [("Baguette", 3)]  # fewer are always allowed


def test_what_was_asked_for_a_line_that_is_gone_is_dropped() -> None:
    till = till_with(count_max=2)
    for _ in range(3):
        till.scan(BREAD)
    till.attendant()
    till.tell(e.RemovePressed(1))
    (sale,) = sale_of(till.kiosk.own)
    assert (pieces(till), sale.exceptions) == ([], ())
    till.tell(e.ApprovePressed(1))
    assert pieces(till) == []


def test_each_scan_beyond_the_limit_is_one_piece_more_to_ask_for() -> None:
    till = till_with(count_max=2)
    for _ in range(4):
        till.scan(BREAD)
    assert pieces(till) == [("Baguette", 2)]
    (sale,) = sale_of(till.kiosk.own)
    till.attendant()
    till.tell(e.ApprovePressed(sale.last_exception))
    assert pieces(till) == [("Baguette", 4)]


def test_fewer_pieces_are_a_removal_too() -> None:
    till = till_with(removal_max=Money(500))
    for _ in range(9):
        till.scan(BREAD)
    till.tell(e.QuantityPressed(1, 8))  # 1,20 less
    assert pieces(till) == [("Baguette", 8)]
    till.tell(e.QuantityPressed(1, 2))  # 7,20 less
    (sale,) = sale_of(till.kiosk.own)
    assert (pieces(till), sale.removals, sale.removed) == ([("Baguette", 8)], 1, Money(120))
    assert isinstance(till.view, v.BasketView)
    (asked,) = till.view.exceptions
    assert "Baguette" in asked.title
    till.attendant()
    till.tell(e.ApprovePressed(1))
    assert pieces(till) == [("Baguette", 2)]
    assert till.told(f.QuantityChanged)[-1] == f.QuantityChanged(1, 8, 2, "A1")
    books = till.kiosk.till.books.of_day
    assert (books.removed, books.overrides) == (1, 1)


def test_on_a_handheld_staff_are_there_already() -> None:
    rules = Control(removal_max=Money(100), count_max=2)
    till = Till(shop=replace(SHOP, handheld="DOUCHETTE-1", parks=True, control=rules))
    till.tell(e.AttendantIdentified("A1"))
    for _ in range(3):
        till.scan(BREAD)
    assert pieces(till) == [("Baguette", 3)]
    till.tell(e.RemovePressed(1))
    assert pieces(till) == []


# Baskets above a limit


def test_a_large_basket_is_looked_at_once() -> None:
    till = till_with(basket_max=Money(500))
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.BackPressed())
    for _ in range(4):
        till.scan(BREAD)
    till.tell(e.PayPressed())
    assert isinstance(till.view, v.CalledView)
    assert till.told(f.CheckBegun)[-1].reasons == ("amount",)
    till.scan(BREAD)  # not lost
    till.attendant()
    assert tasks(till) == ["Panier à contrôler"]
    till.tell(e.CheckSeenPressed(), e.AttendantDonePressed(), e.PayPressed())
    assert till.told(f.CheckEnded) == [f.CheckEnded("seen", "A1", Money(720))]
    assert isinstance(till.kiosk.own, ChoosingPayment)
    till.tell(e.BackPressed())
    till.scan(BREAD)
    till.tell(e.PayPressed())
    assert till.kiosk.called(Reason.CHECK)  # it has grown since


# Spot checks


def drawn_till(percent: int = 50) -> Till:
    """The next sale of this one is drawn at this rate."""
    for start in range(100):
        till = Till(shop=replace(SHOP, control=Control(check_percent=percent)), start=1_750_000_000 + start)
        till.scan(BREAD)
        (sale,) = sale_of(till.kiosk.own)
        if control.draw(till.kiosk, sale) < 10 * percent:
            return till
    raise AssertionError("nobody is ever drawn")


def test_a_drawn_basket_is_checked_however_often_the_customer_tries() -> None:
    till = drawn_till()
    till.tell(e.PayPressed())
    begun = till.told(f.CheckBegun)[-1]
    assert begun.reasons == ("drawn",)
    assert begun.drawn < begun.chance == 500
    till.attendant()
    till.tell(e.AttendantDonePressed(), e.PayPressed())
    assert till.kiosk.called(Reason.CHECK)
    assert len(till.told(f.CheckBegun)) == 1


def test_the_same_sale_has_the_same_lot_after_a_restart() -> None:
    till = drawn_till()
    (sale,) = sale_of(till.kiosk.own)
    before = control.draw(till.kiosk, sale)
    till.off(60)
    assert control.draw(till.kiosk, sale) == before


def test_lots_are_fair() -> None:
    till = till_with(check_percent=5)
    lots = []
    for _ in range(200):
        till.scan(BREAD)
        (sale,) = sale_of(till.kiosk.own)
        lots.append(control.draw(till.kiosk, sale))
        till.tell(e.CancelPressed())
    assert 350 < sum(lots) / len(lots) < 650
    assert len(set(lots)) > 150


def test_removals_make_a_check_likelier_and_the_score_says_why() -> None:
    till = till_with(check_percent=2)
    till.scan(WINE)
    till.scan(BREAD)
    till.scan(APPLES, grams=2000)
    (sale,) = sale_of(till.kiosk.own)
    assert control.risk_of(till.kiosk, sale) == control.Risk(20)
    till.tell(e.RemovePressed(1), e.RemovePressed(3))
    (sale,) = sale_of(till.kiosk.own)
    assert control.risk_of(till.kiosk, sale) == control.Risk(90, 7, ("removals", "removed_dear"))


def test_the_bag_is_scanned_and_what_was_not_in_the_basket_is_added() -> None:
    till = drawn_till()
    till.scan(APPLES, grams=500)
    till.tell(e.PayPressed())
    till.attendant()
    till.tell(e.RescanPressed())
    till.scan(BREAD)
    till.scan(BREAD)
    till.scan(WINE)
    assert pieces(till) == [("Baguette", 1), ("Pommes", 1)]  # compared, not sold
    assert isinstance(till.view, v.AttendantView)
    assert [(line.title, line.detail) for line in till.view.lines] == [
        ("Baguette", "panier 1, sac 2"),
        ("Vin rouge", "panier 0, sac 1"),
        ("Pommes", "panier 1, sac 0"),
    ]
    till.tell(e.CheckSeenPressed())
    ended = till.told(f.CheckEnded)[-1]
    assert (ended.outcome, dict(ended.differ)) == ("differs", {"Baguette": 1, "Vin rouge": 1})
    assert pieces(till) == [("Baguette", 2), ("Pommes", 1), ("Vin rouge", 1)]
    assert not till.kiosk.called(Reason.CHECK)


@pytest.mark.parametrize(("scanned", "outcome"), [([BREAD, WINE], "same"), ([BREAD], "partly"), ([], "partly")])
def test_a_whole_or_partial_scan_that_agrees(scanned: list[object], outcome: str) -> None:
    till = drawn_till()
    till.scan(WINE)
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed(), e.PayPressed())
    till.attendant()
    till.tell(e.RescanPressed())
    for product in scanned:
        till.scan(product)  # type: ignore[arg-type]
    till.tell(e.CheckSeenPressed())
    assert till.told(f.CheckEnded)[-1].outcome == outcome


def rescan(till: Till) -> None:
    till.tell(e.PayPressed())
    till.attendant()
    till.tell(e.RescanPressed())


def test_an_unknown_code_in_the_bag_is_a_question_to_staff_before_anybody_pays() -> None:
    till = drawn_till()
    rescan(till)
    till.tell(e.UnknownScanned("4006381333931"), e.CheckSeenPressed())
    assert till.told(f.CheckEnded)[-1].differ == (("4006381333931", 1),)
    (sale,) = sale_of(till.kiosk.own)
    assert [(each.doubt, each.code) for each in sale.exceptions] == [(Doubt.UNKNOWN, "4006381333931")]
    till.tell(e.AttendantDonePressed(), e.PayPressed())
    assert till.kiosk.called(Reason.ARTICLES)


def test_two_articles_of_one_name_are_two_articles() -> None:
    till = drawn_till()  # one loaf is in the basket
    rescan(till)
    other = replace(BREAD, code="3000000000083", price=Money(190))
    till.scan(other)
    till.tell(e.CheckSeenPressed())
    assert till.told(f.CheckEnded)[-1].differ == (("Baguette", 1),)
    (sale,) = sale_of(till.kiosk.own)
    assert [(line.code, line.count) for line in sale.lines] == [(BREAD.code, 1), (other.code, 1)]


def test_a_pack_of_six_in_the_bag_is_six_pieces() -> None:
    till = drawn_till()
    rescan(till)
    till.tell(e.ItemScanned(BREAD, "3000000000090", count=6), e.CheckSeenPressed())
    assert till.told(f.CheckEnded)[-1].differ == (("Baguette", 5),)
    assert pieces(till) == [("Baguette", 6)]


def test_what_a_label_in_the_bag_says_is_what_it_costs() -> None:
    till = drawn_till()
    rescan(till)
    till.scan(APPLES, grams=482)
    till.scan(APPLES, price=Money(399))
    till.tell(e.CheckSeenPressed())
    (sale,) = sale_of(till.kiosk.own)
    assert [(line.grams, line.amount) for line in sale.lines[1:]] == [(482, Money(140)), (0, Money(399))]


def test_a_cancelled_sale_leaves_no_check_behind() -> None:
    till = drawn_till()
    till.tell(e.PayPressed())
    till.attendant()
    till.tell(e.CancelPressed(), e.AttendantDonePressed())
    assert not till.kiosk.calls


def test_the_power_may_fail_in_the_middle_of_a_check() -> None:
    till = drawn_till()
    till.tell(e.PayPressed())
    till.attendant()
    till.tell(e.RescanPressed())
    till.scan(BREAD)
    till.off(60)
    assert till.kiosk.called(Reason.CHECK)
    till.scan(BREAD)  # nobody of the staff is here: the customer's
    assert pieces(till) == [("Baguette", 2)]
    till.attendant()
    till.scan(BREAD)
    till.tell(e.CheckSeenPressed())
    assert till.told(f.CheckEnded)[-1].outcome == "same"
    assert isinstance(till.kiosk.own, Shopping)


def test_training_is_not_checked() -> None:
    till = till_with(check_percent=50, basket_max=Money(100))
    till.attendant(f.Grade.MANAGER)
    till.tell(e.TrainingPressed(), e.AttendantDonePressed())
    till.scan(BREAD)
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.own, ChoosingPayment)


# What the commune forbids at some hours


@pytest.mark.parametrize(
    ("begins", "ends", "sold"),
    [("22:00", "06:00", True), ("15:00", "16:00", False), ("14:00", "06:00", False), ("16:00", "15:06", True)],
)
def test_alcohol_has_its_hours(begins: str, ends: str, sold: bool) -> None:
    till = till_with(curfews=(Curfew(("Alcools",), begins, ends),))  # it is 15:06
    till.scan(BREAD)
    till.scan(WINE)
    assert [name for name, _ in pieces(till)] == ["Baguette", *(["Vin rouge"] if sold else [])]
    assert isinstance(till.view, v.BasketView)
    assert [card.title for card in till.view.exceptions] == ([] if sold else ["Pas à cette heure\u00a0: Vin rouge"])
    till.attendant(f.Grade.MANAGER)
    till.tell(e.ReleasePressed(1, "Divers", Money(690)))
    assert len(pieces(till)) == 1 + sold  # nobody can release it
