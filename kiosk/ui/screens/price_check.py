"""What an article costs, before it is bought or not: nothing is sold here unless it is asked for."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import Amount, PriceCheckView
from kiosk.ui.blank import BUTTON, FRAME
from kiosk.ui.widgets.drawn import load_drawing

EMPTY = PriceCheckView(FRAME, "", "", "", "", Amount("", ""), "", (), (), BUTTON)


class PriceCheckScreen(BoxLayout):
    """Draws a PriceCheckView; looks at the camera while it is shown."""

    view = ObjectProperty(EMPTY, rebind=True)
    filmed = BooleanProperty(False)

    def on_parent(self, _screen: Any, parent: Any) -> None:
        """The camera is watched as over the basket."""
        self.filmed = App.get_running_app().pictures is not None
        self.ids.camera.watch(parent is not None and self.filmed)


load_drawing(__file__)
