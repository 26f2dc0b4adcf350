"""X and Z: the day so far and the last closings, to look at and to print."""

from __future__ import annotations

from typing import Any

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import Button, ReportsView
from kiosk.ui.blank import FRAME
from kiosk.ui.widgets.drawn import load_drawing


class ReportsScreen(BoxLayout):
    """Draws a ReportsView; another report begins at its top."""

    view = ObjectProperty(ReportsView(FRAME, "", "", (), (), (), "", ()), rebind=True)

    def __init__(self, **properties: Any) -> None:
        self._shown: tuple[Button, ...] = ()
        super().__init__(**properties)

    def on_view(self, _screen: Any, view: ReportsView) -> None:
        """Which report is shown?"""
        if view.reports != self._shown:
            self._shown = view.reports
            self.ids.tray.to_top()

    def on_parent(self, _screen: Any, _parent: Any) -> None:
        """The next visit begins at the top."""
        self.ids.tray.to_top()


load_drawing(__file__)
