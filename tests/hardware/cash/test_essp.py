from __future__ import annotations

from random import Random

import pytest

from hardware.cash.essp import Essp
from hardware.simulated.essp import EsspEmulator
from hardware.words import (
    Acknowledge,
    AskOutcome,
    BeginDeposit,
    CashCounts,
    Degraded,
    Dispense,
    Dispensing,
    EndDeposit,
    Fault,
    Lost,
    PaidOut,
    Pieces,
    ReadCashCounts,
    Ready,
    Stacked,
    Word,
)
from tests.hardware.conversation import Conversation

NOTES = {500: 10, 1000: 5}
COINS = {10: 20, 50: 20, 100: 20}
ALL = frozenset({10, 50, 100, 500, 1000, 2000})


def a_conversation(
    kind: str = "notes", acknowledges: bool = True, **options: object
) -> tuple[Conversation, EsspEmulator]:
    options.setdefault("levels", NOTES if kind == "notes" else COINS)
    emulator = EsspEmulator(Random(1), kind=kind, **options)  # type: ignore[arg-type]
    return Conversation(Essp(Random(2)), emulator, acknowledges), emulator


def started(kind: str = "notes", **options: object) -> tuple[Conversation, EsspEmulator]:
    conversation, emulator = a_conversation(kind, **options)  # type: ignore[arg-type]
    assert conversation.run(10)[-1] == Ready()
    return conversation, emulator


def pieces(levels: dict[int, int]) -> Pieces:
    return tuple(sorted(levels.items()))


def money(words: list[Word]) -> list[Word]:
    return [word for word in words if isinstance(word, Stacked | CashCounts | PaidOut)]


def health(words: list[Word]) -> list[Word]:
    return [word for word in words if isinstance(word, Ready | Degraded | Lost)]


def counts(emulator: EsspEmulator, unreported: Pieces = ()) -> CashCounts:
    machine = emulator._machine
    cashbox = None if machine.is_coins else machine.stacked + machine.transferred
    return CashCounts(pieces(emulator.levels), cashbox, unreported)


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
    conversation, emulator = started(kind, polls_with_ack=with_ack, pays_by_denomination=by_denomination)
    due = sum(value * count for value, count in wanted)
    conversation.wire.ask(Dispense(wanted))
    words = conversation.run(15)
    assert words[-2:] == [counts(emulator), PaidOut(due)]
    assert sum(value * count for value, count in emulator.paid_out.items()) == due
    steps = [word.paid for word in words if isinstance(word, Dispensing)]
    assert steps == sorted(set(steps))
    if by_denomination:
        assert pieces(emulator.paid_out) == wanted


def test_what_is_not_there_is_refused_before_anything_moves() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((2000, 1),)))
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


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_lost_reply_never_loses_nor_doubles_a_credit(lost: int) -> None:
    conversation, emulator = started()
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    emulator.insert(500)
    emulator.lose_replies(lost)
    assert money(conversation.run(10)) == [Stacked(500)]


@pytest.mark.parametrize("at", [0.0, 0.05, 0.25, 0.45, 0.65])
def test_a_lost_reply_never_pays_twice(at: float) -> None:
    conversation, emulator = started("coins")
    conversation.wire.ask(Dispense(((100, 3),)))
    conversation.run(at)
    emulator.lose_replies(2)
    assert money(conversation.run(15))[-1] == PaidOut(300)
    assert emulator.paid_out == {100: 3}


@pytest.mark.parametrize("lost", range(4, 14))
def test_a_payout_whose_reply_never_came_is_told_by_the_counts(lost: int) -> None:
    conversation, emulator = started("coins")
    emulator.lose_replies(lost)
    conversation.wire.ask(Dispense(((100, 3),)))
    words = money(conversation.run(60))
    paid = sum(value * count for value, count in emulator.paid_out.items())
    assert words == [counts(emulator), PaidOut(paid, None if paid == 300 else Fault.NO_ANSWER)]


def test_an_order_executed_unheard_before_a_restart_is_not_given_again() -> None:
    conversation, emulator = started("coins")
    begin_payout = emulator._machine.begin_payout

    def begin_and_lose_all_replies(pieces: list[int], now: float) -> None:
        begin_payout(pieces, now)
        emulator.lose_replies(4)

    emulator._machine.begin_payout = begin_and_lose_all_replies  # type: ignore[method-assign]
    conversation.wire.ask(Dispense(((100, 3),)))
    words = money(conversation.run(30))
    assert words == [counts(emulator), PaidOut(300)]
    assert emulator.paid_out == {100: 3}


