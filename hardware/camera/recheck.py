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
Numbers = npt.NDArray[np.float64]

_LINES: Final = (0.5, 0.2, 0.8)  # of the height of a symbol
_PIXELS_A_MODULE_MIN: Final = 0.9
_SAMPLES: Final = 5  # a module
_FINE: Final = 12  # steps a module of a drawn wave
_MARGIN: Final = 6  # modules beside the symbol: 7 at least are white
_OUTSIDE: Final = 2  # modules of them that are compared
_CONTEXT: Final = 3  # modules beside a digit that are drawn with it

# How far a decoder's outline may be off, and how far the bars from a plane seen from above.
_REACH: Final = 3  # modules
_STRETCH: Final = np.linspace(-0.05, 0.05, 7)
_BEND: Final = np.linspace(-9.0, 9.0, 13)  # modules, the ends against the middle: a bottle, a view from the side

_KNOTS_EVERY: Final = 8.0  # modules
_STIFF: Final = 0.02
_ROUNDS_MAX: Final = 8
_STEP_MAX: Final = 0.6
_SETTLED: Final = 3e-3  # of the error: less gained in a round is the end
_BLUR, _BLUR_MIN, _BLUR_MAX, _GAIN_MAX = 0.5, 0.1, 1.5, 0.8  # modules
_NUDGES: Final = (-0.2, 0.0, 0.2)  # modules, by which a digit's bars may still lie elsewhere
_GRAY_NOISE: Final = 4.0  # gray levels squared: a flawless picture is no proof of anything

_FITS_MIN: Final = 0.7  # share of the picture's variance that the drawn bars explain
_LEAD_MIN: Final = 0.5
_CLEAR_FITS, _CLEAR_LEAD = 0.9, 2.0  # one such line is enough
_DOUBTED_MIN, _DOUBTED_MAX = 2, 4  # digits: one alone breaks the check digit, many mean bars that lie elsewhere


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

    @property
    def is_clear(self) -> bool:
        """No further line needs to be looked at."""
        return self.fits >= _CLEAR_FITS and min(self.leads) >= _CLEAR_LEAD


def recheck(gray: Frame, candidate: Candidate) -> Verdict:
    """Do these bars stand where this candidate says? Any doubt about where they lie is UNCLEAR."""
    if candidate.symbology not in CHECKED:
        return Verdict.UNCLEAR
    try:
        symbol = bars(candidate.text, upce=candidate.symbology is Symbology.UPCE)
    except ValueError:
        return Verdict.REFUSED
    lines: list[Match] = []
    for line in matches(gray, symbol, candidate.outline):
        lines.append(line)
        if line.is_clear:
            return Verdict.CONFIRMED
    return judged(lines)


def judged(lines: list[Match]) -> Verdict:
    """What several lines say together."""
    aligned = [line.leads for line in lines if line.fits >= _FITS_MIN]
    if not aligned:
        return Verdict.UNCLEAR
    leads = np.mean(aligned, axis=0)
    if leads.min() >= _LEAD_MIN:
        return Verdict.CONFIRMED
    doubted = int((leads < -_LEAD_MIN).sum())
    return Verdict.REFUSED if _DOUBTED_MIN <= doubted <= _DOUBTED_MAX else Verdict.UNCLEAR


def matches(gray: Frame, symbol: Bars, outline: Outline) -> Iterator[Match]:
    """Line by line; none where a module has less than a pixel."""
    drawn = _Drawn(symbol)
    a, b, c, d = (np.array(corner, np.float64) for corner in outline)
    for height in _LINES:
        start, end = a + height * (d - a), b + height * (c - b)
        if np.hypot(*(end - start)) >= _PIXELS_A_MODULE_MIN * drawn.width:
            yield _match(drawn, _profile(gray, start, end, drawn.width))


class _Drawn:
    """A symbol as a wave: 1 in a bar, 0 between; blurred and with wider bars as asked."""

    def __init__(self, symbol: Bars) -> None:
        self.width = len(symbol.modules)
        self.places = symbol.places
        white = "0" * _MARGIN
        self._whole = white + symbol.modules + white
        self._symbol = _steps([self._whole])
        self._digits = _steps([self._around(place, each) for place in symbol.places for each in place.patterns])

    def wave(self, blur: float, gain: float) -> Values:
        """The whole symbol with its margins, `_FINE` steps a module."""
        return np.asarray(_waves(self._symbol, blur, gain)[0], np.float32)

    def digits(self, blur: float, gain: float) -> list[Values]:
        """For each place its patterns, each with `_CONTEXT` modules of its neighbours."""
        ends = np.cumsum([len(place.patterns) for place in self.places])
        return np.split(_waves(self._digits, blur, gain), ends[:-1])

    def _around(self, place: Place, pattern: str) -> str:
        first = place.module + _MARGIN
        last = first + len(pattern)
        return self._whole[first - _CONTEXT : first] + pattern + self._whole[last : last + _CONTEXT]


