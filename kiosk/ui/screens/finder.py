"""Looking for an article: by name, by number, among pictures; or typing the number of a pack."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kivy.app import App
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.recycleview import RecycleView

from kiosk.domain.events import FindTyped, NumberEntered, StillHerePressed, TicketNumberEntered
from kiosk.domain.finding import TEXT_LENGTH_MAX
from kiosk.domain.views import FinderView, TileView
from kiosk.ui.blank import BUTTON, FRAME
from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.touch import Touch


class ArticleTile(Touch):
    """An article or a department: its picture, its name, its price."""

    model = ObjectProperty(TileView("", "", "", BUTTON), rebind=True)

    @property
    def label(self) -> str:
        """What stands on it."""
        return str(self.model.label)

    def on_release(self) -> None:
        """It is this one."""
        App.get_running_app().post(self.model.press.event)


class ArticleTiles(RecycleView):
    """Only the tiles in sight are drawn: a department of hundreds costs no more than a screenful."""

    models = ObjectProperty(())

    def on_models(self, _tiles: Any, models: tuple[TileView, ...]) -> None:
        """Other articles, from the first on."""
        self.data = [{"model": model} for model in models]
        self.scroll_y = 1

    def _bind_inactive_bar_color(self, *_arguments: Any) -> None:
        """As widgets.scroll: the bar stays."""


class FinderScreen(BoxLayout):
    """Draws a FinderView. What is typed lives here; the views that answer to it come later, and may be overtaken."""

    view = ObjectProperty(FinderView(FRAME, "", "", "", "", (), (), (), BUTTON), rebind=True)
    typed = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self._unanswered = ""
        self._sends = False
        super().__init__(**properties)

    def add(self, text: str) -> None:
        """A key was touched."""
        self._keep(self.typed + text)

    def erase(self) -> None:
        """The last character goes."""
        self._keep(self.typed[:-1])

    def send(self) -> None:
        """The number is typed to its end."""
        event = self.view.send[0].event if self.view.send and self.typed else None
        if isinstance(event, NumberEntered | TicketNumberEntered):
            App.get_running_app().post(replace(event, number=self.typed))

    def on_view(self, _screen: Any, view: FinderView) -> None:
        """Take over what the kiosk says is typed, unless it has not heard the last key yet."""
        if bool(view.send) is not self._sends:
            self._sends, self._unanswered, self.typed = bool(view.send), "", view.typed
        if view.send:
            return
        if view.typed == self._unanswered:
            self._unanswered = ""
        if not self._unanswered:
            self.typed = view.typed

    def on_parent(self, _screen: Any, parent: Any) -> None:
        """Whoever comes next finds nothing."""
        self._unanswered = ""
        self.typed = self.view.typed if parent is not None else ""

    def _keep(self, text: str) -> None:
        self.typed = text[:TEXT_LENGTH_MAX].lstrip()
        if self.view.send:
            App.get_running_app().post(StillHerePressed())
            return
        self._unanswered = self.typed
        App.get_running_app().post(FindTyped(self.typed))


load_drawing(__file__)
