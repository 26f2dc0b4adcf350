"""Values that stand in a widget until it is given its own: Kivy wants a real default to bind to."""

from __future__ import annotations

from kiosk.domain.events import StillHerePressed
from kiosk.domain.language import Language
from kiosk.domain.views import Amount, Button, Frame

FRAME = Frame("", Language.FR)
BUTTON = Button("", StillHerePressed())
AMOUNT = Amount("", "")