@pytest.mark.parametrize("trouble", ["repeat", "late", "noise", "drop"])
def test_a_troubled_line_changes_nothing_about_the_money(trouble: str) -> None:
    conversation, emulator = started()
    match trouble:
        case "repeat":
            emulator.repeat_replies(10_000)
        case "late":
            emulator.delay_replies(1.7)
        case "noise":
            emulator.faults.noise = 0.5
        case "drop":
            emulator.faults.drop_byte = 0.3
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(20)
    assert emulator.insert(500)
    conversation.run(60)
    conversation.wire.ask(Dispense(((1000, 1),)))
    words = money(conversation.run(120))
    assert words[-2:] == [counts(emulator), PaidOut(1000)]
    assert [word for word in conversation.words if isinstance(word, Stacked)] == [Stacked(500)] * emulator.taken.total()


def test_a_wrong_packet_count_is_healed_by_new_keys() -> None:
    conversation, emulator = started()
    emulator.skip_count()
    words = conversation.run(20)
    assert words == [Degraded(Fault.STARTING), counts(emulator), Ready()]


def test_a_reset_starts_up_again_and_reopens_the_slot() -> None:
    conversation, emulator = started()
    conversation.wire.ask(BeginDeposit(frozenset({500})))
    conversation.run(1)
    emulator.reset()
    assert conversation.run(10) == [Degraded(Fault.STARTING), counts(emulator), Ready()]
    assert emulator.insert(500)


def test_a_silent_device_is_lost_once_and_heals_by_itself() -> None:
    conversation, emulator = started()
    emulator.is_mute = True
    assert conversation.run(300) == [Lost(Fault.NO_ANSWER)]
    emulator.is_mute = False
    assert conversation.run(30) == [Degraded(Fault.STARTING), counts(emulator), Ready()]


def test_another_fixed_key_is_refused_and_told_once() -> None:
    conversation, _ = a_conversation(fixed_key=0x1122334455667788)
    assert conversation.run(120) == [Lost(Fault.KEY_REFUSED)]


def test_another_currency_is_the_wrong_device() -> None:
    conversation, _ = a_conversation(currency="GBP")
    (word,) = conversation.run(60)
    assert isinstance(word, Lost)
    assert word.fault is Fault.WRONG_DEVICE


def test_another_address_never_answers() -> None:
    conversation, _ = a_conversation(address=0x10)
    assert conversation.run(60) == [Lost(Fault.NO_ANSWER)]


def test_a_cut_cable_is_told_and_a_payout_that_went_on_is_told_after() -> None:
    conversation, emulator = started("coins")
    conversation.wire.ask(Dispense(((100, 5),)))
    conversation.run(0.8)
    emulator.unplug()
    words = conversation.run(20)
    assert health(words) == [Lost(Fault.LINK_LOST, "gone")]
    emulator.plug()
    words = conversation.run(10)
    assert money(words) == [counts(emulator), PaidOut(500)]
    assert emulator.paid_out == {100: 5}


@pytest.mark.parametrize("seconds", [0.5, 0.7, 1.0, 1.3, 1.6, 1.9])
@pytest.mark.parametrize("restarts_till", [False, True])
def test_a_power_cut_in_a_payout_is_told_as_it_was(seconds: float, restarts_till: bool) -> None:
    conversation, emulator = started("coins")
    conversation.wire.ask(Dispense(((100, 9),)))
    conversation.run(seconds)
    emulator.cut_power()
    conversation.run(5)
    if restarts_till:
        conversation.restart(Essp(Random(3)))
    emulator.restore_power()
    words = money(conversation.run(15))
    paid = sum(value * count for value, count in emulator.paid_out.items())
    assert 0 <= paid < 900
    assert words == [counts(emulator), PaidOut(paid, Fault.LINK_LOST)]


@pytest.mark.parametrize("tenths", range(14))
@pytest.mark.parametrize("recycled", [True, False])
def test_a_note_in_transit_at_a_power_cut_is_in_the_counts_or_given_back(tenths: int, recycled: bool) -> None:
    emulator = EsspEmulator(Random(tenths), levels={500: 3})
    conversation = Conversation(Essp(Random(2), recycle=frozenset({500} if recycled else {1000})), emulator)
    conversation.run(10)
    conversation.wire.ask(BeginDeposit(frozenset({500})))
    conversation.run(1)
    assert emulator.insert(500)
    before = conversation.run(tenths / 10)
    emulator.cut_power()
    before += conversation.run(3)
    emulator.restore_power()
    after = money(conversation.run(10))
    assert emulator.taken.total() + emulator.returned.total() == 1
    was_told = any(isinstance(word, Stacked) for word in before)
    is_unreported = not recycled and not was_told and emulator.taken.total() == 1
    (told,) = after
    assert isinstance(told, CashCounts)
    assert (told.recycler, told.cashbox_pieces) == (pieces(emulator.levels), emulator.cashbox.total())
    assert told.unreported in ((), ((500, 1),)) if is_unreported else told.unreported == ()


