"""Taking coins and notes: how much is missing and what may be put in now."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import CashView
from kiosk.ui.blank import AMOUNT, FRAME
from kiosk.ui.widgets.drawn import load_drawing


class CashScreen(BoxLayout):
    """Draws a CashView."""

    view = ObjectProperty(CashView(FRAME, "", "", AMOUNT, AMOUNT, "", (), "", ()), rebind=True)


load_drawing(__file__)
