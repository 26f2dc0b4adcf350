"""A whole kiosk and its devices in one thread on a virtual clock: the real kernel, players, protocols and evidence.

Only time, the wires between protocol and emulator, and the people are simulated. Everything follows from one seed.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from hardware import words as w
from hardware.lights.stack_lights import Patlite
from hardware.lights.tower import Tower
from hardware.printer import paper
from hardware.printer.escpos import EscposPrinter
from hardware.scale.polled import PolledScale
from hardware.scale.toledo8217 import Toledo8217
from hardware.scanner.aim import AimScanner
from hardware.simulated import counter_scale as scale_faults
from hardware.simulated.aim import AimEmulator
from hardware.simulated.loop import Loop
from hardware.simulated.platter import Platter
from hardware.simulated.printer import PrinterEmulator
from hardware.simulated.signal_tower import PatliteEmulator, SignalTower
from hardware.simulated.toledo8217 import Toledo8217Emulator
from hardware.wire import NEVER, Emulator, Wire
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.labels import Labels
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.facts import Fact, Head
from kiosk.domain.money import Money
from kiosk.domain.orders import Customer as Account
from kiosk.domain.shop import Control
from kiosk.domain.sight import Sees
from kiosk.domain.states import Kiosk, Shop, Weighing, WeighingContainer
from kiosk.domain.views import View
from kiosk.domain.voucher import GiftCardRules, MealRules
from kiosk.evidence.checkpoint import Checkpoint, fold
from kiosk.evidence.entries import JournalBroken
from kiosk.evidence.journal import Journal
from kiosk.evidence.keys import Identity, KeyRing
from kiosk.evidence.witness import Witness
from kiosk.handhelds import Enrolment, keep
from kiosk.paperwork import Evidence, ShopPaperwork, booted
from kiosk.runtime import translate
from kiosk.runtime.baskets import Baskets
from kiosk.runtime.conductor import Conductor
from kiosk.runtime.devices import Device, Devices
from kiosk.runtime.inbox import acknowledge
from kiosk.runtime.kernel import Kernel
from kiosk.runtime.reading import ShopReading
from tests.shop.alarms import Alarms
from tests.shop.calendar import offset_at
from tests.shop.goods import Goods
from tests.shop.machines import MACHINES, TERMINALS, Kit, Luck, Reader, Works
from tests.shop.office import OneThreadOffice, config_of
from tests.shop.power import Fragile, PowerCut
from tests.shop.reckoning import Reckoning
from tests.shop.shelf import BAG, Shelf
from tests.shop.slips import HANDHELDS, Slips
from tests.shop.wallets import RULES, Wallets

OPENING = 1_750_060_000
"""A Monday morning: on Sundays no meal voucher is taken."""

SHOP = Shop(
    name="Épicerie simulée",
    departments=(("Divers", 2000), ("Épicerie", 550)),
    idle_warning_seconds=30,
    parks=True,
    vouchers=True,
    meal=MealRules(paper=True, card=True, departments=("Épicerie",)),
    gift_cards=GiftCardRules((Money(500), Money(1500), Money(4000))),
    charity="Restos du Port",
    deposit_percent=30,
    customers=(Account("MAIRIE", "Mairie du Port", Money(6000), 30),),
)
CONTROLLED = replace(
    SHOP,
    control=Control(removal_max=Money(800), count_max=4, basket_max=Money(3000), lines_max=8),
    bags=(BAG, "none such"),
)
"""The same with limits and bags. Lots are not drawn: a seal is never the same twice, and a seed must be."""

PROGRAM = "simulated"


@dataclass(frozen=True, slots=True)
class Lost:
    """By how much the truth differed from the journal at the last audit, and rightly so: cents and pieces.

    `held`, `boxed`: pieces by machine and value, more (fewer, below zero) than the books say. `untold`: of machines.
    """

    cash: int = 0
    card: int = 0
    held: Mapping[str, Counter[int]] = field(default_factory=dict)
    boxed: Mapping[str, Counter[int]] = field(default_factory=dict)
    untold: Mapping[str, Counter[int]] = field(default_factory=dict)


class World:
    """The shop. `run` lets time pass; people look at `view` and use hands. Ground truth is in the emulators."""

    def __init__(
        self,
        seed: int,
        folder: Path,
        troubled: bool = True,
        shop: Shop = SHOP,
        opening: int = OPENING,
        kit: Kit = Kit(),  # noqa: B008 - frozen
    ) -> None:
        """`opening`: UTC seconds at which `now` is 0."""
        self.random = Random(seed)
        self.folder = _made(folder)
        self.troubled = troubled
        self.shop = shop
        self.opening = opening
        self.now = 0.0
        self.clock_error = 0  # how wrong the kiosk's clock is, seconds
        self.alarms = Alarms()
        self.reckoning = Reckoning(shop)
        self.archives = _made(folder / "archives")
        self.lost = Lost()
        self.is_on = False
        self.shelf = Shelf()
        self.by_hand = 0  # cents that staff gave from the staffed till
        self.refunded = 0  # cents refunded on the terminal
        self.cuts = 0
        self.doubted: Counter[str] = Counter()  # pieces that staff were told to look for, by machine
        self._uncounted: set[str] = set()  # cash machines that were away, and have not said what they hold
        self.full = False  # the disk
        self._bytes_left = -1
        self._writes_left = -1
        self._at_write: list[tuple[int, Callable[[], None]]] = []
        self._catalogue = Catalogue.open(_made(folder / "catalogue"))
        dice, chance = self.random, (1.0 if troubled else 0.0)
        luck = Luck(dice, chance)
        self.kit = kit
        self.cash = {machine.name: machine for machine in MACHINES[kit.machines](luck)}
        self.card = TERMINALS[kit.terminal](luck)
        self.terminal = self.card.reader
        self.printer = PrinterEmulator()
        self.scanner = AimEmulator()
        unlucky = scale_faults.Faults(lose=0.002 * chance, damage=0.002 * chance, late=0.001 * chance)
        self.scale = Toledo8217Emulator(Platter(dice.getrandbits(32)), dice.getrandbits(32), unlucky)
        self.scale.weighs_once = bool(dice.getrandbits(1))
        self.bag = Toledo8217Emulator(Platter(seed), seed)
        self.tower = PatliteEmulator()
        self.goods = Goods(self.scale, self.shelf)
        self.slips = Slips(dice, self.shelf)
        self.wallets = Wallets(dice)
        keep(folder, HANDHELDS)
        self.boot()

    # The machine

    def boot(self) -> None:
        """The till's program starts: nothing is left of it but what is on its disks."""
        self.inbox: deque[e.Event] = deque()
        self.view: View | None = None
        self.evidence = self._evidence()
        self.journal = self.evidence.journal
        self._add_all(
            *((machine.name, e.Role.CASH, machine.wire(), machine.works) for machine in self.cash.values()),
            ("card", e.Role.CARD, self.card.wire(), self.terminal),
            ("printer", e.Role.PRINTER, EscposPrinter(paper.encode), self.printer),
            ("scanner", e.Role.SCANNER, AimScanner(), self.scanner),
            ("scale", e.Role.SCALE, PolledScale(Toledo8217()), self.scale),
            ("tower", e.Role.LIGHTS, Tower(Patlite()), self.tower),
            *((("bag", e.Role.BAGGING, PolledScale(Toledo8217()), self.bag),) if self.shop.bagging.scale else ()),
        )
        baskets = Baskets(lambda: self._clock().now)
        self._reading = ShopReading(self.shelf, Labels(["21IIIIIWWWWWC"]), baskets, RULES)
        config = config_of(self.folder, self.archives, self.shop)
        enrolment = Enrolment(config, baskets)
        paperwork = ShopPaperwork(
            config, self.shop, self.evidence, self._catalogue, self.inbox.append, lambda: self.kernel.kiosk, enrolment
        )
        self.conductor = Conductor(
            self.devices, self.inbox.append, OneThreadOffice(paperwork, self.inbox.append, self.shelf)
        )
        kiosk = fold(self.journal, self.evidence.checkpoint, self.shop)
        self.reckoning.follow(self.journal)
        every = self.reckoning.kiosk
        assert (kiosk.state, kiosk.till) == (every.state, every.till), "the checkpoint says something else"
        self.kernel = Kernel(replace(kiosk, sees=Sees(heads=self.journal.heads())), self, self.conductor, self._draw)
        for machine in self.devices.of(e.Role.CASH):
            machine.ask(translate.restored(kiosk.till, machine.name))
            if self.cash[machine.name].is_counted and machine.name not in kiosk.till.cashbox_pieces:
                machine.ask(w.AdjustCashCounts(tuple(self.cash[machine.name].morning.items())))
        self.is_on = True
        with self._power():
            first = tuple(booted(self.evidence, PROGRAM, self._clock().now))
            self.kernel.handle(self._clock())
            for device in self.devices:
                self.kernel.handle(e.DeviceChanged(device.name, device.role, e.Condition.LOST, "starting"))
            for event in (*first, e.HandheldsArrived(enrolment.refresh())):
                self.kernel.handle(event)

    def _evidence(self) -> Evidence:
        ring = self.ring()
        return Evidence(
            Journal(self.folder / "journal.db", ring, self.shop.till, durable=False),
            ring,
            Witness(_made(self.folder / "witness")),
            Checkpoint(self.folder, PROGRAM),
        )

    def ring(self) -> KeyRing:
        """The private keys of the till."""
        return KeyRing(self.folder / "keys", Identity(self.shop.name, self.shop.siret, self.shop.till))

    def _add_all(self, *rows: tuple[str, e.Role, Wire, Emulator]) -> None:
        self.loops = {name: Loop(wire, self._line(name, emulator)) for name, _, wire, emulator in rows}
        self.devices = Devices(Device(name, role, wire.ask) for name, role, wire, _ in rows)

    def _line(self, name: str, emulator: Emulator) -> Emulator:
        return Fragile(emulator, self._spender(name))

    def _spender(self, name: str) -> Callable[[int], int]:
        """The scale talks all the time: what it says counts in a weighing, else the power would fail nowhere else.

        So do the tower, on which nothing depends, and the scale under the bag.
        """
        if name in ("tower", "bag"):
            return lambda count: count
        if name != "scale":
            return self._spend
        return lambda count: self._spend(count) if isinstance(self.kiosk.own, Weighing | WeighingContainer) else count

    def append(self, facts: tuple[Fact, ...], at: int, utc_offset: int = 0) -> tuple[Head, ...]:
        """The journal, on a disk that can be full and in a till whose power can fail just before or just after."""
        if self.full:
            raise JournalBroken("database or disk is full")
        cut = self._writes_left == 0
        self._writes_left -= 1
        if cut and self.random.getrandbits(1):
            raise PowerCut
        heads = self.journal.append(facts, at, utc_offset)
        self.alarms.written(facts, self.true_now)
        self.goods.written(facts, self.kernel.kiosk)
        self.slips.written(facts, self.kernel.kiosk)
        self.wallets.written(facts)
        self._after_write(facts)
        if cut:
            raise PowerCut
        return heads

    def _after_write(self, facts: tuple[Fact, ...]) -> None:
        closing = any(isinstance(fact, f.PeriodClosed) for fact in facts)
        waiting = [(0 if closing and left < 0 else left - 1, deed) for left, deed in self._at_write]
        self._at_write = [(left, deed) for left, deed in waiting if left]
        for left, deed in waiting:
            if not left:
                deed()

    def at_write(self, count: int, deed: Callable[[], None]) -> None:
        """Happens right after this many more writes (1: the next); after the next closing when negative."""
        self._at_write.append((count, deed))

    def cut_power_at_byte(self, count: int) -> None:
        self._bytes_left = count

    def cut_power_at_write(self, count: int) -> None:
        self._writes_left = count

    def _spend(self, count: int) -> int:
        if self._bytes_left < 0:
            return count
        spent = min(count, self._bytes_left)
        self._bytes_left -= spent
        if spent < count:
            self._bytes_left = -1
        return spent

    @contextmanager
    def _power(self) -> Iterator[None]:
        try:
            yield
        except PowerCut:
            self._after_the_cut()

    def _after_the_cut(self) -> None:
        """Either the till alone has crashed, or the whole kiosk lost its power; a little later all is on again."""
        self.cuts += 1
        self._stopped(everything=self._loses_everything())
        self.wait(self.random.uniform(1, 20))
        self.switch_on()

    def _loses_everything(self) -> bool:
        return self.random.random() < 0.5

    def switch_off(self, everything: bool) -> None:
        """The program is stopped, and perhaps the devices lose their power, too."""
        self.evidence.testify()
        if self.random.getrandbits(1):  # sooner than the office would: a few days must do here
            self.evidence.checkpoint.keep(self.kernel.kiosk, self.journal)
        self._stopped(everything)

    def _stopped(self, everything: bool) -> None:
        self._bytes_left = self._writes_left = -1
        self._at_write.clear()
        self.journal.close()
        for loop in self.loops.values():
            loop.emulator.disconnected()
        self._dark = everything
        if everything:
            for device in self._powered:
                device.cut_power()
            self.goods.power_off()
            self.bag.power_off()
        self.is_on = False

    def wait(self, seconds: float) -> None:
        """Time passes while the program does not run."""
        assert not self.is_on
        self.now += seconds
        for device in (*self._powered, self.scale, self.bag):
            device.tick(self.now)

    def switch_on(self) -> None:
        """All is on again."""
        if self._dark:
            for device in self._powered:
                device.restore_power()
            self.goods.power_on()
            self.bag.power_on()
        self.boot()

    @property
    def _powered(self) -> tuple[Works | Reader | PrinterEmulator | SignalTower, ...]:
        """What the kiosk's own supply feeds."""
        return (*(machine.works for machine in self.cash.values()), self.terminal, self.printer, self.tower)

    # Time

    def run(self, seconds: float) -> None:
        """Lets this much time pass."""
        until = self.now + seconds
        while self.now < until:
            with self._power():
                due = self._settle()
                self.now = min(max(due, self.now + 0.001), self._next_second(), until)
        with self._power():
            self._settle()

    def post(self, event: e.Event) -> None:
        """A touch on the screen."""
        with self._power():
            self.kernel.handle(event)
            self._settle()

    def _next_second(self) -> float:
        return float(int(self.now) + 1)

    @property
    def true_now(self) -> int:
        """UTC seconds, as a good clock has them."""
        return self.opening + int(self.now)

    def turn_clock(self, error: int) -> None:
        """From now on the kiosk's clock is wrong by this many seconds (0: right)."""
        if error != self.clock_error:
            self.alarms.clock_turned()
        self.clock_error = error

    def _clock(self) -> e.ClockTicked:
        shown = self.true_now + self.clock_error
        return e.ClockTicked(shown, offset_at(shown))

    def _settle(self) -> float:
        """Does all that is due now; tells when a device has something to do next."""
        if self.true_now + self.clock_error != self.kernel.kiosk.sees.now:
            self.kernel.handle(self._clock())
            self.conductor.tick()
        while True:
            busy, due = False, NEVER
            for name, loop in self.loops.items():
                next_tick = loop.next_tick
                if next_tick <= self.now:
                    for word in loop.run(self.now):
                        self._hear(self.devices[name], word)
                    busy = True
                due = min(due, next_tick)
            while self.inbox:
                self.kernel.handle(self.inbox.popleft())
                busy = True
            if not busy:
                self._see_the_tower()
                return due

    def _see_the_tower(self) -> None:
        """Whoever is called from afar looks at the lamp."""
        called = {call.reason for call in self.kiosk.calls}
        assert not called or w.Lamp.GREEN not in self.tower.lit, f"the lamp is green, and staff are called: {called}"

    def _hear(self, device: Device, word: w.Word) -> None:
        match word:
            case w.Lost() | w.Degraded(w.Fault.STARTING) if device.role is e.Role.CASH:
                self._uncounted.add(device.name)
            case w.CashCounts():
                self._uncounted.discard(device.name)
            case w.Ready() | w.Degraded():
                if isinstance(word, w.Degraded) and (lost := re.match(r"(\d+) events .* are lost", word.detail)):
                    self.doubted[device.name] += int(lost[1])
                assert device.name not in self._uncounted, f"{device.name} is back and has not said what it holds"
            case _:
                pass
        events = translate.event(device.name, device.role, word, self._reading)
        self.kernel.heard(device.name, word, events, lambda: acknowledge(device, word))

    def _draw(self, view: View) -> None:
        self.view = view

    # The truth about money, in cents

    @property
    def kiosk(self) -> Kiosk:
        return self.kernel.kiosk

    def insert(self, value: int) -> bool:
        """A customer puts it in where it belongs; False: it was not let in."""
        return next((each.works.insert(value) for each in self.cash.values() if value in each.takes), False)

    def cash_in(self) -> int:
        return sum(v * n for machine in self.cash.values() for v, n in machine.works.taken.items())

    def cash_out(self) -> int:
        return sum(v * n for machine in self.cash.values() for v, n in machine.works.paid_out.items())

    def charged(self) -> int:
        return sum(self.card_moves())

    def card_moves(self) -> list[int]:
        """Each charge, then each refund as a minus."""
        charges, refunds = self.terminal.charges, self.terminal.refunds
        return [*(cents for _, cents in charges), *(-cents for _, cents in refunds)]


@contextmanager
def opened(
    seed: int,
    troubled: bool = True,
    shop: Shop = SHOP,
    opening: int = OPENING,
    kit: Kit = Kit(),  # noqa: B008 - frozen
) -> Iterator[World]:
    """A shop in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="shop-") as folder:
        world = World(seed, Path(folder), troubled, shop, opening, kit)
        yield world
        world.journal.close()


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder
