"""Plays the sound of a cue once: when the cue's number has changed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.domain.views import Cue, Sound

log = logging.getLogger(__name__)


class Sounds:
    """Reads `<folder>/<sound>.wav` with `load`, which gives None when there is no loudspeaker.

    A sound that cannot be played is told to the log once, and the kiosk goes on.
    """

    def __init__(self, folder: Path, load: Callable[[Path], Any]) -> None:
        self._folder = folder
        self._read = load
        self._loaded: dict[Sound, Any] = {}
        self._last: int | None = None  # the first cue seen is old news

    def play(self, cue: Cue, volume: int = 100) -> None:
        """Play this cue if it is a new one, so loud (percent)."""
        if self._last is not None and cue.number != self._last and cue.sound is not Sound.NONE:
            if cue.sound not in self._loaded:
                self._loaded[cue.sound] = self._load(cue.sound)
            if (sound := self._loaded[cue.sound]) is not None:
                sound.stop()
                sound.volume = volume / 100
                sound.play()
        self._last = cue.number

    def _load(self, sound: Sound) -> Any:
        path = self._folder / f"{sound.value}.wav"
        loaded = self._read(path) if path.is_file() else None
        if loaded is None:
            log.warning("the sound %s cannot be played: no such file or no loudspeaker", path.name)
        return loaded
