"""A Glory CI and its driver: deposits, payouts, collections, and what goes wrong."""

from __future__ import annotations

from random import Random

import pytest

from hardware.cash.glory import Glory
from hardware.cash.glory_session import GlorySettings, Tempo
from hardware.simulated.glory import DUPLICATE, PASSWORD, USER, GloryEmulator
from hardware.words import (
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
from tests.hardware.cash.one_sale import STOCK, health, money, worth
from tests.hardware.conversation import Conversation

ALL = frozenset({100, 500})
SETTINGS = GlorySettings(USER, lambda: PASSWORD)


def a_conversation(settings: GlorySettings = SETTINGS, **options: object) -> tuple[Conversation, GloryEmulator]:
    options.setdefault("levels", STOCK)
    emulator = GloryEmulator(Random(1), **options)  # type: ignore[arg-type]
    return Conversation(Glory(settings), emulator), emulator


def started(**options: object) -> tuple[Conversation, GloryEmulator]:
    conversation, emulator = a_conversation(**options)  # type: ignore[arg-type]
    assert conversation.run(10)[-1] == Ready()
    return conversation, emulator


def open_for(conversation: Conversation) -> None:
    conversation.wire.ask(BeginDeposit(ALL, 700))
    conversation.run(2)


def assert_counted(words: list[Word], emulator: GloryEmulator) -> None:
    counts = [word for word in words if isinstance(word, CashCounts)]
    assert dict(counts[-1].recycler) == dict(emulator.levels)


@pytest.mark.parametrize("occupies", [False, True])
@pytest.mark.parametrize("has_sessions", [False, True])
@pytest.mark.parametrize("echoes", [False, True])
def test_a_sale_works_however_the_machine_is_set_up(occupies: bool, has_sessions: bool, echoes: bool) -> None:
    conversation, emulator = a_conversation(
        occupies=occupies, has_sessions=has_sessions, asks_credentials=True, echoes=echoes
    )
    words = conversation.run(10)
    assert health(words) == [Degraded(Fault.STARTING), Ready()]
    assert_counted(words, emulator)
    open_for(conversation)
    assert emulator.insert(500)
    assert money(conversation.run(2)) == [Stacked(500, mark="0;")]
    conversation.wire.ask(EndDeposit())
    conversation.wire.ask(Dispense(((200, 1), (50, 1)), "P1"))
    words = conversation.run(15)
    assert [word for word in words if isinstance(word, PaidOut)] == [PaidOut(250, None, "P1")]
    assert emulator.paid_out == {200: 1, 50: 1}
    assert_counted(words, emulator)
    assert emulator.occupied_by == ""


def test_a_piece_is_let_in_only_while_the_slot_is_open_for_it() -> None:
    conversation, emulator = started()
    assert not emulator.insert(500)
    open_for(conversation)
    assert not emulator.insert(200)
    assert emulator.insert(100)
    conversation.wire.ask(EndDeposit())
    conversation.run(4)
    assert not emulator.insert(500)


def test_a_machine_that_cannot_choose_takes_all() -> None:
    conversation, emulator = started(chooses_denominations=False)
    open_for(conversation)
    assert emulator.insert(200)
    assert money(conversation.run(2)) == [Stacked(200, mark="0;")]


def test_pieces_are_told_one_after_the_other_and_once() -> None:
    conversation, emulator = started()
    open_for(conversation)
    for value in (500, 100, 100):
        assert emulator.insert(value)
        conversation.run(1)
    conversation.wire.ask(EndDeposit())
    conversation.run(5)
    told = [(word.value, word.count) for word in conversation.words if isinstance(word, Stacked)]
    assert told == [(500, 1), (100, 1), (100, 1)]


def test_an_amount_without_denominations_is_enough() -> None:
    conversation, emulator = started(tells_pieces=False)
    open_for(conversation)
    emulator.insert(500)
    assert money(conversation.run(10)) == [Stacked(500, mark="0;")]
    assert emulator.insert(500), "the slot is open again"


def test_what_the_inventory_of_an_open_slot_does_not_show_is_counted_by_closing_it() -> None:
    conversation, emulator = started(inventory_follows=False)
    open_for(conversation)
    emulator.insert(500)
    assert money(conversation.run(10)) == [Stacked(500, mark="0;")]
    assert emulator.insert(500), "the slot is open again"


def test_an_event_about_money_that_is_not_there_is_not_believed() -> None:
    conversation, emulator = started()
    open_for(conversation)
    emulator.works.session_taken[500] += 3
    emulator._set_status = lambda status, amount=0: None  # type: ignore[method-assign]
    emulator._counted()
    assert money(conversation.run(10)) == []


def test_a_piece_for_the_cashbox_is_told_as_one_when_the_slot_closes() -> None:
    conversation, emulator = started(capacity=5)
    open_for(conversation)
    emulator.insert(500)
    assert money(conversation.run(10)) == [Stacked(500, recycled=False, mark="1;500:1")]


def test_counts_in_an_open_slot_are_told_with_all_that_fell_in() -> None:
    conversation, emulator = started()
    open_for(conversation)
    emulator.insert(500)
    conversation.wire.ask(ReadCashCounts())
    words = money(conversation.run(5))
    assert words[0] == Stacked(500, mark="0;")
    assert_counted(words, emulator)
    conversation.run(2)
    assert emulator.insert(500)


def test_what_is_not_there_is_refused_before_anything_moves() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((200, 6),), "P1"))
    assert money(conversation.run(10))[-1] == PaidOut(0, Fault.NOT_ENOUGH_CASH, "P1")
    assert "CashoutRequest" not in emulator.asked


