"""The receipt as a QR code, for the customer's phone."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import ReceiptCodeView
from kiosk.ui.blank import BUTTON, FRAME
from kiosk.ui.widgets.drawn import load_drawing


class ReceiptCodeScreen(BoxLayout):
    """Draws a ReceiptCodeView."""

    view = ObjectProperty(ReceiptCodeView(FRAME, "", "", (), BUTTON), rebind=True)


load_drawing(__file__)
