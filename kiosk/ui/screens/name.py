"""The name of somebody new, and what they may do. It lives in this widget only, until a role is touched."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kivy.app import App
from kivy.properties import AliasProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.events import PersonNamed, StillHerePressed
from kiosk.domain.roll import NAME_MAX
from kiosk.domain.views import Button, NameView
from kiosk.ui.blank import BUTTON, FRAME
from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.repeat import Row
from kiosk.ui.widgets.touch import Touch


class GradeButton(Touch):
    """A role, the next step. `model`: the button and whether a name is typed."""

    model = ObjectProperty((BUTTON, False))

    @property
    def label(self) -> str:
        """What stands on it."""
        return str(self.model[0].label)

    def on_release(self) -> None:
        """That is who they are."""
        self.parent.screen.choose(self.model[0].event)


class Grades(Row):
    """The roles, beside each other, of one `screen`."""

    screen = ObjectProperty(None, allownone=True)


class NameScreen(BoxLayout):
    """Draws a NameView."""

    view = ObjectProperty(NameView(FRAME, "", "", (), (), BUTTON), rebind=True)
    typed = StringProperty()

    def _roles(self) -> tuple[tuple[Button, bool], ...]:
        return tuple((button, bool(self.typed.strip())) for button in self.view.grades)

    roles = AliasProperty(_roles, bind=("view", "typed"), cache=True)

    def add(self, text: str) -> None:
        """A key was touched."""
        self._keep(self.typed + text)

    def erase(self) -> None:
        """The last character goes."""
        self._keep(self.typed[:-1])

    def choose(self, event: Any) -> None:
        """The name is typed to its end, and this is the role."""
        if self.typed.strip() and isinstance(event, PersonNamed):
            App.get_running_app().post(replace(event, name=self.typed))

    def on_parent(self, _screen: Any, _parent: Any) -> None:
        """Whoever comes next finds nothing."""
        self.typed = ""

    def _keep(self, text: str) -> None:
        """Each touch is a sign of life. Every word begins with a capital: the keyboard has none."""
        self.typed = text[:NAME_MAX].lstrip().title()
        App.get_running_app().post(StillHerePressed())


load_drawing(__file__)
