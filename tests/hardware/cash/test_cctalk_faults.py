from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from hardware.cash.cctalk import MISSES_MAX
from hardware.cash.cctalk_device import Script
from hardware.cash.cctalk_exchange import Echo, Reply
from hardware.cash.cctalk_hopper import Hopper
from hardware.cash.cctalk_tally import Tally
from hardware.cash.cctalk_words import Header, Status
from hardware.simulated.cctalk import LEVELS, CcTalkEmulator
from hardware.words import (
    AdjustCashCounts,
    BeginDeposit,
    CashCounts,
    Degraded,
    Dispense,
    EndDeposit,
    Fault,
    Lost,
    PaidOut,
    ReadCashCounts,
    Ready,
)
from tests.hardware.cash.bus import ALL, Journal, a_wire, counts, health, held, money, stacked, started
from tests.hardware.conversation import Conversation


def doubts(conversation: Conversation) -> list[str]:
    return [
        word.detail for word in conversation.words if isinstance(word, Degraded) and word.fault is Fault.COUNTS_IN_DOUBT
    ]


# Coins and notes


def test_more_events_than_the_acceptor_remembers_leave_the_counts_in_doubt() -> None:
    conversation, emulator = started()
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    journal = Journal()
    journal.write(conversation.words)
    conversation.unlink()
    for seconds in range(7):
        assert emulator.insert(10)
        emulator.tick(conversation.now + 1 + seconds)
    conversation.restart(a_wire(journal))
    conversation.run(10)
    assert dict(counts(conversation).recycler) == held({**LEVELS, 10: 65})
    last = health(conversation.words)[-1]
    assert last == Degraded(Fault.COUNTS_IN_DOUBT, "2 events of the coin acceptor are lost: count the coins")


def test_a_doubt_outlives_the_till_and_ends_when_staff_counted() -> None:
    conversation, emulator = started()
    journal = Journal()
    for _ in range(7):
        emulator.acceptor.reject()
    conversation.run(3)
    journal.write(conversation.words)
    assert journal.mark.endswith("?")
    conversation.restart(a_wire(journal))
    last = health(conversation.run(10))[-1]
    assert isinstance(last, Degraded)
    assert "in doubt already" in last.detail
    conversation.wire.ask(AdjustCashCounts(()))
    assert health(conversation.run(3)) == [Ready()]
    assert not counts(conversation).mark.endswith("?")


def test_a_mark_nobody_can_read_leaves_the_counts_in_doubt() -> None:
    emulator = CcTalkEmulator(Random(1))
    journal = Journal()
    journal.mark = "9;what"
    conversation = Conversation(a_wire(journal), emulator)
    last = health(conversation.run(10))[-1]
    assert last == Degraded(Fault.COUNTS_IN_DOUBT, "the journal's mark of this machine cannot be read: count the coins")
    assert dict(counts(conversation).recycler) == held(LEVELS)


@pytest.mark.parametrize("address", [2, 40])
def test_a_device_that_was_reset_is_set_up_again(address: int) -> None:
    conversation, emulator = started()
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    value = 100 if address == 2 else 500
    emulator.insert(value)
    conversation.run(4)
    emulator._devices[address].execute(1, b"")
    assert not emulator.insert(value)
    conversation.run(12)
    assert emulator.insert(value)
    conversation.run(4)
    assert stacked(conversation.words) == [(value, value == 100)] * 2
    assert not doubts(conversation)


def test_an_acceptor_reset_before_its_first_coin_forgets_its_inhibits_and_is_told_again() -> None:
    conversation, emulator = started()
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    emulator.acceptor.execute(1, b"")
    assert not emulator.insert(100)
    conversation.run(8)
    assert emulator.insert(100)


@pytest.mark.parametrize(
    ("code", "fault"), [(14, Fault.JAM), (7, Fault.JAM), (20, Fault.FRAUD), (36, Fault.COUNTS_IN_DOUBT)]
)
def test_what_the_acceptor_says_of_its_troubles_is_told(code: int, fault: Fault) -> None:
    conversation, emulator = started()
    emulator.acceptor.reject(code)
    (word,) = health(conversation.run(3))
    assert isinstance(word, Degraded)
    assert word.fault is fault
    assert "coin acceptor 2" in word.detail
    if fault is not Fault.COUNTS_IN_DOUBT:
        assert health(conversation.run(40)) == [Ready()]


