"""The camera as a device: one thread looks, tells each code once and says when it cannot see."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from hardware.camera.candidates import Candidate, Outline, identity
from hardware.camera.reader import Reader, Wanted
from hardware.camera.sources import Frame, Source, SourceLost, gray
from hardware.camera.votes import Rules, Votes
from hardware.words import CodeSeen, Fault, Health, Lost, Ready

FRAME_SECONDS: Final = 0.08  # a customer waits for two frames; faster only warms the kiosk
REOPEN_SECONDS: Final = 0.5

_SILENT_READS_MAX: Final = 3  # V4L2 itself waits seconds for a frame before it answers with none
_SILENT_SECONDS: Final = 0.1
_REOPEN_SECONDS_MAX: Final = 10.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a code is in a picture, and whether it is one that was told."""

    outline: Outline
    accepted: bool


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """The last frame, for the live view. `number` grows with each new one: the same number, nothing to redraw.

    `pixels` is the frame itself, not a copy, and read-only: rows from the top, blue-green-red or one gray plane.
    """

    number: int
    pixels: Frame
    marks: tuple[Mark, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.pixels.shape[:2]
        return width, height

    @property
    def is_gray(self) -> bool:
        """One byte a pixel; otherwise three: blue, green, red."""
        return self.pixels.ndim == 2


class Camera:
    """Looks through a source until it is stopped, and opens it again when it is lost.

    Frames live in memory only, and no longer than the next one.
    """

    def __init__(
        self,
        open_source: Callable[[], Source],
        tell: Callable[[CodeSeen | Health], None],
        known: Callable[[str], bool] | None = None,
        rules: Rules | None = None,
        wanted: Wanted | None = None,
        frame_seconds: float = FRAME_SECONDS,
        reopen_seconds: float = REOPEN_SECONDS,
    ) -> None:
        """`open_source` may raise SourceLost. `tell` and `known` are called on the camera's thread.

        `known`: is this retail number an article of the catalogue? `frame_seconds`: at least this long per frame.
        `reopen_seconds`: the first wait for a lost camera; each further one is twice as long, ten seconds at most.
        """
        self._open_source = open_source
        self._tell = tell
        self._votes = Votes(rules, known)
        self._wanted = wanted
        self._frame_seconds = frame_seconds
        self._latest: Picture | None = None
        self._frames = 0
        self._health: Health | None = None
        self._reopen_seconds = self._wait_seconds = reopen_seconds
        self._stopped = threading.Event()
        self._paused = threading.Event()
        self._hurried = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)

    def start(self) -> None:
        """Begin to look; a camera starts once."""
        self._thread.start()

    def stop(self, wait_seconds: float = 2.0) -> None:
        """Look no more; waits at most so long for a frame under way."""
        self._stopped.set()
        self._hurried.set()
        if self._thread.is_alive():
            self._thread.join(wait_seconds)

    def pause(self) -> None:
        """Show frames but read no codes in them: nothing can be sold now."""
        self._paused.set()

    def resume(self) -> None:
        """Read codes again; one that was told and never left the view stays told."""
        self._paused.clear()

    def try_again(self) -> None:
        """Somebody has looked after the camera: do not wait any longer before it is opened."""
        self._wait_seconds = self._reopen_seconds
        self._hurried.set()

    def latest(self) -> Picture | None:
        """The last frame; None before the first one and while the camera is lost."""
        return self._latest

    def _run(self) -> None:
        cv2.setNumThreads(1)  # the other cores are the till's
        reader = Reader(self._wanted)
        while not self._stopped.is_set():
            try:
                source = self._open_source()
            except SourceLost as lost:
                self._say(Lost(Fault.LINK_LOST, str(lost)))
            else:
                self._watch(source, reader)
            self._latest = None
            self._hurried.clear()
            if not self._stopped.is_set():
                self._hurried.wait(self._wait_seconds)
            self._wait_seconds = min(2 * self._wait_seconds, _REOPEN_SECONDS_MAX)

    def _watch(self, source: Source, reader: Reader) -> None:
        """Until it is stopped or no picture comes any more."""
        silent, doze = 0, Doze()
        self._votes.interrupt()
        try:
            while not self._stopped.is_set() and silent < _SILENT_READS_MAX:
                started = time.monotonic()
                if (frame := source.read()) is None:
                    silent += 1
                    self._stopped.wait(_SILENT_SECONDS)
                    continue
                silent, self._wait_seconds = 0, self._reopen_seconds
                self._say(Ready())
                self._show(frame, self._look(frame, reader, doze))
                self._stopped.wait(max(0.0, self._frame_seconds - (time.monotonic() - started)))
        finally:
            source.close()
        if not self._stopped.is_set():
            self._say(Lost(Fault.NO_PICTURE, "the camera is there but sends no pictures, or the film has ended"))

    def _look(self, frame: Frame, reader: Reader, doze: Doze) -> list[Candidate]:
        if self._paused.is_set():
            self._votes.interrupt()
            return []
        plane = gray(frame)
        if doze.sleeps_through(plane):
            return []
        candidates = reader.read(plane, self._votes.holds)
        doze.woken_by(candidates)
        for code in self._votes.see(candidates):
            self._tell(CodeSeen(code.text, code.symbology, code.add_on))
        return candidates

    def _show(self, frame: Frame, candidates: list[Candidate]) -> None:
        pixels = frame.view()
        pixels.flags.writeable = False
        # Several decoders see the same code: one outline is enough.
        one_each = {identity(each.text, each.symbology): each for each in reversed(candidates)}
        marks = tuple(Mark(candidate.outline, self._votes.holds(candidate)) for candidate in one_each.values())
        self._frames += 1
        self._latest = Picture(self._frames, pixels, marks)

    def _say(self, health: Health) -> None:
        if health != self._health:
            self._health = health
            self._tell(health)


class Doze:
    """An empty scene in which nothing moves is looked at every third frame: most of a kiosk's day is such a scene."""

    _EMPTY_FRAMES: Final = 10  # so long is nothing found before it dozes off
    _LOOKS_EVERY: Final = 3
    _STIRS: Final = 6.0  # gray levels, in any cell of a coarse picture; sensor noise averages out far below
    _CELLS: Final = (32, 18)

    def __init__(self) -> None:
        self._empty = 0
        self._scene = np.zeros((self._CELLS[1], self._CELLS[0]), np.float32)

    def sleeps_through(self, plane: Frame) -> bool:
        """May this gray frame be passed over?"""
        scene = np.asarray(cv2.resize(plane, self._CELLS, interpolation=cv2.INTER_AREA), np.float32)
        if float(np.abs(scene - self._scene).max()) > self._STIRS:
            self._empty, self._scene = 0, scene
        self._empty += 1
        return self._empty > self._EMPTY_FRAMES and self._empty % self._LOOKS_EVERY != 0

    def woken_by(self, candidates: list[Candidate]) -> None:
        """A look found something, or not."""
        if candidates:
            self._empty = 0
