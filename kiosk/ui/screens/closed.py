"""Not selling: why, what it means for the money, what to do."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import ClosedView
from kiosk.ui.blank import FRAME
from kiosk.ui.widgets.drawn import load_drawing


class ClosedScreen(BoxLayout):
    """Draws a ClosedView."""

    view = ObjectProperty(ClosedView(FRAME, "", "", "", ""), rebind=True)


load_drawing(__file__)
