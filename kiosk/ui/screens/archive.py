"""Archives for the inspector: which period, and how far it is."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import ArchiveView
from kiosk.ui.blank import FRAME
from kiosk.ui.widgets.drawn import load_drawing


class ArchiveScreen(BoxLayout):
    """Draws an ArchiveView."""

    view = ObjectProperty(ArchiveView(FRAME, "", "", (), "", (), -1, "", ()), rebind=True)


load_drawing(__file__)
