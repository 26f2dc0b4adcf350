"""Labelled amounts: large, or in a list."""

from __future__ import annotations

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.ui.blank import AMOUNT
from kiosk.ui.widgets.drawn import load_drawing


class BigAmount(BoxLayout):
    """The amount that matters, under its label."""

    model = ObjectProperty(AMOUNT, rebind=True)


class SecondAmount(BoxLayout):
    """The amount beside it."""

    model = ObjectProperty(AMOUNT, rebind=True)


class SmallAmount(BoxLayout):
    """One of several: label left, amount right."""

    model = ObjectProperty(AMOUNT, rebind=True)


load_drawing(__file__)
