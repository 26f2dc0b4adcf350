"""An older journal was put back: nothing is sold, given or lost before a technician has looked."""

from __future__ import annotations

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.facts import Grade, Head, Reason
from kiosk.domain.money import Money
from kiosk.domain.states import Attract, NeedsAttendant
from tests.flows.customer import BREAD, Till

HEADS = (Head("ticket", 7, "s" * 86), Head("training", 3, "t" * 86))


def seen(till: Till, lost: int = 40) -> e.RollbackSeen:
    return e.RollbackSeen(len(till.facts) + lost, len(till.facts), HEADS)


def put_back(till: Till | None = None) -> Till:
    """One ticket is in the journal; the witness knows seven."""
    if till is None:
        till = Till()
        till.buys(BREAD)
    till.off(60, seen(till))
    return till


def test_nothing_is_sold_and_customers_read_where_to_go() -> None:
    till = put_back()
    view = till.scan(BREAD)
    assert isinstance(view, v.ClosedView)
    assert "technicien" in view.what
    assert "caisse" in view.todo
    assert isinstance(till.kiosk.own, Attract)
    assert not till.wanted("ReadCodes")


@pytest.mark.parametrize("grade", [Grade.ATTENDANT, Grade.MANAGER])
def test_attendants_and_managers_read_whom_to_call_and_can_do_no_more(grade: Grade) -> None:
    till = put_back()
    page = till.attendant(grade)
    assert isinstance(page, v.AttendantView)
    (task,) = page.tasks
    assert "technicien" in task.detail
    assert not task.buttons
    till.tell(e.RollbackAcceptedPressed(), e.AttendantDonePressed())
    assert isinstance(till.kiosk.state, NeedsAttendant)
    assert not till.told(f.RollbackAccepted)


def test_a_technician_accepts_and_numbering_goes_on_after_what_was_lost() -> None:
    till = put_back()
    page = till.attendant(Grade.TECHNICIAN)
    assert isinstance(page, v.AttendantView)
    assert [button.event for button in page.tasks[0].buttons] == [e.RollbackAcceptedPressed()]
    till.tell(e.RollbackAcceptedPressed(), e.AttendantDonePressed())
    assert till.told(f.RollbackAccepted) == [f.RollbackAccepted("T1")]
    till.buys(BREAD)
    assert [fact.receipt for fact in till.told(f.SaleCompleted)] == [1, 8]


def test_no_sale_card_attempt_or_payout_gets_a_number_that_was_lost() -> None:
    till = put_back()
    till.attendant(Grade.TECHNICIAN)
    till.tell(e.RollbackAcceptedPressed(), e.AttendantDonePressed())
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCardPressed())
    (charge,) = till.wanted("Charge")
    assert int(charge.attempt.split(".")[2]) > 40
    till.tell(e.CardDeclined(charge.attempt, "refused"), e.PayCashPressed())
    till.insert(200)
    (payout,) = till.wanted("PayOut")
    assert int(payout.payout[1:]) > 40


def test_a_sale_that_was_open_names_no_card_attempt_that_was_lost() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed())
    put_back(till)  # as it was here; meanwhile this very sale was paid by card, at its first attempt
    till.attendant(Grade.TECHNICIAN)
    till.tell(e.RollbackAcceptedPressed(), e.AttendantDonePressed(), e.PayCardPressed())
    (charge,) = till.wanted("Charge")
    assert charge.attempt.endswith(".1.41")


def test_training_numbers_go_on_as_well() -> None:
    till = put_back()
    assert till.kiosk.till.training.receipts == 3


def test_days_close_only_after_the_technician() -> None:
    till = Till()
    till.off(3 * 24 * 3600, seen(till))
    assert not till.told(f.PeriodClosed)
    till.attendant(Grade.TECHNICIAN)
    till.tell(e.RollbackAcceptedPressed())
    till.wait(1)
    assert len(till.told(f.PeriodClosed)) == 3


def test_what_the_machines_hold_more_is_nobody_s_in_the_old_sale() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.insert(50)
    till.notes[500] += 3  # taken since, in sales that are lost
    put_back(till)
    assert not [fact for fact in till.told(f.CashInserted) if fact.found]
    assert f.CashDiffered("notes", Money(500), 3) in till.told(f.CashDiffered)
    till.insert(100)
    assert not till.told(f.SaleCompleted)


def test_no_machine_pays_on_the_word_of_an_older_journal() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.insert(200)
    assert till.wanted("PayOut")
    put_back(till)
    assert not till.wanted("PayOut")
    assert till.kiosk.called(Reason.OWED)
    till.attendant(Grade.TECHNICIAN)
    till.tell(e.OwedSettledPressed(), e.RollbackAcceptedPressed(), e.AttendantDonePressed())
    assert till.told(f.OwedSettled) == [f.OwedSettled(Money(80), "T1")]
    assert not till.wanted("PayOut")


def test_coins_that_fall_in_meanwhile_are_on_record_and_come_back_afterwards() -> None:
    till = put_back()
    till.insert(200)
    view = till.view
    assert isinstance(view, v.ClosedView)
    assert "2,00" in view.money
    till.attendant(Grade.TECHNICIAN)
    till.tell(e.RollbackAcceptedPressed())
    till.pay_out()
    assert till.kiosk.till.stray == Money(0)


def test_it_is_not_forgotten_by_another_start() -> None:
    till = put_back()
    till.off(60)
    assert till.kiosk.called(Reason.ROLLBACK)


def test_a_doubted_clock_and_an_older_journal_need_both_answers() -> None:
    till = put_back()
    till.clock(till.kiosk.sees.now - 9999)
    till.attendant(Grade.TECHNICIAN)
    till.tell(e.RollbackAcceptedPressed(), e.AttendantDonePressed())
    assert isinstance(till.view, v.ClosedView)
    till.attendant()
    till.tell(e.ClockConfirmedPressed(), e.AttendantDonePressed())
    assert isinstance(till.scan(BREAD), v.BasketView)


def test_a_lost_witness_is_journaled_and_selling_goes_on() -> None:
    till = Till()
    till.off(60, e.WitnessMissing("no file"))
    assert till.told(f.WitnessLost) == [f.WitnessLost("no file")]
    assert isinstance(till.scan(BREAD), v.BasketView)


def test_a_key_is_adopted_once() -> None:
    till = Till()
    made = e.KeyMade("ab" * 32, "PEM")
    till.tell(made, made)
    assert till.told(f.KeyAdopted) == [f.KeyAdopted("ab" * 32, "PEM")]
    assert till.kiosk.till.key == "ab" * 32
