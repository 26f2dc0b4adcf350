"""A number that was read from bars is drawn as bars again and held against the picture.

Wrong numbers of real photographs all had a right check digit: ink, blur and light make every bar wider or narrower, and
a 1 becomes a 7, a 2 an 8. The width that all the bars of a symbol gained is seen in the symbol as a whole, so it is
fitted first, together with blur, light and where each digit lies; then each digit's own bars are compared with those of
every other digit that could stand there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from hardware.camera.bars import Bars, Place, bars
from hardware.camera.candidates import Candidate, Outline
from hardware.camera.sources import Frame
from hardware.words import Symbology

CHECKED: Final = frozenset({Symbology.EAN13, Symbology.EAN8, Symbology.UPCA, Symbology.UPCE})
"""The kinds whose bars are drawn again."""

Values = npt.NDArray[np.float32]

_LINES: Final = (0.5, 0.2, 0.8)  # of the height of a symbol
_PIXELS_A_MODULE_MIN: Final = 0.9
_SAMPLES: Final = 5  # a module
_FINE: Final = 12  # steps a module of the drawn wave
_MARGIN: Final = 6  # modules beside the symbol: 7 at least are white
_CONTEXT: Final = 3  # modules beside a digit that are drawn with it
_REACH: Final = 3.0  # modules, how far the outline of a decoder may be off
_STRETCH: Final = np.linspace(-0.05, 0.05, 7)
_BEND: Final = np.linspace(-9.0, 9.0, 13)  # modules, of the ends against the middle: a bottle, a view from the side
_KNOTS_EVERY: Final = 8.0  # modules
_STIFF: Final = 0.02
_ROUNDS: Final = 8
_BLUR, _BLUR_MIN, _BLUR_MAX, _GAIN_MAX = 0.5, 0.1, 1.5, 0.8  # modules
_NUDGES: Final = np.array([-0.3, -0.15, 0.0, 0.15, 0.3], np.float32)  # modules
_GRAY_NOISE: Final = 4.0  # gray levels squared: a flawless picture is no proof of anything

_FITS_MIN: Final = 0.7  # share of the picture's variance that the drawn bars explain
_LEADS_MIN: Final = 0.5
_DIGITS_DOUBTED_MAX: Final = 4


class Verdict(Enum):
    """What the picture says about a number."""

    CONFIRMED = auto()
    REFUSED = auto()
    UNCLEAR = auto()


@dataclass(frozen=True, slots=True)
class Match:
    """One line across the symbol. `fits`: share of its variance that is explained, 0 to 1.

    `leads`: for each digit, by how much its own bars fit better than the best other ones (below 0: worse), in
    variances of what is left unexplained.
    """

    fits: float
    leads: tuple[float, ...]


def recheck(gray: Frame, candidate: Candidate) -> Verdict:
    """Do these bars stand where this candidate says? Any doubt about where they lie is UNCLEAR."""
    if candidate.symbology not in CHECKED:
        return Verdict.UNCLEAR
    try:
        symbol = bars(candidate.text, upce=candidate.symbology is Symbology.UPCE)
    except ValueError:
        return Verdict.REFUSED
    drawn = _Drawn(symbol)
    return judged(list(matches(gray, drawn, candidate.outline)))


def judged(lines: list[Match]) -> Verdict:
    aligned = [line for line in lines if line.fits >= _FITS_MIN]
    if not aligned:
        return Verdict.UNCLEAR
    leads = np.mean([line.leads for line in aligned], axis=0)
    if leads.min() >= _LEADS_MIN:
        return Verdict.CONFIRMED
    doubted = int((leads < -_LEADS_MIN).sum())
    return Verdict.REFUSED if 2 <= doubted <= _DIGITS_DOUBTED_MAX else Verdict.UNCLEAR


def matches(gray: Frame, drawn: _Drawn, outline: Outline) -> Iterator[Match]:
    a, b, c, d = (np.array(corner, np.float64) for corner in outline)
    for height in _LINES:
        start, end = a + height * (d - a), b + height * (c - b)
        if np.hypot(*(end - start)) >= _PIXELS_A_MODULE_MIN * drawn.width:
            yield _match(drawn, _profile(gray, start, end, drawn.width))


class _Drawn:
    """A symbol as a wave: 1 in a bar, 0 between; blurred and with grown bars as asked."""

    def __init__(self, symbol: Bars) -> None:
        self.width = len(symbol.modules)
        self.places = symbol.places
        white = "0" * _MARGIN
        self._whole = white + symbol.modules + white
        self._row = _steps([self._whole])
        self._rows = _steps(
            [self._around(place, pattern) for place in symbol.places for pattern in place.patterns]
        )

    def wave(self, blur: float, gain: float) -> Values:
        """The whole symbol with its margins, `_FINE` steps a module."""
        return _waves(self._row, blur, gain)[0]

    def digits(self, blur: float, gain: float) -> list[Values]:
        """For each place its patterns, each with `_CONTEXT` modules of its neighbours."""
        waves = _waves(self._rows, blur, gain)
        ends = np.cumsum([len(place.patterns) for place in self.places])
        return np.split(waves, ends[:-1])

    def _around(self, place: Place, pattern: str) -> str:
        first = place.module + _MARGIN
        last = first + len(pattern)
        return self._whole[first - _CONTEXT : first] + pattern + self._whole[last : last + _CONTEXT]


def _steps(rows: list[str]) -> Values:
    modules = np.array([[module == "1" for module in row] for row in rows], np.float32)
    return modules.repeat(_FINE, axis=1)


def _waves(rows: Values, blur: float, gain: float) -> Values:
    steps, part = divmod(abs(gain) / 2 * _FINE, 1.0)
    less, more = (_grown(rows, int(steps) + extra, gain > 0) for extra in (0, 1))
    sigma = max(blur * _FINE, 0.5)
    size = 2 * int(3 * sigma) + 1
    mixed = (1 - part) * less + part * more
    return np.asarray(cv2.GaussianBlur(mixed, (size, 1), sigma, borderType=cv2.BORDER_REPLICATE), np.float32)


def _grown(rows: Values, steps: int, wider: bool) -> Values:
    if steps == 0:
        return rows
    kernel = np.ones((1, 2 * steps + 1), np.uint8)
    grow = cv2.dilate if wider else cv2.erode
    return np.asarray(grow(rows, kernel, borderType=cv2.BORDER_REPLICATE), np.float32)


def _profile(gray: Frame, start: npt.NDArray[np.float64], end: npt.NDArray[np.float64], width: int) -> Values:
    """Gray levels along a line and its margins, the mean of three lines a pixel apart."""
    at = _positions(width)
    along = (end - start) / width
    aside = np.array([-along[1], along[0]]) / np.hypot(*along)
    beside = np.array([[-1.0], [0.0], [1.0]])
    xs, ys = (start[axis] + along[axis] * at + aside[axis] * beside - 0.5 for axis in (0, 1))
    found = cv2.remap(
        gray, xs.astype(np.float32), ys.astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(found.mean(axis=0, dtype=np.float32))


def _positions(width: int) -> Values:
    """Where samples are taken, in modules from the first bar's left edge."""
    count = (width + 2 * _MARGIN) * _SAMPLES
    return ((np.arange(count) + 0.5) / _SAMPLES - _MARGIN).astype(np.float32)


