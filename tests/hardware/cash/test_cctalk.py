from __future__ import annotations

from random import Random

import pytest

from hardware.cash.cctalk import BusSettings, CcTalk
from hardware.simulated.cctalk import COINS, LEVELS, NOTES, CcTalkEmulator
from hardware.words import (
    MARK_SIZE_MAX,
    AdjustCashCounts,
    BeginDeposit,
    BeginWeighing,
    CashCounts,
    CollectCash,
    Collected,
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
    RestoreCashCounts,
    SetRoutes,
    Stacked,
)
from tests.hardware.cash.bus import ALL, HOPPERS, Journal, a_wire, counts, health, held, money, stacked, started
from tests.hardware.conversation import Conversation


@pytest.mark.parametrize("with_crc", [False, True])
@pytest.mark.parametrize("echo", [False, True])
def test_a_start_tells_the_counts_and_then_ready(with_crc: bool, echo: bool) -> None:
    conversation, _ = started(with_crc, echo=echo)
    starting, told, ready = conversation.words
    assert (starting, ready) == (Degraded(Fault.STARTING), Ready())
    assert isinstance(told, CashCounts)
    assert dict(told.recycler) == held(LEVELS)
    assert (told.cashbox_pieces, told.unreported) == (0, ())
    assert told.boxed == {value for value, _ in told.recycler} - HOPPERS.keys()
    assert told.mark.isascii()
    assert told.mark.isprintable()


@pytest.mark.parametrize("value", [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000])
def test_a_piece_is_told_once_and_only_while_the_slot_is_open(value: int) -> None:
    conversation, emulator = started()
    assert not emulator.insert(value)
    conversation.wire.ask(BeginDeposit(frozenset({value})))
    conversation.run(1)
    assert emulator.insert(value)
    assert stacked(conversation.run(5)) == [(value, value in HOPPERS)]
    conversation.wire.ask(EndDeposit())
    conversation.run(1)
    assert not emulator.insert(value)
    assert stacked(conversation.run(5)) == []
    conversation.wire.ask(ReadCashCounts())
    conversation.run(1)
    assert counts(conversation).cashbox_pieces == emulator.cashbox.total() == (value not in HOPPERS)


def test_only_the_values_asked_for_are_taken() -> None:
    conversation, emulator = started()
    conversation.wire.ask(BeginDeposit(frozenset({50, 1000})))
    conversation.run(1)
    assert [emulator.insert(value) for value in (100, 500, 50, 1000)] == [False, False, True, True]
    assert sorted(stacked(conversation.run(5))) == [(50, True), (1000, False)]


def test_the_event_counter_goes_from_255_to_1_and_no_coin_is_lost() -> None:
    emulator = CcTalkEmulator(Random(1))
    emulator.acceptor.events.counter = 250
    conversation = Conversation(a_wire(), emulator)
    conversation.run(10)
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    for _ in range(12):
        assert emulator.insert(10)
        conversation.run(0.3)
    conversation.run(1)
    assert stacked(conversation.words) == [(10, True)] * 12
    assert emulator.acceptor.events.counter == 12 - 5


def test_a_note_in_escrow_is_no_money_until_it_is_stacked() -> None:
    conversation, emulator = started()
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    emulator.insert(500)
    conversation.run(1)
    assert stacked(conversation.words) == []
    conversation.run(2)
    assert stacked(conversation.words) == [(500, False)]


def test_a_note_in_escrow_whose_value_is_wanted_no_more_is_given_back() -> None:
    conversation, emulator = started()
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    emulator.insert(500)
    conversation.wire.ask(BeginDeposit(frozenset({100})))
    conversation.run(4)
    assert stacked(conversation.words) == []
    assert emulator.returned == {500: 1}
    assert emulator.asked[40, 154] == 1


def test_a_coin_of_a_full_hopper_goes_to_the_cashbox_and_is_told_so() -> None:
    levels = {10: 60, 100: 500}
    emulator = CcTalkEmulator(Random(1), levels=levels, high=500)
    conversation = Conversation(a_wire(Journal(levels), hoppers={10: 3, 100: 4}), emulator)
    conversation.run(10)
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(3)
    emulator.insert(100)
    assert stacked(conversation.run(2)) == [(100, False)]
    assert emulator.cashbox == {100: 1}
    conversation.wire.ask(Dispense(((100, 5),)))
    conversation.run(6)
    emulator.insert(100)
    assert stacked(conversation.run(2)) == [(100, True)]


def test_without_a_sorter_a_coin_of_a_full_hopper_is_refused() -> None:
    levels = {10: 60, 100: 500}
    emulator = CcTalkEmulator(Random(1), levels=levels, has_sorter=False)
    conversation = Conversation(a_wire(Journal(levels), hoppers={10: 3, 100: 4}), emulator)
    conversation.run(10)
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(3)
    assert not emulator.insert(100)
    assert emulator.insert(10)
    assert stacked(conversation.run(2)) == [(10, True)]


