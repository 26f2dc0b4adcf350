"""Coins and notes that may be put in now, drawn in the colours people know them by."""

from __future__ import annotations

import re
from typing import Any

from kivy.properties import BooleanProperty, ColorProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.ui.widgets.drawn import load_drawing

SMALLEST_NOTE_EUROS = 5

NOTES = {
    5: "#D9DCD6",
    10: "#F2C4BC",
    20: "#C3D7EE",
    50: "#F6D2A6",
    100: "#CFE3C1",
    200: "#F3E3A0",
    500: "#DCCBE8",
}
"""Paler than the euro notes, so that the figure on them stays legible."""

COPPER, GOLD, SILVER = "#D9A184", "#E6CF86", "#D5D8DA"


class Piece(FloatLayout):
    """`model`: the piece as text, "10 €" or "50 c"."""

    model = StringProperty()
    note = BooleanProperty(False)
    rim = ColorProperty(GOLD)
    core = ColorProperty(GOLD)

    def on_model(self, _piece: Any, text: str) -> None:
        """Choose its colours."""
        figures = re.findall(r"\d+", text)
        value = int(figures[0]) if figures else 0
        euros = "€" in text
        self.note = euros and value >= SMALLEST_NOTE_EUROS
        if self.note:
            self.rim = self.core = NOTES.get(value, SILVER)
        else:
            self.rim, self.core = _coin(value, euros)


def _coin(value: int, euros: bool) -> tuple[str, str]:
    """Colours of the rim and the core."""
    match euros, value:
        case True, 1:
            return GOLD, SILVER
        case True, _:
            return SILVER, GOLD
        case False, 1 | 2 | 5:
            return COPPER, COPPER
        case _:
            return GOLD, GOLD


load_drawing(__file__)
