"""Every exception raised in every state: none is lost, none stands in the way of money."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import bagging
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.bag import WEIGHTS_NEEDED
from kiosk.domain.basket import Refusal
from kiosk.domain.checkout import decide
from kiosk.domain.facts import Reason
from kiosk.domain.history import replay
from kiosk.domain.money import Money
from kiosk.domain.senses import notice
from kiosk.domain.shop import Bagging, Control
from kiosk.domain.states import Attended, Kiosk, Shopping, sale_of
from tests.domain.kiosks import STORIES
from tests.flows.customer import BREAD, RECALLED, WINE

RAISED: dict[str, e.Event] = {
    "help": e.HelpPressed(),
    "unknown code": e.UnknownScanned("4006381333931"),
    "blocked article": e.ItemScanned(RECALLED, RECALLED.code),
    "age": e.ItemScanned(WINE, WINE.code),
    "many pieces": e.ItemScanned(BREAD, BREAD.code, count=9),
    "dear removal": e.RemovePressed(1),
    "price": e.PriceDisputedPressed(),
    "forged basket": e.BasketRefused(Refusal.FORGED, "CAISSE-9"),
    "paying an unchecked basket": e.PayPressed(),
    "weight in the bag": e.WeightChanged("bag", e.WeightState.STABLE, 9000),
    "dead scale of the bag": e.DeviceChanged("bag", e.Role.BAGGING, e.Condition.LOST, "link_lost"),
    "dead machine": e.DeviceChanged("coins", e.Role.CASH, e.Condition.LOST, "jam"),
    "dead terminal": e.DeviceChanged("card", e.Role.CARD, e.Condition.LOST, "silent"),
    "dead printer": e.DeviceChanged("printer", e.Role.PRINTER, e.Condition.LOST, "paper_out"),
}
CONTROLLED = Control(removal_max=Money(1), count_max=2, basket_max=Money(1))
KIOSKS = {name: story().kiosk for name, story in STORIES.items() if "lost" not in name}


def told(kiosk: Kiosk, event: e.Event) -> tuple[tuple[f.Fact, ...], Kiosk]:
    seen = notice(kiosk, event)
    facts = decide(seen, event)
    return facts, replay(facts, seen)


@pytest.mark.parametrize("raised", RAISED)
def test_no_exception_hides_another_or_money(raised: str) -> None:
    for name, kiosk in KIOSKS.items():
        controlled = replace(kiosk, shop=replace(kiosk.shop, control=CONTROLLED))
        facts, after = told(controlled, RAISED[raised])
        gone = {fact.reason for fact in facts if isinstance(fact, f.CallResolved)}
        kept = {call.reason for call in controlled.calls} - gone - {Reason.HELP}
        assert kept <= {call.reason for call in after.calls}, f"{name}: a call is lost"
        settled = {fact.exception for fact in facts if isinstance(fact, f.DoubtSettled)}
        for before, sale in zip(sale_of(controlled.own), sale_of(after.own), strict=False):
            open_before = {each.number for each in before.exceptions if each not in before.turned_away}
            assert open_before - settled <= {each.number for each in sale.exceptions}, f"{name}: an exception is lost"
        inserted, _ = told(after, e.CashStacked("coins", Money(100)))
        assert any(isinstance(fact, f.CashInserted | f.CashFilled) for fact in inserted), f"{name}: a coin is ignored"


def test_what_lies_in_the_bag_unscanned_is_asked_about_in_every_basket_and_never_while_paying() -> None:
    asked_in = 0
    for name, kiosk in KIOSKS.items():
        if kiosk.shop.handheld or kiosk.blocked or kiosk.sees.journal_broken:
            continue
        weights = {line.code: (250,) * WEIGHTS_NEEDED for sale in sale_of(kiosk.own) for line in sale.lines}
        shop, till = replace(kiosk.shop, bagging=Bagging("bag")), replace(kiosk.till, weights=weights)
        after = replace(kiosk, shop=shop, till=till)
        for event in (e.DeviceChanged("bag", e.Role.BAGGING, e.Condition.READY), RAISED["weight in the bag"]):
            _, after = told(after, event)
        for seconds in (1, 1, 11):
            _, after = told(after, e.ClockTicked(after.sees.now + seconds, after.sees.utc_offset))
        own = after.own
        basket = isinstance(own, Shopping) and own.sale.lines and bagging.is_watched(after, own.sale)
        unknown = any(bagging.awaited(after, sale).heavier for sale in sale_of(own))
        if basket and not unknown and not isinstance(after.state, Attended):
            asked_in += 1
            assert [bagging.asked(sale) for sale in sale_of(own)] != [()], name
        elif not isinstance(own, Shopping):
            assert not any(bagging.asked(sale) for sale in sale_of(own)), name
            _, later = told(after, e.CashStacked("coins", Money(100)))
            assert later != after, f"{name}: a coin is ignored"
    assert asked_in >= 5


@pytest.mark.parametrize("raised", ["unknown code", "blocked article", "age", "forged basket"])
def test_what_is_shown_while_a_message_is_open_is_not_lost(raised: str) -> None:
    tried = 0
    for name, kiosk in KIOSKS.items():
        under = getattr(kiosk.state, "under", None)
        if not isinstance(under, Shopping) or kiosk.blocked or any(not c.is_over and c.by for c in under.sale.checks):
            continue
        known = {line.code for line in under.sale.lines} | {each.code for each in under.sale.exceptions}
        facts, _ = told(kiosk, RAISED[raised])
        again = {WINE.code, RECALLED.code, "4006381333931"} & known
        assert facts or again, f"{name}: it is as if nothing had been shown"
        tried += 1
    assert tried > 10


def test_a_visit_clears_all_in_one_go_and_each_with_its_approver() -> None:
    kiosk = next(k for n, k in KIOSKS.items() if n == "Attended, NeedsAttendant doubts")
    assert isinstance(kiosk.state, Attended)
    by: set[str] = set()
    for _ in range(10):
        numbers = [each.number for sale in sale_of(kiosk.own) for each in sale.exceptions]
        if not numbers:
            break
        facts, kiosk = told(kiosk, e.RefusePressed(numbers[0]))
        by |= {fact.by for fact in facts if isinstance(fact, f.DoubtSettled)}
    facts, kiosk = told(kiosk, e.AgeApprovePressed())
    assert not any(sale.exceptions for sale in sale_of(kiosk.own))
    assert by == {"A1"}
    facts, kiosk = told(kiosk, e.AttendantDonePressed())
    assert not kiosk.calls
