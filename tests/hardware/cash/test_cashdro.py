"""A CashDro over HTTP: two-phase operations, counts as the truth, and a password that nobody hears."""

from __future__ import annotations

from pathlib import Path
from queue import Queue
from random import Random
from threading import Event, Thread

import pytest

from hardware.cash.cashdro import CashDro
from hardware.drivers import DRIVERS
from hardware.link import open_link
from hardware.pump import Pump
from hardware.simulated.cashdro import CashDroEmulator
from hardware.simulated.http_server import Reply
from hardware.simulated.loop import Loop
from hardware.simulated.serve import serve
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
    Stacked,
    Word,
)
from tests.hardware.cash.counting_sale import LEVELS
from tests.hardware.conversation import Conversation

ALL = frozenset(LEVELS)
NOTES_OF_THE_CASSETTES = (5000, 10000, 20000, 50000)
PASSWORD = "s3cr&t w/ord"
PATIENCE_SECONDS = 30.0


def a_conversation(page: str = "index3.php", **options: object) -> tuple[Conversation, CashDroEmulator]:
    emulator = CashDroEmulator(Random(1), **({"levels": LEVELS, "password": PASSWORD} | options))  # type: ignore[arg-type]
    return Conversation(CashDro("admin", lambda: PASSWORD, page), emulator), emulator


def started(page: str = "index3.php", **options: object) -> tuple[Conversation, CashDroEmulator]:
    conversation, emulator = a_conversation(page, **options)
    assert conversation.run(12)[-1] == Ready()
    return conversation, emulator


def opened(page: str = "index3.php", **options: object) -> tuple[Conversation, CashDroEmulator]:
    conversation, emulator = started(page, **options)
    conversation.wire.ask(BeginDeposit(ALL))
    assert conversation.run(3) == []
    return conversation, emulator


def money(words: list[Word]) -> list[Word]:
    """Without marks, progress and health."""
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


def counts(emulator: CashDroEmulator) -> CashCounts:
    levels = dict.fromkeys(NOTES_OF_THE_CASSETTES, 0) | dict(emulator.levels)
    return CashCounts(tuple(sorted(levels.items())), emulator.cashbox.total())


@pytest.mark.parametrize("page", ["index3.php", "index.php"])
def test_a_start_signs_on_and_tells_the_counts_and_then_ready(page: str) -> None:
    conversation, emulator = a_conversation(page)
    first, *told, last = conversation.run(12)
    assert (first, last) == (Degraded(Fault.STARTING), Ready())
    assert money(told) == [counts(emulator)]
    assert emulator.heard[0] == "login"


@pytest.mark.parametrize("page", ["index3.php", "index.php"])
@pytest.mark.parametrize("tells_devices", [True, False])
def test_each_piece_is_told_once_by_its_value_and_where_it_went(page: str, tells_devices: bool) -> None:
    conversation, emulator = opened(page, tells_devices=tells_devices)
    for value in (200, 500, 5000, 200):
        assert emulator.insert(value)
    assert money(conversation.run(12)) == [Stacked(200, 2), Stacked(500), Stacked(5000, recycled=False)]
    assert emulator.insert(100)
    assert money(conversation.run(12)) == [Stacked(100)]


def test_a_deposit_that_is_ended_keeps_what_fell_in_last() -> None:
    conversation, emulator = opened()
    assert emulator.insert(2000)
    conversation.wire.ask(EndDeposit())
    assert money(conversation.run(6)) == [Stacked(2000)]
    assert not emulator.paid_out
    assert not emulator.insert(2000)


def test_a_payout_is_made_by_amount_and_told_by_the_counts() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((10, 3), (500, 1)), "P1"))
    words = conversation.run(10)
    assert money(words) == [counts(emulator), PaidOut(530, None, "P1")]
    assert sum(value * count for value, count in emulator.paid_out.items()) == 530
    assert all(isinstance(word, Dispensing) for word in words[:-2])