def _steps(rows: list[str]) -> Values:
    modules = np.array([[module == "1" for module in row] for row in rows], np.float32)
    return np.asarray(modules.repeat(_FINE, axis=1), np.float32)


def _waves(rows: Values, blur: float, gain: float) -> Values:
    steps, part = divmod(abs(gain) / 2 * _FINE, 1.0)
    less, more = (_widened(rows, int(steps) + extra, gain > 0) for extra in (0, 1))
    sigma = max(blur * _FINE, 0.5)
    size = 2 * int(3 * sigma) + 1
    mixed = (1 - part) * less + part * more
    return np.asarray(cv2.GaussianBlur(mixed, (size, 1), sigma, borderType=cv2.BORDER_REPLICATE), np.float32)


def _widened(rows: Values, steps: int, bars_grow: bool) -> Values:
    if steps == 0:
        return rows
    grow = cv2.dilate if bars_grow else cv2.erode
    kernel = np.ones((1, 2 * steps + 1), np.uint8)
    return np.asarray(grow(rows, kernel, borderType=cv2.BORDER_REPLICATE), np.float32)


def _read_off(waves: Values, module: Values) -> Values:
    """The height of one wave or several, `module` modules from where they begin."""
    steps = np.clip(module * _FINE - 0.5, 0, waves.shape[-1] - 1.001)
    whole = steps.astype(np.int32)
    part = (steps - whole).astype(np.float32)
    return np.asarray(waves[..., whole] * (1 - part) + waves[..., whole + 1] * part, np.float32)


def _positions(width: int) -> Values:
    """Where samples are taken, in modules from the left edge of the first bar."""
    count = (width + 2 * _MARGIN) * _SAMPLES
    return ((np.arange(count) + 0.5) / _SAMPLES - _MARGIN).astype(np.float32)


def _profile(gray: Frame, start: Numbers, end: Numbers, width: int) -> Values:
    """Gray levels along a line and its margins, the mean of three lines a pixel apart."""
    along = (end - start) / width
    aside = np.array([-along[1], along[0]]) / np.hypot(*along)
    beside, at = np.array([[-1.0], [0.0], [1.0]]), _positions(width)
    xs, ys = ((start[axis] + along[axis] * at + aside[axis] * beside - 0.5).astype(np.float32) for axis in (0, 1))
    seen = cv2.remap(gray, xs, ys, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen.mean(axis=0, dtype=np.float32))


def _match(drawn: _Drawn, profile: Values) -> Match:
    at = _positions(drawn.width)
    inside = (at > -_OUTSIDE) & (at < drawn.width + _OUTSIDE)
    line = _Line(drawn, at[inside], _roughly(drawn, at, profile)[inside], profile[inside])
    fit = line.fitted()
    left = float(fit.left @ fit.left)
    variance = left / profile.size + _GRAY_NOISE
    return Match(1 - left / line.total, tuple(lead / variance for lead in line.leads(fit)))


def _roughly(drawn: _Drawn, at: Values, profile: Values) -> Values:
    """Which module each sample shows: the shift, stretch and bend under which the two look most alike."""
    half = drawn.width / 2
    aside = (at - half) / half
    warps = np.array([stretch * half * aside + bend * aside**2 for stretch in _STRETCH for bend in _BEND], np.float32)
    first, last = (_MARGIN - _REACH) * _SAMPLES, at.size - (_MARGIN - _REACH) * _SAMPLES
    shifts = range(-_REACH * _SAMPLES, _REACH * _SAMPLES + 1, 2)
    templates = _normal(_read_off(drawn.wave(_BLUR, 0.0), (at + warps)[:, first:last:2] + _MARGIN))
    windows = _normal(np.stack([profile[first + shift : last + shift : 2] for shift in shifts]))
    # Not a product of matrices: numpy would wake threads on other cores for it.
    likeness = -np.einsum("ts,ws->tw", templates, windows)
    warp, shift = np.unravel_index(int(likeness.argmax()), likeness.shape)
    moved = at - shifts[int(shift)] / _SAMPLES
    return np.asarray(moved + np.interp(moved, at, warps[warp]), np.float32)


def _normal(rows: Values) -> Values:
    rows = rows - rows.mean(axis=1, keepdims=True)
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-6), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """The drawn wave beside a line: `values` are the moves of the knots, the blur and the gain of the bars.

    `where`: the module each sample shows; `levels`: of `light` (paper and depth of the bars, each with a slope);
    `left`: what is not explained.
    """

    values: Numbers
    where: Values
    wave: Values
    shown: Values
    light: Values
    levels: Values
    left: Values
    cost: float

    @property
    def depth(self) -> Values:
        """Gray levels from paper to bar."""
        return np.asarray(self.levels[2] + self.levels[3] * self.light[:, 1], np.float32)

    @property
    def paper(self) -> Values:
        """Gray level between the bars."""
        return np.asarray(self.levels[0] + self.levels[1] * self.light[:, 1], np.float32)