def test_a_jam_pays_a_part_and_says_so() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((200, 5),), "P1"))
    conversation.run(1)
    emulator.jam()
    words = conversation.run(10)
    paid = worth(emulator.paid_out)
    assert 0 < paid < 1000
    assert money(words)[-1] == PaidOut(paid, Fault.JAM, "P1")
    assert_counted(words, emulator)
    assert isinstance(health(words)[-1], Degraded)
    emulator.clear_jam()
    assert health(conversation.run(20)) == [Ready()]


def test_an_order_given_again_is_a_duplicate_and_pays_nothing() -> None:
    """A till that died after the order: the machine did it while nobody saw, and put the pieces back as they were."""
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((200, 1),), "P1"))
    conversation.run(10)
    emulator.levels[200] += 1
    conversation.restart(Glory(SETTINGS))
    conversation.wire.ask(Dispense(((200, 1),), "P1"))
    words = conversation.run(20)
    assert money(words)[-1] == PaidOut(0, Fault.PAYOUT_OUT_OF_SERVICE, "P1")
    assert emulator.paid_out == {200: 1}
    assert DUPLICATE == 96


def test_what_staff_collect_goes_to_the_cashbox() -> None:
    conversation, emulator = started(occupies=True)
    conversation.wire.ask(CollectCash(((100, 4), (500, 2)), "C1"))
    words = conversation.run(10)
    assert [word for word in words if isinstance(word, Collected)] == [Collected(None, "C1")]
    assert emulator.cashbox == {100: 4, 500: 2}
    assert_counted(words, emulator)
    conversation.wire.ask(CollectCash(((100, 40),), "C2"))
    assert Collected(Fault.NOT_ENOUGH_CASH, "C2") in conversation.run(10)


def test_commands_that_mean_nothing_to_it_do_nothing() -> None:
    conversation, emulator = started()
    conversation.wire.ask(SetRoutes(ALL))
    assert money(conversation.run(3)) == []
    conversation.wire.ask(AdjustCashCounts(((100, 3),)))
    assert_counted(conversation.run(3), emulator)
    with pytest.raises(TypeError, match="Glory cannot"):
        conversation.wire.ask(AskOutcome("a", 1))


# What goes wrong


def test_a_session_that_is_over_is_opened_again() -> None:
    conversation, emulator = started(has_sessions=True)
    emulator.expire_session()
    conversation.wire.ask(Dispense(((200, 1),), "P1"))
    assert PaidOut(200, None, "P1") in conversation.run(10)


@pytest.mark.parametrize("settings", [GlorySettings(USER, lambda: "hunter2"), GlorySettings()])
def test_a_refused_password_takes_nothing_and_is_never_shown(settings: GlorySettings) -> None:
    conversation, emulator = a_conversation(settings, asks_credentials=True)
    words = conversation.run(20)
    (told,) = words
    assert isinstance(told, Lost)
    assert told.fault is Fault.KEY_REFUSED
    assert "hunter2" not in repr(words) + repr(settings)
    assert not emulator.asked


def test_a_password_that_cannot_be_read_is_told() -> None:
    def missing() -> str:
        raise FileNotFoundError(2, "No such file or directory")

    conversation, _ = a_conversation(GlorySettings(USER, missing))
    assert conversation.run(5) == [Lost(Fault.KEY_REFUSED, "its password cannot be read: No such file or directory")]


