"""Shops with a bad day on a ccTalk bus, by seed: nothing is credited or paid twice, and no counter is misread."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from hardware.cash.cctalk import CcTalk
from hardware.cash.cctalk_exchange import Echo
from hardware.cash.cctalk_frame import Checksum
from hardware.simulated.cctalk import LEVELS, CcTalkEmulator, Faults
from hardware.words import BeginDeposit, Degraded, Dispense, EndDeposit, Fault, PaidOut, ReadCashCounts
from tests.hardware.cash.bus import ALL, Journal, a_wire, counts, held, worth
from tests.hardware.conversation import Conversation

PIECES = (1, 10, 20, 50, 100, 200, 500, 1000)


class Shop:
    """One bus, its till, and a journal which trusts only the words."""

    def __init__(self, seed: int, with_resets: bool) -> None:
        self.random = Random(seed)
        self._with_resets = with_resets
        with_crc, echo = bool(seed % 2), bool(seed % 3)
        self._checksum = Checksum.CRC if with_crc else Checksum.SIMPLE
        self.emulator = CcTalkEmulator(Random(seed + 1), with_crc=with_crc, echo=echo, keeps_last=bool(seed % 5))
        self.journal = Journal()
        self.conversation = Conversation(self._wire(), self.emulator)
        self.till_died = False

    def _wire(self) -> CcTalk:
        return a_wire(self.journal, checksum=self._checksum, echo=Echo.DETECT)

    def run(self, seconds: float) -> None:
        self.conversation.run(seconds)
        self._write()

    def _write(self) -> None:
        self.journal.write(self.conversation.words)
        self.conversation.words.clear()

    def live(self, steps: int) -> None:
        self.run(15)
        for _ in range(steps):
            self._trouble()
            self.random.choice((self._deposit, self._deposit, self._dispense, self._read))()
            self.quiet()
            self.check()

    def _trouble(self) -> None:
        chance = self.random.choice((0.0, 0.02, 0.1))
        self.emulator.faults = Faults(
            lose_reply=chance,
            late_reply=chance,
            repeat_reply=chance,
            noise=chance,
            drop_byte=chance,
            outwit=chance,
            deaf=chance,
            busy=chance,
            reset=chance / 20 if self._with_resets else 0,
            jam=chance / 5,
            reject=chance,
        )
        cuts = [self._till_dies, self.emulator.unplug]
        if self._with_resets:
            cuts += [self.emulator.cut_power, lambda: self.emulator.remove(self.random.choice((2, 3, 4, 40)))]
        if self.random.random() < 0.4:
            self.conversation.cut_after = self.random.randrange(1500)
            self.conversation.on_cut = self.random.choice(cuts)

    def _till_dies(self) -> None:
        self.till_died = True
        self._write()
        self.conversation.restart(self._wire())

    def _deposit(self) -> None:
        self.conversation.wire.ask(BeginDeposit(ALL))
        for _ in range(self.random.randrange(5)):
            self.run(self.random.uniform(0, 2))
            self.emulator.insert(self.random.choice(PIECES))
        self.run(self.random.uniform(0, 2))
        self.conversation.wire.ask(EndDeposit())

    def _dispense(self) -> None:
        order = ((self.random.choice(list(LEVELS)), self.random.randrange(1, 5)),)
        before, self.till_died = worth(self.emulator.paid_out), False
        self.conversation.wire.ask(Dispense(order, "P"))
        ends: list[int] = []
        for _ in range(2):
            self.conversation.run(40)
            ends += [word.paid for word in self.conversation.words if isinstance(word, PaidOut)]
            self._write()
            self.mend()
        paid = worth(self.emulator.paid_out) - before
        assert paid <= worth(order)
        assert self.till_died or ends == [paid]

    def _read(self) -> None:
        self.conversation.wire.ask(ReadCashCounts())

    def mend(self) -> None:
        self.emulator.faults = Faults()
        self.conversation.cut_after = None
        self.emulator.restore_power()
        self.emulator.plug()
        self.emulator.clear_jam()
        for address in (2, 3, 4, 40):
            self.emulator.replace(address)

    def quiet(self) -> None:
        """Everything is mended and settles; then the counts are asked once more."""
        self.mend()
        self.run(40)
        self.conversation.wire.ask(ReadCashCounts())
        self.conversation.run(5)
        assert dict(counts(self.conversation).recycler) == held(self.journal.levels)
        self._write()

    def check(self) -> None:
        emulator, journal = self.emulator, self.journal
        assert journal.left == emulator.paid_out
        if self._with_resets:  # an event that nobody had heard yet is forgotten with the power
            assert not journal.inserted - emulator.taken
        else:
            assert journal.inserted == emulator.taken
            assert journal.levels == emulator.levels
            assert +journal.in_cashbox == +emulator.cashbox


@pytest.mark.parametrize("seed", range(6))
def test_on_any_bad_day_every_piece_is_credited_once_and_nothing_is_paid_twice(seed: int) -> None:
    Shop(seed * 1000 + seed, with_resets=False).live(9)


@pytest.mark.parametrize("seed", range(4))
def test_when_devices_lose_their_power_too_nothing_is_credited_or_paid_twice(seed: int) -> None:
    shop = Shop(seed * 1000 + seed, with_resets=True)
    shop.live(9)
    stock = Counter(LEVELS) + shop.emulator.taken - shop.emulator.paid_out
    assert stock == +(shop.emulator.levels + shop.emulator.cashbox)


def test_no_doubt_is_told_where_there_is_none() -> None:
    shop = Shop(3, with_resets=False)
    shop.emulator.faults = Faults(lose_reply=0.05, late_reply=0.05, repeat_reply=0.05, noise=0.05, busy=0.05)
    shop.conversation.run(20)
    for _ in range(10):
        shop.conversation.wire.ask(BeginDeposit(ALL))
        shop.conversation.run(5)
        shop.emulator.insert(10)
        shop.conversation.wire.ask(Dispense(((10, 1),), "P"))
        shop.conversation.run(20)
    doubts = [w for w in shop.conversation.words if isinstance(w, Degraded) and w.fault is Fault.COUNTS_IN_DOUBT]
    assert not doubts
    assert shop.emulator.taken == {10: 10}
    assert 0 < shop.emulator.paid_out[10] <= 10
