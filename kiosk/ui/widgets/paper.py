"""A document as it would come out of the printer: a strip of paper on the screen."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.graphics import Color, Mesh
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.utils import rgba

from kiosk.domain.receipt import ReceiptPart, Separator, Text
from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.repeat import Column


class PaperLine(BoxLayout):
    """One part of the document. `line` is its text, empty on a `ruled` line across."""

    model = ObjectProperty(Text())
    line = ObjectProperty(Text(), rebind=True)
    ruled = BooleanProperty(False)

    def on_model(self, _line: Any, part: ReceiptPart) -> None:
        """Text, or a line across."""
        self.ruled = isinstance(part, Separator)
        self.line = Text() if isinstance(part, Separator) else part


class Paper(Column):
    """The strip, torn off at its lower edge."""

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self.bind(pos=self._tear, size=self._tear)

    def _tear(self, *_changed: Any) -> None:
        app = App.get_running_app()
        count = max(1, round(self.width / app.look.gap))
        tooth = self.width / count
        edges = [self.x + tooth * step / 2 for step in range(2 * count + 1)]
        depths = [self.y - (app.look.space if step % 2 else 0) for step in range(2 * count + 1)]
        vertices = [axis for x, y in zip(edges, depths, strict=True) for axis in (x, y, 0, 0)]
        self.canvas.after.clear()
        with self.canvas.after:
            Color(*rgba(app.theme.surface))
            triangles = [corner for left in range(0, 2 * count, 2) for corner in (left, left + 1, left + 2)]
            Mesh(vertices=vertices, indices=triangles, mode="triangles")


class PaperTray(BoxLayout):
    """What the strip lies on; it scrolls. `parts`: the document, top to bottom."""

    parts = ObjectProperty(())

    def to_top(self) -> None:
        """Show its beginning."""
        self.ids.scroll.scroll_y = 1


load_drawing(__file__)
