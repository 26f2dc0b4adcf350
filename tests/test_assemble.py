"""The assembled kiosk: real threads, real links, a real journal; with and without its devices."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.assemble import Station, assemble
from kiosk.basket_codes import draw
from kiosk.basket_making import filled, typed
from kiosk.baskets.keys import enrolled, enrolment_of, make_key
from kiosk.baskets.seal import sealed_basket
from kiosk.catalogue.price_file import read
from kiosk.catalogue.publish import publish
from kiosk.config import Config
from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.evidence.record import Record
from kiosk.handhelds import keep
from kiosk.runtime.attendants import pin_hash

PRICES = Path(__file__).parents[1] / "assets" / "demo" / "prices.csv"
WAIT_SECONDS = 20


class Screen:
    """What a customer would see; `until` waits for it."""

    def __init__(self) -> None:
        self._views: queue.SimpleQueue[v.View] = queue.SimpleQueue()

    def draw(self, view: v.View) -> None:
        self._views.put(view)

    def until(self, reached: Callable[[v.View], bool]) -> v.View:
        while True:
            view = self._views.get(timeout=WAIT_SECONDS)
            if reached(view):
                return view


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config.model_validate(
        {
            "shop": {"name": "Test"},
            "kiosk": {"folder": str(tmp_path / "data")},
            "devices": {
                "notes": {"driver": "essp", "link": str(tmp_path / "no-notes")},
                "card": {"driver": "concert-v3", "link": "tcp://127.0.0.1:1", "software": "012345678901"},
                "printer": {"driver": "escpos", "link": str(tmp_path / "no-printer")},
                "scanner": {"driver": "aim", "link": str(tmp_path / "no-scanner")},
                "camera": {"driver": "camera", "source": str(tmp_path / "no-camera")},
            },
            "attendants": [{"id": "A1", "name": "Nadia", "pin_hash": pin_hash("246810")}],
        }
    )


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def station(config: Config, screen: Screen) -> Iterator[Station]:
    crashes: list[BaseException] = []
    station = assemble(config, screen.draw)
    station.start(crashes.append)
    yield station
    station.stop()
    assert not crashes


def test_a_kiosk_without_any_of_its_devices_comes_up_and_says_what_does_not_work(
    station: Station, screen: Screen
) -> None:
    view = screen.until(lambda view: isinstance(view, v.AttractView) and len(view.frame.notices) == 4)
    assert isinstance(view, v.AttractView)
    assert "caisse" in view.means


def test_staff_come_with_the_right_pin_only(config: Config, station: Station, screen: Screen) -> None:
    station.inbox.post(e.StaffPressed())
    station.inbox.post(e.PinEntered("000000"))
    screen.until(lambda view: isinstance(view, v.PinView) and bool(view.wrong))
    station.inbox.post(e.PinEntered("246810"))
    view = screen.until(lambda view: isinstance(view, v.AttendantView))
    assert isinstance(view, v.AttendantView)
    assert view.name == "Nadia"
    record = Record(config.kiosk.folder / "journal.db")
    assert "246810" not in "".join(entry.payload.decode() for entry in record.entries())
    record.close()


def test_new_prices_come_into_force_without_a_restart(config: Config, station: Station, screen: Screen) -> None:
    screen.until(lambda view: isinstance(view, v.AttractView))
    report = publish(read(PRICES), config.kiosk.folder / "catalogue")
    told: queue.SimpleQueue[str] = queue.SimpleQueue()
    handle = station.kernel.handle

    def listen(event: e.Event) -> None:
        if isinstance(event, e.PricesArrived):
            told.put(event.version)
        handle(event)

    station.kernel.handle = listen  # type: ignore[method-assign, assignment]
    while told.get(timeout=WAIT_SECONDS) != str(report.version):
        pass
    assert station.catalogue.articles == report.accepted


def test_a_session_survives_a_restart(config: Config, screen: Screen) -> None:
    publish(read(PRICES), _made(config.kiosk.folder / "catalogue"))
    first = assemble(config, screen.draw)
    first.start(lambda error: None)
    pack = first.catalogue.find("3790000001080")
    assert pack
    first.inbox.post(e.ItemScanned(pack.product, pack.product.code))
    screen.until(lambda view: isinstance(view, v.BasketView) and len(view.lines) == 1)
    first.stop()
    after = Screen()
    second = assemble(config, after.draw)
    second.start(lambda error: None)
    view = after.until(lambda view: True)
    second.stop()
    assert isinstance(view, v.BasketView)
    assert [line.name for line in view.lines] == [pack.product.name]


def test_a_basket_held_before_the_camera_becomes_a_sale(config: Config, screen: Screen, tmp_path: Path) -> None:
    publish(read(PRICES), _made(config.kiosk.folder / "catalogue"))
    key, pictures = make_key(tmp_path / "maker.key"), _made(tmp_path / "pictures")
    basket = filled([typed("3790000001080:3")], "quimper-1", "CAISSE-2", 5, restricted=False)
    draw(sealed_basket(basket, key), pictures / "basket.png")
    keep(config.kiosk.folder, enrolled((), enrolment_of("CAISSE-2", key), 1))
    taking = Config.model_validate(
        config.model_dump()
        | {
            "baskets": {"shop": "quimper-1"},
            "devices": {"camera": {"driver": "camera", "source": str(pictures)}},
        }
    )
    station = assemble(taking, screen.draw)
    station.start(lambda error: None)
    view = screen.until(lambda view: isinstance(view, v.BasketView))
    station.stop()
    assert isinstance(view, v.BasketView)
    (line,) = view.lines
    assert line.detail.startswith("3 × ")
    assert not view.exceptions


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
