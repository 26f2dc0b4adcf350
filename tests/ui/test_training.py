"""While staff are learning, every screen says so, hides nothing for it, and looks as before when it is over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from kiosk.domain.language import Language
from kiosk.domain.views import View
from kiosk.ui.theme import Theme
from tests.ui.conftest import FRENCH, SAMPLES, Kiosk
from tests.ui.gallery import framebuffer, in_training

BANNER = tuple(bytes.fromhex(Theme().danger.removeprefix("#")))


def pixels(kiosk: Kiosk, view: View) -> Any:
    kiosk.show(view)
    return framebuffer()


def banner(kiosk: Kiosk) -> Any:
    (found,) = [widget for widget in kiosk.offscreen.app.shell.children if type(widget).__name__ == "Banner"]
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_the_banner_lies_over_every_screen_with_an_edge_all_around(kiosk: Kiosk, name: str) -> None:
    view = in_training(FRENCH[name], Language.FR)
    drawn = pixels(kiosk, view)
    assert banner(kiosk).text == view.frame.training
    for edge in (drawn[0], drawn[-1], drawn[:, 0], drawn[:, -1]):
        assert (edge == BANNER).all()
    band = drawn[: int(banner(kiosk).height)]
    assert (band == (255, 255, 255)).all(axis=2).sum() > 2_000, "its letters"


@pytest.mark.parametrize("name", SAMPLES)
def test_a_screen_looks_after_training_exactly_as_before(kiosk: Kiosk, name: str) -> None:
    before = pixels(kiosk, FRENCH[name])
    pixels(kiosk, in_training(FRENCH[name], Language.FR))
    after = pixels(kiosk, FRENCH[name])
    assert np.array_equal(before, after)


def test_no_screen_has_a_banner_otherwise(kiosk: Kiosk) -> None:
    drawn = pixels(kiosk, FRENCH["basket_3"])
    assert not (drawn == BANNER).all(axis=2).any()
    assert banner(kiosk).height == 0


def test_the_idle_warning_and_the_price_pad_lie_below_the_banner(kiosk: Kiosk) -> None:
    shell = kiosk.offscreen.app.shell
    kiosk.show("training_idle")
    assert shell.children[0] is banner(kiosk)
    kiosk.show(in_training(FRENCH["attendant_unknown"], Language.FR))
    kiosk.touch("Saisir le prix")
    assert [type(each).__name__ for each in shell.children[:2]] == ["Banner", "PricePad"]


def test_nothing_is_drawn_while_nothing_happens_in_training_either(kiosk: Kiosk) -> None:
    kiosk.show("training_basket")
    assert kiosk.offscreen.frames_drawn(120) == 0


def test_a_banner_that_changes_its_language_is_drawn_again(kiosk: Kiosk) -> None:
    view = FRENCH["training_basket"]
    kiosk.show(view)
    kiosk.show(replace(view, frame=replace(view.frame, training="TRAINING")))
    assert banner(kiosk).text == "TRAINING"
