"""Customers buy things: each test is one visit to the kiosk."""

from __future__ import annotations

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.facts import Reason
from kiosk.domain.language import Language
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.states import Attract, ChoosingPayment, Shopping, TakingCard, Thanks
from tests.flows.customer import APPLES, BEER, BREAD, RECALLED, WINE, Till


def paying(till: Till) -> Till:
    till.scan(BREAD)
    till.scan(BREAD)
    till.scan(APPLES, grams=482)
    till.tell(e.PayPressed())
    return till


def test_bread_and_apples_are_paid_with_a_note_and_change_comes_back() -> None:
    till = paying(Till())
    choice = till.view
    assert isinstance(choice, v.ChoiceView)
    assert choice.due.amount == "3,80\u00a0€"
    till.tell(e.PayCashPressed())
    assert till.insert(1000).__class__ is v.ChangeView
    receipt = till.pay_out()
    assert isinstance(receipt, v.ReceiptView)
    (completed,) = till.told(f.SaleCompleted)
    assert completed.total == Money(380)
    assert completed.cash == Money(380)
    assert isinstance(till.tell(e.NoReceiptPressed()), v.ThanksView)
    assert isinstance(till.wait(10), v.AttractView)


def test_the_card_pays_and_the_receipt_is_printed() -> None:
    till = paying(Till())
    assert isinstance(till.tell(e.PayCardPressed()), v.CardView)
    assert isinstance(till.tap(), v.ReceiptView)
    till.tell(e.ReceiptPressed())
    (printing,) = till.wanted("PrintReceipt")
    assert any(getattr(part, "text", "") == "TOTAL" for part in printing.parts)
    assert isinstance(till.tell(e.PrintFinished(printing.job)), v.ThanksView)


def test_the_card_pays_a_part_and_coins_the_rest() -> None:
    till = paying(Till())
    till.tell(e.PayCardPressed())
    choice = till.tap(cents=300)
    assert isinstance(choice, v.ChoiceView)
    assert choice.due.amount == "0,80\u00a0€"
    till.tell(e.PayCashPressed())
    assert isinstance(till.insert(50, 20, 10), v.ReceiptView)
    (completed,) = till.told(f.SaleCompleted)
    assert (completed.cash, completed.card) == (Money(80), Money(300))


def test_coins_first_and_the_card_for_the_rest() -> None:
    till = paying(Till())
    till.tell(e.PayCashPressed())
    till.insert(200)
    till.tell(e.PayCardPressed())
    assert isinstance(till.kiosk.own, TakingCard)
    assert till.kiosk.own.amount == Money(180)
    assert isinstance(till.tap(), v.ReceiptView)


def test_cancelling_gives_back_what_was_inserted() -> None:
    till = paying(Till())
    till.tell(e.PayCashPressed())
    till.insert(200, 100)
    assert isinstance(till.tell(e.CancelPressed()), v.ChangeView)
    assert isinstance(till.pay_out(), v.AttractView)
    assert till.told(f.SaleCancelled)
    assert till.kiosk.till.held["coins", 200] == 10


def test_cancelling_after_a_card_payment_needs_staff() -> None:
    till = paying(Till())
    till.tell(e.PayCardPressed())
    till.tap(cents=100)
    assert isinstance(till.tell(e.CancelPressed()), v.CalledView)
    page = till.attendant()
    assert isinstance(page, v.AttendantView)
    assert "1,00" in page.tasks[0].title
    till.tell(e.CardRefundedPressed(), e.AttendantDonePressed())
    assert isinstance(till.kiosk.state, Attract)


def test_a_declined_card_leaves_everything_as_it_was_and_says_why() -> None:
    till = paying(Till())
    till.tell(e.PayCardPressed())
    (charge,) = till.wanted("Charge")
    view = till.tell(e.CardDeclined(charge.attempt, "refused"))
    assert isinstance(view, v.ChoiceView)
    assert "carte refusée" in view.means[0].hint


def test_an_unknown_card_outcome_goes_to_staff_and_is_never_charged_again_by_itself() -> None:
    till = paying(Till())
    till.tell(e.PayCardPressed())
    (charge,) = till.wanted("Charge")
    assert isinstance(till.tell(e.CardUnknown(charge.attempt, "no answer")), v.CalledView)
    assert till.wanted("Charge") == [charge]
    till.attendant()
    till.tell(e.CardSettledPressed(charge.amount))
    assert till.told(f.SaleCompleted)
    assert not till.wanted("Charge")


