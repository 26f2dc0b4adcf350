"""Photographs nobody of us took: what each decoder alone reads in them, and what we read, side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import zxingcpp
from pyzbar import pyzbar

from hardware.camera import pictures
from hardware.camera.candidates import Candidate
from hardware.camera.rate import NOTHING, Answer, Photograph, Score, photographs, score
from hardware.camera.reader import Reader, Wanted
from hardware.camera.snapshots import hand_held
from hardware.camera.sources import Frame, within
from hardware.camera.votes import Votes
from hardware.simulated.barcode_picture import draw
from hardware.words import Symbology
from tests.bench.figures import Figure, NotMeasured, Row, Text, in_turns
from tests.bench.sight import table

MANIFEST: Final = Path(__file__).parents[2] / "../shared/barcodes/manifest.tsv"

_HAND: Final = 3
"""A seed that nothing was tuned with."""
_TOLD_AFTER: Final = 2  # frames: from then on an easy code costs its cheap look only

_Format = zxingcpp.BarcodeFormat
_ZXING_ASKED: Final = (
    _Format.EANUPC,
    _Format.Code128,
    _Format.ITF14,
    _Format.DataBar,
    _Format.DataBarExp,
    _Format.DataBarLtd,
    _Format.QRCode,
    _Format.DataMatrix,
)
_ZBAR_KINDS: Final = {
    "EAN13": Symbology.EAN13,
    "EAN8": Symbology.EAN8,
    "UPCA": Symbology.UPCA,
    "UPCE": Symbology.UPCE,
    "CODE128": Symbology.CODE128,
    "I25": Symbology.ITF,
    "QRCODE": Symbology.QR,
}
_ZBAR_ASKED: Final = [pyzbar.ZBarSymbol[name] for name in _ZBAR_KINDS]
_OPENCV_KINDS: Final = {
    "EAN_13": Symbology.EAN13,
    "EAN_8": Symbology.EAN8,
    "UPC_A": Symbology.UPCA,
    "UPC_E": Symbology.UPCE,
}
_ZXING_RETAIL: Final = {"EAN-13": Symbology.EAN13, "EAN-8": Symbology.EAN8}


@dataclass(frozen=True, slots=True)
class _Column:
    """One decoder: what it is called, its score with one frame and with five, milliseconds of a picture's first."""

    name: str
    one_frame: Score
    five_frames: Score
    milliseconds: float


def bench_photographs(quick: bool) -> Iterator[Row]:
    """Read rates and wrong articles, then what an easy and an empty frame cost beside zxing alone."""
    cv2.setNumThreads(1)  # as the camera does
    if MANIFEST.exists():
        yield from _side_by_side(photographs(MANIFEST)[:: 12 if quick else 1])
    else:
        yield NotMeasured("photographs read", "no photographs beside the repository")
    yield from _cost(3 if quick else 15)


def _side_by_side(chosen: list[Photograph]) -> Iterator[Row]:
    frames = {each: _frames(each) for each in chosen}
    singles = {"pyzbar": _zbar, "zxing-cpp": _zxing, "OpenCV": _opencv()}
    columns = [*(_alone(name, look, frames) for name, look in singles.items()), _ours(frames)]
    width = "{:<52}" + "{:>12}" * len(columns)
    yield Text(width.format(f"{len(chosen)} photographs, hand {_HAND}", *(column.name for column in columns)))
    for kind, count in sorted(columns[0].five_frames.pictures.items()):
        read = (str(column.five_frames.read[kind]) for column in columns)
        if kind != NOTHING:
            yield Text(width.format(f"  {kind}, of {count}", *read))
    rows: dict[str, Callable[[_Column], str]] = {
        "read, first answer of one frame (Borne: not voted)": lambda column: f"{column.one_frame.rate_of_all:.1%}",
        "  wrong articles": lambda column: str(len(column.one_frame.wrong)),
        "read, first answer of five frames (Borne: believed)": lambda column: f"{column.five_frames.rate_of_all:.1%}",
        "  wrong articles ": lambda column: str(len(column.five_frames.wrong)),
        "time of a picture's first frame": lambda column: f"{column.milliseconds:.0f} ms",
    }
    for name, told in rows.items():
        yield Text(width.format(name, *map(told, columns)))


def _frames(photograph: Photograph) -> list[Frame]:
    picture = pictures.load(photograph.path)
    return [] if isinstance(picture, pictures.Unreadable) else list(hand_held(within(picture), _HAND))