def test_a_payout_that_jams_says_what_left_and_the_machine_what_it_needs() -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((1000, 9),), "P1"))
    conversation.run(1.2)
    emulator.jam()
    words = conversation.run(15)
    paid = sum(value * count for value, count in emulator.paid_out.items())
    assert 0 < paid < 9000
    assert money(words) == [counts(emulator), PaidOut(paid, Fault.PAYOUT_OUT_OF_SERVICE, "P1")]
    assert any(isinstance(word, Degraded) and "its screen" in word.detail for word in words)


def test_a_payout_without_the_change_for_it_says_so() -> None:
    conversation, emulator = started(levels={500: 2})
    conversation.wire.ask(Dispense(((500, 2), (200, 1)), "P1"))
    assert money(conversation.run(10)) == [counts(emulator), PaidOut(1000, Fault.NOT_ENOUGH_CASH, "P1")]


@pytest.mark.parametrize("lost", range(1, 4))
def test_a_lost_answer_never_pays_twice_and_never_pays_nothing(lost: int) -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((500, 1),), "P1"))
    conversation.run(0.02)
    emulator.lose_replies(lost)
    words = money(conversation.run(120))
    paid = 500 * emulator.paid_out[500]
    assert words[-2:] == [counts(emulator), PaidOut(paid, None if paid else Fault.NO_ANSWER, "P1")]
    assert len([word for word in words if isinstance(word, PaidOut)]) == 1


@pytest.mark.parametrize("question", range(1, 8))
def test_a_payout_is_followed_by_its_number_when_any_answer_is_lost(question: int) -> None:
    conversation, emulator = started()
    already = len(emulator.heard)
    conversation.wire.ask(Dispense(((500, 1),), "P1"))
    while len(emulator.heard) < already + question:
        conversation.run(0.01)
    emulator.unplug()
    conversation.run(0.5)
    emulator.plug()
    words = money(conversation.run(60))
    paid = 500 * emulator.paid_out[500]
    told, end = words[-2:]
    assert told == counts(emulator)
    assert isinstance(end, PaidOut)
    assert (end.paid, end.fault) in ((500, None), (0, Fault.LINK_LOST), (0, Fault.NO_ANSWER))
    assert end.paid == paid


def test_a_payout_that_waits_in_the_queue_of_the_machine_is_not_forgotten() -> None:
    conversation, emulator = started(queue_seconds=9.0)
    already = len(emulator.heard)
    conversation.wire.ask(Dispense(((500, 1),), "P1"))
    while "acknowledgeOperationId" not in emulator.heard[already:]:
        conversation.run(0.01)
    emulator.unplug()
    conversation.run(0.2)
    emulator.plug()
    assert money(conversation.run(40)) == [counts(emulator), PaidOut(500, None, "P1")]
    assert emulator.paid_out == {500: 1}


@pytest.mark.parametrize("tenths", range(0, 30, 3))
def test_a_new_till_waits_for_the_payout_of_a_dead_one(tenths: int) -> None:
    conversation, emulator = started()
    conversation.wire.ask(Dispense(((100, 9),), "P1"))
    conversation.run(tenths / 10)
    conversation.restart(CashDro("admin", lambda: PASSWORD))
    words = conversation.run(25)
    assert money(words) == [counts(emulator)]
    assert sum(value * count for value, count in emulator.paid_out.items()) in (0, 900)


def test_a_deposit_left_open_by_a_dead_till_is_ended_and_is_in_the_counts() -> None:
    conversation, emulator = opened()
    emulator.insert(500)
    conversation.restart(CashDro("admin", lambda: PASSWORD))
    assert money(conversation.run(15)) == [counts(emulator)]
    assert emulator.levels[500] == LEVELS[500] + 1
    assert not emulator.insert(500)


