"""The simulated shop in the test run: a few days by seed, and proof that it would see a cent go missing."""

from __future__ import annotations

import pytest

from kiosk.domain import counting
from kiosk.domain import facts as f
from kiosk.domain.money import Money
from kiosk.domain.states import Kiosk
from tests.shop.day import run_day

SEEDS = range(3)


def test_a_calm_day_sells() -> None:
    takings = run_day(seed=1, customers=15, troubled=False)
    assert takings.sales > 5
    assert takings.power_cuts == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bad_day_loses_no_cent(seed: int) -> None:
    takings = run_day(seed, customers=25)
    assert takings.sales > 5


def test_the_same_seed_is_the_same_day() -> None:
    assert run_day(seed=7, customers=8) == run_day(seed=7, customers=8)


def some_bad_days() -> None:
    for seed in range(100, 140):
        run_day(seed, customers=40)


def test_a_kiosk_that_does_not_see_what_was_paid_out_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def blind(kiosk: Kiosk, machine: str, value: Money, differs: int) -> f.Fact:
        return f.CashDiffered(machine, value, differs)

    monkeypatch.setattr(counting, "_explained", blind)
    with pytest.raises(AssertionError):
        some_bad_days()
