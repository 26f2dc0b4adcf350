"""A Cashlogy behind its Connector: the counts are the truth, whatever the machine answers."""

from __future__ import annotations

from queue import Queue
from random import Random
from threading import Event, Thread

import pytest

from hardware.cash.cashlogy import Cashlogy
from hardware.cash.cashlogy_session import BUSY_SECONDS_MAX, STUCK
from hardware.link import open_link
from hardware.pump import Pump
from hardware.simulated.cashlogy import CashlogyEmulator
from hardware.simulated.loop import Loop
from hardware.simulated.serve import serve
from hardware.words import (
    Acknowledge,
    AdjustCashCounts,
    AskOutcome,
    BeginDeposit,
    CashCounts,
    CollectCash,
    Collected,
    Degraded,
    Dispense,
    EndDeposit,
    Fault,
    Lost,
    PaidOut,
    ReadCashCounts,
    Ready,
    SetRoutes,
    Stacked,
    Word,
)
from tests.hardware.cash.counting_sale import LEVELS
from tests.hardware.conversation import Conversation

ALL = frozenset(LEVELS)
PATIENCE_SECONDS = 20.0


def a_conversation(**options: object) -> tuple[Conversation, CashlogyEmulator]:
    emulator = CashlogyEmulator(Random(1), **({"levels": LEVELS} | options))  # type: ignore[arg-type]
    return Conversation(Cashlogy(), emulator), emulator


def started(**options: object) -> tuple[Conversation, CashlogyEmulator]:
    conversation, emulator = a_conversation(**options)
    assert conversation.run(8)[-1] == Ready()
    return conversation, emulator


def opened(**options: object) -> tuple[Conversation, CashlogyEmulator]:
    conversation, emulator = started(**options)
    conversation.wire.ask(BeginDeposit(ALL))
    assert conversation.run(2) == []
    return conversation, emulator


def money(words: list[Word]) -> list[Word]:
    """Without marks and health."""
    plain: list[Word] = []
    for word in words:
        match word:
            case Stacked(value, count, recycled):
                plain.append(Stacked(value, count, recycled))
            case CashCounts(recycler, pieces, unreported):
                plain.append(CashCounts(recycler, pieces, unreported))
            case PaidOut() | Collected():
                plain.append(word)
    return plain


def counts(emulator: CashlogyEmulator, unreported: tuple[tuple[int, int], ...] = ()) -> CashCounts:
    return CashCounts(tuple(sorted(emulator.levels.items())), emulator.cashbox.total(), unreported)


@pytest.mark.parametrize("has_safe", [True, False])
def test_a_start_tells_the_counts_and_then_ready(has_safe: bool) -> None:
    conversation, emulator = a_conversation(has_safe=has_safe)
    first, *told, last = conversation.run(8)
    assert (first, last) == (Degraded(Fault.STARTING), Ready())
    assert money(told) == [counts(emulator)]


@pytest.mark.parametrize("counts_while_open", [True, False])
def test_each_piece_is_told_once_by_its_value_and_where_it_went(counts_while_open: bool) -> None:
    conversation, emulator = opened(counts_while_open=counts_while_open)
    for value in (200, 500, 5000, 200):
        assert emulator.insert(value)
    assert money(conversation.run(8)) == [Stacked(200, 2), Stacked(500), Stacked(5000, recycled=False)]
    assert emulator.insert(100)
    assert money(conversation.run(8)) == [Stacked(100)]


def test_amounts_are_never_guessed_into_pieces() -> None:
    conversation, emulator = opened(counts_while_open=False)
    for _ in range(5):
        emulator.insert(100)
    assert money(conversation.run(8)) == [Stacked(100, 5)]


def test_a_customer_who_never_pauses_sees_the_coins_that_are_in() -> None:
    conversation, emulator = opened()
    told = 0
    for _ in range(20):
        emulator.insert(100)
        told += sum(word.count for word in conversation.run(0.25) if isinstance(word, Stacked))
    assert told > 10
    assert told + sum(word.count for word in conversation.run(5) if isinstance(word, Stacked)) == emulator.taken[100]


def test_what_falls_in_as_the_slot_is_shut_is_told() -> None:
    conversation, emulator = opened()
    assert emulator.insert(2000)
    conversation.wire.ask(EndDeposit())
    assert money(conversation.run(3)) == [Stacked(2000)]
    assert not emulator.insert(2000)


def test_a_shut_slot_takes_nothing() -> None:
    _, emulator = started()
    assert not emulator.insert(500)


def test_a_payout_is_paid_by_denomination_and_told_with_the_counts_before() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((10, 3), (500, 1)), "P1"))
    words = money(conversation.run(8))
    assert words == [counts(emulator), PaidOut(530, None, "P1")]
    assert emulator.paid_out == {10: 3, 500: 1}


def test_a_level_warning_is_success() -> None:
    conversation, _ = started(levels=LEVELS | {500: 3})
    conversation.wire.ask(Dispense(((500, 2),), "P1"))
    assert money(conversation.run(8))[-1] == PaidOut(1000, None, "P1")


