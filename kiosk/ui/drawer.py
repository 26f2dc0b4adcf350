"""The demo's drawer beside the kiosk: buttons that play the hardware. It only calls what it is given."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from kiosk.ui.drawer_words import DrawerButton, DrawerGroup
from kiosk.ui.widgets.drawn import load_drawing


class DrawerKey(ButtonBehavior, BoxLayout):
    """Draws one DrawerButton."""

    model = ObjectProperty(DrawerButton("", lambda: None), rebind=True)

    def on_release(self) -> None:
        """Do it."""
        self.model.action()


class DrawerPart(BoxLayout):
    """Draws one DrawerGroup."""

    model = ObjectProperty(DrawerGroup("", ()), rebind=True)


class Drawer(BoxLayout):
    """All groups, below each other; it scrolls."""

    groups = ObjectProperty(())


load_drawing(__file__)
