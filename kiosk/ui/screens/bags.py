"""Would you like a bag? A touch puts one into the basket."""

from __future__ import annotations

from typing import Any

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import Amount, BagsView, BagView
from kiosk.ui.blank import BUTTON, FRAME
from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.touch import Posting

BLANK = BagView("", "", "", "", BUTTON)


class BagTile(Posting):
    """One kind of bag, to be touched."""

    bag = ObjectProperty(BLANK, rebind=True)

    def on_bag(self, _tile: Any, bag: BagView) -> None:
        """What a touch does."""
        self.model = bag.press


class BagCard(BoxLayout):
    """One kind of bag, how many are taken, and one fewer."""

    model = ObjectProperty(BLANK, rebind=True)


class BagsScreen(BoxLayout):
    """Draws a BagsView."""

    view = ObjectProperty(BagsView(FRAME, "", "", (), Amount("", ""), BUTTON, BUTTON), rebind=True)


load_drawing(__file__)
