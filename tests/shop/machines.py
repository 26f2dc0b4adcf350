"""The cash machines and card terminals that a simulated shop may have, each with the bad luck of its kind.

The world, its people and its auditor know only `Machine` and `Terminal`: whoever adds a maker adds it here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Protocol

from hardware.card.concert import ConcertSettings, ConcertV3
from hardware.card.concert_e import ConcertE, ConcertESettings
from hardware.card.concert_e_message import private_of
from hardware.card.nexo import Nexo, NexoSettings
from hardware.cash.cashdro import CashDro
from hardware.cash.cashlogy import Cashlogy
from hardware.cash.cashmatic import Cashmatic
from hardware.cash.cashmatic_session import CashmaticSettings
from hardware.cash.cctalk import BusSettings, CcTalk
from hardware.cash.essp import Essp, Tempo
from hardware.cash.glory import Glory
from hardware.simulated import cashdro, cashlogy, cashmatic, cctalk, concert, concert_e, essp, glory, nexo
from hardware.wire import Emulator, Wire
from hardware.words import Authorize

COINS = {1: 60, 2: 60, 5: 40, 10: 40, 20: 40, 50: 40, 100: 30, 200: 20}
NOTES = {500: 15, 1000: 10, 2000: 5}
ALL = {**COINS, **NOTES}
NOTES_FROM = 500


class Works(Emulator, Protocol):
    """A simulated cash machine: what really happened, by value in cents, and the hands on it."""

    @property
    def taken(self) -> Counter[int]: ...
    @property
    def paid_out(self) -> Counter[int]: ...
    @property
    def levels(self) -> Counter[int]: ...
    @property
    def cashbox(self) -> Counter[int]: ...
    def insert(self, value: int) -> bool: ...
    def clear_jam(self) -> None: ...
    def unplug(self) -> None: ...
    def plug(self) -> None: ...
    def cut_power(self) -> None: ...
    def restore_power(self) -> None: ...


class Reader(Emulator, Protocol):
    """A simulated card terminal: what was really charged, and the hands on it."""

    charges: list[tuple[str, int]]
    refunds: list[tuple[str, int]]
    busy: bool

    @property
    def amount_shown(self) -> int | None: ...
    def tap(self) -> None: ...
    def press_red(self) -> None: ...
    def cut_power(self) -> None: ...
    def restore_power(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Machine:
    """One cash machine. `morning`: what it holds at first, by value. `takes`: the values (cents) people put into it.

    `is_counted`: it does not know how many it holds, and staff tell how many they filled in. `untold`: what it took and
    may never have told, because its memory of it went with its power; it only grows. `emptied`: what hands took out of
    its cashbox. `upsets`: what else may happen to it. `mended`: what hands must do besides giving it power, a cable and
    room to move.
    """

    name: str
    works: Works
    wire: Callable[[], Wire]
    morning: Mapping[int, int]
    takes: range
    upsets: tuple[Callable[[], None], ...]
    mended: Callable[[], None] = lambda: None
    is_counted: bool = False
    untold: Callable[[], Counter[int]] = Counter
    emptied: Counter[int] = field(default_factory=Counter)

    def mend(self) -> None:
        """Whatever it was."""
        self.works.plug()
        self.works.restore_power()
        self.works.clear_jam()
        self.mended()

    def empty_cashbox(self) -> Counter[int]:
        """What was in it."""
        found = Counter({value: count for value, count in self.works.cashbox.items() if count})
        self.works.cashbox.clear()
        self.emptied.update(found)
        return found


@dataclass(frozen=True, slots=True)
class Terminal:
    """One card terminal. `named`: what its ledger calls a charge of this reference.

    `hold_meal_card`: the customer has a meal voucher card in hand, or another; nothing where the terminal cannot tell.
    """

    reader: Reader
    wire: Callable[[], Wire]
    named: Callable[[str], str] = lambda reference: reference
    hold_meal_card: Callable[[bool], None] = lambda holds: None

    def charged(self, reference: str) -> int:
        """Cents, by its own journal."""
        return sum(cents for name, cents in self.reader.charges if name == self.named(reference))

    def moved(self, reference: str) -> int:
        """Cents charged or given back, by its own journal."""
        moves = (*self.reader.charges, *self.reader.refunds)
        return sum(cents for name, cents in moves if name == self.named(reference))


@dataclass(frozen=True, slots=True)
class Luck:
    """`chance`: 1 on a bad day, 0 when nothing breaks."""

    dice: Random
    chance: float

    def of(self, rate: float) -> float:
        """This rate, on a bad day."""
        return rate * self.chance


@dataclass(frozen=True, slots=True)
class Kit:
    """Which machines and which terminal a shop has, by their names in MACHINES and TERMINALS."""

    machines: str = "essp"
    terminal: str = "concert-v3"

    def __str__(self) -> str:
        return f"--machines {self.machines} --terminal {self.terminal}"


def kit_of(seed: int, machines: str = "", terminal: str = "") -> Kit:
    """The kit of this seed's shop; what is named stays."""
    dice = Random(seed)
    drawn = Kit(dice.choice(sorted(MACHINES)), dice.choice(sorted(TERMINALS)))
    return Kit(machines or drawn.machines, terminal or drawn.terminal)


