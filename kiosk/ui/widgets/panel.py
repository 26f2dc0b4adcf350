"""The grounds that things lie on: cards and hairlines."""

from __future__ import annotations

from kivy.properties import ColorProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.ui.widgets.drawn import load_drawing


class Panel(BoxLayout):
    """A rounded card."""

    fill = ColorProperty("#FFFFFF")
    edge = ColorProperty("#FFFFFF")


class Page(BoxLayout):
    """A screen: the main part and the side, beside or below each other."""


class Main(BoxLayout):
    """What this page is about."""


class PageTitle(BoxLayout):
    """What this page is called, and whose visit it is."""

    title = StringProperty()
    name = StringProperty()


class SideGround(BoxLayout):
    """What a side lies on."""


class Side(SideGround):
    """Amounts and next steps; always in the same place."""


class StaffSide(SideGround):
    """The same on the staff's other pages: only as high as its buttons, so that the page has room."""


class Aside(BoxLayout):
    """The first part of the side: what goes with the amounts."""


class Totals(BoxLayout):
    """The second part of the side: the amount that matters, above the next steps."""


class Filler(Widget):
    """Room above the staff's buttons, where there is room."""


class Steps(BoxLayout):
    """Next steps; as high as two of them, so that the amount above never moves."""


class Footing(Widget):
    """As high as the steps where it stands beside them."""


class Quiet(BoxLayout):
    """A page of one column, its things in the middle."""


class Overlay(AnchorLayout):
    """A card on a scrim over everything: nothing below it can be touched."""

    def on_touch_down(self, touch: object) -> bool:
        """Keep every touch."""
        super().on_touch_down(touch)
        return True


load_drawing(__file__)
