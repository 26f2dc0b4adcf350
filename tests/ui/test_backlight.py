"""The screen's light, in folders laid out as Linux does."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from kiosk.ui.backlight import Backlight, can_be_set


def light(folder: Path, name: str, brightness: str = "40", most: str = "255") -> Path:
    made = folder / name
    made.mkdir()
    (made / "brightness").write_text(f"{brightness}\n")
    (made / "max_brightness").write_text(f"{most}\n")
    return made


def test_a_code_is_shown_in_full_light_and_the_light_before_comes_back(tmp_path: Path) -> None:
    one, other = light(tmp_path, "panel"), light(tmp_path, "second", "7", "15")
    backlight = Backlight(tmp_path)
    backlight.show(100)
    assert [(each / "brightness").read_text() for each in (one, other)] == ["255", "15"]
    backlight.show(0)
    assert [(each / "brightness").read_text() for each in (one, other)] == ["40", "7"]


def test_asking_twice_does_not_forget_how_it_was(tmp_path: Path) -> None:
    panel = light(tmp_path, "panel")
    backlight = Backlight(tmp_path)
    backlight.show(100)
    backlight.show(100)
    backlight.show(0)
    backlight.show(0)
    assert (panel / "brightness").read_text() == "40"


def test_a_light_that_cannot_be_read_is_told_once_and_hurts_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "broken").mkdir()
    panel = light(tmp_path, "panel")
    backlight = Backlight(tmp_path)
    with caplog.at_level(logging.WARNING):
        backlight.show(100)
        backlight.show(0)
        backlight.show(100)
    assert (panel / "brightness").read_text() == "255"
    assert len([record for record in caplog.records if "brightness" in record.message]) == 1


def test_a_machine_without_a_backlight_goes_on(tmp_path: Path) -> None:
    backlight = Backlight(tmp_path / "none")
    backlight.show(100)
    backlight.show(0)


def test_the_light_that_was_chosen_is_what_a_code_leaves_behind(tmp_path: Path) -> None:
    panel = light(tmp_path, "panel")
    backlight = Backlight(tmp_path)
    shown = []
    for percent in (60, 100, 60, 0):
        backlight.show(percent)
        shown.append((panel / "brightness").read_text())
    assert shown == ["153", "255", "153", "40"]


def test_a_screen_with_few_steps_is_never_dark_and_one_without_a_number_is_left_alone(tmp_path: Path) -> None:
    coarse, odd = light(tmp_path, "coarse", "2", "3"), light(tmp_path, "odd", "2", "many")
    Backlight(tmp_path).show(20)
    assert (coarse / "brightness").read_text() == "1"
    assert (odd / "brightness").read_text() == "2\n"


def test_whether_there_is_a_light_to_set_shows_in_its_folders(tmp_path: Path) -> None:
    assert not can_be_set(tmp_path)
    light(tmp_path, "panel")
    assert can_be_set(tmp_path)
