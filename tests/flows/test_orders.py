"""An order with a deposit, collected and paid another day; and what a customer whom staff trust pays later."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.basket import Line, NonItemKind, Order, TenderKind
from kiosk.domain.facts import Grade
from kiosk.domain.money import Money, total
from kiosk.domain.orders import Customer, collected_lines, deposit_lines, due_day
from kiosk.domain.receipt import Code, Text, parts
from kiosk.domain.states import Attract, ChoosingPayment, Shopping, Thanks, sale_of
from tests.domain.test_basket import LINES
from tests.flows.customer import BEER, BREAD, SHOP, WINE, Till
from tests.flows.returning import SECRET, gives_back_by_card, leaves, opened, takes_back

TOWN_HALL = Customer("MAIRIE", "Mairie du Port", Money(5000), 30)
TRUSTING = replace(SHOP, deposit_percent=30, customers=(TOWN_HALL,))


def ordering() -> Till:
    """Bread and beer in the basket, and staff beside it."""
    till = Till(shop=TRUSTING)
    till.scan(BREAD)
    till.scan(BEER)
    till.attendant()
    till.tell(e.AgeApprovePressed())
    return till


def placed(deposit: int = 200) -> Till:
    """An order whose deposit is paid by card."""
    till = ordering()
    till.tell(e.OrderPressed(Money(deposit)), e.AttendantDonePressed(), e.PayPressed(), e.PayCardPressed())
    till.tap()
    return printed(till)


def printed(till: Till) -> Till:
    """The paper with the code comes out, unasked."""
    for printing in till.wanted("PrintReceipt"):
        till.tell(e.PrintFinished(printing.job))
    return till


def offered(till: Till) -> list[e.Event]:
    assert isinstance(till.view, v.AttendantView)
    return [button.event for task in till.view.tasks for button in task.buttons]


def last_ticket(till: Till) -> f.SaleCompleted:
    ticket = till.told(f.SaleCompleted)[-1]
    assert isinstance(ticket, f.SaleCompleted)
    return ticket


def test_staff_offer_a_third_a_half_or_all() -> None:
    till = ordering()
    deposits = [each.deposit.cents for each in offered(till) if isinstance(each, e.OrderPressed)]
    assert deposits == [111, 185, 370]


def test_a_deposit_is_a_sale_of_its_own_with_the_vat_of_the_goods() -> None:
    till = placed()
    ticket = last_ticket(till)
    assert ticket.total == Money(200)
    assert {tax.rate.basis_points: tax.gross.cents for tax in ticket.taxes} == {2000: 135, 550: 65}
    (order,) = till.kiosk.till.orders.values()
    assert order.balance == Money(120 + 250 + 20 - 200)
    assert [line.name for line in order.lines] == ["Baguette", "Bière"]


def test_the_receipt_of_a_deposit_carries_the_code_with_which_the_balance_is_paid() -> None:
    till = placed()
    assert isinstance(till.kiosk.own, Thanks)
    printed = parts(till.kiosk, till.kiosk.own.done)
    assert Code("BORNE:C1-1") in printed
    assert any(isinstance(part, Text) and part.text == "Solde à payer au retrait" for part in printed)


def test_the_number_of_an_order_is_on_the_screen_where_no_paper_can_come() -> None:
    till = ordering()
    till.tell(e.DeviceChanged("printer", e.Role.PRINTER, e.Condition.LOST, "paper_out"))
    till.tell(e.OrderPressed(Money(200)), e.AttendantDonePressed(), e.PayPressed(), e.PayCardPressed())
    till.tap()
    view = till.view
    assert isinstance(view, v.ReceiptView)
    assert view.notice == "Gardez ce numéro\u00a0: C1-1"


def test_the_balance_is_paid_another_day_and_the_order_is_over() -> None:
    till = placed()
    till.tell(e.NoReceiptPressed(), e.DonePressed())
    till.off(3 * 86_400)
    till.tell(e.ReferenceShown("C1-1"))
    assert isinstance(till.view, v.BasketView)
    assert till.view.total == "1,90\xa0€"
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed(), e.PayPressed(), e.PayCashPressed())
    till.insert(200)
    till.pay_out()
    ticket = last_ticket(till)
    assert ticket.total == Money(190)
    assert till.kiosk.till.orders == {}
    assert sum(each.total.cents for each in till.told(f.SaleCompleted)) == 390


def test_an_order_is_collected_once() -> None:
    till = placed()
    till.tell(e.NoReceiptPressed(), e.DonePressed(), e.ReferenceShown("C1-1"), e.ReferenceShown("C1-1"))
    assert len(till.told(f.OrderTaken)) == 1
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed(), e.PayPressed(), e.PayCardPressed())
    till.tap()
    till.tell(e.NoReceiptPressed(), e.DonePressed(), e.ReferenceShown("C1-1"))
    assert isinstance(till.view, v.BasketView)
    assert [each.title for each in till.view.exceptions] == ["Rien à payer sous ce numéro"]
    assert till.view.lines == ()


def test_another_piece_of_what_was_ordered_is_a_line_of_its_own() -> None:
    till = placed()
    till.tell(e.NoReceiptPressed(), e.DonePressed(), e.ReferenceShown("C1-1"))
    till.scan(BREAD)
    assert isinstance(till.kiosk.own, Shopping)
    assert [(line.name, line.count, line.order) for line in till.kiosk.own.sale.lines if line.code == BREAD.code] == [
        ("Baguette", 1, "C1-1"),
        ("Baguette", 1, ""),
    ]


def test_the_code_of_an_order_is_not_lost_while_staff_are_called() -> None:
    till = placed()
    till.tell(e.NoReceiptPressed(), e.DonePressed(), e.StartPressed(), e.HelpPressed(), e.ReferenceShown("C1-1"))
    assert len(till.told(f.OrderTaken)) == 1


def test_nothing_real_is_collected_or_settled_while_staff_are_learning() -> None:
    till = placed()
    till.tell(e.NoReceiptPressed(), e.DonePressed())
    till.attendant(Grade.MANAGER)
    till.tell(e.TrainingPressed(), e.AttendantDonePressed(), e.ReferenceShown("C1-1"))
    assert not till.told(f.OrderTaken)
    assert isinstance(till.kiosk.own, Shopping)
    assert till.kiosk.own.sale.training
    assert list(till.kiosk.till.orders) == ["C1-1"]


def test_an_order_that_is_not_paid_stays_an_order() -> None:
    till = placed()
    till.tell(e.NoReceiptPressed(), e.DonePressed(), e.ReferenceShown("C1-1"), e.CancelPressed())
    assert isinstance(till.kiosk.own, Attract)
    assert list(till.kiosk.till.orders) == ["C1-1"]


def test_half_an_order_is_none_and_no_deposit_can_be_drawn_out_of_it() -> None:
    till = placed()
    till.tell(e.NoReceiptPressed(), e.DonePressed(), e.ReferenceShown("C1-1"))
    assert isinstance(till.kiosk.own, Shopping)
    goods = till.kiosk.own.sale.lines[0]
    till.tell(e.QuantityPressed(goods.number, 2))
    assert not till.told(f.QuantityChanged)
    till.tell(e.RemovePressed(goods.number))
    assert till.kiosk.own.sale.lines == ()
    till.tell(e.ReferenceShown("C1-1"))
    till.attendant()
    till.tell(e.RemovePressed(till.kiosk.own.sale.lines[-1].number))
    assert isinstance(till.kiosk.own, Shopping)
    assert till.kiosk.own.sale.lines == ()


def test_goods_come_back_when_the_customer_does_not_want_the_deposit() -> None:
    till = ordering()
    till.tell(e.OrderPressed(Money(200)), e.AttendantDonePressed())
    assert isinstance(till.kiosk.own, Shopping)
    till.tell(e.RemovePressed(till.kiosk.own.sale.lines[0].number))
    assert [line.name for line in till.kiosk.own.sale.lines] == ["Baguette", "Bière"]
    assert till.kiosk.own.sale.orders == ()


@pytest.mark.parametrize("deposit", [0, 110, 371, -5])
def test_a_deposit_too_small_or_too_large_is_not_taken(deposit: int) -> None:
    till = ordering()
    till.tell(e.OrderPressed(Money(deposit)))
    assert not till.told(f.OrderBegun)


def test_a_shop_without_orders_offers_none() -> None:
    till = Till()
    till.scan(BREAD)
    till.attendant()
    till.tell(e.OrderPressed(Money(100)))
    assert not till.told(f.OrderBegun)
    assert not any(isinstance(each, e.OrderPressed) for each in offered(till))


def test_the_customer_can_type_the_reference() -> None:
    till = placed()
    till.tell(e.NoReceiptPressed(), e.DonePressed(), e.StartPressed(), e.FindPressed(), e.FindTyped("c1-1"))
    assert isinstance(till.view, v.FinderView)
    assert till.view.tiles[0].press.event == e.ReferenceShown("C1-1")


@given(st.lists(LINES, min_size=1, max_size=6).map(tuple), st.data())
def test_a_deposit_is_shared_to_the_cent_and_comes_off_again_to_the_cent(
    lines: tuple[Line, ...], data: st.DataObject
) -> None:
    goods = sum(line.gross.cents for line in lines)
    if goods < 1:
        with pytest.raises(ValueError, match="a deposit lies between"):
            deposit_lines(lines, Money(1), "C1-1", 1)
        return
    amount = Money(data.draw(st.integers(1, goods)))
    deposit = deposit_lines(lines, amount, "C1-1", 7)
    assert total(line.gross for line in deposit) == amount
    assert {line.rate for line in deposit} <= {line.rate for line in lines}
    assert len({line.rate for line in deposit}) == len(deposit)
    order = Order("C1-1", lines, tuple((line.rate.basis_points, line.gross.cents) for line in deposit), "2026-11-22")
    collected = collected_lines(order, 1)
    assert total(line.amount for line in collected) == order.balance
    assert [line.number for line in collected] == list(range(1, len(collected) + 1))


# On account


def on_account(till: Till) -> Till:
    till.scan(BREAD)
    till.tell(e.PayPressed())
    till.attendant()
    till.tell(e.AccountPressed("MAIRIE"))
    return printed(till)


def test_a_customer_whom_staff_trust_pays_later() -> None:
    till = on_account(Till(shop=TRUSTING))
    ticket = last_ticket(till)
    assert [(each.kind, each.reference, each.amount, each.by) for each in ticket.tenders] == [
        (TenderKind.ACCOUNT, "MAIRIE", Money(120), "A1")
    ]
    (owed,) = till.kiosk.till.receivables.values()
    assert (owed.reference, owed.amount, owed.due) == ("F1-1", Money(120), due_day(ticket.day, 30))


def test_the_receipt_says_until_when_and_carries_the_code() -> None:
    till = on_account(Till(shop=TRUSTING))
    assert isinstance(till.kiosk.own, Thanks)
    printed = parts(till.kiosk, till.kiosk.own.done)
    assert Code("BORNE:F1-1") in printed
    assert any(isinstance(part, Text) and part.text == "  avant le 15/07/2025" for part in printed)


def test_what_is_on_account_is_settled_at_the_kiosk_and_is_no_revenue() -> None:
    till = on_account(Till(shop=TRUSTING))
    till.tell(e.AttendantDonePressed(), e.NoReceiptPressed(), e.DonePressed(), e.ReferenceShown("F1-1"))
    till.tell(e.PayPressed(), e.PayCardPressed())
    till.tap()
    ticket = last_ticket(till)
    assert (ticket.total, ticket.card) == (Money(0), Money(120))
    assert [(each.kind, each.reference) for each in ticket.others] == [(NonItemKind.SETTLEMENT, "F1-1")]
    assert till.kiosk.till.receivables == {}
    assert till.kiosk.till.books.of_day.total == Money(120)
    assert dict(till.kiosk.till.books.of_day.others) == {"settlement": 120}


def test_what_nobody_has_paid_yet_does_not_come_back_as_money() -> None:
    till = on_account(Till(shop=TRUSTING))
    till.tell(e.AttendantDonePressed(), e.DonePressed())
    receipt = last_ticket(till).receipt
    page = opened(till, receipt)
    assert isinstance(page, v.FinderView)
    assert "pas encore payé" in page.wrong
    takes_back(till, receipt, {1: 1})
    assert not till.told(f.RefundBegun)
    till.tell(e.AttendantDonePressed(), e.ReferenceShown("F1-1"), e.PayPressed(), e.PayCardPressed())
    till.tap()
    till.tell(e.NoReceiptPressed(), e.DonePressed())
    takes_back(till, receipt, {1: 1})
    assert till.told(f.RefundBegun)


def test_a_settlement_can_be_left_out_again() -> None:
    till = on_account(Till(shop=TRUSTING))
    till.tell(e.AttendantDonePressed(), e.NoReceiptPressed(), e.DonePressed(), e.ReferenceShown("F1-1"))
    till.tell(e.ReferenceShown("F1-1"), e.OtherRemovePressed(0), e.OtherRemovePressed(0))
    assert len(till.told(f.NonItemRemoved)) == 1
    assert list(till.kiosk.till.receivables) == ["F1-1"]


def test_nobody_owes_more_than_the_limit() -> None:
    till = Till(shop=replace(TRUSTING, customers=(replace(TOWN_HALL, limit=Money(200)),)))
    on_account(till)
    till.tell(e.AttendantDonePressed(), e.NoReceiptPressed(), e.DonePressed())
    on_account(till)
    assert isinstance(till.kiosk.own, ChoosingPayment)
    assert len(till.told(f.TenderTaken)) == 1


def test_a_debt_is_not_paid_with_a_debt() -> None:
    till = on_account(Till(shop=TRUSTING))
    till.tell(e.AttendantDonePressed(), e.NoReceiptPressed(), e.DonePressed(), e.ReferenceShown("F1-1"), e.PayPressed())
    till.attendant()
    till.tell(e.AccountPressed("MAIRIE"))
    assert len(till.told(f.TenderTaken)) == 1


def test_only_staff_put_anything_on_account() -> None:
    till = Till(shop=TRUSTING)
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.AccountPressed("MAIRIE"))
    assert not till.told(f.TenderTaken)


def test_the_rest_may_go_on_account_after_cash() -> None:
    till = Till(shop=TRUSTING)
    till.scan(WINE)
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed(), e.PayPressed(), e.PayCashPressed())
    till.insert(200)
    till.tell(e.BackPressed())
    till.attendant()
    till.tell(e.AccountPressed("MAIRIE"))
    ticket = last_ticket(till)
    assert (ticket.cash, ticket.tenders[0].amount) == (Money(200), Money(490))


# An order that is left


def collecting() -> Till:
    """The order, and a loaf that was not ordered."""
    till = two_deposits()
    till.scan(BREAD)
    till.tell(e.ReferenceShown("C1-1"))
    return till


def paying_in_part() -> Till:
    """Staff know that the customer is old enough, and two euros are paid by card."""
    till = collecting()
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed(), e.PayPressed(), e.PayCardPressed())
    till.tap(200)
    return till


def codes(till: Till) -> list[str]:
    return [line.code for sale in sale_of(till.kiosk.own) for line in sale.lines]


def test_who_is_too_young_for_a_part_of_an_order_leaves_all_of_it() -> None:
    till = collecting()
    till.attendant()
    till.tell(e.AgeRefusePressed())
    assert codes(till) == [BREAD.code]
    till.tell(e.AttendantDonePressed(), e.PayPressed(), e.PayCardPressed())
    till.tap()
    assert last_ticket(till).total == BREAD.price
    assert list(till.kiosk.till.orders) == ["C1-1"]


def test_staff_take_an_order_out_while_the_customer_is_paying() -> None:
    till = paying_in_part()
    till.attendant()
    till.tell(e.RemovePressed(2), e.AttendantDonePressed())
    till.pay_out()
    assert last_ticket(till).total == BREAD.price
    assert list(till.kiosk.till.orders) == ["C1-1"]


def test_a_credit_note_for_what_was_paid_leaves_the_order_open() -> None:
    till = paying_in_part()
    till.tell(e.CancelPressed())
    till.attendant()
    till.tell(e.CreditNotePressed(SECRET))
    note = last_ticket(till)
    assert (note.lines, note.card, note.tenders[0].amount) == ((), Money(200), Money(-200))
    assert list(till.kiosk.till.orders) == ["C1-1"]


def test_a_credit_note_for_a_deposit_leaves_no_order() -> None:
    till = ordering()
    till.tell(e.OrderPressed(Money(200)), e.AttendantDonePressed(), e.PayPressed(), e.PayCardPressed())
    till.tap(100)
    till.tell(e.CancelPressed())
    till.attendant()
    till.tell(e.CreditNotePressed(SECRET))
    assert (last_ticket(till).lines, till.kiosk.till.orders) == ((), {})


# A deposit that comes back


def two_deposits() -> Till:
    """An order of bread and beer, whose deposit is two lines: one a VAT rate."""
    till = placed()
    till.tell(e.NoReceiptPressed(), e.DonePressed())
    return till


def test_whoever_gets_the_deposit_back_has_no_order_any_more() -> None:
    till = two_deposits()
    first, _ = last_ticket(till).lines
    takes_back(till, 1, {first.number: 1})
    gives_back_by_card(till)
    back = last_ticket(till)
    assert (back.refund_of, back.total) == (1, Money(-200))
    assert till.kiosk.till.orders == {}
    leaves(till)
    till.tell(e.ReferenceShown("C1-1"))
    assert not till.told(f.OrderTaken)
    till.tell(e.CancelPressed())
    opened(till, 1)
    assert till.kiosk.sees.desk.told == "return_all"


def test_a_deposit_comes_back_whole_or_not_at_all() -> None:
    till = two_deposits()
    first, second = (line.number for line in last_ticket(till).lines)
    opened(till, 1)
    till.tell(e.ReturnCountPressed(second, 1))
    assert dict(till.kiosk.sees.desk.returning[0].pieces) == {first: 1, second: 1}
    till.tell(e.ReturnCountPressed(first, 0))
    assert till.kiosk.sees.desk.returning[0].pieces == ()


def test_a_deposit_is_not_given_back_once_the_goods_were_collected() -> None:
    till = two_deposits()
    till.tell(e.ReferenceShown("C1-1"))
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed(), e.PayPressed(), e.PayCardPressed())
    till.tap()
    till.tell(e.NoReceiptPressed(), e.DonePressed())
    opened(till, 1)
    assert (till.kiosk.sees.desk.returning, till.kiosk.sees.desk.told) == ((), "return_deposit")
    till.tell(e.AttendantDonePressed())
    opened(till, 2)
    (goods, *_, taken_off) = last_ticket(till).lines
    till.tell(e.ReturnCountPressed(taken_off.number, 1), e.ReturnCountPressed(goods.number, 1))
    assert dict(till.kiosk.sees.desk.returning[0].pieces) == {goods.number: 1}
