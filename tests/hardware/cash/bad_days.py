"""All-in-one machines with a bad day, by seed: a book that trusts only the words, and the truth in the emulator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from hardware.wire import Wire
from hardware.words import (
    BeginDeposit,
    CashCounts,
    Dispense,
    EndDeposit,
    PaidOut,
    ReadCashCounts,
    RestoreCashCounts,
    Stacked,
)
from tests.hardware.cash.one_sale import STOCK, worth
from tests.hardware.conversation import Conversation


class BadDays:
    """`trouble(random)` gives the faults of one step, `mended()` none."""

    def __init__(
        self,
        seed: int,
        new_wire: Callable[[], Wire],
        emulator: Any,
        trouble: Callable[[float], Any],
        mended: Any,
        quiet_seconds: float = 60,
    ) -> None:
        self._quiet_seconds = quiet_seconds
        self.random = Random(seed)
        self._new_wire, self._trouble_of, self._mended = new_wire, trouble, mended
        self.emulator = emulator
        self.conversation = Conversation(new_wire(), emulator)
        self.conversation.run(20)
        self.till_died = False
        self._mark = ""

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self.till_died = False
            taken, paid, first = self.emulator.taken.copy(), self.paid, len(self.conversation.words)
            self._trouble()
            self.random.choice((self._deposit, self._deposit, self._dispense, self._read))()
            self.quiet()
            words = self.conversation.words[first:]
            stacked: Counter[int] = Counter()
            for word in words:
                if isinstance(word, Stacked):
                    stacked[word.value] += word.count
            assert stacked <= self.emulator.taken - taken, "a piece was told twice"
            told = sum(word.paid for word in words if isinstance(word, PaidOut))
            assert self.till_died or told == self.paid - paid

    def _trouble(self) -> None:
        self.emulator.faults = self._trouble_of(self.random.choice((0.0, 0.01, 0.05)))
        if self.random.random() < 0.4:
            self.conversation.cut_after = self.random.randrange(30_000)
            self.conversation.on_cut = self.random.choice(
                (self.emulator.cut_power, self.emulator.unplug, self._till_dies)
            )

    def _till_dies(self) -> None:
        self.till_died = True
        last = self.conversation.words[-1]
        levels = tuple(last.recycler) if isinstance(last, CashCounts) else ()
        self.conversation.restart(self._new_wire())
        self.conversation.wire.ask(RestoreCashCounts(levels, self._mark if levels else ""))

    def _deposit(self) -> None:
        self.conversation.wire.ask(BeginDeposit(frozenset(STOCK)))
        for _ in range(self.random.randrange(4)):
            self.conversation.run(self.random.uniform(0, 4))
            self.emulator.insert(self.random.choice(list(STOCK)))
        self.conversation.run(self.random.uniform(0, 2))
        self.conversation.wire.ask(EndDeposit())

    def _dispense(self) -> None:
        pieces = ((self.random.choice(list(STOCK)), self.random.randrange(1, 4)),)
        paid, first = self.paid, len(self.conversation.words)
        self.conversation.wire.ask(Dispense(pieces, "P1"))
        self.conversation.run(self.random.uniform(0, 5))
        self.quiet()
        assert self.paid - paid <= worth(Counter(dict(pieces)))
        ends = [word for word in self.conversation.words[first:] if isinstance(word, PaidOut)]
        assert self.till_died or len(ends) == 1

    def _read(self) -> None:
        self.conversation.wire.ask(ReadCashCounts())

    @property
    def paid(self) -> int:
        return worth(self.emulator.paid_out)

    def quiet(self) -> None:
        """Everything is mended and settles; then the counts are asked once more."""
        self.emulator.faults = self._mended
        self.conversation.cut_after = None
        self.emulator.restore_power()
        self.emulator.plug()
        self.emulator.clear_jam()
        self.conversation.wire.ask(EndDeposit())
        self.conversation.run(self._quiet_seconds)
        self.conversation.wire.ask(ReadCashCounts())
        self.conversation.run(15)
        counts = [word for word in self.conversation.words if isinstance(word, CashCounts)][-1]
        self._mark = counts.mark
        assert dict(counts.recycler) == dict(self.emulator.levels)
        stock = Counter(STOCK) + self.emulator.taken - self.emulator.paid_out
        assert stock == +(self.emulator.levels + self.emulator.cashbox)
