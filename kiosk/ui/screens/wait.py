"""Something takes a moment; nothing to press, nothing that moves."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import WaitView
from kiosk.ui.blank import FRAME
from kiosk.ui.widgets.drawn import load_drawing


class WaitScreen(BoxLayout):
    """Draws a WaitView."""

    view = ObjectProperty(WaitView(FRAME, "", ""), rebind=True)


load_drawing(__file__)
