"""Views as pictures, drawn by the real screens without a screen: one window size for each process.

Kivy's offscreen window keeps the framebuffer of its first size (2.3.1), hence one process for each size.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.domain.events import Event
from kiosk.domain.views import View
from kiosk.ui.window import prepare

FRAMES_MAX = 60


class Offscreen:
    """A kiosk that nobody sees. Only one in a process."""

    def __init__(
        self,
        width: int,
        height: int,
        home: Path,
        post: Callable[[Event], None] = lambda _event: None,
        **options: Any,
    ) -> None:
        prepare(width, height, fullscreen=False, offscreen=True, home=home)
        from kivy.base import runTouchApp

        from kiosk.ui.app import KioskApp

        self.app = KioskApp(post, size=(width, height), **options)
        self.app._run_prepare()  # what App.run does before its endless loop
        runTouchApp(embedded=True)
        self.settle()

    def show(self, view: View) -> None:
        """Draw this view and wait until nothing moves."""
        self.app.draw(view)
        self.settle()

    def settle(self) -> int:
        """Run frames until two in a row drew nothing; tells how many were drawn."""
        from kivy.base import EventLoop

        drawn = quiet = 0
        for _ in range(FRAMES_MAX):
            redraws = bool(EventLoop.window.canvas.needs_redraw)
            flips = self._flips(EventLoop)
            drawn += flips
            quiet = 0 if flips or redraws else quiet + 1
            if quiet == 2:
                break
        return drawn

    def frames_drawn(self, turns: int) -> int:
        """How many of this many turns of the loop drew something."""
        from kivy.base import EventLoop

        return sum(self._flips(EventLoop) for _ in range(turns))

    def shoot(self, view: View, path: Path) -> Path:
        """Draw this view into a PNG file."""
        self.show(view)
        return self.save(path)

    def save(self, path: Path) -> Path:
        """What the window shows now, as a PNG file; an older file is replaced."""
        from kivy.core.window import Window

        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(Window.screenshot(name=str(path.resolve())), path)
        return path

    @staticmethod
    def _flips(loop: Any) -> int:
        flips: list[None] = []

        def count(*_arguments: Any) -> None:
            flips.append(None)

        loop.window.bind(on_flip=count)
        loop.idle()
        loop.window.unbind(on_flip=count)
        return len(flips)
