"""The conductor starts what is newly wanted, changes what goes on, stops the rest, and charges nobody twice."""

from __future__ import annotations

from dataclasses import dataclass, field

from hardware import words as w
from kiosk.domain import activities as a
from kiosk.domain import events as e
from kiosk.domain.money import Money
from kiosk.domain.receipt import Text
from kiosk.runtime.conductor import Conductor
from kiosk.runtime.devices import Devices
from tests.runtime.bench import Bench, Clerk

CHARGE = a.Charge("1.1", Money(240))
REFUND = a.Refund("1.2", Money(240), "7F01")
PAY_OUT = a.PayOut("coins", "P1", ((20, 2),))
OPEN = a.AcceptCash("coins", frozenset({100, 200}))
PRINT = a.PrintReceipt("R1", ())
ROLES = {
    "coins": e.Role.CASH,
    "notes": e.Role.CASH,
    "card": e.Role.CARD,
    "printer": e.Role.PRINTER,
    "camera": e.Role.CAMERA,
    "scanner": e.Role.SCANNER,
    "scale": e.Role.SCALE,
    "bag": e.Role.BAGGING,
}


@dataclass
class Stand:
    """A conductor in front of devices that remember. `running`: the kiosk is not just being started."""

    names: tuple[str, ...] = tuple(ROLES)
    running: bool = True
    bench: Bench = field(default_factory=Bench)
    posted: list[e.Event] = field(default_factory=list)
    office: Clerk = field(default_factory=Clerk)

    def __post_init__(self) -> None:
        devices = Devices(self.bench.device(name, ROLES[name]) for name in self.names)
        self.conductor = Conductor(devices, self.posted.append, self.office)
        if self.running:
            self.wants()

    def wants(self, *activities: a.Activity) -> list[tuple[str, w.Command]]:
        """What is asked of the devices because exactly this is wanted now."""
        self.conductor.conduct(frozenset(activities))
        return self.bench.take()

    def hears(self, name: str, word: w.Word) -> list[tuple[str, w.Command]]:
        self.conductor.heard(name, word)
        return self.bench.take()


def test_reading_starts_on_every_reader_and_stops_again() -> None:
    stand = Stand()
    assert stand.wants(a.ReadCodes()) == [("camera", w.EnableReading()), ("scanner", w.EnableReading())]
    assert stand.wants(a.ReadCodes()) == []
    assert stand.wants() == [("camera", w.DisableReading()), ("scanner", w.DisableReading())]


def test_two_scales_are_told_apart() -> None:
    stand = Stand()
    assert stand.wants(a.Weigh(), a.WatchBag()) == [("bag", w.BeginWeighing()), ("scale", w.BeginWeighing())]
    assert stand.hears("bag", w.Ready()) == [("bag", w.BeginWeighing())]
    assert stand.wants(a.WatchBag()) == [("scale", w.EndWeighing())]
    assert stand.wants() == [("bag", w.EndWeighing())]


def test_a_slot_opens_changes_without_closing_and_closes() -> None:
    stand = Stand()
    assert stand.wants(OPEN) == [("coins", w.BeginDeposit(frozenset({100, 200})))]
    fewer = a.AcceptCash("coins", frozenset({100}))
    assert stand.wants(fewer) == [("coins", w.BeginDeposit(frozenset({100})))]
    assert stand.wants(fewer) == []
    assert stand.wants() == [("coins", w.EndDeposit())]


def test_what_ends_is_told_before_what_begins() -> None:
    stand = Stand()
    stand.wants(OPEN)
    assert stand.wants(PAY_OUT) == [("coins", w.EndDeposit()), ("coins", w.ReadCashCounts())]


def test_a_slot_of_a_machine_that_recovered_is_opened_again() -> None:
    stand = Stand()
    stand.wants(OPEN)
    assert stand.hears("notes", w.Ready()) == []
    assert stand.hears("coins", w.Ready()) == [("coins", w.BeginDeposit(frozenset({100, 200})))]


def test_a_charge_goes_to_the_terminal_once() -> None:
    stand = Stand()
    assert stand.wants(CHARGE) == [("card", w.Authorize("1.1", 240))]
    assert stand.wants(CHARGE) == []


def test_a_charge_that_was_interrupted_in_this_process_is_asked_about_and_never_charged_again() -> None:
    stand = Stand()
    stand.wants(CHARGE)
    stand.wants()
    assert stand.wants(CHARGE) == [("card", w.AskOutcome("1.1", 240))]
    stand.wants()
    assert stand.wants(CHARGE) == [("card", w.AskOutcome("1.1", 240))]


