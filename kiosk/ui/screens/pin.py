"""A PIN: somebody's own, or a new one, typed twice. The digits live in this widget only, until they are posted."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import AliasProperty, BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.events import PinChosen, PinEntered
from kiosk.domain.views import PinView
from kiosk.ui.blank import FRAME
from kiosk.ui.widgets.drawn import load_drawing

DIGITS_MAX = 12


class PinScreen(BoxLayout):
    """Draws a PinView; shows how many digits are typed and never which.

    `again`: a new PIN was typed once. `differs`: then came another one, and both are forgotten.
    """

    view = ObjectProperty(PinView(FRAME, "", "", "", "", "", ()), rebind=True)
    typed = NumericProperty(0)
    again = BooleanProperty(False)
    differs = BooleanProperty(False)

    def _hint(self) -> str:
        return str(self.view.twice[0].hint if self.again and self.view.twice else self.view.hint)

    def _alarm(self) -> str:
        if self.differs and self.view.twice:
            return str(self.view.twice[0].differs)
        return str(self.view.locked or ("" if self.again else self.view.wrong))

    hint = AliasProperty(_hint, bind=("view", "again"), cache=True)
    alarm = AliasProperty(_alarm, bind=("view", "again", "differs"), cache=True)

    def __init__(self, **properties: Any) -> None:
        self._digits = self._first = self._title = ""
        super().__init__(**properties)

    def add(self, digits: str) -> None:
        """A digit was touched."""
        self.differs = False
        self._keep(self._digits + digits)

    def erase(self) -> None:
        """The last digit goes."""
        self._keep(self._digits[:-1])

    def confirm(self) -> None:
        """Post the PIN and forget it; a new one only when it was typed twice the same."""
        pin, first = self._digits, self._first
        self._keep("")
        if not pin or self.view.locked:
            return
        if not self.view.twice:
            App.get_running_app().post(PinEntered(pin))
        elif not first:
            self._remember(pin)
        else:
            self._remember("")
            self.differs = pin != first
            if not self.differs:
                App.get_running_app().post(PinChosen(pin))

    def on_view(self, _screen: Any, view: PinView) -> None:
        """Locked, or another person's turn: what was typed is void."""
        if view.locked or view.title != self._title:
            self._forget()
        self._title = view.title

    def on_parent(self, _screen: Any, _parent: Any) -> None:
        """Whoever comes next finds nothing."""
        self._forget()

    def _forget(self) -> None:
        self._keep("")
        self._remember("")
        self.differs = False

    def _remember(self, first: str) -> None:
        self._first = first
        self.again = bool(first)

    def _keep(self, digits: str) -> None:
        self._digits = digits[:DIGITS_MAX]
        self.typed = len(self._digits)


load_drawing(__file__)
