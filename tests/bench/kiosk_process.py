"""python -m tests.bench.kiosk_process FOLDER: a kiosk with window and camera for some seconds, then its memory as JSON.

FOLDER/catalogue is what it sells from.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from random import Random

import numpy as np

from hardware.camera.sources import Frame
from hardware.simulated.barcode_picture import draw
from kiosk.assemble import LivePictures, assemble
from kiosk.config import Config
from kiosk.domain.events import StartPressed
from kiosk.ui.screenshot import Offscreen
from tests.bench.shop_files import code

WIDTH, HEIGHT = 1080, 1920
SECONDS = 10.0
LOOK_UPS = 20_000


class Belt:
    """A camera before which articles pass, one for every ten frames, on a grainy table."""

    def __init__(self) -> None:
        self._grain = np.random.default_rng(1).integers(100, 140, (720, 1280), np.uint8)
        self.frames = 0

    def read(self) -> Frame | None:
        frame = self._grain.copy()
        self.frames += 1
        label = draw(code(self.frames // 10), 3)
        frame[200 : 200 + label.shape[0], 400 : 400 + label.shape[1]] = label
        return np.asarray(np.dstack((frame, frame, frame)), np.uint8)  # in colour, as cameras send it

    def close(self) -> None:
        pass


def main(folder: Path) -> None:
    config = Config.model_validate(
        {
            "shop": {"name": "Bench"},
            "kiosk": {"folder": str(folder), "fullscreen": False, "width": WIDTH, "height": HEIGHT},
            "devices": {"camera": {"driver": "camera", "source": "belt"}},
        }
    )
    belt, dice = Belt(), Random(1)
    screen = Offscreen(WIDTH, HEIGHT, home=folder / "kivy")
    station = assemble(config, screen.app.draw, {"camera": lambda: belt})
    screen.app.pictures = LivePictures(station.camera[0])
    station.start(lambda error: None)
    station.inbox.post(StartPressed())
    articles, until, looked_up = station.catalogue.articles, time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        screen.frames_drawn(1)
        if looked_up < LOOK_UPS:
            looked_up += sum(station.catalogue.find(code(dice.randrange(articles))) is not None for _ in range(500))
    memory = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    station.stop()
    resident, highest = (int(memory[name].split()[0]) for name in ("VmRSS", "VmHWM"))
    said = {"resident_kib": resident, "highest_kib": highest, "camera_frames": belt.frames}
    print(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
