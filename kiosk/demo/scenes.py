"""Scenes of the demonstration: everything for which staff are called, each played by a customer at one press."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from itertools import cycle

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hardware.words import Symbology
from kiosk.baskets.basket import Basket, BasketLine
from kiosk.baskets.seal import sealed_basket
from kiosk.catalogue.price_file import PricedLine, read
from kiosk.demo.station import BASKETS, PRICES, Demo
from kiosk.domain import events as e
from kiosk.domain.basket import Sale
from kiosk.domain.product import Product
from kiosk.domain.states import (
    ChoosingPayment,
    GivingChange,
    Kiosk,
    OfferingBags,
    Shopping,
    TakingCard,
    TakingCash,
    sale_of,
)

UNKNOWN = "4006381333931"
WAIT_SECONDS = 20.0
LOOK_SECONDS = 0.05
DEAR_CENTS = 1300
MANY = 7
"""Pieces of one article: more than the demonstration's shop sells unasked."""

LOAF_GRAMS = 250

log = logging.getLogger(__name__)


class Scenes:
    """One at a time; one that cannot be played on from where the kiosk is ends, and the log says where."""

    def __init__(self, demo: Demo, goods: list[Product]) -> None:
        self._demo = demo
        plain = [p for p in goods if not (p.minimum_age or p.sale_stop or p.weighed or p.deposit.cents)]
        self._bread, self._dear = plain[0], [p for p in plain if p.price.cents >= DEAR_CENTS]
        self._stopped = next(p for p in goods if p.sale_stop)
        self._for_adults = next(p for p in goods if p.minimum_age)
        self._turn = threading.Lock()
        self.pace = threading.Event()

    @property
    def all(self) -> Mapping[str, Callable[[], None]]:
        """By their names in the drawer."""
        return {
            "Unknown article": self.unknown_article,
            "Recalled article": self.recalled_article,
            "Past its date": self.past_its_date,
            "Wine, and pay": self.wine,
            "Many of one article": self.many_pieces,
            "Dear article taken out": self.dear_removal,
            "Not scanned, in the bag": self.unscanned_in_the_bag,
            "Basket above the limit": self.large_basket,
            "Spot check": self.spot_check,
            "Price disputed": self.price_disputed,
            "Help": self.help_wanted,
            "Forged basket": self.forged_basket,
            "Walk away unpaid": self.walk_away,
            "Walk away, money inside": self.leave_money,
            "Change falls short": self.owed,
            "Change gets stuck": self.stuck,
            "Card outcome unknown": self.card_unknown,
        }

    def begin(self, name: str) -> None:
        """Play it in a thread of its own: the drawer goes on."""
        threading.Thread(target=self._begun, args=(name,), name=f"scene {name}", daemon=True).start()

    def _begun(self, name: str) -> None:
        with self._turn:
            try:
                self.play(name)
            except TimeoutError as late:
                log.warning("the scene %r ends: %s", name, late)

    def play(self, name: str) -> None:
        """It has been played when this returns. TimeoutError: the kiosk was somewhere else."""
        if self._kiosk.shop.control.check_percent:
            self._restart(check_percent=0)
        self._demo.hardware.bag.platter.clear()
        self.all[name]()

    # What the customer brings

    def unknown_article(self) -> None:
        self._scan(UNKNOWN)

    def recalled_article(self) -> None:
        self._scan(self._stopped.code)

    def past_its_date(self) -> None:
        self._scan(f"01{self._bread.code.zfill(14)}17200101", Symbology.GS1_DATAMATRIX)

    def wine(self) -> None:
        self._scan(self._for_adults.code)
        self._pay()

    def many_pieces(self) -> None:
        for _ in range(MANY):
            self._scan(self._bread.code)

    def forged_basket(self) -> None:
        """Signed with a key that nobody has enrolled."""
        now = int(time.time())
        basket = Basket(
            BASKETS["shop"], "DOUCHETTE-9", secrets.token_bytes(8), now - now % 60, 60, (BasketLine(self._bread.code),)
        )
        for text in sealed_basket(basket, Ed25519PrivateKey.generate()):
            self._scan(text, Symbology.QR)

    # What the customer wants

    def dear_removal(self) -> None:
        line = self._scan(self._dear[0].code).lines[-1]
        self._demo.post(e.RemovePressed(line.number))

    def price_disputed(self) -> None:
        self._scan(self._bread.code)
        self._demo.post(e.HelpPressed())
        self._demo.post(e.PriceDisputedPressed())

    def help_wanted(self) -> None:
        self._demo.post(e.HelpPressed())

    def unscanned_in_the_bag(self) -> None:
        """A loaf is scanned and bagged, and something heavier after it."""
        self._scan(self._bread.code)
        self._demo.hardware.bag.platter.put(LOAF_GRAMS)
        self._until(lambda kiosk: any(sale.bag.pieces for sale in sale_of(kiosk.own)), "a loaf in the bag")
        self._demo.hardware.bag.platter.put(3 * LOAF_GRAMS)

    # What is drawn or too much

    def large_basket(self) -> None:
        for article in cycle(self._dear):
            if self._scan(article.code).total > self._kiosk.shop.control.basket_max:
                break
        self._pay()

    def spot_check(self) -> None:
        """The program starts anew with another rule, until the next scene: each basket is checked."""
        self._restart(check_percent=100)
        self._scan(self._bread.code)
        self._pay()

    # What goes wrong with the money

    def walk_away(self) -> None:
        self._scan(self._bread.code)

    def leave_money(self) -> None:
        self._pay_in_cash(100)

    def owed(self) -> None:
        self._pay_in_cash(500)
        self._until(lambda kiosk: isinstance(kiosk.state, GivingChange), "change that comes out")
        self._demo.hardware.coins.jam()

    def stuck(self) -> None:
        self._pay_in_cash(500)
        self._until(lambda kiosk: isinstance(kiosk.state, GivingChange), "change that comes out")
        self._demo.hardware.coins.unplug()

    def card_unknown(self) -> None:
        """The terminal charges, goes dark before it has said so, and does not remember."""
        terminal = self._demo.hardware.terminal
        self._choose(e.PayCardPressed(), TakingCard)
        self._until(lambda _: terminal.amount_shown is not None, "an amount on the terminal")
        terminal.repeats_last_ticket = False
        terminal.tap()
        terminal.cut_power()
        terminal.restore_power()

    # What people do

    def _pay(self) -> None:
        """Without a bag."""
        self._demo.post(e.PayPressed())
        self._until(lambda kiosk: not isinstance(kiosk.state, Shopping), "an end of shopping")
        if isinstance(self._kiosk.own, OfferingBags):
            self._demo.post(e.PayPressed())

    def _restart(self, check_percent: int) -> None:
        self._demo.restart(check_percent)
        self._until(lambda _: self._demo.hardware.scanner.is_connected, "a scanner that is back")

    def _pay_in_cash(self, value: int) -> None:
        self._choose(e.PayCashPressed(), TakingCash)
        self._until(lambda _: self._demo.hardware.insert(value), "the slot open")

    def _choose(self, means: e.Event, then: type) -> None:
        self._scan(self._bread.code)
        self._pay()
        self._until(lambda kiosk: isinstance(kiosk.own, ChoosingPayment), "the ways to pay")
        self._demo.post(means)
        self._until(lambda kiosk: isinstance(kiosk.own, then), "the chosen way to pay")

    def _scan(self, code: str, symbology: Symbology = Symbology.EAN13) -> Sale:
        """The sale once the code has done something to it."""
        before = sale_of(self._kiosk.own)
        self._demo.hardware.scanner.scan(code, symbology)
        self._until(lambda kiosk: isinstance(kiosk.own, Shopping) and sale_of(kiosk.own) != before, f"{code} scanned")
        (sale,) = sale_of(self._kiosk.own)
        return sale

    def _until(self, reached: Callable[[Kiosk], bool], what: str) -> None:
        late = time.monotonic() + WAIT_SECONDS
        while not reached(self._kiosk):
            if time.monotonic() > late:
                raise TimeoutError(f"waited for {what}, the kiosk is {self._kiosk.state}")
            self.pace.wait(LOOK_SECONDS)

    @property
    def _kiosk(self) -> Kiosk:
        return self._demo.station.kernel.kiosk


def scenes(demo: Demo) -> Scenes:
    """Those of the demonstration's own price file."""
    return Scenes(demo, [row.product for row in read(PRICES) if isinstance(row, PricedLine)])
