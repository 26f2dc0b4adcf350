"""A handheld in the hands of queue-busting staff: it scans, hands over a code, and sells nothing."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.attending import AUTO_LOCK_SECONDS
from kiosk.domain.basket import Doubt, Refusal
from kiosk.domain.states import Attract, Parking, Shopping
from tests.flows.customer import APPLES, BREAD, SHOP, WINE, Till

HANDHELD = replace(SHOP, handheld="DOUCHETTE-1", parks=True, staff=(("A1", "Nadia"), ("A2", "Léo")))
CODE = ((True, False), (False, True))


def handheld() -> Till:
    return Till(shop=HANDHELD)


def taken(by: str = "A1") -> Till:
    till = handheld()
    till.tell(e.AttendantIdentified(by))
    return till


def handed_over(till: Till) -> v.View:
    """The codes of the basket are made and shown."""
    till.tell(e.PayPressed())
    (making,) = till.wanted("MakeBasketCodes")
    return till.tell(e.BasketCodesMade(making.basket, ("BORNE2:…",), (CODE,)))


def test_nobody_scans_before_a_pin_was_typed() -> None:
    till = handheld()
    assert isinstance(till.view, v.PinView)
    assert till.view.back == ()
    assert not till.wanted("ReadCodes")
    till.scan(BREAD)
    assert isinstance(till.kiosk.state, Attract)
    till.tell(e.AttendantIdentified("A1"))
    assert till.told(f.HandheldTaken) == [f.HandheldTaken("A1")]
    assert isinstance(till.view, v.HandoversView)
    assert till.view.name == "Nadia"
    assert till.wanted("ReadCodes")


def test_wrong_pins_make_the_keypad_wait() -> None:
    till = handheld()
    for _ in range(4):
        till.tell(e.PinWrong())
    assert isinstance(till.view, v.PinView)
    assert till.view.locked
    till.tell(e.AttendantIdentified("A1"))
    assert not till.told(f.HandheldTaken)


def test_a_basket_is_scanned_and_leaves_as_a_code() -> None:
    till = taken()
    till.scan(BREAD)
    till.scan(BREAD)
    till.scan(WINE)
    assert isinstance(till.view, v.BasketView)
    assert till.view.pay.label == "Montrer le code"
    shown = handed_over(till)
    assert isinstance(shown, v.CodesView)
    assert shown.codes == (CODE,)
    (parked,) = till.told(f.SaleParked)
    assert parked.by == "A1"
    assert parked.total == BREAD.price * 2 + WINE.price
    assert till.tell(e.DonePressed()) == till.view
    assert isinstance(till.view, v.HandoversView)
    assert len(till.view.handovers) == 1


def test_the_code_says_that_somebody_must_look_at_an_age() -> None:
    till = taken()
    till.scan(WINE)
    till.tell(e.PayPressed())
    (making,) = till.wanted("MakeBasketCodes")
    assert making.restricted


def test_what_the_handheld_does_not_know_goes_along_for_the_kiosk_to_ask() -> None:
    till = taken()
    till.tell(e.UnknownScanned("4006381333931"))
    till.scan(APPLES)  # to be weighed, and there is no scale here
    assert [each.doubt for each in till.kiosk.state.sale.exceptions] == [Doubt.UNKNOWN, Doubt.UNWEIGHED]  # type: ignore[union-attr]
    till.tell(e.PayPressed())
    (making,) = till.wanted("MakeBasketCodes")
    assert making.unknown == ("4006381333931", APPLES.code)


def test_an_empty_basket_makes_no_code() -> None:
    till = taken()
    till.tell(e.StartPressed(), e.PayPressed())
    assert isinstance(till.kiosk.state, Shopping)


def test_a_basket_can_be_shown_again_until_its_time_is_over() -> None:
    till = taken()
    till.scan(BREAD)
    handed_over(till)
    till.tell(e.DonePressed())
    assert isinstance(till.view, v.HandoversView)
    (again,) = till.view.handovers[0].show
    till.tell(again.event)
    assert isinstance(till.kiosk.state, Parking)
    (first, second) = (till.told(f.SaleParked)[0], till.told(f.HandoverShown)[0])
    assert (first.basket, first.expires) == (second.basket, second.expires)
    till.tell(e.DonePressed())
    till.wait(HANDHELD.parked_minutes * 60)
    till.tell(e.AttendantIdentified("A1"))
    assert isinstance(till.view, v.HandoversView)
    assert till.view.handovers[0].show == ()
    till.tell(again.event)
    assert isinstance(till.kiosk.state, Attract)


def test_a_code_that_cannot_be_made_was_handed_to_nobody_and_the_basket_goes_on() -> None:
    till = taken()
    till.scan(BREAD)
    till.tell(e.PayPressed())
    (making,) = till.wanted("MakeBasketCodes")
    till.tell(e.BasketCodesNotMade(making.basket, "no key"))
    assert isinstance(till.kiosk.state, Shopping)
    assert not till.kiosk.till.handovers
    handed_over(till)
    assert len(till.kiosk.till.handovers) == 1


def test_a_basket_that_left_before_is_never_filled_again_under_its_name() -> None:
    till = taken()
    till.scan(BREAD)
    handed_over(till)
    till.tell(e.DonePressed())
    (given,) = till.kiosk.till.handovers
    till.tell(e.HandoverPressed(given.basket), e.BasketCodesNotMade(given.basket, "no key"))
    assert isinstance(till.kiosk.state, Attract)
    assert till.kiosk.till.handovers == (given,)


def test_it_takes_no_basket_itself() -> None:
    till = taken()
    before = len(till.facts)
    till.tell(e.BasketShown("B1", (e.ItemScanned(BREAD, BREAD.code),)), e.BasketRefused(Refusal.FORGED, "CAISSE-2"))
    till.tell(e.BasketPartShown("B1", frozenset({1}), 2))
    assert till.facts[before:] == []


def test_the_next_customer_s_first_item_ends_the_code_of_the_last() -> None:
    till = taken()
    till.scan(BREAD)
    handed_over(till)
    till.scan(WINE)
    assert isinstance(till.kiosk.state, Shopping)
    assert [line.name for line in till.kiosk.state.sale.lines] == [WINE.name]


def test_left_on_a_shelf_it_locks_itself_and_keeps_the_basket() -> None:
    till = taken()
    till.scan(BREAD)
    till.wait(AUTO_LOCK_SECONDS + 10)
    assert till.told(f.HandheldLocked) == [f.HandheldLocked("A1")]
    assert isinstance(till.view, v.PinView)
    till.scan(WINE)
    till.tell(e.AttendantIdentified("A2"))
    assert isinstance(till.view, v.BasketView)
    assert len(till.view.lines) == 1


def test_after_a_restart_it_is_locked_and_the_basket_is_there() -> None:
    till = taken()
    till.scan(BREAD)
    till.off(30)
    assert isinstance(till.view, v.PinView)
    till.tell(e.AttendantIdentified("A1"))
    assert isinstance(till.kiosk.state, Shopping)
    assert len(till.kiosk.state.sale.lines) == 1


def test_it_never_opens_a_business_day() -> None:
    till = taken()
    till.scan(BREAD)
    handed_over(till)
    till.tell(e.DonePressed())
    till.wait(25 * 3600)
    assert not till.told(f.DayOpened)
    assert not till.told(f.PeriodClosed)


def test_a_clock_that_was_turned_back_is_put_right_by_a_manager_on_the_kiosk_s_own_pages() -> None:
    till = taken()
    till.scan(BREAD)
    till.clock(till.kiosk.sees.now - 90 * 24 * 3600)
    assert till.told(f.ClockDoubted)
    till.tell(e.StaffPressed(), e.AttendantIdentified("M1", f.Grade.MANAGER))
    assert isinstance(till.view, v.AttendantView)
    till.tell(e.ClockConfirmedPressed(), e.AttendantDonePressed())
    assert isinstance(till.view, v.BasketView)