# Cash machines


def _essp_notes(luck: Luck, acks: bool) -> Machine:
    works = essp.EsspEmulator(luck.dice, levels=NOTES, polls_with_ack=acks, faults=_essp_faults(luck))
    return _essp("notes", works, NOTES, range(NOTES_FROM, 50_001), lambda: Essp(luck.dice, tempo=_TEMPO))


def _essp_coins(luck: Luck, acks: bool) -> Machine:
    works = essp.EsspEmulator(
        luck.dice, kind="coins", address=16, levels=COINS, polls_with_ack=acks, capacity=2000,
        denominations=tuple(COINS), faults=_essp_faults(luck),
    )  # fmt: skip
    return _essp("coins", works, COINS, range(NOTES_FROM), lambda: Essp(luck.dice, address=16, tempo=_TEMPO))


_TEMPO = Tempo(fast_poll_seconds=0.25, idle_poll_seconds=20.0)


def _essp_faults(luck: Luck) -> essp.Faults:
    return essp.Faults(
        lose_reply=luck.of(0.002), late_reply=luck.of(0.001), repeat_reply=luck.of(0.002), noise=luck.of(0.001),
        drop_byte=luck.of(0.001), deaf=luck.of(0.001), reset=luck.of(0.0001), jam=luck.of(0.004), reject=luck.of(0.02),
    )  # fmt: skip


def _essp(
    name: str, works: essp.EsspEmulator, morning: Mapping[int, int], takes: range, wire: Callable[[], Wire]
) -> Machine:
    upsets = (works.unplug, works.jam, works.cut_power, works.skip_count, works.reset)
    return Machine(name, works, wire, morning, takes, upsets, works.replace_cashbox, untold=lambda: works.untold.copy())


def _two_essp(luck: Luck) -> tuple[Machine, ...]:
    acks = bool(luck.dice.getrandbits(1))
    return _essp_notes(luck, acks), _essp_coins(luck, acks)


def _bus(luck: Luck, takes_notes: bool) -> Machine:
    dice = luck.dice
    morning = COINS if dice.getrandbits(1) else {value: COINS[value] for value in (10, 20, 50, 100, 200)}
    works = cctalk.CcTalkEmulator(
        dice, levels=morning, notes=None if takes_notes else {}, echo=bool(dice.getrandbits(1)),
        keeps_last=bool(dice.getrandbits(1)),
        faults=cctalk.Faults(
            lose_reply=luck.of(0.002), late_reply=luck.of(0.001), repeat_reply=luck.of(0.002), noise=luck.of(0.001),
            drop_byte=luck.of(0.001), outwit=luck.of(0.001), deaf=luck.of(0.001), busy=luck.of(0.002),
            reset=luck.of(0.00005), jam=luck.of(0.004), reject=luck.of(0.02),
        ),
    )  # fmt: skip
    hoppers = {value: cctalk.FIRST_HOPPER + at for at, value in enumerate(morning)}
    settings = BusSettings(validator=40 if takes_notes else 0, hoppers=hoppers)
    addresses = [2, *hoppers.values(), *([40] if takes_notes else [])]

    def mended() -> None:
        for address in addresses:
            works.replace(address)

    upsets = (
        works.unplug, works.cut_power,
        lambda: works.jam(dice.choice(list(morning))),
        lambda: works.remove(dice.choice(addresses)),
    )  # fmt: skip
    name, takes = ("bus", range(50_001)) if takes_notes else ("coins", range(NOTES_FROM))
    return Machine(
        name, works, lambda: CcTalk(settings), morning, takes, upsets, mended, True, lambda: works.untold.copy()
    )


def _cashlogy(luck: Luck) -> Machine:
    faults = cashlogy.Faults(
        lose_reply=luck.of(0.002), late_reply=luck.of(0.001), repeat_reply=luck.of(0.001), tear_reply=luck.of(0.001),
        noise=luck.of(0.001), busy=luck.of(0.002), generic=luck.of(0.001), reset=luck.of(0.0001), jam=luck.of(0.004),
        reject=luck.of(0.02),
    )  # fmt: skip
    works = cashlogy.CashlogyEmulator(
        luck.dice, levels=ALL, has_safe=bool(luck.dice.getrandbits(1)),
        counts_while_open=bool(luck.dice.getrandbits(1)), faults=faults,
    )  # fmt: skip
    return Machine("cash", works, Cashlogy, ALL, range(50_001), (works.unplug, works.jam, works.cut_power))


def _cashdro(luck: Luck) -> Machine:
    faults = cashdro.Faults(
        lose_reply=luck.of(0.002), deaf=luck.of(0.001), late_reply=luck.of(0.001), nonsense=luck.of(0.001),
        server_error=luck.of(0.001), busy=luck.of(0.002), reset=luck.of(0.0001), jam=luck.of(0.004),
        reject=luck.of(0.02),
    )  # fmt: skip
    works = cashdro.CashDroEmulator(luck.dice, levels=ALL, tells_devices=bool(luck.dice.getrandbits(1)), faults=faults)
    wire = lambda: CashDro("admin", lambda: "3428")  # noqa: E731
    return Machine("cash", works, wire, ALL, range(50_001), (works.unplug, works.jam, works.cut_power))