def test_a_full_stacker_is_told_until_it_is_emptied() -> None:
    conversation, emulator = started()
    emulator.validator.events.add(0, 14)
    assert health(conversation.run(60)) == [Degraded(Fault.CASHBOX_FULL, "bill validator 40 says 14")]
    emulator.validator.events.add(0, 11)
    emulator.validator.events.add(0, 12)
    assert health(conversation.run(3)) == [Ready()]


def test_a_stacked_note_of_no_known_kind_leaves_the_counts_in_doubt() -> None:
    conversation, emulator = started()
    emulator.validator.events.add(9, 0)
    conversation.run(3)
    assert doubts(conversation) == ["bill validator 40 took something of no known value (position 9): count the coins"]
    assert stacked(conversation.words) == []


# Hoppers


def test_a_jam_pays_a_part() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((100, 5),), "P1"))
    conversation.run(1)
    emulator.jam(100)
    words = conversation.run(10)
    paid = 100 * emulator.paid_out[100]
    assert 0 < paid < 500
    assert words[-1] == PaidOut(paid, Fault.JAM, "P1")
    assert dict(counts(conversation).recycler) == held(emulator.levels)


def test_a_hopper_that_runs_empty_contradicts_its_level() -> None:
    levels = {10: 2, 100: 30}
    emulator = CcTalkEmulator(Random(1), levels=levels)
    conversation = Conversation(a_wire(Journal({10: 9, 100: 30}), hoppers={10: 3, 100: 4}), emulator)
    conversation.run(10)
    conversation.wire.ask(Dispense(((10, 5), (100, 1)), "P1"))
    conversation.run(15)
    assert money(conversation.words)[-1] == PaidOut(120, Fault.NOT_ENOUGH_CASH, "P1")
    assert doubts(conversation) == ["hopper 3 (0.10) ran empty, by its level it holds 7: count the coins"]
    conversation.wire.ask(AdjustCashCounts(((10, -7),)))
    assert health(conversation.run(10))[-1] == Ready()


@pytest.mark.parametrize(
    ("holds", "level", "said"),
    [
        (60, 0, "holds coins by its low sensor, by its level it holds 0"),
        (5, 450, "is nearly empty by its low sensor, by its level it holds 450"),
        (500, 12, "is full by its high sensor, by its level it holds 12"),
    ],
)
def test_a_sensor_that_contradicts_the_level_is_told(holds: int, level: int, said: str) -> None:
    emulator = CcTalkEmulator(Random(1), levels={10: holds})
    conversation = Conversation(a_wire(Journal({10: level}), hoppers={10: 3}), emulator)
    conversation.run(10)
    assert doubts(conversation) == [f"hopper 3 (0.10) {said}: count the coins"]


@pytest.mark.parametrize("lost", range(1, 9))
def test_an_order_whose_reply_is_lost_is_never_sent_twice(lost: int) -> None:
    """The replies to everything around the order are lost, one after the other."""
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((10, 3),), "P1"))
    for _ in range(300):
        conversation.run(0.01)
        if emulator.asked[3, 167]:
            break
        if emulator.asked[3, 164]:
            emulator.lose_replies(lost)
    emulator.lose_replies(lost - 1)
    conversation.run(40)
    assert emulator.asked[3, 167] == 1
    assert emulator.paid_out == {10: 3}
    assert money(conversation.words)[-1] == PaidOut(30, None, "P1")


def test_an_order_that_was_not_heard_is_not_repeated_but_told_as_unpaid() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((10, 3),), "P1"))
    while not emulator.asked[3, 164]:
        conversation.run(0.001)
    emulator.faults.deaf = 1
    conversation.run(0.3)
    emulator.faults.deaf = 0
    conversation.run(15)
    assert emulator.asked[3, 167] == 0
    assert money(conversation.words)[-1] == PaidOut(0, Fault.NO_ANSWER, "P1")


@pytest.mark.parametrize("keeps_last", [False, True])
@pytest.mark.parametrize("seconds", [0.2, 0.7, 1.3])
def test_a_hopper_that_loses_power_while_it_pays_is_believed_by_its_lifetime_count(
    seconds: float, keeps_last: bool
) -> None:
    conversation, emulator = started(keeps_last=keeps_last)
    conversation.wire.ask(Dispense(((10, 6),), "P1"))
    conversation.run(seconds)
    emulator.remove(3)
    conversation.run(3)
    emulator.replace(3)
    conversation.run(20)
    paid = emulator.paid_out[10]
    assert paid < 6
    told, end = money(conversation.words)[-2:]
    assert isinstance(told, CashCounts)
    assert dict(told.recycler) == held(emulator.levels)
    assert end == PaidOut(paid * 10, Fault.NO_ANSWER, "P1")


