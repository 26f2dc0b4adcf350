"""Bad news, calmly: what happened, what it means for the money, what to do."""

from __future__ import annotations

from kivy.properties import AliasProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.panel import Panel


class Matter(Panel):
    """Three sentences on a card."""

    what = StringProperty()
    money = StringProperty()
    todo = StringProperty()


class Sentence(BoxLayout):
    """One of them, behind its drawing; nothing when empty."""

    icon = StringProperty()
    text = StringProperty()


class Outcome(Panel):
    """What came of the last thing done here, on a card."""

    model = StringProperty()


class Caution(BoxLayout):
    """One sentence on a ground of caution."""

    model = StringProperty()


class Message(BoxLayout):
    """One sentence that must not be missed, and is no trouble."""

    model = StringProperty()


class Progress(Widget):
    """`percent` of a bar, 0 to 100."""

    percent = NumericProperty(0)

    def _done(self) -> tuple[float, float]:
        return (self.width * max(0, min(100, self.percent)) / 100, self.height)

    done_size = AliasProperty(_done, bind=("percent", "size"))


class Pause(Widget):
    """Some room."""


load_drawing(__file__)
