"""The team: who may come, one of them and what can be done."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import TeamView
from kiosk.ui.blank import FRAME
from kiosk.ui.widgets.drawn import load_drawing


class TeamScreen(BoxLayout):
    """Draws a TeamView."""

    view = ObjectProperty(TeamView(FRAME, "", "", (), "", "", (), "", ()), rebind=True)


load_drawing(__file__)
