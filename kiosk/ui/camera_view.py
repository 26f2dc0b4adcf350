"""The camera's live picture with the outline of the codes it found; uploaded only when it is a new one."""

from __future__ import annotations

from typing import Any, Protocol

from kivy.app import App
from kivy.clock import Clock
from kivy.graphics import Color, Rectangle, SmoothLine
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget
from kivy.utils import rgba

Corners = tuple[tuple[float, float], ...]

LOOKS_PER_SECOND = 20


class LivePicture(Protocol):
    """One frame. `gray`: width * height bytes of luminance, top row first. Outlines: pixel corners, y downwards."""

    @property
    def number(self) -> int: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def gray(self) -> bytes: ...
    @property
    def outlines(self) -> tuple[Corners, ...]: ...
    @property
    def accepted(self) -> bool: ...


class Pictures(Protocol):
    """Where live pictures come from."""

    def latest(self) -> LivePicture | None:
        """The newest picture; None before the first and while the camera is away."""


class CameraView(Widget):
    """Looks for a new picture only while it is on the screen."""

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._texture: Texture | None = None
        self._shown: LivePicture | None = None
        self._looking: Any = None
        self.bind(pos=self._draw, size=self._draw)

    def watch(self, watching: bool) -> None:
        """Start or stop looking."""
        if self._looking is not None:
            self._looking.cancel()
        self._looking = Clock.schedule_interval(self._look, 1 / LOOKS_PER_SECOND) if watching else None

    def _look(self, _seconds: float) -> None:
        pictures: Pictures | None = App.get_running_app().pictures
        picture = pictures.latest() if pictures is not None else None
        if picture is not None and (self._shown is None or picture.number != self._shown.number):
            self._shown = picture
            self._upload(picture)
            self._draw()

    def _upload(self, picture: LivePicture) -> None:
        size = (picture.width, picture.height)
        if self._texture is None or self._texture.size != size:
            self._texture = Texture.create(size=size, colorfmt="luminance")
            self._texture.flip_vertical()
        self._texture.blit_buffer(picture.gray, colorfmt="luminance", bufferfmt="ubyte")

    def _draw(self, *_changed: Any) -> None:
        self.canvas.clear()
        picture = self._shown
        if picture is None or self._texture is None:
            return
        theme, look = App.get_running_app().theme, App.get_running_app().look
        scale = min(self.width / picture.width, self.height / picture.height)
        width, height = picture.width * scale, picture.height * scale
        left, bottom = self.center_x - width / 2, self.center_y - height / 2
        with self.canvas:
            Color(1, 1, 1)
            Rectangle(texture=self._texture, pos=(left, bottom), size=(width, height))
            Color(*rgba(theme.accent if picture.accepted else theme.surface))
            for corners in picture.outlines:
                points = [axis for x, y in corners for axis in (left + x * scale, bottom + height - y * scale)]
                SmoothLine(points=points, close=True, width=look.outline)
