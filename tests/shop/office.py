"""The office of the simulated shop: one thread, and the shelf for a catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.config import Config
from kiosk.domain import activities as a
from kiosk.domain import events as e
from kiosk.domain.states import Shop
from kiosk.runtime.office import Office, Paperwork
from tests.shop.shelf import Shelf
from tests.shop.slips import SHOP

UNHURRIED_TICKS = 10


class OneThreadOffice(Office):
    """What would be done in another thread is done at once. Prices and handhelds are looked for every ten seconds."""

    def __init__(self, paperwork: Paperwork, post: Callable[[e.Event], None], shelf: Shelf) -> None:
        super().__init__(paperwork, post)
        self._tell = post
        self._shelf = shelf
        self._ticks = 0

    def tick(self, between_customers: bool) -> None:
        self._ticks += between_customers
        super().tick(between_customers and self._ticks % UNHURRIED_TICKS == 1)

    def write_archive(self, wanted: a.WriteArchive) -> None:
        self._archive(wanted)

    def make_basket_codes(self, wanted: a.MakeBasketCodes) -> None:
        self._basket_codes(wanted)

    def find_articles(self, wanted: a.FindArticles) -> None:
        found = self._shelf.loose()
        if wanted.codes:
            found = tuple(self._shelf.products[code] for code in wanted.codes if code in self._shelf.products)
        self._tell(e.ArticlesFound(wanted.text, wanted.department, found, codes=wanted.codes))


def config_of(folder: Path, archives: Path, shop: Shop) -> Config:
    """The kiosk.toml of this till."""
    return Config.model_validate(
        {
            "shop": {"name": shop.name},
            "kiosk": {"folder": str(folder)},
            "archives": {"folder": str(archives)},
            "baskets": {"shop": SHOP, "parked_minutes": shop.parked_minutes},
            "devices": {},
        }
    )
