"""What the driver of a machine that counts for itself tells the kiosk: every piece once, counts before every end.

The driver hands in what the machine says it holds; the tally knows what was told, and tells the difference.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass

from hardware.words import (
    MARK_SIZE_MAX,
    Acknowledge,
    AdjustCashCounts,
    BeginDeposit,
    CashCounts,
    CollectCash,
    Collected,
    Command,
    Dispense,
    Dispensing,
    EndDeposit,
    Fault,
    Health,
    Lost,
    PaidOut,
    Pieces,
    ReadCashCounts,
    RestoreCashCounts,
    SetRoutes,
    Stacked,
    Word,
)

EURO_VALUES = frozenset((1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000))
WORTH_MAX = 100_000_000
"""Cents: a machine that says it holds more (a million euros) is not believed."""

ORDERS_SIZE_MAX = 64
NONE: frozenset[int] = frozenset()

Order = Dispense | CollectCash | ReadCashCounts


@dataclass(frozen=True, slots=True)
class Holdings:
    """Pieces by value in cents: what can be paid out, and what lies in the cashbox (None: it is not counted).

    ValueError: no machine of euros holds this.
    """

    recycler: Mapping[int, int]
    cashbox: Mapping[int, int] | None = None

    def __post_init__(self) -> None:
        everything = [*self.recycler.items(), *(self.cashbox or {}).items()]
        if any(value not in EURO_VALUES or count < 0 for value, count in everything) or self.worth > WORTH_MAX:
            raise ValueError("a machine cannot hold this")

    @property
    def worth(self) -> int:
        """Cents, in the recycler and the cashbox."""
        return worth(self.recycler) + worth(self.cashbox or {})


def worth(pieces: Mapping[int, int] | Pieces) -> int:
    """Cents."""
    return sum(value * count for value, count in dict(pieces).items())


class Tally:
    """Keeps the kiosk’s orders and what it was told. `words` is taken by the driver's `receive`."""

    def __init__(self, machine: str) -> None:
        """`machine`: what to call it when a command is not for it."""
        self._machine = machine
        self.words: list[Word] = []
        self.wanted = NONE
        """The denominations for which the slot is to be open."""
        self._orders: deque[Order] = deque()
        self._refused: deque[PaidOut | Collected] = deque()
        self._health: Health | None = None
        self._told: Holdings | None = None
        self._boxed_ever: int | None = None  # pieces that ever went to the cashbox
        self._dispensed = 0

    def ask(self, command: Command) -> None:
        """Keep a command until the driver takes it. An order asked while the machine is lost is refused later.

        TypeError: it is not for a machine of this kind.
        """
        match command:
            case BeginDeposit(values):
                self.wanted = values
            case EndDeposit():
                self.wanted = NONE
            case RestoreCashCounts():
                self._restore(command)
            case Dispense() | CollectCash() if isinstance(self._health, Lost):
                self._refuse(command, self._health.fault)
            case Dispense() | CollectCash() | ReadCashCounts():
                if len(self._orders) >= ORDERS_SIZE_MAX:
                    raise ValueError(f"more than {ORDERS_SIZE_MAX} commands wait for {self._machine}")
                self._orders.append(command)
            case AdjustCashCounts():  # it sees every piece itself
                self.ask(ReadCashCounts())
            case Acknowledge() | SetRoutes():
                pass
            case _:
                raise TypeError(f"{self._machine} cannot {type(command).__name__}")

    @property
    def is_new(self) -> bool:
        """Has the machine never told what it holds?"""
        return self._told is None

    @property
    def has_orders(self) -> bool:
        """Does something wait to be done?"""
        return bool(self._orders)

    def take_order(self) -> Order | None:
        """The next thing to do."""
        return self._orders.popleft() if self._orders else None

    def say(self, health: Health) -> None:
        """Tell a change of health. Once the machine is lost, what waits will not be done any more."""
        if isinstance(health, Lost):
            while self._orders:
                match self._orders.popleft():
                    case (Dispense() | CollectCash()) as order:
                        self._refuse(order, health.fault)
        if self._health is None or _gist(self._health) != _gist(health):
            self.words.append(health)
        self._health = health

    def _refuse(self, order: Dispense | CollectCash, fault: Fault) -> None:
        if isinstance(order, Dispense):
            self._refused.append(PaidOut(0, fault, order.reference))
        else:
            self._refused.append(Collected(fault, order.reference))

    # Money

    def found(self, now: Holdings) -> int:
        """The slot is or was open: what the machine holds more than was told, was put in. How many cents were told.

        Where it holds less of something, pieces moved that nobody ordered: that is told as counts, not as money.
        """
        first, told = len(self.words), self._told
        if told is None or any(now.recycler.get(value, 0) < count for value, count in told.recycler.items()):
            self.counts(now)
            return 0
        into_box = self._into_box(now)
        self._note(now)
        for value in sorted(now.recycler):
            if count := now.recycler[value] - told.recycler.get(value, 0):
                self.words.append(Stacked(value, count, mark=self._mark()))
        for value, count in into_box:
            self.words.append(Stacked(value, count, recycled=False, mark=self._mark()))
        return sum(word.value * word.count for word in self.words[first:] if isinstance(word, Stacked))

    def found_in_recycler(self, now: Holdings) -> int:
        """The same while pieces still move: what seems to lie in the cashbox may yet go on to the recycler."""
        return self.found(Holdings(now.recycler, self._told.cashbox if self._told else None))

    def counts(self, now: Holdings) -> None:
        """Tell the counts; they answer every ReadCashCounts asked before."""
        unreported = self._into_box(now)
        self._note(now)
        self.words.append(CashCounts(tuple(sorted(now.recycler.items())), self._boxed_ever, unreported, self._mark()))
        while self._orders and isinstance(self._orders[0], ReadCashCounts):
            self._orders.popleft()

    def dispensing(self, paid: int) -> None:
        """A payout moves: cents so far, told when they grow."""
        if paid > self._dispensed:
            self._dispensed = paid
            self.words.append(Dispensing(paid))

    def end(self, order: Dispense | CollectCash, before: Holdings, now: Holdings, fault: Fault | None) -> None:
        """An order is over: the counts, then what became of it. `fault`: why, if less was moved than asked."""
        if isinstance(order, Dispense):
            paid = max(0, before.worth - now.worth)
            short = paid < worth(order.pieces)
            self._end(PaidOut(paid, (fault or Fault.NOT_ENOUGH_CASH) if short else None, order.reference), now)
        else:
            stays = any(now.recycler.get(v, 0) + count > before.recycler.get(v, 0) for v, count in order.pieces)
            self._end(Collected((fault or Fault.JAM) if stays else None, order.reference), now)

    def _end(self, word: PaidOut | Collected, now: Holdings) -> None:
        self._dispensed = 0
        self.counts(now)
        self.words.append(word)

    def end_refused(self, now: Holdings) -> None:
        """The machine is back: what was refused while it was lost is answered."""
        while self._refused:
            self._end(self._refused.popleft(), now)

    # What was told

    def _into_box(self, now: Holdings) -> Pieces:
        """What was put in and fell into the cashbox: not what only moved there from the recycler."""
        told = self._told
        if told is None or told.cashbox is None or now.cashbox is None:
            return ()
        pieces = []
        for value, count in sorted(now.cashbox.items()):
            boxed = count - told.cashbox.get(value, 0)
            stored = now.recycler.get(value, 0) - told.recycler.get(value, 0)
            if (put_in := min(boxed, boxed + stored)) > 0:
                pieces.append((value, put_in))
        return tuple(pieces)

    def _note(self, now: Holdings) -> None:
        if now.cashbox is None:
            self._boxed_ever = None
        elif self._boxed_ever is None or self._told is None or self._told.cashbox is None:
            self._boxed_ever = sum(now.cashbox.values())
        else:  # fewer: staff emptied it
            self._boxed_ever += sum((Counter(now.cashbox) - Counter(self._told.cashbox)).values())
        self._told = now

    def _mark(self) -> str:
        """How many pieces ever went to the cashbox, and what is in it: for the next driver of this machine."""
        if self._boxed_ever is None or self._told is None:
            return ""
        boxed = (f"{value}:{count}" for value, count in sorted((self._told.cashbox or {}).items()) if count)
        return " ".join((str(self._boxed_ever), *boxed))

    def _restore(self, known: RestoreCashCounts) -> None:
        """The recycler's levels are the machine's affair; what fell into its cashbox unseen only the mark can show."""
        if self._told is None and len(known.mark) <= MARK_SIZE_MAX and _MARK.fullmatch(known.mark):
            ever, *boxed = known.mark.split(" ")
            pairs = (pair.split(":") for pair in boxed)
            try:
                self._told = Holdings(dict(known.recycler), {int(value): int(count) for value, count in pairs})
            except ValueError:
                return  # not ours, after all: the counts begin anew
            self._boxed_ever = int(ever)


_MARK = re.compile(r"[0-9]{1,9}( [0-9]{1,5}:[0-9]{1,6})*")


def _gist(health: Health) -> object:
    return type(health), getattr(health, "fault", None)
