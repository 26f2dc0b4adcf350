"""Colours that can be read, sizes that can be hit."""

from __future__ import annotations

import pytest

from kiosk.domain.views import Tone
from kiosk.ui.look import TOUCH_MIN, look
from kiosk.ui.theme import CONTRAST_MIN, Theme, contrast

SIZES = ((1080, 1920), (1920, 1080), (1280, 800))


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_every_text_of_the_theme_can_be_read_on_its_ground() -> None:
    assert min(contrast(ink, ground) for ink, ground in Theme().pairs()) >= CONTRAST_MIN


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("enabled", [True, False])
def test_every_button_can_be_read(tone: Tone, enabled: bool) -> None:
    paint = Theme().paint(tone, enabled)
    assert contrast(paint.ink, paint.fill) >= CONTRAST_MIN


def test_a_brand_colour_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="#88CC88"):
        Theme(brand="#88CC88")


@pytest.mark.parametrize("size", SIZES)
def test_whatever_is_touched_is_large_enough(size: tuple[int, int]) -> None:
    sizes = look(*size)
    assert min(sizes.touch, sizes.tall, sizes.key, sizes.tile, sizes.low_tile) >= TOUCH_MIN * min(size) / 100


def test_the_side_stands_below_in_portrait_and_right_in_landscape() -> None:
    assert look(1080, 1920).across == "vertical"
    assert look(1280, 800).across == "horizontal"
