"""Letters, digits and signs to touch. It keeps nothing: each touch is told to whoever listens."""

from __future__ import annotations

from typing import Any

from kivy.properties import AliasProperty, BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.repeat import Column, Row, Tiles
from kiosk.ui.widgets.touch import Touch


class Letter(Touch):
    """One key. `model`: what it types."""

    model = StringProperty()
    letter = NumericProperty(0)
    heavy = BooleanProperty(True)

    @property
    def label(self) -> str:
        """What stands on it."""
        return str(self.model)

    def _bracket(self) -> tuple[float, ...]:
        """What stands on the key that types a space."""
        wide, high = self.height / 2, self.height / 8
        left, right = self.center_x - wide / 2, self.center_x + wide / 2
        return (left, self.center_y, left, self.center_y - high, right, self.center_y - high, right, self.center_y)

    def _spaces(self) -> bool:
        return bool(self.model == " ")

    bracket = AliasProperty(_bracket, bind=("pos", "size"), cache=True)
    spaces = AliasProperty(_spaces, bind=("model",), cache=True)

    def on_release(self) -> None:
        """Type it."""
        self.parent.keyboard.press(self.model)


class Letters(Row):
    """One row of keys. `model`: what they type, a character each; it stands in the rows of its `keyboard`."""

    model = StringProperty()

    @property
    def keyboard(self) -> Any:
        """Where touches go."""
        return self.parent.keyboard


class LetterRows(Column):
    """All rows of one keyboard."""

    keyboard = ObjectProperty(None, allownone=True)


class Endings(Tiles):
    """The keys that type more than a character."""

    keyboard = ObjectProperty(None, allownone=True)


class Keyboard(BoxLayout):
    """Dispatches on_type(text). `rows`: one string a row, each character a key; `endings`: keys that type more."""

    rows = ObjectProperty(())
    endings = ObjectProperty(())

    __events__ = ("on_type",)

    def press(self, text: str) -> None:
        """A key was touched."""
        self.dispatch("on_type", text)

    def on_type(self, _text: Any) -> None:
        """For those who listen."""


class EraseKey(Touch):
    """Takes the last character away; what it does is bound by the screen."""

    icon = StringProperty("erase")


class TypedLine(BoxLayout):
    """What was typed so far, in one line: of a long text its end."""

    text = StringProperty()


load_drawing(__file__)
