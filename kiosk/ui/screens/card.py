"""The card terminal is at work."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import CardView
from kiosk.ui.blank import AMOUNT, FRAME
from kiosk.ui.widgets.drawn import load_drawing


class CardScreen(BoxLayout):
    """Draws a CardView."""

    view = ObjectProperty(CardView(FRAME, "", "", AMOUNT, ""), rebind=True)


load_drawing(__file__)
