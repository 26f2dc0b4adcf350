import os
import random
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.card.concert_e import ConcertE, ConcertESettings
from hardware.card.concert_e_message import ANSWER_SIZES, Answer, Ear, Heard, Signal, framed, private_of, request
from hardware.drivers import DRIVERS
from hardware.pump import Pump
from hardware.simulated.concert_e import BOOT_SECONDS, CARD_NUMBER, ConcertEEmulator, Faults, Plan
from hardware.simulated.serve import serve
from hardware.wire import NEVER
from hardware.words import (
    AskOutcome,
    Authorize,
    Authorized,
    AuthorizeRefund,
    CancelAuthorize,
    CardRefusal,
    EndDeposit,
    Fault,
    Health,
    Lost,
    NotAuthorized,
    OutcomeUnknown,
    Ready,
    Word,
)
from tests.hardware.card.desk import HOUR, VERDICTS, Desk
from tests.hardware.conversation import Conversation

SALE = Authorize("till.1f.7.1", 1590)
PRIVATE = private_of(SALE)
PATIENCE_SECONDS = 30.0
EMITTED = (  # by pypostelium 0.0.5
    (5, "02303130303030303030353031303937382020202020202020202041303131423031300302"),
    (159000, "0230313030313539303030303130393738202020202020202020204130313142303130030A"),
)


def desk(*plans: Plan, terminal: ConcertEEmulator | None = None) -> Desk:
    terminal = terminal or ConcertEEmulator()
    terminal.plans.extend(plans)
    return Desk(ConcertE(ConcertESettings()), terminal)


def serial(shop: Desk) -> ConcertEEmulator:
    assert isinstance(shop.terminal, ConcertEEmulator)
    return shop.terminal


@pytest.mark.parametrize(("cents", "emitted"), EMITTED)
def test_a_request_is_what_another_host_emits_but_for_the_private_field(cents: int, emitted: str) -> None:
    body = request(Authorize("r", cents), "01", "A011")
    assert framed(body.replace(private_of(Authorize("r", cents)), " " * 10)) == bytes.fromhex(emitted)
    assert request(AuthorizeRefund("r", cents), "01", "A010")[12] == "1"


@pytest.mark.parametrize("size", [1, 2, 200])
@pytest.mark.parametrize("rep", ["", f"{CARD_NUMBER:<55}"])
def test_frames_are_cut_by_position_in_any_pieces_whatever_their_checksum(size: int, rep: str) -> None:
    for cents in range(300):  # so every checksum comes about, control characters among them
        body = f"010{cents:08d}1{rep}978{PRIVATE}"
        data, ear, heard = b"\x05" + framed(body) + b"\x04", Ear(ANSWER_SIZES), list[Heard]()
        ear.expects_frame = True
        for start in range(0, len(data), size):
            heard += ear.hear(data[start : start + size])
        assert heard == [Heard(Signal.ENQ), Heard(Signal.FRAME, body), Heard(Signal.EOT)]
        assert Answer.of(body) == Answer("01", "0", f"{cents:08d}", "1", rep, "978", PRIVATE)


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_heard_as_something(data: bytes, expects_frame: bool) -> None:
    ear = Ear(ANSWER_SIZES)
    ear.expects_frame = expects_frame
    for heard in ear.hear(data):
        assert heard.signal is not Signal.FRAME or framed(heard.body) in data


@pytest.mark.parametrize("gesture", ["tap", "insert_card"])
def test_a_card_pays(gesture: str) -> None:
    shop = desk()
    shop.gesture = gesture
    assert shop.ask(SALE) == Authorized(SALE.reference, 1590)
    assert shop.words[0] == Ready()
    assert serial(shop).charges == [(PRIVATE, 1590)]


def test_money_is_given_back_to_a_card() -> None:
    shop = desk()
    assert shop.ask(AuthorizeRefund("refund-1", 500)) == Authorized("refund-1", 500)
    assert [cents for _, cents in serial(shop).refunds] == [500]
    assert serial(shop).charges == []


@pytest.mark.parametrize(
    "plan",
    [Plan.LONG_ANSWER, Plan.MISTAKE, Plan.ANSWER_TWICE, Plan.DAMAGED, Plan.ACCEPTED_FIRST, Plan.APPROVE_PART],
)
def test_what_the_line_does_to_it_changes_nothing(plan: Plan) -> None:
    shop = desk(plan)
    answer = shop.ask(SALE)
    assert isinstance(answer, Authorized)
    assert serial(shop).charges == [(PRIVATE, answer.amount)]
    assert answer.amount == (795 if plan is Plan.APPROVE_PART else 1590)
    assert shop.ask(Authorize("next", 100)) == Authorized("next", 100)