def test_values_that_are_not_to_be_kept_go_to_the_cashbox() -> None:
    conversation, emulator = started()
    conversation.wire.ask(SetRoutes(frozenset({10})))
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(2)
    for value in (10, 20):
        emulator.insert(value)
    assert stacked(conversation.run(2)) == [(10, True), (20, False)]
    assert emulator.cashbox == {20: 1}


@pytest.mark.parametrize("wants_security_bytes", [False, True])
@pytest.mark.parametrize("wanted", [((10, 3), (100, 2)), ((20, 1),), ((10, 1), (20, 1), (50, 1), (100, 1))])
def test_change_is_paid_exactly_once(wanted: Pieces, wants_security_bytes: bool) -> None:
    conversation, emulator = started(wants_security_bytes=wants_security_bytes)
    due = sum(value * count for value, count in wanted)
    conversation.wire.ask(Dispense(wanted, "P7"))
    words = conversation.run(15)
    assert words[-1] == PaidOut(due, None, "P7")
    assert isinstance(words[-2], CashCounts)
    assert dict(words[-2].recycler) == held(emulator.levels)
    assert emulator.paid_out == dict(wanted)
    steps = [word.paid for word in words if isinstance(word, Dispensing)]
    assert steps == sorted(set(steps))


def test_what_no_hopper_has_is_left_unpaid() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((5, 1), (100, 1), (1000, 1)), "P1"))
    assert conversation.run(5)[-1] == PaidOut(100, Fault.NOT_ENOUGH_CASH, "P1")
    assert emulator.paid_out == {100: 1}


def test_more_than_a_hopper_holds_is_refused_before_anything_moves() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((10, 70),)))
    assert conversation.run(30)[-1] == PaidOut(600, Fault.NOT_ENOUGH_CASH)
    assert emulator.paid_out == {10: 60}


def test_more_coins_than_one_order_has_are_paid_in_several() -> None:
    emulator = CcTalkEmulator(Random(1), levels={10: 300})
    conversation = Conversation(a_wire(Journal({10: 300}), hoppers={10: 3}), emulator)
    conversation.run(10)
    conversation.wire.ask(Dispense(((10, 260),)))
    assert conversation.run(120)[-1] == PaidOut(2600)
    assert emulator.asked[3, 167] == 2


def test_a_deposit_goes_on_after_a_payout() -> None:
    conversation, emulator = started()
    conversation.wire.ask(BeginDeposit(frozenset({10})))
    conversation.wire.ask(Dispense(((100, 1),)))
    conversation.run(5)
    assert emulator.insert(10)
    assert stacked(conversation.run(2)) == [(10, True)]


def test_inserted_while_the_till_was_off_is_told_as_a_difference_after_the_start() -> None:
    conversation, emulator = started()
    journal = Journal()
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    journal.write(conversation.words)
    conversation.unlink()
    for seconds, value in enumerate((10, 200, 10)):
        assert emulator.insert(value)
        emulator.tick(conversation.now + 1 + seconds)
    conversation.restart(a_wire(journal))
    words = conversation.run(10)
    assert stacked(words) == []
    told = counts(conversation)
    assert dict(told.recycler) == held({**LEVELS, 10: 62})
    assert (told.cashbox_pieces, told.unreported) == (1, ((200, 1),))
    assert health(words)[-1] == Ready()


def test_a_payout_that_ran_on_while_the_till_was_off_is_waited_for_and_told_by_the_counts() -> None:
    conversation, emulator = started()
    journal = Journal()
    journal.write(conversation.words)
    conversation.wire.ask(Dispense(((10, 20),), "P1"))
    conversation.run(2)
    conversation.restart(a_wire(journal))
    words = conversation.run(15)
    assert emulator.paid_out == {10: 20}
    assert dict(counts(conversation).recycler) == held({**LEVELS, 10: 40})
    assert [type(word) for word in words] == [Degraded, CashCounts, Ready]


def test_staff_who_counted_are_believed() -> None:
    conversation, _ = started()
    conversation.wire.ask(AdjustCashCounts(((10, 5), (20, -3), (200, 9))))
    (told,) = money(conversation.run(2))
    assert isinstance(told, CashCounts)
    assert dict(told.recycler) == held({**LEVELS, 10: 65, 20: 57})


def test_a_machine_the_journal_does_not_know_holds_nothing_until_staff_fill_it() -> None:
    emulator = CcTalkEmulator(Random(1))
    wire = CcTalk(BusSettings(validator=40, hoppers=HOPPERS))
    wire.ask(RestoreCashCounts((), ""))
    conversation = Conversation(wire, emulator)
    words = conversation.run(10)
    assert dict(counts(conversation).recycler) == held({})
    last = health(words)[-1]
    assert isinstance(last, Degraded)
    assert last.fault is Fault.COUNTS_IN_DOUBT
    assert "hopper 3 (0.10) holds coins by its low sensor" in last.detail
    wire.ask(AdjustCashCounts(tuple(LEVELS.items())))
    assert health(conversation.run(6))[-1] == Ready()


