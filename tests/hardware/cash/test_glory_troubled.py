"""Power cut anywhere in a sale, and bad days by seed: the book is the machine's truth, nothing is paid twice."""

from __future__ import annotations

from random import Random

import pytest

from hardware.cash.glory import Glory
from hardware.cash.glory_session import Tempo
from hardware.simulated.glory import Faults, GloryEmulator
from tests.hardware.cash.bad_days import BadDays
from tests.hardware.cash.one_sale import STOCK, OneSale, cut_at
from tests.hardware.cash.sold_over_a_socket import sell_over_a_socket

STRIDE = 8009
SET_UPS: tuple[dict[str, object], ...] = (
    {},
    {"inventory_follows": False, "occupies": True, "has_sessions": True},
    {"capacity": 5, "tells_pieces": False},
)
"""The last one: the note does not fit the recycler and falls into the cashbox."""


def an_emulator(seed: int = 1) -> GloryEmulator:
    return GloryEmulator(Random(seed), levels=STOCK)


def test_a_sale_gives_the_change_and_no_more() -> None:
    sale = OneSale(Glory, an_emulator())
    sale.run(10)
    sale.sell()
    sale.check()
    assert sale.owed == 0


@pytest.mark.parametrize("nth", range(len(SET_UPS)))
@pytest.mark.parametrize("who", ["till", "machine", "both"])
def test_a_cut_of_power_anywhere_in_a_sale_costs_nobody_a_cent(who: str, nth: int) -> None:
    for byte in range(nth * 2700, 42_000, STRIDE):
        emulator = GloryEmulator(Random(1), levels=STOCK, **SET_UPS[nth])  # type: ignore[arg-type]
        sale = cut_at(byte, who, Glory, emulator)
        sale.check()
        assert sale.owed == 0


def trouble(chance: float) -> Faults:
    return Faults(
        lose_reply=chance,
        late_reply=chance,
        repeat_reply=chance,
        deaf=chance,
        garbage=chance,
        stale=chance,
        lose_event=chance,
        hang_up=chance,
        reset=chance / 10,
        jam=chance,
    )


@pytest.mark.parametrize("seed", range(3))
def test_on_any_bad_day_the_counts_are_the_truth_and_nothing_is_paid_twice(seed: int) -> None:
    BadDays(seed, lambda: Glory(tempo=Tempo(move=30)), an_emulator(seed), trouble, Faults()).live(8)


def test_a_sale_over_a_real_socket() -> None:
    sell_over_a_socket(Glory(tempo=Tempo(poll=0.02, settle=0.05, start_settle=0.1)), an_emulator())
