import random
import threading
from dataclasses import replace
from functools import partial
from queue import Queue

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.card.concert import ConcertSettings, ConcertV3
from hardware.link import LinkLost, open_link
from hardware.pump import Pump
from hardware.simulated.concert import BOOT_SECONDS, CARD_NUMBER, ConcertEmulator, Faults, Plan
from hardware.simulated.loop import Loop
from hardware.simulated.serve import serve
from hardware.wire import NEVER
from hardware.words import (
    AskOutcome,
    Authorize,
    Authorized,
    AuthorizeRefund,
    CancelAuthorize,
    CardRefusal,
    Command,
    EndDeposit,
    Fault,
    Lost,
    NotAuthorized,
    OutcomeUnknown,
    Ready,
    Word,
)

SETTINGS = ConcertSettings(software="012345678901")
HOUR = 3600.0
PATIENCE_SECONDS = 30.0


class Shop:
    """A till's wire and a terminal on a virtual clock; a customer who taps as soon as an amount shows."""

    def __init__(self, emulator: ConcertEmulator | None = None, settings: ConcertSettings = SETTINGS) -> None:
        self.now = 1000.0
        self.terminal = emulator or ConcertEmulator()
        self.wire = ConcertV3(settings)
        self.loop = Loop(self.wire, self.terminal)
        self.words: list[Word] = []
        self.gesture = "tap"
        self.steps = 0

    def run(self, seconds: float) -> list[Word]:
        """The words told meanwhile."""
        before, end = len(self.words), self.now + seconds
        while True:
            self.words += self.loop.run(self.now)
            if self.gesture and self.terminal.amount_shown is not None:
                getattr(self.terminal, self.gesture)()
                continue
            self.steps += 1
            if self.loop.next_tick > end:
                self.now = end
                return self.words[before:]
            self.now = self.loop.next_tick

    @property
    def verdicts(self) -> list[Word]:
        return [word for word in self.words if not isinstance(word, Ready | Lost)]

    def ask(self, command: Command, seconds: float = HOUR) -> Word:
        """The one word told about it."""
        self.wire.ask(command)
        told = [word for word in self.run(seconds) if not isinstance(word, Ready | Lost)]
        assert len(told) == 1
        return told[0]


SALE = Authorize("sale-1/1", 1590)


def sale_going(*plans: Plan) -> Shop:
    shop = Shop()
    shop.terminal.plans.extend(plans)
    return shop


def test_the_terminal_is_greeted_at_the_start_and_then_once_a_minute() -> None:
    shop = Shop()
    assert shop.run(1.0) == [Ready()]
    assert shop.run(HOUR) == []
    assert shop.steps < 60 * 12  # per greeting: dial, send, silence, answer, drain, hang up


def test_a_terminal_that_goes_and_comes_back_is_told_once_each() -> None:
    shop = Shop()
    shop.run(1.0)
    shop.terminal.cut_power()
    assert shop.run(HOUR) == [Lost(Fault.LINK_LOST, "connection refused")]
    shop.terminal.restore_power()
    assert shop.run(HOUR) == [Ready()]


def test_a_terminal_that_takes_the_call_and_says_nothing_is_lost() -> None:
    class Mute(ConcertEmulator):
        def receive(self, data: bytes) -> None:
            """Hears nothing."""

    told = Shop(Mute()).run(HOUR)
    assert [type(word) for word in told] == [Lost]
    assert isinstance(told[0], Lost)
    assert told[0].fault is Fault.NO_ANSWER


def test_without_greetings_the_terminal_is_taken_to_be_well() -> None:
    shop = Shop(settings=replace(SETTINGS, ping_every_seconds=NEVER))
    assert shop.run(HOUR) == [Ready()]
    assert shop.steps < 5


def test_a_tap_pays() -> None:
    shop = Shop()
    answer = shop.ask(SALE)
    assert isinstance(answer, Authorized)
    assert (answer.reference, answer.amount, answer.card) == ("sale-1/1", 1590, "**** 7890")
    assert (answer.authorization, answer.application, answer.contactless) == ("000001", "00B", True)
    assert "MONTANT 15,90 EUR" in answer.receipt
    assert shop.terminal.charges == [("sale-1/1", 1590)]


