"""The screen's own light: as bright as it gets while a camera has to read a code from it."""

from __future__ import annotations

import logging
from pathlib import Path

LIGHTS = Path("/sys/class/backlight")
"""One folder a screen, with `brightness` and `max_brightness` (Linux ABI, sysfs-class-backlight)."""

log = logging.getLogger(__name__)


class Backlight:
    """Every backlight of this machine. A light that may not be set stays as it is, and the log says so once."""

    def __init__(self, lights: Path = LIGHTS) -> None:
        self._lights = lights
        self._before: dict[Path, str] = {}
        self._refused = False

    def bright(self) -> None:
        """All the light there is; twice is once."""
        if self._before:
            return
        for light in sorted(self._lights.glob("*")):
            try:
                before, most = ((light / name).read_text().strip() for name in ("brightness", "max_brightness"))
                (light / "brightness").write_text(most)
            except OSError as error:
                self._refuse(error)
            else:
                self._before[light] = before

    def as_before(self) -> None:
        """As the owner has set it."""
        for light, before in self._before.items():
            try:
                (light / "brightness").write_text(before)
            except OSError as error:
                self._refuse(error)
        self._before = {}

    def _refuse(self, error: OSError) -> None:
        if not self._refused:
            self._refused = True
            log.warning("the screen's brightness cannot be set: %s", error)
