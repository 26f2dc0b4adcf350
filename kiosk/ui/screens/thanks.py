"""Goodbye."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import ThanksView
from kiosk.ui.blank import BUTTON, FRAME
from kiosk.ui.widgets.drawn import load_drawing


class ThanksScreen(BoxLayout):
    """Draws a ThanksView."""

    view = ObjectProperty(ThanksView(FRAME, "", "", BUTTON), rebind=True)


load_drawing(__file__)
