from __future__ import annotations

from random import Random

import pytest

from hardware.cash.essp import Essp
from hardware.simulated.essp import EsspEmulator
from hardware.words import (
    BeginDeposit,
    CashCounts,
    Degraded,
    Dispense,
    Dispensing,
    EndDeposit,
    Fault,
    PaidOut,
    Pieces,
    ReadCashCounts,
    Ready,
    Stacked,
)
from tests.hardware.cash.recycler import ALL, a_conversation, counts, health, money, pieces, started
from tests.hardware.conversation import Conversation


@pytest.mark.parametrize("kind", ["notes", "coins"])
@pytest.mark.parametrize("version", [6, 7, 8])
@pytest.mark.parametrize("with_ack", [False, True])
def test_a_start_tells_the_counts_and_then_ready(kind: str, version: int, with_ack: bool) -> None:
    conversation, emulator = a_conversation(kind, version_max=version, polls_with_ack=with_ack)
    words = conversation.run(10)
    assert words == [Degraded(Fault.STARTING), counts(emulator), Ready()]


@pytest.mark.parametrize("with_ack", [False, True])
@pytest.mark.parametrize(("kind", "value"), [("notes", 500), ("coins", 100)])
def test_a_piece_is_told_once_and_only_while_the_slot_is_open(kind: str, value: int, with_ack: bool) -> None:
    conversation, emulator = started(kind, polls_with_ack=with_ack)
    assert not emulator.insert(value)
    conversation.wire.ask(BeginDeposit(frozenset({value})))
    conversation.run(1)
    assert emulator.insert(value)
    assert money(conversation.run(5)) == [Stacked(value)]
    conversation.wire.ask(EndDeposit())
    conversation.run(1)
    assert not emulator.insert(value)
    assert money(conversation.run(5)) == []


@pytest.mark.parametrize(("kind", "wanted", "unwanted"), [("notes", 500, 1000), ("coins", 100, 50)])
def test_only_the_denominations_asked_for_are_accepted(kind: str, wanted: int, unwanted: int) -> None:
    conversation, emulator = started(kind)
    conversation.wire.ask(BeginDeposit(frozenset({wanted})))
    conversation.run(1)
    assert not emulator.insert(unwanted)
    assert emulator.insert(wanted)
    conversation.run(3)
    conversation.wire.ask(BeginDeposit(frozenset({unwanted})))
    conversation.run(1)
    assert not emulator.insert(wanted)
    assert emulator.insert(unwanted)


def test_several_coins_at_once_are_each_told() -> None:
    conversation, emulator = started("coins")
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    assert [emulator.insert(value) for value in (100, 50, 100, 10)] == [True] * 4
    assert money(conversation.run(5)) == [Stacked(100), Stacked(50), Stacked(100), Stacked(10)]


def test_a_note_that_is_not_to_be_recycled_goes_to_the_cashbox_and_is_told_so() -> None:
    emulator = EsspEmulator(Random(1))
    conversation = Conversation(Essp(Random(2), recycle=frozenset({500})), emulator)
    conversation.run(10)
    conversation.wire.ask(BeginDeposit(frozenset({500, 2000})))
    conversation.run(1)
    emulator.insert(2000)
    assert money(conversation.run(5)) == [Stacked(2000, recycled=False)]
    assert emulator.cashbox == {2000: 1}
    conversation.wire.ask(ReadCashCounts())
    (told,) = money(conversation.run(2))
    assert isinstance(told, CashCounts)
    assert told.cashbox_pieces == 1


def test_a_full_recycler_sends_notes_to_the_cashbox_and_they_are_told_so() -> None:
    conversation, emulator = started(capacity=15)
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    emulator.insert(500)
    assert money(conversation.run(5)) == [Stacked(500, recycled=False)]


def test_a_full_hopper_takes_no_coin_and_says_so() -> None:
    conversation, emulator = a_conversation("coins", capacity=60)
    assert health(conversation.run(10))[-1] == Degraded(Fault.DEVICE_FULL)
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    assert not emulator.insert(50)
    conversation.wire.ask(Dispense(((50, 1),)))
    assert health(conversation.run(5)) == [Ready()]
    assert emulator.insert(50)


