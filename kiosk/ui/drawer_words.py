"""What the demo's drawer holds: buttons with what they do. No kivy here, so that anybody may fill a drawer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DrawerButton:
    """One thing that can happen to the hardware; `picture` is a file to show, such as a barcode."""

    label: str
    action: Callable[[], object]
    picture: Path | None = None

    @property
    def source(self) -> str:
        """The file's name; empty for none."""
        return str(self.picture) if self.picture else ""


Lit = Callable[[], frozenset[str]]
"""The lamps of the light tower that are on now: "red", "amber", "green"."""


@dataclass(frozen=True, slots=True)
class DrawerGroup:
    """The buttons of one device."""

    title: str
    buttons: tuple[DrawerButton, ...]
