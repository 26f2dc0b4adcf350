"""A QR code on the screen: whole pixels for each module, and the white around it that phones need."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import ObjectProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.widget import Widget

from kiosk.domain.events import CodeRows
from kiosk.ui.widgets.drawn import load_drawing

QUIET_MODULES = 4
"""The white around a QR code (ISO/IEC 18004)."""


class Code(Widget):
    """Draws `modules` as large as fits, in the middle; nothing while there are none."""

    modules = ObjectProperty(())

    def __init__(self, **properties: Any) -> None:
        self._texture: Texture | None = None
        super().__init__(**properties)
        self.bind(pos=self._draw, size=self._draw)

    def on_modules(self, _code: Any, modules: CodeRows) -> None:
        """One picture for each code; moving and resizing only draws it again."""
        self._texture = _picture(modules) if modules else None
        self._draw()

    def _draw(self, *_changed: Any) -> None:
        self.canvas.clear()
        if self._texture is None:
            return
        across = self._texture.width
        side = int(min(self.size)) // across * across
        with self.canvas:
            Color(1, 1, 1)
            Rectangle(
                texture=self._texture,
                pos=(round(self.center_x - side / 2), round(self.center_y - side / 2)),
                size=(side, side),
            )


class CodeGround(AnchorLayout):
    """The code's place: a square as large as the page is wide, or high; an hourglass while there is no code."""

    modules = ObjectProperty(())


def _picture(modules: CodeRows) -> Texture:
    """One pixel for each module, and the white around them."""
    across = len(modules) + 2 * QUIET_MODULES
    margin, edge = b"\xff" * across * QUIET_MODULES, b"\xff" * QUIET_MODULES
    rows = b"".join(edge + bytes(0 if dark else 255 for dark in row) + edge for row in modules)
    texture = Texture.create(size=(across, across), colorfmt="luminance")
    texture.flip_vertical()
    texture.mag_filter = texture.min_filter = "nearest"
    texture.blit_buffer(margin + rows + margin, colorfmt="luminance", bufferfmt="ubyte")
    return texture


load_drawing(__file__)
