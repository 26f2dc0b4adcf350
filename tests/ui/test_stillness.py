"""Nothing moves, nothing is drawn. A file of its own: two seconds a screen, beside the other tests of the screens."""

from __future__ import annotations

import pytest

from tests.ui.conftest import SAMPLES, Kiosk


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_drawn_while_nothing_happens(kiosk: Kiosk, name: str) -> None:
    kiosk.show(name)
    assert kiosk.offscreen.frames_drawn(120) == 0