def test_a_payout_waits_for_its_hopper_and_the_machine_is_lost_meanwhile() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((10, 6),), "P1"))
    conversation.run(1)
    emulator.remove(3)
    words = conversation.run(60)
    assert money(words) == []
    (lost,) = health(words)
    assert isinstance(lost, Lost)
    assert lost.fault is Fault.NO_ANSWER
    assert "hopper 3 (0.10) fell silent while it paid" in lost.detail
    conversation.wire.ask(Dispense(((20, 1),), "P2"))
    emulator.replace(3)
    words = conversation.run(10)
    paid = emulator.paid_out[10] * 10
    assert [word for word in words if isinstance(word, PaidOut)] == [
        PaidOut(paid, Fault.NO_ANSWER, "P1"),
        PaidOut(0, Fault.NO_ANSWER, "P2"),
    ]
    assert health(words)[-1] == Ready()
    assert emulator.paid_out[20] == 0


def _end_of(script: Script[Status], told: Iterator[tuple[int, ...]]) -> object:
    step = next(script)
    while True:
        try:
            step = script.send(None if isinstance(step, float) else Reply(Header.ACK, bytes(next(told))))
        except StopIteration as end:
            return end.value


def test_one_status_that_says_the_end_is_not_believed_two_are() -> None:
    tally = Tally()
    tally.keep({10})
    told = iter([(1, 2, 1, 0), (1, 0, 3, 0), (1, 1, 2, 0), (1, 0, 3, 0), (1, 0, 3, 0)])

    script = Hopper(3, 10, tally, lambda: 0.0).wait_for_end()
    assert _end_of(script, told) == Status(1, 0, 3, 0)
    assert not list(told)


def test_another_hopper_at_the_address_leaves_the_counts_in_doubt() -> None:
    conversation, emulator = started()
    journal = Journal()
    journal.write(conversation.words)
    emulator.hoppers[10].serial = 99
    emulator.hoppers[10].lifetime = 5
    conversation.restart(a_wire(journal))
    conversation.run(10)
    assert doubts(conversation) == ["hopper 3 is another one than before: count the coins"]
    assert dict(counts(conversation).recycler) == held(LEVELS)


def test_a_hopper_without_a_lifetime_count_is_not_paid_from() -> None:
    emulator = CcTalkEmulator(Random(1))
    emulator.hoppers[10].unknown = frozenset({168})
    conversation = Conversation(a_wire(), emulator)
    last = health(conversation.run(15))[-1]
    assert last == Degraded(Fault.PAYOUT_OUT_OF_SERVICE, "hopper 3 (0.10) tells no status or dispense count")
    conversation.wire.ask(Dispense(((10, 1), (20, 1)), "P1"))
    assert conversation.run(5)[-1] == PaidOut(20, Fault.PAYOUT_OUT_OF_SERVICE, "P1")
    assert emulator.asked[3, 167] == 0


def test_hoppers_without_sensors_work() -> None:
    emulator = CcTalkEmulator(Random(1))
    for hopper in emulator.hoppers.values():
        hopper.unknown = frozenset({217})
    conversation = Conversation(a_wire(), emulator)
    assert health(conversation.run(15))[-1] == Ready()


# The bus


@pytest.mark.parametrize(
    ("address", "name"), [(2, "coin acceptor 2"), (40, "bill validator 40"), (4, "hopper 4 (0.20)")]
)
def test_a_device_that_is_gone_is_named_and_the_others_go_on(address: int, name: str) -> None:
    conversation, emulator = started()
    conversation.wire.ask(BeginDeposit(ALL))
    emulator.remove(address)
    (gone,) = health(conversation.run(30))
    assert gone == Degraded(Fault.NO_ANSWER, f"{name} does not answer")
    emulator.insert(100)
    emulator.insert(500)
    conversation.run(6)
    told = stacked(conversation.words)
    assert ((100, True) in told) == (address != 2)
    assert ((500, False) in told) == (address != 40)
    emulator.replace(address)
    assert health(conversation.run(25)) == [Ready()]


def test_one_hopper_of_four_is_enough_to_go_on() -> None:
    emulator = CcTalkEmulator(Random(1), coins={}, notes={})
    for address in (3, 5, 6):
        emulator.remove(address)
    conversation = Conversation(a_wire(acceptor=0, validator=0), emulator)
    words = conversation.run(120)
    assert not [word for word in words if isinstance(word, Lost)]
    conversation.wire.ask(Dispense(((10, 1), (20, 1)), "P1"))
    assert PaidOut(20, Fault.PAYOUT_OUT_OF_SERVICE, "P1") in conversation.run(10)


