from __future__ import annotations

from random import Random

import pytest

from hardware.cash.essp import Essp
from hardware.cash.ssp_words import Code
from hardware.simulated.essp import EsspEmulator
from hardware.words import (
    AdjustCashCounts,
    BeginDeposit,
    CashCounts,
    CollectCash,
    Collected,
    Degraded,
    Dispense,
    Fault,
    Lost,
    PaidOut,
    Pieces,
    ReadCashCounts,
    Ready,
    RestoreCashCounts,
    SetRoutes,
    Stacked,
    Word,
)
from tests.hardware.cash.recycler import COINS, NOTES, a_conversation, counts, health, pieces, started
from tests.hardware.conversation import Conversation

LEVELS = {"notes": NOTES, "coins": COINS}
PART = {"notes": ((500, 4), (1000, 5)), "coins": ((10, 7), (100, 20))}


def told(words: list[Word]) -> list[Word]:
    return [word for word in words if isinstance(word, Stacked | CashCounts | PaidOut | Collected)]


def all_of(kind: str) -> Pieces:
    return pieces(LEVELS[kind])


# Collections


@pytest.mark.parametrize("with_ack", [False, True])
@pytest.mark.parametrize("kind", ["notes", "coins"])
@pytest.mark.parametrize("old", [frozenset(), frozenset({Code.FLOAT_BY_DENOMINATION})], ids=["new", "old"])
def test_a_part_goes_to_the_cashbox_and_the_rest_stays(kind: str, with_ack: bool, old: frozenset[int]) -> None:
    conversation, emulator = started(kind, polls_with_ack=with_ack, unknown=old)
    wanted = ((500, 4), (1000, 5)) if kind == "notes" else ((50, 3), (100, 20))  # also the largest pieces first
    conversation.wire.ask(CollectCash(wanted, "C1"))
    assert told(conversation.run(20)) == [counts(emulator), Collected(None, "C1")]
    assert pieces(emulator.cashbox) == wanted
    assert not emulator.paid_out


@pytest.mark.parametrize("with_ack", [False, True])
@pytest.mark.parametrize("kind", ["notes", "coins"])
@pytest.mark.parametrize(
    "old",
    [
        frozenset(),
        frozenset({Code.SMART_EMPTY, Code.CASHBOX_PAYOUT_OPERATION_DATA}),
        frozenset({Code.SMART_EMPTY, Code.EMPTY_ALL}),
        frozenset({Code.SMART_EMPTY, Code.EMPTY_ALL, Code.FLOAT_BY_DENOMINATION}),
    ],
    ids=["smart empty", "empty", "float", "float amount"],
)
def test_all_goes_to_the_cashbox(kind: str, with_ack: bool, old: frozenset[int]) -> None:
    conversation, emulator = started(kind, polls_with_ack=with_ack, unknown=old)
    conversation.wire.ask(CollectCash(all_of(kind), "C1"))
    assert told(conversation.run(20)) == [counts(emulator), Collected(None, "C1")]
    assert pieces(emulator.cashbox) == all_of(kind)


@pytest.mark.parametrize("kind", ["notes", "coins"])
def test_more_than_there_is_moves_nothing_and_nothing_is_nothing(kind: str) -> None:
    conversation, emulator = started(kind)
    for wanted, fault in ((((500, 11), (10, 21)), Fault.NOT_ENOUGH_CASH), ((), None)):
        conversation.wire.ask(CollectCash(wanted, "C1"))
        assert told(conversation.run(5)) == [counts(emulator), Collected(fault, "C1")]
    assert not emulator.cashbox.total()


@pytest.mark.parametrize("kind", ["notes", "coins"])
@pytest.mark.parametrize("is_all", [False, True], ids=["part", "all"])
def test_a_jam_ends_a_collection_and_the_counts_say_what_has_moved(kind: str, is_all: bool) -> None:
    conversation, emulator = started(kind)
    wanted = all_of(kind) if is_all else PART[kind]
    conversation.wire.ask(CollectCash(wanted, "C1"))
    conversation.run(0.6)
    emulator.jam()
    words = conversation.run(10)
    assert told(words) == [counts(emulator), Collected(Fault.JAM, "C1")]
    assert health(words) == [Degraded(Fault.JAM)]
    assert 0 < emulator.cashbox.total() < sum(count for _, count in wanted)


