"""The demonstration's staff handheld: the real program, in a process of its own since a process has one window.

`python -m kiosk.demo.handheld FOLDER PICTURES CODE…` scans these codes, and leaves a picture of the screen that the
customer is shown. What it prints at the end is for `hand_over`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hardware.simulated.aim import AimEmulator
from hardware.simulated.serve import serve
from hardware.words import Symbology
from kiosk.assemble import assemble
from kiosk.baskets.keys import enrolment_of
from kiosk.catalogue.price_file import PricedLine, read
from kiosk.catalogue.publish import publish
from kiosk.config import Config
from kiosk.demo.onlooker import Onlooker, out
from kiosk.demo.station import ATTENDANTS, BASKETS, PIN, PRICES, SHOP
from kiosk.domain import views as v
from kiosk.domain.barcode import is_gtin
from kiosk.domain.events import Event, PinEntered
from kiosk.handhelds import own_key

NAME = "DOUCHETTE-1"
SIZE = (720, 1280)
SECONDS_MAX = 180


@dataclass(frozen=True, slots=True)
class Handover:
    """What the handheld leaves: the public half of its key, as NAME:HEX, and its screen with each code."""

    enrolment: str
    pictures: tuple[Path, ...]


def hand_over(codes: Iterable[str], folder: Path, pictures: Path) -> Handover:
    """Staff scan these codes on a handheld whose data is in `folder`. CalledProcessError when they got stuck."""
    command = (sys.executable, "-m", "kiosk.demo.handheld", str(folder), str(pictures), *codes)
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=SECONDS_MAX)  # noqa: S603 - our own program, our own words
    *_, last = told.stdout.splitlines()
    left = json.loads(last)
    return Handover(left["enrolment"], tuple(map(Path, left["pictures"])))


def codes_in_the_queue(lines: int = 40) -> tuple[str, ...]:
    """The codes of so many different articles, a bottle for adults among them."""
    products = [row.product for row in read(PRICES) if isinstance(row, PricedLine)]
    sold = [product for product in products if is_gtin(product.code) and not (product.sale_stop or product.weighed)]
    for_adults = [product.code for product in sold if product.minimum_age][:1]
    return (*[product.code for product in sold if not product.minimum_age][: lines - len(for_adults)], *for_adults)


class Staff(Onlooker):
    """Somebody of the staff with the handheld, in the queue."""

    def __init__(self, folder: Path, pictures: Path) -> None:
        self._scanner = AimEmulator()
        self._stopped = threading.Event()
        self._config = _config(folder, self._plugged_in(folder / "scanner"))
        super().__init__(pictures, SIZE, folder / "kivy", self._post)
        publish(read(PRICES), _made(folder / "catalogue"))
        self._station = assemble(self._config, self.draw)
        self._station.start(lambda _crash: self._stopped.set())

    def scan(self, codes: Iterable[str]) -> None:
        """PIN, a new basket, and each code."""
        self.see(v.PinView)
        self._post(PinEntered(PIN))
        self.press(self.see(v.HandoversView).start)
        self.see(v.BasketView)
        for number, code in enumerate(codes, 1):
            self._scanner.scan(code, Symbology.EAN8 if len(code) == 8 else Symbology.EAN13)
            self.until(lambda view, n=number: isinstance(view, v.BasketView) and len(view.lines) == n, f"line {number}")  # type: ignore[misc]
        self.shoot("scanned-in-the-queue")

    def show(self) -> tuple[Path, ...]:
        """The screen with the basket's code; a picture of each where it takes several."""
        self.press(self.see(v.BasketView).pay)
        self.until(lambda view: isinstance(view, v.CodesView) and bool(view.codes), "the basket's code")
        return tuple(self.shoot("code-for-the-customer") for _ in self.see(v.CodesView).codes)

    def enrolment(self) -> str:
        """What the kiosks must be told once."""
        return enrolment_of(NAME, own_key(self._config.kiosk.folder))

    def stop(self) -> None:
        self._station.stop()
        self._stopped.set()

    def _post(self, event: Event) -> None:
        self._station.inbox.post(event)

    def _plugged_in(self, path: Path) -> str:
        ready = threading.Event()
        _made(path.parent)
        line = (self._scanner, str(path), self._stopped, lambda _address: ready.set())
        threading.Thread(target=serve, args=line, name="simulated scanner", daemon=True).start()
        ready.wait(SECONDS_MAX)
        return str(path)


def _config(folder: Path, scanner: str) -> Config:
    return Config.model_validate(
        {
            "shop": SHOP,
            "kiosk": {"folder": str(folder), "fullscreen": False, "width": SIZE[0], "height": SIZE[1]},
            "devices": {"scanner": {"driver": "aim", "link": scanner}},
            "baskets": BASKETS,
            "handheld": {"name": NAME},
            "attendants": ATTENDANTS,
        }
    )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    out.file = sys.stderr
    staff = Staff(Path(sys.argv[1]), Path(sys.argv[2]))
    try:
        staff.scan(sys.argv[3:])
        shown = staff.show()
    finally:
        staff.stop()
    sys.stdout.write(json.dumps({"enrolment": staff.enrolment(), "pictures": [str(path) for path in shown]}) + "\n")