def test_what_was_never_acknowledged_never_begins() -> None:
    conversation, emulator = started()
    already = len(emulator.heard)
    conversation.wire.ask(Dispense(((500, 1),), "P1"))
    while "startOperation" not in emulator.heard[already:]:
        conversation.run(0.01)
    conversation.restart(CashDro("admin", lambda: PASSWORD))
    assert money(conversation.run(30)) == [counts(emulator)]
    assert not emulator.paid_out
    conversation.wire.ask(Dispense(((500, 1),), "P1"))
    assert money(conversation.run(10))[-1] == PaidOut(500, None, "P1")


def test_nothing_can_be_collected() -> None:
    conversation, emulator = started()
    conversation.wire.ask(CollectCash(((500, 1),), "C1"))
    assert money(conversation.run(5)) == [counts(emulator), Collected(Fault.PAYOUT_OUT_OF_SERVICE, "C1")]


def test_counts_are_told_on_request_and_after_an_adjustment_and_when_staff_fill_it() -> None:
    conversation, emulator = started()
    for command in (ReadCashCounts(), AdjustCashCounts(((500, 3),))):
        conversation.wire.ask(command)
        assert money(conversation.run(3)) == [counts(emulator)]
    emulator.levels[100] += 30
    assert money(conversation.run(15)) == [counts(emulator)]


def test_counts_asked_for_while_the_slot_is_open_wait_for_what_is_falling_in() -> None:
    conversation, emulator = opened()
    emulator.insert(500)
    conversation.wire.ask(ReadCashCounts())
    assert money(conversation.run(6)) == [Stacked(500), counts(emulator)]
    assert emulator.insert(500)


@pytest.mark.parametrize(
    ("options", "fault", "says"),
    [
        ({"password": "another"}, Fault.KEY_REFUSED, "password"),
        ({"user": "another"}, Fault.KEY_REFUSED, "user"),
        ({"currency": "MXN"}, Fault.WRONG_CURRENCY, "EUR"),
    ],
)
def test_a_machine_that_cannot_be_used_says_why(options: dict[str, object], fault: Fault, says: str) -> None:
    conversation, _ = a_conversation(**options)  # type: ignore[arg-type]
    words = conversation.run(30)
    (lost,) = [word for word in words if isinstance(word, Lost)]
    assert lost.fault is fault
    assert says in lost.detail
    assert not money(words)


def test_a_user_without_the_right_to_deposit_is_told_so() -> None:
    conversation, emulator = started(may_deposit=False)
    conversation.wire.ask(BeginDeposit(ALL))
    (told,) = conversation.run(60)
    assert isinstance(told, Degraded)
    assert told.fault is Fault.KEY_REFUSED
    assert "right" in told.detail
    conversation.wire.ask(EndDeposit())
    assert conversation.run(10) == [Ready()]
    conversation.wire.ask(Dispense(((500, 1),), "P1"))
    assert money(conversation.run(10)) == [counts(emulator), PaidOut(500, None, "P1")]


def test_a_password_file_that_cannot_be_read_is_told_and_heals(tmp_path: Path) -> None:
    file = tmp_path / "password"
    options = {"user": "admin", "password_file": str(file)}
    emulator = CashDroEmulator(Random(1), levels=LEVELS, password=PASSWORD)
    conversation = Conversation(DRIVERS["cashdro"].build(options), emulator)
    assert conversation.run(3) == [Lost(Fault.KEY_REFUSED, "the file with its password cannot be read")]
    file.write_bytes(b"\xff\xfe")
    assert conversation.run(20)[-1] == Lost(Fault.KEY_REFUSED, "it refuses the user or the password")
    file.write_text(f"{PASSWORD}\n")
    assert conversation.run(20)[-1] == Ready()


