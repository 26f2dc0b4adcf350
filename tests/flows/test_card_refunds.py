"""A sale is cancelled after a card has paid a part: staff have it given back by the terminal, by hand, or as a note."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.basket import Tender, TenderKind
from kiosk.domain.facts import Reason
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.states import Attract, Cancelling, RefundingCard
from tests.flows.customer import BREAD, Till
from tests.flows.returning import SECRET, gives_back_by_card, last_ticket, leaves


def cancelled(*cents: int) -> Till:
    """Cards paid so much of three breads, one after the other; then the customer changes their mind."""
    till = Till()
    till.scan(BREAD)
    till.tell(e.QuantityPressed(1, 3), e.PayPressed())
    for part in cents:
        till.tell(e.PayCardPressed())
        till.tap(cents=part)
    till.tell(e.CancelPressed())
    return till


def test_the_terminal_gives_it_back_to_the_card_that_paid() -> None:
    till = cancelled(100)
    till.attendant()
    till.tell(e.CardGiveBackPressed())
    (refund,) = till.wanted("Refund")
    (charge,) = till.told(f.CardCharged)
    assert refund.attempt != charge.attempt
    assert till.told(f.CardRefundStarted) == [
        f.CardRefundStarted(refund.attempt, Money(100), charge.attempt, charge.transaction, "A1")
    ]
    till.tell(e.CardApproved(refund.attempt, Money(100)), e.AttendantDonePressed())
    assert isinstance(till.kiosk.state, Attract)
    assert till.told(f.SaleCancelled)
    assert not till.told(f.SaleCompleted)


def test_the_customer_reads_what_to_do_when_staff_have_left() -> None:
    till = cancelled(100)
    till.attendant()
    page = till.tell(e.CardGiveBackPressed())
    assert isinstance(page, v.AttendantView)
    assert page.tasks[0].title == "Carte\u00a0: 1,00\u00a0€ à rendre"
    card = till.tell(e.AttendantDonePressed())
    assert isinstance(card, v.CardView)
    assert card.due.amount == "1,00\u00a0€"
    assert "remboursée" in card.hint


def test_two_cards_get_their_own_money_back_one_after_the_other() -> None:
    till = cancelled(100, 50)
    till.attendant()
    assert [call.amount for call in till.kiosk.calls] == [Money(100)]
    gives_back_by_card(till)
    assert [call.amount for call in till.kiosk.calls] == [Money(50)]
    till.tell(e.CardRefundedPressed(), e.AttendantDonePressed())
    assert isinstance(till.kiosk.state, Attract)
    charges = [fact.attempt for fact in till.told(f.CardCharged)]
    assert [fact.charge for fact in till.told(f.CardRefundStarted)] == charges[:1]
    assert [fact.charge for fact in till.told(f.CardRefunded)] == charges[1:]


def test_a_terminal_that_says_no_leaves_the_choice_to_staff_and_the_next_try_is_another_attempt() -> None:
    till = cancelled(100)
    till.attendant()
    till.tell(e.CardGiveBackPressed())
    (first,) = till.wanted("Refund")
    page = till.tell(e.CardDeclined(first.attempt, "refused"))
    assert isinstance(page, v.AttendantView)
    assert "carte refusée" in page.tasks[0].detail
    assert isinstance(till.kiosk.own, Cancelling)
    till.tell(e.CardGiveBackPressed())
    (second,) = till.wanted("Refund")
    assert second.attempt != first.attempt


def test_a_terminal_that_says_too_much_is_not_believed() -> None:
    till = cancelled(100)
    till.attendant()
    till.tell(e.CardGiveBackPressed())
    (refund,) = till.wanted("Refund")
    till.tell(e.CardApproved(refund.attempt, Money(101)))
    assert till.kiosk.called(Reason.CARD_UNKNOWN)
    assert isinstance(till.kiosk.own, RefundingCard)


def test_without_a_terminal_the_button_says_so_and_does_nothing() -> None:
    till = cancelled(100)
    till.attendant()
    page = till.tell(e.DeviceChanged("card", e.Role.CARD, e.Condition.LOST, "link_lost"), e.CardGiveBackPressed())
    assert isinstance(page, v.AttendantView)
    assert [button.enabled for button in page.tasks[0].buttons] == [False, True, True]
    assert not till.told(f.CardRefundStarted)


def test_a_credit_note_instead_makes_a_ticket_without_articles() -> None:
    till = cancelled(100, 50)
    till.attendant()
    gives_back_by_card(till)
    till.tell(e.CreditNotePressed(SECRET))
    ticket = last_ticket(till)
    assert (ticket.total, ticket.lines, ticket.taxes, ticket.refund_of) == (NOTHING, (), (), 0)
    assert (ticket.card, ticket.cash) == (Money(50), NOTHING)
    assert ticket.tenders == (Tender(TenderKind.CREDIT_NOTE, f"N1-1-{SECRET}", Money(-50), "A1"),)
    assert [(fact.by, fact.reason) for fact in till.told(f.LineRemoved)] == [("A1", "credit_note")]
    assert till.wanted("PrintReceipt")
    leaves(till)
    assert isinstance(till.kiosk.state, Attract)


def test_without_a_printer_the_number_of_the_credit_note_stands_on_the_screen() -> None:
    till = cancelled(100)
    till.attendant()
    till.tell(e.DeviceChanged("printer", e.Role.PRINTER, e.Condition.LOST, "link_lost"))
    till.tell(e.CreditNotePressed(SECRET), e.AttendantDonePressed())
    view = till.view
    assert isinstance(view, v.ReceiptView)
    assert f"N1-1-{SECRET} (1,00\u00a0€)" in view.notice


def test_a_late_charge_is_still_given_back_by_hand_alone() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCardPressed())
    (charge,) = till.wanted("Charge")
    till.tell(e.CardDeclined(charge.attempt, "timed_out"), e.CardApproved(charge.attempt, charge.amount))
    till.attendant()
    till.tell(e.CardGiveBackPressed(), e.CreditNotePressed(SECRET))
    assert not till.told(f.CardRefundStarted)
    assert not till.told(f.VoucherIssued)
    till.tell(e.CardRefundedPressed())
    assert [(fact.amount, fact.late) for fact in till.told(f.CardRefunded)] == [(Money(120), True)]