class _Line:
    """Least squares (Levenberg-Marquardt): knots that move each stretch of the symbol, blur, gain, changing light."""

    def __init__(self, drawn: _Drawn, at: Values, start: Values, profile: Values) -> None:
        self._drawn = drawn
        self._start = start
        self._profile = profile
        self.total = float(((profile - profile.mean()) ** 2).sum()) + 1e-6
        self._knots = int(np.ceil(drawn.width / _KNOTS_EVERY)) + 1
        ends = np.linspace(0, drawn.width, self._knots)
        self._hats = np.stack([np.interp(at, ends, row) for row in np.eye(self._knots)], axis=1).astype(np.float32)
        self._slope = (at / drawn.width - 0.5).astype(np.float32)
        bent = np.diff(np.eye(self._knots, self._knots + 2), n=2, axis=0)  # blur and gain are not bent
        self._stiff = _STIFF * self.total * bent.T @ bent

    def fitted(self) -> _Fit:
        """The best that is found."""
        fit, damp = self._tried(np.array([0.0] * self._knots + [_BLUR, 0.0])), 1e-3
        for _ in range(_ROUNDS_MAX):
            tried = self._tried(self._stepped(fit, damp))
            if tried.cost >= fit.cost:
                damp *= 10
                continue
            settled = fit.cost - tried.cost < _SETTLED * fit.cost
            fit, damp = tried, damp / 5
            if settled:
                break
        return fit

    def leads(self, fit: _Fit) -> Iterator[float]:
        """For each digit, by how much the mean square error of the best other pattern is larger."""
        blur, gain = fit.values[-2:]
        for place, waves in zip(self._drawn.places, self._drawn.digits(blur, gain), strict=True):
            here = (fit.where > place.module - 0.5) & (fit.where < place.module + len(place.patterns[0]) + 0.5)
            if here.sum() < _SAMPLES:
                yield 0.0
                continue
            from_context = fit.where[here] - place.module + _CONTEXT
            errors = [
                ((fit.paper[here] + fit.depth[here] * shown - self._profile[here]) ** 2).mean(axis=1)
                for shown in (_read_off(waves, from_context + nudge) for nudge in _NUDGES)
            ]
            own, *others = np.min(errors, axis=0)
            yield float(min(others) - own)

    def _tried(self, values: Numbers) -> _Fit:
        where = self._start + (self._hats @ values[:-2]).astype(np.float32)
        wave = self._drawn.wave(*values[-2:])
        shown = _read_off(wave, where + _MARGIN)
        light = np.stack([np.ones_like(shown), self._slope, shown, self._slope * shown], axis=1)
        levels = _solved(light, self._profile)
        left = np.asarray(self._profile - light @ levels, np.float32)
        cost = float(left @ left + values @ self._stiff @ values)
        return _Fit(values, where, wave, shown, light, levels, left, cost)

    def _stepped(self, fit: _Fit, damp: float) -> Numbers:
        """One step of Gauss-Newton, damped; the light is solved for by itself, so its directions are taken out."""
        blur, gain = fit.values[-2:]
        steep, at = np.gradient(fit.wave).astype(np.float32) * _FINE, fit.where + _MARGIN
        moved = self._hats * _read_off(steep, at)[:, None]
        blurred = (_read_off(self._drawn.wave(blur + 0.03, gain), at) - fit.shown) / 0.03
        grown = (_read_off(self._drawn.wave(blur, gain + 0.05), at) - fit.shown) / 0.05
        turns = np.column_stack([moved, blurred, grown]) * fit.depth[:, None]
        turns -= fit.light @ _solved(fit.light, turns)
        normal = (turns.T @ turns).astype(np.float64) + self._stiff
        normal[np.diag_indices_from(normal)] *= 1 + damp
        normal[np.diag_indices_from(normal)] += 1e-3
        step = np.linalg.solve(normal, turns.T @ fit.left - self._stiff @ fit.values)
        values: Numbers = fit.values + np.clip(step, -_STEP_MAX, _STEP_MAX)
        values[-2] = np.clip(values[-2], _BLUR_MIN, _BLUR_MAX)
        values[-1] = np.clip(values[-1], -_GAIN_MAX, _GAIN_MAX)
        return values


def _solved(light: Values, against: Values) -> Values:
    ridge = 1e-3 * np.eye(light.shape[1], dtype=np.float32)
    return np.asarray(np.linalg.solve(light.T @ light + ridge, light.T @ against), np.float32)
