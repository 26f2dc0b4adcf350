"""The demo's drawer beside the kiosk: buttons that play the hardware. It only calls what it is given."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.ui.drawer_words import DrawerButton, DrawerGroup, Lit
from kiosk.ui.widgets.drawn import load_drawing

LOOK_SECONDS = 0.1


class DrawerKey(ButtonBehavior, BoxLayout):
    """Draws one DrawerButton."""

    model = ObjectProperty(DrawerButton("", lambda: None), rebind=True)

    def on_release(self) -> None:
        """Do it."""
        self.model.action()


class DrawerPart(BoxLayout):
    """Draws one DrawerGroup."""

    model = ObjectProperty(DrawerGroup("", ()), rebind=True)


class DrawerLamp(Widget):
    """One lamp of the light tower."""

    colour = StringProperty("green")
    lit = BooleanProperty(False)


class Drawer(BoxLayout):
    """The light tower, if there is one, and all groups, below each other; they scroll."""

    groups = ObjectProperty(())
    lit = ObjectProperty(frozenset())
    tower = BooleanProperty(False)

    def __init__(self, look_at: Lit | None = None, **properties: Any) -> None:
        super().__init__(**properties)
        if look_at is not None:
            self.tower = True
            Clock.schedule_interval(lambda _: setattr(self, "lit", look_at()), LOOK_SECONDS)


load_drawing(__file__)
