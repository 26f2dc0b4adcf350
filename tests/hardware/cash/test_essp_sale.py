"""One sale, a note or coins in and change out, cut at every byte: the till dies, the machine, both.

A packet counts once its last byte has arrived and not before: the first test delivers a whole sale byte by byte and
sees that nothing comes of a part. So all cuts within a packet are the same as any one of them, and the other test cuts
in every packet. After each cut the sale goes on, and the money is exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from random import Random

import pytest

from hardware.cash.essp import Essp
from hardware.simulated.essp import EsspEmulator
from hardware.words import (
    Acknowledge,
    BeginDeposit,
    CashCounts,
    Dispense,
    EndDeposit,
    PaidOut,
    ReadCashCounts,
    Ready,
    Stacked,
    Word,
)
from tests.hardware.conversation import Conversation

LEVELS = {"notes": {500: 4, 1000: 2, 2000: 1}, "coins": {10: 8, 50: 4, 100: 4}}
INSERTED = {"notes": Counter({2000: 1}), "coins": Counter({100: 1, 50: 1})}
CHANGE = {"notes": Counter({500: 1, 1000: 1}), "coins": Counter({10: 2})}
OFF_SECONDS = 1.0
SALE_SECONDS_MAX = 120.0


class Line(Conversation):
    """Knows how long each packet was."""

    def __init__(self, emulator: EsspEmulator) -> None:
        super().__init__(Essp(Random(2)), emulator)
        self.sizes: list[int] = []

    def _through(self, data: bytes) -> bytes:
        if data:
            self.sizes.append(len(data))
        return super()._through(data)


class SplitLine(Line):
    """Delivers byte by byte, and nothing may come of a part."""

    def _step(self) -> None:
        out = self._through(self.wire.tick(self.now))
        for at in range(len(out) - 1):
            self.emulator.receive(out[at : at + 1])
            assert not self.emulator.tick(self.now)
        self.emulator.receive(out[-1:])
        back = self._through(self.emulator.tick(self.now))
        words = self.wire.receive(b"")
        for at in range(len(back) - 1):
            assert not self.wire.receive(back[at : at + 1])
        words += self.wire.receive(back[-1:])
        if words:
            self.words += words
            self.wire.ask(Acknowledge())


class Sale:
    """Customer and till. `book`, `inserted` and `paid` are on disk; what the till asked it forgets when it dies."""

    def __init__(self, kind: str, with_ack: bool, line: type[Line] = Line) -> None:
        self.kind = kind
        self.emulator = EsspEmulator(Random(1), kind=kind, levels=LEVELS[kind], polls_with_ack=with_ack)
        self.line = line(self.emulator)
        self.line.run(3)
        self.line.sizes.clear()
        self.book = Counter(LEVELS[kind])
        self.inserted: Counter[int] = Counter()
        self.paid: Counter[int] = Counter()
        self.pushed = 0
        self.is_asked = False
        self.is_ordered = False
        self.dark_until = 0.0
        self.begin()

    def begin(self) -> None:
        """Go on from what is on disk."""
        if self.inserted != INSERTED[self.kind]:
            self.line.wire.ask(BeginDeposit(frozenset(LEVELS[self.kind])))
        else:
            self.line.wire.ask(EndDeposit())
            self.is_asked = True
            self.line.wire.ask(ReadCashCounts())

    def till_dies(self) -> None:
        self.line.restart(Essp(Random(3)))
        self.is_asked = self.is_ordered = False
        self.begin()

    def machine_dies(self) -> None:
        self.emulator.cut_power()
        self.dark_until = self.line.now + OFF_SECONDS

    def both_die(self) -> None:
        self.till_dies()
        self.machine_dies()

    def run(self) -> None:
        """Until the change is out, and a little more."""
        while self.paid != CHANGE[self.kind] or self.is_asked:
            assert self.line.now < SALE_SECONDS_MAX
            self.live()
        for _ in range(10):
            self.live()

    def live(self) -> None:
        if self.line.now >= self.dark_until:
            self.emulator.restore_power()
        emulator = self.emulator
        wanted = INSERTED[self.kind] - emulator.taken
        if wanted and self.pushed == emulator.taken.total() + emulator.returned.total():
            self.pushed += emulator.insert(max(wanted))
        for word in self.line.run(0.2):
            self.hear(word)

    def hear(self, word: Word) -> None:
        was_in = self.inserted == INSERTED[self.kind]
        match word:
            case Stacked(value, count):
                self.book[value] += count
                self.inserted[value] += count
            case CashCounts(levels):
                self.count(dict(levels))
            case PaidOut(reference="P1"):
                self.is_ordered = False
                self.begin()
            case Ready() if not self.is_ordered:
                self.begin()
        if not was_in and self.inserted == INSERTED[self.kind]:
            self.begin()

    def count(self, levels: dict[int, int]) -> None:
        for value, level in levels.items():
            more = level - self.book[value]
            (self.inserted if more > 0 else self.paid)[value] += abs(more)
        self.book = Counter(levels)
        if self.is_asked:
            self.is_asked = False
            if missing := CHANGE[self.kind] - self.paid:
                self.is_ordered = True
                self.line.wire.ask(Dispense(tuple(sorted(missing.items())), "P1"))

    def check(self) -> None:
        kind, emulator = self.kind, self.emulator
        assert +self.inserted == emulator.taken == INSERTED[kind]
        assert +self.paid == emulator.paid_out == CHANGE[kind]
        assert self.book == emulator.levels
        assert not emulator.cashbox.total()


@pytest.mark.parametrize("with_ack", [False, True])
@pytest.mark.parametrize("kind", ["notes", "coins"])
def test_nothing_comes_of_a_part_of_a_packet(kind: str, with_ack: bool) -> None:
    sale = Sale(kind, with_ack, SplitLine)
    sale.run()
    sale.check()
    assert len(sale.line.sizes) > 50


@pytest.mark.parametrize(("kind", "with_ack"), [("notes", True), ("coins", False)])
@pytest.mark.parametrize("dies", [Sale.till_dies, Sale.machine_dies, Sale.both_die])
def test_a_sale_that_is_cut_at_any_byte_is_finished_to_the_cent(
    kind: str, with_ack: bool, dies: Callable[[Sale], None]
) -> None:
    for cut in cuts(kind, with_ack):
        sale = Sale(kind, with_ack)
        sale.line.cut_after, sale.line.on_cut = cut, partial(dies, sale)
        sale.run()
        sale.check()
        assert sale.line.cut_after is None


def cuts(kind: str, with_ack: bool) -> Iterator[int]:
    """In every packet of an undisturbed sale, each at another of its bytes."""
    whole = Sale(kind, with_ack)
    whole.run()
    whole.check()
    before = 0
    for number, size in enumerate(whole.line.sizes):
        yield before + number % size
        before += size
