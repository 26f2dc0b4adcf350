"""The price pad: an article that the catalogue lacks is sold by department and price, or a line gets another price."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from kiosk.domain.events import Event, PricePressed, ReleasePressed
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.views import Release
from kiosk.ui.widgets.drawn import load_drawing
from kiosk.ui.widgets.panel import Overlay
from kiosk.ui.widgets.repeat import Tiles
from kiosk.ui.widgets.touch import Touch

CENTS_MAX = 99_999


class DepartmentButton(Touch):
    """One department. `model`: its name and whether it is the chosen one."""

    model = ObjectProperty(("", False))

    def on_release(self) -> None:
        """Choose it."""
        self.parent.pad.choose(self.model[0])


class Departments(Tiles):
    """The departments; each knows its `pad`."""

    pad = ObjectProperty(None, allownone=True)


class BackButton(Touch):
    """Closes the pad."""

    label = StringProperty()


class PricePad(Overlay):
    """Digits fill the price from the right, as on a till. `ready`: what is needed is chosen."""

    release = ObjectProperty(Release(0, "", "", (), "", ""), rebind=True)
    departments = ObjectProperty(())
    price = StringProperty()
    ready = BooleanProperty(False)

    def __init__(self, closed: Callable[[], None], **properties: Any) -> None:
        self._closed = closed
        self._cents = 0
        self._chosen = ""
        self._language = Language.FR
        super().__init__(**properties)

    def open(self, release: Release, language: Language) -> None:
        """Begin again, for this exception."""
        self.release, self._language = release, language
        self._cents, self._chosen = 0, ""
        self._show()

    def choose(self, department: str) -> None:
        """This department."""
        self._chosen = department
        self._show()

    def add(self, digits: str) -> None:
        """Digits were touched; those that would make the price absurd are refused."""
        cents = int(f"{self._cents}{digits}")
        self._cents = cents if cents <= CENTS_MAX else self._cents
        self._show()

    def erase(self) -> None:
        """The last digit goes."""
        self._cents //= 10
        self._show()

    def sell(self) -> None:
        """Post what was chosen."""
        if self.ready:
            event = self._event(Money(self._cents))
            self._closed()
            App.get_running_app().post(event)

    def _event(self, price: Money) -> Event:
        release = self.release
        if release.line:
            return PricePressed(release.line, price, release.reason)
        return ReleasePressed(release.exception, self._chosen, price)

    def close(self) -> None:
        """Back, and nothing is sold."""
        self._closed()

    def _show(self) -> None:
        self.departments = tuple((name, name == self._chosen) for name in self.release.departments)
        self.price = typed_price(self._cents, self._language)
        self.ready = bool(self._chosen or self.release.line) and self._cents > 0


def typed_price(cents: int, language: Language) -> str:
    """A price while it is being typed."""
    euros, rest = divmod(cents, 100)
    return f"{euros},{rest:02d} €" if language is Language.FR else f"€{euros}.{rest:02d}"


load_drawing(__file__)
