"""Staff are called: what happened, what it means for the money, what to do."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import CalledView
from kiosk.ui.blank import FRAME
from kiosk.ui.widgets.drawn import load_drawing


class CalledScreen(BoxLayout):
    """Draws a CalledView."""

    view = ObjectProperty(CalledView(FRAME, "", "", "", "", ()), rebind=True)


load_drawing(__file__)
