"""A layout that draws one widget for each value of a tuple, keeping the widgets whose place stays."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.factory import Factory
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.layout import Layout
from kivy.uix.stacklayout import StackLayout

from kiosk.ui.widgets.drawn import load_drawing

QUIET_SECONDS = 0.1
"""Between two things that are made ahead: a touch in between is answered."""


class Repeat(Layout):
    """`models`: the values; `drawn_by`: the name of the widget class whose `model` each becomes.

    A widget costs more to make than to draw again: those not needed now are kept for later, and so many as `ahead`
    says are made before they are needed, one in each quiet moment.
    """

    models = ObjectProperty(())
    drawn_by = StringProperty()
    ahead = NumericProperty(0)

    def __init__(self, **properties: Any) -> None:
        self._spare: list[Any] = []
        super().__init__(**properties)

    def on_models(self, _layout: Any, _models: Any) -> None:
        """Grow or shrink at the end, then hand out the values; an equal value moves nothing."""
        self._lay_out()

    def on_drawn_by(self, _layout: Any, _name: str) -> None:
        """Other widgets; the kv rule may set the two in either order."""
        self.clear_widgets()
        self._spare.clear()
        self._lay_out()

    def on_ahead(self, _layout: Any, _count: int) -> None:
        """Begin to make them."""
        Clock.schedule_once(self._make_one_ahead, QUIET_SECONDS)

    def _make_one_ahead(self, _seconds: float) -> None:
        if len(self.children) + len(self._spare) < self.ahead:
            self._spare.append(getattr(Factory, self.drawn_by)())
            Clock.schedule_once(self._make_one_ahead, QUIET_SECONDS)

    def put_aside(self, widget: Any) -> None:
        """Take a widget out, for later."""
        self.remove_widget(widget)
        self._spare.append(widget)

    def widget_for(self, model: Any) -> Any:
        """A widget that draws this: one from before, or a new one."""
        if not self._spare:
            return getattr(Factory, self.drawn_by)(model=model)
        widget = self._spare.pop()
        widget.model = model
        return widget

    def _lay_out(self) -> None:
        if not self.drawn_by:
            return
        while len(self.children) > len(self.models):
            self.put_aside(self.children[0])
        for model in self.models[len(self.children) :]:
            self.add_widget(self.widget_for(model))
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
