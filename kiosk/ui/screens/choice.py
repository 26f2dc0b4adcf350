"""How to pay: what remains, what is paid already, the means."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import ChoiceView
from kiosk.ui.blank import AMOUNT, BUTTON, FRAME
from kiosk.ui.widgets.drawn import load_drawing


class ChoiceScreen(BoxLayout):
    """Draws a ChoiceView."""

    view = ObjectProperty(ChoiceView(FRAME, "", AMOUNT, (), AMOUNT, (), (), BUTTON), rebind=True)
    crowded = BooleanProperty(False)

    def on_view(self, _screen: Any, view: ChoiceView) -> None:
        """Many means, or more to say beside them: the tiles are lower."""
        look = App.get_running_app().look
        beside = bool(view.other or view.frame.notices) and not look.portrait
        self.crowded = len(view.means) > look.tile_columns or beside


load_drawing(__file__)
