"""What a tally tells of what a machine holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.cash.tally import ORDERS_SIZE_MAX, Tally
from hardware.cash.vault import EUROS, Holding
from hardware.words import (
    MARK_SIZE_MAX,
    AskOutcome,
    BeginDeposit,
    CashCounts,
    CollectCash,
    Collected,
    Dispense,
    EndDeposit,
    Fault,
    Lost,
    PaidOut,
    ReadCashCounts,
    Ready,
    RestoreCashCounts,
    Stacked,
    Word,
)

EMPTY = Holding({100: 5, 500: 2}, {500: 1})


def a_tally(held: Holding = EMPTY) -> Tally:
    tally = Tally("a machine")
    tally.counts(held)
    tally.words.clear()
    return tally


def test_what_was_put_in_is_told_piece_by_piece_and_once() -> None:
    tally = a_tally()
    now = Holding({100: 7, 500: 2}, {500: 2})
    tally.found(now)
    assert tally.words == [Stacked(100, 2, mark="1;500:1"), Stacked(500, 1, recycled=False, mark="2;500:2")]
    tally.found(now)
    assert len(tally.words) == 2


def test_while_pieces_move_only_those_in_the_recycler_are_told() -> None:
    tally = a_tally()
    assert tally.found_in_recycler(Holding({100: 6, 500: 2}, {500: 2})) == 100
    assert tally.words == [Stacked(100, 1, mark="1;500:1")]
    assert tally.found(Holding({100: 6, 500: 3}, {500: 1})) == 500
    assert tally.words[1:] == [Stacked(500, 1, mark="1;500:1")]


def test_what_moved_to_the_cashbox_by_itself_is_nobodys_money() -> None:
    tally = a_tally()
    tally.found(Holding({100: 5, 500: 1}, {500: 2}))
    assert tally.words == [CashCounts(((100, 5), (500, 1)), 2, (), "2;500:2")]


def test_what_fell_into_the_cashbox_while_the_till_was_dead_is_told_by_the_mark() -> None:
    tally = Tally("a machine")
    tally.ask(RestoreCashCounts(((100, 5), (500, 2)), "7;500:1"))
    tally.counts(Holding({100: 6, 500: 2}, {500: 1, 1000: 2}))
    assert tally.words == [CashCounts(((100, 6), (500, 2)), 9, ((1000, 2),), "9;500:1,1000:2")]


def test_an_emptied_cashbox_takes_nothing_from_what_ever_went_there() -> None:
    tally = a_tally()
    tally.counts(Holding({100: 5, 500: 2}, {500: 0}))
    assert tally.words == [CashCounts(((100, 5), (500, 2)), 1, (), "1;")]


def test_a_machine_that_does_not_count_its_cashbox_says_so() -> None:
    tally = a_tally(Holding({100: 1}))
    tally.counts(Holding({100: 2}))
    assert tally.words == [CashCounts(((100, 2),), None, (), "")]


@given(st.text("0123456789:;,", max_size=MARK_SIZE_MAX + 10) | st.text(max_size=20))
def test_a_mark_that_is_not_ours_is_passed_over(mark: str) -> None:
    tally = Tally("a machine")
    tally.ask(RestoreCashCounts(((100, 5),), mark))
    tally.counts(EMPTY)
    assert isinstance(tally.words[0], CashCounts)


def test_a_full_machine_has_a_short_mark() -> None:
    full = dict.fromkeys(EUROS, 9)
    tally = a_tally(Holding(full, full))
    tally.counts(Holding(full, full))
    assert isinstance(tally.words[0], CashCounts)
    assert len(tally.words[0].mark) <= MARK_SIZE_MAX


@pytest.mark.parametrize("levels", [{3: 1}, {100: -1}, {50_000: 100_000}])
def test_no_machine_holds_what_cannot_be(levels: dict[int, int]) -> None:
    with pytest.raises(ValueError, match=r"machine|coin"):
        Holding(levels)


def test_orders_of_a_lost_machine_are_answered_when_it_is_back() -> None:
    tally = a_tally()
    tally.ask(Dispense(((100, 1),), "P1"))
    tally.ask(ReadCashCounts())
    tally.say(Lost(Fault.LINK_LOST))
    tally.ask(CollectCash(((100, 1),), "C1"))
    assert not tally.has_orders
    tally.words.clear()
    tally.end_refused(EMPTY)
    counts = CashCounts(((100, 5), (500, 2)), 1, (), "1;500:1")
    expected: list[Word] = [counts, PaidOut(0, Fault.LINK_LOST, "P1"), counts, Collected(Fault.LINK_LOST, "C1")]
    assert tally.words == expected


def test_counts_answer_every_question_asked_before_them() -> None:
    tally = a_tally()
    for command in (ReadCashCounts(), ReadCashCounts(), Dispense(((100, 1),), "P1")):
        tally.ask(command)
    tally.counts(EMPTY)
    assert tally.take_order() == Dispense(((100, 1),), "P1")
    assert tally.take_order() is None


def test_health_is_told_when_it_changes() -> None:
    tally = a_tally()
    tally.say(Ready())
    tally.say(Ready())
    tally.say(Lost(Fault.JAM, "a"))
    tally.say(Lost(Fault.JAM, "b"))
    assert tally.words == [Ready(), Lost(Fault.JAM, "a")]


def test_the_slot_is_wanted_until_it_is_not() -> None:
    tally = a_tally()
    tally.ask(BeginDeposit(frozenset({100}), 500))
    assert tally.wanted == {100}
    tally.ask(EndDeposit())
    assert not tally.wanted


def test_a_command_that_is_not_for_it_is_refused_and_so_are_too_many() -> None:
    tally = a_tally()
    with pytest.raises(TypeError, match="a machine cannot AskOutcome"):
        tally.ask(AskOutcome("a", 1))
    for _ in range(ORDERS_SIZE_MAX):
        tally.ask(ReadCashCounts())
    with pytest.raises(ValueError, match="more than"):
        tally.ask(ReadCashCounts())
