"""Still pictures read like the camera reads: each is held before the votes as a hand would hold it, for five frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from hardware.camera import pictures
from hardware.camera.pictures import Unreadable
from hardware.camera.reader import Reader, Wanted
from hardware.camera.sources import Frame, within
from hardware.camera.votes import Accepted, Votes
from hardware.words import Symbology

FRAMES: Final = 5

_TILT_DEGREES, _SCALE, _SHIFT_PIXELS, _NOISE = 1.5, 0.03, 2.0, 2.0  # how far a hand and a sensor stray, either way


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What became of one picture: the codes it is believed to show, or why it was not read."""

    path: Path
    outcome: tuple[Accepted, ...] | Unreadable


def scan_pictures(
    paths: Iterable[Path | str],
    seed: int = 0,
    known: Callable[[str], bool] | None = None,
    wanted: Wanted | None = None,
) -> Iterator[Snapshot]:
    """Each picture with what was read in it. The same pictures, seed, `known` and `wanted` give the same answers.

    `known`: is this retail number an article of the catalogue (it is then believed sooner)?
    """
    reader = Reader(wanted)
    for path in paths:
        yield Snapshot(Path(path), _outcome(path, reader, Votes(known=known), seed))


def told(snapshot: Snapshot) -> dict[str, object]:
    """One picture as `kiosk scan --json` prints it: {"picture", "codes": [...]}, or "error".

    A code is {"symbology", "text"}, and "add_on" where there was one.
    """
    match snapshot.outcome:
        case Unreadable(reason):
            return {"picture": str(snapshot.path), "codes": [], "error": reason}
        case codes:
            return {"picture": str(snapshot.path), "codes": [_told(code) for code in codes]}


def hand_held(picture: Frame, seed: int, frames: int = FRAMES) -> Iterator[Frame]:
    """The gray picture as it is, then as the following frames would show it: shifted, tilted, nearer, with noise."""
    yield picture
    hand = np.random.default_rng(seed)
    height, width = picture.shape
    for _ in range(frames - 1):
        tilt, scale = hand.uniform(-_TILT_DEGREES, _TILT_DEGREES), 1 + hand.uniform(-_SCALE, _SCALE)
        moved = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), tilt, scale), np.float64)
        moved[:, 2] += hand.uniform(-_SHIFT_PIXELS, _SHIFT_PIXELS, 2)
        # Cubic, since softer resampling would blur the fine bars, which a hand does not.
        frame = cv2.warpAffine(picture, moved, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        grain = hand.normal(0, _NOISE, picture.shape)
        yield np.clip(frame + grain, 0, 255).astype(np.uint8)


def _outcome(path: Path | str, reader: Reader, votes: Votes, seed: int) -> tuple[Accepted, ...] | Unreadable:
    picture = pictures.load(path)
    if isinstance(picture, Unreadable):
        return picture
    reader.restart()
    seen = (votes.see(reader.read(frame, votes.holds)) for frame in hand_held(within(picture), seed))
    return tuple(code for codes in seen for code in codes)


def _told(code: Accepted) -> dict[str, str]:
    """DataBar carries nothing but a GTIN: it is printed bare, without the (01) in front of it."""
    bare = code.symbology is Symbology.DATABAR and code.gtin is not None
    told = {"symbology": str(code.symbology), "text": code.gtin if bare and code.gtin else code.text}
    return told | ({"add_on": code.add_on} if code.add_on else {})