def test_a_charge_from_before_a_restart_is_asked_about() -> None:
    stand = Stand(running=False)
    assert stand.wants(CHARGE) == [("card", w.AskOutcome("1.1", 240))]


def test_a_refund_goes_to_the_terminal_once_with_its_own_name_of_the_charge() -> None:
    stand = Stand()
    assert stand.wants(REFUND) == [("card", w.AuthorizeRefund("1.2", 240, "7F01"))]
    assert stand.wants(REFUND) == []


def test_a_refund_that_was_interrupted_is_asked_about_and_never_begun_again() -> None:
    stand = Stand()
    stand.wants(REFUND)
    stand.wants()
    assert stand.wants(REFUND) == [("card", w.AskOutcome("1.2", 240, refund=True))]
    assert Stand(running=False).wants(REFUND) == [("card", w.AskOutcome("1.2", 240, refund=True))]


def test_a_charge_that_is_cancelled_goes_on_and_the_terminal_is_told() -> None:
    stand = Stand()
    stand.wants(CHARGE)
    assert stand.wants(a.Charge("1.1", Money(240), cancelled=True)) == [("card", w.CancelAuthorize("1.1"))]
    assert stand.wants(a.Charge("1.1", Money(240), cancelled=True)) == []


def test_the_next_attempt_is_another_charge() -> None:
    stand = Stand()
    stand.wants(CHARGE)
    assert stand.wants(a.Charge("1.2", Money(100))) == [("card", w.Authorize("1.2", 100))]


def test_after_a_restart_only_what_goes_on_already_is_resumed() -> None:
    stand = Stand(running=False)
    stand.wants(CHARGE)
    assert stand.wants(a.Charge("1.2", Money(100))) == [("card", w.Authorize("1.2", 100))]


def test_a_payout_counts_first_then_pays_then_waits_for_the_end() -> None:
    stand = Stand()
    assert stand.wants(PAY_OUT) == [("coins", w.ReadCashCounts())]
    assert stand.hears("notes", w.CashCounts(())) == []
    assert stand.hears("coins", w.CashCounts(())) == [("coins", w.Dispense(((20, 2),), "P1"))]
    assert stand.hears("coins", w.CashCounts(())) == []
    assert stand.hears("coins", w.Dispensing(20)) == []


def test_a_payout_that_ended_early_counts_again_and_pays_only_the_rest() -> None:
    stand = Stand()
    stand.wants(PAY_OUT)
    stand.hears("coins", w.CashCounts(()))
    assert stand.wants(a.PayOut("coins", "P1", ((20, 1),))) == []
    assert stand.hears("coins", w.PaidOut(20, w.Fault.LINK_LOST, "P1")) == [("coins", w.ReadCashCounts())]
    assert stand.hears("coins", w.CashCounts(())) == [("coins", w.Dispense(((20, 1),), "P1"))]


def test_the_end_of_another_payout_starts_nothing() -> None:
    stand = Stand()
    stand.wants(PAY_OUT)
    stand.hears("coins", w.CashCounts(()))
    assert stand.hears("coins", w.PaidOut(0, None, "P0")) == []
    assert stand.hears("coins", w.PaidOut(0, None)) == []


def test_another_payout_in_the_same_place_starts_over() -> None:
    stand = Stand()
    stand.wants(PAY_OUT)
    assert stand.wants(a.PayOut("coins", "P2", ((50, 1),))) == [("coins", w.ReadCashCounts())]
    assert stand.hears("coins", w.CashCounts(())) == [("coins", w.Dispense(((50, 1),), "P2"))]


def test_a_finished_payout_hears_nothing_any_more() -> None:
    stand = Stand()
    stand.wants(PAY_OUT)
    stand.wants()
    assert stand.hears("coins", w.CashCounts(())) == []


def test_a_receipt_is_printed_and_each_job_is_another() -> None:
    stand = Stand()
    assert stand.wants(PRINT) == [("printer", w.Print("R1", w.Document()))]
    assert stand.wants(a.PrintReceipt("R2", ())) == [("printer", w.Print("R2", w.Document()))]


def test_a_report_whose_day_goes_on_while_it_is_printed_comes_out_once() -> None:
    stand = Stand()
    stand.wants(a.PrintReceipt("S1", (Text("X 12:00:00"),)))
    assert stand.wants(a.PrintReceipt("S1", (Text("X 12:00:01"),))) == []
    assert stand.wants() == []


