"""The customer does not want to pay by card after all, while the terminal waits: it is told, and its answer counts."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.money import Money
from kiosk.domain.states import ChoosingPayment, TakingCard
from tests.flows.customer import BREAD, Till


def at_the_terminal() -> Till:
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCardPressed())
    return till


def test_the_terminal_is_told_and_the_customer_reads_what_to_do_if_it_does_not_listen() -> None:
    till = at_the_terminal()
    before = till.view
    assert isinstance(before, v.CardView)
    assert [button.event for button in before.buttons] == [e.CardCancelPressed()]
    assert "touche rouge" in before.cancel_hint
    view = till.tell(e.CardCancelPressed())
    assert isinstance(view, v.CardView)
    assert not view.buttons
    assert "touche rouge" in view.cancel_hint
    (charge,) = till.wanted("Charge")
    assert charge.cancelled


def test_it_is_asked_once_and_nothing_else_begins_before_the_terminal_has_answered() -> None:
    till = at_the_terminal()
    till.tell(e.CardCancelPressed(), e.CardCancelPressed(), e.CancelPressed(), e.PayCardPressed(), e.PayCashPressed())
    assert len(till.told(f.CardCancelAsked)) == len(till.told(f.CardAttemptStarted)) == 1
    assert isinstance(till.kiosk.own, TakingCard)


def test_the_terminal_stopped_and_the_customer_pays_with_coins() -> None:
    till = at_the_terminal()
    till.tell(e.CardCancelPressed())
    (charge,) = till.wanted("Charge")
    till.tell(e.CardDeclined(charge.attempt, "abandoned"), e.PayCashPressed())
    assert isinstance(till.insert(100, 20), v.ReceiptView)


def test_the_card_was_faster_and_has_paid() -> None:
    till = at_the_terminal()
    till.tell(e.CardCancelPressed())
    assert isinstance(till.tap(), v.ReceiptView)
    (sold,) = till.told(f.SaleCompleted)
    assert sold.card == Money(120)


def test_after_a_power_cut_the_same_attempt_is_asked_about_and_still_not_wanted() -> None:
    till = at_the_terminal()
    till.tell(e.CardCancelPressed())
    (before,) = till.wanted("Charge")
    till.off(60)
    assert till.wanted("Charge") == [before]
    till.tell(e.CardDeclined(before.attempt, "abandoned"))
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_when_nobody_knows_the_outcome_there_is_nothing_left_to_cancel() -> None:
    till = at_the_terminal()
    (charge,) = till.wanted("Charge")
    till.tell(e.CardUnknown(charge.attempt, "no answer"))
    till.attendant()
    till.tell(e.CardCancelPressed())
    assert not till.told(f.CardCancelAsked)


def test_staff_can_cancel_it_for_the_customer() -> None:
    till = at_the_terminal()
    page = till.attendant()
    assert isinstance(page, v.AttendantView)
    assert e.CardCancelPressed() in [button.event for button in page.buttons]
    page = till.tell(e.CardCancelPressed())
    assert isinstance(page, v.AttendantView)
    assert e.CardCancelPressed() not in [button.event for button in page.buttons]
    assert till.told(f.CardCancelAsked)
