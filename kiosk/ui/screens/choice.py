"""How to pay: what remains, what is paid already, the means."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import ChoiceView
from kiosk.ui.blank import AMOUNT, BUTTON, FRAME
from kiosk.ui.widgets.drawn import load_drawing


class ChoiceScreen(BoxLayout):
    """Draws a ChoiceView."""

    view = ObjectProperty(ChoiceView(FRAME, "", AMOUNT, (), AMOUNT, (), (), BUTTON), rebind=True)


load_drawing(__file__)
