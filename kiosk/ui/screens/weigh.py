"""Goods on the scale: what to do, the weight as large as can be, and the one next step."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import WeighView
from kiosk.ui.blank import AMOUNT, BUTTON, FRAME
from kiosk.ui.widgets.drawn import load_drawing


class WeighScreen(BoxLayout):
    """Draws a WeighView."""

    view = ObjectProperty(
        WeighView(FRAME, "", "", "", AMOUNT, AMOUNT, AMOUNT, False, "", "", BUTTON, (), BUTTON), rebind=True
    )


load_drawing(__file__)