def test_a_rejected_note_is_given_back_and_not_told() -> None:
    conversation, emulator = started()
    emulator.faults.reject = 1
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    assert emulator.insert(500)
    assert money(conversation.run(5)) == []
    assert emulator.returned == {500: 1}


@pytest.mark.parametrize("by_denomination", [True, False])
@pytest.mark.parametrize("with_ack", [False, True])
@pytest.mark.parametrize(("kind", "wanted"), [("notes", ((500, 2), (1000, 1))), ("coins", ((10, 3), (100, 2)))])
def test_change_is_paid_exactly_once(kind: str, wanted: Pieces, with_ack: bool, by_denomination: bool) -> None:
    conversation, emulator = started(
        kind, polls_with_ack=with_ack, unknown=frozenset() if by_denomination else frozenset({0x46})
    )
    due = sum(value * count for value, count in wanted)
    conversation.wire.ask(Dispense(wanted))
    words = conversation.run(15)
    assert words[-2:] == [counts(emulator), PaidOut(due)]
    assert sum(value * count for value, count in emulator.paid_out.items()) == due
    steps = [word.paid for word in words if isinstance(word, Dispensing)]
    assert steps == sorted(set(steps))
    if by_denomination:
        assert pieces(emulator.paid_out) == wanted


@pytest.mark.parametrize("first_refusal", [0, 1])
@pytest.mark.parametrize("by_denomination", [True, False])
def test_what_is_not_there_is_refused_before_anything_moves(first_refusal: int, by_denomination: bool) -> None:
    """Hosts disagree whether the reasons count from 0 (kybarg/ssp) or from 1 (ITL's own library)."""
    options = {"first_refusal": first_refusal, "unknown": frozenset() if by_denomination else frozenset({0x46})}
    conversation, emulator = started("notes", **options)
    conversation.wire.ask(Dispense(((2000, 10),)))
    assert conversation.run(5) == [counts(emulator), PaidOut(0, Fault.NOT_ENOUGH_CASH)]
    assert not emulator.paid_out


def test_an_amount_no_pieces_make_is_refused_before_anything_moves() -> None:
    for first_refusal in (0, 1):
        conversation, emulator = started("coins", first_refusal=first_refusal, unknown=frozenset({0x46}))
        conversation.wire.ask(Dispense(((1, 5),)))
        assert conversation.run(5) == [counts(emulator), PaidOut(0, Fault.NOT_ENOUGH_CASH)]
        assert not emulator.paid_out


def test_a_deposit_goes_on_after_a_payout() -> None:
    conversation, emulator = started()
    conversation.wire.ask(BeginDeposit(frozenset({500})))
    conversation.wire.ask(Dispense(((500, 1),)))
    assert conversation.run(5)[-1] == PaidOut(500)
    assert emulator.insert(500)
    assert money(conversation.run(5)) == [Stacked(500)]


@pytest.mark.parametrize("kind", ["notes", "coins"])
def test_a_jam_pays_a_part_and_heals(kind: str) -> None:
    value = 500 if kind == "notes" else 100
    conversation, emulator = started(kind)
    conversation.wire.ask(Dispense(((value, 5),)))
    conversation.run(1.0)
    emulator.jam()
    words = conversation.run(10)
    paid = sum(v * count for v, count in emulator.paid_out.items())
    assert 0 < paid < 5 * value
    assert [counts(emulator), PaidOut(paid, Fault.JAM)] == money(words)
    assert health(words) == [Degraded(Fault.JAM)]
    emulator.clear_jam()
    assert health(conversation.run(10)) == [Ready()]


def test_a_note_that_falls_into_the_cashbox_is_not_told_as_paid() -> None:
    conversation, emulator = started()
    emulator.lose_a_note()
    conversation.wire.ask(Dispense(((500, 2),)))
    words = money(conversation.run(10))
    assert words == [counts(emulator), PaidOut(0, Fault.JAM)]
    assert emulator.cashbox == {500: 1}
