"""Paid: is a receipt wanted?"""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import ReceiptView
from kiosk.ui.blank import AMOUNT, FRAME
from kiosk.ui.widgets.drawn import load_drawing


class ReceiptScreen(BoxLayout):
    """Draws a ReceiptView."""

    view = ObjectProperty(ReceiptView(FRAME, "", AMOUNT, "", "", ()), rebind=True)


load_drawing(__file__)
