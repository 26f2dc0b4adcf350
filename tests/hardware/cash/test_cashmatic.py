"""A Cashmatic and its driver: deposits, payouts, collections, and what goes wrong."""

from __future__ import annotations

import json
from random import Random

import pytest

from hardware.cash.cashmatic import Cashmatic
from hardware.cash.cashmatic_session import CashmaticSettings, Tempo
from hardware.simulated.cashmatic import PASSWORD, USER, CashmaticEmulator
from hardware.simulated.http_server import Reply
from hardware.words import (
    AdjustCashCounts,
    AskOutcome,
    BeginDeposit,
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
    ReadCashCounts,
    Ready,
    SetRoutes,
    Stacked,
    Word,
)
from tests.hardware.cash.one_sale import STOCK, health, money, worth
from tests.hardware.conversation import Conversation

ALL = frozenset({100, 500})
SETTINGS = CashmaticSettings(USER, lambda: PASSWORD)


def a_conversation(settings: CashmaticSettings = SETTINGS, **options: object) -> tuple[Conversation, CashmaticEmulator]:
    options.setdefault("levels", STOCK)
    emulator = CashmaticEmulator(Random(1), **options)  # type: ignore[arg-type]
    return Conversation(Cashmatic(settings), emulator), emulator


def started(**options: object) -> tuple[Conversation, CashmaticEmulator]:
    conversation, emulator = a_conversation(**options)  # type: ignore[arg-type]
    assert conversation.run(10)[-1] == Ready()
    return conversation, emulator


def open_for(conversation: Conversation, seconds: float = 3) -> None:
    conversation.wire.ask(BeginDeposit(ALL, 700))
    conversation.run(seconds)


def counted(words: list[Word]) -> CashCounts:
    return next(word for word in reversed(words) if isinstance(word, CashCounts))


def assert_counted(words: list[Word], emulator: CashmaticEmulator) -> None:
    assert dict(counted(words).recycler) == dict(emulator.levels)


def test_a_start_tells_the_counts_and_then_ready() -> None:
    conversation, emulator = a_conversation()
    words = conversation.run(10)
    assert health(words) == [Degraded(Fault.STARTING), Ready()]
    assert_counted(words, emulator)
    assert words[-1] == Ready()


def test_a_piece_is_told_once_and_only_while_the_slot_is_open() -> None:
    conversation, emulator = started()
    assert not emulator.insert(500)
    open_for(conversation)
    assert emulator.insert(500)
    assert money(conversation.run(5)) == [Stacked(500, mark="0;")]
    conversation.wire.ask(EndDeposit())
    conversation.run(3)
    assert not emulator.insert(500)
    assert money(conversation.run(5)) == []


def test_levels_that_follow_only_at_the_end_are_asked_for_by_ending() -> None:
    conversation, emulator = started(levels_follow=False)
    open_for(conversation)
    assert emulator.insert(500)
    assert money(conversation.run(8)) == [Stacked(500, mark="0;")]
    assert emulator.insert(100), "the slot is open again"
    assert money(conversation.run(8)) == [Stacked(100, mark="0;")]


def test_a_customer_who_never_pauses_is_credited_all_the_same() -> None:
    conversation, emulator = started(levels_follow=False)
    open_for(conversation)
    inserted = 0
    for _ in range(20):
        inserted += emulator.insert(500)
        conversation.run(1)
    told = sum(word.count for word in money(conversation.words) if isinstance(word, Stacked))
    assert 10 < told >= inserted - 5, "what was put in during the last seconds may wait"


def test_a_piece_that_falls_in_at_the_last_moment_is_told() -> None:
    conversation, emulator = started(levels_follow=False)
    open_for(conversation)
    conversation.wire.ask(EndDeposit())
    emulator.insert(500)
    assert money(conversation.run(5)) == [Stacked(500, mark="0;")]


def test_a_piece_for_the_cashbox_is_told_as_one() -> None:
    conversation, emulator = started(capacity=5)
    open_for(conversation)
    emulator.insert(500)
    assert money(conversation.run(3)) == [Stacked(500, recycled=False, mark="1;500:1")]


