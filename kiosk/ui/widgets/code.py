"""A QR code on the screen: whole pixels for each module, and the white around it that phones need."""

from __future__ import annotations

import logging
from typing import Any

import segno
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.widget import Widget

from kiosk.ui.widgets.drawn import load_drawing

log = logging.getLogger(__name__)

QUIET_MODULES = 4
"""The white around a QR code (ISO/IEC 18004)."""


class Code(Widget):
    """Draws `text` as large as fits, in the middle; nothing while it is empty."""

    text = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self._texture: Texture | None = None
        super().__init__(**properties)
        self.bind(pos=self._draw, size=self._draw)

    def on_text(self, _code: Any, text: str) -> None:
        """Reckon the modules once; moving and resizing only draws them again."""
        self._texture = _modules(text) if text else None
        self._draw()

    def _draw(self, *_changed: Any) -> None:
        self.canvas.clear()
        if self._texture is None:
            return
        modules = self._texture.width
        side = int(min(self.size)) // modules * modules
        with self.canvas:
            Color(1, 1, 1)
            Rectangle(
                texture=self._texture,
                pos=(round(self.center_x - side / 2), round(self.center_y - side / 2)),
                size=(side, side),
            )


class CodeGround(AnchorLayout):
    """The code's place: a square as large as the page is wide, or high; an hourglass while there is no code."""

    text = StringProperty()


def _modules(text: str) -> Texture | None:
    """One pixel for each module; none for a text that no QR code holds."""
    try:
        # A screen has no scratches: the least correction gives the largest modules.
        code = segno.make_qr(text, error="l", encoding="utf-8")
    except segno.DataOverflowError:
        log.error("the receipt's %d characters are more than a QR code holds: nothing is shown", len(text))
        return None
    rows = [bytes(0 if dark else 255 for dark in row) for row in code.matrix_iter(border=QUIET_MODULES)]
    texture = Texture.create(size=(len(rows), len(rows)), colorfmt="luminance")
    texture.flip_vertical()
    texture.mag_filter = texture.min_filter = "nearest"
    texture.blit_buffer(b"".join(rows), colorfmt="luminance", bufferfmt="ubyte")
    return texture


load_drawing(__file__)
