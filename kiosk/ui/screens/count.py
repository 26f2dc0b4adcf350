"""Counting by hand: a row for each denomination, a keypad, the total."""

from __future__ import annotations

from kivy.app import App
from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.events import CountTyped
from kiosk.domain.views import CountRow, CountView
from kiosk.ui.blank import AMOUNT, BUTTON, FRAME
from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.touch import Touch


class CountRowButton(Touch):
    """One denomination and how many; touched, the digits are its."""

    model = ObjectProperty(CountRow(BUTTON, "", False), rebind=True)

    def on_release(self) -> None:
        """The next digits belong here."""
        App.get_running_app().post(self.model.press.event)


class CountScreen(BoxLayout):
    """Draws a CountView."""

    view = ObjectProperty(CountView(FRAME, "", "", (), AMOUNT, BUTTON, BUTTON), rebind=True)

    def typed(self, digit: str) -> None:
        """A digit, or nothing: the last one goes."""
        App.get_running_app().post(CountTyped(digit))


load_drawing(__file__)