def test_a_card_in_the_slot_pays() -> None:
    shop = Shop()
    shop.gesture = "insert_card"
    answer = shop.ask(SALE)
    assert isinstance(answer, Authorized)
    assert not answer.contactless


def test_sales_follow_one_another_in_the_order_asked() -> None:
    shop = Shop()
    for number in range(3):
        shop.wire.ask(Authorize(f"sale-{number}", 100 + number))
    told = [word for word in shop.run(HOUR) if isinstance(word, Authorized)]
    assert [(word.reference, word.amount) for word in told] == shop.terminal.charges
    assert len(told) == 3


@pytest.mark.parametrize("size", [1, 2, 7, 100])
def test_an_answer_in_pieces_is_put_together(size: int) -> None:
    shop = Shop()
    shop.terminal.piece_size = size
    whole = Shop().ask(SALE)
    assert shop.ask(SALE) == whole


def test_a_line_end_after_the_request_can_be_asked_for() -> None:
    shop = Shop(settings=replace(SETTINGS, line_end=b"\r\n"))
    assert isinstance(shop.ask(SALE), Authorized)


def test_less_than_asked_is_told_as_such() -> None:
    shop = sale_going(Plan.APPROVE_PART)
    answer = shop.ask(SALE)
    assert isinstance(answer, Authorized)
    assert answer.amount == 795
    assert shop.terminal.charges == [("sale-1/1", 795)]


def test_money_is_given_back_to_a_card() -> None:
    shop = Shop()
    answer = shop.ask(AuthorizeRefund("refund-1", 300))
    assert isinstance(answer, Authorized)
    assert (answer.reference, answer.amount) == ("refund-1", 300)
    assert shop.terminal.refunds == [("refund-1", 300)]
    assert shop.terminal.charges == []


def test_a_refund_whose_answer_was_lost_is_found_and_after_a_restart_too() -> None:
    shop = sale_going(Plan.CUT_CHARGED)
    assert isinstance(shop.ask(AuthorizeRefund("refund-1", 300)), Authorized)
    after = Shop(shop.terminal)
    assert isinstance(after.ask(AskOutcome("refund-1", 300, refund=True)), Authorized)
    unknown = after.ask(AskOutcome("refund-2", 300, refund=True))
    assert isinstance(unknown, OutcomeUnknown)
    assert "Refund of 3.00 EUR" in unknown.evidence
    assert len(shop.terminal.refunds) == 1


def test_a_meal_is_paid_with_a_voucher_card_where_the_terminal_takes_them() -> None:
    shop = Shop()
    shop.terminal.holds_meal_card = True
    answer = shop.ask(replace(SALE, meal=True))
    assert isinstance(answer, Authorized)
    assert answer.meal
    shop.terminal.takes_meals = False
    refused = shop.ask(Authorize("sale-2/1", 100, meal=True))
    assert isinstance(refused, NotAuthorized)
    assert refused.reason is CardRefusal.NOT_SUPPORTED


def test_a_cancel_is_passed_over_because_the_protocol_has_none() -> None:
    shop = Shop()
    shop.gesture = ""
    shop.wire.ask(SALE)
    shop.run(5.0)
    shop.wire.ask(CancelAuthorize(SALE.reference))
    shop.run(5.0)
    assert shop.verdicts == []
    shop.terminal.tap()
    shop.run(10.0)
    assert [type(word) for word in shop.verdicts] == [Authorized]


def test_a_refusal_charges_nothing() -> None:
    shop = sale_going(Plan.REFUSE)
    assert shop.ask(SALE) == NotAuthorized("sale-1/1", CardRefusal.REFUSED, "refused")
    assert shop.terminal.charges == []


def test_the_red_key_abandons() -> None:
    shop = Shop()
    shop.gesture = "press_red"
    assert shop.ask(SALE) == NotAuthorized("sale-1/1", CardRefusal.ABANDONED, "abandoned")


def test_a_customer_who_walked_away_is_a_time_out() -> None:
    shop = Shop()
    shop.gesture = ""
    answer = shop.ask(SALE)
    assert isinstance(answer, NotAuthorized)
    assert answer.reason is CardRefusal.TIMED_OUT