@pytest.mark.parametrize("status", [404, 500])
def test_another_server_at_the_address_is_lost(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    conversation, emulator = a_conversation()
    monkeypatch.setattr(emulator._server, "_answer", lambda question: Reply(status, b"<html>", "text/html"))
    assert conversation.run(30)[-1] == Lost(Fault.NO_ANSWER, f"it answers with HTTP status {status}")


@pytest.mark.parametrize("status", [401, 403])
def test_a_server_that_asks_for_another_password_says_so(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    conversation, emulator = a_conversation()
    monkeypatch.setattr(emulator._server, "_answer", lambda question: Reply(status, b"<html>", "text/html"))
    assert conversation.run(30) == [Lost(Fault.KEY_REFUSED, "it refuses the user or the password")]


def test_a_link_that_cannot_be_opened_is_told_at_once_and_once() -> None:
    wire = CashDro("admin", lambda: PASSWORD)
    for now in range(0, 30, 3):
        wire.tick(float(now))
        assert wire.wants_link
        wire.closed("no answer at this address")
        assert wire.receive(b"") == ([] if now else [Lost(Fault.LINK_LOST, "no answer at this address")])


class Echo:
    """A server that sends back what it hears, password and all."""

    listening = True
    hangs_up = False

    def __init__(self, before: bytes) -> None:
        self._before = before
        self._output = b""
        self.heard = b""

    @property
    def next_tick(self) -> float:
        return -float("inf") if self._output else float("inf")

    def connected(self) -> None:
        self._output = b""

    def disconnected(self) -> None:
        self._output = b""

    def receive(self, data: bytes) -> None:
        self.heard += data
        self._output += self._before + data if data else b""

    def tick(self, now: float) -> bytes:
        output, self._output = self._output, b""
        return output


@pytest.mark.parametrize("before", [b"", b"HTTP/1.1 200 ", b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n"])
def test_the_password_is_never_said_whatever_comes_back(before: bytes) -> None:
    wire, echo = CashDro("admin", lambda: PASSWORD), Echo(before)
    conversation = Conversation(wire, echo)
    words = conversation.run(60)
    assert b"password=s3cr%26t+w%2Ford" in echo.heard
    assert any(isinstance(word, Lost) for word in words)
    for secret in (PASSWORD, "s3cr%26t"):
        assert secret not in repr((words, wire, vars(wire), vars(wire._teller)))


def test_a_silent_machine_is_lost_once_and_heals_by_itself() -> None:
    conversation, emulator = started()
    emulator.lose_replies(1000)
    words = conversation.run(400)
    assert [word for word in words if isinstance(word, Lost)] == [Lost(Fault.NO_ANSWER, "no whole answer in time")]
    emulator.lose_replies(0)
    assert conversation.run(60)[-1] == Ready()


def test_a_command_for_another_device_is_refused() -> None:
    with pytest.raises(TypeError, match="AskOutcome"):
        CashDro("admin", lambda: PASSWORD).ask(AskOutcome("1", 1))


def test_it_runs_in_one_thread_with_the_loop_too() -> None:
    loop = Loop(CashDro("admin", lambda: "3428"), CashDroEmulator(Random(1), levels=LEVELS))
    loop.wire.ask(BeginDeposit(ALL))
    words: list[Word] = []
    now = 0.0
    while not any(isinstance(word, Stacked) for word in words):
        words += loop.run(now)
        loop.emulator.insert(500)  # type: ignore[attr-defined]
        now = max(now + 0.1, min(loop.next_tick, now + 1))
        assert now < PATIENCE_SECONDS
    assert Ready() in words


def test_a_payout_over_a_real_connection() -> None:
    emulator = CashDroEmulator(Random(1), levels=LEVELS, password=PASSWORD)
    stopped, addresses, words = Event(), Queue[str](), Queue[Word | Exception]()
    machine = Thread(target=serve, args=(emulator, "127.0.0.1:0", stopped, addresses.put))
    machine.start()
    try:
        address = addresses.get(timeout=PATIENCE_SECONDS)
        pump = Pump(
            CashDro("admin", lambda: PASSWORD, start_seconds=0.2), lambda: open_link(address), words.put, words.put
        )
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
