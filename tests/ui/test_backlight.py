"""The screen's light, in folders laid out as Linux does."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from kiosk.ui.backlight import Backlight


def light(folder: Path, name: str, brightness: str = "40", most: str = "255") -> Path:
    made = folder / name
    made.mkdir()
    (made / "brightness").write_text(f"{brightness}\n")
    (made / "max_brightness").write_text(f"{most}\n")
    return made


def test_a_code_is_shown_in_full_light_and_the_light_before_comes_back(tmp_path: Path) -> None:
    one, other = light(tmp_path, "panel"), light(tmp_path, "second", "7", "15")
    backlight = Backlight(tmp_path)
    backlight.bright()
    assert [(each / "brightness").read_text() for each in (one, other)] == ["255", "15"]
    backlight.as_before()
    assert [(each / "brightness").read_text() for each in (one, other)] == ["40", "7"]


def test_asking_twice_does_not_forget_how_it_was(tmp_path: Path) -> None:
    panel = light(tmp_path, "panel")
    backlight = Backlight(tmp_path)
    backlight.bright()
    backlight.bright()
    backlight.as_before()
    backlight.as_before()
    assert (panel / "brightness").read_text() == "40"


def test_a_light_that_cannot_be_read_is_told_once_and_hurts_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "broken").mkdir()
    panel = light(tmp_path, "panel")
    backlight = Backlight(tmp_path)
    with caplog.at_level(logging.WARNING):
        backlight.bright()
        backlight.as_before()
        backlight.bright()
    assert (panel / "brightness").read_text() == "255"
    assert len([record for record in caplog.records if "brightness" in record.message]) == 1


def test_a_machine_without_a_backlight_goes_on(tmp_path: Path) -> None:
    backlight = Backlight(tmp_path / "none")
    backlight.bright()
    backlight.as_before()
