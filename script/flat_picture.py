"""Flat shapes with light from the upper left, painted on a transparent square: the hand that draws the pictures.

No font, no chance: the same calls give the same pixels everywhere. Coordinates are pixels of a 256-pixel square.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin
from pathlib import Path

from PIL import Image, ImageChops, ImageColor, ImageDraw

SIZE = 256
FINER = 4
"""Everything is drawn this many times larger and then reduced: smooth edges."""

RED, ROSE, ORANGE, PEACH, YELLOW, CREAM = "#d9574f", "#eb9a94", "#ee9a4d", "#f5bf8a", "#f2c75c", "#f9edcf"
GREEN, LEAF, MINT, TEAL, BLUE, SKY = "#7fb069", "#5b9157", "#b5d8a6", "#3f8f8b", "#4f86c6", "#a9d0ee"
ICE, PLUM, BROWN, CRUST, BISCUIT, COCOA = "#d5eaf7", "#7d5a94", "#8d6346", "#c98f52", "#e2b577", "#65463a"
WHITE, PAPER, GREY, INK = "#ffffff", "#f6f4ee", "#c3ccd3", "#3f4a56"

Point = tuple[float, float]
Mask = Image.Image


class Picture:
    """A transparent square that shapes are painted on, one over the other."""

    def __init__(self, width: int = SIZE, height: int = SIZE) -> None:
        self.size = (width * FINER, height * FINER)
        self.image = Image.new("RGBA", self.size, (0, 0, 0, 0))

    def mask(self, draw: Callable[[ImageDraw.ImageDraw], None]) -> Mask:
        mask = Image.new("L", self.size, 0)
        draw(ImageDraw.Draw(mask))
        return mask

    def oval(self, x: float, y: float, wide: float, high: float | None = None) -> Mask:
        high = wide if high is None else high
        box = _fine((x - wide / 2, y - high / 2), (x + wide / 2, y + high / 2))
        return self.mask(lambda pen: pen.ellipse(box, fill=255))

    def box(self, left: float, top: float, right: float, bottom: float, radius: float = 10) -> Mask:
        area = _fine((left, top), (right, bottom))
        return self.mask(lambda pen: pen.rounded_rectangle(area, radius * FINER, fill=255))

    def blob(self, *points: Point) -> Mask:
        """A closed smooth curve through the points."""
        return self.mask(lambda pen: pen.polygon(_fine(*_smooth(points)), fill=255))

    def shape(self, *points: Point, round_by: float = 5) -> Mask:
        """A polygon with softened corners."""
        return self._stroked(points, round_by * 2, closed=True)

    def stroke(self, *points: Point, wide: float = 10) -> Mask:
        return self._stroked(points, wide, closed=False)

    def arc(self, x: float, y: float, radius: float, start: float, end: float, wide: float = 10) -> Mask:
        """Part of a ring, degrees clockwise from three o'clock."""
        steps = range(61)
        angles = [(start + (end - start) * step / 60) * pi / 180 for step in steps]
        return self.stroke(*[(x + radius * cos(angle), y + radius * sin(angle)) for angle in angles], wide=wide)

    def turned(self, mask: Mask, degrees: float, x: float = 128, y: float = 128) -> Mask:
        return mask.rotate(degrees, Image.Resampling.BICUBIC, center=(x * FINER, y * FINER))

    def flat(self, mask: Mask, colour: str, opacity: float = 1) -> None:
        red, green, blue = ImageColor.getrgb(colour)[:3]
        layer = Image.new("RGBA", self.size, (red, green, blue, 0))
        layer.putalpha(mask.point(lambda level: round(level * opacity)))
        self.image.alpha_composite(layer)

    def solid(self, mask: Mask, colour: str, shade: float = 12) -> None:
        """A body: its colour, and a darker edge on the side away from the light."""
        self.flat(mask, colour)
        lit = ImageChops.offset(mask, round(-shade * FINER), round(-shade * 0.6 * FINER))
        self.flat(ImageChops.subtract(mask, lit), INK, 0.13)

    def inside(self, mask: Mask, part: Mask, colour: str, opacity: float = 1) -> None:
        """Paint only that part which lies in the mask."""
        self.flat(ImageChops.multiply(mask, part), colour, opacity)

    def gleam(self, *points: Point, wide: float = 9) -> None:
        self.flat(self.stroke(*points, wide=wide), WHITE, 0.55)

    def leaf(self, x: float, y: float, degrees: float, length: float = 58, colour: str = LEAF) -> None:
        half = length * 0.26
        leaf = self.blob((x, y), (x + length * 0.4, y - half), (x + length, y), (x + length * 0.4, y + half))
        self.solid(self.turned(leaf, degrees, x, y), colour, 5)

    def save(self, path: Path) -> None:
        size = (self.size[0] // FINER, self.size[1] // FINER)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.image.resize(size, Image.Resampling.LANCZOS).save(path, optimize=True)

    def _stroked(self, points: tuple[Point, ...], wide: float, closed: bool) -> Mask:
        path = _fine(*points, *(points[:1] if closed else ()))
        radius = wide * FINER / 2

        def draw(pen: ImageDraw.ImageDraw) -> None:
            if closed:
                pen.polygon(path, fill=255)
            pen.line(path, fill=255, width=round(radius * 2))
            for x, y in path:
                pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)

        return self.mask(draw)


def _fine(*points: Point) -> list[Point]:
    return [(x * FINER, y * FINER) for x, y in points]


def _smooth(points: tuple[Point, ...]) -> list[Point]:
    """A closed Catmull-Rom curve, sixteen steps between two points."""
    curve = []
    for place in range(len(points)):
        before, start, end, after = (points[(place + step) % len(points)] for step in (-1, 0, 1, 2))
        for part in (step / 16 for step in range(16)):
            curve.append(tuple(_between(*four, part) for four in zip(before, start, end, after, strict=True)))
    return [(x, y) for x, y in curve]


def _between(a: float, b: float, c: float, d: float, part: float) -> float:
    return 0.5 * (2 * b + (c - a) * part + (2 * a - 5 * b + 4 * c - d) * part**2 + (3 * b - a - 3 * c + d) * part**3)