def test_a_device_that_comes_late_has_its_values_told() -> None:
    emulator = CcTalkEmulator(Random(1))
    emulator.remove(40)
    conversation = Conversation(a_wire(), emulator)
    conversation.run(30)
    assert 500 not in dict(counts(conversation).recycler)
    emulator.replace(40)
    conversation.run(20)
    assert dict(counts(conversation).recycler) == held(LEVELS)


def test_without_the_echo_that_was_promised_nobody_is_heard() -> None:
    conversation = Conversation(a_wire(echo=Echo.ON), CcTalkEmulator(Random(1), echo=False))
    (lost,) = health(conversation.run(40))
    assert isinstance(lost, Lost)
    assert "no echo" in lost.detail


def test_devices_that_are_always_busy_are_named() -> None:
    conversation, emulator = started()
    emulator.faults.busy = 1
    told = health(conversation.run(60))
    assert isinstance(told[0], Degraded)
    assert "coin acceptor 2 is always busy" in told[0].detail
    emulator.faults.busy = 0
    assert health(conversation.run(60))[-1] == Ready()


def test_a_busy_device_is_asked_again() -> None:
    conversation, emulator = started()
    emulator.faults.busy = 0.5
    conversation.wire.ask(Dispense(((10, 2),)))
    assert conversation.run(30)[-1] == PaidOut(20)


def test_a_silent_bus_is_lost_and_what_was_asked_is_answered_when_it_is_back() -> None:
    conversation, emulator = started()
    emulator.cut_power()
    lost = health(conversation.run(20))[-1]
    assert lost == Lost(Fault.NO_ANSWER, "nobody answers at the addresses 2, 40, 3, 4, 5, 6")
    conversation.wire.ask(Dispense(((10, 1),), "P1"))
    emulator.restore_power()
    words = conversation.run(30)
    assert health(words) == [Degraded(Fault.STARTING), Ready()]
    told = [word for word in words if isinstance(word, CashCounts | PaidOut)]
    assert isinstance(told[0], CashCounts)
    assert told[1] == PaidOut(0, Fault.NO_ANSWER, "P1")


def test_a_bus_that_was_never_there_is_lost() -> None:
    emulator = CcTalkEmulator(Random(1))
    emulator.cut_power()
    conversation = Conversation(a_wire(), emulator)
    (lost,) = conversation.run(60)
    assert isinstance(lost, Lost)


def test_a_slow_starter_is_waited_for() -> None:
    emulator = CcTalkEmulator(Random(1))
    emulator.validator.ready_at = 7
    conversation = Conversation(a_wire(), emulator)
    words = conversation.run(15)
    assert [type(word) for word in words] == [Degraded, CashCounts, Ready]


def test_a_pulled_cable_in_a_payout_is_told_when_it_is_back() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((10, 6),), "P1"))
    conversation.run(1)
    emulator.unplug()
    assert health(conversation.run(5)) == [Lost(Fault.LINK_LOST, "gone")]
    emulator.plug()
    words = conversation.run(15)
    assert emulator.paid_out == {10: 6}
    assert money(words)[-1] == PaidOut(60, None, "P1")
    assert health(words)[-1] == Ready()


def test_noise_between_two_rounds_changes_nothing() -> None:
    conversation, emulator = started()
    conversation.wire.ask(BeginDeposit(ALL))
    for seed in range(20):
        conversation.run(0.37)
        emulator.send_noise(Random(seed).randbytes(30))
    emulator.insert(10)
    words = conversation.run(5)
    assert stacked(words) == [(10, True)]
    assert not health(words)


def test_a_stale_answer_is_never_believed() -> None:
    """A hopper's answer of before, sent into the silence after a question that nobody answered."""
    conversation, emulator = started()
    conversation.wire.ask(ReadCashCounts())
    emulator.faults.late_reply, emulator.faults.late_seconds = 0.3, 1.1
    conversation.run(60)
    emulator.faults.late_reply = 0
    conversation.run(30)
    assert not doubts(conversation)
    assert all(dict(word.recycler) == held(LEVELS) for word in conversation.words if isinstance(word, CashCounts))


def test_a_device_may_miss_a_few_questions() -> None:
    conversation, emulator = started()
    for _ in range(10):
        emulator.lose_replies(MISSES_MAX - 1)
        assert not health(conversation.run(12))


def test_what_falls_in_after_the_slot_is_shut_is_still_told() -> None:
    conversation, emulator = started()
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    emulator.insert(10)
    conversation.wire.ask(EndDeposit())
    assert stacked(conversation.run(5)) == [(10, True)]
