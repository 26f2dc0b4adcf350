"""The screen's own light: as bright as it gets while a camera has to read a code from it."""

from __future__ import annotations

import logging
from pathlib import Path

LIGHTS = Path("/sys/class/backlight")
"""One folder a screen, with `brightness` and `max_brightness` (Linux ABI, sysfs-class-backlight)."""

log = logging.getLogger(__name__)


def can_be_set(lights: Path = LIGHTS) -> bool:
    """Has this machine a backlight?"""
    return any(lights.glob("*/brightness"))


class Backlight:
    """Every backlight of this machine. A light that may not be set stays as it is, and the log says so once."""

    def __init__(self, lights: Path = LIGHTS) -> None:
        self._lights = lights
        self._before: dict[Path, str] = {}  # as the owner has set it
        self._percent = 0
        self._refused = False

    def show(self, percent: int) -> None:
        """So much of the light there is; 0: as the owner has set it. Twice is once."""
        if percent == self._percent:
            return
        self._percent = percent
        if not percent:
            self._as_before()
            return
        for light in sorted(self._lights.glob("*")):
            try:
                before, most = ((light / name).read_text().strip() for name in ("brightness", "max_brightness"))
                (light / "brightness").write_text(str(max(1, int(most) * percent // 100)))
            except (OSError, ValueError) as error:
                self._refuse(error)
            else:
                self._before.setdefault(light, before)

    def _as_before(self) -> None:
        for light, before in self._before.items():
            try:
                (light / "brightness").write_text(before)
            except OSError as error:
                self._refuse(error)
        self._before = {}

    def _refuse(self, error: OSError | ValueError) -> None:
        if not self._refused:
            self._refused = True
            log.warning("the screen's brightness cannot be set: %s", error)