def test_money_that_the_levels_never_show_is_for_staff_to_count() -> None:
    conversation, emulator = started(capacity=5, sees_cashbox=False)
    open_for(conversation)
    emulator.insert(500)
    words = conversation.run(10)
    assert not [word for word in words if isinstance(word, Stacked)]
    (told,) = health(words)
    assert isinstance(told, Degraded)
    assert told.fault is Fault.COUNTS_IN_DOUBT


def test_change_is_paid_and_told_by_the_counts() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((200, 1), (50, 1)), "P1"))
    words = conversation.run(10)
    assert words[-1] == PaidOut(250, None, "P1")
    assert_counted(words[-2:], emulator)
    assert worth(emulator.paid_out) == 250
    steps = [word.paid for word in words if isinstance(word, Dispensing)]
    assert steps == sorted(set(steps))
    assert ("transaction/StartWithdrawal", {"reason": "borne", "reference": "P1.0", "amount": 250}) in emulator.asked


def test_two_payouts_of_one_reference_have_two_names_at_the_machine() -> None:
    conversation, emulator = started()
    for _ in range(2):
        conversation.wire.ask(Dispense(((200, 1),), "P1"))
        assert conversation.run(10)[-1] == PaidOut(200, None, "P1")
    names = [body["reference"] for path, body in emulator.asked if path.endswith("StartWithdrawal")]
    assert len(set(names)) == 2


def test_a_machine_that_does_not_repeat_our_reference_is_believed_by_its_numbers() -> None:
    conversation, emulator = started(echoes_reference=False)
    conversation.wire.ask(Dispense(((200, 1),), "P1"))
    assert conversation.run(10)[-1] == PaidOut(200, None, "P1")
    assert emulator.paid_out == {200: 1}


def test_less_than_was_asked_is_told_as_less() -> None:
    conversation, emulator = started(levels={200: 1, 50: 1})
    conversation.wire.ask(Dispense(((200, 2),), "P1"))
    words = conversation.run(10)
    assert words[-1] == PaidOut(250, Fault.NOT_ENOUGH_CASH, "P1")
    assert_counted(words[-2:], emulator)


def test_an_empty_machine_refuses_at_once() -> None:
    conversation, emulator = started(levels={})
    conversation.wire.ask(Dispense(((200, 2),), "P1"))
    assert conversation.run(10)[-1] == PaidOut(0, Fault.NOT_ENOUGH_CASH, "P1")
    assert not emulator.paid_out


def test_a_jam_pays_a_part_and_says_so() -> None:
    conversation, emulator = started(levels={200: 20})
    conversation.wire.ask(Dispense(((200, 5),), "P1"))
    conversation.run(1.6)
    emulator.jam()
    words = conversation.run(10)
    paid = worth(emulator.paid_out)
    assert 0 < paid < 1000
    assert [word for word in words if isinstance(word, PaidOut)] == [PaidOut(paid, Fault.JAM, "P1")]
    assert isinstance(health(words)[-1], Degraded)
    emulator.clear_jam()
    assert health(conversation.run(5)) == [Ready()]


def test_money_is_taken_again_after_a_payout_in_an_open_slot() -> None:
    conversation, emulator = started()
    open_for(conversation)
    emulator.insert(500)
    conversation.run(2)
    conversation.wire.ask(Dispense(((100, 1),), "P1"))
    assert conversation.run(12)[-1] == PaidOut(100, None, "P1")
    conversation.run(3)
    assert emulator.insert(500)


@pytest.mark.parametrize(
    ("pieces", "fault", "boxed"),
    [
        ({10: 20, 50: 10, 100: 10, 200: 5}, None, 45),
        ({500: 5}, None, 5),
        (STOCK, None, 50),
        ({500: 3}, Fault.PAYOUT_OUT_OF_SERVICE, 0),
        ({}, None, 0),
    ],
)
def test_all_coins_or_all_notes_or_all_go_to_the_cashbox(pieces: dict[int, int], fault: Fault, boxed: int) -> None:
    conversation, emulator = started()
    conversation.wire.ask(CollectCash(tuple(sorted(pieces.items())), "C1"))
    words = conversation.run(40)
    assert words[-1] == Collected(fault, "C1")
    assert_counted(words[-2:], emulator)
    assert counted(words).unreported == ()
    assert emulator.cashbox.total() == boxed