def test_a_payout_that_jams_says_what_left() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((500, 1), (1000, 3)), "P1"))
    conversation.run(0.7)
    emulator.jam()
    assert money(conversation.run(8)) == [
        counts(emulator),
        PaidOut(sum(value * n for value, n in emulator.paid_out.items()), Fault.PAYOUT_OUT_OF_SERVICE, "P1"),
    ]
    assert 0 < emulator.paid_out[1000] < 3


def test_pieces_that_are_not_there_are_not_paid() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((500, 11),), "P1"))
    assert money(conversation.run(8)) == [counts(emulator), PaidOut(0, Fault.NOT_ENOUGH_CASH, "P1")]


def test_a_payout_reported_as_failed_but_done_is_done() -> None:
    conversation, emulator = started()
    emulator.faults = type(emulator.faults)(generic=1.0)
    conversation.wire.ask(Dispense(((500, 2),), "P1"))
    assert money(conversation.run(8)) == [counts(emulator), PaidOut(1000, None, "P1")]


def test_a_payout_with_an_open_slot_first_shuts_it() -> None:
    conversation, emulator = opened()
    assert emulator.insert(1000)
    conversation.wire.ask(Dispense(((500, 1),), "P1"))
    assert money(conversation.run(8)) == [Stacked(1000), counts(emulator), PaidOut(500, None, "P1")]
    assert emulator.insert(1000)  # open again: nobody said EndDeposit


@pytest.mark.parametrize("where", [0.1, 0.6, 1.0, 1.4])
def test_a_payout_whose_link_breaks_goes_on_and_is_told_when_it_is_over(where: float) -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((100, 8),), "P1"))
    conversation.run(where)
    emulator.unplug()
    conversation.run(0.3)
    emulator.plug()
    words = money(conversation.run(20))
    paid = 100 * emulator.paid_out[100]
    assert paid in (0, 800)
    assert words == [counts(emulator), PaidOut(paid, None if paid else Fault.LINK_LOST, "P1")]


def test_a_new_till_waits_for_the_payout_of_a_dead_one() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((100, 12),), "P1"))
    conversation.run(1.5)
    conversation.restart(Cashlogy())
    words = conversation.run(15)
    assert emulator.paid_out == {100: 12}
    assert money(words) == [counts(emulator)]


def test_a_slot_left_open_by_a_dead_till_is_shut_and_what_fell_in_is_in_the_counts() -> None:
    conversation, emulator = opened()
    emulator.insert(500)
    conversation.restart(Cashlogy())
    assert money(conversation.run(10)) == [counts(emulator)]
    assert emulator.levels[500] == LEVELS[500] + 1
    assert not emulator.insert(500)


def test_notes_are_collected_and_coins_stay() -> None:
    conversation, emulator = started()
    conversation.wire.ask(CollectCash(((1000, 3),), "C1"))
    assert money(conversation.run(8)) == [counts(emulator), Collected(None, "C1")]
    assert emulator.cashbox == {1000: 3}
    conversation.wire.ask(CollectCash(((100, 2), (500, 1)), "C2"))
    assert money(conversation.run(8)) == [counts(emulator), Collected(Fault.PAYOUT_OUT_OF_SERVICE, "C2")]
    assert not emulator.paid_out
    assert emulator.cashbox == {1000: 3, 500: 1}


def test_counts_are_told_on_request_and_after_an_adjustment() -> None:
    conversation, emulator = started()
    for command in (ReadCashCounts(), AdjustCashCounts(((500, 3),))):
        conversation.wire.ask(command)
        assert money(conversation.run(2)) == [counts(emulator)]
    conversation.wire.ask(SetRoutes(frozenset({500})))
    conversation.wire.ask(Acknowledge())
    assert conversation.run(5) == []


def test_what_staff_fill_in_at_the_machine_is_counted() -> None:
    conversation, emulator = started()
    emulator.levels[100] += 40
    assert money(conversation.run(15)) == [counts(emulator)]


@pytest.mark.parametrize("filled", [40, 0])
def test_a_machine_used_by_staff_is_not_counted_until_they_are_done(filled: int) -> None:
    """Also when nothing has changed: who waits for its counts would wait for ever."""
    conversation, emulator = started()
    emulator.is_used_by_staff = True
    emulator.levels[100] += filled
    (told,) = conversation.run(60)
    assert isinstance(told, Degraded)
    emulator.is_used_by_staff = False
    words = conversation.run(10)
    assert money(words) == [counts(emulator)]
    assert words[-1] == Ready()


def test_a_machine_that_stays_busy_is_lost_and_what_it_does_is_cancelled() -> None:
    conversation, emulator = a_conversation()
    emulator.is_used_by_staff = True
    words = conversation.run(BUSY_SECONDS_MAX + 15)
    assert STUCK in words
    assert "!" in emulator.heard
    assert "Z" not in emulator.heard
    assert words[-1] == Ready()


