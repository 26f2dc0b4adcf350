"""Somebody before a screen that nobody else sees: looks, touches, waits, and takes pictures."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console

from kiosk.domain import views as v
from kiosk.domain.events import Event

WAIT_SECONDS = 40.0

ViewOf = TypeVar("ViewOf", bound=v.View)
out = Console()


class Stuck(Exception):  # noqa: N818 - what happened to the person
    """The screen that should have come did not come."""


class Onlooker:
    """Screens are real pixels without a screen. Only one in a process. `folder`: where its pictures go."""

    def __init__(self, folder: Path, size: tuple[int, int], home: Path, post: Callable[[Event], None]) -> None:
        from kiosk.ui.screenshot import Offscreen

        self._folder = folder
        self._screen = Offscreen(*size, home=home, post=post)
        self._views: queue.SimpleQueue[v.View] = queue.SimpleQueue()
        self._view: list[v.View] = []
        self._pictures = 0

    @property
    def app(self) -> Any:
        """The window."""
        return self._screen.app

    @property
    def view(self) -> v.View:
        """What is on the screen now."""
        return self._view[-1]

    def draw(self, view: v.View) -> None:
        """What a station draws comes here, from any thread."""
        self._screen.app.draw(view)
        self._views.put(view)

    def press(self, button: v.Button) -> None:
        """Touch the widget that carries this button."""
        for widget in self._screen.app.root.walk(loopback=True):
            model = getattr(widget, "model", None)
            if button in (model, getattr(model, "press", None)) and hasattr(widget, "trigger_action"):
                widget.trigger_action(0)
                self._screen.settle()
                return
        raise Stuck(f"nothing on the screen carries {button.label!r}")

    def see(self, kind: type[ViewOf]) -> ViewOf:
        """Wait for a screen of this kind."""
        view = self.until(lambda view: isinstance(view, kind), kind.__name__)
        assert isinstance(view, kind)
        return view

    def until(self, reached: Callable[[Any], bool], what: str) -> v.View:
        """Wait for a screen that fits."""
        if not self.watch(WAIT_SECONDS, reached):
            shown = type(self.view).__name__ if self._view else "nothing"
            raise Stuck(f"waited for {what}, the screen shows {shown}")
        self._screen.settle()
        return self.view

    def until_true(self, reached: Callable[[], bool], what: str) -> None:
        """Wait for something that no screen shows."""
        self.until(lambda view: reached(), what)

    def watch(self, seconds: float, reached: Callable[[v.View], bool]) -> bool:
        """Look for so long; did a screen come that fits?"""
        until = time.monotonic() + seconds
        while True:
            self._take(0.02)
            self._screen.frames_drawn(1)
            if self._view and reached(self.view):
                return True
            if time.monotonic() >= until:
                return False

    def rest(self, seconds: float) -> int:
        """Let time pass; how many frames were drawn meanwhile."""
        until, drawn = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            drawn += self._screen.frames_drawn(1)
            self._take(0.02)
        return drawn

    def shoot(self, name: str) -> Path:
        """The next numbered picture."""
        self._pictures += 1
        self._screen.settle()
        path = self._screen.save(self._folder / f"{self._pictures:02}-{name}.png")
        out.print(f"  {path.name}")
        return path

    def _take(self, seconds: float) -> None:
        """The screens that were drawn meanwhile."""
        try:
            self._view = [self._views.get(timeout=seconds)]
            while True:
                self._view = [self._views.get_nowait()]
        except queue.Empty:
            return
