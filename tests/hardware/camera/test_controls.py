"""Light, exposure and focus: set where the camera has them, and said where not."""

import errno
from collections.abc import Mapping
from pathlib import Path

import pytest

from hardware.camera import controls as c
from hardware.camera.controls import Offered, Settings, V4l2Controls, apply, darken

WEBCAM = {
    c.EXPOSURE_AUTO: Offered(0, 3),
    c.EXPOSURE: Offered(3, 2047),
    c.EXPOSURE_PRIORITY: Offered(0, 1),
    c.FOCUS: Offered(0, 250, 5),
    c.FOCUS_AUTO: Offered(0, 1),
}


class Camera:
    """Has the controls it is given, takes what is set and refuses some of it."""

    def __init__(self, has: Mapping[int, Offered], refuses: frozenset[int] = frozenset()) -> None:
        self._has, self._refuses = has, refuses
        self.now: dict[int, int] = {}

    def offered(self, control: int) -> Offered | None:
        return self._has.get(control)

    def set(self, control: int, value: int) -> None:
        offered = self._has[control]
        if control in self._refuses or not offered.lowest <= value <= offered.highest:
            raise OSError(errno.ERANGE, "refused")
        self.now[control] = value


def test_what_is_not_asked_for_is_left_to_the_camera() -> None:
    camera = Camera(WEBCAM)
    assert apply(Settings(), camera) == ()
    assert camera.now == {}


def test_exposure_and_focus_are_fixed() -> None:
    camera = Camera(WEBCAM)
    assert apply(Settings(exposure_us=1000, focus=32), camera) == ("exposure 1000 us", "focus 30")
    assert camera.now == {c.EXPOSURE_AUTO: 1, c.EXPOSURE_PRIORITY: 0, c.EXPOSURE: 10, c.FOCUS_AUTO: 0, c.FOCUS: 30}


def test_a_value_out_of_range_becomes_the_nearest_and_is_told() -> None:
    assert apply(Settings(exposure_us=100, focus=900), Camera(WEBCAM)) == ("exposure 300 us", "focus 250")


def test_a_camera_without_them_says_so() -> None:
    assert apply(Settings(1000, 30, torch=True), Camera({})) == (
        "the camera has no fixed exposure",
        "the camera has no focus that can be set",
        "the camera has no torch",
    )


def test_a_camera_that_refuses_is_told_apart_from_one_that_cannot() -> None:
    has = {**WEBCAM, c.ILLUMINATOR: Offered(0, 1)}
    camera = Camera(has, frozenset(has))
    assert apply(Settings(1000, 30, torch=True), camera) == (
        "the camera refuses a fixed exposure",
        "the camera refuses a fixed focus",
        "the camera refuses to switch its torch on",
    )


@pytest.mark.parametrize(("lamp", "on"), [(c.FLASH_LED_MODE, 2), (c.ILLUMINATOR, 1)])
def test_the_torch_burns_until_the_camera_is_closed(lamp: int, on: int) -> None:
    camera = Camera({lamp: Offered(0, 2)})
    assert apply(Settings(torch=True), camera) == ("torch on",)
    assert camera.now == {lamp: on}
    darken(camera)
    assert camera.now == {lamp: 0}


def test_a_camera_that_knows_no_manual_mode_is_still_exposed() -> None:
    camera = Camera({c.EXPOSURE: Offered(1, 100), c.EXPOSURE_AUTO: Offered(0, 3)}, frozenset({c.EXPOSURE_AUTO}))
    assert apply(Settings(exposure_us=1000), camera) == ("exposure 1000 us",)


def test_the_kernel_is_asked_and_what_is_no_camera_offers_nothing(tmp_path: Path) -> None:
    (tmp_path / "video0").write_text("no camera")
    with V4l2Controls(str(tmp_path / "video0")) as controls:
        assert controls.offered(c.EXPOSURE) is None
        with pytest.raises(OSError, match="ioctl"):
            controls.set(c.EXPOSURE, 10)
