"""A cue sounds once; a missing sound is told once and harms nobody."""

from __future__ import annotations

import logging
import wave
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.views import Cue, Sound

pytestmark = pytest.mark.usefixtures("kiosk")


class Loudspeaker:
    """Counts what it is asked to play."""

    def __init__(self) -> None:
        self.played: list[str] = []

    def load(self, path: Path) -> Any:
        return Recording(self, path.stem)


class Recording:
    """One loaded sound."""

    def __init__(self, loudspeaker: Loudspeaker, name: str) -> None:
        self._loudspeaker, self._name = loudspeaker, name

    def stop(self) -> None:
        """Nothing sounds here."""

    def play(self) -> None:
        self._loudspeaker.played.append(self._name)


def test_a_cue_sounds_once_when_its_number_changes(tmp_path: Path) -> None:
    from kiosk.ui.sounds import Sounds

    _record(tmp_path / "found.wav")
    loudspeaker = Loudspeaker()
    sounds = Sounds(tmp_path, loudspeaker.load)
    for number in (0, 1, 1, 1, 2):
        sounds.play(Cue(Sound.FOUND, number))
    assert loudspeaker.played == ["found", "found"]


def test_the_first_cue_after_a_start_is_old_news(tmp_path: Path) -> None:
    from kiosk.ui.sounds import Sounds

    _record(tmp_path / "done.wav")
    loudspeaker = Loudspeaker()
    Sounds(tmp_path, loudspeaker.load).play(Cue(Sound.DONE, 7))
    assert loudspeaker.played == []


def test_a_missing_sound_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from kiosk.ui.sounds import Sounds

    sounds = Sounds(tmp_path, Loudspeaker().load)
    with caplog.at_level(logging.WARNING, logger="kiosk.ui.sounds"):
        for number in range(4):
            sounds.play(Cue(Sound.NOT_FOUND, number))
    assert [record.message.split()[2] for record in caplog.records] == ["not_found.wav"]


def _record(path: Path) -> None:
    with wave.open(str(path), "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(8000)
        recording.writeframes(bytes(1600))