def test_a_late_approval_of_a_declined_attempt_is_refunded_by_staff() -> None:
    till = paying(Till())
    till.tell(e.PayCardPressed())
    (charge,) = till.wanted("Charge")
    till.tell(e.CardDeclined(charge.attempt, "timed_out"))
    till.tell(e.CardApproved(charge.attempt, charge.amount))
    assert till.kiosk.called(Reason.CARD_REFUND)
    till.attendant()
    till.tell(e.CardRefundedPressed(), e.AttendantDonePressed())
    assert isinstance(till.kiosk.state, ChoosingPayment)
    assert till.kiosk.state.sale.balance == Money(380)


def test_wine_waits_for_an_age_check() -> None:
    till = Till()
    till.scan(WINE)
    assert isinstance(till.tell(e.PayPressed()), v.CalledView)
    page = till.attendant()
    assert isinstance(page, v.AttendantView)
    assert "18" in page.tasks[0].title
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed())
    assert isinstance(till.tell(e.PayPressed()), v.ChoiceView)


def test_too_young_takes_the_wine_away_and_keeps_the_bread() -> None:
    till = Till()
    till.scan(BREAD)
    till.scan(WINE)
    till.tell(e.PayPressed())
    till.attendant()
    till.tell(e.AgeRefusePressed(), e.AttendantDonePressed())
    basket = till.view
    assert isinstance(basket, v.BasketView)
    assert [line.name for line in basket.lines] == ["Baguette"]


def test_a_deposit_comes_with_its_bottle_and_bears_no_vat() -> None:
    till = Till()
    till.scan(BEER)
    till.scan(BEER)
    assert isinstance(till.kiosk.own, Shopping)
    sale = till.kiosk.own.sale
    assert sale.total == Money(540)
    assert [(tax.rate.basis_points, tax.gross.cents) for tax in sale.taxes] == [(2000, 500), (0, 40)]


def test_an_unknown_article_is_not_dismissed_by_the_next_scan_and_staff_sell_it() -> None:
    till = Till()
    till.tell(e.UnknownScanned("4006381333931"))
    basket = till.scan(BREAD)
    assert isinstance(basket, v.BasketView)
    assert len(basket.exceptions) == 1
    assert isinstance(till.tell(e.PayPressed()), v.CalledView)
    till.attendant()
    till.tell(e.ReleasePressed(1, "Épicerie", Money(250)), e.AttendantDonePressed())
    assert isinstance(till.kiosk.state, Shopping)
    assert till.kiosk.state.sale.total == Money(370)


def test_a_recalled_article_is_blocked_and_the_customer_can_leave_it() -> None:
    till = Till()
    basket = till.scan(RECALLED)
    assert isinstance(basket, v.BasketView)
    assert "Rappel" in basket.exceptions[0].text
    after = till.tell(basket.exceptions[0].drop[0].event)
    assert isinstance(after, v.BasketView)
    assert not after.exceptions


def test_exact_money_is_asked_for_when_no_change_can_be_given() -> None:
    till = Till(coins=dict.fromkeys((10, 20, 50, 100, 200), 0), notes={500: 0, 1000: 0})
    paying(till)
    choice = till.view
    assert isinstance(choice, v.ChoiceView)
    assert "somme exacte" in choice.means[1].label
    cash = till.tell(e.PayCashPressed())
    assert isinstance(cash, v.CashView)
    assert cash.accepted == ("10 c", "20 c", "50 c", "1 €", "2 €")
    assert cash.warning


def test_a_walkaway_before_paying_abandons_the_basket() -> None:
    till = Till()
    till.scan(BREAD)
    warned = till.wait(65)
    assert warned.frame.idle
    assert isinstance(till.tell(e.StillHerePressed()), v.BasketView)
    assert isinstance(till.wait(100), v.AttractView)
    assert till.told(f.SaleSetAside)


def test_a_walkaway_with_money_in_the_machine_calls_staff_who_give_it_back() -> None:
    till = paying(Till())
    till.tell(e.PayCashPressed())
    till.insert(100)
    till.wait(100)
    assert till.kiosk.called(Reason.LEFT_BEHIND)
    till.attendant()
    till.tell(e.CancelPressed(), e.AttendantDonePressed())
    assert isinstance(till.pay_out(), v.AttractView)