def test_objects_that_are_no_money_put_the_counts_in_doubt() -> None:
    conversation, emulator = started("coins")
    emulator.drop_in_a_button()
    conversation.wire.ask(CollectCash(all_of("coins"), "C1"))
    assert told(conversation.run(20)) == [counts(emulator), Collected(Fault.COUNTS_IN_DOUBT, "C1")]


def test_a_cashbox_that_is_not_there_takes_nothing() -> None:
    conversation, emulator = started()
    emulator.remove_cashbox()
    conversation.wire.ask(CollectCash(((500, 1),), "C1"))
    words = conversation.run(20)
    assert told(words) == [counts(emulator), Collected(Fault.PAYOUT_OUT_OF_SERVICE, "C1")]
    assert health(words) == [Degraded(Fault.CASHBOX_REMOVED)]


@pytest.mark.parametrize("kind", ["notes", "coins"])
@pytest.mark.parametrize("is_all", [False, True], ids=["part", "all"])
@pytest.mark.parametrize("dies", ["till", "machine", "both", "cable"])
def test_a_collection_is_cut_anywhere_and_the_counts_are_true(kind: str, is_all: bool, dies: str) -> None:
    whole = all_of(kind) if is_all else PART[kind]
    for cut in range(0, 900, 97):
        conversation, emulator = started(kind)

        def on_cut(conversation: Conversation = conversation, emulator: EsspEmulator = emulator) -> None:
            if dies in ("till", "both"):
                conversation.restart(Essp(Random(3)))
            if dies in ("machine", "both"):
                emulator.cut_power()
            if dies == "cable":
                emulator.unplug()

        conversation.cut_after, conversation.on_cut = cut, on_cut
        first = len(conversation.words)
        conversation.wire.ask(CollectCash(whole, "C1"))
        conversation.run(3)
        was_cut, conversation.cut_after = conversation.cut_after is None, None
        emulator.restore_power()
        emulator.plug()
        conversation.run(20)
        words = told(conversation.words[first:])
        *_, last = (word for word in words if isinstance(word, CashCounts))
        assert last == counts(emulator)
        ends = [word for word in words if isinstance(word, Collected)]
        assert len(ends) == 1 or (not ends and was_cut and dies in ("till", "both"))
        assert all((end.fault is None) == (pieces(emulator.cashbox) == whole) for end in ends)
        assert emulator.cashbox + emulator.levels == EsspEmulator(Random(1), kind=kind, levels=LEVELS[kind]).levels


@pytest.mark.parametrize("is_halted", [True, False])
def test_a_collection_that_stands_still_is_halted(is_halted: bool) -> None:
    conversation, emulator = started("coins", unknown=frozenset() if is_halted else frozenset({Code.HALT_PAYOUT}))
    emulator.stall()
    conversation.wire.ask(CollectCash(PART["coins"], "C1"))
    words = conversation.run(700)
    if is_halted:
        assert words == [counts(emulator), Collected(Fault.PAYOUT_OUT_OF_SERVICE, "C1")]
    else:
        assert words == [Lost(Fault.COUNTS_IN_DOUBT, "it does not stop moving money")]
        emulator.reset()
        expected = [counts(emulator), Collected(Fault.LINK_LOST, "C1")]
        assert told(conversation.run(30)) == expected


def test_a_collection_asked_of_a_lost_device_is_refused_when_it_is_back() -> None:
    conversation, emulator = started()
    emulator.unplug()
    conversation.run(1)
    conversation.wire.ask(CollectCash(((500, 1),), "C1"))
    emulator.plug()
    assert told(conversation.run(10)) == [counts(emulator), Collected(Fault.LINK_LOST, "C1")]
    assert not emulator.cashbox.total()


# Payouts that stand still


@pytest.mark.parametrize("kind", ["notes", "coins"])
def test_a_payout_that_stands_still_is_halted_and_told_as_it_was(kind: str) -> None:
    value = min(LEVELS[kind])
    conversation, emulator = started(kind)
    conversation.wire.ask(Dispense(((value, 3),), "P1"))
    conversation.run(0.7)
    emulator.stall()
    assert told(conversation.run(40)) == []
    paid = value * emulator.paid_out[value]
    assert 0 < paid < 3 * value
    assert told(conversation.run(40)) == [counts(emulator), PaidOut(paid, Fault.PAYOUT_OUT_OF_SERVICE, "P1")]
    conversation.wire.ask(Dispense(((value, 3),), "P2"))
    assert told(conversation.run(10))[-1] == PaidOut(3 * value, None, "P2")


