"""A whole kiosk and its devices in one thread on a virtual clock: the real kernel, players, protocols and journal.

Only time, the wires between protocol and emulator, and the people are simulated. Everything follows from one seed.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

from hardware import words as w
from hardware.card.concert import ConcertSettings, ConcertV3
from hardware.cash.essp import Essp, Tempo
from hardware.printer import paper
from hardware.printer.escpos import EscposPrinter
from hardware.scanner.aim import AimScanner
from hardware.simulated import concert as card_faults
from hardware.simulated import essp as cash_faults
from hardware.simulated.aim import AimEmulator
from hardware.simulated.concert import ConcertEmulator
from hardware.simulated.essp import EsspEmulator
from hardware.simulated.loop import Loop
from hardware.simulated.printer import PrinterEmulator
from hardware.wire import Emulator, Wire
from kiosk.catalogue.labels import Labels
from kiosk.domain import events as e
from kiosk.domain.barcode import check_digit
from kiosk.domain.facts import Fact, Head
from kiosk.domain.history import replay
from kiosk.domain.money import Money
from kiosk.domain.product import Product
from kiosk.domain.states import Kiosk, Shop
from kiosk.domain.tax import Rate
from kiosk.domain.views import View
from kiosk.evidence.entries import JournalBroken
from kiosk.evidence.journal import Journal
from kiosk.evidence.keys import Identity, KeyRing
from kiosk.runtime import translate
from kiosk.runtime.conductor import Conductor
from kiosk.runtime.devices import Device, Devices
from kiosk.runtime.inbox import acknowledge
from kiosk.runtime.kernel import Kernel
from kiosk.runtime.reading import ShopReading

OPENING = 1_750_000_000
MORNING_COINS = {1: 60, 2: 60, 5: 40, 10: 40, 20: 40, 50: 40, 100: 30, 200: 20}
MORNING_NOTES = {500: 15, 1000: 10, 2000: 5}
SHOP = Shop(name="Épicerie simulée", departments=(("Divers", 2000), ("Épicerie", 550)), idle_warning_seconds=30)


def _code(number: int) -> str:
    digits = f"376{number:09}"
    return digits + str(check_digit(digits))


def _shelf() -> dict[str, Product]:
    articles = [
        Product(_code(n), f"Article {n}", "Épicerie", Money(45 + 37 * n), Rate((550, 2000, 1000, 210)[n % 4]))
        for n in range(20)
    ]
    articles[3] = replace(articles[3], minimum_age=18)
    articles[7] = replace(articles[7], deposit=Money(20))
    articles[11] = replace(articles[11], sale_stop="Rappel")
    apples = Product("2112345", "Pommes", "Fruits", Money(290), Rate(550), weighed=True)
    return {article.code: article for article in [*articles, apples]}


class Shelf:
    """What the simulated shop sells."""

    def __init__(self) -> None:
        self.products = _shelf()

    def find(self, code: str) -> Product | None:
        return self.products.get(code)


class PowerCut(BaseException):
    """The till's program ends here, without another instruction."""


class Fragile:
    """An emulator's end of the line; the power may fail between any two bytes, in either direction."""

    def __init__(self, emulator: Emulator, spend: Callable[[int], int]) -> None:
        self._emulator = emulator
        self._spend = spend

    @property
    def listening(self) -> bool:
        return self._emulator.listening

    @property
    def hangs_up(self) -> bool:
        return self._emulator.hangs_up

    @property
    def next_tick(self) -> float:
        return self._emulator.next_tick

    def connected(self) -> None:
        self._emulator.connected()

    def disconnected(self) -> None:
        self._emulator.disconnected()

    def receive(self, data: bytes) -> None:
        arrived = self._spend(len(data))
        self._emulator.receive(data[:arrived])
        if arrived < len(data):
            raise PowerCut

    def tick(self, now: float) -> bytes:
        data = self._emulator.tick(now)
        if data and self._spend(len(data)) < len(data):
            raise PowerCut
        return data


