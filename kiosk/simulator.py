"""One simulated device by name, with its faults as options: what `kiosk simulate` runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from enum import StrEnum
from functools import partial
from itertools import cycle
from random import Random
from typing import Protocol, TypeVar

from hardware.simulated.aim import AimEmulator
from hardware.simulated.cas import CasEmulator
from hardware.simulated.cashdro import CashDroEmulator
from hardware.simulated.cashdro import Faults as CashDroFaults
from hardware.simulated.cashlogy import CashlogyEmulator
from hardware.simulated.cashlogy import Faults as CashlogyFaults
from hardware.simulated.cashmatic import CashmaticEmulator
from hardware.simulated.cashmatic import Faults as CashmaticFaults
from hardware.simulated.cctalk import CcTalkEmulator
from hardware.simulated.cctalk import Faults as BusFaults
from hardware.simulated.concert import ConcertEmulator, Plan
from hardware.simulated.concert import Faults as CardFaults
from hardware.simulated.concert_e import ConcertEEmulator
from hardware.simulated.concert_e import Faults as SerialCardFaults
from hardware.simulated.concert_e import Plan as SerialCardPlan
from hardware.simulated.counter_scale import CounterScale
from hardware.simulated.counter_scale import Faults as ScaleFaults
from hardware.simulated.dialog import DialogEmulator
from hardware.simulated.essp import EsspEmulator
from hardware.simulated.essp import Faults as CashFaults
from hardware.simulated.glory import Faults as GloryFaults
from hardware.simulated.glory import GloryEmulator
from hardware.simulated.hid_pos import HidPosEmulator
from hardware.simulated.nexo import Faults as NexoFaults
from hardware.simulated.nexo import NexoEmulator
from hardware.simulated.nexo import Plan as NexoPlan
from hardware.simulated.platter import Platter
from hardware.simulated.printer import PrinterEmulator
from hardware.simulated.signal_tower import (
    AdafruitEmulator,
    LcusEmulator,
    NumatoEmulator,
    PatliteEmulator,
    SignalTower,
)
from hardware.simulated.signal_tower import Faults as TowerFaults
from hardware.simulated.ssi import Faults as LineFaults
from hardware.simulated.ssi import SsiEmulator
from hardware.simulated.toledo8217 import Toledo8217Emulator
from hardware.simulated.wedge import WedgeEmulator
from hardware.simulated.when_connected import WhenConnected
from hardware.wire import Emulator
from hardware.words import Symbology

COINS = {1: 90, 2: 90, 5: 60, 10: 50, 20: 50, 50: 50, 100: 40, 200: 30}
NOTES = {500: 20, 1000: 15, 2000: 10}

SCALES: dict[str, type[CounterScale]] = {
    "toledo-8217": Toledo8217Emulator,
    "cas": CasEmulator,
    "dialog-02": DialogEmulator,
    "dialog-04": DialogEmulator,
}
TOWERS: dict[str, type[SignalTower]] = {
    "lcus": LcusEmulator,
    "numato": NumatoEmulator,
    "adafruit": AdafruitEmulator,
    "patlite": PatliteEmulator,
}
GOODS = (500, 1240, 85)
GOODS_SECONDS = 6.0  # on the platter, then as long beside it


AnyFaults = TypeVar("AnyFaults", CashmaticFaults, GloryFaults)

SYMBOLOGY_BY_LENGTH = {13: Symbology.EAN13, 8: Symbology.EAN8}
"""What a code given by hand is taken for; anything else is a Code 128."""


AnyPlan = TypeVar("AnyPlan", bound=StrEnum)


class SimulationRefused(Exception):  # noqa: N818 - it says what happened
    """There is no such device or fault; the message says which there are."""


def simulated(
    device: str,
    random: Random,
    faults: Sequence[str] = (),
    codes: Sequence[str] = (),
    show: Callable[[str], None] = lambda line: None,
    goods: Sequence[int] = GOODS,
) -> Emulator:
    """The emulator of this name; `show` is told what a printer prints, `goods` (grams) come and go on a scale.

    SimulationRefused: no such device or fault.
    """
    makers: dict[str, Callable[[], Emulator]] = {
        "notes": lambda: EsspEmulator(random, kind="notes", levels=NOTES, faults=_cash(faults)),
        "coins": lambda: EsspEmulator(
            random,
            kind="coins",
            address=16,
            levels=COINS,
            denominations=tuple(COINS),
            faults=_cash(faults),
        ),
        "cctalk": lambda: CcTalkEmulator(random, faults=_bus(faults)),
        "cashlogy": lambda: CashlogyEmulator(
            random, levels=COINS | NOTES, faults=CashlogyFaults(**_of(CashlogyFaults, faults))
        ),
        "cashdro": lambda: CashDroEmulator(
            random, levels=COINS | NOTES, faults=CashDroFaults(**_of(CashDroFaults, faults))
        ),
        "card": lambda: _Tapping(random.getrandbits(32), _card(faults)),
        "card-serial": lambda: _TappingSerial(random.getrandbits(32), _serial_card(faults)),
        "card-nexo": lambda: _TappingNexo(random.getrandbits(32), _nexo(faults)),
        "printer": lambda: _without_faults(_Showing(show), faults),
        "scanner": lambda: _without_faults(_scanning(AimEmulator(), codes), faults),
        "ssi": lambda: _scanning(SsiEmulator(random, faults=_line(faults)), codes),
        "wedge": lambda: _without_faults(_scanning(WedgeEmulator(), codes), faults),
        "hid-pos": lambda: _without_faults(_scanning(HidPosEmulator(), codes), faults),
        "cashmatic": lambda: CashmaticEmulator(random, levels=COINS | NOTES, faults=_chances(CashmaticFaults, faults)),
        "glory": lambda: GloryEmulator(random, levels=COINS | NOTES, faults=_chances(GloryFaults, faults)),
        **{name: partial(_tower, tower, random, faults) for name, tower in TOWERS.items()},
        **{name: partial(_traded_on, scale, random, faults, goods) for name, scale in SCALES.items()},
    }
    if device not in makers:
        raise SimulationRefused(f"there is no device {device!r}; there are {', '.join(makers)}")
    return makers[device]()


def _cash(faults: Sequence[str]) -> CashFaults:
    return CashFaults(**_of(CashFaults, faults))


def _of(kind: type[CashFaults | CashlogyFaults | CashDroFaults], faults: Sequence[str]) -> dict[str, float]:
    allowed = [field.name for field in fields(kind)]
    return {name: chance for name, chance in map(_split, faults) if _known(name, allowed)}


def _bus(faults: Sequence[str]) -> BusFaults:
    allowed = [field.name for field in fields(BusFaults)]
    return BusFaults(**{name: chance for name, chance in map(_split, faults) if _known(name, allowed)})


def _chances(kind: type[AnyFaults], faults: Sequence[str]) -> AnyFaults:
    allowed = [field.name for field in fields(kind)]
    return kind(**{name: chance for name, chance in map(_split, faults) if _known(name, allowed)})


def _card(faults: Sequence[str]) -> CardFaults:
    return CardFaults(_planned(Plan, faults))


def _serial_card(faults: Sequence[str]) -> SerialCardFaults:
    return SerialCardFaults(_planned(SerialCardPlan, faults))


def _nexo(faults: Sequence[str]) -> NexoFaults:
    return NexoFaults(_planned(NexoPlan, faults))


def _planned(plans: type[AnyPlan], faults: Sequence[str]) -> tuple[tuple[AnyPlan, float], ...]:
    allowed = [plan.value.replace(" ", "_") for plan in plans]
    drawn = map(_split, faults)
    return tuple((plans(name.replace("_", " ")), chance) for name, chance in drawn if _known(name, allowed))


def _traded_on(scale: type[CounterScale], random: Random, faults: Sequence[str], goods: Sequence[int]) -> CounterScale:
    return scale(_Trading(random.getrandbits(32), goods), random.getrandbits(32), _scale(faults))


def _tower(tower: type[SignalTower], random: Random, faults: Sequence[str]) -> SignalTower:
    allowed = [field.name for field in fields(TowerFaults)]
    return tower(random, TowerFaults(**{name: chance for name, chance in map(_split, faults) if _known(name, allowed)}))


def _scale(faults: Sequence[str]) -> ScaleFaults:
    allowed = [field.name for field in fields(ScaleFaults)]
    return ScaleFaults(**{name: chance for name, chance in map(_split, faults) if _known(name, allowed)})


def _line(faults: Sequence[str]) -> LineFaults:
    allowed = [field.name for field in fields(LineFaults)]
    return LineFaults(**{name: chance for name, chance in map(_split, faults) if _known(name, allowed)})


def _split(text: str) -> tuple[str, float]:
    name, _, chance = text.partition("=")
    try:
        return name, float(chance)
    except ValueError:
        raise SimulationRefused(f"{text!r} is no NAME=PROBABILITY") from None


def _known(name: str, allowed: Sequence[str]) -> bool:
    if name not in allowed:
        raise SimulationRefused(f"there is no fault {name!r}; there are {', '.join(allowed)}")
    return True


def _without_faults(emulator: Emulator, faults: Sequence[str]) -> Emulator:
    if faults:
        raise SimulationRefused("this device has no faults by chance")
    return emulator


class _Tapping(ConcertEmulator):
    """A terminal whose customer taps a card as soon as an amount is shown."""

    def tick(self, now: float) -> bytes:
        if self.amount_shown is not None:
            self.tap()
        return super().tick(now)


class _TappingSerial(ConcertEEmulator):
    """The same on a serial line."""

    def tick(self, now: float) -> bytes:
        self.tap()
        return super().tick(now)


class _TappingNexo(NexoEmulator):
    """The same before a nexo terminal."""

    def tick(self, now: float) -> bytes:
        if self.amount_shown is not None:
            self.tap()
        return super().tick(now)


class _Showing(PrinterEmulator):
    """A printer whose receipts are shown as text as soon as they are cut off."""

    def __init__(self, show: Callable[[str], None]) -> None:
        super().__init__()
        self._show = show

    def tick(self, now: float) -> bytes:
        data = super().tick(now)
        while self.receipts:
            for line in self.receipts.popleft().lines:
                self._show(line)
        return data


class _Scanner(Emulator, Protocol):
    """A simulated scanner of any make."""

    def scan(self, text: str, symbology: Symbology) -> object: ...


class _Trading(Platter):
    """A platter on which customers lay these goods, one after the other, and take them away again."""

    def __init__(self, seed: int, goods: Sequence[int]) -> None:
        super().__init__(seed)
        self._queue = cycle(goods)
        self._trade_at: float | None = None

    @property
    def next_look(self) -> float:
        return super().next_look if self._trade_at is None else min(super().next_look, self._trade_at)

    def look(self, now: float) -> None:
        if self._trade_at is None:
            self._trade_at = now + GOODS_SECONDS
        elif now >= self._trade_at:
            self._trade_at = now + GOODS_SECONDS
            if self.goods_grams:
                self.clear()
            else:
                self.put(next(self._queue))
        super().look(now)


def _scanning(scanner: _Scanner, codes: Sequence[str]) -> Emulator:
    """It reads these codes as soon as a host is there."""

    def read() -> None:
        for code in codes:
            scanner.scan(code, SYMBOLOGY_BY_LENGTH.get(len(code), Symbology.CODE128))

    return WhenConnected(scanner, read)
