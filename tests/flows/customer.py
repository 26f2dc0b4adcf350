"""A customer, an attendant and their kiosk, for tests that read as stories: events in, facts and screens out.

No device and no disk here: decide, evolve and present alone. `tell` checks on the way that what was decided can be
folded again from nothing, and that every state can be shown and conducted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kiosk.domain import events as e
from kiosk.domain.activities import Activity, wanted
from kiosk.domain.checkout import decide
from kiosk.domain.facts import Fact
from kiosk.domain.history import replay
from kiosk.domain.language import Language
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.presenting import present
from kiosk.domain.product import Product
from kiosk.domain.senses import notice
from kiosk.domain.states import Kiosk, Shop
from kiosk.domain.tax import Rate
from kiosk.domain.views import View

SHOP = Shop(name="Épicerie du Port", departments=(("Divers", 2000), ("Épicerie", 550)), version="test")

BREAD = Product("3000000000014", "Baguette", "Boulangerie", Money(120), Rate(550))
WINE = Product("3000000000021", "Vin rouge", "Alcools", Money(690), Rate(2000), minimum_age=18)
BEER = Product("3000000000038", "Bière", "Alcools", Money(250), Rate(2000), deposit=Money(20), minimum_age=18)
APPLES = Product("2112345", "Pommes", "Fruits & légumes", Money(290), Rate(550), weighed=True)
RECALLED = Product("3000000000045", "Fromage", "Crèmerie", Money(450), Rate(550), sale_stop="Rappel de lot")

COINS = {1: 0, 2: 0, 5: 0, 10: 20, 20: 20, 50: 20, 100: 20, 200: 10}
NOTES = {500: 5, 1000: 5, 2000: 2}
START = 1_750_000_000


@dataclass
class Till:
    """A kiosk that is told events. `facts` is its whole history."""

    coins: dict[int, int] = field(default_factory=lambda: dict(COINS))
    notes: dict[int, int] = field(default_factory=lambda: dict(NOTES))
    shop: Shop = SHOP
    facts: list[Fact] = field(default_factory=list)
    kiosk: Kiosk = field(init=False)

    def __post_init__(self) -> None:
        self.kiosk = Kiosk(self.shop)
        self.tell(e.Booted("test", START))
        for name, role in (("notes", e.Role.CASH), ("coins", e.Role.CASH), ("card", e.Role.CARD)):
            self.tell(e.DeviceChanged(name, role, e.Condition.READY))
        self.tell(e.DeviceChanged("printer", e.Role.PRINTER, e.Condition.READY))
        self.count()

    def tell(self, *events: e.Event) -> View:
        """Each event in turn; the screen after the last."""
        for event in events:
            self.kiosk = notice(self.kiosk, event)
            facts = decide(self.kiosk, event)
            self.facts += facts
            self.kiosk = replay(facts, self.kiosk)
            wanted(self.kiosk)
            present(self.kiosk)
        return self.view

    def count(self) -> None:
        """The machines tell what they hold."""
        self.tell(
            e.CashCounted("notes", tuple(self.notes.items()), 0), e.CashCounted("coins", tuple(self.coins.items()))
        )

    def scan(self, product: Product, grams: int = 0, price: Money = NOTHING) -> View:
        return self.tell(e.ItemScanned(product, product.code, grams=grams, price=price))

    def insert(self, *values: int) -> View:
        """Coins and notes go in; the machines remember them."""
        for value in values:
            machine, levels = ("notes", self.notes) if value >= 500 else ("coins", self.coins)
            levels[value] = levels.get(value, 0) + 1
            self.tell(e.CashStacked(machine, Money(value)))
        return self.view

    def pay_out(self) -> View:
        """The machines do what is wanted of them and say so."""
        for activity in sorted(self.wanted("PayOut"), key=repr):
            levels = self.notes if activity.machine == "notes" else self.coins
            for value, count in activity.pieces:
                levels[value] -= count
            self.count()
            self.tell(e.PayoutEnded(activity.machine, activity.payout))
        return self.view

    def tap(self, cents: int = 0) -> View:
        """The card pays what is asked, or less."""
        (charge,) = self.wanted("Charge")
        return self.tell(e.CardApproved(charge.attempt, Money(cents) if cents else charge.amount, "**** 1234"))

    def wait(self, seconds: int) -> View:
        return self.tell(e.ClockTicked(self.kiosk.sees.now + seconds))

    def attendant(self) -> View:
        return self.tell(e.StaffPressed(), e.AttendantIdentified("A1", "Nadia"))

    @property
    def view(self) -> View:
        return present(self.kiosk)

    def wanted(self, kind: str) -> list[Any]:
        return [activity for activity in wanted(self.kiosk) if type(activity).__name__ == kind]

    @property
    def activities(self) -> frozenset[Activity]:
        return wanted(self.kiosk)

    def told(self, kind: type[Any]) -> list[Any]:
        """All facts of one kind so far."""
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def refolded(self) -> Kiosk:
        """The kiosk from its history alone, as after a power cut."""
        return replay(self.facts, Kiosk(self.shop))


def french(till: Till) -> None:
    till.tell(e.LanguagePressed(Language.FR))
