"""A till with one sale at an all-in-one machine: it keeps a book as the kiosk does, and dies when told to.

The book believes only the words, as kiosk/domain/paying.py does: counts explain what nobody told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from hardware.wire import Wire
from hardware.words import (
    BeginDeposit,
    CashCounts,
    Degraded,
    Dispense,
    EndDeposit,
    Fault,
    Lost,
    PaidOut,
    ReadCashCounts,
    Ready,
    RestoreCashCounts,
    Stacked,
    Word,
)
from tests.hardware.conversation import Conversation

PRICE, GIVEN, CHANGE = 130, 500, 370
STOCK = {10: 20, 50: 10, 100: 10, 200: 5, 500: 5}
PLAN = ((200, 1), (100, 1), (50, 1), (10, 2))
PASSING = {Fault.LINK_LOST, Fault.NO_ANSWER, Fault.STARTING}
VALUES = frozenset({10, 50, 100, 200, 500})


def worth(pieces: Counter[int]) -> int:
    return sum(value * count for value, count in pieces.items())


def health(words: list[Word]) -> list[Word]:
    return [word for word in words if isinstance(word, Ready | Degraded | Lost)]


def money(words: list[Word]) -> list[Word]:
    return [word for word in words if isinstance(word, Stacked | CashCounts | PaidOut)]


class OneSale:
    """What is on disk: the levels of the book, the mark, what was inserted and paid. The rest a dead till forgets."""

    def __init__(self, new_wire: Callable[[], Wire], emulator: Any) -> None:
        self._new_wire = new_wire
        self.emulator = emulator
        self.conversation = Conversation(new_wire(), emulator)
        self.conversation.wire.ask(RestoreCashCounts((), ""))
        self.book: Counter[int] | None = None
        self.mark = ""
        self.inserted = 0
        self.paid = 0
        self.differed: Counter[int] = Counter()
        self.owed = 0
        self.tries = 0
        self.is_paying = False
        self._asked = False
        self._heard = 0

    # The till

    def run(self, seconds: float) -> None:
        """Time passes in small steps, so that the till answers the words as they come."""
        end = self.conversation.now + seconds
        while self.conversation.now < end:
            self.conversation.run(min(0.25, end - self.conversation.now))
            words, self._heard = self.conversation.words[self._heard :], len(self.conversation.words)
            for word in words:
                self._hear(word)

    def die(self) -> None:
        """The till's power is cut, and is back at once."""
        self.conversation.restart(self._new_wire())
        levels = tuple(sorted((self.book or Counter()).items()))
        self.conversation.wire.ask(RestoreCashCounts(levels, self.mark))
        self._heard = len(self.conversation.words)
        self._asked = False
        if self.is_paying:
            self._pay()
        elif not self.inserted:
            self.conversation.wire.ask(BeginDeposit(VALUES))

    def _hear(self, word: Word) -> None:
        match word:
            case Stacked(value, count, recycled, mark):
                self.mark = mark
                self.inserted += value * count
                if recycled and self.book is not None:
                    self.book[value] += count
            case CashCounts():
                self._count(word)
                if self._asked:
                    self._asked = False
                    self._dispense()
            case PaidOut(reference="P1") if self.is_paying and not self._asked:
                self._ended(word)
            case Ready() if not self.is_paying and not self.inserted:
                self.conversation.wire.ask(BeginDeposit(VALUES))

    def _count(self, counts: CashCounts) -> None:
        self.mark = counts.mark
        now = Counter(dict(counts.recycler))
        if self.book is not None:
            for value in now | self.book:
                differs = now[value] - self.book[value]
                if differs < 0 and self.is_paying:
                    self.paid -= value * differs
                elif differs > 0:
                    self.inserted += value * differs
                elif differs:
                    self.differed[value] += differs
        self.inserted += sum(value * count for value, count in counts.unreported)
        self.book = now

    def _pay(self) -> None:
        self._asked = True
        self.conversation.wire.ask(ReadCashCounts())

    def _dispense(self) -> None:
        rest = CHANGE - self.paid
        pieces = {}
        for value, _ in PLAN:
            pieces[value] = rest // value
            rest -= value * pieces[value]
        plan = tuple((value, count) for value, count in pieces.items() if count)
        if plan:
            self.conversation.wire.ask(Dispense(plan, "P1"))
        else:
            self.is_paying = False

    def _ended(self, word: PaidOut) -> None:
        if self.paid < CHANGE and word.fault in PASSING and self.tries < 3:
            self.tries += 1
            self._pay()
        else:
            self.is_paying = False
            self.owed = CHANGE - self.paid

    # The customer

    def sell(self) -> None:
        """A note is put in, the change comes out."""
        self.conversation.wire.ask(BeginDeposit(VALUES))
        for _ in range(240):
            if self.inserted or self.emulator.insert(GIVEN):
                break
            self.run(0.5)
        for _ in range(240):
            if self.inserted:
                break
            self.run(0.5)
        self.conversation.wire.ask(EndDeposit())
        self.is_paying = True
        self._pay()
        for _ in range(600):
            if not self.is_paying:
                break
            self.run(0.5)

    def check(self) -> None:
        """The book is the machine's truth, and nobody lost a cent that is not written down."""
        assert self.inserted == worth(self.emulator.taken), "what was put in is in the book, once"
        assert self.paid == worth(self.emulator.paid_out), "what came out is in the book, once"
        assert self.book == self.emulator.levels
        assert not +self.differed
        assert not self.is_paying
        assert self.paid + self.owed == CHANGE


def cut_at(byte: int, who: str, new_wire: Callable[[], Wire], emulator: Any) -> OneSale:
    """A sale in which the power is cut after so many bytes: of the "till", of the "machine", or of "both"."""
    sale = OneSale(new_wire, emulator)
    sale.run(10)

    def cut() -> None:
        if who != "till":
            emulator.cut_power()
        if who != "machine":
            sale.die()

    sale.conversation.cut_after, sale.conversation.on_cut = byte, cut
    restore = Random(byte).choice((0.0, 1.0, 6.0))

    original = sale.conversation._mind_the_link

    def mind() -> None:
        nonlocal restore
        if not emulator.listening:
            if restore <= 0:
                emulator.restore_power()
            restore -= 0.25
        original()

    sale.conversation._mind_the_link = mind  # type: ignore[method-assign]
    sale.sell()
    sale.conversation.cut_after = None
    emulator.restore_power()
    sale.run(20)
    return sale
