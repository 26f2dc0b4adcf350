"""One gray frame in, what three decoders read in it out: a cheap look first, dearer ones only when it found nothing.

Bars cost zxing next to nothing, a QR code most of a look: bars are asked for first. What is dear takes turns, one a
frame. What was read from EAN and UPC bars is held against the picture (`recheck`), which counts as one more opinion.

The order and the limits come from photographs; `python -m tests.bench --only scan` measures them again.
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

from hardware.camera.candidates import Candidate, Outline, gtin, has_right_check_digit
from hardware.camera.recheck import CHECKED, Verdict, recheck
from hardware.camera.sources import Frame
from hardware.words import Symbology

ZBAR, ZXING, OPENCV, PIXELS = "zbar", "zxing", "opencv", "pixels"

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
_RETAIL: Final = (_Format.EAN13, _Format.EAN8, _Format.UPCA)
_BARS: Final = (*_RETAIL, _Format.Code128, _Format.ITF14, _Format.DataBar, _Format.DataBarExp, _Format.DataBarLtd)
_QR: Final = (_Format.QRCode,)
_DATAMATRIX: Final = (_Format.DataMatrix,)
# AIM symbology identifiers (ISO/IEC 15424): even the GS1 ones among them are told apart by it, not by their text.
_ZXING_KINDS: Final = {
    "]E0": Symbology.EAN13,
    "]E3": Symbology.EAN13,  # with an add-on
    "]E4": Symbology.EAN8,
    "]C0": Symbology.CODE128,
    "]C1": Symbology.GS1_128,
    "]I0": Symbology.ITF,
    "]I1": Symbology.ITF,
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

_SHARP_PIXELS, _SHARPER = 2.0, 1.5  # of the blur that is taken away, and how much of it
_PAPER_SHRINK, _PAPER_REACH, _PAPER_WHITE = 4, 9, 230  # 36 pixels: wider than any bar, narrower than a shadow
_SECTIONS, _WHOLE = 11, 0.93  # rows of a hull that are looked at, and how wide the whole ones are
_MISSES_MAX: Final = 2  # so often may a dear look that found something find nothing before the next one takes its turn


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for. `quality_min`: fewer agreeing scan lines of zbar are not an opinion.

    Ten keeps 97 % of zbar's good readings and removes most wrong ones. UPC-E is not used in France, and many a blur
    looks like one.
    """

    upce: bool = False
    quality_min: int = 10


