"""A shop whose kiosk is killed again and again: the devices live on in this process, and know where the money is."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from kiosk.catalogue.price_file import read
from kiosk.catalogue.publish import publish
from kiosk.demo.drawer import some_codes
from kiosk.demo.hardware import Hardware
from kiosk.demo.station import PRICES
from kiosk.domain import facts as f
from kiosk.domain.history import replay
from kiosk.domain.states import Attract, Kiosk, Shop
from kiosk.evidence.record import Record
from kiosk.runtime.attendants import pin_hash

HOUSE = Path(__file__).parents[2]
PATIENCE_SECONDS = 90.0
GLANCE_SECONDS = 0.25
PIECES = (20, 50, 50, 100, 100, 200, 200, 500, 1000)


class Stuck(AssertionError):  # noqa: N818 - it says what happened
    """The kiosk does not come to the screen that it should."""


@dataclass(frozen=True, slots=True)
class Told:
    """A screen, and what can be pressed on it. Empty name: the kiosk is dead."""

    view: str
    buttons: tuple[str, ...] = ()
    counted: int = 0  # cash machines that have told what they hold, when it was asked


class Process:
    """One life of the kiosk's program."""

    def __init__(self, config: Path, write: int, phase: str) -> None:
        command = [sys.executable, "-m", "tests.kill.child", str(config), str(write), phase]
        self._process = subprocess.Popen(
            command, cwd=HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._told: queue.SimpleQueue[Told] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def next(self, seconds: float) -> Told | None:
        """The next screen; None when none comes."""
        try:
            return self._told.get(timeout=seconds)
        except queue.Empty:
            return None

    def press(self, name: str) -> None:
        assert self._process.stdin
        with suppress(BrokenPipeError):  # it was killed just now
            self._process.stdin.write(f"{name}\n")
            self._process.stdin.flush()

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)

    def end(self) -> int:
        """The exit code."""
        code = self._process.wait(timeout=PATIENCE_SECONDS)
        self._listener.join()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream
            with suppress(BrokenPipeError):  # what was not read any more
                stream.close()
        return code

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            told = json.loads(line)
            self._told.put(Told(told["view"], tuple(told["buttons"]), told["counted"]))
        self._told.put(Told(""))


