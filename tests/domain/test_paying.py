"""Rules about money that only rare orders of events show."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.facts import Reason
from kiosk.domain.money import Money, total
from kiosk.domain.states import ChoosingPayment
from tests.flows.customer import BREAD, Till


def twice_declined() -> tuple[Till, list[str]]:
    """Two attempts of 1.20 that the terminal said it had not charged."""
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed())
    attempts = []
    for _ in range(2):
        till.tell(e.PayCardPressed())
        (charge,) = till.wanted("Charge")
        attempts.append(charge.attempt)
        till.tell(e.CardDeclined(charge.attempt, "timed_out"))
    return till, attempts


def test_two_late_charges_are_both_refunded() -> None:
    till, attempts = twice_declined()
    for attempt in attempts:
        till.tell(e.CardApproved(attempt, Money(120)))
    (call,) = [call for call in till.kiosk.calls if call.reason is Reason.CARD_REFUND]
    assert call.amount == Money(240)
    assert all(attempt in call.evidence for attempt in attempts)
    till.attendant()
    till.tell(e.CardRefundedPressed(), e.AttendantDonePressed())
    assert total(fact.amount for fact in till.told(f.CardRefunded)) == Money(240)
    assert isinstance(till.kiosk.state, ChoosingPayment)


def test_a_late_charge_told_twice_is_refunded_once() -> None:
    till, attempts = twice_declined()
    for _ in range(2):
        till.tell(e.CardApproved(attempts[0], Money(120)))
    till.attendant()
    till.tell(e.CardRefundedPressed(), e.CardRefundedPressed())
    assert [fact.amount for fact in till.told(f.CardRefunded)] == [Money(120)]


def test_a_late_charge_while_the_sale_s_own_refund_waits_leaves_both_to_be_refunded() -> None:
    till, attempts = twice_declined()
    till.tell(e.PayCardPressed())
    till.tap(cents=50)
    till.tell(e.CancelPressed())
    till.tell(e.CardApproved(attempts[0], Money(120)))
    till.attendant()
    till.tell(e.CardRefundedPressed(), e.CardRefundedPressed(), e.AttendantDonePressed())
    refunded = [(fact.amount, fact.late) for fact in till.told(f.CardRefunded)]
    assert sorted(refunded) == [(Money(50), False), (Money(120), True)]
    assert till.told(f.SaleCancelled)
