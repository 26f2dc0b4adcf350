"""What every screen stands in: the header above it, warnings and the banner over it; and the stage of the demo."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import AliasProperty, ObjectProperty
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.domain.views import View
from kiosk.ui.blank import FRAME
from kiosk.ui.look import edges
from kiosk.ui.screens.all_screens import SCREENS
from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.idle import IdleWarning
from kiosk.ui.widgets.repeat import QUIET_SECONDS


class Shell(FloatLayout):
    """Shows one screen at a time; each is made once and kept.

    `edges`: what training takes at the left, top, right and bottom; nothing otherwise. `room`: what is left, and
    everything is as much smaller as it is: nothing is hidden, nothing gets too full.
    """

    frame = ObjectProperty(FRAME, rebind=True)

    def _edges(self) -> tuple[float, float, float, float]:
        return edges(*self.size) if self.frame.training else (0, 0, 0, 0)

    def _room(self) -> tuple[float, float]:
        left, top, right, bottom = self.edges
        return (self.width - left - right, self.height - top - bottom)

    edges = AliasProperty(_edges, bind=("size", "frame"), cache=True)
    room = AliasProperty(_room, bind=("size", "edges"), cache=True)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._screens: dict[type[View], Any] = {}
        self._idle: Any = None
        self.shown: Any = None

    def show(self, view: View) -> None:
        """Draw this view on its screen."""
        kind = type(view)
        if kind not in self._screens:
            self._screens[kind] = SCREENS[kind]()
        screen = self._screens[kind]
        screen.view = view
        self.frame = view.frame
        if screen is not self.shown:
            self.shown = screen
            self.ids.slot.clear_widgets()
            self.ids.slot.add_widget(screen)
        self._warn(view)

    def cover(self, overlay: Widget) -> None:
        """Lay this over everything but the banner of training."""
        self.add_widget(overlay, index=1)

    def make_ahead(self) -> None:
        """Make the screens that nobody needed yet, one in each quiet moment, so that none is late when it is needed."""
        Clock.schedule_once(self._make_next, QUIET_SECONDS)

    def _make_next(self, _seconds: float) -> None:
        for kind in SCREENS:
            if kind not in self._screens:
                self._screens[kind] = SCREENS[kind]()
                self.make_ahead()
                return

    def _warn(self, view: View) -> None:
        if not view.frame.idle:
            if self._idle is not None:
                self.remove_widget(self._idle)
                self._idle = None
            return
        if self._idle is None:
            self._idle = IdleWarning()
            self.cover(self._idle)
        self._idle.model = view.frame.idle[0]


class Stage(Widget):
    """The kiosk in its own shape at the left, the drawer beside it."""

    def __init__(self, kiosk: Widget, drawer: Widget, shape: tuple[int, int], drawer_width: float) -> None:
        super().__init__()
        self._kiosk, self._drawer = kiosk, drawer
        self._shape, self._drawer_width = shape, drawer_width
        self.add_widget(kiosk)
        self.add_widget(drawer)
        self.bind(size=self._place, pos=self._place)

    def _place(self, *_changed: Any) -> None:
        width, height = self._shape
        scale = min((self.width - self._drawer_width) / width, self.height / height)
        self._kiosk.size = (round(width * scale), round(height * scale))
        self._kiosk.pos = (self.x, self.y + self.height - self._kiosk.height)
        self._drawer.size = (self.width - self._kiosk.width, self.height)
        self._drawer.pos = (self._kiosk.right, self.y)


load_drawing(__file__)
