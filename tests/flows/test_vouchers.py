"""Gift cards, credit notes, vouchers for empties and coupons: bought, shown, spent, refused, given back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import TenderKind
from kiosk.domain.history import ImpossibleHistory, replay
from kiosk.domain.ledger import REDEEMED_MAX
from kiosk.domain.money import Money
from kiosk.domain.states import Kiosk
from kiosk.domain.views import BasketView, ChoiceView, ReceiptView
from kiosk.domain.voucher import NotTaken, Voucher
from tests.flows.customer import BREAD, COINS, Till
from tests.flows.vouchers import (
    MONDAY,
    SALAD,
    SOAP,
    TAKES_VOUCHERS,
    coupon,
    credit_note,
    empties,
    filled,
    gift_card,
    later,
    leave,
    monday,
    to_pay,
)

A_DAY = 24 * 3600
CARD = gift_card(1)
NOTE = "N1-7-K3M9QX"


def why(till: Till) -> list[NotTaken]:
    return [fact.why for fact in till.told(f.CodeNotTaken)]


def left(till: Till, reference: str = CARD.reference) -> int:
    return till.kiosk.till.vouchers[reference].balance.cents


def noted(cents: int, expires: str = "", till: Till | None = None) -> Till:
    """A kiosk that gave a credit note."""
    till = till or monday()
    issued = f.VoucherIssued(TenderKind.CREDIT_NOTE, NOTE, Money(cents), expires)
    till.facts.append(issued)
    till.kiosk = replay((issued,), till.kiosk)
    return till


def test_a_gift_card_is_bought_with_bread_and_is_worth_its_money_when_all_is_paid() -> None:
    till = monday()
    till.scan(BREAD)
    view = till.tell(CARD)
    assert isinstance(view, ChoiceView)
    assert [each.label for each in view.more] == ["10,00\u00a0€", "20,00\u00a0€", "50,00\u00a0€"]
    view = till.tell(view.more[1].event)
    assert isinstance(view, BasketView)
    assert (view.lines[-1].name, view.total) == ("Carte cadeau ···0001", "21,20\u00a0€")
    till.tell(e.PayPressed(), e.PayCardPressed())
    assert CARD.reference not in till.kiosk.till.vouchers
    till.tap()
    assert till.told(f.VoucherIssued) == [
        f.VoucherIssued(TenderKind.GIFT_CARD, CARD.reference, Money(2000), "2026-06-16")
    ]
    (ticket,) = till.told(f.SaleCompleted)
    assert (ticket.total, ticket.card, ticket.others[0].amount) == (Money(120), Money(2120), Money(2000))
    assert till.kiosk.till.books.of_day.total == Money(120)


def test_a_gift_card_that_is_not_wanted_after_all_leaves_the_basket() -> None:
    till = monday()
    view = till.tell(CARD, e.GiftCardPressed(CARD.reference, Money(1000)))
    assert isinstance(view, BasketView)
    view = till.tell(view.lines[0].remove[0].event)
    assert isinstance(view, BasketView)
    assert (view.lines, view.pay.enabled) == ((), False)
    assert till.tell(CARD, e.BackPressed()) == till.view
    assert isinstance(till.view, BasketView)


def test_its_balance_is_shown_it_is_filled_up_and_never_holds_too_much() -> None:
    till = filled(1, 5000)
    for _ in range(3):
        filled(1, 5000, till)
    view = till.tell(CARD)
    assert isinstance(view, ChoiceView)
    assert (view.due.amount, len(view.more)) == ("200,00\u00a0€", 3)
    till.tell(e.GiftCardPressed(CARD.reference, Money(5000)))
    view = till.tell(CARD)
    assert isinstance(view, ChoiceView)
    assert (view.more, view.hint) == ((), "Cette carte est pleine.")
    till.tell(e.GiftCardPressed(CARD.reference, Money(1000)), e.GiftCardPressed(CARD.reference, Money(77)))
    assert len(till.told(f.NonItemAdded)) == 5


def test_filling_a_card_never_makes_it_good_for_less_long() -> None:
    till = filled(1, 1000)
    to_come = f.VoucherIssued(TenderKind.GIFT_CARD, CARD.reference, Money(1000), "2025-12-31")
    after = replay((to_come,), till.kiosk).till.vouchers[CARD.reference]
    assert after == Voucher(TenderKind.GIFT_CARD, Money(2000), "2026-06-16")


def test_a_basket_with_a_gift_card_is_not_parked_and_a_handheld_sells_none() -> None:
    till = monday(replace(TAKES_VOUCHERS, parks=True))
    till.scan(BREAD)
    till.tell(CARD, e.GiftCardPressed(CARD.reference, Money(1000)), e.ParkPressed())
    assert not till.told(f.SaleParked)
    till = monday(replace(TAKES_VOUCHERS, parks=True, handheld="DOUCHETTE-1"))
    till.tell(e.AttendantIdentified("A1"))
    till.scan(BREAD)
    till.tell(CARD, e.GiftCardPressed(CARD.reference, Money(1000)))
    assert not till.told(f.NonItemAdded)


def test_a_gift_card_pays_what_it_holds_and_the_rest_is_told_and_kept() -> None:
    till = to_pay(SALAD, till=filled(1, 2000))
    view = till.tell(CARD)
    assert isinstance(view, ReceiptView)
    assert view.notice == "Il reste 11,50\u00a0€ sur votre carte cadeau."
    assert till.told(f.SaleCompleted)[-1].tenders[0].left == Money(1150)
    leave(till)
    to_pay(SALAD, SALAD, till=till).tell(CARD)
    view = till.view
    assert isinstance(view, ChoiceView)
    assert (view.due.amount, left(till)) == ("5,50\u00a0€", 0)
    till.tell(e.CancelPressed())
    assert left(till) == 1150


def test_when_staff_take_out_goods_the_card_has_its_money_back_and_no_cash_comes_out() -> None:
    till = to_pay(SALAD, SOAP, till=filled(1, 1000))
    till.tell(CARD)
    assert left(till) == 0
    till.attendant()
    view = till.tell(e.RemovePressed(2), e.AttendantDonePressed())
    assert isinstance(view, ChoiceView)
    assert (view.due.amount, left(till)) == ("8,50\u00a0€", 1000)
    assert not till.told(f.PayoutStarted)
    till.tell(CARD)
    assert left(till) == 150


def test_a_gift_card_never_buys_a_gift_card() -> None:
    till = filled(1, 2000)
    till.scan(BREAD)
    till.tell(gift_card(2), e.GiftCardPressed(gift_card(2).reference, Money(1000)), e.PayPressed(), CARD)
    assert left(till) == 1880
    till.tell(CARD, noted_and_shown(till))
    assert why(till) == [NotTaken.GOODS]


def noted_and_shown(till: Till) -> e.VoucherShown:
    noted(500, till=till)
    return credit_note(NOTE)


def test_a_credit_note_pays_like_a_gift_card_and_then_is_used() -> None:
    till = to_pay(SALAD, till=noted(850))
    assert isinstance(till.tell(credit_note(NOTE)), ReceiptView)
    to_pay(SALAD, till=leave(till)).tell(credit_note(NOTE))
    assert why(till) == [NotTaken.USED]


def spent_card() -> Till:
    till = to_pay(SALAD, SALAD, till=filled(1, 1000))
    till.tell(CARD, e.PayCardPressed())
    till.tap()
    return leave(till)


def expired_card() -> Till:
    return later(filled(1, 1000), 366)


@pytest.mark.parametrize(
    ("story", "shown", "reason"),
    [
        (monday, CARD, NotTaken.UNKNOWN),
        (monday, credit_note("N2-7-K3M9QX"), NotTaken.OTHER_TILL),
        (spent_card, CARD, NotTaken.EMPTY),
        (expired_card, CARD, NotTaken.EXPIRED),
        (lambda: noted(500, "2025-06-15"), credit_note(NOTE), NotTaken.EXPIRED),
        (monday, coupon("77", 50, 0, "Boulangerie"), NotTaken.CONDITION),
        (monday, coupon("77", 50, 0, "", "4006381333931"), NotTaken.CONDITION),
    ],
)
def test_what_is_not_taken_has_a_sentence_of_its_own_and_changes_nothing(
    story: Callable[[], Till], shown: e.VoucherShown, reason: NotTaken
) -> None:
    till = to_pay(SALAD, till=story())
    before = till.kiosk
    view = till.tell(shown)
    assert isinstance(view, ChoiceView)
    assert (why(till)[-1], bool(view.told)) == (reason, True)
    assert till.kiosk.state == before.state
    assert till.kiosk.till.vouchers == before.till.vouchers


def test_it_is_good_on_its_last_day() -> None:
    till = to_pay(SALAD, till=noted(850, "2025-06-16"))
    assert isinstance(till.tell(credit_note(NOTE)), ReceiptView)


def test_a_voucher_for_empties_pays_and_what_is_over_comes_out() -> None:
    till = to_pay(BREAD)
    till.tell(empties(1, 500))
    till.pay_out()
    (ticket,) = till.told(f.SaleCompleted)
    assert (ticket.cash, ticket.cash_out, ticket.tenders[0].amount) == (Money(-380), Money(380), Money(500))
    to_pay(BREAD, till=leave(till)).tell(empties(1, 500))
    assert why(till) == [NotTaken.USED]


def test_it_is_not_taken_where_the_difference_cannot_be_paid_out() -> None:
    till = to_pay(BREAD, till=Till(coins=dict.fromkeys(COINS, 0), shop=TAKES_VOUCHERS, start=MONDAY))
    till.tell(empties(1, 500))
    assert why(till) == [NotTaken.CHANGE]
    till.tell(empties(2, 100))
    assert till.told(f.TenderTaken)[0].amount == Money(100)


def test_what_came_out_of_a_voucher_is_not_cancelled_back_into_it() -> None:
    till = to_pay(BREAD)
    till.tell(empties(1, 500))
    till.clock(till.kiosk.sees.now - A_DAY)  # nothing is sold until staff confirm the clock
    till.pay_out()
    till.attendant()
    before = till.kiosk.own
    till.tell(e.CancelPressed(), e.RemovePressed(1))
    assert till.kiosk.own == before
    assert not till.told(f.TenderReturned)


def test_coupons_with_a_number_are_taken_once_and_those_without_so_often_a_sale() -> None:
    till = to_pay(BREAD, BREAD, SOAP)
    twice = coupon("770001", 50, 2, "Boulangerie")
    till.tell(twice, twice, twice, coupon("88123", 30))
    assert why(till) == [NotTaken.COUNT]
    assert [each.amount.cents for each in till.told(f.TenderTaken)] == [50, 50, 30]
    till.tell(e.PayCardPressed())
    till.tap()
    to_pay(BREAD, SOAP, till=leave(till)).tell(twice, coupon("88123", 30))
    assert why(till)[1:] == [NotTaken.USED]


def test_a_coupon_pays_no_more_than_its_articles_and_gives_no_change() -> None:
    till = to_pay(BREAD, SOAP)
    till.tell(coupon("1", 500, 0, "", BREAD.code), coupon("2", 900))
    assert [each.amount.cents for each in till.told(f.TenderTaken)] == [120, 300]
    assert till.told(f.SaleCompleted)[0].cash == Money(0)


def test_when_staff_take_out_the_article_the_coupon_goes_back() -> None:
    till = to_pay(BREAD, SOAP)
    till.tell(coupon("1", 50, 0, "", BREAD.code))
    till.attendant()
    till.tell(e.RemovePressed(1), e.AttendantDonePressed())
    assert till.told(f.TenderReturned) == [f.TenderReturned(TenderKind.COUPON, "1", Money(50))]
    till.tell(coupon("1", 50, 0, "", BREAD.code))
    assert why(till) == [NotTaken.CONDITION]


def test_an_article_at_the_choice_of_payment_goes_into_the_basket_unless_paying_has_begun() -> None:
    till = to_pay(BREAD)
    assert till.wanted("ReadCodes")
    assert isinstance(till.scan(SOAP), BasketView)
    till.tell(e.PayPressed(), coupon("1", 50))
    view = till.scan(SALAD)
    assert isinstance(view, ChoiceView)
    assert (view.total.amount, why(till)) == ("4,20\u00a0€", [NotTaken.PAYING])
    till.tell(e.UnknownScanned("4006381333931"))
    assert why(till)[1:] == [NotTaken.CODE]


def test_vouchers_are_for_paying_and_training_takes_none() -> None:
    till = monday()
    view = till.tell(coupon("1", 50))
    assert isinstance(view, BasketView)
    assert (why(till), view.told) == ([NotTaken.LATER], "Touchez Payer, puis montrez-le de nouveau.")
    till.tell(e.CancelPressed())
    till.tell(*[e.StaffPressed(), e.AttendantIdentified("M1", f.Grade.MANAGER), e.TrainingPressed()])
    till.tell(e.AttendantDonePressed(), CARD, e.GiftCardPressed(CARD.reference, Money(1000)))
    to_pay(SALAD, till=till).tell(CARD)
    assert why(till)[1:] == [NotTaken.TRAINING, NotTaken.TRAINING]
    assert not till.told(f.NonItemAdded)


def test_the_register_of_used_numbers_loses_none_before_its_time() -> None:
    till = monday()
    used = {f"empties:{number}": "2024-05-13" for number in range(REDEEMED_MAX - 1)}  # 399 days ago
    till.kiosk = replace(till.kiosk, till=replace(till.kiosk.till, redeemed=used))
    to_pay(SALAD, SALAD, till=till).tell(coupon("1", 50), coupon("2", 50))
    assert why(till) == [NotTaken.FULL]
    till.tell(e.PayCardPressed())
    till.tap()
    leave(till)
    till.clock(till.kiosk.sees.now + 2 * A_DAY)
    till.attendant(f.Grade.MANAGER)
    till.tell(e.ClockConfirmedPressed(), e.AttendantDonePressed())
    till.wait(1)
    to_pay(SALAD, till=till).tell(coupon("2", 50))
    assert set(till.kiosk.till.redeemed) == {"coupon:1", "coupon:2"}


@pytest.mark.parametrize(
    "facts",
    [
        (f.TenderTaken(TenderKind.GIFT_CARD, "G1", Money(1)),),
        (f.TenderTaken(TenderKind.COUPON, "1", Money(1), once=True),) * 2,
        tuple(f.VoucherIssued(kind, "G1", Money(1)) for kind in (TenderKind.GIFT_CARD, TenderKind.CREDIT_NOTE)),
    ],
)
def test_history_that_spends_what_was_never_there_is_refused(facts: tuple[f.Fact, ...]) -> None:
    till = to_pay(SALAD)
    with pytest.raises(ImpossibleHistory):
        replay(facts, till.kiosk)


def test_the_ledger_is_that_of_this_journal() -> None:
    till = filled(1, 2000)
    assert till.refolded().till.vouchers == {CARD.reference: Voucher(TenderKind.GIFT_CARD, Money(2000), "2026-06-16")}
    assert Kiosk(TAKES_VOUCHERS).till.vouchers == {}
