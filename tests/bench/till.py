"""A till for measuring: the real inbox, kernel, journal, catalogue and scanner; what it draws goes into a queue."""

from __future__ import annotations

import os
import pty
import queue
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hardware import words as w
from hardware.card.concert import ConcertSettings, ConcertV3
from hardware.drivers import DRIVERS
from hardware.pump import Pump
from hardware.simulated.aim import AimEmulator
from hardware.simulated.concert import ConcertEmulator
from hardware.simulated.loop import Loop
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.labels import Labels
from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.domain.states import Kiosk, Shop
from kiosk.runtime.attendants import Attendants
from kiosk.runtime.clock import wall_clock
from kiosk.runtime.conductor import Conductor
from kiosk.runtime.devices import Device, Devices
from kiosk.runtime.inbox import Inbox
from kiosk.runtime.kernel import Kernel
from kiosk.runtime.reading import ShopReading
from tests.evidence.sealed import sealed_journal
from tests.runtime.bench import Clerk

PATIENCE_SECONDS = 20.0


class Screen:
    """What is drawn, with the moment it was."""

    def __init__(self) -> None:
        self._drawn: queue.SimpleQueue[tuple[float, v.View]] = queue.SimpleQueue()

    def draw(self, view: v.View) -> None:
        self._drawn.put((time.perf_counter(), view))

    def wait(self, awaited: Callable[[v.View], bool]) -> float:
        """When the first such view was drawn; queue.Empty when none comes."""
        while True:
            at, view = self._drawn.get(timeout=PATIENCE_SECONDS)
            if awaited(view):
                return at

    def forget(self) -> None:
        """Views drawn so far are not awaited any more."""
        while not self._drawn.empty():
            self._drawn.get()


class BenchTill:
    """Scanner behind a pseudo-terminal and pump, card terminal on a virtual clock: nobody waits for a customer."""

    def __init__(self, folder: Path, catalogue: Catalogue, durable: bool) -> None:
        self.screen = Screen()
        self.journal = sealed_journal(folder / f"till-{'durable' if durable else 'not-durable'}.db", durable)
        self._inbox = Inbox(Attendants(), wall_clock)
        self._reading = ShopReading(catalogue, Labels(()))
        self._now = 0.0
        self._terminal = ConcertEmulator()
        self._line = Loop(ConcertV3(ConcertSettings("012345678901")), self._terminal)
        self._scanner = Device("scanner", e.Role.SCANNER, lambda command: None)
        self._card = Device("card", e.Role.CARD, self._line.wire.ask)
        self._conductor = Conductor(Devices((self._scanner, self._card)), self._inbox.post, Clerk())
        self._kernel = Kernel(Kiosk(Shop("Bench")), self.journal, self._conductor, self.screen.draw)
        self.tell_code = self._inbox.tally(self._scanner, self._reading)
        self._tell_card = self._inbox.tally(self._card, self._reading)
        self._crashes: list[BaseException] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        """Booted, with its devices ready."""
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        self._aim, ready = AimEmulator(), threading.Event()

        def tell(word: w.Word) -> None:
            self.tell_code(word)
            if isinstance(word, w.Ready):
                ready.set()

        driver = DRIVERS["aim"]
        pump = Pump(driver.build({}), driver.opener(os.ttyname(slave), {}), tell, self._crashes.append, "scanner")
        self._inbox.start(self._kernel, self._conductor, self._crashes.append)
        self._inbox.post(wall_clock())
        self._inbox.post(e.Booted("bench", wall_clock().now))
        pump.start()
        self._let_the_terminal_work(lambda: True)
        if not ready.wait(PATIENCE_SECONDS):
            raise RuntimeError("the scanner never got ready")
        self._aim.connected()
        try:
            yield
        finally:
            pump.stop()
            self._inbox.stop()
            self.journal.close()
            os.close(self._master)
            os.close(slave)
        if self._crashes:
            raise self._crashes[0]

    def scan_seconds(self, code: str, awaited: Callable[[v.View], bool]) -> float:
        """From the scanner's bytes on its line to the new view."""
        self._aim.scan(code, w.Symbology.EAN13)
        data = self._aim.tick(time.monotonic())
        started = time.perf_counter()
        os.write(self._master, data)
        return self.screen.wait(awaited) - started

    def tell_seconds(self, code: str, awaited: Callable[[v.View], bool]) -> float:
        """From a device's word, wherever it came from, to the new view."""
        started = time.perf_counter()
        self.tell_code(w.CodeSeen(code, w.Symbology.EAN13))
        return self.screen.wait(awaited) - started

    def touch_seconds(self, event: e.Event, view: type[v.View]) -> float:
        """From a touch to the view it leads to."""
        started = time.perf_counter()
        self._inbox.post(event)
        return self.screen.wait(lambda drawn: isinstance(drawn, view)) - started

    def card_seconds(self) -> float:
        """From the amount sent to the terminal to the customer's next screen; the terminal's own time takes none."""
        started = time.perf_counter()
        self._let_the_terminal_work(lambda: self._terminal.amount_shown is not None)
        self._terminal.tap()
        self._let_the_terminal_work(lambda: bool(self._terminal.charges))
        return self.screen.wait(lambda drawn: isinstance(drawn, v.ReceiptView)) - started

    def _let_the_terminal_work(self, until: Callable[[], bool]) -> None:
        """The terminal's clock jumps from one thing to do to the next, and on until nothing is left to say."""
        while True:
            for word in self._line.run(self._now):
                self._tell_card(word)
            if until() and self._line.next_tick > self._now + 30:
                return
            self._now = self._line.next_tick
