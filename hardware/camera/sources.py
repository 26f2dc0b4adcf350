"""Where frames come from: a camera, a film, a folder of pictures or a list; all have one shape."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from hardware.camera import pictures
from hardware.camera.controls import Settings, V4l2Controls, apply, darken

log = logging.getLogger(__name__)

Frame = npt.NDArray[np.uint8]
"""Rows of pixels: height x width (gray) or height x width x 3 (blue, green, red), its long side within SIDE_MAX."""

SIDE_MAX: Final = 1280  # more pixels read no more codes and cost their square in time

_WIDTH, _HEIGHT = 1280, 720
_BUFFERED_FRAMES = 1  # an old frame is an article that was taken away


class SourceLost(Exception):  # noqa: N818 - what happened, not a mistake of the program
    """There is no source; the message tells a technician why and what to look at."""


class Source(Protocol):
    """Frames, one after the other, for one thread."""

    def read(self) -> Frame | None:
        """The next frame; None when there is no picture now, or no more."""

    def close(self) -> None:
        """Give the device or file back."""


class Device:
    """A camera of this machine (V4L2), by number or by path; `/dev/v4l/by-id/...` survives a change of USB port."""

    def __init__(self, device: int | str, settings: Settings | None = None) -> None:
        """Open it at 1280 x 720, as `settings` say. Raises SourceLost."""
        name = f"/dev/video{device}" if isinstance(device, int) else device
        if not Path(name).exists():
            raise SourceLost(f"{name} does not exist: is the camera plugged in?")
        # A number opens what Linux calls video<number>; a link is followed, since OpenCV knows only such names.
        self._node = str(Path(name).resolve())
        self._capture = cv2.VideoCapture(self._node, cv2.CAP_V4L2)
        if not self._capture.isOpened():
            raise SourceLost(f"{name} does not open: is another program using it, may this user read it?")
        self._capture.set(cv2.CAP_PROP_FOURCC, _MJPG)
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, _WIDTH)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, _HEIGHT)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, _BUFFERED_FRAMES)
        self._lit = settings is not None and settings.torch
        self.report = self._applied(settings) if settings else ()
        """What was set on it, and what it was asked for and does not have."""
        for line in self.report:
            log.info("%s: %s", name, line)

    def read(self) -> Frame | None:
        """The next frame; waits for it as long as the camera needs."""
        return _next_of(self._capture)

    def close(self) -> None:
        """Release the camera; the torch goes out."""
        self._capture.release()
        if self._lit:
            with suppress(OSError), V4l2Controls(self._node) as controls:  # it may have been unplugged
                darken(controls)

    def _applied(self, settings: Settings) -> tuple[str, ...]:
        try:
            with V4l2Controls(self._node) as controls:
                return apply(settings, controls)
        except OSError as error:
            return (f"nothing could be set on the camera: {error.strerror}",)


class Film:
    """A video file, frame by frame, as fast as it is read."""

    def __init__(self, path: Path | str) -> None:
        """Open it. Raises SourceLost."""
        if not Path(path).is_file():
            raise SourceLost(f"{path}: there is no such file")
        self._capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
        if not self._capture.isOpened():
            raise SourceLost(f"{path} is not a film OpenCV can play")

    def read(self) -> Frame | None:
        """The next frame; None at the end."""
        return _next_of(self._capture)

    def close(self) -> None:
        """Close the file."""
        self._capture.release()


class Folder:
    """The pictures of a folder by name, each held for some frames; what is not a picture is passed over."""

    def __init__(self, path: Path | str, frames_each: int = 5) -> None:
        """Look into it. Raises SourceLost when it holds no file."""
        if not Path(path).is_dir():
            raise SourceLost(f"{path}: there is no such folder")
        files = sorted(file for file in Path(path).iterdir() if file.is_file())
        if not files:
            raise SourceLost(f"{path} is empty")
        self._frames = self._held(files, frames_each)

    def read(self) -> Frame | None:
        """The next frame; None after the last picture."""
        return next(self._frames, None)

    def close(self) -> None:
        """Nothing is held open."""

    @staticmethod
    def _held(files: list[Path], frames_each: int) -> Iterator[Frame]:
        for file in files:
            picture = pictures.load(file)
            if not isinstance(picture, pictures.Unreadable):
                yield from [within(picture)] * frames_each


class Frames:
    """Frames somebody already has; None among them is a moment without a picture."""

    def __init__(self, frames: Iterable[Frame | None]) -> None:
        self._frames = iter(frames)

    def read(self) -> Frame | None:
        """The next of them; None after the last."""
        frame = next(self._frames, None)
        return None if frame is None else within(frame)

    def close(self) -> None:
        """Nothing is held open."""


def open_source(where: str, settings: Settings | None = None) -> Source:
    """A camera by number or device path, a folder of pictures, or a film. SourceLost when it cannot be opened.

    `settings` are for a camera; there is nothing to set on the others.
    """
    if where.isdecimal() or where.startswith("/dev/"):
        return Device(int(where) if where.isdecimal() else where, settings)
    return Folder(where) if Path(where).is_dir() else Film(where)


def within(frame: Frame, side_max: int = SIDE_MAX) -> Frame:
    """The frame itself, or made smaller so that its long side is `side_max` pixels."""
    height, width = frame.shape[:2]
    if max(height, width) <= side_max:
        return frame
    scale = side_max / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)


def gray(frame: Frame) -> Frame:
    """One gray plane, contiguous. Decoders get nothing else: zbar would take the blue of a colour picture."""
    plane = frame if frame.ndim == 2 else cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    return np.ascontiguousarray(plane, np.uint8)


_MJPG: Final = cv2.VideoWriter.fourcc(*"MJPG")


def _next_of(capture: cv2.VideoCapture) -> Frame | None:
    got, frame = capture.read()
    if not got or frame is None or frame.size == 0:
        return None
    return within(np.asarray(frame, np.uint8))
