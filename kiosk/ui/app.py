"""The window of the kiosk: draws whatever view it is given and posts whatever is touched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.app import App
from kivy.clock import mainthread
from kivy.core.audio import SoundLoader
from kivy.core.window import Window
from kivy.properties import ObjectProperty
from kivy.uix.widget import Widget

from kiosk.domain.events import Event
from kiosk.domain.views import CodesView, View
from kiosk.ui.backlight import Backlight
from kiosk.ui.camera_view import Pictures
from kiosk.ui.look import look
from kiosk.ui.shell import Shell, Stage
from kiosk.ui.sounds import Sounds
from kiosk.ui.theme import DrawerLook, Theme

ASSETS = Path(__file__).parents[2] / "assets"


class KioskApp(App):
    """`kiosk.ui.window.prepare` must have run before this module is imported.

    `post` is called on the main thread. `size`: the shape of the kiosk, of interest only beside a
    drawer. `make_drawer` is called once, when the window is there.
    `first_frame` is called once, after the first picture is on the screen.
    """

    look = ObjectProperty(look(1080, 1920), rebind=True)
    use_kivy_settings = False

    def __init__(
        self,
        post: Callable[[Event], None],
        theme: Theme | None = None,
        *,
        pictures: Pictures | None = None,
        sounds: bool = False,
        size: tuple[int, int] = (1080, 1920),
        make_drawer: Callable[[], Widget] | None = None,
        first_frame: Callable[[], None] = lambda: None,
        assets: Path = ASSETS,
    ) -> None:
        super().__init__()
        self.post = post
        self.theme = theme or Theme()
        self.drawer_look = DrawerLook()
        self.pictures = pictures
        self.assets = assets
        self._sounds = Sounds(assets / "sounds", _load_sound) if sounds else None
        self._bell = Sounds(assets / "sounds", _load_sound) if sounds else None
        self._backlight = Backlight()
        self._shape = size
        self._make_drawer = make_drawer
        self._first_frame = first_frame

    @property
    def shown(self) -> Any:
        """The screen that is drawn now."""
        return self.shell.shown

    def build(self) -> Widget:
        """The kiosk alone, or the kiosk with the drawer beside it."""
        Window.clearcolor = (0, 0, 0, 1)
        self.shell = Shell()
        self.shell.bind(room=self._measure)
        if self._make_drawer is None:
            return self.shell
        return Stage(self.shell, self._make_drawer(), self._shape, self.drawer_look.width)

    def on_start(self) -> None:
        """Wait for the first picture."""
        Window.bind(on_flip=self._flipped)

    @mainthread
    def stop(self, *arguments: Any) -> None:
        """Close the window and end `run`. Callable from any thread."""
        super().stop(*arguments)

    def open_settings(self, *_arguments: Any) -> bool:
        """Kivy's own settings page stays closed."""
        return False

    @mainthread
    def draw(self, view: View) -> None:
        """Show this view. Callable from any thread; an equal view changes nothing."""
        self.shell.show(view)
        self._backlight.show(100 if isinstance(view, CodesView) else view.frame.brightness)
        if self._sounds is not None:
            self._sounds.play(view.frame.cue, view.frame.volume)
        if self._bell is not None:
            self._bell.play(view.frame.bell, view.frame.volume)

    def _measure(self, _shell: Widget, room: tuple[float, float]) -> None:
        self.look = look(*room, scale=self.theme.scale)

    def _flipped(self, *_arguments: Any) -> None:
        Window.unbind(on_flip=self._flipped)
        self.shell.make_ahead()
        self._first_frame()


def _load_sound(path: Path) -> Any:
    return SoundLoader.load(str(path))
