"""What can be wrong with a drawn screen: text cut off, things outside the window, targets too small or overlapping."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from kivy.core.text import Label as CoreLabel
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.label import Label
from kivy.uix.scrollview import ScrollView

from kiosk.ui.look import TOUCH_MIN
from kiosk.ui.widgets.panel import Overlay
from kiosk.ui.widgets.touch import Touch

SLACK = 1.5  # pixels of rounding

Box = tuple[float, float, float, float]


def faults(app: Any) -> list[str]:
    """Everything that is wrong with what is shown now, in words; empty when all is well."""
    shell = app.root
    unit = min(shell.size) / 100
    labels = [widget for widget in _visible(shell) if isinstance(widget, Label) and widget.text]
    touches = [widget for widget in _top(shell) if isinstance(widget, Touch)]
    return [
        *(f"cut off: {label.text!r}" for label in labels if _cut(label)),
        *(f"word broken: {label.text!r}" for label in labels if _broken(label)),
        *(f"too full: {type(box).__name__} {_texts(box)}" for box in _visible(shell) if _too_full(box)),
        *(f"outside: {label.text!r} {_box(label)}" for label in labels if not _inside(label, shell)),
        *(f"too small: {_name(touch)} {touch.size}" for touch in touches if min(touch.size) < TOUCH_MIN * unit - SLACK),
        *(f"overlap: {_name(a)} and {_name(b)}" for a, b in combinations(touches, 2) if _overlap(_box(a), _box(b))),
        *(
            f"texts overlap: {a.text!r} and {b.text!r}"
            for a, b in combinations(_still(shell), 2)
            if _overlap(_box(a), _box(b))
        ),
    ]


def _visible(widget: Any) -> Iterator[Any]:
    if widget.opacity == 0:
        return
    yield widget
    for child in widget.children:
        yield from _visible(child)


def _top(shell: Any) -> list[Any]:
    """What can be touched now: an overlay hides what lies below it; a list that scrolls is cut to its window."""
    overlays = [widget for widget in _visible(shell) if isinstance(widget, Overlay)]
    return list(_visible(overlays[0] if overlays else shell))


def _still(shell: Any) -> list[Any]:
    return [w for w in _top(shell) if isinstance(w, Label) and w.text and _scroll(w) is None]


def _scroll(widget: Any) -> Any:
    while widget is not None and widget.parent is not widget:
        if isinstance(widget, ScrollView):
            return widget
        widget = widget.parent
    return None


def _cut(label: Any) -> bool:
    wide, high = label.texture_size
    return bool(wide > label.width + SLACK or high > label.height + SLACK)


def _broken(label: Any) -> bool:
    """Is a word of it wider than the column?"""
    column = label.text_size[0]
    if column is None:
        return False
    options = {"font_size": label.font_size, "font_name": label.font_name, "bold": label.bold}
    words = re.split("[ \n]", label.text)  # a no-break space holds a word together
    return any(CoreLabel(text=word, **options).get_extents(word)[0] > column + SLACK for word in words)


def _too_full(box: Any) -> bool:
    """A column whose parts need more height than it has, or a row that needs more width."""
    if not isinstance(box, BoxLayout):
        return False
    if box.orientation == "vertical":
        return bool(box.minimum_height > box.height + SLACK)
    return bool(box.minimum_width > box.width + SLACK)


def _texts(box: Any) -> list[str]:
    return [child.text for child in box.children if isinstance(child, Label)]


def _box(widget: Any) -> Box:
    """Window coordinates, cut to the list it scrolls in."""
    left, bottom = widget.to_window(widget.x, widget.y)
    right, top = left + widget.width, bottom + widget.height
    scroll = _scroll(widget)
    if scroll is not None:
        low, high = scroll.to_window(*scroll.pos)[1], scroll.to_window(scroll.x, scroll.top)[1]
        bottom, top = max(bottom, low), min(top, high)
    return left, bottom, right, top


def _inside(label: Any, shell: Any) -> bool:
    left, bottom, right, top = _box(label)
    return bool(left >= -SLACK and right <= shell.width + SLACK and bottom >= -SLACK and top <= shell.height + SLACK)


def _overlap(a: Box, b: Box) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > SLACK and min(a[3], b[3]) - max(a[1], b[1]) > SLACK


def _name(touch: Any) -> str:
    model = getattr(touch, "model", None)
    return str(getattr(model, "label", "") or getattr(touch, "label", "") or type(touch).__name__)
