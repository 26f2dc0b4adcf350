"""The power goes at any moment of a sale, of the till, the machine or both: not a cent is lost or paid twice."""

from __future__ import annotations

from random import Random

import pytest

from hardware.cash.cashlogy import Cashlogy
from hardware.simulated.cashlogy import CashlogyEmulator, Faults
from tests.hardware.cash.counting_sale import CUTS, LEVELS, Till, bad_day, sell, worth

DUE, PIECES = 1337, (1000, 500)
STEP = 7
"""Bytes from one cut to the next: every byte takes seven times as long, and finds the same."""


def a_till(seed: int = 1, **options: object) -> Till:
    return Till(Cashlogy, CashlogyEmulator(Random(seed), levels=LEVELS, **options))  # type: ignore[arg-type]


def bytes_of_a_sale() -> int:
    till = a_till()
    till.run(6)
    till.conversation.cut_after = 1_000_000
    sell(till, DUE, PIECES)
    return 1_000_000 - till.conversation.cut_after


def test_a_sale_whose_power_is_cut_at_any_byte_is_paid_to_the_cent() -> None:
    for number, cut_after in enumerate(range(0, bytes_of_a_sale(), STEP)):
        till = a_till(seed=cut_after)
        till.run(6)
        till.cut(cut_after, CUTS[number % len(CUTS)])
        sell(till, DUE, PIECES)
        assert worth(till.paid) == worth(till.inserted) - DUE, cut_after


@pytest.mark.parametrize("options", [{}, {"has_safe": False}, {"counts_while_open": False}])
@pytest.mark.parametrize("seed", range(6))
def test_on_any_bad_day_the_words_alone_keep_the_book(seed: int, options: dict[str, object]) -> None:
    till = a_till(seed, **options)
    machine = till.machine
    assert isinstance(machine, CashlogyEmulator)
    for chance in bad_day(till, Random(seed), 12):
        machine.faults = Faults(
            lose_reply=chance / 4,
            late_reply=chance,
            repeat_reply=chance / 4,
            tear_reply=chance,
            noise=chance / 4,
            busy=chance,
            generic=chance,
            reset=chance / 10,
            jam=chance,
            reject=chance,
        )