def test_a_terminal_that_refuses_the_call_was_certainly_not_asked() -> None:
    shop = Shop()
    shop.terminal.busy = True
    assert shop.ask(SALE) == NotAuthorized("sale-1/1", CardRefusal.UNREACHABLE, "connection refused")
    shop.terminal.busy = False
    assert isinstance(shop.ask(replace(SALE, reference="sale-1/2")), Authorized)


def test_a_call_that_never_connects_was_certainly_not_made() -> None:
    wire = ConcertV3(SETTINGS)
    wire.ask(SALE)
    assert wire.tick(0.0) == b""
    assert wire.wants_link
    assert wire.next_tick == SETTINGS.dial_seconds
    assert wire.tick(SETTINGS.dial_seconds) == b""
    assert not wire.wants_link
    wire.opened()  # too late
    assert NotAuthorized(SALE.reference, CardRefusal.UNREACHABLE, "no connection in time") in wire.receive(b"")


def test_a_connection_that_breaks_before_the_first_byte_was_certainly_not_a_charge() -> None:
    wire = ConcertV3(SETTINGS)
    wire.ask(SALE)
    wire.tick(0.0)
    wire.opened()
    wire.closed("reset")
    assert NotAuthorized(SALE.reference, CardRefusal.UNREACHABLE, "reset") in wire.receive(b"")


@pytest.mark.parametrize("plan", [Plan.CUT_CHARGED, Plan.DIE_CHARGED, Plan.ANSWER_LATE, Plan.WRONG_REFERENCE])
def test_a_charge_whose_answer_was_lost_is_found_on_the_last_ticket(plan: Plan) -> None:
    shop = sale_going(plan)
    shop.wire.ask(SALE)
    shop.run(10.0)
    shop.terminal.restore_power()
    shop.run(HOUR)
    assert [type(word) for word in shop.verdicts] == [Authorized]
    assert shop.terminal.charges == [("sale-1/1", 1590)]


@pytest.mark.parametrize("plan", [Plan.CUT_CHARGED, Plan.ANSWER_LATE, Plan.WRONG_REFERENCE])
def test_a_terminal_that_cannot_repeat_its_ticket_leaves_the_outcome_unknown(plan: Plan) -> None:
    shop = sale_going(plan)
    shop.terminal.repeats_last_ticket = False
    answer = shop.ask(SALE)
    assert isinstance(answer, OutcomeUnknown)
    assert "15.90 EUR" in answer.evidence
    assert "sale-1/1" in answer.evidence
    assert "AE=01 AF=12" in answer.evidence


@pytest.mark.parametrize("plan", [Plan.CUT_UNCHARGED, Plan.IGNORE, Plan.DIE_UNCHARGED])
def test_the_ticket_of_another_sale_never_proves_that_nothing_was_charged(plan: Plan) -> None:
    shop = sale_going(Plan.APPROVE, plan)
    assert isinstance(shop.ask(SALE), Authorized)
    shop.wire.ask(Authorize("sale-2/1", 1590))
    shop.run(10.0)
    shop.terminal.restore_power()
    shop.run(HOUR)
    _, unknown = shop.verdicts
    assert isinstance(unknown, OutcomeUnknown)
    assert "CF=sale-1/1" in unknown.evidence


def test_a_terminal_that_stays_dark_leaves_the_outcome_unknown_and_the_queue_moving() -> None:
    shop = sale_going(Plan.DIE_CHARGED)
    answer = shop.ask(SALE)
    assert isinstance(answer, OutcomeUnknown)
    assert "connection refused" in answer.evidence
    again = shop.ask(Authorize("sale-2/1", 100))
    assert isinstance(again, NotAuthorized)


def test_only_the_red_key_stops_it_and_a_card_that_was_shown_pays() -> None:
    shop = Shop()
    shop.gesture = ""
    shop.wire.ask(SALE)
    shop.run(5.0)
    shop.wire.ask(CancelAuthorize(SALE.reference))
    shop.run(5.0)
    assert shop.terminal.amount_shown == 1590
    shop.terminal.tap()
    assert [word.amount for word in shop.run(HOUR) if isinstance(word, Authorized)] == [1590]