def test_a_receipt_from_before_a_restart_is_not_printed_by_itself() -> None:
    assert Stand(running=False).wants(PRINT) == []


def test_a_missing_printer_says_so_once() -> None:
    stand = Stand(names=("card",))
    assert stand.wants(PRINT) == []
    stand.wants(PRINT)
    assert stand.posted == [e.PrintFailed("R1", "link_lost")]


def test_a_missing_terminal_has_charged_nothing() -> None:
    stand = Stand(names=())
    stand.wants(CHARGE)
    stand.wants(CHARGE)
    assert stand.posted == [e.CardDeclined("1.1", "unreachable")]


def test_a_terminal_that_went_missing_over_a_restart_may_have_charged() -> None:
    stand = Stand(names=(), running=False)
    stand.wants(CHARGE)
    stand.wants(CHARGE)
    (said,) = stand.posted
    assert isinstance(said, e.CardUnknown)
    assert said.attempt == "1.1"


def test_a_machine_that_is_not_configured_any_more_is_passed_over() -> None:
    assert Stand(names=("notes",)).wants(PAY_OUT, OPEN) == []


def test_the_office_is_told_at_a_tick_that_nobody_is_there() -> None:
    stand = Stand()
    stand.wants(a.ApplyPrices())
    assert stand.office.quiet_seconds == 0
    stand.conductor.tick()
    stand.conductor.tick()
    stand.wants()
    stand.conductor.tick()
    assert stand.office.quiet_seconds == 2


def test_paperwork_is_given_to_the_office_once() -> None:
    stand = Stand()
    archive = a.WriteArchive("M1", "month", "2026-11", "2026-11")
    stand.wants(archive)
    stand.wants(archive, a.FindTicket(7))
    stand.wants(a.FindTicket(7))
    assert stand.office.told == [archive, a.FindTicket(7)]


def test_the_same_paperwork_can_be_wanted_again_later() -> None:
    stand = Stand()
    for _ in range(2):
        stand.wants(a.FindTicket(7))
        stand.wants()
    assert stand.office.told == [a.FindTicket(7)] * 2


def test_a_collection_counts_first_and_is_told_only_the_rest() -> None:
    stand = Stand()
    begun = a.Collect("notes", "C1", ((500, 3),))
    assert stand.wants(begun) == [("notes", w.ReadCashCounts())]
    assert stand.wants(a.Collect("notes", "C1", ((500, 2),))) == []
    assert stand.hears("notes", w.CashCounts(((500, 2),))) == [("notes", w.CollectCash(((500, 2),), "C1"))]
    assert stand.hears("notes", w.CashCounts(())) == []
    assert stand.wants(a.Collect("notes", "C2", ((500, 1),))) == [("notes", w.ReadCashCounts())]


def test_a_change_by_hand_is_told_once_for_ever() -> None:
    stand = Stand()
    by_hand = a.AdjustCash("coins", "A1", ((20, 40),))
    assert stand.wants(by_hand) == [("coins", w.AdjustCashCounts(((20, 40),)))]
    assert stand.hears("coins", w.Ready()) == []
    stand.wants()
    assert stand.wants(by_hand) == []
    assert Stand(running=False).wants(by_hand) == []
    assert stand.wants(a.AdjustCash("coins", "A2", ((20, -1),))) == [("coins", w.AdjustCashCounts(((20, -1),)))]


def test_what_to_keep_is_told_again_to_a_machine_that_comes_back() -> None:
    stand = Stand()
    assert stand.wants(a.KeepStock("coins", frozenset({20}))) == [("coins", w.SetRoutes(frozenset({20})))]
    assert stand.hears("coins", w.Ready()) == [("coins", w.SetRoutes(frozenset({20})))]
    assert stand.wants(a.KeepStock("coins", frozenset({50}))) == [("coins", w.SetRoutes(frozenset({50})))]
    assert Stand(running=False).wants(a.KeepStock("coins", frozenset())) == [("coins", w.SetRoutes(frozenset()))]


def test_a_machine_counts_once_when_staff_ask() -> None:
    stand = Stand()
    assert stand.wants(a.CountCash("coins")) == [("coins", w.ReadCashCounts())]
    assert stand.hears("coins", w.CashCounts(())) == []
    assert stand.wants() == []
