"""A customer, an attendant and their kiosk, for tests that read as stories: events in, facts and screens out.

No device and no disk here: decide, evolve and present alone. `tell` checks on the way that what was decided can be
folded again from nothing, and that every state can be shown and conducted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.activities import Activity, wanted
from kiosk.domain.checkout import decide
from kiosk.domain.facts import Fact, Grade
from kiosk.domain.history import replay
from kiosk.domain.language import Language
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.presenting import present
from kiosk.domain.product import CAPTURE_SERIAL, Product, Recall
from kiosk.domain.senses import notice
from kiosk.domain.states import Kiosk, Shop
from kiosk.domain.stock import PIECES_MAX, usual
from kiosk.domain.tax import Rate
from kiosk.domain.views import View

SHOP = Shop(name="Épicerie du Port", departments=(("Divers", 2000), ("Épicerie", 550)), version="test", stock=usual(10))

BREAD = Product("3000000000014", "Baguette", "Boulangerie", Money(120), Rate(550))
WINE = Product("3000000000021", "Vin rouge", "Alcools", Money(690), Rate(2000), minimum_age=18)
BEER = Product("3000000000038", "Bière", "Alcools", Money(250), Rate(2000), deposit=Money(20), minimum_age=18)
APPLES = Product("2112345", "Pommes", "Fruits & légumes", Money(290), Rate(550), weighed=True)
PHONE = Product("3000000000052", "Téléphone", "Multimédia", Money(19_900), Rate(2000), capture=CAPTURE_SERIAL)
CHEESE = Product("3000000000069", "Comté", "Crèmerie", Money(520), Rate(550), recalls=(Recall("L24", "Rappel"),))
RECALLED = Product("3000000000045", "Fromage", "Crèmerie", Money(450), Rate(550), sale_stop="Rappel de lot")

COINS = {1: 0, 2: 0, 5: 0, 10: 20, 20: 20, 50: 20, 100: 20, 200: 10}
NOTES = {500: 5, 1000: 5, 2000: 2}
START = 1_750_000_000  # 15 June 2025, 15:06:40 UTC
TICK_SECONDS = 10
DEVICES = (("notes", e.Role.CASH), ("coins", e.Role.CASH), ("card", e.Role.CARD), ("printer", e.Role.PRINTER))
STAFF = {Grade.ATTENDANT: "A1", Grade.MANAGER: "M1", Grade.TECHNICIAN: "T1"}


@dataclass
class Till:
    """A kiosk that is told events. `facts` is its whole history."""

    coins: dict[int, int] = field(default_factory=lambda: dict(COINS))
    notes: dict[int, int] = field(default_factory=lambda: dict(NOTES))
    shop: Shop = SHOP
    start: int = START
    facts: list[Fact] = field(default_factory=list)
    boxed: Counter[str] = field(default_factory=Counter)  # pieces that went to each cashbox so far
    written: int = 0  # when the last fact was
    kiosk: Kiosk = field(init=False)
    view: View = field(init=False)  # after the last event

    def __post_init__(self) -> None:
        self.kiosk = Kiosk(self.shop)
        self._boot(self.start)

    def _boot(self, now: int, *found: e.Event) -> View:
        """The program starts; `found` is what it sees of its own journal."""
        self.tell(e.ClockTicked(now), *(e.DeviceChanged(*each, e.Condition.LOST, "starting") for each in DEVICES))
        self.tell(*found, e.Booted("test", now, self.written))
        self.tell(*(e.DeviceChanged(*each, e.Condition.READY) for each in DEVICES))
        self.count()
        return self.tell(e.ClockTicked(now))

    def off(self, seconds: int, *found: e.Event) -> View:
        """The power is cut, and comes back later."""
        before = self.kiosk.sees
        self.kiosk = self.refolded()
        heads = tuple(e.Sealed(head.chain, head.number, head.signature) for head in before.heads.values())
        return self._boot(before.now + seconds, *heads, *found)

    def tell(self, *events: e.Event) -> View:
        """Each event in turn; the screen after the last."""
        for event in events:
            self.kiosk = notice(self.kiosk, event)
            facts = decide(self.kiosk, event)
            self.facts += facts
            self.written = self.kiosk.sees.now if facts else self.written
            self.kiosk = replay(facts, self.kiosk)
            for fact in facts:
                self._seal(fact)
            wanted(self.kiosk)
            self.view = present(self.kiosk)
        return self.view

    def _seal(self, fact: Fact) -> None:
        """What the journal does with a fact that counts, and the kiosk sees before anything else happens."""
        match fact:
            case f.SaleCompleted(training=training):
                chain = "training" if training else "ticket"
            case f.DuplicateIssued():
                chain = "duplicate"
            case f.PeriodClosed(kind):
                chain = kind.value
            case _:
                return
        head = self.kiosk.sees.heads.get(chain)
        number = head.number + 1 if head else 1
        self.kiosk = notice(self.kiosk, e.Sealed(chain, number, signature(chain, number)))

    def count(self) -> None:
        """The machines tell what they hold."""
        self.tell(
            e.CashCounted("notes", tuple(self.notes.items()), self.boxed["notes"]),
            e.CashCounted("coins", tuple(self.coins.items())),
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

    def collect(self, share: int = PIECES_MAX, fault: str = "") -> View:
        """The machine moves so many pieces of each value to its cashbox, and says so."""
        for activity in self.wanted("Collect"):
            levels = self.notes if activity.machine == "notes" else self.coins
            for value, count in activity.pieces:
                levels[value] -= min(count, share)
                self.boxed[activity.machine] += min(count, share)
            self.count()
            self.tell(e.CollectEnded(activity.machine, activity.collection, fault))
        return self.view

    def tap(self, cents: int = 0) -> View:
        """The card pays what is asked, or less."""
        (charge,) = self.wanted("Charge")
        return self.tell(e.CardApproved(charge.attempt, Money(cents) if cents else charge.amount, "**** 1234"))

    def wait(self, seconds: int) -> View:
        """Time passes, second by second or nearly."""
        while seconds > 0:
            step = min(seconds, TICK_SECONDS)
            self.tell(e.ClockTicked(self.kiosk.sees.now + step, self.kiosk.sees.utc_offset))
            seconds -= step
        return self.view

    def clock(self, now: int) -> View:
        """Somebody turns the clock."""
        return self.tell(e.ClockTicked(now, self.kiosk.sees.utc_offset))

    def attendant(self, grade: Grade = Grade.ATTENDANT) -> View:
        return self.tell(e.StaffPressed(), e.AttendantIdentified(STAFF[grade], grade))

    def buys(self, *products: Product) -> View:
        """A customer who pays by card and goes."""
        for product in products:
            self.scan(product)
        self.tell(e.PayPressed(), e.PayCardPressed())
        if charges := self.wanted("Charge"):
            self.tell(e.CardApproved(charges[0].attempt, charges[0].amount, "**** 1234"))
        return self.tell(e.NoReceiptPressed(), e.DonePressed())

    def weight(self, grams: int, state: e.WeightState = e.WeightState.STABLE) -> View:
        """So much is on the scale; nothing is ZERO."""
        return self.tell(e.WeightChanged("scale", state if grams else e.WeightState.ZERO, grams))

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


def signature(chain: str, number: int) -> str:
    """What stands for a seal's signature here."""
    return f"{chain}/{number}/".ljust(86, "ABCDEFGHIJ"[number % 10])


def french(till: Till) -> None:
    till.tell(e.LanguagePressed(Language.FR))