def test_after_a_restart_the_outcome_of_a_charge_can_be_asked() -> None:
    shop = Shop()
    shop.ask(SALE)
    after = Shop(shop.terminal)
    answer = after.ask(AskOutcome(SALE.reference, SALE.amount))
    assert isinstance(answer, Authorized)
    assert answer.amount == 1590
    assert isinstance(after.ask(AskOutcome("sale-0/1", 1590)), OutcomeUnknown)
    assert isinstance(after.ask(AskOutcome(SALE.reference, 1589)), OutcomeUnknown)
    assert len(shop.terminal.charges) == 1


REFUND = AuthorizeRefund("sale-1/2", 500, "of no use here")


def test_a_terminal_whose_contract_knows_no_refund_says_so_and_nothing_moves() -> None:
    shop = Shop()
    shop.terminal.gives_back = False
    answer = shop.ask(REFUND)
    assert isinstance(answer, NotAuthorized)
    assert answer.reason is CardRefusal.NOT_SUPPORTED
    assert shop.terminal.refunds == []


@pytest.mark.parametrize("plan", [Plan.CUT_CHARGED, Plan.CUT_UNCHARGED, Plan.WRONG_REFERENCE, Plan.IGNORE])
def test_a_refund_whose_answer_is_lost_is_asked_about_and_never_ordered_again(plan: Plan) -> None:
    shop = sale_going(plan)
    answer = shop.ask(REFUND)
    given = [cents for reference, cents in shop.terminal.refunds if reference == REFUND.reference]
    assert given == ([] if plan in (Plan.CUT_UNCHARGED, Plan.IGNORE) else [500])
    assert isinstance(answer, Authorized if given else OutcomeUnknown)
    if isinstance(answer, OutcomeUnknown):
        assert answer.evidence.startswith("Refund of 5.00 EUR sent as sale-1/2")


def test_an_answer_about_a_charge_is_not_believed_of_a_refund() -> None:
    wire = ConcertV3(SETTINGS)
    ours = AskOutcome("r", 100, refund=True)
    exchange_by_hand(wire, ours, b"CZ0040300CD0010CF001rCB003100CE003978AE00210")
    assert not [word for word in wire.receive(b"") if isinstance(word, Authorized)]


def test_a_till_restarted_during_a_charge_waits_for_the_terminal_to_finish() -> None:
    shop = Shop()
    shop.gesture = ""
    shop.wire.ask(SALE)
    shop.run(5.0)
    shop.loop.break_link("the till lost power")
    after = Shop(shop.terminal)
    after.now, after.gesture = shop.now, ""
    after.wire.ask(AskOutcome(SALE.reference, SALE.amount))
    after.run(20.0)
    shop.terminal.tap()
    told = after.run(HOUR)
    assert [word.amount for word in told if isinstance(word, Authorized)] == [1590]


def test_a_lost_answer_that_comes_on_the_next_connection_is_taken() -> None:
    wire = ConcertV3(SETTINGS)
    now = exchange_by_hand(wire, AskOutcome("r", 100), b"CZ0040300CD0010CF001rAE00201AF00206")
    assert wire.receive(b"") == [Ready(), NotAuthorized("r", CardRefusal.ABANDONED, "abandoned")]
    assert now < 1.0


def exchange_by_hand(wire: ConcertV3, command: Command, answer: bytes, ends: bool = True) -> float:
    """Until when the wire waits after this answer; with `ends` it has waited."""
    wire.ask(command)
    wire.tick(0.0)
    wire.opened()
    assert wire.tick(0.0)
    wire._words += wire.receive(answer)
    wire.tick(0.0)
    now = wire.next_tick
    if ends:
        wire.tick(now)
    return now


def test_an_accepted_request_is_not_yet_a_payment() -> None:
    wire = ConcertV3(SETTINGS)
    assert exchange_by_hand(wire, Authorize("r", 100), b"CZ0040300BA0011AE00211") == SETTINGS.answer_seconds


def test_the_payment_may_follow_the_acceptance_on_the_same_connection() -> None:
    wire = ConcertV3(SETTINGS)
    exchange_by_hand(wire, Authorize("r", 100), b"CZ0040300BA0011AE00211", ends=False)
    assert told_after(wire, 60.0, b"CZ0040300CD0010CF001rCB003100AE00210") == [Ready(), Authorized("r", 100)]


