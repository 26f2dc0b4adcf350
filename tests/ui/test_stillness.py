"""Nothing moves, nothing is drawn. A file of its own: two seconds a screen, beside the other tests of the screens."""

from __future__ import annotations

import pytest

from tests.ui.conftest import FRENCH, Kiosk


@pytest.mark.parametrize("name", FRENCH)
def test_nothing_is_drawn_while_nothing_happens(kiosk: Kiosk, name: str) -> None:
    kiosk.show(name)
    assert kiosk.offscreen.frames_drawn(120) == 0
