"""Power cut anywhere in a sale, and bad days by seed: the book is the machine's truth, nothing is paid twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from random import Random

import pytest

from hardware.cash.cashmatic import Cashmatic
from hardware.cash.cashmatic_session import CashmaticSettings, Tempo
from hardware.drivers import Driver
from hardware.pump import Pump
from hardware.simulated.cashmatic import PASSWORD, USER, CashmaticEmulator, Faults
from hardware.simulated.serve import serve
from hardware.words import BeginDeposit, CashCounts, Dispense, PaidOut, Ready, Stacked, Word
from tests.hardware.cash.bad_days import BadDays
from tests.hardware.cash.one_sale import STOCK, OneSale, cut_at

STRIDE = 5003
DEADLINE_SECONDS = 60.0


def a_wire() -> Cashmatic:
    return Cashmatic(CashmaticSettings(USER, lambda: PASSWORD))


def an_emulator(seed: int = 1) -> CashmaticEmulator:
    return CashmaticEmulator(Random(seed), levels=STOCK)


def test_a_sale_gives_the_change_and_no_more() -> None:
    sale = OneSale(a_wire, an_emulator())
    sale.run(10)
    sale.sell()
    sale.check()
    assert sale.owed == 0


@pytest.mark.parametrize("first", [0, 1700, 3400])
@pytest.mark.parametrize("who", ["till", "machine", "both"])
def test_a_cut_of_power_anywhere_in_a_sale_costs_nobody_a_cent(who: str, first: int) -> None:
    for byte in range(first, 42_000, STRIDE):
        sale = cut_at(byte, who, a_wire, an_emulator())
        sale.check()
        assert sale.owed == 0


def trouble(chance: float) -> Faults:
    return Faults(
        lose_reply=chance,
        late_reply=chance,
        deaf=chance,
        garbage=chance,
        error=chance,
        expire=chance,
        hang_up=chance,
        reset=chance / 10,
        jam=chance,
    )


@pytest.mark.parametrize("seed", range(6))
def test_on_any_bad_day_the_counts_are_the_truth_and_nothing_is_paid_twice(seed: int) -> None:
    BadDays(seed, a_wire, an_emulator(seed), trouble, Faults()).live(10)


@contextmanager
def pumped(emulator: CashmaticEmulator, wire: Cashmatic) -> Iterator[tuple[Pump, Queue[Word]]]:
    stopped, addresses, words = threading.Event(), Queue[str](), Queue[Word]()
    server = threading.Thread(target=serve, args=(emulator, "127.0.0.1:0", stopped, addresses.put))
    server.start()
    crashes: list[Exception] = []
    pump = Pump(wire, Driver(lambda _: wire).opener(addresses.get(timeout=5), {}), words.put, crashes.append)
    pump.start()
    try:
        yield pump, words
    finally:
        pump.stop()
        stopped.set()
        server.join()
    assert not crashes


def test_a_sale_over_a_real_socket() -> None:
    tempo = Tempo(poll=0.02, idle_poll=0.05, settle=0.05, start_settle=0.1)
    emulator = an_emulator()
    heard: list[Word] = []

    with pumped(emulator, Cashmatic(CashmaticSettings(USER, lambda: PASSWORD), tempo)) as (pump, words):

        def wait_for(kind: type[Word]) -> Word:
            while True:
                heard.append(words.get(timeout=DEADLINE_SECONDS))
                if isinstance(heard[-1], kind):
                    return heard[-1]

        wait_for(Ready)
        pump.ask(BeginDeposit(frozenset({500})))
        while not emulator.insert(500):
            with suppress(Empty):
                heard.append(words.get(timeout=0.05))
        assert wait_for(Stacked) == Stacked(500, mark="0")
        pump.ask(Dispense(((200, 1), (100, 1)), "P1"))
        assert wait_for(PaidOut) == PaidOut(300, None, "P1")
    counts = [word for word in heard if isinstance(word, CashCounts)][-1]
    assert dict(counts.recycler) == dict(emulator.levels)
