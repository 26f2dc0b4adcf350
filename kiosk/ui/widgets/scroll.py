"""A list that scrolls."""

from __future__ import annotations

from typing import Any

from kivy.uix.scrollview import ScrollView

from kiosk.ui.widgets.drawn import load_drawing


class Scroll(ScrollView):
    """Its bar stays: it says that there is more, and nothing on a quiet screen may move."""

    def _bind_inactive_bar_color(self, *_arguments: Any) -> None:
        """Kivy would fade the bar here, which redraws the window for half a second."""


load_drawing(__file__)
