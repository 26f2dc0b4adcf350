"""Paying with meal vouchers: of paper, by card, together, on which days, and with staff."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import TenderKind
from kiosk.domain.facts import Reason
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.views import AttendantView, CalledView, ChoiceView, ReceiptView
from kiosk.domain.voucher import NotTaken
from tests.flows.customer import BEER, BREAD, SHOP, WINE, Till
from tests.flows.vouchers import (
    MEALS,
    MONDAY,
    SALAD,
    SOAP,
    SUPERVISES,
    TAKES_VOUCHERS,
    later,
    leave,
    meal,
    monday,
    to_pay,
)

A_DAY = 24 * 3600
BASTILLE_DAY = MONDAY + 28 * A_DAY


def shown(till: Till) -> ChoiceView:
    view = till.view
    assert isinstance(view, ChoiceView)
    return view


def why(till: Till) -> list[NotTaken]:
    return [fact.why for fact in till.told(f.CodeNotTaken)]


def test_two_papers_pay_the_salad_and_a_coin_pays_the_soap() -> None:
    till = to_pay(SALAD, SOAP)
    assert shown(till).eligible[0].amount == "8,50\u00a0€"
    till.tell(meal(1, 400))
    assert shown(till).eligible[0].amount == "4,50\u00a0€"
    till.tell(meal(2, 450))
    assert shown(till).eligible[0].amount == "0,00\u00a0€"
    assert [each.label for each in shown(till).paid] == ["Titre-restaurant × 2"]
    assert shown(till).due.amount == "3,00\u00a0€"
    till.tell(e.PayCashPressed())
    till.insert(200, 100)
    assert isinstance(till.view, ReceiptView)
    (ticket,) = till.told(f.SaleCompleted)
    assert (ticket.cash, ticket.card, [each.amount.cents for each in ticket.tenders]) == (
        Money(300),
        Money(0),
        [400, 450],
    )


def test_no_change_is_given_on_paper() -> None:
    till = to_pay(SALAD, SOAP)
    till.tell(meal(1, 900))
    assert why(till) == [NotTaken.MEAL_MORE]
    assert "8,50\u00a0€" in shown(till).told
    assert not till.told(f.TenderTaken)
    till.tell(e.PayCardPressed())
    assert not till.kiosk.till.not_taken


def test_a_paper_is_taken_once_for_ever_and_is_good_again_when_the_sale_is_cancelled() -> None:
    till = to_pay(SALAD, SALAD)
    till.tell(meal(1, 400), meal(1, 400))
    assert len(till.told(f.TenderTaken)) == 1  # it was still before the camera
    assert not why(till)
    till.tell(e.CancelPressed())
    assert till.told(f.TenderReturned) == [f.TenderReturned(TenderKind.MEAL_VOUCHER, meal(1, 0).reference, Money(400))]
    to_pay(SALAD, till=till).tell(meal(1, 400), e.PayCardPressed())
    till.tap()
    leave(till)
    to_pay(SALAD, till=later(till, 301)).tell(meal(1, 400))
    assert why(till) == [NotTaken.USED]


@pytest.mark.parametrize(
    ("articles", "cents", "reason"),
    [((SOAP,), 300, NotTaken.MEAL_NONE), ((SALAD,) * 4, 2600, NotTaken.MEAL_CAP), ((SALAD,), 900, NotTaken.MEAL_MORE)],
)
def test_what_a_paper_may_not_pay_is_said(articles: tuple[object, ...], cents: int, reason: NotTaken) -> None:
    till = to_pay(*articles)  # type: ignore[arg-type]
    till.tell(meal(1, cents))
    assert why(till) == [reason]


def test_the_cap_holds_a_sale_by_paper_and_card_together() -> None:
    till = to_pay(*[SALAD] * 5)
    till.tell(meal(1, 1000), e.PayMealPressed())
    (charge,) = till.wanted("Charge")
    assert (charge.amount, charge.meal) == (Money(1500), True)
    till.tell(e.CardApproved(charge.attempt, Money(1500)))
    assert shown(till).eligible[0].amount == "0,00\u00a0€"
    assert [(each.label, each.enabled) for each in shown(till).more] == [("Carte titre-restaurant", False)]
    till.tell(meal(2, 100))
    assert why(till) == [NotTaken.MEAL_CAP]
    assert till.told(f.CardCharged)[-1].meal


@pytest.mark.parametrize("day", [MONDAY - A_DAY, BASTILLE_DAY])
def test_not_on_sundays_and_holidays_unless_the_shop_says_so(day: int) -> None:
    till = to_pay(SALAD, till=Till(shop=TAKES_VOUCHERS, start=day))
    till.tell(meal(1, 400), e.PayMealPressed())
    assert why(till) == [NotTaken.MEAL_DAY]
    assert not till.told(f.CardAttemptStarted)
    assert shown(till).more[0].hint == "Pas le dimanche ni les jours fériés"
    always = replace(TAKES_VOUCHERS, meal=replace(MEALS, sundays_and_holidays=True))
    till = to_pay(SALAD, till=Till(shop=always, start=day))
    till.tell(meal(1, 400))
    assert till.told(f.TenderTaken)


def test_the_day_is_that_of_the_shop_not_of_greenwich() -> None:
    till = Till(shop=TAKES_VOUCHERS, start=MONDAY + 5 * A_DAY + 13 * 3600)  # Saturday, 21:06 UTC
    till.tell(e.ClockTicked(till.kiosk.sees.now + 3600, 7200))  # half past midnight, Sunday, in Paris
    to_pay(SALAD, till=till).tell(meal(1, 400))
    assert why(till) == [NotTaken.MEAL_DAY]


def test_a_department_never_means_alcohol_and_a_deposit_is_no_food() -> None:
    rules = replace(MEALS, departments=("Boulangerie", "Alcools"))
    till = Till(shop=replace(TAKES_VOUCHERS, meal=rules), start=MONDAY)
    for product in (BREAD, WINE, BEER, replace(BEER, code="3000000000106", name="Limonade", minimum_age=0)):
        till.scan(product)
    assert [line.meal for line in till.told(f.ItemAdded)] == [True, False, False, True]
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed(), e.PayPressed())
    assert shown(till).eligible[0].amount == "3,70\u00a0€"  # 1,20 and 2,50 without its deposit of 0,20


def test_a_meal_card_used_as_an_ordinary_one_is_booked_and_staff_are_told() -> None:
    till = to_pay(SALAD, SOAP)
    till.tell(e.PayCardPressed())
    (charge,) = till.wanted("Charge")
    till.tell(e.CardApproved(charge.attempt, charge.amount, meal=True))
    assert till.told(f.MealExceeded) == [f.MealExceeded(charge.attempt, Money(300))]
    assert till.told(f.SaleCompleted)
    leave(till)
    view = till.attendant()
    assert isinstance(view, AttendantView)
    assert [task.title for task in view.tasks] == ["Carte titre-restaurant\u00a0: 3,00\u00a0€ de trop"]
    till.tell(e.AttendantDonePressed())
    assert not till.kiosk.till.meal_excess


def test_a_meal_card_that_is_declined_leaves_all_as_it_was() -> None:
    till = to_pay(SALAD, SOAP)
    till.tell(e.PayMealPressed())
    (charge,) = till.wanted("Charge")
    till.tell(e.CardDeclined(charge.attempt, "refused"))
    assert shown(till).due.amount == "11,50\u00a0€"
    till.tell(e.PayMealPressed())
    till.tap()
    assert [each.label for each in shown(till).paid] == ["Payé par carte titre-restaurant"]


def test_staff_take_the_paper_where_the_shop_wants_it() -> None:
    till = to_pay(SALAD, till=monday(SUPERVISES))
    till.tell(meal(7, 850))
    assert isinstance(till.view, CalledView)
    assert not till.told(f.TenderTaken)
    view = till.attendant()
    assert isinstance(view, AttendantView)
    assert view.tasks[0].title == "Titre-restaurant de 8,50\u00a0€"
    till.tell(e.VoucherTakenPressed(), e.AttendantDonePressed())
    (taken,) = till.told(f.TenderTaken)
    assert (taken.by, taken.amount, taken.once) == ("A1", Money(850), True)
    assert till.told(f.SaleCompleted)[0].tenders[0].by == "A1"


def test_staff_may_refuse_it_or_take_out_what_it_was_to_pay() -> None:
    till = to_pay(SALAD, SOAP, till=monday(SUPERVISES))
    till.tell(meal(7, 850))
    till.attendant()
    till.tell(e.VoucherRefusedPressed(), e.AttendantDonePressed())
    assert why(till) == [NotTaken.STAFF]
    till.tell(meal(7, 850))
    till.attendant()
    till.tell(e.RemovePressed(1), e.VoucherTakenPressed(), e.AttendantDonePressed())
    assert why(till)[1:] == [NotTaken.MEAL_NONE]
    assert not till.told(f.TenderTaken)


def test_a_sale_that_staff_cancel_waits_for_no_paper() -> None:
    till = to_pay(SALAD, till=monday(SUPERVISES))
    till.tell(meal(7, 850))
    till.attendant()
    till.tell(e.CancelPressed(), e.AttendantDonePressed())
    assert not till.kiosk.called(Reason.VOUCHER)
    assert till.told(f.SaleCancelled)


def test_when_staff_take_out_the_food_a_paper_goes_back_whole() -> None:
    till = to_pay(SALAD, SOAP)
    till.tell(meal(1, 850))
    till.attendant()
    till.tell(e.RemovePressed(1), e.AttendantDonePressed())
    assert till.told(f.TenderReturned)
    assert not till.told(f.PayoutStarted)
    assert shown(till).due.amount == "3,00\u00a0€"


def test_a_shop_that_takes_none_says_nothing_of_them() -> None:
    till = to_pay(SALAD, till=Till(shop=SHOP, start=MONDAY))
    assert (shown(till).eligible, shown(till).more, shown(till).hint) == ((), (), "")
    till.tell(meal(1, 400), e.PayMealPressed())
    assert why(till) == [NotTaken.MEAL_OFF]
    till.tell(e.LanguagePressed(Language.EN))
    assert shown(till).told == "Paper meal vouchers are taken at the staffed till."