@pytest.mark.parametrize(("plan", "gesture"), [(Plan.REFUSE, "tap"), (Plan.APPROVE, "press_red"), (Plan.APPROVE, "")])
def test_a_sale_that_did_not_come_about_charges_nothing(plan: Plan, gesture: str) -> None:
    shop = desk(plan)
    shop.gesture = gesture
    answer = shop.ask(SALE)
    assert isinstance(answer, NotAuthorized)
    assert answer.reason is CardRefusal.REFUSED
    assert serial(shop).charges == []


def test_a_terminal_that_does_not_hear_was_certainly_not_asked() -> None:
    shop = desk()
    serial(shop).busy = True
    answer = shop.ask(SALE)
    assert answer == NotAuthorized(SALE.reference, CardRefusal.UNREACHABLE, "it does not answer")
    assert shop.words[1] == Lost(Fault.NO_ANSWER, "the terminal was called: it does not answer")
    serial(shop).busy = False
    assert shop.ask(Authorize("next", 100)) == Authorized("next", 100)
    assert Ready() in shop.words[3:]


def test_without_a_cable_nothing_is_asked() -> None:
    shop = desk()
    serial(shop).cut_power()
    assert isinstance(shop.ask(SALE), NotAuthorized)


@pytest.mark.parametrize(
    "plan",
    [Plan.IGNORE, Plan.LOSE_ANSWER, Plan.OTHER_SALE, Plan.DOLLARS, Plan.TOO_MUCH, Plan.DIE_CHARGED, Plan.DIE_UNCHARGED],
)
def test_without_an_answer_to_believe_the_outcome_is_unknown_and_there_is_evidence(plan: Plan) -> None:
    shop = desk(plan)
    answer = shop.ask(SALE)
    assert isinstance(answer, OutcomeUnknown)
    assert "Payment of 15.90 EUR for till.1f.7.1 was sent" in answer.evidence
    assert ("not acknowledged" in answer.evidence) == (plan is Plan.IGNORE)
    assert ("not believed" in answer.evidence) == (plan in (Plan.OTHER_SALE, Plan.DOLLARS, Plan.TOO_MUCH))


def test_an_answer_that_comes_after_all_patience_is_told_all_the_same() -> None:
    shop = desk(Plan.ANSWER_LATE)
    shop.wire.ask(SALE)
    shop.run(HOUR)
    assert [type(word) for word in shop.verdicts] == [OutcomeUnknown, Authorized]


def test_an_answer_comes_through_a_cable_that_was_pulled_meanwhile() -> None:
    shop = desk()
    shop.gesture = ""
    shop.wire.ask(SALE)
    shop.run(5.0)
    shop.loop.break_link("the cable was pulled")
    shop.run(5.0)
    serial(shop).tap()
    assert [word for word in shop.run(20.0) if isinstance(word, VERDICTS)] == [Authorized(SALE.reference, 1590)]


def test_a_till_restarted_during_a_charge_hears_the_answer_and_else_knows_nothing() -> None:
    shop = desk()
    shop.gesture = ""
    shop.wire.ask(SALE)
    shop.run(5.0)
    shop.restart(ConcertE(ConcertESettings()))
    shop.wire.ask(AskOutcome(SALE.reference, SALE.amount))
    shop.run(5.0)
    serial(shop).tap()
    assert [word for word in shop.run(20.0) if isinstance(word, VERDICTS)] == [Authorized(SALE.reference, 1590)]
    unknown = shop.ask(AskOutcome("sale-0", 100, refund=True))
    assert isinstance(unknown, OutcomeUnknown)
    assert "Refund of 1.00 EUR for sale-0 may have been sent" in unknown.evidence


def test_commands_for_others_are_mistakes_and_a_cancel_is_passed_over() -> None:
    wire = ConcertE(ConcertESettings())
    wire.ask(CancelAuthorize("r"))
    assert wire.next_tick == NEVER
    with pytest.raises(TypeError):
        wire.ask(EndDeposit())
    with pytest.raises(ValueError, match="cannot be charged"):
        wire.ask(Authorize("r", 100_000_000))


@pytest.mark.parametrize("plan", list(Plan))
def test_no_word_ever_holds_a_card_number(plan: Plan) -> None:
    shop = desk(plan)
    shop.ask(SALE, 190.0)
    assert all(CARD_NUMBER[:12] not in repr(word) for word in shop.words)


class Tapping(ConcertEEmulator):
    """A customer taps as soon as an amount shows."""

    def tick(self, now: float) -> bytes:
        self.tap()
        return super().tick(now)


def till_dies(line: Conversation) -> None:
    line.restart(ConcertE(ConcertESettings()))
    line.wire.ask(AskOutcome(SALE.reference, SALE.amount))


def terminal_dies(line: Conversation) -> None:
    line.emulator.cut_power()  # type: ignore[attr-defined]
    line.emulator.restore_power()  # type: ignore[attr-defined]


def link_breaks(line: Conversation) -> None:
    line.unlink()
    line.wire.closed("the cable was pulled")


