"""The hardware of the demonstration: every device simulated, each behind a real pseudo-terminal or port."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom

import cv2
import numpy as np

from hardware.camera.sources import Frame
from hardware.simulated.aim import AimEmulator
from hardware.simulated.barcode_picture import draw
from hardware.simulated.concert import ConcertEmulator
from hardware.simulated.essp import EsspEmulator
from hardware.simulated.printer import PrinterEmulator
from hardware.simulated.serve import serve
from hardware.simulated.signal_tower import AdafruitEmulator
from hardware.simulated.toledo8217 import Toledo8217Emulator
from hardware.wire import Emulator
from hardware.words import Symbology
from kiosk.simulator import COINS, NOTES

COUNTER_SIZE = (720, 1280)
COUNTER_GRAY = 196
SHOWN_SECONDS = 1.5
FRAME_SECONDS = 1 / 20


class Counter:
    """What the camera sees: an empty counter, and for a moment whatever is shown to it, held by a hand."""

    def __init__(self, seed: int = 0) -> None:
        self._hand = np.random.default_rng(seed)
        self._empty = np.full(COUNTER_SIZE, COUNTER_GRAY, np.uint8)
        self._shown: tuple[Frame, int] = (self._empty, 0)
        self._pace = threading.Event()

    def show(self, picture: Frame) -> None:
        """Hold this picture before the camera for a moment."""
        self._shown = (_on_the_counter(picture, self._empty), round(SHOWN_SECONDS / FRAME_SECONDS))

    def read(self) -> Frame | None:
        """The next frame, at a camera's pace."""
        self._pace.wait(FRAME_SECONDS)
        picture, left = self._shown
        if not left:
            return self._empty
        self._shown = (picture, left - 1)
        height, width = picture.shape[:2]
        tilt, shift = self._hand.uniform(-1.5, 1.5), self._hand.uniform(-3, 3, 2)
        moved = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1.0), np.float64)
        moved[:, 2] += shift
        return np.asarray(
            cv2.warpAffine(picture, moved, (width, height), flags=cv2.INTER_CUBIC, borderValue=COUNTER_GRAY), np.uint8
        )

    def close(self) -> None:
        """Nothing is held open."""


def _on_the_counter(picture: Frame, empty: Frame) -> Frame:
    height, width = empty.shape[:2]
    scale = min(height * 0.9 / picture.shape[0], width * 0.9 / picture.shape[1], 3.0)
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    resized = cv2.resize(picture, size, interpolation=way)
    frame = empty.copy()
    top, left = (height - size[1]) // 2, (width - size[0]) // 2
    frame[top : top + size[1], left : left + size[0]] = resized
    return frame


@dataclass
class Hardware:
    """All devices of the demonstration, running until `stop`. Links are in `folder`."""

    folder: Path
    random: Random = field(default_factory=SystemRandom)

    def __post_init__(self) -> None:
        self.notes = EsspEmulator(self.random, kind="notes", levels=NOTES)
        self.coins = EsspEmulator(self.random, kind="coins", address=16, levels=COINS, denominations=tuple(COINS))
        self.terminal = ConcertEmulator()
        self.printer = PrinterEmulator()
        self.scanner = AimEmulator()
        self.scale = Toledo8217Emulator()
        self.tower = AdafruitEmulator()
        self.counter = Counter()
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self.terminal_address = ""

    def start(self) -> None:
        """Every device can be reached when this returns."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, emulator in (
            ("notes", self.notes),
            ("coins", self.coins),
            ("printer", self.printer),
            ("scanner", self.scanner),
            ("scale", self.scale),
            ("tower", self.tower),
        ):
            self._serve(emulator, str(self.folder / name))
        self.terminal_address = self._serve(self.terminal, "127.0.0.1:0")

    def stop(self) -> None:
        """Switch everything off."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def devices(self) -> dict[str, dict[str, str | int]]:
        """The [devices] of a kiosk.toml for this hardware."""
        return {
            "notes": {"driver": "essp", "link": str(self.folder / "notes")},
            "coins": {"driver": "essp", "link": str(self.folder / "coins"), "address": 16},
            "card": {"driver": "concert-v3", "link": self.terminal_address, "software": "012345678901"},
            "printer": {"driver": "escpos", "link": str(self.folder / "printer")},
            "scanner": {"driver": "aim", "link": str(self.folder / "scanner")},
            "scale": {"driver": "toledo-8217", "link": str(self.folder / "scale")},
            "tower": {"driver": "adafruit", "link": str(self.folder / "tower")},
            "camera": {"driver": "camera", "source": "demonstration"},
        }

    @property
    def powered(self) -> tuple[EsspEmulator | ConcertEmulator | PrinterEmulator | AdafruitEmulator, ...]:
        """What goes dark when the power is cut."""
        return (self.notes, self.coins, self.terminal, self.printer, self.tower)

    def insert(self, value: int) -> bool:
        """A coin or note, in cents, is put into its slot. False: it comes straight back."""
        return (self.notes if value >= 500 else self.coins).insert(value)

    def show_code(self, code: str) -> None:
        """A drawn barcode is held before the camera."""
        self.counter.show(np.asarray(draw(code), np.uint8))

    def show_file(self, path: Path) -> None:
        """A photograph is held before the camera; nothing happens when it is no picture."""
        picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        if picture is not None:
            self.counter.show(np.asarray(picture, np.uint8))

    def scan_code(self, code: str) -> None:
        """The handheld scanner reads this code."""
        symbology = Symbology.EAN8 if len(code) == 8 else Symbology.EAN13
        self.scanner.scan(code, symbology)

    def weigh(self, grams: int) -> None:
        """Goods are laid on the scale."""
        self.scale.platter.put(grams)

    def mend(self) -> None:
        """Everything that was broken works again."""
        for machine in (self.notes, self.coins):
            machine.plug()
            machine.restore_power()
            machine.clear_jam()
        self.terminal.busy = False
        self.terminal.repeats_last_ticket = True
        self.printer.refill()
        self.printer.close_cover()
        self.printer.plug()
        self.scanner.plug_in()
        self.scale.plug_in()
        self.tower.plug_in()

    def _serve(self, emulator: Emulator, where: str) -> str:
        addresses: list[str] = []
        reachable = threading.Event()

        def ready(address: str) -> None:
            addresses.append(address)
            reachable.set()

        run: Callable[[], None] = lambda: serve(emulator, where, self._stopped, ready)  # noqa: E731
        thread = threading.Thread(target=run, name=f"simulated {where}", daemon=True)
        thread.start()
        self._threads.append(thread)
        if not reachable.wait(10):
            raise OSError(f"the simulated device at {where} does not start")
        return addresses[0]
