"""Text in the theme's sizes: as wide as its column, as high as it needs, nothing when empty."""

from __future__ import annotations

from kivy.properties import StringProperty
from kivy.uix.label import Label

from kiosk.ui.widgets.drawn import load_drawing


class Text(Label):
    """Body text."""


class Small(Text):
    """What may be read last."""


class Lead(Text):
    """What to do here, in a sentence."""


class Heading(Text):
    """The name of a part."""


class Title(Text):
    """The name of a page."""


class Display(Text):
    """The one sentence of a quiet page."""


class Alarm(Text):
    """Something went wrong."""


class Word(Label):
    """As wide as itself; never wraps."""


class Tag(Label):
    """A word on a ground of its own; as wide as the word."""

    model = StringProperty()


class Figure(Text):
    """The one amount that matters."""


load_drawing(__file__)
