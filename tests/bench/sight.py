"""The camera: what one frame costs our reader, beside bare pyzbar on the same frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from pyzbar import pyzbar

from hardware.camera import pictures
from hardware.camera.rate import photographs
from hardware.camera.reader import Reader
from hardware.camera.sources import Frame, within
from hardware.simulated.barcode_picture import draw
from tests.bench.figures import Figure, NotMeasured, Row, in_turns, medians

_ROOT = Path(__file__).parents[2]
_PHOTOGRAPHS = _ROOT / "../shared/barcodes/manifest.tsv"
_WIDTH, _HEIGHT = 1280, 720
_RETAIL = [pyzbar.ZBarSymbol[name] for name in ("EAN13", "EAN8", "UPCA", "UPCE", "CODE128", "QRCODE")]


def bench_camera(quick: bool, folder: Path) -> Iterator[Row]:
    """720p frames: one with a code, one without, and photographs where there are some."""
    cv2.setNumThreads(1)  # as the camera does
    rounds = 5 if quick else 25
    yield _figure("camera, 720p frame with a code", rounds, [table(draw("4006381333931"))])
    yield _figure("camera, 720p frame without a code", rounds, [table(np.full((60, 90), 200, np.uint8))])
    name = "camera, photographs scaled to 720p"
    if _PHOTOGRAPHS.exists():
        chosen = photographs(_PHOTOGRAPHS)[:: 60 if quick else 12]
        loaded = [pictures.load(photograph.path) for photograph in chosen]
        frames = [_scaled(picture) for picture in loaded if not isinstance(picture, pictures.Unreadable)]
        yield _figure(f"{name}, mean of {len(frames)}", 1 if quick else 3, frames)
    else:
        yield NotMeasured(name, "no photographs beside the repository")


def _figure(name: str, rounds: int, frames: list[Frame]) -> Row:
    """The mean over the frames of the medians."""
    reader = Reader()
    samples = [_one(reader, frame, rounds) for frame in frames]
    mine, peers = (1000 * float(np.mean(side)) for side in zip(*samples, strict=True))
    return Figure(name, mine, "ms", "", "bare pyzbar, same frame", peers)


def _one(reader: Reader, frame: Frame, rounds: int) -> tuple[float, float]:
    """As many of our frames a round as there are dear looks, which take turns."""

    def ours() -> None:
        for _ in range(reader.dear_looks):
            reader.read(frame)

    pairs = (in_turns(1, ours, lambda: pyzbar.decode(frame, symbols=_RETAIL)) for _ in range(rounds))
    mine, peers = medians(pairs)
    return mine / reader.dear_looks, peers


def table(label: Frame) -> Frame:
    """A label on a table with some grain: a flawless gray would be too easy."""
    grain = np.random.default_rng(1).normal(120, 8, (_HEIGHT, _WIDTH))
    table = np.clip(grain, 0, 255).astype(np.uint8)
    top, left = (_HEIGHT - label.shape[0]) // 2, (_WIDTH - label.shape[1]) // 2
    table[top : top + label.shape[0], left : left + label.shape[1]] = label
    return table


def _scaled(picture: Frame) -> Frame:
    """As many pixels as 1280 x 720, in the shape of the picture."""
    frame = within(picture)
    scale = (_WIDTH * _HEIGHT / (frame.shape[0] * frame.shape[1])) ** 0.5
    size = (round(frame.shape[1] * scale), round(frame.shape[0] * scale))
    return np.ascontiguousarray(cv2.resize(frame, size), np.uint8)