@pytest.mark.parametrize(
    ("levels", "box", "fault"),
    [
        (LEVELS | {500: 0}, 500, Fault.NOT_ENOUGH_CASH),
        (LEVELS | {500: 200}, 500, Fault.DEVICE_FULL),
        (LEVELS, 0, Fault.CASHBOX_FULL),
    ],
)
def test_what_is_nearly_full_or_empty_is_told(levels: dict[int, int], box: int, fault: Fault) -> None:
    conversation, _ = a_conversation(levels=levels, cashbox_capacity=box)
    last = conversation.run(8)[-1]
    assert isinstance(last, Degraded)
    assert last.fault is fault


@pytest.mark.parametrize(
    ("codes", "fault"),
    [(("1131",), Fault.COVER_OPEN), (("1751", "1313"), Fault.PAYOUT_OUT_OF_SERVICE), (("1313",), None)],
)
def test_error_codes_are_told_until_they_are_gone(codes: tuple[str, ...], fault: Fault | None) -> None:
    conversation, emulator = started()
    emulator.codes = codes
    words = conversation.run(5)
    assert [word.fault for word in words if isinstance(word, Degraded)] == ([fault] if fault else [])
    emulator.codes = ()
    assert conversation.run(5) == ([Ready()] if fault else [])


def test_a_connector_that_restarted_is_started_again() -> None:
    conversation, emulator = opened()
    emulator.cut_power()
    emulator.restore_power()
    words = conversation.run(15)
    assert words[0] == Lost(Fault.LINK_LOST, "gone")
    assert words[-1] == Ready()
    assert emulator.insert(500)


def test_a_silent_machine_is_lost_once_and_heals_by_itself() -> None:
    conversation, emulator = started()
    emulator.lose_replies(1000)
    words = conversation.run(400)
    assert [word for word in words if isinstance(word, Lost)] == [Lost(Fault.NO_ANSWER, "no answer in time")]
    emulator.lose_replies(0)
    assert conversation.run(100)[-1] == Ready()


def test_orders_given_to_a_lost_machine_are_refused_when_it_is_back() -> None:
    conversation, emulator = started()
    emulator.unplug()
    conversation.run(1)
    conversation.wire.ask(Dispense(((500, 1),), "P1"))
    conversation.wire.ask(CollectCash(((500, 1),), "C1"))
    emulator.plug()
    assert money(conversation.run(10)) == [
        counts(emulator),
        PaidOut(0, Fault.LINK_LOST, "P1"),
        Collected(Fault.LINK_LOST, "C1"),
    ]


@pytest.mark.parametrize(
    ("inventory", "fault"),
    [
        ("#0#3:1##;500:1##", Fault.WRONG_CURRENCY),
        ("#0#1:99999,50:99999;50000:99999####", Fault.COUNTS_IN_DOUBT),
        ("#0#nonsense####", Fault.NO_ANSWER),
    ],
)
def test_absurd_counts_are_never_believed(monkeypatch: pytest.MonkeyPatch, inventory: str, fault: Fault) -> None:
    conversation, emulator = a_conversation()
    monkeypatch.setattr(emulator, "_inventory", lambda name: inventory)
    words = conversation.run(60)
    assert not money(words)
    assert fault in [word.fault for word in words if isinstance(word, Lost)]


def test_money_that_the_counts_do_not_show_is_in_doubt() -> None:
    conversation, emulator = opened()
    emulator.insert(500)
    emulator.insert(200)
    conversation.run(0.3)
    emulator.levels[200] -= 1  # somebody reached in
    conversation.wire.ask(EndDeposit())
    words = conversation.run(15)
    assert counts(emulator) in money(words)
    assert Fault.COUNTS_IN_DOUBT in [word.fault for word in words if isinstance(word, Degraded)]


def test_a_command_for_another_device_is_refused() -> None:
    with pytest.raises(TypeError, match="AskOutcome"):
        Cashlogy().ask(AskOutcome("1", 1))


def test_it_runs_in_one_thread_with_the_loop_too() -> None:
    loop = Loop(Cashlogy(), CashlogyEmulator(Random(1), levels=LEVELS))
    words: list[Word] = []
    now = 0.0
    while Ready() not in words:
        words += loop.run(now)
        now = max(loop.next_tick, now)
        assert now < PATIENCE_SECONDS


def test_a_payout_over_a_real_connection() -> None:
    emulator = CashlogyEmulator(Random(1), levels=LEVELS)
    stopped, addresses, words = Event(), Queue[str](), Queue[Word | Exception]()
    machine = Thread(target=serve, args=(emulator, "127.0.0.1:0", stopped, addresses.put))
    machine.start()
    try:
        address = addresses.get(timeout=PATIENCE_SECONDS)
        pump = Pump(Cashlogy(start_seconds=0.2), lambda: open_link(address), words.put, words.put)
        pump.start()
        while words.get(timeout=PATIENCE_SECONDS) != Ready():
            continue
        pump.ask(Dispense(((500, 1),), "P1"))
        while not isinstance(word := words.get(timeout=PATIENCE_SECONDS), PaidOut):
            assert not isinstance(word, Exception)
        pump.stop()
    finally:
        stopped.set()
        machine.join()
    assert word == PaidOut(500, None, "P1")
    assert emulator.paid_out == {500: 1}