def test_a_payout_that_cannot_be_halted_makes_the_counts_doubtful_until_it_rests() -> None:
    conversation, emulator = started("coins", unknown=frozenset({Code.HALT_PAYOUT}))
    emulator.stall()
    conversation.wire.ask(Dispense(((100, 3),), "P1"))
    assert health(conversation.run(700)) == [Lost(Fault.COUNTS_IN_DOUBT, "it does not stop moving money")]
    emulator.reset()
    words = told(conversation.run(30))
    assert words == [counts(emulator), PaidOut(0, Fault.LINK_LOST, "P1")]


@pytest.mark.parametrize("version", [6, 8])
@pytest.mark.parametrize("count", [1, 2])
def test_a_note_that_nobody_takes_is_waited_for(version: int, count: int) -> None:
    conversation, emulator = started(version_max=version)
    emulator.forget_to_take()
    conversation.wire.ask(Dispense(((500, count),), "P1"))
    words = conversation.run(300)
    assert (told(words), health(words)) == ([], [Degraded(Fault.NOTE_IN_BEZEL)])
    conversation.wire.ask(ReadCashCounts())
    emulator.take()
    words = conversation.run(7)
    assert told(words) == [counts(emulator), PaidOut(500 * count, None, "P1")]
    assert health(words) == [Ready()]


# Routes


@pytest.mark.parametrize(("kind", "kept", "sent"), [("notes", 500, 1000), ("coins", 100, 50)])
def test_routes_change_at_run_time_and_again_after_every_start(kind: str, kept: int, sent: int) -> None:
    conversation, emulator = started(kind)
    conversation.wire.ask(SetRoutes(frozenset({kept})))
    conversation.wire.ask(BeginDeposit(frozenset({kept, sent})))
    conversation.run(2)
    emulator._machine.routes = dict.fromkeys(emulator._machine.routes, True)  # it forgets, and starts
    emulator.reset()
    conversation.run(10)
    for value in (kept, sent):
        assert emulator.insert(value)
        assert told(conversation.run(5)) == [Stacked(value, 1, recycled=value == kept)]
    assert +emulator.cashbox == {sent: 1}
    conversation.wire.ask(SetRoutes(frozenset({kept, sent})))
    conversation.run(2)
    assert emulator.insert(sent)
    assert told(conversation.run(5)) == [Stacked(sent)]


# Levels set by hand


def test_coins_put_in_or_taken_out_by_hand_are_told_to_the_hopper() -> None:
    conversation, emulator = started("coins")
    conversation.wire.ask(AdjustCashCounts(((10, 30), (50, -5), (100, -99), (777, 4))))
    assert conversation.run(5) == [counts(emulator)]
    assert +emulator.levels == {10: 50, 50: 15}


def test_notes_are_not_adjusted_and_nothing_is_restored() -> None:
    conversation, emulator = a_conversation()
    conversation.wire.ask(RestoreCashCounts(((500, 99),), "anything"))
    conversation.run(10)
    conversation.wire.ask(AdjustCashCounts(((500, 3),)))
    assert conversation.run(5) == [counts(emulator)]
    assert emulator.levels[500] == NOTES[500]


def test_an_adjustment_made_while_the_machine_is_off_is_in_its_first_counts() -> None:
    conversation, emulator = started("coins")
    emulator.cut_power()
    conversation.run(1)
    conversation.wire.ask(AdjustCashCounts(((10, 30),)))
    emulator.restore_power()
    assert told(conversation.run(10)) == [counts(emulator)]
    assert emulator.levels[10] == COINS[10] + 30


@pytest.mark.parametrize("dies", ["machine", "cable", "replies"])
def test_an_adjustment_cut_anywhere_is_made_exactly_once(dies: str) -> None:
    for cut in range(0, 400, 23):
        conversation, emulator = started("coins")

        def on_cut(emulator: EsspEmulator = emulator) -> None:
            match dies:
                case "machine":
                    emulator.cut_power()
                case "cable":
                    emulator.unplug()
                case _:
                    emulator.lose_replies(6)

        conversation.cut_after, conversation.on_cut = cut, on_cut
        conversation.wire.ask(AdjustCashCounts(((10, 5), (50, -5))))
        conversation.run(2)
        emulator.restore_power()
        emulator.plug()
        words = told(conversation.run(30))
        assert words[-1:] in ([], [counts(emulator)])
        assert emulator.levels == {**emulator.levels, 10: COINS[10] + 5, 50: COINS[50] - 5, 100: COINS[100]}


# Health


