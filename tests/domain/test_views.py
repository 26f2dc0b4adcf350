"""What is on the screen in every state: finished text, in the customer's language, with something to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.domain.language import Language
from kiosk.domain.presenting import present
from kiosk.domain.senses import notice
from kiosk.domain.states import Kiosk
from tests.domain.kiosks import STORIES
from tests.flows.customer import START, WINE, Till

KIOSKS = {name: story().kiosk for name, story in STORIES.items()}


def every(kind: type[Any], value: Any) -> Iterator[Any]:
    """All values of this kind anywhere inside a view."""
    if isinstance(value, kind):
        yield value
    if isinstance(value, tuple):
        for each in value:
            yield from every(kind, each)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from every(kind, getattr(value, field.name))


def spoken(kiosk: Kiosk, language: Language) -> Kiosk:
    return replace(kiosk, till=replace(kiosk.till, language=language))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", KIOSKS)
def test_every_state_can_be_shown_in_every_language_without_a_hole(name: str, language: Language) -> None:
    kiosk = spoken(KIOSKS[name], language)
    for sight in (kiosk, notice(kiosk, e.StaffPressed()), notice(kiosk, e.JournalBroke("disk full"))):
        texts = list(every(str, present(sight)))
        assert not [text for text in texts if re.search(r"[{}]|Money\(|None", text)]


@pytest.mark.parametrize("name", KIOSKS)
def test_english_and_french_differ_only_in_words(name: str) -> None:
    french, english = (present(spoken(KIOSKS[name], language)) for language in Language)
    assert type(french) is type(english)
    assert [button.event for button in every(v.Button, french)] == [button.event for button in every(v.Button, english)]


@pytest.mark.parametrize("name", KIOSKS)
def test_a_view_compares_equal_to_itself_drawn_again(name: str) -> None:
    assert present(KIOSKS[name]) == present(KIOSKS[name])


@pytest.mark.parametrize("name", KIOSKS)
def test_a_disabled_means_of_payment_says_why(name: str) -> None:
    view = present(KIOSKS[name])
    if isinstance(view, v.ChoiceView):
        assert all(button.hint for button in view.means if not button.enabled)


@pytest.mark.parametrize("name", [name for name in KIOSKS if "all devices lost" in name])
def test_what_does_not_work_today_is_told_on_every_screen(name: str) -> None:
    frame: v.Frame = present(KIOSKS[name]).frame
    roles = {device.role for device in KIOSKS[name].sees.devices.values()}
    assert len(frame.notices) == len(roles - {e.Role.BAGGING})  # customers miss nothing of a bag that is not weighed


def test_a_sound_plays_once_and_its_file_exists() -> None:
    till = Till()
    till.tell(e.UnknownScanned("1"))
    first = till.view.frame.cue
    till.tell(e.ClockTicked(START + 1))
    assert till.view.frame.cue == first
    assert first.sound is v.Sound.NOT_FOUND
    sounds = Path(__file__).parents[2] / "assets" / "sounds"
    assert {path.stem for path in sounds.glob("*.wav")} == {sound.value for sound in v.Sound if sound}


def youngest_birthday(now: int, utc_offset: int = 0) -> str:
    """What the attendant's page tells of a bottle of wine."""
    till = Till(start=now)
    till.tell(e.ClockTicked(now, utc_offset))
    till.scan(WINE)
    till.tell(e.PayPressed())
    page = till.attendant()
    assert isinstance(page, v.AttendantView)
    return page.tasks[0].detail


@pytest.mark.parametrize(
    ("now", "born"),
    [
        (1_835_438_400, "28/02/2010"),  # 29 February 2028: born on 1 March 2010 is not yet 18
        (1_835_524_800, "01/03/2010"),
        (1_830_297_599, "31/12/2009"),  # one second before 2028 in Greenwich
    ],
)
def test_the_youngest_birthday_is_right_around_leap_days(now: int, born: str) -> None:
    assert born in youngest_birthday(now)


def test_the_youngest_birthday_is_that_of_the_shop_s_own_midnight() -> None:
    assert "01/01/2010" in youngest_birthday(1_830_297_599, utc_offset=3600)
