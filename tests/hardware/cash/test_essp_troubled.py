"""Shops with a bad day, by seed: whatever happens, the counts are the truth and nothing is paid twice."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from hardware.cash.essp import Essp, Tempo
from hardware.simulated.essp import EsspEmulator, Faults
from hardware.words import (
    BeginDeposit,
    CashCounts,
    CollectCash,
    Collected,
    Dispense,
    EndDeposit,
    PaidOut,
    ReadCashCounts,
    SetRoutes,
    Stacked,
)
from tests.hardware.conversation import Conversation

STOCK = {"notes": {500: 20, 1000: 10}, "coins": {10: 30, 50: 30, 100: 30}}


class Shop:
    """One recycler, its till and a book which trusts only the words."""

    def __init__(self, seed: int, kind: str, with_ack: bool, tempo: Tempo | None = None) -> None:
        self._tempo = tempo
        self.random = Random(seed)
        self.values = sorted(STOCK[kind])
        self.emulator = EsspEmulator(Random(seed + 1), kind=kind, levels=STOCK[kind], polls_with_ack=with_ack)
        self.conversation = Conversation(self._new_till(), self.emulator)
        self.till_died = False

    def _new_till(self) -> Essp:
        return Essp(Random(self.random.random()), tempo=self._tempo)

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self.till_died = False
            taken, paid, first = self.emulator.taken.copy(), self.paid, len(self.conversation.words)
            self._trouble()
            self.random.choice((self._deposit, self._deposit, self._dispense, self._collect, self._route, self._read))()
            self.quiet()
            words = self.conversation.words[first:]
            stacked = Counter(word.value for word in words if isinstance(word, Stacked))
            assert stacked <= self.emulator.taken - taken, "a credit was told twice"
            told = [word.paid for word in words if isinstance(word, PaidOut)]
            assert self.till_died or sum(told) == self.paid - paid

    def _trouble(self) -> None:
        chance = self.random.choice((0.0, 0.02, 0.2))
        self.emulator.faults = Faults(
            lose_reply=chance,
            late_reply=chance,
            repeat_reply=chance,
            noise=chance,
            drop_byte=chance,
            deaf=chance,
            reset=chance / 20,
            jam=chance / 5,
            reject=chance,
            stall=chance / 5,
        )
        if self.random.random() < 0.4:
            self.conversation.cut_after = self.random.randrange(2000)
            self.conversation.on_cut = self.random.choice((self._cut_power, self.emulator.unplug, self._till_dies))

    def _cut_power(self) -> None:
        self.emulator.cut_power()

    def _till_dies(self) -> None:
        self.till_died = True
        self.conversation.restart(self._new_till())

    def _deposit(self) -> None:
        self.conversation.wire.ask(BeginDeposit(frozenset(self.values)))
        for _ in range(self.random.randrange(5)):
            self.conversation.run(self.random.uniform(0, 2))
            self.emulator.insert(self.random.choice(self.values))
        self.conversation.run(self.random.uniform(0, 2))
        self.conversation.wire.ask(EndDeposit())

    def _dispense(self) -> None:
        value = self.random.choice(self.values)
        count = self.random.randrange(1, 5)
        paid, first = self.paid, len(self.conversation.words)
        self.conversation.wire.ask(Dispense(((value, count),)))
        self.conversation.run(self.random.uniform(0, 3))
        self.quiet()
        assert self.paid - paid <= value * count
        ends = [word for word in self.conversation.words[first:] if isinstance(word, PaidOut)]
        assert self.till_died or len(ends) == 1

    def _collect(self) -> None:
        held, first, paid = self.emulator.levels.copy(), len(self.conversation.words), self.paid
        wanted = Counter({value: self.random.randrange(held[value] + 2) for value in self.values})
        self.conversation.wire.ask(CollectCash(tuple(sorted((+wanted).items())), "C"))
        self.conversation.run(self.random.uniform(0, 3))
        self.quiet()
        assert self.paid == paid, "a collection pays nobody"
        ends = [word for word in self.conversation.words[first:] if isinstance(word, Collected)]
        assert self.till_died or len(ends) == 1
        gone = held - self.emulator.levels
        assert all((end.fault is None) == (gone == +wanted) for end in ends)

    def _route(self) -> None:
        self.conversation.wire.ask(SetRoutes(frozenset(self.random.sample(self.values, 1))))

    def _read(self) -> None:
        self.conversation.wire.ask(ReadCashCounts())

    @property
    def paid(self) -> int:
        return sum(value * count for value, count in self.emulator.paid_out.items())

    def quiet(self) -> None:
        """Everything is mended and settles; then the counts are asked once more."""
        self.emulator.faults = Faults()
        self.conversation.cut_after = None
        self.emulator.restore_power()
        self.emulator.plug()
        self.emulator.clear_jam()
        self.conversation.run(60)
        self.conversation.wire.ask(ReadCashCounts())
        self.conversation.run(5)
        self._check()

    def _check(self) -> None:
        words = self.conversation.words
        last = words[-1]
        assert isinstance(last, CashCounts)
        assert dict(last.recycler) == dict(self.emulator.levels)
        if last.cashbox_pieces is not None:
            assert last.cashbox_pieces == self.emulator.cashbox.total()


@pytest.mark.parametrize("with_ack", [False, True])
@pytest.mark.parametrize("kind", ["notes", "coins"])
@pytest.mark.parametrize("seed", range(12))
def test_on_any_bad_day_the_counts_are_the_truth_and_nothing_is_paid_twice(
    seed: int, kind: str, with_ack: bool
) -> None:
    shop = Shop(seed * 1000, kind, with_ack)
    shop.conversation.run(10)
    shop.live(25)
    stock = Counter(STOCK[kind]) + shop.emulator.taken - shop.emulator.paid_out
    assert stock == +(shop.emulator.levels + shop.emulator.cashbox)


@pytest.mark.parametrize("kind", ["notes", "coins"])
@pytest.mark.parametrize("seed", range(6))
def test_without_trouble_the_words_alone_keep_the_book(seed: int, kind: str) -> None:
    """Every count equals the one before, plus what was told as stacked, minus what was told as paid."""
    shop = Shop(seed, kind, with_ack=bool(seed % 2), tempo=Tempo(tries_before_new_key=20))
    shop.emulator.faults = Faults(lose_reply=0.1, late_reply=0.1, repeat_reply=0.2, noise=0.1)
    shop.conversation.run(20)
    for _ in range(20):
        shop.random.choice((shop._deposit, shop._read))()
        shop.conversation.run(30)
        shop.conversation.wire.ask(ReadCashCounts())
        shop.conversation.run(30)
    book: Counter[int] = Counter()
    started = False
    for word in shop.conversation.words:
        match word:
            case CashCounts():
                assert not started or book == dict(word.recycler)
                book, started = Counter(dict(word.recycler)), True
            case Stacked(value, count, True):
                book[value] += count
    assert started
    assert shop.emulator.taken.total() == sum(
        word.count for word in shop.conversation.words if isinstance(word, Stacked)
    )


@pytest.mark.parametrize("kind", ["notes", "coins"])
@pytest.mark.parametrize("first", range(5))
def test_power_cut_at_any_byte_of_a_payout(kind: str, first: int) -> None:
    """Cut at every fifth byte, from `first` on: told paid is what lies in the tray, levels are what is left."""
    for cut in range(first * 60, 1500, 300):
        emulator = EsspEmulator(Random(1), kind=kind, levels=STOCK[kind])
        conversation = Conversation(Essp(Random(2)), emulator)
        conversation.run(10)
        value = min(STOCK[kind])
        conversation.cut_after = cut
        conversation.on_cut = emulator.cut_power
        conversation.wire.ask(Dispense(((value, 4),)))
        conversation.run(20)
        emulator.restore_power()
        conversation.run(30)
        (told,) = [word for word in conversation.words if isinstance(word, PaidOut)]
        assert told.paid == value * emulator.paid_out[value]
        assert emulator.levels[value] + emulator.paid_out[value] == STOCK[kind][value]
