"""One unseen kiosk for all tests of a process: Kivy has one window and one running app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from kiosk.domain.events import Event
from kiosk.domain.language import Language
from kiosk.domain.views import View
from kiosk.ui.screenshot import Offscreen
from tests.ui.example_views import examples

FRENCH = examples(Language.FR)

ONE_OF_EACH = {type(view): name for name, view in FRENCH.items() if not view.frame.training}
SAMPLES = sorted({*ONE_OF_EACH.values(), "attract_nothing_works", "basket_exceptions", "basket_idle", "reports_x"})
"""Every screen, and what may lie over one. The galleries draw all examples."""


@dataclass
class Kiosk:
    """The unseen kiosk with what it posted."""

    offscreen: Offscreen
    posted: list[Event] = field(default_factory=list)
    first_frames: list[bool] = field(default_factory=list)

    def show(self, view: View | str) -> Any:
        """Draw a view, or the example of this name; tells the screen."""
        self.offscreen.show(FRENCH[view] if isinstance(view, str) else view)
        return self.offscreen.app.shown

    def until(self, reached: Callable[[], bool]) -> None:
        """Run the loop until it is so; the limit of the test ends a wait in vain."""
        while not reached():
            self.offscreen.frames_drawn(1)

    def touch(self, label: str) -> None:
        """Put a finger on what is labelled so, and take it off."""
        from tests.ui.finger import press

        press(self.offscreen.app.root, label)
        self.offscreen.settle()


@pytest.fixture(scope="session")
def _kiosk(tmp_path_factory: pytest.TempPathFactory) -> Kiosk:
    posted: list[Event] = []
    first_frames: list[bool] = []
    offscreen = Offscreen(
        1080,
        1920,
        tmp_path_factory.mktemp("kivy"),
        post=posted.append,
        first_frame=lambda: first_frames.append(True),
    )
    return Kiosk(offscreen, posted, first_frames)


@pytest.fixture
def kiosk(_kiosk: Kiosk) -> Iterator[Kiosk]:
    _kiosk.posted.clear()
    yield _kiosk
    _kiosk.show("wait")
