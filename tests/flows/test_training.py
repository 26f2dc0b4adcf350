"""Staff are learning: everything looks as it is, and nothing of it counts."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.facts import Grade
from kiosk.domain.money import Money
from kiosk.domain.receipt import Text, excerpt
from kiosk.domain.states import Attract, Shopping
from tests.flows.customer import BREAD, WINE, Till, signature

DAY = 24 * 3600


def learning(till: Till | None = None) -> Till:
    till = till or Till()
    till.attendant(Grade.MANAGER)
    till.tell(e.TrainingPressed(), e.AttendantDonePressed())
    return till


def texts(till: Till) -> list[str]:
    (printing,) = till.wanted("PrintReceipt")
    return [f"{part.text} {part.right}".strip() for part in printing.parts if isinstance(part, Text)]


def test_a_manager_begins_and_ends_training() -> None:
    till = learning()
    assert "ÉCOLE" in till.view.frame.training
    till.attendant(Grade.MANAGER)
    till.tell(e.PagePressed(e.Page.REPORTS))
    view = till.view
    assert isinstance(view, v.ReportsView)
    assert "Quitter le mode école" in [button.label for button in view.buttons]
    till.tell(e.TrainingPressed(), e.AttendantDonePressed())
    assert not till.view.frame.training
    assert till.told(f.TrainingBegun) == [f.TrainingBegun("M1")]
    assert till.told(f.TrainingEnded) == [f.TrainingEnded("M1")]


def test_an_attendant_cannot_and_nobody_can_over_a_customer_s_basket() -> None:
    till = Till()
    till.attendant()
    till.tell(e.TrainingPressed(), e.AttendantDonePressed())
    till.scan(BREAD)
    learning(till)
    assert not till.told(f.TrainingBegun)


def test_every_screen_of_a_training_sale_carries_the_banner() -> None:
    till = learning()
    seen = [till.view]
    seen.append(till.scan(BREAD))
    for event in (e.PayPressed(), e.PayCashPressed(), e.ReceiptPressed()):
        seen.append(till.tell(event))
    assert all(view.frame.training for view in seen)
    assert isinstance(seen[-1], v.WaitView)


def test_no_device_takes_money_and_the_sale_completes_at_once() -> None:
    for press in (e.PayCashPressed(), e.PayCardPressed()):
        till = learning()
        till.scan(BREAD)
        till.tell(e.PayPressed())
        receipt = till.tell(press)
        assert isinstance(receipt, v.ReceiptView)
        assert not {kind for kind in ("AcceptCash", "Charge", "PayOut") if till.wanted(kind)}
        assert not till.told(f.CardAttemptStarted)
        assert not till.told(f.CashPaymentStarted)


def test_training_is_outside_all_totals_and_has_numbers_of_its_own() -> None:
    till = Till()
    till.buys(BREAD)
    before = till.kiosk.till.books
    learning(till)
    for _ in range(2):
        till.scan(BREAD)
        till.tell(e.RemovePressed(1))
        till.buys(BREAD)
    till.scan(BREAD)
    till.tell(e.CancelPressed())
    assert till.kiosk.till.books == before
    learning(till)
    till.buys(BREAD)
    assert [(fact.receipt, fact.training) for fact in till.told(f.SaleCompleted)] == [
        (1, False),
        (1, True),
        (2, True),
        (2, False),
    ]
    assert till.kiosk.till.books.of_day.total == Money(240)
    assert till.told(f.SaleCompleted)[2].perpetual == Money(120)


def test_a_training_receipt_says_so_twice_and_is_worth_nothing() -> None:
    till = learning()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed(), e.ReceiptPressed())
    printed = texts(till)
    assert printed.count("ECOLE") == 2
    assert "TICKET ÉCOLE" in printed
    assert "Sans valeur : rien n’a été vendu" in printed
    assert "Espèces 1,20\u00a0€" in printed
    assert f"Borne test Signature {excerpt(signature('training', 1))}" in printed


def test_real_money_that_comes_in_goes_back_and_the_training_sale_is_cancelled() -> None:
    till = learning()
    till.scan(BREAD)
    till.insert(200)
    assert till.told(f.CancelBegun)
    till.pay_out()
    assert till.told(f.SaleCancelled)
    assert isinstance(till.kiosk.state, Attract)
    assert till.kiosk.till.held["coins", 200] == 10
    assert till.kiosk.till.books.of_day.cancelled == 0


def test_real_money_that_comes_in_between_training_sales_goes_back() -> None:
    till = learning()
    till.insert(200)
    till.pay_out()
    assert till.kiosk.till.stray == Money(0)


def test_ages_are_checked_as_ever() -> None:
    till = learning()
    till.scan(WINE)
    assert isinstance(till.tell(e.PayPressed()), v.CalledView)
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed())
    till.tell(e.PayPressed(), e.PayCardPressed())
    assert till.told(f.SaleCompleted)[-1].training


def test_a_signed_basket_shown_in_training_is_not_spent() -> None:
    till = learning()
    shown = e.BasketShown("B1", (e.ItemScanned(BREAD, BREAD.code),))
    for _ in range(2):
        till.tell(shown)
        assert isinstance(till.kiosk.own, Shopping)
        assert till.kiosk.own.sale.lines
        till.tell(e.CancelPressed())
    learning(till)
    till.tell(shown)
    assert isinstance(till.kiosk.own, Shopping)
    assert till.kiosk.own.sale.lines
    assert till.kiosk.till.spent == {"B1": 0}


def test_a_basket_that_was_really_spent_is_refused_in_training_too() -> None:
    till = Till()
    shown = e.BasketShown("B1", (e.ItemScanned(BREAD, BREAD.code),))
    till.tell(shown, e.CancelPressed())
    learning(till)
    till.tell(shown)
    assert isinstance(till.kiosk.own, Shopping)
    assert not till.kiosk.own.sale.lines


def test_training_outlives_a_power_cut_in_the_middle_of_a_sale() -> None:
    till = learning()
    till.scan(BREAD)
    till.off(60)
    assert till.view.frame.training
    till.tell(e.PayPressed(), e.PayCardPressed())
    assert till.told(f.SaleCompleted)[-1].training


def test_a_day_closes_over_a_training_sale_with_nothing_of_it() -> None:
    till = learning()
    till.scan(BREAD)
    till.off(DAY)
    (day,) = till.told(f.PeriodClosed)
    assert day.takings.tickets == 0
    till.tell(e.PayPressed(), e.PayCardPressed())
    assert till.kiosk.till.books.of_day.tickets == 0


def test_what_costs_nothing_makes_no_real_ticket_in_training() -> None:
    till = learning()
    till.scan(replace(BREAD, price=Money(0)))
    till.tell(e.PayPressed())
    assert [fact.training for fact in till.told(f.SaleCompleted)] == [True]