def test_nothing_can_be_moved_to_the_cashbox_and_that_is_said_at_once() -> None:
    conversation, _ = started()
    conversation.wire.ask(CollectCash(((10, 5),), "C1"))
    told, end = [*money(conversation.run(1)), conversation.words[-1]]
    assert isinstance(told, CashCounts)
    assert end == Collected(Fault.PAYOUT_OUT_OF_SERVICE, "C1")


def test_read_counts_are_told_once() -> None:
    conversation, _ = started()
    conversation.wire.ask(ReadCashCounts())
    conversation.wire.ask(ReadCashCounts())
    assert len(money(conversation.run(3))) == 1


def test_a_rejected_coin_moves_the_mark_on() -> None:
    conversation, emulator = started()
    before = counts(conversation)
    for _ in range(4):
        emulator.acceptor.reject()
        (told,) = money(conversation.run(2))
        assert isinstance(told, CashCounts)
        assert told.recycler == before.recycler
        assert told.mark != before.mark
    assert health(conversation.words)[-1] == Ready()


def test_a_bus_of_hoppers_alone_pays() -> None:
    emulator = CcTalkEmulator(Random(1), coins={}, notes={})
    conversation = Conversation(a_wire(acceptor=0, validator=0), emulator)
    conversation.run(5)
    conversation.wire.ask(Dispense(((10, 1),)))
    assert conversation.run(5)[-1] == PaidOut(10)


def test_an_acceptor_alone_takes_into_the_cashbox() -> None:
    emulator = CcTalkEmulator(Random(1), levels={}, notes={}, has_sorter=False)
    conversation = Conversation(a_wire(validator=0, hoppers={}), emulator)
    conversation.run(5)
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    emulator.insert(100)
    (told,) = money(conversation.run(2))
    assert told == Stacked(100, 1, False, told.mark if isinstance(told, Stacked) else "")


def test_coins_of_another_currency_are_refused_and_told_nowhere() -> None:
    mixed = {**COINS, 9: "GB100A", 10: "CH100A"}
    conversation, emulator = started(coins=mixed)
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    assert emulator.acceptor._mask == 0xFF
    assert dict(counts(conversation).recycler) == held(LEVELS)


@pytest.mark.parametrize(
    ("coins", "notes", "validator"),
    [({1: "GB100A"}, {}, 0), ({1: "GB100A"}, {1: "GB0005A"}, 40), ({1: "EU300A", 2: "......"}, {}, 0)],
)
def test_a_machine_for_another_currency_is_not_used(
    coins: dict[int, str], notes: dict[int, str], validator: int
) -> None:
    emulator = CcTalkEmulator(Random(1), coins=coins, notes=notes)
    conversation = Conversation(a_wire(validator=validator), emulator)
    last = health(conversation.run(15))[-1]
    assert isinstance(last, Lost)
    assert last.fault is Fault.WRONG_CURRENCY
    assert "coin acceptor 2 knows no euros" in last.detail


def test_notes_of_another_currency_leave_the_coins_usable() -> None:
    emulator = CcTalkEmulator(Random(1), notes={1: "GB0005A"})
    conversation = Conversation(a_wire(), emulator)
    last = health(conversation.run(15))[-1]
    assert last == Degraded(Fault.WRONG_CURRENCY, "bill validator 40 knows no euros")
    conversation.wire.ask(BeginDeposit(ALL))
    conversation.run(1)
    assert emulator.insert(100)


def test_another_device_than_configured_is_not_used() -> None:
    emulator = CcTalkEmulator(Random(1))
    conversation = Conversation(a_wire(acceptor=3, hoppers={20: 4}, validator=0), emulator)
    last = health(conversation.run(15))[-1]
    assert last == Lost(Fault.WRONG_DEVICE, "address 3 is no coin acceptor, it says it is 'Payout'")
    assert emulator.asked[3, 231] == 0


def test_a_mark_of_a_whole_bus_fits() -> None:
    levels = dict.fromkeys((1, 2, 5, 10, 20, 50, 100, 200), 50)
    emulator = CcTalkEmulator(Random(1), levels=levels, notes=NOTES)
    hoppers = {value: 3 + at for at, value in enumerate(levels)}
    conversation = Conversation(a_wire(Journal(levels), hoppers=hoppers), emulator)
    conversation.run(10)
    assert len(counts(conversation).mark) <= MARK_SIZE_MAX


@pytest.mark.parametrize(
    "wrong",
    [
        {"acceptor": 0},
        {"acceptor": 1},
        {"validator": 256},
        {"acceptor": 3, "hoppers": {10: 3}},
        {"hoppers": {3: 3}},
        {"hoppers": {500: 3}},
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"ccTalk|hoppers"):
        BusSettings(**wrong)  # type: ignore[arg-type]


def test_what_is_no_command_for_it_is_refused() -> None:
    with pytest.raises(TypeError, match="BeginWeighing"):
        a_wire().ask(BeginWeighing())
