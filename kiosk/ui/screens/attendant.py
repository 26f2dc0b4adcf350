"""The attendant's page: what must be settled, the lines, the devices; a price pad for what the catalogue lacks."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import AttendantView, Release, TaskView
from kiosk.ui.blank import AMOUNT, FRAME
from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.panel import Panel
from kiosk.ui.widgets.price_pad import PricePad
from kiosk.ui.widgets.touch import Touch


class TaskCard(Panel):
    """One thing to settle."""

    model = ObjectProperty(TaskView("", "", ()), rebind=True)
    releases = ObjectProperty(())

    def on_model(self, _card: Any, task: TaskView) -> None:
        """A task that needs a price has one button more."""
        self.releases = tuple((release, task.release_label) for release in task.release)


class LineTask(BoxLayout):
    """One line of the basket, with what can be done to it."""

    model = ObjectProperty(TaskView("", "", ()), rebind=True)


class DeviceRow(BoxLayout):
    """One device and how it is."""

    model = ObjectProperty(AMOUNT, rebind=True)


class ReleaseButton(Touch):
    """Opens the price pad. `model`: the release and the button's text."""

    model = ObjectProperty((None, ""))

    def on_release(self) -> None:
        """Ask the page for its pad."""
        App.get_running_app().shell.shown.open_pad(self.model[0])


class AttendantScreen(BoxLayout):
    """Draws an AttendantView."""

    view = ObjectProperty(AttendantView(FRAME, "", "", "", (), (), AMOUNT, (), ()), rebind=True)

    def __init__(self, **properties: Any) -> None:
        self._pad = PricePad(closed=self._close_pad)
        super().__init__(**properties)

    def open_pad(self, release: Release) -> None:
        """Ask for department and price of this exception."""
        self._pad.open(release, self.view.frame.language)
        if self._pad.parent is None:
            App.get_running_app().shell.cover(self._pad)

    def on_view(self, _screen: Any, view: AttendantView) -> None:
        """A pad for something already settled goes."""
        open_releases = [release for task in view.tasks for release in task.release]
        if self._pad.release not in open_releases:
            self._close_pad()

    def on_parent(self, _screen: Any, _parent: Any) -> None:
        """No pad waits for the next visit."""
        self._close_pad()

    def _close_pad(self) -> None:
        if self._pad.parent is not None:
            self._pad.parent.remove_widget(self._pad)


load_drawing(__file__)
