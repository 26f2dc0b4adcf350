"""The window's settings, which Kivy reads once: `prepare` must run before anything else of kivy is imported."""

from __future__ import annotations

import os
from pathlib import Path

FRAMES_PER_SECOND_MAX = 60


def prepare(width: int, height: int, *, fullscreen: bool, offscreen: bool, home: Path) -> None:
    """Set the window's size in pixels and keep Kivy to itself: no arguments, no log files, no way out by a key.

    `offscreen` draws real pixels without a screen. `home` is a writable folder for Kivy's own files.
    """
    os.environ["KIVY_NO_ARGS"] = "1"
    os.environ["KIVY_NO_FILELOG"] = "1"
    os.environ["KIVY_NO_CONSOLELOG"] = "1"
    os.environ["KIVY_LOG_MODE"] = "PYTHON"  # otherwise Kivy swallows what other code writes to stderr
    os.environ["KIVY_HOME"] = str(home)
    if offscreen:
        os.environ["SDL_VIDEODRIVER"] = "offscreen"

    from kivy.config import Config

    settings: dict[str, dict[str, object]] = {
        "graphics": {
            "width": width,
            "height": height,
            "fullscreen": "auto" if fullscreen else 0,
            "show_cursor": 0 if fullscreen else 1,
            "multisamples": 0,
            "maxfps": 0 if offscreen else FRAMES_PER_SECOND_MAX,
        },
        "kivy": {"exit_on_escape": 0, "keyboard_mode": "", "log_enable": 0},
        "input": {"mouse": "mouse,disable_multitouch"},
    }
    for section, options in settings.items():
        for option, value in options.items():
            Config.set(section, option, value)
    Config.remove_option("input", "%(name)s")  # touches come through the window; read from the device they come twice
