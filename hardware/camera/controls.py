"""What a camera lets be set through V4L2: light, exposure, focus; each only where the camera offers it.

Numbers and structures: linux/videodev2.h and linux/v4l2-controls.h. OpenCV has no word for a torch and does not tell
whether what it was told was done, so the kernel is asked itself, through a descriptor of its own: controls belong to
the camera, not to who opened it.
"""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

EXPOSURE_AUTO: Final = 0x009A0901
EXPOSURE: Final = 0x009A0902  # in 100 us
EXPOSURE_PRIORITY: Final = 0x009A0903
FOCUS: Final = 0x009A090A
FOCUS_AUTO: Final = 0x009A090C
FLASH_LED_MODE: Final = 0x009C0901
ILLUMINATOR: Final = 0x00980925

_EXPOSURE_MANUAL: Final = 1
_FLASH_OFF, _FLASH_TORCH = 0, 2
_QUERY, _SET = 0xC0445624, 0xC008561C  # VIDIOC_QUERYCTRL, VIDIOC_S_CTRL
_QUERY_LAYOUT: Final = struct.Struct("II32siiiiI2I")  # id, type, name, minimum, maximum, step, default, flags, reserved
_SET_LAYOUT: Final = struct.Struct("Ii")
_DISABLED, _READ_ONLY = 0x0001, 0x0004
_US_A_STEP: Final = 100


@dataclass(frozen=True, slots=True)
class Settings:
    """What is fixed; None and False leave it to the camera.

    `exposure_us`: microseconds; a hand at 200 mm/s asks for 1000 and good light. `focus`: in the camera's own unit.
    """

    exposure_us: int | None = None
    focus: int | None = None
    torch: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """The values a control takes."""

    lowest: int
    highest: int
    step: int = 1

    def nearest(self, value: int) -> int:
        """The value it takes instead of this one."""
        steps = round((min(max(value, self.lowest), self.highest) - self.lowest) / max(1, self.step))
        return self.lowest + steps * max(1, self.step)


class Controls(Protocol):
    """The controls of one camera."""

    def offered(self, control: int) -> Offered | None:
        """What it takes; None when the camera does not have it."""

    def set(self, control: int, value: int) -> None:
        """Raises OSError when the camera will not."""


class V4l2Controls:
    """Those of a video device of this machine; use it as a context."""

    def __init__(self, path: str) -> None:
        """Open it. Raises OSError."""
        self._descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)

    def __enter__(self) -> V4l2Controls:
        return self

    def __exit__(self, *_exception: object) -> None:
        os.close(self._descriptor)

    def offered(self, control: int) -> Offered | None:
        """None as well when the device is no video device."""
        question = bytearray(_QUERY_LAYOUT.pack(control, 0, b"", 0, 0, 0, 0, 0, 0, 0))
        try:
            fcntl.ioctl(self._descriptor, _QUERY, question)
        except OSError:
            return None
        _, _, _, lowest, highest, step, _, flags, *_ = _QUERY_LAYOUT.unpack(question)
        return None if flags & (_DISABLED | _READ_ONLY) else Offered(lowest, highest, step)

    def set(self, control: int, value: int) -> None:
        """Raises OSError when the camera will not."""
        fcntl.ioctl(self._descriptor, _SET, bytearray(_SET_LAYOUT.pack(control, value)))


def apply(settings: Settings, controls: Controls) -> tuple[str, ...]:
    """Set what is asked for; tells what was set, and what this camera does not have or will not do."""
    return (*_expose(settings, controls), *_focus(settings, controls), *_light(settings, controls))


def darken(controls: Controls) -> None:
    """Switch the light off again, whichever it is."""
    for control in (FLASH_LED_MODE, ILLUMINATOR):
        if controls.offered(control):
            _told(controls, control, _FLASH_OFF)


def _expose(settings: Settings, controls: Controls) -> Iterator[str]:
    if settings.exposure_us is None:
        return
    if (offered := controls.offered(EXPOSURE)) is None:
        yield "the camera has no fixed exposure"
        return
    steps = offered.nearest(round(settings.exposure_us / _US_A_STEP))
    for control, value in ((EXPOSURE_AUTO, _EXPOSURE_MANUAL), (EXPOSURE_PRIORITY, 0)):
        if controls.offered(control):
            _told(controls, control, value)  # a camera that refuses this may still take the next
    done = _told(controls, EXPOSURE, steps)
    yield f"exposure {steps * _US_A_STEP} us" if done else "the camera refuses a fixed exposure"


def _focus(settings: Settings, controls: Controls) -> Iterator[str]:
    if settings.focus is None:
        return
    if (offered := controls.offered(FOCUS)) is None:
        yield "the camera has no focus that can be set"
        return
    if controls.offered(FOCUS_AUTO):
        _told(controls, FOCUS_AUTO, 0)
    distance = offered.nearest(settings.focus)
    yield f"focus {distance}" if _told(controls, FOCUS, distance) else "the camera refuses a fixed focus"


def _light(settings: Settings, controls: Controls) -> Iterator[str]:
    if not settings.torch:
        return
    lamps = [(lamp, on) for lamp, on in ((FLASH_LED_MODE, _FLASH_TORCH), (ILLUMINATOR, 1)) if controls.offered(lamp)]
    if not lamps:
        yield "the camera has no torch"
    else:
        lit = [_told(controls, lamp, on) for lamp, on in lamps]  # each of them, not only the first
        yield "torch on" if any(lit) else "the camera refuses to switch its torch on"


def _told(controls: Controls, control: int, value: int) -> bool:
    try:
        controls.set(control, value)
    except OSError:
        return False
    return True
