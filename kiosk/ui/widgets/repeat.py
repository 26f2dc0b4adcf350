"""A layout that draws one widget for each value of a tuple, keeping the widgets whose place stays."""

from __future__ import annotations

from typing import Any

from kivy.factory import Factory
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.layout import Layout
from kivy.uix.stacklayout import StackLayout

from kiosk.ui.widgets.drawn import load_drawing


class Repeat(Layout):
    """`models`: the values; `drawn_by`: the name of the widget class whose `model` each becomes."""

    models = ObjectProperty(())
    drawn_by = StringProperty()

    def on_models(self, _layout: Any, _models: Any) -> None:
        """Grow or shrink at the end, then hand out the values; an equal value moves nothing."""
        self._lay_out()

    def on_drawn_by(self, _layout: Any, _name: str) -> None:
        """Other widgets; the kv rule may set the two in either order."""
        self.clear_widgets()
        self._lay_out()

    def _lay_out(self) -> None:
        if not self.drawn_by:
            return
        while len(self.children) > len(self.models):
            self.remove_widget(self.children[0])
        for model in self.models[len(self.children) :]:
            self.add_widget(getattr(Factory, self.drawn_by)(model=model))
        for child, model in zip(reversed(self.children), self.models, strict=True):
            child.model = model


class Column(Repeat, BoxLayout):
    """One below the other, as high as they are."""


class Row(Repeat, BoxLayout):
    """Beside each other, equally wide."""


class Tiles(Repeat, GridLayout):
    """In equal cells."""


class Flow(Repeat, StackLayout):
    """Like words in a text."""


load_drawing(__file__)
