"""A basket waits: it leaves one kiosk as QR codes and goes on at another, or does not leave at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import parking
from kiosk.domain import views as v
from kiosk.domain.activities import MakeBasketCodes
from kiosk.domain.aside import ASIDES_KEPT
from kiosk.domain.basket import PriceReason, Refusal, Sale
from kiosk.domain.facts import Grade
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.parking import basket_id
from kiosk.domain.receipt import Code, Text
from kiosk.domain.shop import Control
from kiosk.domain.states import Attract, Parking, Shop, Shopping
from tests.flows.customer import APPLES, BREAD, SHOP, START, WINE, Till

PARKS = replace(SHOP, parks=True)
CODE = ((True, False), (False, True))
TEXTS = ("BORNE2:1", "BORNE2:2")


def shopping() -> Till:
    till = Till(shop=PARKS)
    till.scan(BREAD)
    till.scan(APPLES, grams=482)
    return till


def parking_button(till: Till) -> e.Event:
    assert isinstance(till.view, v.BasketView)
    (button,) = (each for each in till.view.other if each.event == e.ParkPressed())
    return button.event


def shown(till: Till) -> v.CodesView:
    assert isinstance(till.view, v.CodesView)
    return till.view


def wanted(till: Till) -> MakeBasketCodes:
    (found,) = till.wanted("MakeBasketCodes")
    assert isinstance(found, MakeBasketCodes)
    return found


def parked(till: Till | None = None, codes: int = 1) -> Till:
    till = till or shopping()
    till.tell(e.ParkPressed())
    till.tell(e.BasketCodesMade(wanted(till).basket, TEXTS[:codes], (CODE,) * codes))
    return till


def test_a_parked_basket_is_on_the_screen_as_a_code_until_the_customer_has_it() -> None:
    till = shopping()
    till.tell(parking_button(till))
    assert not shown(till).codes
    assert not shown(till).buttons
    till.tell(e.DonePressed())
    till.wait(1000)
    assert isinstance(till.kiosk.state, Parking)
    (fact,) = till.told(f.SaleParked)
    assert (fact.total, fact.expires) == (Money(260), START - START % 60 + 7200)
    till.tell(e.BasketCodesMade(wanted(till).basket, TEXTS[:1], (CODE,)))
    assert shown(till).codes == (CODE,)
    assert "17:06" in shown(till).hint
    till.tell(e.DonePressed())
    assert isinstance(till.kiosk.state, Attract)
    assert not till.told(f.SaleCompleted)


def test_what_leaves_is_all_that_was_there_and_says_that_somebody_must_check_an_age() -> None:
    till = shopping()
    till.scan(WINE)
    till.tell(e.UnknownScanned("4006381333931"), e.ParkPressed())
    found = wanted(till)
    assert [line.name for line in found.lines] == ["Baguette", "Pommes", "Vin rouge"]
    assert found.unknown == ("4006381333931",)
    assert found.restricted
    assert not wanted(_after(shopping(), e.ParkPressed())).restricted


def _after(till: Till, *events: e.Event) -> Till:
    till.tell(*events)
    return till


def test_codes_that_nobody_takes_go_after_a_while() -> None:
    till = parked()
    till.wait(parking.PATIENCE_SECONDS - 10)
    assert isinstance(till.kiosk.state, Parking)
    till.wait(30)
    assert isinstance(till.kiosk.state, Attract)


def test_the_codes_are_printed_when_the_customer_wants_paper() -> None:
    till = parked(codes=2)
    till.tell(e.PrintCodesPressed(), e.PrintCodesPressed())
    (printing,) = till.wanted("PrintReceipt")
    assert [part.text for part in printing.parts if isinstance(part, Code)] == list(TEXTS)
    texts = [part.text for part in printing.parts if isinstance(part, Text)]
    assert {"1/2", "2/2", "Rien n’est payé."} <= set(texts)
    assert not shown(till).buttons[1].enabled
    till.tell(e.PrintFinished(printing.job))
    assert shown(till).told == "C’est imprimé."
    assert not till.wanted("PrintReceipt")
    till.tell(e.PrintCodesPressed())
    till.tell(e.PrintFailed(till.wanted("PrintReceipt")[0].job, "out_of_paper"))
    assert "a échoué" in shown(till).told
    assert shown(till).codes


def test_without_a_printer_the_screen_is_enough() -> None:
    till = parked()
    till.tell(e.DeviceChanged("printer", e.Role.PRINTER, e.Condition.LOST, "link_lost"), e.PrintCodesPressed())
    assert not shown(till).buttons[1].enabled
    assert not till.wanted("PrintReceipt")


@pytest.mark.parametrize("language", Language)
def test_a_basket_that_cannot_be_parked_goes_on_here(language: Language) -> None:
    till = shopping()
    till.tell(e.LanguagePressed(language), e.ParkPressed())
    till.tell(e.BasketCodesNotMade("another", "?"))
    assert isinstance(till.kiosk.state, Parking)
    till.tell(e.BasketCodesNotMade(wanted(till).basket, "no key"))
    assert isinstance(till.view, v.BasketView)
    assert till.view.told.endswith(("rien n’est perdu.", "nothing is lost."))
    assert len(till.view.lines) == 2
    till.wait(1)
    assert till.view.told
    till.scan(BREAD)
    assert not till.view.told


def test_a_power_cut_makes_the_same_codes_again() -> None:
    till = parked()
    assert not till.wanted("MakeBasketCodes")
    before = till.told(f.SaleParked)
    till.off(60)
    again = wanted(till)
    assert (again.basket, again.expires) == (before[0].basket, before[0].expires)
    assert not shown(till).codes


def test_staff_park_a_basket_for_a_customer() -> None:
    till = shopping()
    page = till.attendant()
    assert isinstance(page, v.AttendantView)
    (park,) = [button for button in page.buttons if isinstance(button.event, e.ParkPressed)]
    till.tell(park.event, e.AttendantDonePressed())
    assert isinstance(till.kiosk.state, Parking)


def test_nothing_that_is_empty_paid_in_part_or_only_for_learning_is_parked() -> None:
    empty = Till(shop=PARKS)
    empty.tell(e.StartPressed(), e.ParkPressed())
    paid = shopping()
    paid.tell(e.PayPressed(), e.PayCashPressed())
    paid.insert(100)
    paid.tell(e.BackPressed(), e.ParkPressed())
    learning = Till(shop=PARKS)
    learning.attendant(f.Grade.MANAGER)
    learning.tell(e.TrainingPressed(), e.AttendantDonePressed())
    learning.scan(BREAD)
    learning.tell(e.ParkPressed())
    for till in (empty, paid, learning):
        assert not till.told(f.SaleParked)


def test_money_that_comes_while_the_codes_are_shown_is_given_back() -> None:
    till = parked()
    till.insert(500)
    till.pay_out()
    assert till.kiosk.till.stray == Money(0)
    assert shown(till).codes


def test_no_two_baskets_of_two_tills_have_the_same_id() -> None:
    ids = set()
    for name in ("1", "2", "A1"):
        for born in (START, START + 1):
            till = Till(shop=replace(PARKS, till=name), start=born)
            ids |= {basket_id(till.kiosk, Sale(number)) for number in range(1, 50)}
    assert len(ids) == 3 * 2 * 49
    assert all(len(each) == 16 and int(each, 16) < 2**64 for each in ids)


def test_a_basket_is_resumed_where_it_was_parked_and_then_no_more() -> None:
    till = parked()
    basket = wanted_id(till)
    till.tell(e.DonePressed())
    shown_again = e.BasketShown(basket, (e.ItemScanned(BREAD, BREAD.code),), device="KIOSK-1", expires=START + 7200)
    till.tell(shown_again)
    assert isinstance(till.kiosk.state, Shopping)
    till.tell(e.CancelPressed(), shown_again)
    assert till.told(f.BasketTurnedAway)[-1].reason is Refusal.USED


def wanted_id(till: Till) -> str:
    basket = till.told(f.SaleParked)[-1].basket
    assert isinstance(basket, str)
    return basket


def test_a_price_that_staff_gave_does_not_leave_the_kiosk() -> None:
    till = shopping()
    till.attendant()
    till.tell(e.PricePressed(1, Money(100), PriceReason.SHELF), e.ParkPressed(), e.AttendantDonePressed())
    assert isinstance(till.view, v.BasketView)
    assert e.ParkPressed() not in [button.event for button in till.view.other]
    assert not till.told(f.SaleParked)


def test_what_staff_were_asked_about_a_line_does_not_become_one_more_piece() -> None:
    till = Till(shop=replace(PARKS, control=Control(count_max=2, removal_max=Money(100))))
    for _ in range(3):
        till.scan(BREAD)
    till.tell(e.RemovePressed(1), e.UnknownScanned("4006381333931"), e.ParkPressed())
    making = wanted(till)
    assert [(line.name, line.count) for line in making.lines] == [("Baguette", 2)]
    assert making.unknown == ("4006381333931",)


# A customer who walks away


def left_behind(*, shop: Shop = SHOP) -> Till:
    till = Till(shop=shop)
    till.scan(BREAD)
    till.scan(APPLES, grams=482)
    till.tell(e.UnknownScanned("4006381333931"))
    till.wait(100)
    return till


def waiting(till: Till) -> list[tuple[str, str]]:
    """What the attendant reads of baskets that were left."""
    view = till.attendant()
    assert isinstance(view, v.AttendantView)
    return [
        (task.title, task.detail) for task in view.tasks if e.TakeUpPressed in {type(b.event) for b in task.buttons}
    ]


def test_the_basket_of_a_customer_who_walked_away_waits_for_staff_who_go_on_with_it() -> None:
    till = left_behind()
    assert isinstance(till.view, v.AttractView)
    assert [fact.total for fact in till.told(f.SaleSetAside)] == [Money(260)]
    assert waiting(till) == [("Panier laissé à 15:08, 2,60\u00a0€", "Baguette, Pommes")]
    till.tell(e.TakeUpPressed(1))
    assert isinstance(till.kiosk.own, Shopping)
    sale = till.kiosk.own.sale
    assert (sale.number, [(line.name, line.grams) for line in sale.lines]) == (2, [("Baguette", 0), ("Pommes", 482)])
    assert [each.code for each in sale.questions] == ["4006381333931"]  # it is asked again
    till.tell(e.RefusePressed(sale.questions[0].number), e.AttendantDonePressed(), e.PayPressed(), e.PayCardPressed())
    till.tap()
    assert till.told(f.SaleCompleted)[-1].total == Money(260)
    till.tell(e.DonePressed())
    assert waiting(till) == []


def test_it_waits_through_a_power_cut_and_until_the_day_is_closed() -> None:
    till = left_behind()
    till.off(60)
    assert len(waiting(till)) == 1
    till.tell(e.AttendantDonePressed())
    till.attendant(Grade.MANAGER)
    till.tell(e.PagePressed(e.Page.CLOSING), e.CloseDayPressed(), e.AttendantDonePressed())
    assert till.told(f.PeriodClosed)[-1].takings.cancelled == 1
    assert waiting(till) == []


def test_goods_that_are_back_on_the_shelf_are_cleared() -> None:
    till = left_behind()
    till.attendant()
    till.tell(e.AsideClearedPressed(1))
    assert till.told(f.AsideCleared) == [f.AsideCleared(1, "A1")]
    till.tell(e.TakeUpPressed(1))
    assert isinstance(till.kiosk.own, Attract)


def test_nobody_takes_it_up_while_another_customer_shops() -> None:
    till = left_behind()
    till.scan(WINE)
    assert waiting(till) == []
    till.tell(e.TakeUpPressed(1))
    assert isinstance(till.kiosk.own, Shopping)
    assert [line.name for line in till.kiosk.own.sale.lines] == ["Vin rouge"]


def test_many_baskets_left_are_told_by_the_newest() -> None:
    till = Till()
    for _ in range(ASIDES_KEPT + 1):
        till.scan(BREAD)
        till.wait(100)
    assert len(waiting(till)) == ASIDES_KEPT
    till.tell(e.TakeUpPressed(1))
    assert isinstance(till.kiosk.own, Attract)  # the oldest is history


def test_who_is_of_age_is_looked_at_anew() -> None:
    till = Till()
    till.scan(WINE)
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed())
    till.wait(100)
    till.attendant()
    till.tell(e.TakeUpPressed(1))
    assert isinstance(till.kiosk.own, Shopping)
    assert till.kiosk.own.sale.age_needed == 18


def test_an_empty_session_and_training_leave_nothing_to_wait() -> None:
    till = Till()
    till.tell(e.StartPressed())
    till.wait(100)
    till.attendant(Grade.MANAGER)
    till.tell(e.TrainingPressed(), e.AttendantDonePressed())
    till.scan(BREAD)
    till.wait(100)
    assert len(till.told(f.SaleAbandoned)) == 2
    assert not till.told(f.SaleSetAside)