@pytest.mark.parametrize("with_ack", [False, True])
def test_a_till_that_dies_with_a_note_untold_finds_it_in_the_counts(with_ack: bool) -> None:
    conversation, emulator = started(polls_with_ack=with_ack)
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    emulator.insert(500)
    conversation.run(0.7)
    conversation.restart(Essp(Random(9)))
    words = money(conversation.run(10))
    assert words == [counts(emulator)]
    assert emulator.levels[500] == NOTES[500] + 1


def test_an_event_is_kept_until_it_is_acknowledged_but_told_once() -> None:
    conversation, emulator = started(polls_with_ack=True)
    conversation._acknowledges = False
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    emulator.insert(500)
    assert money(conversation.run(20)) == [Stacked(500)]
    assert not emulator.insert(500)
    conversation.wire.ask(Acknowledge())
    conversation.run(1)
    assert emulator.insert(500)
    assert money(conversation.run(20)) == [Stacked(500)]


def test_an_acknowledgement_of_earlier_words_does_not_forget_a_note_still_on_its_way() -> None:
    conversation, emulator = started(polls_with_ack=True)
    conversation._acknowledges = False
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    emulator.insert(500)
    conversation.run(0.75)
    assert emulator._firmware._kept
    conversation.wire.ask(Acknowledge())
    conversation.run(3)
    assert emulator._firmware._kept


def test_a_dispense_asked_of_a_lost_device_is_refused_when_it_is_back() -> None:
    conversation, emulator = started()
    emulator.unplug()
    conversation.run(1)
    conversation.wire.ask(Dispense(((500, 1),)))
    emulator.plug()
    assert money(conversation.run(10)) == [counts(emulator), PaidOut(0, Fault.LINK_LOST)]
    assert not emulator.paid_out


def test_a_dispense_asked_during_the_start_is_paid_after_it() -> None:
    conversation, _ = a_conversation()
    conversation.run(0.5)
    conversation.wire.ask(Dispense(((500, 1),)))
    assert conversation.run(10)[-1] == PaidOut(500)


def test_counts_are_told_on_request() -> None:
    conversation, emulator = started()
    conversation.wire.ask(ReadCashCounts())
    assert conversation.run(2) == [counts(emulator)]


def test_counts_asked_during_a_payout_come_with_its_end() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((500, 2),)))
    conversation.run(0.5)
    conversation.wire.ask(ReadCashCounts())
    assert money(conversation.run(10)) == [counts(emulator), PaidOut(1000)]


def test_a_removed_cashbox_is_told_until_it_is_back() -> None:
    conversation, emulator = started()
    emulator.remove_cashbox()
    assert conversation.run(30) == [Degraded(Fault.CASHBOX_REMOVED)]
    emulator.replace_cashbox()
    assert conversation.run(5) == [Ready()]


def test_a_fraud_is_told_for_a_while() -> None:
    conversation, emulator = started()
    emulator.fraud()
    assert conversation.run(5) == [Degraded(Fault.FRAUD)]
    assert conversation.run(60) == [Ready()]


def test_a_full_cashbox_is_told() -> None:
    conversation, _ = a_conversation(cashbox_capacity=0)
    assert health(conversation.run(10))[-1] == Degraded(Fault.CASHBOX_FULL)


def test_an_emptied_recycler_is_counted_again() -> None:
    conversation, emulator = started()
    emulator.empty()
    assert conversation.run(5) == [counts(emulator)]
    assert emulator.cashbox.total() == sum(NOTES.values())


def test_a_device_that_disabled_itself_is_enabled_again() -> None:
    conversation, emulator = started()
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    emulator._firmware._is_enabled = False
    conversation.run(1)
    assert emulator.insert(500)


def test_a_command_for_another_device_is_refused() -> None:
    with pytest.raises(TypeError, match="AskOutcome"):
        Essp(Random(0)).ask(AskOutcome("1", 1))


def test_an_idle_device_is_polled_once_a_second_and_nothing_else_happens() -> None:
    conversation, _ = started()
    sent = []
    tick = conversation.wire.tick
    conversation.wire.tick = lambda now: sent.append(out) or out if (out := tick(now)) else out  # type: ignore
    conversation.run(60)
    assert 59 <= len(sent) <= 61
