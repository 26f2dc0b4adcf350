"""Line drawings: a table of strokes on a grid of 24 by 24 (y upwards), scaled to the widget."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any

from kivy.graphics import Color, SmoothLine
from kivy.properties import ColorProperty, NumericProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.ui.widgets.drawn import load_drawing

Stroke = tuple[tuple[float, float], ...]

GRID = 24


def _arc(x: float, y: float, radius: float, start: float = 0, end: float = 360) -> Stroke:
    """Part of a circle, degrees anticlockwise from the right."""
    steps = max(6, round(abs(end - start) / 12))
    angles = ((start + (end - start) * step / steps) * pi / 180 for step in range(steps + 1))
    return tuple((x + radius * cos(angle), y + radius * sin(angle)) for angle in angles)


def _box(left: float, bottom: float, right: float, top: float) -> Stroke:
    return ((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom))


def _bars(*bars: float) -> tuple[Stroke, ...]:
    return tuple(((x, 7), (x, 17)) for x in bars)


STROKES: dict[str, tuple[Stroke, ...]] = {
    "help": (
        _arc(12, 12, 10),
        (*_arc(12, 14, 3.2, 180, -60), (12, 10), (12, 9.2)),
        _arc(12, 6.3, 0.35),
    ),
    "staff": (_arc(12, 16.5, 4.2), (*_arc(12, 3, 8, 180, 0), (4, 3))),
    "language": (_arc(12, 12, 10), ((2, 12), (22, 12)), _arc(17, 12, 11.2, 117, 243), _arc(7, 12, 11.2, -63, 63)),
    "cash": (
        _box(2, 10, 20, 20),
        _arc(11, 15, 2.4),
        ((5, 6.5), (22, 6.5), (22, 15)),
    ),
    "meal": (
        ((6, 2), (6, 22)),
        ((3, 22), (3, 15), (4, 13.5), (8, 13.5), (9, 15), (9, 22)),
        ((17, 2), (17, 22), (20, 19), (20.5, 14), (19.5, 10.5), (17, 10.5)),
    ),
    "gift": (
        _box(2.5, 13, 21.5, 17.5),
        ((4, 13), (4, 2.5), (20, 2.5), (20, 13)),
        ((12, 17.5), (12, 2.5)),
        ((12, 17.5), (7, 22), (4.5, 20), (7, 17.5)),
        ((12, 17.5), (17, 22), (19.5, 20), (17, 17.5)),
    ),
    "card": (_box(2, 5, 22, 19), ((2, 14.5), (22, 14.5)), ((5.5, 9), (10, 9))),
    "back": (((10, 19), (3, 12), (10, 5)), ((3, 12), (21, 12))),
    "next": (((14, 19), (21, 12), (14, 5)), ((21, 12), (3, 12))),
    "cancel": (((5, 5), (19, 19)), ((5, 19), (19, 5))),
    "fewer": (((5, 12), (19, 12)),),
    "more": (((5, 12), (19, 12)), ((12, 5), (12, 19))),
    "remove": (
        ((3.5, 18), (20.5, 18)),
        ((9, 18), (9, 21.5), (15, 21.5), (15, 18)),
        ((5.5, 18), (6.5, 2.5), (17.5, 2.5), (18.5, 18)),
        ((10, 14), (10, 7)),
        ((14, 14), (14, 7)),
    ),
    "receipt": (
        ((5, 22), (5, 2.5), (8.5, 5), (12, 2.5), (15.5, 5), (19, 2.5), (19, 22), (5, 22)),
        ((9, 17), (15, 17)),
        ((9, 13), (15, 13)),
    ),
    "no_receipt": (
        ((5, 18), (5, 2.5), (8.5, 5), (12, 2.5), (15.5, 5), (18, 3.2)),
        ((8, 22), (19, 22), (19, 9)),
        ((2, 22), (22, 2)),
    ),
    "scan": (
        ((2, 8), (2, 3), (7, 3)),
        ((17, 3), (22, 3), (22, 8)),
        ((22, 16), (22, 21), (17, 21)),
        ((7, 21), (2, 21), (2, 16)),
        *_bars(6.5, 9, 12.5, 15, 17.5),
    ),
    "warning": (
        ((12, 21), (1.8, 3.2), (22.2, 3.2), (12, 21)),
        ((12, 15), (12, 9.4)),
        _arc(12, 6.3, 0.35),
    ),
    "done": (((4, 12.5), (9.5, 6.5), (20.5, 18)),),
    "done_round": (_arc(12, 12, 10.5), ((7, 12.2), (10.6, 8.4), (17, 15.4))),
    "code": (
        *(
            box
            for x, y in ((2, 14), (14, 14), (2, 2))
            for box in (_box(x, y, x + 8, y + 8), _box(x + 3, y + 3, x + 5, y + 5))
        ),
        ((14, 10), (14, 6), (18, 6), (18, 10), (22, 10)),
        ((14, 2), (18, 2)),
        ((22, 6), (22, 2)),
    ),
    "email": (_box(2, 4.5, 22, 19.5), ((2, 19), (12, 10.5), (22, 19))),
    "report": (
        ((5, 22), (5, 2), (19, 2), (19, 17), (14, 22), (5, 22)),
        ((14, 22), (14, 17), (19, 17)),
        ((9, 6), (9, 9)),
        ((12, 6), (12, 13)),
        ((15, 6), (15, 11)),
    ),
    "archive": (_box(2, 15.5, 22, 21), ((4, 15.5), (4, 3), (20, 3), (20, 15.5)), ((9, 11), (15, 11))),
    "wait": (
        ((5.5, 22), (18.5, 22)),
        ((5.5, 2), (18.5, 2)),
        ((7, 22), (7, 17.5), (12, 12), (17, 17.5), (17, 22)),
        ((7, 2), (7, 6.5), (12, 12), (17, 6.5), (17, 2)),
        ((9.6, 5), (14.4, 5)),
    ),
    "closed": (
        _box(4, 2.5, 20, 13),
        (*((8, 13), (8, 16)), *_arc(12, 16.5, 4, 180, 0), (16, 13)),
        ((12, 9.5), (12, 6.5)),
    ),
    "erase": (
        ((8, 5), (22, 5), (22, 19), (8, 19), (1.5, 12), (8, 5)),
        ((11.5, 9), (17.5, 15)),
        ((11.5, 15), (17.5, 9)),
    ),
    "search": (_arc(10, 14, 7.5), ((15.5, 8.5), (22, 2))),
    "price": (
        ((2.5, 21.5), (2.5, 13), (13.5, 2), (22, 10.5), (11, 21.5), (2.5, 21.5)),
        _arc(7, 17, 1.6),
    ),
    "jar": (
        _box(6, 18, 18, 21.5),
        ((7, 18), (4.5, 15), (4.5, 2.5), (19.5, 2.5), (19.5, 15), (17, 18)),
        ((4.5, 11), (19.5, 11)),
    ),
    "moving": (
        ((2, 9), (5, 15), (9, 9), (12, 15), (16, 9), (19, 15), (22, 9)),
        ((2, 4), (22, 4)),
    ),
    "bag": (_box(3.5, 2.5, 20.5, 16), ((8, 13), (8, 16), *_arc(12, 16.5, 4, 180, 0), (16, 13))),
    "what": (_arc(12, 12, 10), ((12, 12.5), (12, 7)), _arc(12, 16.6, 0.35)),
    "coins": (
        _arc(8.5, 8.5, 6.5),
        _arc(15.5, 15.5, 6.5, -66, 156),
        ((8.5, 11.5), (8.5, 5.5)),
    ),
    "hand": (
        (
            *((8, 11), (8, 19.5)),
            *_arc(9.4, 19.6, 1.4, 180, 0),
            *((10.8, 14), (10.8, 20.6)),
            *_arc(12.2, 20.8, 1.4, 180, 0),
            *((13.6, 14), (13.6, 19.2)),
            *_arc(15, 19.4, 1.4, 180, 0),
            *((16.4, 13.5), (16.4, 16.6)),
            *_arc(17.8, 16.8, 1.4, 180, 0),
            *((19.2, 8), (18, 4.5), (15.5, 2), (11, 2), (8.4, 3.6), (3.6, 10.2)),
            *_arc(5, 11.2, 1.6, 216, 36),
            (8, 9),
        ),
    ),
}
"""Names a Button's `icon` may have; others draw nothing."""


class Icon(Widget):
    """One drawing, in one colour."""

    name = StringProperty()
    ink = ColorProperty("#000000")
    stroke = NumericProperty(1)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self.bind(name=self._draw, ink=self._draw, pos=self._draw, size=self._draw, stroke=self._draw)
        self._draw()

    def _draw(self, *_changed: Any) -> None:
        side = min(self.width, self.height)
        scale = side / GRID
        left, bottom = self.center_x - side / 2, self.center_y - side / 2
        self.canvas.clear()
        with self.canvas:
            Color(*self.ink)
            for stroke in STROKES.get(self.name, ()):
                points = [axis for x, y in stroke for axis in (left + x * scale, bottom + y * scale)]
                SmoothLine(points=points, width=self.stroke)


class Emblem(Icon):
    """A large one, alone on a quiet page."""


load_drawing(__file__)
