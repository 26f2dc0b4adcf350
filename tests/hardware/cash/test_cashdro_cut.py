"""The power goes at any moment of a sale, of the till, the machine or both: not a cent is lost or paid twice."""

from __future__ import annotations

from random import Random

import pytest

from hardware.cash.cashdro import CashDro
from hardware.simulated.cashdro import CashDroEmulator, Faults
from tests.hardware.cash.counting_sale import CUTS, LEVELS, Till, bad_day, sell, worth

DUE, PIECES = 1337, (1000, 500)
STEP = 601
"""Bytes from one cut to the next, a prime: of every question and answer of a sale some are hit, at other bytes."""


def a_till(seed: int = 1, page: str = "index3.php", **options: object) -> Till:
    emulator = CashDroEmulator(Random(seed), levels=LEVELS, **options)  # type: ignore[arg-type]
    return Till(lambda: CashDro("admin", lambda: "3428", page), emulator)


def bytes_of_a_sale() -> int:
    till = a_till()
    till.run(9)
    till.conversation.cut_after = 1_000_000
    sell(till, DUE, PIECES)
    return 1_000_000 - till.conversation.cut_after


def test_a_sale_whose_power_is_cut_at_any_moment_is_paid_to_the_cent() -> None:
    for number, cut_after in enumerate(range(0, bytes_of_a_sale(), STEP)):
        till = a_till(seed=cut_after)
        till.run(9)
        till.cut(cut_after, CUTS[number % len(CUTS)])
        sell(till, DUE, PIECES)
        assert worth(till.paid) == worth(till.inserted) - DUE, cut_after


@pytest.mark.parametrize("options", [{}, {"page": "index.php"}, {"tells_devices": False}])
@pytest.mark.parametrize("seed", range(4))
def test_on_any_bad_day_the_words_alone_keep_the_book(seed: int, options: dict[str, object]) -> None:
    till = a_till(seed, **options)  # type: ignore[arg-type]
    machine = till.machine
    assert isinstance(machine, CashDroEmulator)
    for chance in bad_day(till, Random(seed), 6):
        machine.faults = Faults(
            lose_reply=chance / 4,
            deaf=chance / 4,
            late_reply=chance / 2,
            nonsense=chance / 4,
            server_error=chance / 4,
            busy=chance,
            reset=chance / 10,
            jam=chance,
            reject=chance,
        )
