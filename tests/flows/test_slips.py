"""A card payment fails: its slip comes out unasked, and nothing else is held up by it."""

from __future__ import annotations

from typing import Any

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from tests.flows.customer import BREAD, Till


def declined(reason: str = "refused") -> Till:
    """A customer whose card was not charged."""
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCardPressed())
    (charge,) = till.wanted("Charge")
    till.tell(e.CardDeclined(charge.attempt, reason))
    return till


def texts(printing: Any) -> str:
    return "\n".join(f"{part.text} {part.right}" for part in printing.parts if hasattr(part, "text"))


def test_the_slip_of_a_refused_card_is_printed_unasked_and_says_that_nothing_was_charged() -> None:
    till = declined()
    (printing,) = till.wanted("PrintReceipt")
    assert "carte refusée" in texts(printing)
    assert "1,20" in texts(printing)
    assert "pas été débitée" in texts(printing)
    till.tell(e.PrintFinished(printing.job))
    assert not till.wanted("PrintReceipt")
    assert len(till.told(f.SlipPrinted)) == 1


def test_a_slip_is_one_job_however_long_it_takes() -> None:
    till = declined()
    before = till.wanted("PrintReceipt")
    till.wait(5)
    assert till.wanted("PrintReceipt") == before


def test_paper_that_runs_out_is_on_record_and_the_customer_goes_on_paying() -> None:
    till = declined()
    (printing,) = till.wanted("PrintReceipt")
    assert isinstance(till.tell(e.PrintFailed(printing.job, "out_of_paper")), v.ChoiceView)
    assert [fact.fault for fact in till.told(f.SlipFailed)] == ["out_of_paper"]
    till.tell(e.PayCardPressed())
    assert isinstance(till.tap(), v.ReceiptView)


def test_a_slip_does_not_get_in_the_way_of_the_receipt() -> None:
    till = declined()
    till.tell(e.PayCardPressed())
    till.tap()
    till.tell(e.ReceiptPressed())
    (printing,) = till.wanted("PrintReceipt")
    assert "TOTAL" in texts(printing)


def test_a_terminal_that_was_not_reached_leaves_nothing_to_print() -> None:
    assert not declined("unreachable").wanted("PrintReceipt")


def test_without_a_printer_nothing_is_promised() -> None:
    till = Till()
    till.tell(e.DeviceChanged("printer", e.Role.PRINTER, e.Condition.LOST, "link_lost"))
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCardPressed())
    (charge,) = till.wanted("Charge")
    till.tell(e.CardDeclined(charge.attempt, "refused"))
    assert not till.told(f.SlipDue)


def test_a_power_cut_ends_a_slip() -> None:
    till = declined()
    till.tell(e.Booted("test", till.kiosk.sees.now))
    assert not till.wanted("PrintReceipt")
    assert [fact.fault for fact in till.told(f.SlipFailed)] == ["power_cut"]