class Reader:
    """Three decoders and their order. One reader for one thread: a detector of OpenCV is not shared."""

    def __init__(self, wanted: Wanted | None = None) -> None:
        self.failures = 0
        """How often a decoder raised on a frame instead of answering."""
        self._wanted = wanted or Wanted()
        self._bars = (*_BARS, _Format.UPCE) if self._wanted.upce else _BARS
        self._detector = cv2.barcode.BarcodeDetector()
        self._contrast = cv2.createCLAHE(clipLimit=2.0, tileGridSize=(8, 8))
        self._dear_looks = (
            self._mended,
            self._by_zbar,
            self._datamatrix,
            self._evened_out,
            self._by_zbar_evened,
        )
        self._turn, self._misses = 0, _MISSES_MAX

    def read(self, gray: Frame, told: Callable[[Candidate], bool] | None = None) -> list[Candidate]:
        """What is believed to be in this gray frame; the same code up to once per decoder and place.

        `told`: was this one told and is still in view? No effort is spent on it, nor, beside an article, on others.
        """
        told = told or _never
        found = self.believable(gray, self._asked(partial(_zxing, gray, self._bars)), told)
        if all(map(told, found)):
            found += self._asked(partial(_zxing, gray, _QR))
        if not any(self._is_enough(candidate, told) for candidate in found):
            found += self._dear(gray, told)
        return found

    def believable(
        self, gray: Frame, found: list[Candidate], told: Callable[[Candidate], bool] | None = None
    ) -> list[Candidate]:
        """Without those that their own bars refuse; those that are confirmed have one more voice."""
        told = told or _never
        confirmed: dict[str, Candidate] = {}
        checked: list[Candidate] = []
        for candidate in found:
            sure = told(candidate) or candidate.text in confirmed
            # What OpenCV marks out is a good deal wider than the bars, and so is a code with its add-on.
            unmarked = candidate.engine == OPENCV or candidate.add_on
            verdict = Verdict.UNCLEAR if sure or unmarked else recheck(gray, candidate)
            if verdict is Verdict.CONFIRMED:
                confirmed[candidate.text] = replace(candidate, engine=PIXELS)
            elif not sure and (verdict is Verdict.REFUSED or not self._is_opinion(candidate)):
                continue
            checked.append(candidate)
        return [*checked, *confirmed.values()]

    @property
    def dear_looks(self) -> int:
        """How many take turns."""
        return len(self._dear_looks)

    def restart(self) -> None:
        """The next frame is the first of something new: the looks that take turns begin anew."""
        self._turn, self._misses = 0, _MISSES_MAX

    def _dear(self, gray: Frame, told: Callable[[Candidate], bool]) -> list[Candidate]:
        """One of the dear looks; the one that finds something goes on."""
        found = self.believable(gray, self._dear_looks[self._turn](gray), told)
        self._misses = 0 if not all(map(told, found)) else self._misses + 1
        if self._misses > _MISSES_MAX:
            self._turn = (self._turn + 1) % len(self._dear_looks)
        return found

    def _is_enough(self, candidate: Candidate, told: Callable[[Candidate], bool]) -> bool:
        """Need no dear look be spent on this frame? A web page that was told already is no article."""
        if told(candidate):
            return gtin(candidate.text, candidate.symbology) is not None
        return candidate.symbology not in CHECKED or candidate.engine == PIXELS

    def _is_opinion(self, candidate: Candidate) -> bool:
        return candidate.engine != ZBAR or candidate.quality >= self._wanted.quality_min

    def _by_zbar(self, gray: Frame) -> list[Candidate]:
        return self._asked(partial(_zbar, gray))

    def _mended(self, gray: Frame) -> list[Candidate]:
        """On white paper and a little sharper; strips turned level."""
        return self._asked(partial(_zxing, _sharper(_on_white(gray)), self._bars)) + self._levelled(gray)

    def _evened_out(self, gray: Frame) -> list[Candidate]:
        return self._asked(partial(_zxing, self._evened(gray), self._bars))

    def _by_zbar_evened(self, gray: Frame) -> list[Candidate]:
        return self._asked(partial(_zbar, self._evened(gray)))

    def _datamatrix(self, gray: Frame) -> list[Candidate]:
        return self._asked(partial(_zxing, gray, _DATAMATRIX))

    def _levelled(self, gray: Frame) -> list[Candidate]:
        """Each strip as OpenCV reads it, and cut out and turned level: zxing gives up at 35 to 55 degrees."""
        strips = self._asked_strips(gray)
        found = self._asked(partial(self._opencv, gray, strips))
        for corners in strips[:_CUTS_MAX]:
            if (cut := _cut_out(gray, corners)) is not None:
                inside = [
                    *self._asked(partial(_zxing, cut.pixels, self._bars)),
                    *self._asked(partial(_zbar, cut.pixels)),
                ]
                found += (replace(candidate, outline=cut.in_frame(candidate.outline)) for candidate in inside)
        return found

    def _evened(self, gray: Frame) -> Frame:
        return np.asarray(self._contrast.apply(gray), np.uint8)

    def _asked_strips(self, gray: Frame) -> Strips:
        try:
            _, corners = self._detector.detectMulti(gray)
        except cv2.error:
            self.failures += 1
            corners = None
        return np.empty((0, 4, 2), np.float32) if corners is None else np.asarray(corners, np.float32).reshape(-1, 4, 2)

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
        match candidate.symbology:
            case Symbology.UPCE if not self._wanted.upce:
                return False
            case Symbology.ITF:  # a scan line that leaves the bars early reads a shorter number that is as good as any
                return len(candidate.text) == 14 and has_right_check_digit(candidate.text)
        return True


