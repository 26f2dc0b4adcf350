"""The page of the cash machines: levels as bars, what goes on, what staff can do."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import LevelView, VaultView
from kiosk.ui.blank import FRAME
from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.panel import Panel


class LevelCard(Panel):
    """One denomination: how many, and whether that is enough."""

    model = ObjectProperty(LevelView("", "", "", "", 0), rebind=True)


class VaultScreen(BoxLayout):
    """Draws a VaultView."""

    view = ObjectProperty(VaultView(FRAME, "", "", (), "", (), (), (), "", (), "", ()), rebind=True)


load_drawing(__file__)
