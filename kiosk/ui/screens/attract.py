"""Nobody is there: a touch anywhere begins."""

from __future__ import annotations

from kivy.app import App
from kivy.properties import ObjectProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import AttractView
from kiosk.ui.blank import BUTTON, FRAME
from kiosk.ui.widgets.drawn import load_drawing


class AttractScreen(ButtonBehavior, BoxLayout):
    """Draws an AttractView."""

    view = ObjectProperty(AttractView(FRAME, "", "", BUTTON, ""), rebind=True)

    def on_release(self) -> None:
        """The whole page is the start button."""
        App.get_running_app().post(self.view.start.event)


load_drawing(__file__)
