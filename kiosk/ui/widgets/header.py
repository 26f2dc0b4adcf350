"""What is on top of every screen: the shop, the languages, help, the staff's door, and what does not work today."""

from __future__ import annotations

from typing import Any

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.events import LanguagePressed
from kiosk.domain.views import Frame
from kiosk.ui.blank import FRAME
from kiosk.ui.widgets.drawn import load_drawing


class Header(BoxLayout):
    """Draws the frame. A language is offered unless it is the one spoken."""

    frame = ObjectProperty(FRAME, rebind=True)
    others = ObjectProperty(())

    def on_frame(self, _header: Any, frame: Frame) -> None:
        """Which languages to offer."""
        spoken = LanguagePressed(frame.language)
        self.others = tuple(button for button in frame.languages if button.event != spoken)


class Notice(BoxLayout):
    """One line about what does not work."""

    model = StringProperty()


load_drawing(__file__)
