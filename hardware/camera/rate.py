"""How well do we read? Photographs with known contents, through the camera's whole path, beside bare zbar."""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from pyzbar import pyzbar

from hardware.camera import pictures
from hardware.camera.candidates import RETAIL
from hardware.camera.reader import Reader
from hardware.camera.snapshots import Snapshot, hand_held, scan_pictures
from hardware.camera.sources import Frame, within

WANTED: Final = ("EAN13", "EAN8", "UPCA", "QRCode")
"""The kinds of the manifest that a shop must read; the others are welcome."""

_FRAME_720P: Final = 1280 * 720


@dataclass(frozen=True, slots=True)
class Photograph:
    """One line of a manifest (tab-separated: path, format, expected, also_true)."""

    path: Path
    kind: str
    true: frozenset[str]

    def shows(self, text: str, number: str | None = None) -> bool:
        """Is this what the picture shows? Numbers as GTIN-14, lines end as the manifest writes it: with \\n."""
        written = text.replace("\r\n", "\n").replace("\n", "\\n")
        return bool(self.true & {text, written, text.zfill(14), number or text})


@dataclass(frozen=True, slots=True)
class Report:
    """Read rates by kind, wrong articles, and milliseconds of one decoder thread per 1280 x 720 pixels."""

    pictures: Counter[str]
    read: Counter[str]
    read_by_zbar: Counter[str]
    wrong: tuple[tuple[Path, str], ...]
    wrong_by_zbar: int
    frame_ms: float
    frame_ms_by_zbar: float
    missed: tuple[Path, ...] = field(default=())

    @property
    def rate(self) -> float:
        """The share of the wanted kinds that was read, 0 to 1."""
        return _share(self.read, self.pictures)

    @property
    def rate_of_zbar(self) -> float:
        """The same for bare zbar: the picture as it is, the first answers taken."""
        return _share(self.read_by_zbar, self.pictures)

    def lines(self) -> Iterator[str]:
        """The report as text."""
        yield f"{'kind':12}{'pictures':>9}{'read':>6}{'zbar':>6}"
        for kind, count in sorted(self.pictures.items()):
            yield f"{kind:12}{count:>9}{self.read[kind]:>6}{self.read_by_zbar[kind]:>6}"
        yield f"wanted kinds read: {self.rate:.1%}, by bare zbar {self.rate_of_zbar:.1%}"
        yield f"wrong articles: {len(self.wrong)}, by bare zbar {self.wrong_by_zbar}"
        yield f"milliseconds per 720p frame: {self.frame_ms:.0f}, bare zbar {self.frame_ms_by_zbar:.0f}"
        yield from (f"WRONG {path}: {text}" for path, text in self.wrong)


def photographs(manifest: Path | str) -> list[Photograph]:
    """The photographs a manifest names; paths are beside it."""
    folder = Path(manifest).parent
    with Path(manifest).open(encoding="utf-8", newline="") as lines:
        return [
            Photograph(folder / line["path"], line["format"], _true(line["expected"], line["also_true"]))
            for line in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def rate(manifest: Path | str, every: int = 1, seed: int = 0) -> Report:
    """Read every `every`-th photograph of a manifest and judge the answers."""
    chosen = photographs(manifest)[::every]
    by_path = {photograph.path: photograph for photograph in chosen}
    snapshots = list(scan_pictures(by_path, seed))
    bare = {photograph.path: _zbar_alone(photograph.path) for photograph in chosen}
    read = [shot for shot in snapshots if _right(by_path[shot.path], shot)]
    speed = [_milliseconds(photograph.path, seed) for photograph in chosen]
    return Report(
        pictures=Counter(photograph.kind for photograph in chosen),
        read=Counter(by_path[shot.path].kind for shot in read),
        read_by_zbar=Counter(each.kind for each in chosen if any(each.shows(text) for text, _ in bare[each.path])),
        wrong=tuple(wrong for shot in snapshots for wrong in _wrong(by_path[shot.path], shot)),
        wrong_by_zbar=sum(retail and not each.shows(text) for each in chosen for text, retail in bare[each.path]),
        frame_ms=float(np.mean([ours for ours, _ in speed])),
        frame_ms_by_zbar=float(np.mean([zbars for _, zbars in speed])),
        missed=tuple(shot.path for shot in snapshots if by_path[shot.path].kind in WANTED and shot not in read),
    )


def _share(part: Counter[str], whole: Counter[str]) -> float:
    return sum(part[kind] for kind in WANTED) / max(1, sum(whole[kind] for kind in WANTED))


def _true(expected: str, also_true: str) -> frozenset[str]:
    bare = expected.replace("(", "").replace(")", "")  # a GS1 message as scanners tell it, without brackets
    texts = {expected, bare, *also_true.split(",")} - {""}
    return frozenset(texts | {text.zfill(14) for text in texts if text.isdecimal()})


def _right(photograph: Photograph, snapshot: Snapshot) -> bool:
    codes = snapshot.outcome if isinstance(snapshot.outcome, tuple) else ()
    return any(photograph.shows(code.text, code.gtin) for code in codes)


def _wrong(photograph: Photograph, snapshot: Snapshot) -> list[tuple[Path, str]]:
    codes = snapshot.outcome if isinstance(snapshot.outcome, tuple) else ()
    articles = [code for code in codes if code.symbology in RETAIL]
    return [(photograph.path, code.text) for code in articles if not photograph.shows(code.text, code.gtin)]


def _zbar_alone(path: Path) -> list[tuple[str, bool]]:
    """What zbar answers out of the box: (text, is it an article's number)."""
    picture = pictures.load(path)
    if isinstance(picture, pictures.Unreadable):
        return []
    retail = {str(kind) for kind in RETAIL}
    return [(code.data.decode("utf-8", "replace"), code.type in retail) for code in _zbar(within(picture))]


def _zbar(gray: Frame) -> list[pyzbar.Decoded]:
    asked = [pyzbar.ZBarSymbol[name] for name in ("EAN13", "EAN8", "UPCA", "UPCE", "CODE128", "QRCODE")]
    return list(pyzbar.decode(gray, symbols=asked))


def _milliseconds(path: Path, seed: int) -> tuple[float, float]:
    """Our reader and bare zbar on the same frame, each scaled to 1280 x 720 pixels."""
    picture = pictures.load(path)
    if isinstance(picture, pictures.Unreadable):
        return 0.0, 0.0
    *_, frame = hand_held(within(picture), seed, frames=2)
    reader, scale = Reader(), 1000 * _FRAME_720P / frame.size
    started = time.perf_counter()
    reader.read(frame)
    read = time.perf_counter()
    _zbar(frame)
    return (read - started) * scale, (time.perf_counter() - read) * scale


if __name__ == "__main__":
    cv2.setNumThreads(1)
    sys.stdout.writelines(f"{line}\n" for line in rate(sys.argv[1], seed=int(sys.argv[2])).lines())
