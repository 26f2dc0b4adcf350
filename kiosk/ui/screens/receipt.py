"""Paid: is a receipt wanted, and how?"""

from __future__ import annotations

from typing import Any

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import ReceiptView, Tone
from kiosk.ui.blank import AMOUNT, FRAME
from kiosk.ui.widgets.drawn import load_drawing


class ReceiptScreen(BoxLayout):
    """Draws a ReceiptView: the next step stands where it always stands, the other choices are tiles."""

    view = ObjectProperty(ReceiptView(FRAME, "", AMOUNT, "", "", ()), rebind=True)
    next = ObjectProperty(())
    others = ObjectProperty(())

    def on_view(self, _screen: Any, view: ReceiptView) -> None:
        """Which is which?"""
        self.next = tuple(button for button in view.choices if button.tone is Tone.PRIMARY)
        self.others = tuple(button for button in view.choices if button.tone is not Tone.PRIMARY)


load_drawing(__file__)