@pytest.mark.parametrize("on_cut", [till_dies, terminal_dies, link_breaks])
def test_a_charge_cut_at_any_byte_is_known_exactly_or_unknown(on_cut: Callable[[Conversation], None]) -> None:
    at, was_cut, kinds = 0, True, set()
    while was_cut:
        terminal = Tapping()
        line = Conversation(ConcertE(ConcertESettings()), terminal)
        line.run(1.0)
        line.cut_after, line.on_cut = at, partial(on_cut, line)
        line.wire.ask(SALE)
        line.run(400.0)
        was_cut = line.cut_after is None
        verdict, *later = [word for word in line.words if isinstance(word, VERDICTS)] or [None]
        assert all(isinstance(word, OutcomeUnknown) for word in later)  # the till died with the word on its lips
        kinds.add(type(verdict))
        match verdict:
            case Authorized(amount=amount):
                assert terminal.charges == [(PRIVATE, amount)], f"cut after {at} bytes"
            case NotAuthorized():
                assert terminal.charges == [], f"cut after {at} bytes"
            case OutcomeUnknown(evidence=evidence):
                assert "15.90 EUR for till.1f.7.1" in evidence
            case _:
                raise AssertionError(f"nothing told when cut after {at} bytes")
        at += 1
    assert at > 70
    assert {Authorized, OutcomeUnknown} <= kinds


TROUBLES = tuple((plan, 0.05) for plan in Plan if plan is not Plan.APPROVE)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_whatever_the_day_brings_the_till_never_lies_about_money(seed: int) -> None:
    dice = random.Random(seed)
    terminal = ConcertEEmulator(seed, Faults(TROUBLES))
    shop = desk(terminal=terminal)
    asked: dict[str, str] = {}
    for number in range(6):
        sale = Authorize(f"sale-{number}", dice.randint(1, 30000))
        asked[sale.reference] = private_of(sale)
        shop.gesture = dice.choice(["tap", "tap", "tap", "press_red", ""])
        shop.wire.ask(sale)
        shop.run(dice.choice([1.0, 10.0, 400.0]))
        if dice.random() < 0.2:
            shop.loop.break_link("the cable was pulled")
        terminal.restore_power()
        shop.run(dice.choice([BOOT_SECONDS, 400.0]))
    terminal.restore_power()
    shop.run(HOUR)
    verdicts = [word for word in shop.words if not isinstance(word, Health)]
    last: dict[str, Word] = {word.reference: word for word in verdicts if isinstance(word, VERDICTS)}
    assert last.keys() == asked.keys()
    for reference, verdict in last.items():
        charged = [cents for private, cents in terminal.charges if private == asked[reference]]
        match verdict:
            case Authorized(amount=amount):
                assert charged == [amount]
            case NotAuthorized():
                assert charged == []
            case _:
                assert len(charged) <= 1


def served(terminal: ConcertEEmulator, path: Path, stopped: threading.Event) -> tuple[threading.Thread, str]:
    addresses = Queue[str]()
    device = threading.Thread(target=serve, args=(terminal, str(path), stopped, addresses.put))
    device.start()
    return device, addresses.get(timeout=PATIENCE_SECONDS)


def test_over_a_real_terminal_line_a_sale_is_paid(tmp_path: Path) -> None:
    terminal, stopped, words, crashes = Tapping(), threading.Event(), Queue[Word](), Queue[Exception]()
    device, link = served(terminal, tmp_path / "terminal", stopped)
    driver = DRIVERS["concert-e"]
    pump = Pump(driver.build({}), driver.opener(link, {}), words.put, crashes.put)
    pump.start()
    try:
        assert words.get(timeout=PATIENCE_SECONDS) == Ready()
        pump.ask(SALE)
        assert words.get(timeout=PATIENCE_SECONDS) == Authorized(SALE.reference, 1590)
    finally:
        pump.stop()
        stopped.set()
        device.join()
    assert crashes.empty()
    assert terminal.charges == [(PRIVATE, 1590)]


@pytest.mark.parametrize("cents", [5, 159000])  # whose checksums are STX and LF
def test_another_host_is_served_by_the_simulated_terminal(
    cents: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pypostelium: Any = pytest.importorskip("pypostelium", reason="needs pypostelium, a host written by others")
    terminal, stopped = Tapping(), threading.Event()
    device, link = served(terminal, tmp_path / "terminal", stopped)
    try:
        caplog.set_level("DEBUG")
        host = pypostelium.Driver({"telium_terminal_device_name": link})
        amount = f"{cents // 100}.{cents % 100:02d}"
        assert host.transaction_start(f'{{"amount": {amount}, "payment_mode": "card", "currency_iso": "EUR"}}')
    finally:
        stopped.set()
        device.join()
    assert terminal.charges == [(" " * 10, cents)]
    assert "Answer received from Terminal" in caplog.text
    assert "wrong" not in caplog.text
    assert not os.path.lexists(link)
