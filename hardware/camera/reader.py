"""One gray frame in, what three decoders read in it out: a cheap look first, dearer ones only when it found nothing.

The order and the limits come from photographs; `hardware.camera.rate` measures them again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp
from pyzbar import pyzbar

from hardware.camera.candidates import Candidate, Outline
from hardware.camera.sources import Frame
from hardware.words import Symbology

ZBAR, ZXING, OPENCV = "zbar", "zxing", "opencv"

Strips = npt.NDArray[np.float32]
"""n x 4 corners: bottom left, top left, top right, bottom right of what OpenCV takes for a linear code."""

# Not asked of zbar: QR (fewer than zxing finds, in ten times the time), DataBar (prints assertions), Code 128 (hides
# whether it is a GS1 message). UPC-E is asked even when unwanted: unasked, zbar reads it all the same, as UPC-A.
_ZBAR_KINDS: Final = {
    "EAN13": Symbology.EAN13,
    "EAN8": Symbology.EAN8,
    "UPCA": Symbology.UPCA,
    "UPCE": Symbology.UPCE,
}
_ZBAR_ASKED: Final = [pyzbar.ZBarSymbol[name] for name in _ZBAR_KINDS]

_Format = zxingcpp.BarcodeFormat
_LINEAR = (_Format.EAN13, _Format.EAN8, _Format.UPCA, _Format.Code128, _Format.DataBar, _Format.DataBarExp)
_STRIP: Final = _LINEAR
_USUAL: Final = (*_LINEAR, _Format.QRCode)
_EVERYTHING: Final = (*_USUAL, _Format.DataMatrix)
# AIM symbology identifiers (ISO/IEC 15424): even the GS1 ones among them are told apart by it, not by their text.
_ZXING_KINDS: Final = {
    "]E0": Symbology.EAN13,
    "]E4": Symbology.EAN8,
    "]C0": Symbology.CODE128,
    "]C1": Symbology.GS1_128,
    "]Q0": Symbology.QR,
    "]Q1": Symbology.QR,
    "]Q2": Symbology.QR,
    "]Q3": Symbology.GS1_QR,
    "]Q4": Symbology.GS1_QR,
    "]d1": Symbology.DATAMATRIX,
    "]d4": Symbology.DATAMATRIX,
    "]d2": Symbology.GS1_DATAMATRIX,
    "]d5": Symbology.GS1_DATAMATRIX,
}

# OpenCV invents EAN-8s: that kind is left out.
_OPENCV_KINDS: Final = {"EAN_13": Symbology.EAN13, "UPC_A": Symbology.UPCA}

_CUT_MARGIN: Final = 0.12  # of a code's width, each side: EAN-13 asks for a quiet zone of 11 modules in 95
_CUT_WIDTH_MIN, _CUT_HEIGHT_MIN = 67, 8  # pixels: an EAN-8 has 67 modules
_CUTS_MAX: Final = 6  # a frame full of stripes (a shelf, a radiator) must not cost a second
_NO_STRIPS: Final = np.empty((0, 4, 2), np.float32)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for. `quality_min`: fewer agreeing scan lines of zbar are not an opinion.

    Ten keeps 97 % of zbar's good readings and removes most wrong ones. UPC-E is not used in France, and many a blur
    looks like one. `datamatrix_every`: frames; looking for it nearly doubles what zxing costs.
    """

    upce: bool = False
    quality_min: int = 10
    datamatrix_every: int = 3


