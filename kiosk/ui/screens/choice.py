"""How to pay: what remains, what is paid already, the means."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import ChoiceView
from kiosk.ui.blank import AMOUNT, BUTTON, FRAME
from kiosk.ui.widgets.drawn import load_drawing

ROOMY_MEANS = 2


class ChoiceScreen(BoxLayout):
    """Draws a ChoiceView."""

    view = ObjectProperty(ChoiceView(FRAME, "", AMOUNT, (), AMOUNT, (), (), BUTTON), rebind=True)
    roomy = BooleanProperty(True)

    def on_view(self, _screen: Any, view: ChoiceView) -> None:
        """Two means alone are as large as can be."""
        beside = bool(view.more or view.told or (view.frame.notices and not App.get_running_app().look.portrait))
        self.roomy = len(view.means) <= ROOMY_MEANS and not beside


load_drawing(__file__)
