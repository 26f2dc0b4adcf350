"""The attendant's PIN. The digits live in this widget only, until they are posted or the screen is left."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.events import PinEntered
from kiosk.domain.views import PinView
from kiosk.ui.blank import FRAME
from kiosk.ui.widgets.drawn import load_drawing

DIGITS_MAX = 12


class PinScreen(BoxLayout):
    """Draws a PinView; shows how many digits are typed and never which."""

    view = ObjectProperty(PinView(FRAME, "", "", "", "", "", ()), rebind=True)
    typed = NumericProperty(0)

    def __init__(self, **properties: Any) -> None:
        self._digits = ""
        super().__init__(**properties)

    def add(self, digits: str) -> None:
        """A digit was touched."""
        self._keep(self._digits + digits)

    def erase(self) -> None:
        """The last digit goes."""
        self._keep(self._digits[:-1])

    def confirm(self) -> None:
        """Post the PIN and forget it."""
        pin = self._digits
        self._keep("")
        if pin and not self.view.locked:
            App.get_running_app().post(PinEntered(pin))

    def on_view(self, _screen: Any, view: PinView) -> None:
        """Locked: what was typed is void."""
        if view.locked:
            self._keep("")

    def on_parent(self, _screen: Any, _parent: Any) -> None:
        """Whoever comes next finds nothing."""
        self._keep("")

    def _keep(self, digits: str) -> None:
        self._digits = digits[:DIGITS_MAX]
        self.typed = len(self._digits)


load_drawing(__file__)
