"""Money is coming out."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import ChangeView
from kiosk.ui.blank import AMOUNT, FRAME
from kiosk.ui.widgets.drawn import load_drawing


class ChangeScreen(BoxLayout):
    """Draws a ChangeView."""

    view = ObjectProperty(ChangeView(FRAME, "", "", AMOUNT, AMOUNT, 0), rebind=True)


load_drawing(__file__)