class World:
    """The shop. `run` lets time pass; people look at `view` and use hands. Ground truth is in the emulators."""

    def __init__(self, seed: int, folder: Path, troubled: bool = True) -> None:
        self.random = Random(seed)
        self.folder = folder
        self.troubled = troubled
        self.now = 0.0
        self.shelf = Shelf()
        self.by_hand = 0  # cents that staff gave from the staffed till
        self.refunded = 0  # cents refunded on the terminal
        self.cuts = 0
        self.full = False  # the disk
        self._bytes_left = -1
        self._writes_left = -1
        dice, chance = self.random, (1.0 if troubled else 0.0)
        faults = {
            name: cash_faults.Faults(
                lose_reply=0.002 * chance, late_reply=0.001 * chance, repeat_reply=0.002 * chance,
                noise=0.001 * chance, drop_byte=0.001 * chance, deaf=0.001 * chance, reset=0.0001 * chance,
                jam=0.004 * chance, reject=0.02 * chance,
            )
            for name in ("notes", "coins")
        }  # fmt: skip
        acks = bool(dice.getrandbits(1))
        self.notes = EsspEmulator(dice, kind="notes", levels=MORNING_NOTES, polls_with_ack=acks, faults=faults["notes"])
        self.coins = EsspEmulator(
            dice, kind="coins", address=16, levels=MORNING_COINS, polls_with_ack=acks, capacity=2000,
            denominations=tuple(MORNING_COINS), faults=faults["coins"],
        )  # fmt: skip
        plans = tuple((plan, 0.02 * chance) for plan in card_faults.Plan if plan is not card_faults.Plan.APPROVE)
        self.terminal = ConcertEmulator(dice.getrandbits(32), card_faults.Faults(plans))
        self.terminal.repeats_last_ticket = bool(dice.getrandbits(1))
        self.printer = PrinterEmulator()
        self.scanner = AimEmulator()
        self.boot()

    # The machine

    def boot(self) -> None:
        """The till's program starts: nothing is left of it but the journal."""
        self.inbox: deque[e.Event] = deque()
        self.view: View | None = None
        ring = KeyRing(self.folder / "keys", Identity(SHOP.name, SHOP.siret, SHOP.till))
        self.journal = Journal(self.folder / "journal.db", ring, SHOP.till, durable=False)
        settings = ConcertSettings("012345678901", ping_every_seconds=600.0)
        tempo = Tempo(fast_poll_seconds=0.25, idle_poll_seconds=20.0)
        self._add_all(
            ("notes", e.Role.CASH, Essp(self.random, tempo=tempo), self.notes),
            ("coins", e.Role.CASH, Essp(self.random, address=16, tempo=tempo), self.coins),
            ("card", e.Role.CARD, ConcertV3(settings), self.terminal),
            ("printer", e.Role.PRINTER, EscposPrinter(paper.encode), self.printer),
            ("scanner", e.Role.SCANNER, AimScanner(), self.scanner),
        )
        conductor = Conductor(self.devices, self.inbox.append, lambda: None)
        kiosk = replay(self.journal.facts(), Kiosk(SHOP))
        self.kernel = Kernel(kiosk, self, conductor, self._draw)
        with self._power():
            self.kernel.handle(self._clock())
            for made in ring.unadopted("".join(self.journal.certificates()[-1:]), self._clock().now):
                self.kernel.handle(made)
            for device in self.devices:
                self.kernel.handle(e.DeviceChanged(device.name, device.role, e.Condition.LOST, "starting"))
            self.kernel.handle(e.Booted("simulated", self._clock().now))

    def _add_all(self, *rows: tuple[str, e.Role, Wire, Emulator]) -> None:
        self.loops = {name: Loop(wire, Fragile(emulator, self._spend)) for name, _, wire, emulator in rows}

        def asker(wire: Wire) -> Callable[[w.Command], None]:
            return lambda command: (
                None if isinstance(command, w.EnableReading | w.DisableReading) else wire.ask(command)
            )

        self.devices = Devices(Device(name, role, asker(wire)) for name, role, wire, _ in rows)
        self._reading = ShopReading(self.shelf, Labels(["21IIIIIWWWWWC"]))

    def append(self, facts: tuple[Fact, ...], at: int, utc_offset: int = 0) -> tuple[Head, ...]:
        """The journal, on a disk that can be full and in a till whose power can fail just before or just after."""
        if self.full:
            raise JournalBroken("database or disk is full")
        cut = self._writes_left == 0
        self._writes_left -= 1
        if cut and self.random.getrandbits(1):
            raise PowerCut
        heads = self.journal.append(facts, at, utc_offset)
        if cut:
            raise PowerCut
        return heads

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
        self._bytes_left = self._writes_left = -1
        self.journal.close()
        devices = (self.notes, self.coins, self.terminal, self.printer)
        everything = self.random.random() < 0.5
        for name in self.loops:
            self._emulator(name).disconnected()
        if everything:
            for device in devices:
                device.cut_power()
        self.now += self.random.uniform(1, 20)
        for device in devices:
            device.tick(self.now)
        if everything:
            for device in devices:
                device.restore_power()
        self.boot()

    def _emulator(self, name: str) -> Emulator:
        return {
            "notes": self.notes, "coins": self.coins, "card": self.terminal, "printer": self.printer,
            "scanner": self.scanner,
        }[name]  # fmt: skip

    # Time

    def run(self, seconds: float) -> None:
        """Lets this much time pass."""
        until = self.now + seconds
        while self.now < until:
            with self._power():
                self._settle()
                due = min(loop.next_tick for loop in self.loops.values())
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

    def _clock(self) -> e.ClockTicked:
        return e.ClockTicked(OPENING + int(self.now), 7200)

    def _settle(self) -> None:
        if self._clock().now != self.kernel.kiosk.sees.now:
            self.kernel.handle(self._clock())
        busy = True
        while busy:
            busy = False
            for name, loop in self.loops.items():
                if loop.next_tick <= self.now:
                    for word in loop.run(self.now):
                        self._hear(self.devices[name], word)
                        busy = True
            while self.inbox:
                self.kernel.handle(self.inbox.popleft())
                busy = True

    def _hear(self, device: Device, word: w.Word) -> None:
        events = translate.event(device.name, device.role, word, self._reading)
        self.kernel.heard(device.name, word, events, lambda: acknowledge(device, word))

    def _draw(self, view: View) -> None:
        self.view = view

    # The truth about money, in cents

    @property
    def kiosk(self) -> Kiosk:
        return self.kernel.kiosk

    def cash_in(self) -> int:
        return sum(v * n for machine in (self.notes, self.coins) for v, n in machine.taken.items())

    def cash_out(self) -> int:
        return sum(v * n for machine in (self.notes, self.coins) for v, n in machine.paid_out.items())

    def charged(self) -> int:
        return sum(amount for _, amount in self.terminal.charges)


@contextmanager
def opened(seed: int, troubled: bool = True) -> Iterator[World]:
    """A shop in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="shop-") as folder:
        world = World(seed, Path(folder), troubled)
        yield world
        world.journal.close()