def test_commands_that_mean_nothing_to_it_do_nothing() -> None:
    conversation, emulator = started()
    conversation.wire.ask(SetRoutes(ALL))
    assert money(conversation.run(3)) == []
    conversation.wire.ask(AdjustCashCounts(((100, 3),)))
    assert_counted(conversation.run(3), emulator)
    with pytest.raises(TypeError, match="Cashmatic cannot"):
        conversation.wire.ask(AskOutcome("a", 1))


# What goes wrong


def test_a_token_that_expires_is_renewed_or_made_anew() -> None:
    conversation, emulator = started()
    emulator.expire_token()
    conversation.wire.ask(Dispense(((200, 1),), "P1"))
    assert conversation.run(10)[-1] == PaidOut(200, None, "P1")
    assert emulator.paid_out == {200: 1}


def test_a_refused_password_takes_nothing_and_is_never_shown() -> None:
    conversation, emulator = a_conversation(CashmaticSettings(USER, lambda: "hunter2"))
    words = conversation.run(20)
    assert [type(word) for word in words] == [Lost]
    assert health(words)[0] == words[0]
    assert isinstance(words[0], Lost)
    assert words[0].fault is Fault.KEY_REFUSED
    assert "hunter2" not in repr(words) + repr(conversation.wire._session._settings)  # type: ignore[attr-defined]
    assert not emulator.asked


def test_a_password_that_cannot_be_read_is_told() -> None:
    def missing() -> str:
        raise FileNotFoundError(2, "No such file or directory")

    conversation, _ = a_conversation(CashmaticSettings(USER, missing))
    assert conversation.run(5) == [Lost(Fault.KEY_REFUSED, "its password cannot be read: No such file or directory")]


def test_other_money_than_euros_is_not_taken() -> None:
    conversation, _ = a_conversation(currency="CHF")
    told = health(conversation.run(10))[-1]
    assert isinstance(told, Lost)
    assert told.fault is Fault.WRONG_CURRENCY


@pytest.mark.parametrize("absurd", [[], {}, [{"value": 100, "level": -3}], [{"value": 50_000, "level": 90_000}], "x"])
def test_absurd_levels_are_not_believed_and_asked_again(absurd: object) -> None:
    conversation, emulator = started()
    emulator.absurd = absurd
    conversation.wire.ask(ReadCashCounts())
    words = conversation.run(10)
    assert money(words) == []
    assert isinstance(words[0], Lost)
    assert words[0].fault is Fault.COUNTS_IN_DOUBT
    emulator.absurd = None
    words = conversation.run(15)
    assert_counted(words, emulator)
    assert words[-1] == Ready()


def test_a_silent_machine_is_lost_once_and_heals_by_itself() -> None:
    conversation, emulator = started()
    emulator.is_mute = True
    (told,) = conversation.run(200)
    assert isinstance(told, Lost)
    emulator.is_mute = False
    words = conversation.run(60)
    assert words[-1] == Ready()


def test_the_device_error_is_told_and_heals() -> None:
    conversation, emulator = started()
    for code, fault in ((18, Fault.NOT_ENOUGH_CASH), (13, Fault.PAYOUT_OUT_OF_SERVICE)):
        emulator.trouble = code
        (told,) = health(conversation.run(5))
        assert isinstance(told, Degraded)
        assert told.fault is fault
    emulator.trouble = 0
    assert health(conversation.run(5)) == [Ready()]


def test_what_staff_do_at_its_own_screen_is_told_by_the_counts() -> None:
    conversation, emulator = started()
    emulator.pay_by_hand(300)
    words = conversation.run(10)
    assert_counted(words, emulator)
    assert not [word for word in words if isinstance(word, PaidOut)]


