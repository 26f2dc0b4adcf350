"""Screens with a shop's own colours and while staff are learning; and the README shows what is drawn today."""

from __future__ import annotations

import pytest
from PIL import Image

from kiosk.domain.language import Language
from tests.ui.example_views import examples
from tests.ui.pictures_of_all import ROOT, gallery, wrong
from tests.ui.readme_pictures import DIFFERENCE_MAX, SCREENS, difference, drawn_of, files, journey, small


def test_a_shop_with_its_own_colours_and_logo_has_whole_screens_too() -> None:
    chosen = tuple(f"{name}_fr" for name in ("attract", "basket_market", "choice", "cash", "attendant", "pin_locked"))
    found = wrong(gallery("1080x1920", "--branded", *chosen))
    assert set(found) == set(chosen)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_every_screen_is_whole_while_staff_are_learning() -> None:
    found = wrong(gallery("1280x800", "--training"))
    assert len(found) == len(examples(Language.FR)) + 1
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("name", files())
def test_the_pictures_of_the_readme_show_what_is_drawn_today(name: str) -> None:
    there = ROOT / "assets" / "screens" / name
    today = small(drawn_of(SCREENS[name], gallery)) if name in SCREENS else journey(gallery)
    with Image.open(there) as committed:
        differs = difference(committed.convert("RGB"), today)
    assert differs < DIFFERENCE_MAX, f"{name} shows older screens (differs by {differs:.2f}): run script/pictures"


def test_the_pictures_of_the_readme_are_small() -> None:
    assert sum((ROOT / "assets" / "screens" / name).stat().st_size for name in files()) < 1_000_000
