"""Somebody new at the screen: the name is typed, the PIN twice; and no label ever shows a digit that was typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from kivy.uix.label import Label

from kiosk.domain import events
from kiosk.domain.facts import Grade
from tests.ui.conftest import FRENCH, Kiosk


def entered(kiosk: Kiosk) -> list[events.Event]:
    """What was posted, without the signs of life."""
    return [event for event in kiosk.posted if not isinstance(event, events.StillHerePressed)]


def texts(widget: Any) -> Iterator[str]:
    if isinstance(widget, Label):
        yield widget.text
    for child in widget.children:
        yield from texts(child)


def types(kiosk: Kiosk, digits: str) -> None:
    for digit in digits:
        kiosk.touch(digit)
    kiosk.touch("Valider")


def test_a_name_and_a_role_are_one_event(kiosk: Kiosk) -> None:
    screen = kiosk.show("team_name")
    kiosk.touch("Caisse")
    assert entered(kiosk) == []
    for key in ("z", "k", "erase", "é", "-", "l"):
        kiosk.touch(key)
    assert screen.typed == "Zé-L"
    kiosk.touch("Gérance")
    assert entered(kiosk) == [events.PersonNamed("Zé-L", Grade.MANAGER)]
    kiosk.show("attract")
    assert screen.typed == ""


def test_a_new_pin_is_posted_when_it_was_typed_twice_the_same(kiosk: Kiosk) -> None:
    screen = kiosk.show("team_new_pin")
    types(kiosk, "72")
    assert (kiosk.posted, screen.hint) == ([], "Encore une fois")
    types(kiosk, "72")
    assert kiosk.posted == [events.PinChosen("72")]
    assert (screen._digits, screen._first, screen.alarm) == ("", "", "")


def test_two_that_differ_are_both_forgotten(kiosk: Kiosk) -> None:
    screen = kiosk.show("team_new_pin")
    types(kiosk, "72")
    types(kiosk, "75")
    assert kiosk.posted == []
    assert (screen.alarm, screen.hint) == ("Les deux codes diffèrent", "Choisissez 4 à 12 chiffres")
    assert (screen._digits, screen._first) == ("", "")
    kiosk.touch("7")
    assert screen.alarm == ""


@pytest.mark.parametrize("other", ["pin", "team_person", "attract"])
def test_nothing_typed_is_left_for_who_comes_next(kiosk: Kiosk, other: str) -> None:
    screen = kiosk.show("team_new_pin")
    types(kiosk, "72")
    kiosk.touch("8")
    kiosk.show(other)
    assert (screen._digits, screen._first, screen.again) == ("", "", False)


@pytest.mark.parametrize("name", ["pin", "pin_badge", "pin_shuffled", "team_new_pin"])
def test_no_label_shows_what_was_typed(kiosk: Kiosk, name: str) -> None:
    screen = kiosk.show(name)
    before = sorted(texts(screen))
    for digit in "72":
        kiosk.touch(digit)
    assert sorted(texts(screen)) == before
    assert not [text for text in before if "72" in text]


def test_a_shuffled_keypad_types_what_stands_on_its_keys(kiosk: Kiosk) -> None:
    kiosk.show("pin_shuffled")
    types(kiosk, "72")
    assert kiosk.posted == [events.PinEntered("72")]


def test_before_the_order_is_known_no_key_types_anything(kiosk: Kiosk) -> None:
    from dataclasses import replace

    screen = kiosk.show(replace(FRENCH["pin_shuffled"], keys=""))  # type: ignore[call-arg]
    with pytest.raises(LookupError):
        kiosk.touch("7")
    assert screen.typed == 0


@pytest.mark.parametrize(
    ("name", "label", "event"),
    [
        ("team", "Ajouter", events.RollPressed(events.RollStep.NAME)),
        ("team", "Fatou · Caisse", events.RollPressed(events.RollStep.PERSON, "P5")),
        ("team_person", "Nouveau code", events.RollPressed(events.RollStep.PIN, "P5")),
        ("team_dismiss", "Renvoyer", events.DismissPressed("P5")),
        ("team_dismiss", "Retour", events.RollLeft()),
        ("team_new_badge", "Sans badge", events.RollLeft()),
        ("attendant_recovered", "Compris", events.RecoverySeenPressed()),
    ],
)
def test_a_touch_posts_the_event_of_its_button_once(kiosk: Kiosk, name: str, label: str, event: events.Event) -> None:
    kiosk.show(name)
    kiosk.touch(label)
    assert kiosk.posted == [event]
