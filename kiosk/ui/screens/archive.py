"""Archives for the inspector: which period, and how far it is."""

from __future__ import annotations

from typing import Any

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.phrases import percent
from kiosk.domain.views import ArchiveView
from kiosk.ui.blank import FRAME
from kiosk.ui.widgets.drawn import load_drawing

BASIS_POINTS_A_PERCENT = 100


class Percentage(BoxLayout):
    """`model`: how much is done, 0 to 100, and the same as text."""

    model = ObjectProperty((0, ""))


class ArchiveScreen(BoxLayout):
    """Draws an ArchiveView. `done`: empty or the model of one Percentage."""

    view = ObjectProperty(ArchiveView(FRAME, "", "", (), "", (), -1, "", ()), rebind=True)
    done = ObjectProperty(())

    def on_view(self, _screen: Any, view: ArchiveView) -> None:
        """A bar while one is being written."""
        text = percent(view.frame.language, view.percent * BASIS_POINTS_A_PERCENT)
        self.done = ((view.percent, text),) if view.percent >= 0 else ()


load_drawing(__file__)