def _on_white(gray: Frame) -> Frame:
    """Each pixel against the brightest around it, which is the paper: shadow, shine and the colour of the pack go."""
    height, width = gray.shape
    small = cv2.resize(gray, (-(-width // _PAPER_SHRINK), -(-height // _PAPER_SHRINK)), interpolation=cv2.INTER_AREA)
    paper = cv2.blur(cv2.dilate(small, np.ones((_PAPER_REACH, _PAPER_REACH), np.uint8)), (_PAPER_REACH, _PAPER_REACH))
    return np.asarray(cv2.divide(gray, cv2.resize(paper, (width, height)), scale=_PAPER_WHITE), np.uint8)


def _sharper(gray: Frame) -> Frame:
    soft = cv2.GaussianBlur(gray, (0, 0), _SHARP_PIXELS)
    return np.asarray(cv2.addWeighted(gray, 1 + _SHARPER, soft, -_SHARPER, 0), np.uint8)


def _never(_candidate: Candidate) -> bool:
    return False


def _zbar(gray: Frame) -> list[Candidate]:
    return [
        _candidate(code.data.decode("ascii"), _ZBAR_KINDS[code.type], ZBAR, code.quality, _hull_outline(code))
        for code in pyzbar.decode(gray, symbols=_ZBAR_ASKED)
        if code.type in _ZBAR_KINDS
    ]


def _zxing(gray: Frame, formats: tuple[zxingcpp.BarcodeFormat, ...]) -> list[Candidate]:
    # Made per call: objects of this library that live as long as the module are told as leaks at the end.
    wanted = zxingcpp.BarcodeFormats(formats)
    codes = zxingcpp.read_barcodes(
        gray, formats=wanted, text_mode=zxingcpp.TextMode.Plain, ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read
    )
    return [_of_zxing(code) for code in codes if code.text]


def _of_zxing(code: zxingcpp.Barcode) -> Candidate:
    extra = code.extra if isinstance(code.extra, dict) else {}
    add_on = str(extra.get("EanAddOn", ""))
    text = str(extra.get("UPCE", "")) or code.text.removesuffix(add_on)
    return _candidate(text, _zxing_kind(code), ZXING, 0, _corners(code.position), add_on)


def _zxing_kind(code: zxingcpp.Barcode) -> Symbology:
    kind = str(code.format)
    if code.symbology_identifier == "]e0":
        return Symbology.DATABAR_EXPANDED if kind.startswith("DataBar Expanded") else Symbology.DATABAR
    if kind in ("UPC-E", "EAN-8"):
        return Symbology.UPCE if kind == "UPC-E" else Symbology.EAN8
    return _ZXING_KINDS.get(code.symbology_identifier, Symbology.OTHER)


def _candidate(
    text: str, symbology: Symbology, engine: str, quality: int, outline: Outline, add_on: str = ""
) -> Candidate:
    """An EAN-13 that begins with 0 and a UPC-A are the same bars: it is told as UPC-A, 12 digits."""
    if symbology in (Symbology.EAN13, Symbology.UPCA) and len(text) == 13 and text.startswith("0"):
        text, symbology = text[1:], Symbology.UPCA
    return Candidate(text, symbology, engine, quality, outline, add_on)


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """A strip of a frame, level and with its quiet zones; `back` leads from its pixels to those of the frame."""

    pixels: Frame
    back: npt.NDArray[np.float64]

    def in_frame(self, outline: Outline) -> Outline:
        """The same corners in the frame."""
        return _outline(np.asarray(outline, np.float64) @ self.back[:, :2].T + self.back[:, 2])


def _cut_out(gray: Frame, corners: npt.NDArray[np.float32]) -> _Cut | None:
    """None when too small, or larger than the frame (a wild guess)."""
    bottom_left, top_left, top_right, _ = corners
    width, height = float(np.linalg.norm(top_right - top_left)), float(np.linalg.norm(bottom_left - top_left))
    if width < _CUT_WIDTH_MIN or height < _CUT_HEIGHT_MIN or max(width, height) > sum(gray.shape):
        return None
    margin = _CUT_MARGIN * width
    target = np.array([[margin, 0], [margin + width, 0], [margin, height]], np.float32)
    level = cv2.getAffineTransform(np.stack([top_left, top_right, bottom_left]), target)
    size = (int(width + 2 * margin), int(height))
    pixels = np.asarray(cv2.warpAffine(gray, level, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)
    return _Cut(pixels, np.asarray(cv2.invertAffineTransform(level), np.float64))


def _outline(corners: npt.NDArray[np.floating]) -> Outline:
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return a, b, c, d


def _hull_outline(code: pyzbar.Decoded) -> Outline:
    """From the hull of where zbar's rows (or columns) entered and left the bars: the first and the last whole one."""
    hull = np.array(code.polygon, np.float64).reshape(-1, 2)
    across = 0 if code.orientation in ("UP", "DOWN") else 1
    low, high = hull[:, 1 - across].min(), hull[:, 1 - across].max()
    rows = [_section(hull, level, across) for level in np.linspace(low, high, _SECTIONS)]
    widths = [end[across] - start[across] for start, end in rows]
    whole = [row for row, width in zip(rows, widths, strict=True) if width >= _WHOLE * max(widths)]
    (a, b), (d, c) = whole[0], whole[-1]
    return (b, a, d, c) if code.orientation in ("DOWN", "LEFT") else (a, b, c, d)


def _section(
    hull: npt.NDArray[np.float64], level: float, across: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where a row (across 0) or a column (across 1) enters and leaves a convex hull."""
    ends: list[float] = []
    for one, other in zip(hull, np.roll(hull, -1, axis=0), strict=True):
        from_level, to_level = one[1 - across] - level, other[1 - across] - level
        if from_level * to_level <= 0:
            part = 0.0 if from_level == to_level else from_level / (from_level - to_level)
            ends += [float(one[across] + part * (other[across] - one[across]))]
            ends += [float(one[across]), float(other[across])] if from_level == to_level else []
    first, last = min(ends), max(ends)
    return ((first, level), (last, level)) if across == 0 else ((level, first), (level, last))


def _corners(position: zxingcpp.Position) -> Outline:
    a, b, c, d = position.top_left, position.top_right, position.bottom_right, position.bottom_left
    return (a.x, a.y), (b.x, b.y), (c.x, c.y), (d.x, d.y)
