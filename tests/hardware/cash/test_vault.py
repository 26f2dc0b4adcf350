"""What has been told of a machine's money: once, and nothing missed while nobody listened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.cash.vault import EUROS, VALUE_MAX, Holding, Vault
from hardware.words import MARK_SIZE_MAX, CashCounts, Stacked

COUNTS = st.dictionaries(st.sampled_from(sorted(EUROS)), st.integers(0, 99))


def test_the_first_counts_tell_what_is_there_and_nothing_as_new() -> None:
    assert Vault().counts(Holding({500: 2, 100: 0}, {5000: 3})) == CashCounts(((100, 0), (500, 2)), 3, (), "3;5000:3")


def test_what_came_in_is_told_once_and_where_it_lies() -> None:
    vault = Vault()
    vault.counts(Holding({500: 2}, {5000: 3}))
    now = Holding({500: 4}, {5000: 4, 10000: 1})
    assert vault.stacked(now) == [
        Stacked(500, 2, mark="3;5000:3"),
        Stacked(5000, 1, recycled=False, mark="4;5000:4"),
        Stacked(10000, 1, recycled=False, mark="5;5000:4,10000:1"),
    ]
    assert vault.stacked(now) == []
    assert vault.counts(now) == CashCounts(((500, 4),), 5, (), "5;5000:4,10000:1")


@pytest.mark.parametrize("missing", [Holding({500: 1}, {5000: 3}), Holding({500: 9}, {5000: 2})])
def test_what_is_missing_can_only_be_told_by_the_counts(missing: Holding) -> None:
    vault = Vault()
    vault.counts(Holding({500: 2}, {5000: 3}))
    assert vault.stacked(missing) is None
    assert vault.differs(missing)


def test_a_note_that_came_to_the_cashbox_while_the_till_was_dead_is_found_by_the_mark() -> None:
    vault = Vault()
    vault.restore(((500, 2),), "7;5000:3")
    assert vault.counts(Holding({500: 2}, {5000: 4})) == CashCounts(((500, 2),), 8, ((5000, 1),), "8;5000:4")


def test_a_note_that_moved_from_the_recycler_to_the_cashbox_was_nobodys_payment() -> None:
    vault = Vault()
    vault.restore(((500, 2),), "0;")
    assert vault.counts(Holding({500: 0}, {500: 2})) == CashCounts(((500, 0),), 2, (), "2;500:2")


def test_an_emptied_cashbox_takes_nothing_from_what_ever_went_there() -> None:
    vault = Vault()
    vault.counts(Holding({500: 2}, {5000: 30}))
    assert vault.counts(Holding({500: 2}, {5000: 0})).cashbox_pieces == 30
    assert vault.counts(Holding({500: 2}, {5000: 1})).cashbox_pieces == 31


@pytest.mark.parametrize("mark", ["", "x", "1", ";", "1;5000", "1;5000:1,", "-1;", "1;5000:1;", "٣;", "1;5:1\n"])
def test_a_mark_that_is_none_is_passed_over(mark: str) -> None:
    vault = Vault()
    vault.restore(((500, 9),), mark)
    assert vault.counts(Holding({500: 2}, {5000: 30})) == CashCounts(((500, 2),), 30, (), "30;5000:30")


@given(COUNTS, COUNTS)
def test_a_mark_fits_and_brings_back_what_was_told(recycler: dict[int, int], cashbox: dict[int, int]) -> None:
    told = Vault().counts(Holding(recycler, cashbox))
    assert len(told.mark) <= MARK_SIZE_MAX
    assert told.mark.isascii()
    assert told.mark.isprintable()
    vault = Vault()
    vault.restore(told.recycler, told.mark)
    assert vault.counts(Holding(recycler, cashbox)) == told


def test_a_mark_of_everything_at_its_largest_fits() -> None:
    vault = Vault()
    vault.restore((), "999999999;" + ",".join(f"{value}:99999" for value in sorted(EUROS)[:1]))
    held = dict.fromkeys(EUROS, 99)
    assert len(vault.counts(Holding(held, held)).mark) <= MARK_SIZE_MAX


@pytest.mark.parametrize("held", [{3: 1}, {500: -1}, {500: 100_000}, {50000: VALUE_MAX // 50000 + 1}, {-5: 1}])
def test_what_no_machine_holds_is_not_believed(held: dict[int, int]) -> None:
    with pytest.raises(ValueError, match=r"no machine|no coin|any machine"):
        Holding(held)
    with pytest.raises(ValueError, match=r"no machine|no coin|any machine"):
        Holding({}, held)


def test_what_left_is_what_fell_and_did_not_go_to_the_cashbox() -> None:
    before = Holding({500: 5, 100: 5}, {})
    assert Holding({500: 3, 100: 4}, {500: 1}).paid_since(before) == 600
    assert Holding({500: 6, 100: 5}, {}).paid_since(before) == 0
    assert Holding({500: 3, 100: 5}, {500: 2}).moved(((500, 2),), before)
    assert not Holding({500: 4, 100: 5}, {500: 1}).moved(((500, 2),), before)
