"""One sale on a ccTalk bus, cut at any byte: the till dies, the machine dies, or both. The money stays right."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from hardware.cash.cctalk import CcTalk
from hardware.simulated.cctalk import CcTalkEmulator
from hardware.words import BeginDeposit, Dispense, EndDeposit, PaidOut, ReadCashCounts
from tests.hardware.cash.bus import ALL, HOPPERS, Journal, a_wire, counts, held
from tests.hardware.conversation import Conversation

CHANGE = ((10, 2), (100, 1))
BYTES = 3000
"""More than the longest sale has, without its start."""

FIRST, STRIDE = 3, 131
"""Which bytes a run of the tests tries, for its time's sake; 0 and 1 are all."""


class Sale:
    """A customer puts in a coin of two kinds and a note, and is due CHANGE; the till asks again until it is paid."""

    def __init__(self, seed: int = 1, **options: object) -> None:
        self.emulator = CcTalkEmulator(Random(seed), **options)  # type: ignore[arg-type]
        self.journal = Journal()
        self._written = 0
        self.unheard: Counter[int] = Counter()
        """Taken by a device that then lost its power, and with it the event."""
        self.conversation = Conversation(self._wire(), self.emulator)
        self.run(10)

    def _wire(self) -> CcTalk:
        return a_wire(self.journal, validator=40, hoppers=HOPPERS)

    def run(self, seconds: float) -> None:
        self.conversation.run(seconds)
        self._write()

    def _write(self) -> None:
        self.journal.write(self.conversation.words[self._written :])
        self._written = len(self.conversation.words)

    def cut_at(self, byte: int, till: bool, machine: bool) -> None:
        def cut() -> None:
            self._write()
            if machine:
                self.emulator.cut_power()
                self.unheard = self.emulator.taken - self.journal.inserted
            if till:
                self.conversation.restart(self._wire())

        self.conversation.cut_after, self.conversation.on_cut = byte, cut

    def buy(self) -> None:
        self.conversation.wire.ask(BeginDeposit(ALL))
        self.run(0.5)
        for value in (200, 10, 500):
            self.emulator.insert(value)
        self.run(4)
        self.conversation.wire.ask(EndDeposit())
        self.run(0.5)
        self.conversation.wire.ask(Dispense(CHANGE, "P1"))
        self.run(3)

    def resume(self) -> None:
        """Power is back; the payout is asked for again, less what the counts say was paid."""
        self.emulator.restore_power()
        self.run(25)
        self.conversation.wire.ask(ReadCashCounts())
        self.run(3)
        left = Counter(dict(CHANGE)) - self.journal.left
        if left:
            self.conversation.wire.ask(Dispense(tuple(sorted(left.items())), "P1"))
            self.run(8)


def check(sale: Sale) -> None:
    """What the journal knows is what lies there, but for pieces that a device forgot."""
    emulator, journal = sale.emulator, sale.journal
    assert emulator.paid_out == dict(CHANGE)
    assert dict(counts(sale.conversation).recycler) == held(+journal.levels)
    unknown = emulator.levels - journal.levels + (emulator.cashbox - journal.in_cashbox)
    assert unknown == sale.unheard
    assert not journal.levels - emulator.levels
    assert not journal.in_cashbox - emulator.cashbox
    assert journal.inserted + sale.unheard == emulator.taken


@pytest.mark.parametrize(("till", "machine"), [(True, False), (False, True), (True, True)])
def test_a_sale_cut_at_any_byte_ends_with_the_right_money(till: bool, machine: bool) -> None:
    for byte in range(FIRST, BYTES, STRIDE):
        sale = Sale(keeps_last=bool(byte % 2))
        sale.cut_at(byte, till, machine)
        sale.buy()
        sale.resume()
        check(sale)


def test_a_sale_without_a_cut_takes_fewer_bytes_than_are_cut() -> None:
    sale = Sale()
    sale.cut_at(BYTES, till=True, machine=True)
    sale.buy()
    assert sale.conversation.cut_after is not None, "the sale is longer than what is tried"
    sale.conversation.cut_after = None
    check(sale)
    assert [word for word in sale.conversation.words if isinstance(word, PaidOut)] == [PaidOut(120, None, "P1")]
