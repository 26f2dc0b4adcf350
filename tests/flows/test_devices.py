"""Staff look after the machine: a device is tried again, paper and lamps are tried out, light and sound are set."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import care
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import signalling as s
from kiosk.domain import views as v
from kiosk.domain.facts import Grade
from kiosk.domain.presenting import present
from kiosk.domain.receipt import Text
from kiosk.domain.rights import Right, without
from kiosk.domain.states import Attended, Attract
from tests.flows.customer import BREAD, SHOP, Till

LOST, DEGRADED, READY = e.Condition.LOST, e.Condition.DEGRADED, e.Condition.READY
PRINTER = ("printer", e.Role.PRINTER)
CARD = ("card", e.Role.CARD)
NOTES = ("notes", e.Role.CASH)


def on_the_page(till: Till, grade: Grade = Grade.ATTENDANT) -> v.DevicesView:
    till.attendant(grade)
    view = till.tell(e.PagePressed(e.Page.DEVICES))
    assert isinstance(view, v.DevicesView)
    return view


def device(view: v.View, label: str) -> v.DeviceView:
    assert isinstance(view, v.DevicesView)
    return next(each for each in view.devices if each.label == label)


def test_what_does_not_work_stands_first_with_its_meaning_and_what_to_do() -> None:
    till = Till()
    till.tell(e.DeviceChanged(*PRINTER, LOST, "out_of_paper"))
    view = on_the_page(till)
    (printer,) = view.devices
    assert printer.mark == "lost"
    assert [each.label for each in view.ready] == ["Terminal", "Espèces (coins)", "Espèces (notes)"]
    assert printer.label == "Imprimante"
    assert (printer.meaning, printer.todo) == ("Pas de ticket papier. Le QR code reste.", "Mettez un rouleau neuf.")
    assert [button.event for button in printer.buttons] == [e.TryAgainPressed("printer")]


def test_a_device_is_tried_again_once_for_each_touch_and_on_record() -> None:
    till = Till()
    till.tell(e.DeviceChanged(*PRINTER, LOST, "link_lost"))
    on_the_page(till)
    view = till.tell(e.TryAgainPressed("printer"))
    assert isinstance(view, v.DevicesView)
    assert view.told == "Nouvel essai."
    assert [each.times for each in till.wanted("TryAgain")] == [1]
    till.tell(e.TryAgainPressed("printer"))
    assert [each.times for each in till.wanted("TryAgain")] == [2]
    assert till.told(f.DeviceRetried) == [f.DeviceRetried("printer", "A1")] * 2
    till.tell(e.DeviceChanged(*PRINTER, READY))
    assert till.wanted("TryAgain") == []
    till.tell(e.DeviceChanged(*PRINTER, LOST, "link_lost"))
    assert till.wanted("TryAgain") == []


def test_a_device_that_is_well_or_unknown_is_not_tried_again() -> None:
    till = Till()
    on_the_page(till)
    till.tell(e.TryAgainPressed("printer"), e.TryAgainPressed("toaster"))
    assert till.told(f.DeviceRetried) == []
    assert till.wanted("TryAgain") == []


def test_the_link_of_a_terminal_that_is_charging_is_never_cut() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCardPressed(), e.DeviceChanged(*CARD, LOST, "no_answer"))
    view = on_the_page(till)
    assert device(view, "Terminal").buttons == ()
    assert device(view, "Terminal").todo == "Occupé\u00a0: attendez la fin."
    till.tell(e.TryAgainPressed("card"))
    assert till.told(f.DeviceRetried) == []
    (charge,) = till.wanted("Charge")
    till.tell(e.CardUnknown(charge.attempt, "no answer"), e.TryAgainPressed("card"))
    assert till.told(f.DeviceRetried) == [f.DeviceRetried("card", "A1")]


@pytest.mark.parametrize(("condition", "tried"), [(DEGRADED, 0), (LOST, 1)])
def test_a_machine_that_pays_out_is_tried_again_only_when_it_is_gone(condition: e.Condition, tried: int) -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(e.PayPressed(), e.PayCashPressed())
    till.insert(500)
    (payout, *_) = till.wanted("PayOut")
    name = payout.machine
    on_the_page(till)
    till.tell(e.DeviceChanged(name, e.Role.CASH, condition, "jam"), e.TryAgainPressed(name))
    assert len(till.told(f.DeviceRetried)) == tried
    assert till.wanted("PayOut")


def test_a_test_page_is_printed_and_is_no_ticket() -> None:
    till = Till()
    on_the_page(till)
    till.tell(e.TestPrintPressed())
    (job,) = till.wanted("PrintReceipt")
    assert Text("Ceci n’est pas un ticket.", centred=True) in job.parts
    assert Text("printer", "ready") in job.parts
    view = till.tell(e.PrintFinished(job.job))
    assert isinstance(view, v.DevicesView)
    assert view.told == "Imprimé"
    till.tell(e.TestPrintPressed(), e.PrintFailed(till.kiosk.sees.desk.job, "out_of_paper"), e.PrintReportPressed())
    assert till.told(f.ReceiptPrinted) == till.told(f.DuplicateIssued) == []


def test_after_a_test_page_a_report_is_a_report() -> None:
    till = Till()
    on_the_page(till, Grade.MANAGER)
    till.tell(e.TestPrintPressed(), e.PrintFinished(till.kiosk.sees.desk.job or "none"))
    till.tell(e.PrintFinished(till.kiosk.sees.desk.job), e.PagePressed(e.Page.REPORTS), e.PrintReportPressed())
    (job,) = till.wanted("PrintReceipt")
    assert Text("Ceci n’est pas un ticket.", centred=True) not in job.parts


def test_every_lamp_is_lit_for_a_moment() -> None:
    till = Till()
    till.tell(e.DeviceChanged("tower", e.Role.LIGHTS, READY))
    before = till.wanted("ShowSignal")
    on_the_page(till)
    till.tell(e.LampTestPressed())
    assert [each.signal for each in till.wanted("ShowSignal")] == [s.EVERY_LAMP]
    till.wait(10)
    assert till.wanted("ShowSignal") == before


def test_light_and_sound_are_chosen_on_record_and_survive_a_power_cut() -> None:
    till = Till(shop=replace(SHOP, dims=True))
    view = on_the_page(till)
    assert [setting.label for setting in view.settings] == ["Lumière", "Son"]
    assert all(button.enabled for button in view.settings[0].choices)
    sounds = till.kiosk.till.sounds
    for _ in range(2):
        till.tell(e.BrightnessPressed(60), e.VolumePressed(25))
    assert till.told(f.BrightnessChosen) == [f.BrightnessChosen(60, "A1")]
    assert till.told(f.VolumeChosen) == [f.VolumeChosen(25, "A1")]
    assert till.kiosk.till.sounds == sounds + 1, "the new loudness is heard at once"
    till.off(60)
    assert (till.view.frame.brightness, till.view.frame.volume) == (60, 25)
    view = on_the_page(till)
    assert [button.label for setting in view.settings for button in setting.choices if not button.enabled] == [
        "60\u00a0%",
        "25\u00a0%",
    ]


def test_a_screen_without_a_light_of_its_own_offers_none_and_no_absurd_value_is_taken() -> None:
    till = Till()
    view = on_the_page(till)
    assert [setting.label for setting in view.settings] == ["Son"]
    till.tell(e.BrightnessPressed(60), e.VolumePressed(13), e.VolumePressed(1000))
    assert till.told(f.BrightnessChosen) == till.told(f.VolumeChosen) == []
    till = Till(shop=replace(SHOP, dims=True))
    on_the_page(till)
    till.tell(e.BrightnessPressed(0), e.BrightnessPressed(5))
    assert till.told(f.BrightnessChosen) == []


def test_a_restart_is_on_record_and_the_visit_ends() -> None:
    till = Till()
    on_the_page(till)
    view = till.tell(e.RestartPressed())
    assert till.facts[-2:] == [f.RestartAsked("A1"), f.AttendantLeft("A1")]
    assert till.kiosk.sees.ending
    assert isinstance(view, v.WaitView)
    till.off(10)
    assert not till.kiosk.sees.ending
    assert isinstance(till.view, v.AttractView)


def test_no_restart_while_somebody_shops_or_money_moves() -> None:
    till = Till()
    till.scan(BREAD)
    restart = on_the_page(till).buttons[-1]
    assert (restart.event, restart.enabled, restart.hint) == (e.RestartPressed(), False, "Borne occupée")
    till.tell(e.RestartPressed())
    assert not till.kiosk.sees.ending
    assert till.told(f.RestartAsked) == []


def test_no_restart_while_something_is_printed_for_staff() -> None:
    till = Till()
    on_the_page(till)
    till.tell(e.TestPrintPressed())
    assert not care.may_restart(till.kiosk)
    till.tell(e.PrintFinished(till.kiosk.sees.desk.job))
    assert care.may_restart(till.kiosk)


def test_a_restart_needs_somebody_of_the_staff_with_the_right() -> None:
    till = Till()
    till.tell(e.RestartPressed())
    assert not till.kiosk.sees.ending
    till = Till(shop=replace(SHOP, rights=without(Grade.ATTENDANT, Right.DEVICES)))
    till.attendant()
    view = till.tell(e.PagePressed(e.Page.DEVICES), e.RestartPressed(), e.VolumePressed(0))
    assert isinstance(view, v.AttendantView)
    assert till.told(f.RestartAsked) == till.told(f.VolumeChosen) == []


def test_a_closed_kiosk_is_restarted_and_stays_closed() -> None:
    till = Till()
    till.attendant()
    till.tell(e.ClosePressed(), e.RestartPressed())
    assert till.told(f.RestartAsked) == [f.RestartAsked("A1")]
    till.off(10)
    assert isinstance(till.view, v.ClosedView)


@pytest.mark.parametrize("role", e.Role)
@pytest.mark.parametrize("condition", [LOST, DEGRADED])
def test_every_kind_of_device_says_what_its_failure_means(role: e.Role, condition: e.Condition) -> None:
    till = Till()
    till.tell(e.DeviceChanged("other", role, condition, "printer_error"))
    view = on_the_page(till)
    (failed,) = [each for each in view.devices if each.mark == condition.value]
    assert failed.meaning
    assert failed.todo


def test_a_starting_device_is_waited_for() -> None:
    till = Till()
    till.tell(e.DeviceChanged(*NOTES, LOST, "starting"))
    view = on_the_page(till)
    assert (view.devices[0].meaning, view.devices[0].buttons) == ("Patientez.", ())
    assert isinstance(till.kiosk.state, Attended)
    assert isinstance(till.kiosk.state.under, Attract)
    assert present(till.kiosk) == till.view
