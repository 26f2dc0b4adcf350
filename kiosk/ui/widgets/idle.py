"""The idle warning, over the whole screen."""

from __future__ import annotations

from kivy.properties import ObjectProperty

from kiosk.domain.views import Idle
from kiosk.ui.blank import BUTTON
from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.panel import Overlay


class IdleWarning(Overlay):
    """Are you still here?"""

    model = ObjectProperty(Idle("", "", BUTTON), rebind=True)


load_drawing(__file__)
