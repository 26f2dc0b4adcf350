"""Everything for which staff are called can be had at one press in the demonstration: real station, real links."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from kiosk.demo.scenes import LOOK_SECONDS, Scenes, scenes
from kiosk.demo.station import Demo
from kiosk.domain import events as e
from kiosk.domain.basket import Doubt
from kiosk.domain.facts import Grade, Reason
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.states import Attended, Attract, Kiosk, sale_of

WAIT_SECONDS = 60.0


def called(reason: Reason) -> Callable[[Kiosk], bool]:
    return lambda kiosk: kiosk.called(reason)


def all_ready(kiosk: Kiosk) -> bool:
    devices = kiosk.sees.devices.values()
    return bool(devices) and all(device.condition is e.Condition.READY for device in devices)


def doubted(doubt: Doubt) -> Callable[[Kiosk], bool]:
    return lambda kiosk: any(each.doubt is doubt for sale in sale_of(kiosk.own) for each in sale.exceptions)


EXPECTED: dict[str, Callable[[Kiosk], bool]] = {
    "Unknown article": doubted(Doubt.UNKNOWN),
    "Recalled article": doubted(Doubt.BLOCKED),
    "Past its date": doubted(Doubt.EXPIRED),
    "Wine, and pay": called(Reason.ARTICLES),
    "Many of one article": doubted(Doubt.TOO_MANY),
    "Dear article taken out": doubted(Doubt.REMOVAL),
    "Basket above the limit": called(Reason.CHECK),
    "Spot check": called(Reason.CHECK),
    "Price disputed": called(Reason.PRICE),
    "Help": called(Reason.HELP),
    "Forged basket": lambda kiosk: bool(kiosk.till.suspicions),
    "Walk away unpaid": lambda kiosk: any(sale.total for sale in sale_of(kiosk.own)),
    "Walk away, money inside": lambda kiosk: any(sale.cash_in == Money(100) for sale in sale_of(kiosk.own)),
    "Change falls short": called(Reason.OWED),
    "Change gets stuck": called(Reason.PAYOUT_STUCK),
    "Card outcome unknown": called(Reason.CARD_UNKNOWN),
}
SETTLING = (
    e.OwedSettledPressed(),
    e.CardSettledPressed(NOTHING),
    e.CancelPressed(),
    e.CallSeenPressed(Reason.BOXED),
    e.AttendantDonePressed(),
    e.NoReceiptPressed(),
    e.DonePressed(),
)


class Shop:
    """The demonstration without a window, and its one attendant."""

    def __init__(self, folder: Path) -> None:
        self.demo = Demo(folder, (1080, 1920), lambda _: None)
        self.demo.app = SimpleNamespace(stop=lambda: None)
        self.demo.start()
        self.scenes: Scenes = scenes(self.demo)
        self.until(all_ready)

    @property
    def kiosk(self) -> Kiosk:
        return self.demo.station.kernel.kiosk

    def until(self, reached: Callable[[Kiosk], bool]) -> None:
        late = time.monotonic() + WAIT_SECONDS
        while not reached(self.kiosk):
            assert time.monotonic() < late, f"{self.kiosk.state}"
            self.scenes.pace.wait(LOOK_SECONDS)

    def settle(self) -> None:
        """Staff come, answer, and empty the basket: the next scene begins with nobody there."""
        self.demo.hardware.mend()
        late = time.monotonic() + WAIT_SECONDS
        while not isinstance(self.kiosk.state, Attract):
            assert time.monotonic() < late, f"{self.kiosk.state}"
            if not isinstance(self.kiosk.state, Attended):
                self.demo.post(e.AttendantIdentified("M1", Grade.TECHNICIAN))
            for event in SETTLING:
                self.demo.post(event)
            self.scenes.pace.wait(LOOK_SECONDS)
        self.until(all_ready)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    shop = Shop(tmp_path_factory.mktemp("demo"))
    yield shop
    shop.demo.stop()


def test_every_scene_is_looked_at_here(shop: Shop) -> None:
    assert shop.scenes.all.keys() == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_one_press_is_enough(shop: Shop, name: str) -> None:
    try:
        shop.scenes.play(name)
        shop.until(EXPECTED[name])
    finally:
        shop.settle()
