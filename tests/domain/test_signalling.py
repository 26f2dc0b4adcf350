"""What staff see and hear from afar: the light, the sound, the notice for a station to come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import signalling as s
from kiosk.domain.facts import Grade, Reason
from kiosk.domain.history import replay
from kiosk.domain.money import Money
from tests.domain.kiosks import STORIES
from tests.flows.customer import BREAD, PHONE, START, WINE, Till


def test_every_reason_to_call_has_a_signal_and_an_urgency() -> None:
    assert set(s.SIGNALS) == set(Reason)
    assert set(s.SIGNALS.values()) <= set(s.URGENCY)
    assert not any(s.Lamp.GREEN in signal.lamp for signal in s.SIGNALS.values())


@pytest.mark.parametrize("reason", Reason)
def test_a_call_shows_its_signal_and_stops_blinking_when_somebody_comes(reason: Reason) -> None:
    till = selling()
    till.kiosk = replay((f.AttendantCalled(reason, Money(100)),), till.kiosk)
    shown = s.signal(till.kiosk)
    assert shown == s.SIGNALS[reason]
    if reason is not Reason.HELP:  # whoever comes has helped
        till.kiosk = replay((f.AttendantArrived("A1", Grade.ATTENDANT),), till.kiosk)
        assert s.signal(till.kiosk) == replace(shown, blinking=False)


@pytest.mark.parametrize("name", STORIES)
def test_in_every_state_a_call_keeps_the_light_from_green(name: str) -> None:
    kiosk = STORIES[name]().kiosk
    assert s.notice_of(kiosk).signal == s.signal(kiosk)
    if kiosk.calls:
        assert s.Lamp.GREEN not in s.signal(kiosk).lamp


def test_money_is_more_urgent_than_help() -> None:
    till = selling()
    till.tell(e.HelpPressed())
    assert s.signal(till.kiosk) == s.WANTED
    till.kiosk = replay((f.AttendantCalled(Reason.OWED, Money(100)),), till.kiosk)
    assert s.signal(till.kiosk) == s.MONEY


def test_a_kiosk_that_sells_is_green_and_a_closed_one_is_dark() -> None:
    till = selling()
    assert s.signal(till.kiosk) == s.READY
    till.scan(BREAD)
    assert s.signal(till.kiosk) == s.READY
    till.tell(e.CancelPressed())
    till.attendant()
    till.tell(e.ClosePressed(), e.AttendantDonePressed())
    assert s.signal(till.kiosk) == s.DARK


def test_a_lost_device_is_worth_a_look_and_nothing_to_pay_with_is_out_of_order() -> None:
    till = selling()
    till.tell(e.DeviceChanged("printer", e.Role.PRINTER, e.Condition.LOST, "link_lost"))
    assert s.signal(till.kiosk) == s.SOON
    for name, role in (("notes", e.Role.CASH), ("coins", e.Role.CASH), ("card", e.Role.CARD)):
        till.tell(e.DeviceChanged(name, role, e.Condition.LOST, "link_lost"))
    assert s.signal(till.kiosk) == s.OUT_OF_ORDER


def test_a_kiosk_that_cannot_read_a_code_or_write_is_out_of_order() -> None:
    till = selling()
    till.tell(e.DeviceChanged("camera", e.Role.CAMERA, e.Condition.LOST, "no_picture"))
    assert s.signal(till.kiosk) == s.OUT_OF_ORDER
    till = selling()
    till.tell(e.JournalBroke("disk full", Money(0)))
    assert s.signal(till.kiosk) == s.OUT_OF_ORDER


def test_a_tower_that_is_lost_says_nothing_about_itself() -> None:
    till = selling()
    till.tell(e.DeviceChanged("tower", e.Role.LIGHTS, e.Condition.LOST, "link_lost"))
    assert s.signal(till.kiosk) == s.READY


def test_a_basket_with_something_open_for_long_is_amber_before_anybody_calls() -> None:
    till = selling()
    till.scan(WINE)
    till.wait(s.STUCK_SECONDS - 10)
    assert s.signal(till.kiosk) == s.READY
    till.scan(BREAD)
    till.wait(20)
    assert s.signal(till.kiosk) == s.SOON
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed())
    assert s.signal(till.kiosk) == s.READY


def test_a_tower_is_told_only_where_there_is_one_and_also_when_nothing_can_be_written() -> None:
    till = selling()
    assert till.wanted("ShowSignal") == []
    till.tell(e.DeviceChanged("tower", e.Role.LIGHTS, e.Condition.LOST, "starting"))
    assert [each.signal for each in till.wanted("ShowSignal")] == [s.READY]
    till.tell(e.JournalBroke("disk full", Money(0)))
    assert [each.signal for each in till.wanted("ShowSignal")] == [s.OUT_OF_ORDER]


def test_a_call_sounds_once_then_every_half_minute_until_somebody_comes() -> None:
    till = selling()
    till.scan(BREAD)
    silent = till.view.frame.bell.number
    till.tell(e.HelpPressed())
    rung = [till.wait(10).frame.bell.number - silent for _ in range(7)]
    assert rung == [1, 1, 1, 2, 2, 2, 3]
    till.attendant()
    assert till.wait(60).frame.bell.number - silent == 3


def test_another_reason_sounds_at_once_and_an_empty_shop_falls_silent() -> None:
    till = selling()
    till.tell(e.HelpPressed())
    till.wait(10)
    rings = till.kiosk.sees.rings
    till.kiosk = replay((f.AttendantCalled(Reason.OWED, Money(100)),), till.kiosk)
    till.wait(10)
    assert till.kiosk.sees.rings == rings + 1
    till.wait(2 * s.RING_SECONDS_MAX)
    assert till.kiosk.sees.rings - rings <= s.RING_SECONDS_MAX // s.RING_SECONDS + 2
    silent = till.kiosk.sees.rings
    till.wait(300)
    assert till.kiosk.sees.rings == silent


def test_the_notice_says_who_waits_for_what_since_when() -> None:
    till = selling()
    till.scan(PHONE)
    till.scan(BREAD)
    till.tell(e.HelpPressed())
    till.wait(40)
    notice = s.notice_of(till.kiosk)
    assert notice == s.StaffNotice(
        kiosk="1",
        doing=s.Doing.SHOPPING,
        signal=s.WANTED,
        calls=(s.StaffCall(Reason.HELP, START + 10),),
        amount=Money(120),
    )
    till.attendant()
    assert s.notice_of(till.kiosk).by == "A1"


@pytest.mark.parametrize(
    ("events", "doing"),
    [
        ((), s.Doing.FREE),
        ((e.StartPressed(),), s.Doing.SHOPPING),
        ((e.ItemScanned(BREAD, BREAD.code), e.PayPressed()), s.Doing.PAYING),
        ((e.ItemScanned(BREAD, BREAD.code), e.PayPressed(), e.PayCashPressed()), s.Doing.PAYING),
        ((e.JournalBroke("disk full", Money(0)),), s.Doing.BROKEN),
    ],
)
def test_the_notice_says_what_goes_on(events: tuple[e.Event, ...], doing: s.Doing) -> None:
    till = selling()
    till.tell(*events)
    assert s.notice_of(till.kiosk).doing is doing


def selling() -> Till:
    """A kiosk that can read codes."""
    till = Till()
    till.tell(e.DeviceChanged("camera", e.Role.CAMERA, e.Condition.READY))
    return till