def test_a_coin_at_the_wrong_moment_comes_back() -> None:
    till = Till()
    assert isinstance(till.insert(200), v.ChangeView)
    assert isinstance(till.pay_out(), v.AttractView)
    assert till.kiosk.till.stray == NOTHING


def test_change_that_falls_short_is_owed_and_settled_by_staff() -> None:
    till = paying(Till())
    till.tell(e.PayCashPressed())
    till.insert(1000)
    while jammed := till.wanted("PayOut"):
        till.tell(*(e.PayoutEnded(each.machine, each.payout, "jam") for each in jammed))
    assert till.kiosk.called(Reason.OWED)
    assert not till.told(f.SaleCompleted)
    till.attendant()
    till.tell(e.OwedSettledPressed(), e.AttendantDonePressed())
    assert till.told(f.SaleCompleted)
    (settled,) = till.told(f.OwedSettled)
    assert settled.amount == Money(620)


def test_a_jammed_note_machine_is_helped_out_by_coins() -> None:
    till = paying(Till())
    till.tell(e.PayCashPressed())
    till.insert(1000)
    till.tell(e.PayoutEnded("notes", "P1", "jam"))
    assert not till.kiosk.called(Reason.OWED)
    assert isinstance(till.pay_out(), v.ReceiptView)
    assert not till.told(f.PayoutFellShort)


def test_a_hopper_that_fails_is_helped_out_by_the_others_of_its_machine_once() -> None:
    till = paying(Till(notes={500: 0}))
    till.tell(e.PayCashPressed())
    till.insert(200, 200)
    (first,) = till.wanted("PayOut")
    assert first.pieces == ((20, 1),)
    till.tell(e.PayoutEnded("coins", first.payout, "jam"))
    (second,) = till.wanted("PayOut")
    assert second.pieces == ((10, 2),)
    till.tell(e.PayoutEnded("coins", second.payout, "jam"))
    assert not till.wanted("PayOut")
    assert till.told(f.PayoutFellShort)[0].missing == Money(20)


def test_power_fails_after_three_coins_and_only_the_rest_is_paid() -> None:
    till = paying(Till(notes={500: 0}))
    till.notes = {500: 0, 1000: 0}
    till.count()
    till.tell(e.PayCashPressed())
    till.insert(200, 100, 50, 50)
    (activity,) = till.wanted("PayOut")
    assert sum(value * count for value, count in activity.pieces) == 20
    till.kiosk = till.refolded()
    till.coins[20] -= 1  # it had paid before the power went
    till.tell(e.Booted("test", 1_750_000_500))
    till.count()
    assert till.told(f.PayoutFinished)
    assert not till.wanted("PayOut")


def test_a_basket_is_still_there_after_a_power_cut_however_long() -> None:
    till = Till()
    till.scan(BREAD)
    till.kiosk = till.refolded()
    basket = till.tell(e.ClockTicked(1_750_090_000), e.Booted("test", 1_750_090_000), e.ClockTicked(1_750_090_001))
    assert isinstance(basket, v.BasketView)
    assert len(basket.lines) == 1


def test_a_note_stacked_just_before_the_cut_is_found_by_the_count() -> None:
    till = paying(Till())
    till.tell(e.PayCashPressed())
    till.notes[500] += 1
    till.kiosk = till.refolded()
    till.tell(e.Booted("test", 1_750_000_500))
    till.tell(e.DeviceChanged("notes", e.Role.CASH, e.Condition.READY))
    till.tell(e.DeviceChanged("coins", e.Role.CASH, e.Condition.READY))
    till.count()
    (found,) = [fact for fact in till.told(f.CashInserted) if fact.found]
    assert found.value == Money(500)
    assert isinstance(till.pay_out(), v.ReceiptView)


def test_a_printer_without_paper_leaves_the_sale_standing() -> None:
    till = paying(Till())
    till.tell(e.PayCardPressed())
    till.tap()
    till.tell(e.ReceiptPressed())
    (printing,) = till.wanted("PrintReceipt")
    view = till.tell(e.PrintFailed(printing.job, "out_of_paper"))
    assert isinstance(view, v.ReceiptView)
    assert "plus de papier" in view.notice
    assert till.told(f.SaleCompleted)


