"""A staff handheld between two baskets."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import HandoversView, HandoverView
from kiosk.ui.blank import BUTTON, FRAME
from kiosk.ui.widgets.drawn import load_drawing


class HandoverCard(BoxLayout):
    """A basket that was handed over."""

    model = ObjectProperty(HandoverView("", "", ()), rebind=True)


class HandoversScreen(BoxLayout):
    """Draws a HandoversView."""

    view = ObjectProperty(HandoversView(FRAME, "", "", "", BUTTON, ()), rebind=True)


load_drawing(__file__)
