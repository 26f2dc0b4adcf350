"""A sale in cash at a machine that counts: the kiosk's part of it, and a book that trusts only the words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Protocol

from hardware.wire import Emulator, Wire
from hardware.words import (
    BeginDeposit,
    CashCounts,
    CollectCash,
    Collected,
    Degraded,
    Dispense,
    EndDeposit,
    Fault,
    Lost,
    PaidOut,
    Pieces,
    ReadCashCounts,
    Ready,
    RestoreCashCounts,
    Stacked,
    Word,
)
from tests.hardware.conversation import Conversation

VALUES = frozenset({1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000})
LEVELS = {1: 20, 2: 20, 5: 20, 10: 20, 20: 20, 50: 20, 100: 20, 200: 20, 500: 10, 1000: 10, 2000: 5}
SLICE_SECONDS = 0.25
SALE_SECONDS_MAX = 400.0
PASSING = frozenset({Fault.LINK_LOST, Fault.NO_ANSWER, Fault.STARTING})


class CountingMachine(Emulator, Protocol):
    """What tests see of an emulator that holds coins and notes."""

    @property
    def taken(self) -> Counter[int]: ...
    @property
    def paid_out(self) -> Counter[int]: ...
    @property
    def levels(self) -> Counter[int]: ...
    @property
    def cashbox(self) -> Counter[int]: ...
    def insert(self, value: int) -> bool: ...
    def cut_power(self) -> None: ...
    def restore_power(self) -> None: ...
    def unplug(self) -> None: ...
    def plug(self) -> None: ...
    def clear_jam(self) -> None: ...


def worth(pieces: Counter[int]) -> int:
    return sum(value * count for value, count in pieces.items())


class Till:
    """What the journal would hold, by the words alone; it survives the death of the driver."""

    def __init__(self, build: Callable[[], Wire], machine: CountingMachine) -> None:
        self._build = build
        self.machine = machine
        self.conversation = Conversation(build(), machine)
        self._heard = 0
        self._is_counted = False
        self._boxed = 0
        self._mark = ""
        self._asked_counts = False
        self._reference = ""
        self._change = 0
        self._tries = 0
        self._is_orphaned = False  # the driver that was to say Collected is dead
        self.held: Counter[int] = Counter()
        self.inserted: Counter[int] = Counter()
        self.paid: Counter[int] = Counter()
        self.collected: Counter[int] = Counter()
        self.is_open = False
        self.is_collecting = False

    def run(self, seconds: float) -> list[Word]:
        """Let this much time pass; the words of that time."""
        first = len(self.conversation.words)
        end = self.conversation.now + seconds
        while self.conversation.now < end:
            self.conversation.run(min(SLICE_SECONDS, end - self.conversation.now))
            self._hear()
        return self.conversation.words[first:]

    def die(self) -> None:
        """The driver dies with all it knew; another starts from the journal."""
        wire = self._build()
        wire.ask(RestoreCashCounts(tuple(sorted(self.held.items())), self._mark))
        self.conversation.restart(wire)
        self._is_orphaned = self.is_collecting
        if self._reference:
            self._begin_payout()

    def cut(self, after: int, how: Callable[[Till], None]) -> None:
        """After so many more bytes, in either direction, this happens."""
        self.conversation.cut_after = after
        self.conversation.on_cut = lambda: how(self)

    def open(self) -> None:
        self.is_open = True
        self.conversation.wire.ask(BeginDeposit(VALUES))

    def shut(self) -> None:
        self.is_open = False
        self.conversation.wire.ask(EndDeposit())

    def give(self, cents: int, reference: str) -> None:
        """As the kiosk's player does: count first, then order what is still to pay, until it is paid or given up."""
        self._reference, self._change, self._tries = reference, worth(self.paid) + cents, 0
        self._begin_payout()

    def collect(self, pieces: Pieces) -> None:
        self.is_collecting = True
        self.conversation.wire.ask(CollectCash(pieces, "C"))

    @property
    def health(self) -> Word:
        return [word for word in self.conversation.words if isinstance(word, Ready | Degraded | Lost)][-1]

    @property
    def is_paying(self) -> bool:
        return bool(self._reference)

    def _begin_payout(self) -> None:
        self._asked_counts = True
        self.conversation.wire.ask(ReadCashCounts())

    def _hear(self) -> None:
        words = self.conversation.words[self._heard :]
        self._heard += len(words)
        for word in words:
            match word:
                case Stacked(value, count, recycled, mark):
                    self.inserted[value] += count
                    if recycled:
                        self.held[value] += count
                    else:
                        self._boxed += count
                    self._mark = mark
                case CashCounts():
                    self._count(word)
                    self.is_collecting = self.is_collecting and not self._is_orphaned
                    self._is_orphaned = False
                    if self._asked_counts:
                        self._asked_counts = False
                        self._order()
                case PaidOut(_, fault, reference) if reference == self._reference:
                    self._tries += 1
                    if fault not in PASSING or self._tries > 10:
                        self._reference = "" if fault else self._reference
                    if self._reference:
                        self._begin_payout()
                case Collected():
                    self.is_collecting = False
                case Ready() if self.is_open:
                    self.conversation.wire.ask(BeginDeposit(VALUES))

    def _order(self) -> None:
        left = self._change - worth(self.paid)
        pieces: dict[int, int] = {}
        for value in sorted(self.held, reverse=True):
            count = min(left // value, self.held[value])
            if count > 0:
                pieces[value] = count
                left -= value * count
        if pieces and self._reference:
            self.conversation.wire.ask(Dispense(tuple(sorted(pieces.items())), self._reference))
        else:
            self._reference = ""

    def _count(self, counts: CashCounts) -> None:
        assert counts.cashbox_pieces is not None
        levels = dict(counts.recycler)
        arrived = counts.cashbox_pieces - self._boxed if self._is_counted else 0
        if self._is_counted:
            for value in levels.keys() | self.held.keys():
                differs = levels.get(value, 0) - self.held[value]
                if differs > 0:
                    self.inserted[value] += differs
                elif differs < 0 and self.is_collecting:
                    self.collected[value] -= differs
                else:
                    self.paid[value] -= differs
            for value, count in counts.unreported:
                self.inserted[value] += count
                arrived -= count
            assert arrived >= 0, "more pieces are named than came to the cashbox"
        self.held = Counter(levels)
        self._boxed, self._mark, self._is_counted = counts.cashbox_pieces, counts.mark, True

    def check(self) -> None:
        """The book and the machine agree, to the piece."""
        assert +self.inserted == +self.machine.taken
        assert +self.paid == +self.machine.paid_out
        assert +self.held == +self.machine.levels
        assert self._boxed == self.machine.cashbox.total()


def _machine_dies(till: Till) -> None:
    till.machine.cut_power()
    till.machine.restore_power()


def _both_die(till: Till) -> None:
    _machine_dies(till)
    till.die()


CUTS: tuple[Callable[[Till], None], ...] = (Till.die, _machine_dies, _both_die)


def bad_day(till: Till, random: Random, steps: int) -> Iterator[float]:
    """Things happen; before each, how likely trouble is now. After each all is mended and the book must be right."""
    till.run(10)
    for step in range(steps):
        yield random.choice((0.0, 0.05, 0.2))
        if random.random() < 0.4:
            till.cut(random.randrange(2000), random.choice((*CUTS, lambda till: till.machine.unplug())))
        match random.randrange(4):
            case 0 | 1:
                till.open()
                for _ in range(random.randrange(5)):
                    till.run(random.uniform(0, 2))
                    till.machine.insert(random.choice(sorted(VALUES)))
                till.run(random.uniform(0, 3))
                till.shut()
            case 2:
                till.give(random.randrange(1, 3000), f"P{step}")
                till.run(random.uniform(0, 3))
            case _:
                till.collect(((500, random.randrange(1, 3)),))
        till.run(random.uniform(0, 5))
        yield 0.0
        till.conversation.cut_after = None
        till.machine.plug()
        till.machine.clear_jam()
        for _ in range(40):
            till.run(10)
            if not (till.is_paying or till.is_collecting) and till.health == Ready():
                break
        till.run(25)
        till.check()


def sell(till: Till, due: int, pieces: tuple[int, ...]) -> None:
    """One customer pays `due` cents with these pieces and gets the change, whatever happens; then all is quiet."""
    till.open()
    waiting, idle = list(pieces), 0
    end = till.conversation.now + SALE_SECONDS_MAX
    while worth(till.inserted) < due and till.conversation.now < end:
        till.run(SLICE_SECONDS)
        idle += 1
        if waiting and till.machine.insert(waiting[0]):
            waiting.pop(0)
            idle = 0
        elif not waiting and idle > 20 and worth(till.machine.taken) < due:
            waiting = list(pieces[:1])  # one came back: the customer tries again
    till.shut()
    till.run(3)
    till.give(worth(till.inserted) - due, "P1")
    while till.is_paying and till.conversation.now < end:
        till.run(SLICE_SECONDS)
    assert till.conversation.now < end, "the sale never ended"
    till.run(2)
    till.check()