def _at(wave: Values, positions: Values) -> Values:
    """The height of the whole symbol's wave there."""
    steps = np.clip((positions + _MARGIN) * _FINE - 0.5, 0, wave.size - 1.001)
    whole = steps.astype(np.int32)
    part = steps - whole
    return np.asarray(wave[whole] * (1 - part) + wave[whole + 1] * part, np.float32)


def _match(drawn: _Drawn, profile: Values) -> Match:
    at = _positions(drawn.width)
    places = _placed(drawn, at, profile)
    inside = (at > -2) & (at < drawn.width + 2)
    return _fitted(drawn, at[inside], places[inside], profile[inside])


def _placed(drawn: _Drawn, at: Values, profile: Values) -> Values:
    """Which module each sample shows, roughly: the shift, stretch and bend under which the two look most alike."""
    middle = drawn.width / 2
    from_middle = (at - middle) / middle
    wave = drawn.wave(_BLUR, 0.0)
    warps = [stretch * middle * from_middle + bend * from_middle**2 for stretch in _STRETCH for bend in _BEND]
    shifts = np.arange(-_REACH, _REACH + 0.01, 2 / _SAMPLES)
    core = slice(int(_MARGIN - _REACH) * _SAMPLES, -int(_MARGIN - _REACH) * _SAMPLES)
    templates = np.stack([_at(wave, (at + warp)[core]) for warp in warps])
    templates -= templates.mean(axis=1, keepdims=True)
    templates /= np.linalg.norm(templates, axis=1, keepdims=True) + 1e-6
    steps = np.round(shifts * _SAMPLES).astype(int)
    first, length = core.start or 0, templates.shape[1]
    windows = np.stack([profile[first + step : first + step + length] for step in steps])
    windows = windows - windows.mean(axis=1, keepdims=True)
    windows /= np.linalg.norm(windows, axis=1, keepdims=True) + 1e-6
    likeness = -(templates @ windows.T)
    best, step = np.unravel_index(int(likeness.argmax()), likeness.shape)
    shift = steps[step] / _SAMPLES
    return np.asarray(at - shift + np.interp(at - shift, at, warps[best]), np.float32)