@pytest.mark.parametrize("lost", ["StartWithdrawal", "StartRefill", "StopRefill"])
def test_an_order_whose_answer_is_lost_is_done_once(lost: str) -> None:
    conversation, emulator = started()
    original = emulator._paths[f"transaction/{lost}"]

    def silent(body: dict[str, object]) -> object:
        emulator.is_mute = True
        return original(body)

    emulator._paths[f"transaction/{lost}"] = silent  # type: ignore[assignment]
    open_for(conversation, 1.5)
    conversation.wire.ask(Dispense(((200, 1),), "P1"))
    conversation.run(20)
    emulator.is_mute = False
    emulator._paths[f"transaction/{lost}"] = original
    conversation.run(60)
    (told,) = [word for word in conversation.words if isinstance(word, PaidOut)]
    assert told.paid == worth(emulator.paid_out)
    assert_counted(conversation.words, emulator)
    assert worth(emulator.paid_out) in (0, 200)


def test_a_dead_till_leaves_a_payout_that_the_next_one_waits_for() -> None:
    conversation, emulator = started(levels={200: 20})
    conversation.wire.ask(Dispense(((200, 5),), "P1"))
    conversation.run(1.6)
    assert 0 < worth(emulator.paid_out) < 1000
    conversation.restart(Cashmatic(SETTINGS))
    words = conversation.run(20)
    assert emulator.paid_out == {200: 5}
    assert_counted(words, emulator)
    assert len(money(words)) == 1


def test_a_dead_till_leaves_an_open_slot_that_the_next_one_closes() -> None:
    conversation, emulator = started()
    open_for(conversation)
    conversation.restart(Cashmatic(SETTINGS))
    assert emulator.insert(500)
    assert_counted(conversation.run(20), emulator)
    assert not emulator.insert(500)


def test_a_payment_somebody_else_began_is_given_back() -> None:
    conversation, emulator = a_conversation()
    emulator._pay_in({"amount": 1000})
    emulator.tick(1)
    emulator.insert(500)
    words = conversation.run(20)
    assert emulator.paid_out == {500: 1}
    assert_counted(words, emulator)


def test_an_unplugged_machine_refuses_a_payout_and_answers_when_it_is_back() -> None:
    conversation, emulator = started()
    emulator.unplug()
    conversation.run(30)
    conversation.wire.ask(Dispense(((200, 1),), "P1"))
    conversation.run(5)
    emulator.plug()
    words = conversation.run(20)
    assert [word for word in words if isinstance(word, PaidOut)] == [PaidOut(0, Fault.LINK_LOST, "P1")]
    assert not emulator.paid_out


@pytest.mark.parametrize("code", [404, -1, 0])
def test_a_machine_that_has_no_transaction_to_tell_of_is_idle(code: int) -> None:
    conversation, emulator = a_conversation()
    nothing = Reply(200, json.dumps({"code": code, "message": "", "data": None}).encode())
    for which in ("ActiveTransaction", "LastTransaction"):
        emulator._paths[f"device/{which}"] = lambda _: nothing
    assert_counted(conversation.run(10), emulator)


def test_an_older_machine_that_cannot_tell_its_errors_is_used_all_the_same() -> None:
    conversation, emulator = a_conversation()
    del emulator._paths["device/GetDeviceInfo"]
    assert conversation.run(10)[-1] == Ready()


def test_a_machine_that_does_not_know_its_levels_is_the_wrong_device() -> None:
    conversation, emulator = a_conversation()
    del emulator._paths["device/AllLevels"]
    told = health(conversation.run(10))[-1]
    assert isinstance(told, Lost)
    assert told.fault is Fault.WRONG_DEVICE


def test_a_stuck_payout_is_given_up_and_told_as_it_stands() -> None:
    emulator = CashmaticEmulator(Random(1), levels=STOCK)
    conversation = Conversation(Cashmatic(SETTINGS, Tempo(stuck=5)), emulator)
    conversation.run(10)
    emulator.works.pay = lambda pieces, now: emulator.works._moving.extend((v, True) for v in pieces)  # type: ignore[method-assign]
    conversation.wire.ask(Dispense(((200, 1),), "P1"))
    assert conversation.run(30)[-1] == PaidOut(0, Fault.PAYOUT_OUT_OF_SERVICE, "P1")
