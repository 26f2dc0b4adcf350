"""Every button of staff, pressed by every grade: what is not theirs is neither offered nor done."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from kiosk.domain import events as e
from kiosk.domain.checkout import decide
from kiosk.domain.facts import Grade
from kiosk.domain.permitting import NEEDS, PAGES, PRICES, permitted
from kiosk.domain.presenting import present
from kiosk.domain.rights import ALLOWED, USUAL_RIGHTS, Right, Rights, without
from kiosk.domain.senses import notice
from kiosk.domain.states import Attended, Kiosk
from kiosk.domain.views import Button, Frame
from tests.domain.kiosks import STORIES
from tests.domain.test_every_state import some_of_each

KIOSKS = {name: story().kiosk for name, story in STORIES.items()}
VISITS = {name: kiosk for name, kiosk in KIOSKS.items() if isinstance(kiosk.state, Attended)}

TABLE = {
    # right: attendant, manager, technician
    Right.AGE: (True, True, True),
    Right.RELEASE: (True, True, True),
    Right.VOID: (True, True, True),
    Right.SHELF_PRICE: (True, True, True),
    Right.PRICE: (False, True, True),
    Right.DISCOUNT: (True, True, True),
    Right.SETTLE: (True, True, True),
    Right.CREDIT: (True, True, True),
    Right.RETURN: (True, True, True),
    Right.CHECK: (True, True, True),
    Right.COPY: (True, True, True),
    Right.OPEN: (True, True, True),
    Right.CLOCK: (True, True, True),
    Right.COUNT: (True, True, True),
    Right.CASH: (False, True, True),
    Right.BOOKS: (False, True, True),
    Right.TRAINING: (False, True, True),
    Right.STAFF: (False, True, True),
    Right.DEVICES: (True, True, True),
    Right.JOURNAL: (False, False, True),
}


def by(kiosk: Kiosk, grade: Grade, rights: Rights = USUAL_RIGHTS) -> Kiosk:
    """The same visit, by somebody of this grade; nothing is being counted, which others could not have begun."""
    assert isinstance(kiosk.state, Attended)
    kiosk = replace(kiosk, sees=replace(kiosk.sees, desk=replace(kiosk.sees.desk, count=())))
    return replace(kiosk, state=replace(kiosk.state, grade=grade), shop=replace(kiosk.shop, rights=rights))


def buttons_in(part: Any) -> list[Button]:
    """Every button of a screen, but for the frame around it, which anybody may press."""
    if isinstance(part, Button):
        return [part]
    if isinstance(part, tuple):
        return [button for each in part for button in buttons_in(each)]
    if is_dataclass(part) and not isinstance(part, Frame):
        return [button for each in fields(part) for button in buttons_in(getattr(part, each.name))]
    return []


def test_the_usual_rights() -> None:
    assert {right: tuple(USUAL_RIGHTS.has(grade, right) for grade in Grade) for right in Right} == TABLE


@pytest.mark.parametrize("grade", Grade)
def test_what_is_not_theirs_changes_nothing_whatever_is_going_on(grade: Grade) -> None:
    nothing = Rights(dict.fromkeys(Grade, frozenset[Right]()))
    tried = set()
    for kiosk in VISITS.values():
        powerless = by(kiosk, grade, nothing)
        for event in some_of_each(powerless):
            if not permitted(powerless, powerless.state, event):
                tried.add(type(event))
                assert decide(powerless, event) == ()
                assert notice(powerless, event).sees.desk == notice(powerless, e.LockPressed()).sees.desk
    assert tried == {*NEEDS, e.PagePressed, e.PricePressed, e.LinePressed}


@pytest.mark.parametrize("grade", Grade)
@pytest.mark.parametrize("rights", [USUAL_RIGHTS, without(Grade.ATTENDANT, *ALLOWED[Grade.ATTENDANT])])
def test_a_button_is_offered_to_those_only_who_may_press_it(grade: Grade, rights: Rights) -> None:
    for name, kiosk in VISITS.items():
        visited = by(kiosk, grade, rights)
        assert isinstance(visited.state, Attended)
        for button in buttons_in(present(visited)):
            assert permitted(visited, visited.state, button.event), f"{name}: {button.label}"


def test_every_right_is_needed_for_something() -> None:
    assert {*NEEDS.values(), *PAGES.values(), *PRICES.values()} == set(Right)