def test_a_broken_journal_closes_the_slot_and_tells_what_is_inside() -> None:
    till = paying(Till())
    till.tell(e.PayCashPressed())
    till.insert(200)
    view = till.tell(e.JournalBroke("disk full", waiting=Money(100)))
    assert isinstance(view, v.ClosedView)
    assert "3,00" in view.money
    assert not till.activities
    assert isinstance(till.tell(e.JournalMended()), v.CashView)


def test_english_is_one_touch_away_and_forgotten_afterwards() -> None:
    till = Till()
    till.tell(e.StartPressed(), e.LanguagePressed(Language.EN))
    till.scan(BREAD)
    basket = till.view
    assert isinstance(basket, v.BasketView)
    assert basket.total == "€1.20"
    till.tell(e.CancelPressed())
    assert till.kiosk.till.language is Language.FR


def test_the_next_customer_can_scan_over_the_thanks() -> None:
    till = paying(Till())
    till.tell(e.PayCardPressed())
    till.tap()
    till.tell(e.NoReceiptPressed())
    assert isinstance(till.kiosk.state, Thanks)
    basket = till.scan(BREAD)
    assert isinstance(basket, v.BasketView)
    assert len(basket.lines) == 1


@pytest.mark.parametrize("tries", range(3, 9))
def test_wrong_pins_make_the_keypad_wait_longer_each_time(tries: int) -> None:
    till = Till()
    till.tell(e.StaffPressed())
    for _ in range(tries):
        till.tell(e.PinWrong())
    delay = 5 << (tries - 3)
    view = till.view
    assert isinstance(view, v.PinView)
    assert str(delay) in view.locked
    till.tell(e.AttendantIdentified("A1"))
    assert not till.told(f.AttendantArrived)
    till.wait(delay)
    till.tell(e.AttendantIdentified("A1"))
    assert till.told(f.AttendantArrived)


def test_history_folds_to_the_same_kiosk() -> None:
    till = paying(Till())
    till.tell(e.PayCashPressed())
    till.insert(200)
    again = till.refolded()
    assert again.state == till.kiosk.state
    assert again.till == till.kiosk.till


def test_the_late_end_of_one_payout_is_not_the_end_of_the_next() -> None:
    till = Till()
    till.insert(200)
    till.insert(100)  # another coin while the first one comes back
    (first,) = till.wanted("PayOut")
    till.coins[200] -= 1
    till.count()
    (second,) = till.wanted("PayOut")
    assert second.payout != first.payout
    till.tell(e.PayoutEnded("coins", first.payout))
    assert till.wanted("PayOut") == [second]
    assert isinstance(till.pay_out(), v.AttractView)
    assert not till.told(f.PayoutReplanned)


def test_all_comes_back_where_the_change_cannot_be_given_and_the_sale_goes_on() -> None:
    till = Till(coins={50: 1, 200: 0}, notes={500: 0})
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.insert(200)  # taken although its change cannot be given: not every machine can refuse a coin
    view = till.view
    assert isinstance(view, v.ChangeView)
    assert view.amount.amount == "2,00\u00a0€"
    assert "carte" in view.hint
    assert isinstance(till.pay_out(), v.CashView)
    assert not till.told(f.SaleCompleted)
    till.tell(e.BackPressed(), e.PayCardPressed())
    till.tap()
    (sold,) = till.told(f.SaleCompleted)
    assert (sold.cash, sold.card) == (NOTHING, Money(120))


def test_a_payout_that_can_only_be_planned_in_part_is_finished_by_staff() -> None:
    till = Till(coins={50: 1, 200: 0}, notes={500: 0})
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.tell(e.CashStacked("coins", Money(200), recycled=False))  # into the cashbox: gone, and nothing to give back
    assert isinstance(till.view, v.ChangeView)
    assert isinstance(till.pay_out(), v.CalledView)
    (owed,) = till.told(f.PayoutFellShort)
    assert (owed.paid, owed.missing) == (Money(50), Money(30))
    till.attendant()
    till.tell(e.OwedSettledPressed(), e.AttendantDonePressed())
    (completed,) = till.told(f.SaleCompleted)
    assert completed.cash == Money(120)
