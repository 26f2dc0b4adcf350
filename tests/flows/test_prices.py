"""A price that is disputed, changed or lowered: by whom, as far as they may, and what the customer then pays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.basket import PriceReason
from kiosk.domain.facts import Grade, Reason
from kiosk.domain.money import Money
from kiosk.domain.product import Product
from kiosk.domain.receipt import Text, parts
from kiosk.domain.rights import Right, without
from kiosk.domain.states import ChoosingReceipt, Shopping, sale_of
from kiosk.domain.tax import Rate
from tests.flows.customer import APPLES, BREAD, SHOP, WINE, Till

BOOK = Product("9782070360024", "L’Étranger", "Livres", Money(800), Rate(550))
PAPER = Product("9770395203003", "Le Journal", "Presse", Money(300), Rate(210))


def visited(*products: Product, grade: Grade = Grade.ATTENDANT) -> Till:
    """A customer shops, and somebody of the staff is here."""
    till = Till()
    for product in products:
        till.scan(product)
    till.attendant(grade)
    return till


def total(till: Till) -> int:
    (sale,) = sale_of(till.kiosk.own)
    return sale.total.cents


def buttons(till: Till) -> list[e.Event]:
    view = till.view
    assert isinstance(view, v.AttendantView)
    return [button.event for task in view.tasks for button in task.buttons]


def test_the_shelf_said_less_and_the_lowest_price_is_paid() -> None:
    till = Till()
    till.scan(WINE)
    till.scan(BREAD)
    till.tell(e.HelpPressed())
    assert isinstance(till.view, v.CalledView)
    assert e.PriceDisputedPressed() in [button.event for button in till.view.buttons]
    till.tell(e.PriceDisputedPressed())
    till.scan(BREAD)  # she goes on meanwhile
    till.attendant()
    assert isinstance(till.view, v.AttendantView)
    assert till.view.tasks[0].title == "Un prix est contesté"
    till.tell(e.LinePressed(2))
    (pad,) = till.view.tasks[0].release
    assert (pad.line, pad.reason, pad.departments) == (2, PriceReason.SHELF, ())
    till.tell(e.PricePressed(2, Money(100), PriceReason.SHELF))
    assert till.told(f.LinePriced) == [f.LinePriced(2, Money(120), Money(100), PriceReason.SHELF, "A1")]
    assert not till.kiosk.called(Reason.PRICE)
    till.tell(e.AttendantDonePressed())
    assert total(till) == 690 + 2 * 100


def test_a_dispute_can_be_taken_back() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.HelpPressed(), e.PriceDisputedPressed(), e.HelpDismissed())
    assert isinstance(till.kiosk.state, Shopping)


def test_no_shelf_says_more() -> None:
    till = visited(BREAD)
    till.tell(e.PricePressed(1, Money(130), PriceReason.SHELF))
    assert not till.told(f.LinePriced)


def test_a_shop_may_leave_the_shelf_price_to_its_managers() -> None:
    till = visited(BREAD)
    till.kiosk = replace(till.kiosk, shop=replace(SHOP, rights=without(Grade.ATTENDANT, Right.SHELF_PRICE)))
    till.tell(e.PricePressed(1, Money(100), PriceReason.SHELF))
    assert not till.told(f.LinePriced)
    till.tell(e.LinePressed(1))
    assert isinstance(till.view, v.AttendantView)
    assert not any(pad.reason is PriceReason.SHELF for task in till.view.tasks for pad in task.release)


def test_no_discount_comes_on_top_of_a_price_that_staff_gave() -> None:
    till = visited(BREAD)
    till.tell(e.PricePressed(1, Money(100), PriceReason.SHELF), e.DiscountPressed(1, 10), e.DiscountPressed(0, 10))
    assert total(till) == 100


@pytest.mark.parametrize(("grade", "able"), [(Grade.ATTENDANT, False), (Grade.MANAGER, True), (Grade.TECHNICIAN, True)])
def test_any_other_price_is_for_those_with_the_right(grade: Grade, able: bool) -> None:
    till = visited(BREAD, grade=grade)
    till.tell(e.LinePressed(1))
    assert isinstance(till.view, v.AttendantView)
    offered = [pad.reason for task in till.view.tasks for pad in task.release]
    assert (PriceReason.CHANGED in offered) is able
    till.tell(e.PricePressed(1, Money(999), PriceReason.CHANGED))
    assert bool(till.told(f.LinePriced)) is able


@pytest.mark.parametrize(("grade", "most"), [(Grade.ATTENDANT, 10), (Grade.MANAGER, 50), (Grade.TECHNICIAN, 50)])
def test_nobody_takes_off_more_than_they_may(grade: Grade, most: int) -> None:
    till = visited(WINE, grade=grade)
    till.tell(e.LinePressed(1))
    offered = [event.percent for event in buttons(till) if isinstance(event, e.DiscountPressed)]
    assert max(offered) == most
    till.tell(e.DiscountPressed(1, 51), e.DiscountPressed(1, 20 if most < 20 else 99))
    assert not till.told(f.LinePriced)
    till.tell(e.DiscountPressed(1, most))
    assert total(till) == 690 - 690 * most // 100


def test_discounts_do_not_add_up() -> None:
    till = visited(WINE)
    till.tell(e.DiscountPressed(1, 10), e.DiscountPressed(1, 10), e.DiscountPressed(1, 5))
    assert total(till) == 656  # 6.90 less 5 %
    till.tell(e.DiscountPressed(0, 10), e.DiscountPressed(0, 10))
    assert total(till) == 621


def test_a_discount_on_the_basket_is_one_on_each_line_at_its_own_vat() -> None:
    till = visited(WINE, BREAD, grade=Grade.MANAGER)
    till.scan(APPLES, grams=500)
    assert isinstance(till.view, v.AttendantView)
    assert e.LinePressed(0) in [button.event for button in till.view.buttons]
    till.tell(e.LinePressed(0), e.DiscountPressed(0, 50))
    assert [(fact.before.cents, fact.after.cents, fact.percent) for fact in till.told(f.LinePriced)] == [
        (690, 345, 50),
        (120, 60, 50),
        (290, 145, 50),
    ]
    (sale,) = sale_of(till.kiosk.own)
    assert [line.gross.cents for line in sale.lines] == [345, 60, 73]
    assert {tax.rate.basis_points: tax.gross.cents for tax in sale.taxes} == {2000: 345, 550: 133}


def test_the_law_fixes_the_price_of_books_and_papers() -> None:
    till = visited(BOOK, PAPER, grade=Grade.MANAGER)
    till.tell(e.DiscountPressed(0, 50))
    assert not till.told(f.LinePriced)
    till.tell(e.DiscountPressed(2, 5), e.DiscountPressed(0, 5))
    assert [(fact.line, fact.percent) for fact in till.told(f.LinePriced)] == [(1, 5)]


def test_more_of_a_cheaper_line_cost_what_the_catalogue_asks() -> None:
    till = visited(BREAD)
    till.tell(e.DiscountPressed(1, 10), e.AttendantDonePressed(), e.QuantityPressed(1, 9))
    till.scan(BREAD)
    assert total(till) == 108 + 120
    assert isinstance(till.view, v.BasketView)
    assert [line.tags for line in till.view.lines] == [("au lieu de 1,20\u00a0€",), ()]
    assert not till.view.lines[0].more


def test_nothing_is_priced_anew_once_money_is_in() -> None:
    till = visited(BREAD)
    till.tell(e.AttendantDonePressed(), e.PayPressed(), e.PayCashPressed())
    till.insert(20)
    till.attendant(Grade.MANAGER)
    till.tell(e.DiscountPressed(0, 10), e.PricePressed(1, Money(100), PriceReason.SHELF), e.LinePressed(1))
    assert not till.told(f.LinePriced)


def test_the_receipt_says_what_it_would_have_been() -> None:
    till = visited(WINE)
    till.tell(e.DiscountPressed(1, 10), e.AttendantDonePressed())
    till.tell(e.PayPressed())
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed(), e.PayPressed(), e.PayCardPressed())
    till.tap()
    assert isinstance(till.kiosk.own, ChoosingReceipt)
    texts = [part.text for part in parts(till.kiosk, till.kiosk.own.done) if isinstance(part, Text)]
    assert any(text.startswith("  Remise (au lieu de 6,90") for text in texts)
    assert till.kiosk.till.books.of_day.overrides == 1