def test_a_broken_payout_unit_is_told_until_it_answers_again() -> None:
    conversation, emulator = started()
    emulator.break_payout_unit()
    assert conversation.run(30) == [Degraded(Fault.PAYOUT_OUT_OF_SERVICE)]
    conversation.wire.ask(Dispense(((500, 1),), "P1"))
    assert told(conversation.run(30)) == [counts(emulator), PaidOut(0, Fault.PAYOUT_OUT_OF_SERVICE, "P1")]
    emulator.repair_payout_unit()
    conversation.wire.ask(BeginDeposit(frozenset({500})))
    assert conversation.run(5) == [Ready()]


def test_a_payout_unit_that_is_busy_is_asked_again() -> None:
    conversation, emulator = started()
    commands = emulator._firmware._commands
    enable, commands[Code.ENABLE_PAYOUT_DEVICE] = commands[Code.ENABLE_PAYOUT_DEVICE], lambda _: b"\xf5\x03"
    conversation.wire.ask(BeginDeposit(frozenset({500})))
    assert conversation.run(3) == [Degraded(Fault.PAYOUT_OUT_OF_SERVICE)]
    commands[Code.ENABLE_PAYOUT_DEVICE] = enable
    assert conversation.run(3) == [Ready()]


def test_notes_of_another_currency_in_the_recycler_make_it_unusable() -> None:
    conversation, emulator = started()
    emulator._firmware._commands[Code.ENABLE_PAYOUT_DEVICE] = lambda _: b"\xf5\x02"
    conversation.wire.ask(BeginDeposit(frozenset({500})))
    assert Lost(Fault.WRONG_CURRENCY, "it holds notes of another currency than it reads") in conversation.run(3)


def test_a_removed_cashbox_is_told_to_a_new_till_too() -> None:
    conversation, emulator = started()
    emulator.remove_cashbox()
    conversation.run(2)
    conversation.restart(Essp(Random(5)))
    assert health(conversation.run(10))[-1] == Degraded(Fault.CASHBOX_REMOVED)


@pytest.mark.parametrize("version", [6, 7, 8])
def test_a_note_that_went_to_the_cashbox_in_the_dark_has_its_value_in_every_version(version: int) -> None:
    emulator = EsspEmulator(Random(1), levels={500: 3}, version_max=version)
    conversation = Conversation(Essp(Random(2), recycle=frozenset({500})), emulator)
    conversation.run(10)
    conversation.wire.ask(BeginDeposit(frozenset({2000})))
    conversation.run(1)
    assert emulator.insert(2000)
    for _ in range(20):
        conversation.run(0.05)
        if emulator._machine.in_transit[0].stage.name == "STACKING":
            break
    emulator.cut_power()
    conversation.run(1)
    emulator.restore_power()
    assert told(conversation.run(10)) == [counts(emulator, ((2000, 1),))]


@pytest.mark.parametrize("with_ack", [True, False])
def test_a_note_that_went_to_the_cashbox_while_the_till_was_dead_has_its_value(with_ack: bool) -> None:
    emulator = EsspEmulator(Random(1), levels={500: 3}, polls_with_ack=with_ack)
    conversation = Conversation(Essp(Random(2), recycle=frozenset({500})), emulator)
    conversation.run(10)
    conversation.wire.ask(BeginDeposit(frozenset({500, 2000})))
    conversation.run(1)
    assert emulator.insert(2000)
    conversation.run(0.05)
    conversation.restart(Essp(Random(3), recycle=frozenset({500})))
    assert told(conversation.run(10)) == [counts(emulator, ((2000, 1),))]
    assert emulator.cashbox == {2000: 1}


def test_a_hopper_without_one_switch_for_its_acceptor_is_told_each_coin() -> None:
    conversation, emulator = started("coins", unknown=frozenset({Code.SET_COIN_MECH_GLOBAL_INHIBIT}))
    conversation.wire.ask(BeginDeposit(frozenset({100})))
    conversation.run(1)
    assert not emulator.insert(50)
    assert emulator.insert(100)
    conversation.run(2)
    conversation.wire.ask(Dispense(((100, 1),)))  # the device is enabled to pay, and takes nothing meanwhile
    conversation.run(0.4)
    assert not emulator.insert(100)


def test_the_counts_that_were_asked_for_during_a_collection_come_with_its_end() -> None:
    conversation, emulator = started()
    conversation.wire.ask(CollectCash(((500, 2),), "C1"))
    conversation.run(0.3)
    conversation.wire.ask(ReadCashCounts())
    assert told(conversation.run(10)) == [counts(emulator), Collected(None, "C1")]