class KilledShop:
    """Customers who only want to buy, a kiosk that dies under their hands, and an honest attendant."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = Random(seed)
        self.hardware = Hardware(folder / "devices", Random(seed))
        self.folder = folder / "kiosk"
        self.lives = 0
        self._machines = (self.hardware.notes, self.hardware.coins)
        self._config = folder / "config.json"
        self._codes = [code for name, code in some_codes() if len(code) == 13]

    def open(self) -> None:
        """Prices are published and every device is switched on."""
        catalogue = self.folder / "catalogue"
        catalogue.mkdir(parents=True)
        publish(read(PRICES), catalogue)
        self.hardware.start()
        devices = self.hardware.devices()
        del devices["camera"]
        config = {
            "shop": {"name": "Épicerie", "departments": [{"name": "Divers", "vat": "20"}]},
            "kiosk": {"folder": str(self.folder), "receipt_seconds": 3, "thanks_seconds": 3},
            "devices": devices,
            "attendants": [{"id": "A1", "name": "Nadia", "pin_hash": pin_hash("246810")}],
        }
        self._config.write_text(json.dumps(config))

    def close(self) -> None:
        self.hardware.stop()

    def live(self, write: int = 0, phase: str = "before", seconds: float = PATIENCE_SECONDS) -> None:
        """One life that ends with a kill: at this write of the journal, or after so many seconds."""
        process, until = Process(self._config, write, phase), time.monotonic() + seconds
        self.lives += 1
        shown = Told("starting")
        while shown.view and time.monotonic() < until:
            shown = process.next(GLANCE_SECONDS) or self._act(process, shown)
        process.kill()
        process.end()
        self.verified()

    def last_life(self) -> None:
        """A life in which everything is settled and the kiosk comes to rest."""
        process, until = Process(self._config, 0, "before"), time.monotonic() + PATIENCE_SECONDS
        self.lives += 1
        shown, quiet = Told("starting"), 0
        while quiet < 8:
            if time.monotonic() > until:
                raise Stuck(f"the kiosk stays at {shown}")
            if told := process.next(GLANCE_SECONDS):
                shown, quiet = told, 0
            elif shown.view == "AttractView":
                process.press("status")
                shown = process.next(PATIENCE_SECONDS) or shown
                quiet = quiet + 1 if shown.counted == len(self._machines) else 0
            else:
                self._act(process, shown, leaving=True)
        process.press("stop")
        assert process.end() == 0

    def _act(self, process: Process, shown: Told, leaving: bool = False) -> Told:
        """What a customer, or the attendant, does about a screen that stays."""
        match shown.view:
            case "AttractView" if not leaving:
                self.hardware.scan_code(self.dice.choice(self._codes))
            case "BasketView" if "PayPressed" in shown.buttons and self.dice.random() < 0.5:
                process.press("PayPressed")
            case "BasketView" if "DropPressed" in shown.buttons:
                process.press("DropPressed")
            case "BasketView":
                self.hardware.scan_code(self.dice.choice(self._codes))
            case "ChoiceView":
                process.press(self.dice.choice(("PayCashPressed", "PayCashPressed", "PayCardPressed")))
            case "CashView":
                self.hardware.insert(self.dice.choice(PIECES))
            case "CardView":
                self.hardware.terminal.tap()
            case "ReceiptView":
                process.press(self.dice.choice(("ReceiptPressed", "ReceiptCodePressed", "NoReceiptPressed")))
            case "ReceiptCodeView" | "ThanksView":
                process.press("DonePressed")
            case "CalledView":
                process.press("pin")
            case "AttendantView":
                self._settle(process, shown)
        return shown

    def _settle(self, process: Process, shown: Told) -> None:
        """The attendant does what the page asks for, and reads the terminal where it must be read."""
        for name in shown.buttons:
            if name.startswith("CardSettledPressed"):
                process.press(f"CardSettledPressed {self._truly_charged()}")
                return
        for name in ("OwedSettledPressed", "CardRefundedPressed", "AgeApprovePressed", "RefusePressed"):
            if name in shown.buttons:
                process.press(name)
                return
        process.press("AttendantDonePressed")

    def _truly_charged(self) -> int:
        (*_, attempt) = (fact.attempt for fact in self.facts() if isinstance(fact, f.CardAttemptStarted))
        return sum(cents for reference, cents in self.hardware.terminal.charges if reference == attempt)

    # The truth

    def facts(self) -> list[f.Fact]:
        record = Record(self.folder / "journal.db")
        try:
            return list(record.facts())
        finally:
            record.close()

    def verified(self) -> None:
        """The journal that the killed process left behind is whole, and every seal holds."""
        if not (self.folder / "journal.db").exists():
            return
        record = Record(self.folder / "journal.db")
        verdict = record.verify()
        record.close()
        assert verdict.intact, verdict.fault

    def audited(self) -> int:
        """Money in the emulators against the journal, to the cent; how many sales there were."""
        facts = self.facts()
        sales = [fact for fact in facts if isinstance(fact, f.SaleCompleted)]
        assert [sale.receipt for sale in sales] == list(range(1, len(sales) + 1))
        cash = sum(v * n for machine in self._machines for v, n in machine.taken.items())
        cash -= sum(v * n for machine in self._machines for v, n in machine.paid_out.items())
        cash -= sum(fact.amount.cents for fact in facts if isinstance(fact, f.OwedSettled))
        unclaimed = sum(fact.value.cents * fact.count for fact in facts if isinstance(fact, f.CashDiffered))
        sold = sum(sale.cash.cents for sale in sales)
        assert cash == sold + unclaimed, f"kept {cash}, sold for cash {sold}, unclaimed {unclaimed}"
        charges = Counter(reference for reference, _ in self.hardware.terminal.charges)
        assert all(count == 1 for count in charges.values()), f"charged twice: {charges.most_common(1)}"
        charged = sum(cents for _, cents in self.hardware.terminal.charges)
        charged -= sum(fact.amount.cents for fact in facts if isinstance(fact, f.CardRefunded))
        by_card = sum(sale.card.cents for sale in sales)
        assert charged == by_card, f"charged {charged}, sold by card {by_card}"
        alarms = [fact for fact in facts if isinstance(fact, f.RollbackFound | f.WitnessLost | f.ClockDoubted)]
        assert not alarms, f"false alarms: {alarms[0]}"
        assert isinstance(replay(facts, Kiosk(Shop("Épicerie"))).state, Attract)
        return len(sales)


@contextmanager
def opened(folder: Path, seed: int) -> Iterator[KilledShop]:
    """The shop, with its devices switched on."""
    shop = KilledShop(folder, seed)
    shop.open()
    try:
        yield shop
    finally:
        shop.close()
