import random

import pytest

from hardware.simulated.concert import BOOT_SECONDS, CUSTOMER_SECONDS, ConcertEmulator, Faults, Plan
from hardware.wire import NEVER

DEBIT = b"CZ0040300CJ012012345678901CA00201CB0041590CD0010CE003978CF0011BA0010"


def answer_to(terminal: ConcertEmulator, request: bytes, start: float = 0.0) -> tuple[bytes, float]:
    """All it says until it comes to rest, and when that was."""
    if not terminal.listening:
        terminal.tick(start)
    terminal.connected()
    terminal.receive(request)
    answer, now = terminal.tick(start), start
    while terminal.next_tick != NEVER:
        now = max(now, terminal.next_tick)
        answer += terminal.tick(now)
    return answer, now


def test_it_greets_back() -> None:
    answer, _ = answer_to(ConcertEmulator(), b"CZ0040300CD001I")
    assert answer == b"CZ0040300CD001IAE00210"


@pytest.mark.parametrize("request_", [b"hello", b"CZ004030", b"CZ0040300CD0010CE003840CB003100", b"CZ0040300CD0010"])
def test_what_it_does_not_understand_is_a_format_error(request_: bytes) -> None:
    answer, _ = answer_to(ConcertEmulator(), request_)
    assert answer.endswith(b"AE00201AF00209")


def test_without_a_last_ticket_there_is_nothing_to_repeat() -> None:
    assert answer_to(ConcertEmulator(), b"CZ0040300CD0013")[0].endswith(b"AE00201AF00212")


def test_a_customer_who_does_nothing_costs_a_minute_and_no_money() -> None:
    terminal = ConcertEmulator()
    answer, now = answer_to(terminal, DEBIT)
    assert answer.endswith(b"AE00201AF00208")
    assert b"CB" not in answer
    assert now >= CUSTOMER_SECONDS
    assert terminal.charges == []


def test_a_card_without_an_amount_pays_nothing() -> None:
    terminal = ConcertEmulator()
    terminal.tap()
    terminal.insert_card()
    terminal.press_red()
    assert terminal.next_tick == NEVER
    assert terminal.charges == []


def showing(terminal: ConcertEmulator) -> float:
    """A debit arrived and the amount shows; when."""
    terminal.connected()
    terminal.receive(DEBIT)
    terminal.tick(0.0)
    now = terminal.next_tick
    terminal.tick(now)
    assert terminal.amount_shown == 1590
    return now


def test_the_red_key_is_too_late_once_the_card_was_read() -> None:
    terminal = ConcertEmulator()
    showing(terminal)
    terminal.tap()
    assert terminal.amount_shown is None
    terminal.press_red()
    terminal.tick(30.0)
    assert terminal.charges == [("1", 1590)]


def test_a_sale_goes_on_when_the_till_goes_away_and_nobody_else_is_let_in() -> None:
    terminal = ConcertEmulator()
    showing(terminal)
    terminal.disconnected()
    assert not terminal.listening
    terminal.tap()
    assert terminal.tick(30.0) == b""
    assert terminal.charges == [("1", 1590)]
    assert terminal.listening


def test_a_power_cut_ends_the_sale_and_keeps_the_ledger() -> None:
    terminal = ConcertEmulator()
    showing(terminal)
    terminal.tap()
    terminal.tick(30.0)
    showing(terminal)
    terminal.cut_power()
    assert (terminal.hangs_up, terminal.hangs_up) == (True, False)
    terminal.disconnected()
    assert (terminal.listening, terminal.amount_shown) == (False, None)
    terminal.restore_power()
    terminal.tick(100.0)
    assert not terminal.listening
    assert terminal.next_tick == 100.0 + BOOT_SECONDS
    terminal.tick(100.0 + BOOT_SECONDS)
    assert terminal.listening
    assert terminal.charges == [("1", 1590)]
    assert b"CF0011" in answer_to(terminal, b"CZ0040300CD0013", 200.0)[0]


def test_a_request_cut_before_its_end_charges_nothing() -> None:
    for end in range(len(DEBIT)):
        terminal = ConcertEmulator()
        terminal.connected()
        terminal.receive(DEBIT[:end])
        terminal.disconnected()
        terminal.tick(0.0)
        assert terminal.amount_shown is None or end >= len(DEBIT) - len("CF0011BA0010")


def test_faults_come_from_the_seed() -> None:
    faults = Faults(((Plan.REFUSE, 0.3), (Plan.CUT_CHARGED, 0.2)))
    first, second = ([faults.draw(dice) for _ in range(200)] for dice in (random.Random(7), random.Random(7)))
    assert first == second
    assert set(first) == {Plan.REFUSE, Plan.CUT_CHARGED, Plan.APPROVE}
    assert {Faults().draw(random.Random(seed)) for seed in range(50)} == {Plan.APPROVE}
