"""Buttons: each draws a Button of the view and, touched, posts the event that it carries."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import ColorProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from kiosk.ui.blank import BUTTON
from kiosk.ui.theme import Paint
from kiosk.ui.widgets.drawn import load_drawing


class Touch(ButtonBehavior, BoxLayout):
    """Something to touch, in the colours of its `paint`."""

    paint = ObjectProperty(Paint("#FFFFFF", "#000000", "#000000"), rebind=True)
    fill = ColorProperty("#FFFFFF")
    edge = ColorProperty("#000000")
    least = NumericProperty(0)

    def on_paint(self, _touch: Any, paint: Paint) -> None:
        """Take over the colours."""
        self.fill, self.edge = paint.fill, paint.edge


class Posting(Touch):
    """Something to touch that posts."""

    model = ObjectProperty(BUTTON, rebind=True)

    def on_release(self) -> None:
        """Post the button's event, if it can be pressed."""
        if self.model.enabled:
            App.get_running_app().post(self.model.event)


class TouchButton(Posting):
    """As wide as its column; its text is centred."""

    letter = NumericProperty(0)


class TallButton(TouchButton):
    """The next step."""


class Tile(Posting):
    """A large choice: its drawing above its text."""

    drawing = ObjectProperty((0, 0))


class LowTile(Tile):
    """A large choice on a page that has more to show."""


class Chip(Posting):
    """As wide as its text."""


class IconButton(Posting):
    """A square with a drawing only: the button's own, or `fallback`."""

    fallback = StringProperty()


load_drawing(__file__)