def test_a_yes_is_waited_for_until_it_says_how_much_and_for_whom() -> None:
    wire = ConcertV3(SETTINGS)
    exchange_by_hand(wire, Authorize("r", 100), b"CZ0040300AE00210", ends=False)
    wire.tick(1.0)
    assert told_after(wire, 1.0, b"CB003100CF001r") == [Ready(), Authorized("r", 100)]


def test_what_comes_before_the_request_was_sent_is_no_answer_to_it() -> None:
    wire = ConcertV3(SETTINGS)
    wire.ask(Authorize("r", 100))
    wire.tick(0.0)
    wire.opened()
    assert wire.receive(b"CZ0040300CD0010CF001rCB003100AE00210") == []
    assert b"CB003100" in wire.tick(0.0)
    assert told_after(wire, 1.0, b"CZ0040300CD0010CF001rAE00201AF00204") == [
        Ready(),
        NotAuthorized("r", CardRefusal.REFUSED, "refused"),
    ]


def test_a_greeting_refused_is_no_refusal_of_the_charge() -> None:
    wire = ConcertV3(SETTINGS)
    exchange_by_hand(wire, AskOutcome("r", 100), b"CZ0040300CD001ICF001rAE00201AF00212")
    assert wire.receive(b"") == [Ready()]


def told_after(wire: ConcertV3, now: float, data: bytes) -> list[Word]:
    words = wire.receive(data)
    wire.tick(now)
    wire.tick(wire.next_tick)
    return words + wire.receive(b"")


def test_a_damaged_answer_is_not_waited_for_and_the_terminal_is_asked_again() -> None:
    wire = ConcertV3(SETTINGS)
    assert exchange_by_hand(wire, Authorize("r", 100), b"CF026" + b"x" * 25 + b"AE00210CB003100") < 1.0
    words = wire.receive(b"")
    assert [type(word) for word in words] == [Lost]  # and no word about the money yet
    wire.tick(1.0)
    assert wire.wants_link


def test_an_endless_answer_is_cut_off() -> None:
    wire = ConcertV3(SETTINGS)
    wire.ask(Authorize("r", 100))
    wire.tick(0.0)
    wire.opened()
    wire.tick(0.0)
    for _ in range(100):
        wire.receive(b"AA999" + b"x" * 100)
    assert not wire.wants_link


def test_a_command_for_another_device_is_a_mistake() -> None:
    with pytest.raises(TypeError):
        ConcertV3(SETTINGS).ask(EndDeposit())
    with pytest.raises(ValueError, match="cannot be charged"):
        ConcertV3(SETTINGS).ask(Authorize("r", 0))


@pytest.mark.parametrize("plan", list(Plan))
def test_no_word_ever_holds_a_card_number(plan: Plan) -> None:
    shop = sale_going(plan)
    shop.terminal.leaks_card_number = True
    shop.wire.ask(SALE)
    shop.run(10.0)
    shop.terminal.restore_power()
    shop.run(HOUR)
    assert any(isinstance(word, Authorized | NotAuthorized | OutcomeUnknown) for word in shop.words)
    for word in shop.words:
        assert CARD_NUMBER[:12] not in repr(word)


class Flaky(ConcertEmulator):
    """Its connection breaks at chosen bytes, counted over both directions."""

    def __init__(self, seed: int, faults: Faults, breaks_after: list[int]) -> None:
        super().__init__(seed, faults)
        self._breaks_after = breaks_after
        self._broken = False

    @property
    def hangs_up(self) -> bool:
        broken, self._broken = self._broken, False
        return ConcertEmulator.hangs_up.fget(self) or broken  # type: ignore[attr-defined, no-any-return]

    def receive(self, data: bytes) -> None:
        super().receive(self._spend(data))

    def tick(self, now: float) -> bytes:
        return self._spend(super().tick(now))

    def _spend(self, data: bytes) -> bytes:
        if not self._breaks_after or not data:
            return data
        kept = data[: self._breaks_after[0]]
        self._breaks_after[0] -= len(data)
        if self._breaks_after[0] < 0:
            self._breaks_after.pop(0)
            self._broken = True
        return kept


