"""The demonstration's kiosk: the real station on simulated hardware, which can lose its power and come back."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kiosk.assemble import LivePictures, Station, assemble
from kiosk.catalogue.price_file import read
from kiosk.catalogue.publish import publish
from kiosk.config import Config
from kiosk.demo.hardware import Hardware
from kiosk.domain.events import Event
from kiosk.domain.views import View
from kiosk.runtime.attendants import pin_hash

ASSETS = Path(__file__).parents[2] / "assets"
PRICES = ASSETS / "demo" / "prices.csv"
PIN = "246810"
"""The demonstration's manager, technician in one; a real kiosk has no PIN of its own."""

SHOP = {
    "name": "Épicerie du Port",
    "address": ["3 quai des Alouettes", "29900 Concarneau"],
    "siret": "00000000000000",
    "naf": "47.11B",
    "departments": [{"name": "Divers", "vat": "20"}, {"name": "Épicerie", "vat": "5.5"}],
    "labels": ["21IIIIIWWWWWC"],
    "bags": ["3790000002483", "3790000002490"],
}
BASKETS = {"shop": "epicerie-du-port"}
CONTROL = {"removal_cents": 1000, "pieces": 6, "basket_cents": 5_000}
ATTENDANTS = [{"id": "M1", "name": "Nadia", "pin_hash": pin_hash(PIN), "grade": "technician"}]


class Demo:
    """Hardware and station; the station can lose its power and come back with the same hardware.

    `bagging`: the bag is weighed.
    """

    def __init__(
        self, folder: Path, size: tuple[int, int], draw: Callable[[View], None], bagging: bool = False
    ) -> None:
        self._bagging = {"bagging": {"scale": "bag"}} if bagging else {}
        self.hardware = Hardware(folder / "devices")
        self.stick = folder / "usb-stick"
        self._folder = folder
        self._size = size
        self._draw = draw
        self._stations: list[Station] = []
        self._check_percent = 0
        self.app: Any = None

    @property
    def station(self) -> Station:
        """The running one."""
        return self._stations[-1]

    def start(self) -> None:
        """Publish the demonstration's prices, switch the hardware on, boot."""
        publish(read(PRICES), _made(self._folder / "catalogue"))
        self.hardware.start()
        self._boot()

    def post(self, event: Event) -> None:
        """A touch."""
        self.station.inbox.post(event)

    def cut_power(self) -> None:
        """Everything goes dark in the middle of whatever it did, and a moment later everything starts again."""
        for device in self.hardware.powered:
            device.cut_power()
        self.station.stop()
        for device in self.hardware.powered:
            device.restore_power()
        self._boot()

    def restart(self, check_percent: int = 0) -> None:
        """The program starts anew; for this once, so many of the baskets are checked."""
        self._check_percent = check_percent
        self._start_again()
        self._check_percent = 0

    def stop(self) -> None:
        self.station.stop()
        self.hardware.stop()

    def _boot(self) -> None:
        station = assemble(self._config(), self._draw, {"camera": lambda: self.hardware.counter})
        self._stations.append(station)
        for camera in station.camera:
            self.app.pictures = LivePictures(camera)
        station.start(self._crashed, self._restart)

    def _restart(self) -> None:
        """Staff want it: a thread of its own, for the kernel's cannot end itself."""
        threading.Thread(target=self._start_again, name="restart", daemon=True).start()

    def _start_again(self) -> None:
        self.station.stop()
        self._boot()

    def _crashed(self, error: BaseException) -> None:
        self.app.stop()

    def _config(self) -> Config:
        width, height = self._size
        return Config.model_validate(
            {
                "shop": SHOP,
                "kiosk": {"folder": str(self._folder), "fullscreen": False, "width": width, "height": height},
                "devices": self.hardware.devices() | (self.hardware.bag_scale() if self._bagging else {}),
                **self._bagging,
                "archives": {"folder": str(_made(self.stick))},
                "baskets": BASKETS,
                "attendants": ATTENDANTS,
                "control": {**CONTROL, "check_percent": self._check_percent},
            }
        )


@contextmanager
def demo_folder() -> Iterator[Path]:
    """Where the demonstration keeps its journal and prices; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="borne-demo-") as folder:
        yield Path(folder)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
