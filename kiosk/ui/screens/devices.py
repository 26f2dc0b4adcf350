"""The page of the devices: a card for each, the screen's light and sound, a restart."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.domain.views import DevicesView, DeviceView, SettingView
from kiosk.ui.blank import AMOUNT, FRAME
from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.panel import Panel


class DeviceCard(Panel):
    """One device."""

    model = ObjectProperty(DeviceView("", "", "", "", ""), rebind=True)


class WellDevice(Panel):
    """One that works."""

    model = ObjectProperty(AMOUNT, rebind=True)


class SettingRow(BoxLayout):
    """One thing that can be set."""

    model = ObjectProperty(SettingView("", ()), rebind=True)


class DevicesScreen(BoxLayout):
    """Draws a DevicesView."""

    view = ObjectProperty(DevicesView(FRAME, "", "", (), "", (), (), (), "", ()), rebind=True)


load_drawing(__file__)
