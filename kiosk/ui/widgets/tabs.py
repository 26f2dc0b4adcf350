"""Turning pages: the tabs above the attendant's pages, and the choice of what a page shows."""

from __future__ import annotations

from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.repeat import Row
from kiosk.ui.widgets.touch import Posting


class PageTab(Posting):
    """One page; the one that is open cannot be pressed."""


class Tabs(Row):
    """All pages, over the whole width; nothing when there are none to turn to."""


class ShownChoice(Posting):
    """One of several things to look at; the one that is shown cannot be pressed."""


load_drawing(__file__)
