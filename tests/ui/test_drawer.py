"""The demo's drawer calls what it is given, and the kiosk beside it keeps its shape."""

from __future__ import annotations

from typing import Any

from kiosk.ui.drawer_words import DrawerButton, DrawerGroup
from tests.ui.conftest import Kiosk


def test_a_drawer_button_calls_its_action(kiosk: Kiosk) -> None:
    from kiosk.ui.drawer import Drawer

    called: list[str] = []
    drawer = Drawer(
        groups=(
            DrawerGroup("Coins", (DrawerButton("2 €", lambda: called.append("2 €")),)),
            DrawerGroup("Printer", (DrawerButton("Paper out", lambda: called.append("paper")),)),
        )
    )
    for key in _keys(drawer):
        key.dispatch("on_release")
    assert called == ["2 €", "paper"]
    assert kiosk.posted == []


def test_the_kiosk_keeps_its_shape_beside_the_drawer(kiosk: Kiosk) -> None:
    from kivy.uix.widget import Widget

    from kiosk.ui.shell import Stage

    assert kiosk.posted == []
    screen, drawer = Widget(), Widget()
    stage = Stage(screen, drawer, (1080, 1920), drawer_width=380)
    stage.size = (1500, 960)
    assert screen.size == [540, 960]
    assert drawer.x == screen.right
    assert drawer.right == stage.right


def test_the_drawer_shows_the_light_tower_as_it_is(kiosk: Kiosk) -> None:
    from kiosk.ui.drawer import Drawer, DrawerLamp

    assert not Drawer().tower
    drawer = Drawer(lambda: frozenset({"amber"}))
    drawer.lit = frozenset({"amber"})
    lamps = [widget for widget in drawer.walk() if isinstance(widget, DrawerLamp)]
    assert [lamp.lit for lamp in lamps] == [False, True, False]
    assert kiosk.posted == []


def _keys(widget: Any) -> list[Any]:
    from kiosk.ui.drawer import DrawerKey

    here = [widget] if isinstance(widget, DrawerKey) else []
    return here + [key for child in reversed(widget.children) for key in _keys(child)]