def _fitted(drawn: _Drawn, at: Values, start: Values, profile: Values) -> Match:
    """Least squares: knots that move each stretch of the symbol, blur, gain, and light that changes along the line."""
    knots = int(np.ceil(drawn.width / _KNOTS_EVERY)) + 1
    hats = np.stack(
        [np.interp(at, np.linspace(0, drawn.width, knots), row) for row in np.eye(knots)], axis=1
    ).astype(np.float32)
    bent = np.diff(np.eye(knots), n=2, axis=0)
    moves, blur, gain = np.zeros(knots), _BLUR, 0.0
    slope = (at / drawn.width - 0.5).astype(np.float32)

    def tried(moves: npt.NDArray[np.float64], blur: float, gain: float):  # noqa: ANN202
        where = start + (hats @ moves).astype(np.float32)
        wave = drawn.wave(blur, gain)
        shown = _at(wave, where)
        light = np.stack([np.ones_like(shown), slope, shown, slope * shown], axis=1)
        levels = np.linalg.solve(light.T @ light + 1e-3 * np.eye(4), light.T @ profile)
        return where, wave, shown, light, levels, profile - light @ levels

    total = float(((profile - profile.mean()) ** 2).sum()) + 1e-6
    stiff = _STIFF * bent.T @ bent * total
    where, wave, shown, light, levels, left = tried(moves, blur, gain)
    cost = float(left @ left) + moves @ stiff @ moves
    damp = 1e-3
    for _ in range(_ROUNDS):
        depth = levels[2] + levels[3] * slope
        move = _at(np.gradient(wave) * _FINE, where) * depth
        blurred = (_at(drawn.wave(blur + 0.03, gain), where) - shown) / 0.03 * depth
        grown = (_at(drawn.wave(blur, gain + 0.05), where) - shown) / 0.05 * depth
        turn = np.concatenate([hats * move[:, None], blurred[:, None], grown[:, None]], axis=1)
        turn = turn - light @ np.linalg.solve(light.T @ light + 1e-3 * np.eye(4), light.T @ turn)
        normal = (turn.T @ turn).astype(np.float64)
        normal[:knots, :knots] += stiff
        right = (turn.T @ left).astype(np.float64)
        right[:knots] -= stiff @ moves
        normal[np.diag_indices(knots + 2)] *= 1 + damp
        normal[np.diag_indices(knots + 2)] += 1e-6
        step = np.clip(np.linalg.solve(normal, right), -0.6, 0.6)
        next_moves = moves + step[:knots]
        next_blur = float(np.clip(blur + step[-2], _BLUR_MIN, _BLUR_MAX))
        next_gain = float(np.clip(gain + step[-1], -_GAIN_MAX, _GAIN_MAX))
        result = tried(next_moves, next_blur, next_gain)
        next_cost = float(result[-1] @ result[-1]) + next_moves @ stiff @ next_moves
        if next_cost >= cost:
            damp *= 10
            if damp > 10:
                break
            continue
        settled = cost - next_cost < 3e-3 * cost
        moves, blur, gain, cost, damp = next_moves, next_blur, next_gain, next_cost, damp / 5
        where, wave, shown, light, levels, left = result
        if settled:
            break
    variance = float(left @ left) / left.size
    fits = 1 - float(left @ left) / total
    leads = _leads(drawn, where, profile, levels[0] + levels[1] * slope, levels[2] + levels[3] * slope, blur, gain)
    return Match(fits, tuple(lead / (variance + _GRAY_NOISE) for lead in leads))


def _leads(
    drawn: _Drawn, where: Values, profile: Values, paper: Values, depth: Values, blur: float, gain: float
) -> Iterator[float]:
    """For each digit, how much larger the mean square error of the best other pattern is."""
    for place, waves in zip(drawn.places, drawn.digits(blur, gain), strict=True):
        here = (where > place.module - 0.5) & (where < place.module + 7.5)
        if here.sum() < 2 * _SAMPLES:
            yield 0.0
            continue
        errors = np.full(len(waves), np.inf)
        for nudge in _NUDGES:
            steps = np.clip((where[here] + nudge - place.module + _CONTEXT) * _FINE - 0.5, 0, waves.shape[1] - 1.001)
            whole = steps.astype(np.int32)
            part = steps - whole
            shown = waves[:, whole] * (1 - part) + waves[:, whole + 1] * part
            errors = np.minimum(errors, ((paper[here] + depth[here] * shown - profile[here]) ** 2).mean(axis=1))
        yield float(errors[1:].min() - errors[0])
