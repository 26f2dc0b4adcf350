"""A finger: touches what carries a label, in the middle, through the whole tree of widgets."""

from __future__ import annotations

from typing import Any

from kivy.tests.common import UnitTestTouch

from kiosk.ui.widgets.touch import Touch


def press(root: Any, label: str) -> None:
    """Touch the one thing labelled so."""
    found = [touch for touch in _touches(root) if label in _labels(touch)]
    if len(found) != 1:
        raise LookupError(f"{len(found)} things are labelled {label!r}")
    finger = UnitTestTouch(*found[0].to_window(*found[0].center))
    finger.touch_down()
    finger.touch_up()


def _touches(widget: Any) -> list[Any]:
    here = [widget] if isinstance(widget, Touch) else []
    return here + [touch for child in widget.children for touch in _touches(child)]


def _labels(touch: Any) -> set[str]:
    model = getattr(touch, "model", None)
    named = model if isinstance(model, tuple) else (getattr(model, "label", ""),)
    return {
        text
        for text in (*named, getattr(touch, "label", ""), getattr(touch, "icon", ""))
        if isinstance(text, str) and text
    }
