from __future__ import annotations

from random import Random

import pytest

from hardware.cash.essp import Essp, Tempo
from hardware.simulated.essp import EsspEmulator
from hardware.words import (
    Acknowledge,
    AskOutcome,
    BeginDeposit,
    CashCounts,
    Degraded,
    Dispense,
    Fault,
    Lost,
    PaidOut,
    ReadCashCounts,
    Ready,
    Stacked,
)
from tests.hardware.cash.recycler import ALL, NOTES, a_conversation, counts, health, money, pieces, started
from tests.hardware.conversation import Conversation


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


def test_a_machine_for_another_currency_is_told_so_and_takes_nothing() -> None:
    conversation, emulator = a_conversation(currency="GBP")
    conversation.wire.ask(BeginDeposit(ALL))
    assert conversation.run(60) == [Lost(Fault.WRONG_CURRENCY, "it takes GBP, not EUR")]
    assert not emulator.insert(500)


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
    assert emulator._firmware.notices.kept
    conversation.wire.ask(Acknowledge())
    conversation.run(3)
    assert emulator._firmware.notices.kept


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


def test_an_idle_device_is_listened_to_as_soon_as_its_slot_opens() -> None:
    emulator = EsspEmulator(Random(1), levels=NOTES)
    conversation = Conversation(Essp(Random(2), tempo=Tempo(idle_poll_seconds=60.0)), emulator)
    conversation.run(30)
    conversation.wire.ask(BeginDeposit(frozenset({500})))
    conversation.run(0.1)
    assert emulator.insert(500)
    assert money(conversation.run(3)) == [Stacked(500)]
