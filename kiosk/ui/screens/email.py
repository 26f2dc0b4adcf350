"""The address for the receipt. It lives in this widget only, until the screen is left."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.events import EmailEntered, StillHerePressed
from kiosk.domain.mailing import ADDRESS_MAX
from kiosk.domain.views import EmailView
from kiosk.ui.blank import BUTTON, FRAME
from kiosk.ui.widgets.drawn import load_drawing


class EmailScreen(BoxLayout):
    """Draws an EmailView."""

    view = ObjectProperty(EmailView(FRAME, "", "", "", (), (), "", BUTTON), rebind=True)
    typed = StringProperty()

    def add(self, text: str) -> None:
        """A key was touched; an ending takes the place of one that is already there."""
        kept = self.typed.partition("@")[0] if len(text) > 1 and text.startswith("@") else self.typed
        self._keep(kept + text)

    def erase(self) -> None:
        """The last character goes."""
        self._keep(self.typed[:-1])

    def send(self) -> None:
        """Post the address. It stays until the answer: a wrong one is corrected, not typed again."""
        if self.typed:
            App.get_running_app().post(EmailEntered(self.typed))

    def on_parent(self, _screen: Any, _parent: Any) -> None:
        """Whoever comes next finds nothing."""
        self.typed = ""

    def _keep(self, text: str) -> None:
        """Each touch is a sign of life: nobody is sent away while typing."""
        self.typed = text[:ADDRESS_MAX]
        App.get_running_app().post(StillHerePressed())


load_drawing(__file__)