@settings(max_examples=100)
@given(seed=st.integers(0, 2**32), breaks=st.lists(st.integers(0, 400), max_size=12), size=st.integers(1, 50))
def test_whatever_breaks_the_till_never_lies_about_money(seed: int, breaks: list[int], size: int) -> None:
    dice = random.Random(seed)
    faults = Faults(tuple((plan, 0.08) for plan in Plan if plan is not Plan.APPROVE))
    terminal = Flaky(seed, faults, breaks)
    terminal.piece_size = size
    terminal.repeats_last_ticket = dice.random() < 0.7
    shop = Shop(terminal)
    for number in range(6):
        sale = Authorize(f"sale-{number}", dice.randint(1, 30000))
        shop.gesture = dice.choice(["tap", "tap", "tap", "insert_card", "press_red", ""])
        shop.wire.ask(sale)
        told: list[Word] = []
        while not any(isinstance(word, Authorized | NotAuthorized | OutcomeUnknown) for word in told):
            told += shop.run(dice.choice([1.0, 30.0, 300.0]))
            terminal.restore_power()
        shop.run(dice.choice([0.0, BOOT_SECONDS, 300.0]))
    shop.run(300.0)
    assert len(shop.verdicts) == 6
    for verdict, number in zip(shop.verdicts, range(6), strict=True):
        charged = [amount for reference, amount in terminal.charges if reference == f"sale-{number}"]
        match verdict:
            case Authorized(reference, amount):
                assert charged == [amount]
            case NotAuthorized(reference):
                assert charged == []
            case _:
                assert isinstance(verdict, OutcomeUnknown)
                assert len(charged) <= 1
                reference = verdict.reference
        assert reference == f"sale-{number}"


class Showing(ConcertEmulator):
    """A customer who taps as soon as an amount shows, quickly served."""

    def tick(self, now: float) -> bytes:
        self.tap()
        return super().tick(now)


def wait_until_refused(url: str) -> None:
    """The served terminal shuts its port a moment after it became busy."""
    reason = ""
    while "refused" not in reason:
        try:
            open_link(url).close()
        except LinkLost as lost:
            reason = lost.reason


def test_over_a_real_connection_a_sale_is_paid_and_a_refused_call_is_not() -> None:
    terminal, stopped = Showing(), threading.Event()
    terminal.piece_size = 20
    addresses: Queue[str] = Queue()
    words: Queue[Word] = Queue()
    crashes: Queue[Exception] = Queue()
    device = threading.Thread(target=serve, args=(terminal, "127.0.0.1:0", stopped, addresses.put))
    device.start()
    url = addresses.get(timeout=PATIENCE_SECONDS)
    pump = Pump(
        ConcertV3(replace(SETTINGS, inquiry_pause_seconds=0.1)), partial(open_link, url), words.put, crashes.put
    )
    pump.start()
    hear = partial(words.get, timeout=PATIENCE_SECONDS)
    try:
        assert hear() == Ready()
        terminal.plans.append(Plan.CUT_CHARGED)
        pump.ask(SALE)
        assert [type(hear()) for _ in range(2)] == [Lost, Ready]
        found = hear()
        assert isinstance(found, Authorized)
        assert terminal.charges == [(SALE.reference, SALE.amount)] == [(found.reference, found.amount)]
        terminal.busy = True
        wait_until_refused(url)
        pump.ask(Authorize("sale-2/1", 100))
        assert isinstance(hear(), Lost)
        refused = hear()
        assert isinstance(refused, NotAuthorized)
        assert refused.reason is CardRefusal.UNREACHABLE
        assert "connection refused" in refused.detail
    finally:
        pump.stop()
        stopped.set()
        device.join()
    assert crashes.empty()
    assert len(terminal.charges) == 1


@given(st.lists(st.binary(max_size=80), max_size=20), st.integers(0, 2**32))
def test_any_bytes_at_any_time_are_survived_and_never_become_money(pieces: list[bytes], seed: int) -> None:
    dice, wire, now = random.Random(seed), ConcertV3(SETTINGS), 0.0
    wire.ask(SALE)
    told: list[Word] = []
    for piece in pieces:
        wire.tick(now)
        dice.choice([wire.opened, wire.opened, lambda: wire.closed("reset")])()
        wire.tick(now)
        told += wire.receive(piece)
        now = max(now, min(wire.next_tick, now + HOUR))
    assert not any(isinstance(word, Authorized) for word in told)