def _alone(name: str, look: Callable[[Frame], list[Answer]], frames: dict[Photograph, list[Frame]]) -> _Column:
    """A decoder by itself believes what it reads: the answers of the first frame in which it reads anything."""
    answers: dict[Photograph, list[list[Answer]]] = {}
    spent = []
    for photograph, held in frames.items():
        started = time.perf_counter()
        first = look(held[0]) if held else []
        spent.append(time.perf_counter() - started)
        answers[photograph] = [first, *(look(frame) for frame in held[1:] if not first)]
    one = score((photograph, seen[0]) for photograph, seen in answers.items())
    five = score((photograph, next(filter(None, seen), [])) for photograph, seen in answers.items())
    return _Column(f"{name} alone", one, five, 1000 * float(np.mean(spent)))


def _ours(frames: dict[Photograph, list[Frame]]) -> _Column:
    """Believed only when voted; one frame is what would be voted for, for comparison."""
    reader, spent = Reader(Wanted(upce=True)), []
    read: dict[Photograph, list[Candidate]] = {}
    believed: dict[Photograph, list[Answer]] = {}
    for photograph, held in frames.items():
        reader.restart()
        votes = Votes()
        read[photograph], believed[photograph] = [], []
        for number, frame in enumerate(held):
            started = time.perf_counter()
            candidates = reader.read(frame, votes.holds)
            if number == 0:
                spent.append(time.perf_counter() - started)
                read[photograph] = candidates
            believed[photograph] += [(code.text, code.symbology) for code in votes.see(candidates)]
    one = score((each, {(seen.text, seen.symbology) for seen in candidates}) for each, candidates in read.items())
    return _Column("Borne", one, score(believed.items()), 1000 * float(np.mean(spent)))


def _cost(rounds: int) -> Iterator[Row]:
    """On 720p frames: an easy code before and after it is told; nothing at all, the mean of all dear looks."""
    easy, empty = table(draw("4006381333931")), table(np.full((60, 90), 200, np.uint8))
    reader = Reader()

    def first() -> None:
        for _ in range(_TOLD_AFTER):
            reader.read(easy)

    def told() -> None:
        reader.read(easy, told=lambda _: True)

    def nothing() -> None:
        for _ in range(reader.dear_looks):
            reader.read(empty)

    for name, frame, ours, count in (
        ("720p, easy code, before it is told", easy, first, _TOLD_AFTER),
        ("720p, easy code, once it is told", easy, told, 1),
        ("720p, nothing to read, mean of all turns", empty, nothing, reader.dear_looks),
    ):
        mine, peer = in_turns(rounds, ours, lambda frame=frame: _zxing_linear_and_qr(frame))  # type: ignore[misc]
        yield Figure(name, 1000 * mine / count, "ms", "", "zxing-cpp alone, same frame", 1000 * peer)


def _zbar(gray: Frame) -> list[Answer]:
    return [
        (code.data.decode("utf-8", "replace"), _ZBAR_KINDS[code.type])
        for code in pyzbar.decode(gray, symbols=_ZBAR_ASKED)
        if code.type in _ZBAR_KINDS
    ]


def _zxing(gray: Frame) -> list[Answer]:
    return _zxing_asked(gray, _ZXING_ASKED)


def _zxing_linear_and_qr(gray: Frame) -> list[Answer]:
    return _zxing_asked(gray, _ZXING_ASKED[:-1])


def _zxing_asked(gray: Frame, asked: Iterable[zxingcpp.BarcodeFormat]) -> list[Answer]:
    codes = zxingcpp.read_barcodes(
        gray, formats=zxingcpp.BarcodeFormats(tuple(asked)), text_mode=zxingcpp.TextMode.Plain
    )
    return [_zxing_answer(code) for code in codes if code.text]


def _zxing_answer(code: zxingcpp.Barcode) -> Answer:
    """A UPC-E is told expanded; what is printed stands beside it."""
    if code.symbology_identifier == "]e0":
        return code.text, Symbology.DATABAR
    if str(code.format) == "UPC-E" and isinstance(code.extra, dict):
        return str(code.extra.get("UPCE", code.text)), Symbology.UPCE
    return code.text, _ZXING_RETAIL.get(str(code.format), Symbology.OTHER)


def _opencv() -> Callable[[Frame], list[Answer]]:
    bars, qr = cv2.barcode.BarcodeDetector(), cv2.QRCodeDetector()

    def look(gray: Frame) -> list[Answer]:
        try:
            _, texts, kinds, _ = bars.detectAndDecodeWithType(gray)
            _, more, _, _ = qr.detectAndDecodeMulti(gray)
        except cv2.error:  # it raises on real pictures
            return []
        read = [(text, _OPENCV_KINDS[kind]) for text, kind in zip(texts, kinds, strict=False) if kind in _OPENCV_KINDS]
        return [*read, *((text, Symbology.QR) for text in more if text)]

    return look
