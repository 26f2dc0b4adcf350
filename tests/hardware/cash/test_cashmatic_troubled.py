"""Power cut anywhere in a sale, and bad days by seed: the book is the machine's truth, nothing is paid twice."""

from __future__ import annotations

from random import Random

import pytest

from hardware.cash.cashmatic import Cashmatic
from hardware.cash.cashmatic_session import CashmaticSettings, Tempo
from hardware.simulated.cashmatic import PASSWORD, USER, CashmaticEmulator, Faults
from tests.hardware.cash.bad_days import BadDays
from tests.hardware.cash.one_sale import STOCK, OneSale, cut_at
from tests.hardware.cash.sold_over_a_socket import sell_over_a_socket

STRIDE = 8009
SET_UPS: tuple[dict[str, object], ...] = ({}, {"levels_follow": False}, {"capacity": 5, "echoes_reference": False})
"""The last one: the note does not fit the recycler and falls into the cashbox."""


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


@pytest.mark.parametrize("nth", range(len(SET_UPS)))
@pytest.mark.parametrize("who", ["till", "machine", "both"])
def test_a_cut_of_power_anywhere_in_a_sale_costs_nobody_a_cent(who: str, nth: int) -> None:
    for byte in range(nth * 2700, 42_000, STRIDE):
        emulator = CashmaticEmulator(Random(1), levels=STOCK, **SET_UPS[nth])  # type: ignore[arg-type]
        sale = cut_at(byte, who, a_wire, emulator)
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


@pytest.mark.parametrize("seed", range(3))
def test_on_any_bad_day_the_counts_are_the_truth_and_nothing_is_paid_twice(seed: int) -> None:
    BadDays(seed, a_wire, an_emulator(seed), trouble, Faults()).live(8)


def test_a_sale_over_a_real_socket() -> None:
    tempo = Tempo(poll=0.02, idle_poll=0.05, settle=0.05, start_settle=0.1)
    sell_over_a_socket(Cashmatic(CashmaticSettings(USER, lambda: PASSWORD), tempo), an_emulator())
