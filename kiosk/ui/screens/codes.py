"""A parked basket as QR codes: all at once, so that one photograph has them."""

from __future__ import annotations

from math import ceil, sqrt
from typing import Any

from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import CodesView
from kiosk.ui.blank import FRAME
from kiosk.ui.widgets.drawn import load_drawing


class CodesScreen(BoxLayout):
    """Draws a CodesView."""

    view = ObjectProperty(CodesView(FRAME, "", "", (), "", ()), rebind=True)
    numbered = ObjectProperty(())
    """Each code behind its number; one alone has none."""
    columns = NumericProperty(1)

    def on_view(self, _screen: Any, view: CodesView) -> None:
        """As many codes beside each other as above each other."""
        many = len(view.codes)
        self.columns = max(1, ceil(sqrt(many)))
        self.numbered = tuple((f"{n}/{many}" if many > 1 else "", code) for n, code in enumerate(view.codes, 1))


class NumberedCode(BoxLayout):
    """Draws a number and the code below it."""

    model = ObjectProperty(("", ()))


load_drawing(__file__)
