"""What a teller tells of what a machine holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.cash.teller import EURO_VALUES, ORDERS_SIZE_MAX, Holdings, Teller
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

EMPTY = Holdings({100: 5, 500: 2}, {500: 1})


def a_teller(held: Holdings = EMPTY) -> Teller:
    teller = Teller("a machine")
    teller.counts(held)
    teller.words.clear()
    return teller


def test_what_was_put_in_is_told_piece_by_piece_and_once() -> None:
    teller = a_teller()
    now = Holdings({100: 7, 500: 2}, {500: 2})
    teller.found(now)
    assert teller.words == [Stacked(100, 2, mark="2 500:2"), Stacked(500, 1, recycled=False, mark="2 500:2")]
    teller.found(now)
    assert len(teller.words) == 2


def test_while_pieces_move_only_those_in_the_recycler_are_told() -> None:
    teller = a_teller()
    assert teller.found_in_recycler(Holdings({100: 6, 500: 2}, {500: 2})) == 100
    assert teller.words == [Stacked(100, 1, mark="1 500:1")]
    assert teller.found(Holdings({100: 6, 500: 3}, {500: 1})) == 500
    assert teller.words[1:] == [Stacked(500, 1, mark="1 500:1")]


def test_what_moved_to_the_cashbox_by_itself_is_nobodys_money() -> None:
    teller = a_teller()
    teller.found(Holdings({100: 5, 500: 1}, {500: 2}))
    assert teller.words == [CashCounts(((100, 5), (500, 1)), 2, (), "2 500:2")]


def test_what_fell_into_the_cashbox_while_the_till_was_dead_is_told_by_the_mark() -> None:
    teller = Teller("a machine")
    teller.ask(RestoreCashCounts(((100, 5), (500, 2)), "7 500:1"))
    teller.counts(Holdings({100: 6, 500: 2}, {500: 1, 1000: 2}))
    assert teller.words == [CashCounts(((100, 6), (500, 2)), 9, ((1000, 2),), "9 500:1 1000:2")]


def test_an_emptied_cashbox_takes_nothing_from_what_ever_went_there() -> None:
    teller = a_teller()
    teller.counts(Holdings({100: 5, 500: 2}, {500: 0}))
    assert teller.words == [CashCounts(((100, 5), (500, 2)), 1, (), "1")]


def test_a_machine_that_does_not_count_its_cashbox_says_so() -> None:
    teller = a_teller(Holdings({100: 1}))
    teller.counts(Holdings({100: 2}))
    assert teller.words == [CashCounts(((100, 2),), None, (), "")]


@given(st.text("0123456789: ", max_size=MARK_SIZE_MAX + 10) | st.text(max_size=20))
def test_a_mark_that_is_not_ours_is_passed_over(mark: str) -> None:
    teller = Teller("a machine")
    teller.ask(RestoreCashCounts(((100, 5),), mark))
    teller.counts(EMPTY)
    assert isinstance(teller.words[0], CashCounts)


def test_a_full_machine_has_a_short_mark() -> None:
    full = dict.fromkeys(EURO_VALUES, 9)
    teller = a_teller(Holdings(full, full))
    teller.counts(Holdings(full, full))
    assert isinstance(teller.words[0], CashCounts)
    assert len(teller.words[0].mark) <= MARK_SIZE_MAX


@pytest.mark.parametrize("levels", [{3: 1}, {100: -1}, {50_000: 100_000}])
def test_no_machine_holds_what_cannot_be(levels: dict[int, int]) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        Holdings(levels)


def test_orders_of_a_lost_machine_are_answered_when_it_is_back() -> None:
    teller = a_teller()
    teller.ask(Dispense(((100, 1),), "P1"))
    teller.ask(ReadCashCounts())
    teller.say(Lost(Fault.LINK_LOST))
    teller.ask(CollectCash(((100, 1),), "C1"))
    assert not teller.has_orders
    teller.words.clear()
    teller.end_refused(EMPTY)
    counts = CashCounts(((100, 5), (500, 2)), 1, (), "1 500:1")
    expected: list[Word] = [counts, PaidOut(0, Fault.LINK_LOST, "P1"), counts, Collected(Fault.LINK_LOST, "C1")]
    assert teller.words == expected


def test_counts_answer_every_question_asked_before_them() -> None:
    teller = a_teller()
    for command in (ReadCashCounts(), ReadCashCounts(), Dispense(((100, 1),), "P1")):
        teller.ask(command)
    teller.counts(EMPTY)
    assert teller.take_order() == Dispense(((100, 1),), "P1")
    assert teller.take_order() is None


def test_health_is_told_when_it_changes() -> None:
    teller = a_teller()
    teller.say(Ready())
    teller.say(Ready())
    teller.say(Lost(Fault.JAM, "a"))
    teller.say(Lost(Fault.JAM, "b"))
    assert teller.words == [Ready(), Lost(Fault.JAM, "a")]


def test_the_slot_is_wanted_until_it_is_not() -> None:
    teller = a_teller()
    teller.ask(BeginDeposit(frozenset({100}), 500))
    assert teller.wanted == {100}
    teller.ask(EndDeposit())
    assert not teller.wanted


def test_a_command_that_is_not_for_it_is_refused_and_so_are_too_many() -> None:
    teller = a_teller()
    with pytest.raises(TypeError, match="a machine cannot AskOutcome"):
        teller.ask(AskOutcome("a", 1))
    for _ in range(ORDERS_SIZE_MAX):
        teller.ask(ReadCashCounts())
    with pytest.raises(ValueError, match="more than"):
        teller.ask(ReadCashCounts())
