"""What the driver of a machine that counts for itself tells the kiosk: every piece once, counts before every end.

The driver hands in what the machine says it holds; the tally knows what was told, and tells the difference.
"""

from __future__ import annotations

from collections import deque

from hardware.cash.vault import Holding, Vault, worth
from hardware.words import (
    Acknowledge,
    AdjustCashCounts,
    BeginDeposit,
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
    ReadCashCounts,
    RestoreCashCounts,
    SetRoutes,
    Word,
)

ORDERS_SIZE_MAX = 64
NONE: frozenset[int] = frozenset()

Order = Dispense | CollectCash | ReadCashCounts


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
        self._vault = Vault()
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
            case RestoreCashCounts(recycler, mark):
                self._vault.restore(recycler, mark)
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
        return self._vault.is_new

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

    def found(self, now: Holding) -> int:
        """The slot is or was open: what the machine holds more than was told, was put in. How many cents were told.

        Where it holds less of something, pieces moved that nobody ordered: that is told as counts, not as money.
        """
        stacked = None if self.is_new else self._vault.stacked(now)
        if stacked is None:
            self.counts(now)
            return 0
        self.words += stacked
        return sum(word.value * word.count for word in stacked)

    def found_in_recycler(self, now: Holding) -> int:
        """The same while pieces still move: what seems to lie in the cashbox may yet go on to the recycler."""
        return self.found(Holding(now.recycler))

    def counts(self, now: Holding) -> None:
        """Tell the counts; they answer every ReadCashCounts asked before."""
        self.words.append(self._vault.counts(now))
        while self._orders and isinstance(self._orders[0], ReadCashCounts):
            self._orders.popleft()

    def dispensing(self, paid: int) -> None:
        """A payout moves: cents so far, told when they grow."""
        if paid > self._dispensed:
            self._dispensed = paid
            self.words.append(Dispensing(paid))

    def end(self, order: Dispense | CollectCash, before: Holding, now: Holding, fault: Fault | None) -> None:
        """An order is over: the counts, then what became of it. `fault`: why, if less was moved than asked."""
        if isinstance(order, Dispense):
            paid = max(0, before.value - now.value)
            short = paid < worth(order.pieces)
            self._end(PaidOut(paid, (fault or Fault.NOT_ENOUGH_CASH) if short else None, order.reference), now)
        else:
            stays = any(now.recycler.get(v, 0) + count > before.recycler.get(v, 0) for v, count in order.pieces)
            self._end(Collected((fault or Fault.JAM) if stays else None, order.reference), now)

    def _end(self, word: PaidOut | Collected, now: Holding) -> None:
        self._dispensed = 0
        self.counts(now)
        self.words.append(word)

    def end_refused(self, now: Holding) -> None:
        """The machine is back: what was refused while it was lost is answered."""
        while self._refused:
            self._end(self._refused.popleft(), now)


def _gist(health: Health) -> object:
    return type(health), getattr(health, "fault", None)
