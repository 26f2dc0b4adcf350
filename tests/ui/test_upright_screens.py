"""Every screen, in both languages, in an upright window: nothing cut off, too small, or on top of another."""

from __future__ import annotations

import pytest

from tests.ui.example_views import CODES
from tests.ui.pictures_of_all import check_code, check_screens

SIZE = "1080x1920"


def test_every_screen_is_whole() -> None:
    check_screens(SIZE)


@pytest.mark.parametrize("name", CODES)
def test_the_receipt_code_is_read_off_the_window(name: str) -> None:
    check_code(SIZE, name)
