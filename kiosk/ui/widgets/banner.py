"""Training: a banner over everything, so that nobody takes it for the real thing."""

from __future__ import annotations

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.ui.widgets.drawn import load_drawing


class Banner(BoxLayout):
    """One line over the whole width; as high as the shell says."""

    text = StringProperty()


load_drawing(__file__)
