"""Scanning: the basket grows, the newest line on top and in sight."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import BasketView, ExceptionView, LineView
from kiosk.ui.blank import BUTTON, FRAME
from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.repeat import Column

EMPTY = BasketView(FRAME, "", "", (), (), "", "", "", BUTTON, BUTTON)


class LineCard(BoxLayout):
    """One line. The newest is tinted."""

    model = ObjectProperty(LineView(0, "", "", "", ""), rebind=True)
    newest = BooleanProperty(False)


class Lines(Column):
    """The lines, the newest on top and tinted: a new one moves none of the others, so a long basket stays fast."""

    def _lay_out(self) -> None:
        if not self.drawn_by:
            return
        while len(self.children) > len(self.models):
            self.put_aside(self.children[-1])
        for card, line in zip(self.children, self.models, strict=False):
            card.model = line
        for line in self.models[len(self.children) :]:
            self.add_widget(self.widget_for(line), index=len(self.children))
        for card in self.children:
            card.newest = card is self.children[-1]
        Clock.schedule_once(self._show_newest, 0)

    def _show_newest(self, _seconds: float) -> None:
        self.parent.scroll_y = 1


class ExceptionCard(BoxLayout):
    """An article that staff must look at."""

    model = ObjectProperty(ExceptionView("", ""), rebind=True)


class BasketScreen(BoxLayout):
    """Draws a BasketView; looks at the camera while it is shown."""

    view = ObjectProperty(EMPTY, rebind=True)
    filmed = BooleanProperty(False)

    def on_parent(self, _screen: Any, parent: Any) -> None:
        """The camera is watched only here."""
        self.filmed = App.get_running_app().pictures is not None
        self.ids.camera.watch(parent is not None and self.filmed)


load_drawing(__file__)