def _cashmatic(luck: Luck) -> Machine:
    faults = cashmatic.Faults(
        lose_reply=luck.of(0.002), late_reply=luck.of(0.001), deaf=luck.of(0.001), garbage=luck.of(0.001),
        error=luck.of(0.001), expire=luck.of(0.001), hang_up=luck.of(0.001), reset=luck.of(0.0001), jam=luck.of(0.004),
    )  # fmt: skip
    works = cashmatic.CashmaticEmulator(
        luck.dice, levels=ALL, levels_follow=bool(luck.dice.getrandbits(1)),
        sees_cashbox=bool(luck.dice.getrandbits(1)), echoes_reference=bool(luck.dice.getrandbits(1)), faults=faults,
    )  # fmt: skip
    settings = CashmaticSettings(cashmatic.USER, lambda: cashmatic.PASSWORD)
    upsets = (works.unplug, works.jam, works.cut_power, works.expire_token)
    return Machine("cash", works, lambda: Cashmatic(settings), ALL, range(50_001), upsets)


def _glory(luck: Luck) -> Machine:
    dice = luck.dice
    faults = glory.Faults(
        lose_reply=luck.of(0.002), late_reply=luck.of(0.001), repeat_reply=luck.of(0.001), deaf=luck.of(0.001),
        garbage=luck.of(0.001), stale=luck.of(0.001), lose_event=luck.of(0.002), hang_up=luck.of(0.001),
        reset=luck.of(0.0001), jam=luck.of(0.004),
    )  # fmt: skip
    works = glory.GloryEmulator(
        dice, levels=ALL, occupies=bool(dice.getrandbits(1)), has_sessions=bool(dice.getrandbits(1)),
        tells_pieces=bool(dice.getrandbits(1)), inventory_follows=bool(dice.getrandbits(1)),
        sees_cashbox=bool(dice.getrandbits(1)), chooses_denominations=bool(dice.getrandbits(1)),
        echoes=bool(dice.getrandbits(1)), faults=faults,
    )  # fmt: skip
    upsets = (works.unplug, works.jam, works.cut_power, works.expire_session)
    return Machine("cash", works, Glory, ALL, range(50_001), upsets)


MACHINES: dict[str, Callable[[Luck], tuple[Machine, ...]]] = {
    "essp": _two_essp,
    "cctalk": lambda luck: (_bus(luck, takes_notes=True),),
    "cctalk-essp": lambda luck: (_bus(luck, takes_notes=False), _essp_notes(luck, bool(luck.dice.getrandbits(1)))),
    "cashlogy": lambda luck: (_cashlogy(luck),),
    "cashdro": lambda luck: (_cashdro(luck),),
    "cashmatic": lambda luck: (_cashmatic(luck),),
    "glory": lambda luck: (_glory(luck),),
}


# Card terminals

_IN_HAND = "holds_meal_card"


def _concert(luck: Luck) -> Terminal:
    plans = tuple((plan, luck.of(0.02)) for plan in concert.Plan if plan is not concert.Plan.APPROVE)
    reader = concert.ConcertEmulator(luck.dice.getrandbits(32), concert.Faults(plans))
    reader.repeats_last_ticket = bool(luck.dice.getrandbits(1))
    reader.takes_meals = luck.dice.random() < 0.8
    settings = ConcertSettings("012345678901", ping_every_seconds=600.0)
    return Terminal(reader, lambda: ConcertV3(settings), hold_meal_card=partial(setattr, reader, _IN_HAND))


def _concert_e(luck: Luck) -> Terminal:
    plans = tuple((plan, luck.of(0.01)) for plan in concert_e.Plan if plan is not concert_e.Plan.APPROVE)
    reader = concert_e.ConcertEEmulator(luck.dice.getrandbits(32), concert_e.Faults(plans))
    return Terminal(reader, lambda: ConcertE(ConcertESettings()), lambda reference: private_of(Authorize(reference, 0)))


def _nexo(luck: Luck) -> Terminal:
    plans = tuple((plan, luck.of(0.01)) for plan in nexo.Plan if plan is not nexo.Plan.APPROVE)
    reader = nexo.NexoEmulator(luck.dice.getrandbits(32), nexo.Faults(plans))
    reader.prints = bool(luck.dice.getrandbits(1))
    settings = NexoSettings(poi=nexo.POI, check_every_seconds=600.0)
    return Terminal(
        reader,
        lambda: Nexo(settings, None, luck.dice, lambda: datetime(2026, 1, 2, tzinfo=UTC)),
        hold_meal_card=partial(setattr, reader, _IN_HAND),
    )


TERMINALS: dict[str, Callable[[Luck], Terminal]] = {
    "concert-v3": _concert,
    "concert-e": _concert_e,
    "nexo": _nexo,
}
