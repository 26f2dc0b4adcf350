"""The live picture: a new frame is uploaded once, and nobody looks for one while the basket is not on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from tests.ui.conftest import Kiosk
from tests.ui.gallery import StillPicture


@dataclass
class Camera:
    """Hands out one picture and counts how often it was asked."""

    picture: StillPicture | None = field(default_factory=StillPicture)
    asked: int = 0

    def latest(self) -> StillPicture | None:
        self.asked += 1
        return self.picture


@pytest.fixture
def camera(kiosk: Kiosk) -> Iterator[Camera]:
    kiosk.show("wait")
    camera = Camera()
    kiosk.offscreen.app.pictures = camera
    yield camera
    kiosk.offscreen.app.pictures = None
    kiosk.show("wait")


def _until_asked(kiosk: Kiosk, camera: Camera, times: int) -> int:
    """Run the loop until the camera was asked this often more; tells how many frames were drawn."""
    target, drawn = camera.asked + times, 0
    while camera.asked < target:
        drawn += kiosk.offscreen.frames_drawn(1)
    return drawn + kiosk.offscreen.frames_drawn(2)


def test_one_picture_is_drawn_once(kiosk: Kiosk, camera: Camera) -> None:
    kiosk.show("basket_1")
    _until_asked(kiosk, camera, 2)
    assert _until_asked(kiosk, camera, 3) == 0


def test_a_new_number_is_drawn(kiosk: Kiosk, camera: Camera) -> None:
    kiosk.show("basket_1")
    _until_asked(kiosk, camera, 2)
    camera.picture = replace(StillPicture(), number=2)
    assert _until_asked(kiosk, camera, 2) >= 1


def test_a_camera_that_is_away_shows_nothing(kiosk: Kiosk, camera: Camera) -> None:
    camera.picture = None
    kiosk.show("basket_1")
    assert _until_asked(kiosk, camera, 3) == 0


def test_nobody_looks_while_the_basket_is_not_shown(kiosk: Kiosk, camera: Camera) -> None:
    kiosk.show("basket_1")
    _until_asked(kiosk, camera, 1)
    kiosk.show("card")
    asked = camera.asked
    kiosk.offscreen.frames_drawn(60)
    assert camera.asked == asked
