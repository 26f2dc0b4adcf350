"""Ten digits to touch. It keeps nothing: each touch is told to whoever listens."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.graphics import Color, SmoothEllipse
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget
from kivy.utils import rgba

from kiosk.domain.views import DIGITS
from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.touch import Touch


class Key(Touch):
    """One key: a text or a drawing."""

    label = StringProperty()
    icon = StringProperty()


class Keypad(GridLayout):
    """Dispatches on_digit(text) and on_erase(). `dead`: the keys do nothing. `corner`: what the last free key types.

    `keys`: the ten digits, row by row; without any the keys are not there.
    """

    dead = BooleanProperty(False)
    corner = StringProperty()
    keys = StringProperty(DIGITS)

    __events__ = ("on_digit", "on_erase")

    def press(self, digits: str) -> None:
        """A key was touched."""
        if not self.dead and digits:
            self.dispatch("on_digit", digits)

    def erase(self) -> None:
        """The erase key was touched."""
        if not self.dead:
            self.dispatch("on_erase")

    def on_digit(self, _digits: Any) -> None:
        """For those who listen."""

    def on_erase(self) -> None:
        """For those who listen."""


class Dots(Widget):
    """One dot for each digit typed."""

    count = NumericProperty(0)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self.bind(count=self._draw, pos=self._draw, size=self._draw)
        self._draw()

    def _draw(self, *_changed: Any) -> None:
        app = App.get_running_app()
        step = app.look.dot * 1.6
        left = self.center_x - step * self.count / 2
        self.canvas.clear()
        with self.canvas:
            Color(*rgba(app.theme.brand))
            for place in range(self.count):
                SmoothEllipse(pos=(left + step * place, self.y), size=(app.look.dot, app.look.dot))


class ConfirmButton(Touch):
    """The keypad's own next step: what it does is bound by the screen. Not `ready`: it looks and is dead."""

    label = StringProperty()
    ready = BooleanProperty(False)


class KeypadSide(BoxLayout):
    """Where a keypad stands: the right column, or the lower half."""


load_drawing(__file__)
