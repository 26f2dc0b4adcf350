"""The demo's drawer beside the kiosk: buttons that play the hardware. It only calls what it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kivy.properties import ObjectProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from kiosk.ui.widgets.drawn import load_drawing


@dataclass(frozen=True, slots=True)
class DrawerButton:
    """One thing that can happen to the hardware; `picture` is a file to show, such as a barcode."""

    label: str
    action: Callable[[], None]
    picture: Path | None = None

    @property
    def source(self) -> str:
        """The file's name; empty for none."""
        return str(self.picture) if self.picture else ""


@dataclass(frozen=True, slots=True)
class DrawerGroup:
    """The buttons of one device."""

    title: str
    buttons: tuple[DrawerButton, ...]


class DrawerKey(ButtonBehavior, BoxLayout):
    """Draws one DrawerButton."""

    model = ObjectProperty(DrawerButton("", lambda: None), rebind=True)

    def on_release(self) -> None:
        """Do it."""
        self.model.action()


class DrawerPart(BoxLayout):
    """Draws one DrawerGroup."""

    model = ObjectProperty(DrawerGroup("", ()), rebind=True)


class Drawer(BoxLayout):
    """All groups, below each other; it scrolls."""

    groups = ObjectProperty(())


load_drawing(__file__)
