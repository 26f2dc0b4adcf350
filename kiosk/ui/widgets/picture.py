"""The picture of an article: a file of the shop's pictures, or its first letter on a quiet ground."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import StringProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.ui.widgets.drawn import load_drawing


class Picture(FloatLayout):
    """`picture` names the file, `article` gives the letter. `source` and `letter` are what is drawn: one is empty."""

    picture = StringProperty()
    article = StringProperty()
    source = StringProperty()
    letter = StringProperty()

    def on_picture(self, *_changed: Any) -> None:
        """Look for the file; a name is a plain name and never a path."""
        self._choose()

    def on_article(self, *_changed: Any) -> None:
        """Another letter."""
        self._choose()

    def _choose(self) -> None:
        name = f"{self.picture}.png"
        there = self.picture.replace("_", "").replace("-", "").isalnum() and (_pictures() / name).is_file()
        self.source = str(_pictures() / name) if there else ""
        self.letter = "" if there else self.article[:1].upper()


def _pictures() -> Any:
    return App.get_running_app().assets / "pictures"


load_drawing(__file__)