class Reader:
    """Three decoders and their order. One reader for one thread: a detector of OpenCV is not shared."""

    def __init__(self, wanted: Wanted | None = None) -> None:
        self.failures = 0
        """How often a decoder raised on a frame instead of answering."""
        self._wanted = wanted or Wanted()
        self._detector = cv2.barcode.BarcodeDetector()
        self._contrast = cv2.createCLAHE(clipLimit=2.0, tileGridSize=(8, 8))
        self._frames = 0

    def read(self, gray: Frame) -> list[Candidate]:
        """What is believed to be in this gray frame; the same code up to once per decoder and place."""
        strips = self._strips(gray)
        return self._plain(gray, strips) or self._upright(gray, strips) or self._contrasted(gray)

    def restart(self) -> None:
        """The next frame is the first of something new: the looks that take turns begin anew."""
        self._frames = 0

    def _plain(self, gray: Frame, strips: Strips) -> list[Candidate]:
        due = self._frames % self._wanted.datamatrix_every == 0
        self._frames += 1
        return [
            *self._asked(partial(_zxing, gray, _EVERYTHING if due else _USUAL)),
            *self._asked(partial(_zbar, gray)),
            *self._asked(partial(self._opencv, gray, strips)),
        ]

    def _upright(self, gray: Frame, strips: Strips) -> list[Candidate]:
        """Each strip cut out and turned level: zxing gives up at 35 to 55 degrees."""
        found: list[Candidate] = []
        for corners in strips[:_CUTS_MAX]:
            if (cut := _cut_out(gray, corners)) is not None:
                inside = self._asked(partial(_zxing, cut, _STRIP)) + self._asked(partial(_zbar, cut))
                found += (replace(candidate, outline=_outline(corners)) for candidate in inside)
        return found

    def _contrasted(self, gray: Frame) -> list[Candidate]:
        """The same with even contrast (CLAHE): shadows, shine, faint print."""
        even = np.asarray(self._contrast.apply(gray), np.uint8)
        return [*self._asked(partial(_zxing, even, _USUAL)), *self._asked(partial(_zbar, even))]

    def _strips(self, gray: Frame) -> Strips:
        try:
            _, corners = self._detector.detectMulti(gray)
        except cv2.error:
            self.failures += 1
            return _NO_STRIPS
        return _NO_STRIPS if corners is None else np.asarray(corners, np.float32).reshape(-1, 4, 2)

    def _opencv(self, gray: Frame, strips: Strips) -> list[Candidate]:
        if not len(strips):
            return []
        _, texts, kinds = self._detector.decodeWithType(gray, strips)
        return [
            _candidate(text, _OPENCV_KINDS[kind], OPENCV, 0, _outline(corners))
            for text, kind, corners in zip(texts, kinds, strips, strict=False)
            if text and kind in _OPENCV_KINDS
        ]

    def _asked(self, decoder: Callable[[], list[Candidate]]) -> list[Candidate]:
        """A decoder's opinions that count; what it raises on an odd frame is counted and is no opinion."""
        try:
            return [candidate for candidate in decoder() if self._counts(candidate)]
        except (cv2.error, ValueError, RuntimeError, pyzbar.PyZbarError):
            self.failures += 1
            return []

    def _counts(self, candidate: Candidate) -> bool:
        if candidate.symbology is Symbology.UPCE and not self._wanted.upce:
            return False
        return candidate.engine != ZBAR or candidate.quality >= self._wanted.quality_min


def _zbar(gray: Frame) -> list[Candidate]:
    return [
        _candidate(code.data.decode("ascii"), _ZBAR_KINDS[code.type], ZBAR, code.quality, _around(code.rect))
        for code in pyzbar.decode(gray, symbols=_ZBAR_ASKED)
        if code.type in _ZBAR_KINDS
    ]


def _zxing(gray: Frame, formats: tuple[zxingcpp.BarcodeFormat, ...]) -> list[Candidate]:
    # Made per call: objects of this library that live as long as the module are told as leaks at the end.
    wanted = zxingcpp.BarcodeFormats(formats)
    codes = zxingcpp.read_barcodes(gray, formats=wanted, text_mode=zxingcpp.TextMode.Plain)
    return [_candidate(code.text, _zxing_kind(code), ZXING, 0, _corners(code.position)) for code in codes if code.text]


def _zxing_kind(code: zxingcpp.Barcode) -> Symbology:
    if code.symbology_identifier == "]e0":
        expanded = str(code.format).startswith("DataBar Expanded")
        return Symbology.DATABAR_EXPANDED if expanded else Symbology.DATABAR
    return _ZXING_KINDS.get(code.symbology_identifier, Symbology.OTHER)


def _candidate(text: str, symbology: Symbology, engine: str, quality: int, outline: Outline) -> Candidate:
    """An EAN-13 that begins with 0 and a UPC-A are the same bars: it is told as UPC-A, 12 digits."""
    if symbology in (Symbology.EAN13, Symbology.UPCA) and len(text) == 13 and text.startswith("0"):
        text, symbology = text[1:], Symbology.UPCA
    return Candidate(text, symbology, engine, quality, outline)


def _cut_out(gray: Frame, corners: npt.NDArray[np.float32]) -> Frame | None:
    """The strip level and with its quiet zones; None when too small, or larger than the frame (a wild guess)."""
    bottom_left, top_left, top_right, _ = corners
    width, height = float(np.linalg.norm(top_right - top_left)), float(np.linalg.norm(bottom_left - top_left))
    if width < _CUT_WIDTH_MIN or height < _CUT_HEIGHT_MIN or max(width, height) > sum(gray.shape):
        return None
    margin = _CUT_MARGIN * width
    target = np.array([[margin, 0], [margin + width, 0], [margin, height]], np.float32)
    level = cv2.getAffineTransform(np.stack([top_left, top_right, bottom_left]), target)
    size = (int(width + 2 * margin), int(height))
    return np.asarray(cv2.warpAffine(gray, level, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _outline(corners: npt.NDArray[np.float32]) -> Outline:
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return a, b, c, d


def _around(box: pyzbar.Rect) -> Outline:
    left, top, right, bottom = box.left, box.top, box.left + box.width, box.top + box.height
    return (left, top), (right, top), (right, bottom), (left, bottom)


def _corners(position: zxingcpp.Position) -> Outline:
    a, b, c, d = position.top_left, position.top_right, position.bottom_right, position.bottom_left
    return (a.x, a.y), (b.x, b.y), (c.x, c.y), (d.x, d.y)