def test_other_money_than_euros_is_not_taken() -> None:
    conversation, _ = a_conversation(currency="CHF")
    told = health(conversation.run(10))[-1]
    assert isinstance(told, Lost)
    assert told.fault is Fault.WRONG_CURRENCY


@pytest.mark.parametrize(
    "absurd",
    [
        "<Cash/>",
        '<Cash type="4"/>',
        '<Cash type="4"><Denomination fv="7"><Piece>1</Piece></Denomination></Cash>',
        '<Cash type="4"><Denomination fv="50000"><Piece>99999</Piece></Denomination></Cash>',
    ],
)
def test_absurd_counts_are_not_believed_and_asked_again(absurd: str) -> None:
    conversation, emulator = started()
    emulator.absurd = absurd
    conversation.wire.ask(ReadCashCounts())
    words = conversation.run(10)
    assert money(words) == []
    assert isinstance(words[0], Lost)
    assert words[0].fault is Fault.COUNTS_IN_DOUBT
    emulator.absurd = ""
    words = conversation.run(20)
    assert_counted(words, emulator)
    assert words[-1] == Ready()


def test_a_silent_machine_is_lost_once_and_heals_by_itself() -> None:
    conversation, emulator = started()
    emulator.is_mute = True
    (told,) = conversation.run(200)
    assert isinstance(told, Lost)
    assert told.fault is Fault.NO_ANSWER
    emulator.is_mute = False
    assert conversation.run(30)[-1] == Ready()


def test_what_staff_do_at_its_own_screen_is_told_by_the_counts() -> None:
    conversation, emulator = started()
    emulator.pay_by_hand(500)
    words = conversation.run(10)
    assert_counted(words, emulator)
    assert not [word for word in words if isinstance(word, PaidOut)]


def test_a_machine_that_others_occupy_is_waited_for() -> None:
    conversation, emulator = started(occupies=True)
    emulator.occupied_by = "somebody"
    conversation.wire.ask(Dispense(((200, 1),), "P1"))
    conversation.run(2)
    emulator.occupied_by = ""
    assert PaidOut(200, None, "P1") in conversation.run(10)
    emulator.occupied_by = "somebody"
    conversation.wire.ask(Dispense(((200, 1),), "P2"))
    assert PaidOut(0, Fault.PAYOUT_OUT_OF_SERVICE, "P2") in conversation.run(20)


def test_a_note_that_waits_to_be_taken_is_told() -> None:
    conversation, emulator = started()
    emulator._set_status(7)
    assert health(conversation.run(2)) == [Degraded(Fault.NOTE_IN_BEZEL)]
    emulator._set_status(1)
    assert health(conversation.run(5)) == [Ready()]


def test_a_refused_note_in_the_open_slot_is_waited_for_and_the_slot_not_ended_meanwhile() -> None:
    """Others saw EndCashin never answered in this state."""
    conversation, emulator = started()
    open_for(conversation)
    emulator._set_status(6)
    assert health(conversation.run(3)) == [Degraded(Fault.NOTE_IN_BEZEL)]
    assert "EndCashinRequest" not in emulator.asked
    emulator._set_status(3)
    assert health(conversation.run(6)) == [Ready()]
    assert emulator.insert(500)
    assert money(conversation.run(3)) == [Stacked(500, mark="0;")]


def test_a_dead_till_leaves_a_payout_that_the_next_one_waits_for() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((200, 5),), "P1"))
    conversation.run(1)
    conversation.restart(Glory(SETTINGS))
    words = conversation.run(20)
    assert emulator.paid_out == {200: 5}
    assert_counted(words, emulator)
    assert len(money(words)) == 1


def test_a_dead_till_leaves_an_open_slot_that_the_next_one_closes() -> None:
    conversation, emulator = started()
    open_for(conversation)
    emulator.insert(500)
    conversation.restart(Glory(SETTINGS))
    assert_counted(conversation.run(20), emulator)
    assert not emulator.insert(500)
    assert not emulator.paid_out


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


def test_a_stuck_payout_is_given_up_and_told_as_it_stands() -> None:
    emulator = GloryEmulator(Random(1), levels=STOCK)
    conversation = Conversation(Glory(tempo=Tempo(stuck=5, move=10)), emulator)
    conversation.run(10)
    emulator.works.pay = lambda pieces, now: emulator.works._moving.extend((v, True) for v in pieces)  # type: ignore[method-assign]
    conversation.wire.ask(Dispense(((200, 1),), "P1"))
    words = conversation.run(60)
    assert [word for word in words if isinstance(word, PaidOut)] == [PaidOut(0, Fault.LINK_LOST, "P1")]
