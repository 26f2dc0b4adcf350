import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.card.nexo import Nexo, NexoSettings
from hardware.card.nexo_blob import NexoKey
from hardware.simulated.nexo import BOOT_SECONDS, CARD_NUMBER, POI, Faults, NexoEmulator, Plan
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

SETTINGS = NexoSettings(poi=POI)
SALE = Authorize("till.1f.7.1", 1590)
KEY = NexoKey.of("key", 1, "secret")
OTHER_KEY = NexoKey.of("key", 1, "another secret")


def wire(settings: NexoSettings = SETTINGS, key: NexoKey | None = None, seed: int = 0) -> Nexo:
    return Nexo(settings, key, random.Random(seed), lambda: datetime(2026, 1, 2, tzinfo=UTC))


def desk(*plans: Plan, terminal: NexoEmulator | None = None, key: NexoKey | None = None) -> Desk:
    terminal = terminal or NexoEmulator(key=key)
    terminal.plans.extend(plans)
    return Desk(wire(key=key), terminal)


def nexo(desk: Desk) -> NexoEmulator:
    assert isinstance(desk.terminal, NexoEmulator)
    return desk.terminal


def test_the_terminal_is_asked_how_it_is_at_the_start_and_then_once_a_minute() -> None:
    shop = desk()
    assert shop.run(1.0) == [Ready()]
    assert shop.run(590.0) == []
    assert list(nexo(shop).questions) == ["Diagnosis"] * 10


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "sealed"])
@pytest.mark.parametrize("gesture", ["tap", "insert_card"])
def test_a_card_pays(gesture: str, key: NexoKey | None) -> None:
    shop = desk(key=key)
    shop.gesture = gesture
    answer = shop.ask(SALE)
    assert isinstance(answer, Authorized)
    assert (answer.reference, answer.amount, answer.card) == (SALE.reference, 1590, "**** 7890")
    assert (answer.authorization, answer.application) == ("000001", "cartebancaire")
    assert answer.contactless == (gesture == "tap")
    assert answer.transaction
    assert not answer.meal
    assert answer.receipt == "CustomerReceipt\n\nCarte  497010 **** 7890\nMONTANT  € 15,90"
    assert nexo(shop).charges == [(SALE.reference, 1590)]


def test_sales_follow_one_another_in_the_order_asked() -> None:
    shop = desk()
    for number in range(3):
        shop.wire.ask(Authorize(f"sale-{number}", 100 + number))
    shop.run(HOUR)
    assert [(word.reference, word.amount) for word in shop.words if isinstance(word, Authorized)] == nexo(shop).charges
    assert len(nexo(shop).charges) == 3


def test_a_meal_voucher_card_is_told_as_such_and_may_pay_in_part() -> None:
    shop = desk(Plan.APPROVE_PART)
    nexo(shop).holds_meal_card = True
    answer = shop.ask(replace(SALE, meal=True))
    assert isinstance(answer, Authorized)
    assert answer.meal
    assert answer.amount == 795 == nexo(shop).charges[0][1]


@pytest.mark.parametrize(
    ("plan", "gesture", "reason"),
    [
        (Plan.REFUSE, "tap", CardRefusal.REFUSED),
        (Plan.APPROVE, "press_red", CardRefusal.ABANDONED),
        (Plan.APPROVE, "", CardRefusal.TIMED_OUT),
    ],
)
def test_a_sale_that_did_not_come_about_charges_nothing(plan: Plan, gesture: str, reason: CardRefusal) -> None:
    shop = desk(plan)
    shop.gesture = gesture
    answer = shop.ask(SALE)
    assert isinstance(answer, NotAuthorized)
    assert answer.reason is reason
    assert nexo(shop).charges == []


def test_a_terminal_that_cannot_be_reached_was_certainly_not_asked() -> None:
    shop = desk()
    nexo(shop).busy = True
    answer = shop.ask(SALE, 60.0)
    assert answer == NotAuthorized(SALE.reference, CardRefusal.UNREACHABLE, "connection refused")
    nexo(shop).busy = False
    assert isinstance(shop.ask(replace(SALE, reference="again")), Authorized)


def test_a_terminal_that_is_not_well_is_asked_to_charge_nothing() -> None:
    shop = desk()
    nexo(shop).maintenance = True
    assert shop.run(1.0) == [Lost(Fault.STARTING, "the terminal is in maintenance")]
    answer = shop.ask(SALE, 60.0)
    assert isinstance(answer, NotAuthorized)
    assert "Payment" not in nexo(shop).questions


LOST_ANSWERS = [
    Plan.CUT_CHARGED,
    Plan.DIE_CHARGED,
    Plan.ANSWER_LATE,
    Plan.ANSWER_TWICE,
    Plan.OTHER_SALE,
    Plan.OTHER_QUESTION,
    Plan.OTHER_TERMINAL,
    Plan.DAMAGED,
    Plan.SERVER_ERROR,
]


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "sealed"])
@pytest.mark.parametrize("plan", LOST_ANSWERS)
def test_a_charge_whose_answer_was_lost_or_not_ours_is_found_again(plan: Plan, key: NexoKey | None) -> None:
    shop = desk(plan, key=key)
    shop.wire.ask(SALE)
    shop.run(10.0)
    nexo(shop).restore_power()
    shop.run(HOUR)
    assert [type(word) for word in shop.verdicts] == [Authorized]
    assert nexo(shop).charges == [(SALE.reference, 1590)]
    assert shop.words[-1] == Ready() or isinstance(shop.words[-1], Authorized)


@pytest.mark.parametrize("plan", [Plan.IGNORE, Plan.CUT_UNCHARGED, Plan.DIE_UNCHARGED])
def test_a_charge_that_never_was_is_certainly_none(plan: Plan) -> None:
    shop = desk(plan)
    shop.wire.ask(SALE)
    shop.run(10.0)
    nexo(shop).restore_power()
    shop.run(HOUR)
    (answer,) = shop.verdicts
    assert isinstance(answer, NotAuthorized)
    assert answer.detail == "the terminal never got the request"
    assert nexo(shop).charges == []


@pytest.mark.parametrize("plan", [Plan.DOLLARS, Plan.TOO_MUCH])
def test_an_absurd_answer_is_never_believed_however_often_it_is_given(plan: Plan) -> None:
    shop = desk(plan)
    answer = shop.ask(SALE)
    assert isinstance(answer, OutcomeUnknown)
    for word in ("15.90 EUR", SALE.reference, "Asked 3 times"):
        assert word in answer.evidence
    assert isinstance(shop.ask(replace(SALE, reference="next")), Authorized)


def test_a_terminal_that_stays_dark_leaves_the_outcome_unknown_and_the_queue_moving() -> None:
    shop = desk(Plan.DIE_CHARGED)
    answer = shop.ask(SALE)
    assert isinstance(answer, OutcomeUnknown)
    assert "connection refused" in answer.evidence
    assert isinstance(shop.ask(Authorize("next", 100)), NotAuthorized)


def test_after_a_restart_the_outcome_is_asked_by_the_reference_alone() -> None:
    shop = desk()
    shop.ask(SALE)
    shop.restart(wire(seed=1))
    answer = shop.ask(AskOutcome(SALE.reference, SALE.amount))
    assert isinstance(answer, Authorized)
    assert answer.amount == 1590
    never = shop.ask(AskOutcome("another", 1590))
    assert isinstance(never, NotAuthorized)
    assert isinstance(shop.ask(AskOutcome(SALE.reference, 1589)), OutcomeUnknown)
    assert len(nexo(shop).charges) == 1


def test_a_till_restarted_during_a_charge_waits_for_the_customer() -> None:
    shop = desk()
    shop.gesture = ""
    shop.wire.ask(SALE)
    shop.run(5.0)
    shop.restart(wire(seed=1))
    shop.wire.ask(AskOutcome(SALE.reference, SALE.amount))
    assert shop.run(60.0) == [Ready()]
    nexo(shop).tap()
    assert [word.amount for word in shop.run(20.0) if isinstance(word, Authorized)] == [1590]


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "sealed"])
def test_a_charge_nobody_wants_any_more_is_taken_off_the_terminal(key: NexoKey | None) -> None:
    shop = desk(key=key)
    shop.gesture = ""
    shop.wire.ask(SALE)
    shop.run(5.0)
    assert nexo(shop).amount_shown == 1590
    answer = shop.ask(CancelAuthorize(SALE.reference), 5.0)
    assert isinstance(answer, NotAuthorized)
    assert answer.reason is CardRefusal.ABANDONED
    assert nexo(shop).amount_shown is None
    assert list(nexo(shop).questions) == ["Diagnosis", "Payment", "Abort", "TransactionStatus"]


def test_an_abort_that_comes_after_the_card_is_too_late_and_the_charge_is_told() -> None:
    shop = desk()
    shop.gesture = ""
    shop.wire.ask(SALE)
    shop.run(5.0)
    nexo(shop).tap()
    answer = shop.ask(CancelAuthorize(SALE.reference))
    assert isinstance(answer, Authorized)
    assert nexo(shop).charges == [(SALE.reference, 1590)]


def test_a_charge_withdrawn_before_it_was_sent_never_is() -> None:
    shop = desk()
    shop.gesture = ""
    shop.wire.ask(SALE)
    shop.wire.ask(CancelAuthorize(SALE.reference))
    shop.wire.ask(CancelAuthorize("nobody's"))
    told = [word for word in shop.run(HOUR) if isinstance(word, VERDICTS)]
    assert told == [NotAuthorized(SALE.reference, CardRefusal.ABANDONED, "withdrawn before the terminal was asked")]
    assert "Payment" not in nexo(shop).questions


def test_a_withdrawal_while_the_outcome_is_asked_stops_the_customer_too() -> None:
    shop = desk()
    shop.gesture = ""
    shop.wire.ask(SALE)
    shop.run(5.0)
    shop.restart(wire(seed=1))
    shop.wire.ask(AskOutcome(SALE.reference, SALE.amount))
    shop.run(2.0)
    answer = shop.ask(CancelAuthorize(SALE.reference), 3.0)
    assert isinstance(answer, NotAuthorized)
    assert nexo(shop).amount_shown is None


def test_a_payment_is_given_back_to_its_card_in_parts_and_never_more_than_was_paid() -> None:
    shop = desk()
    paid = shop.ask(SALE)
    assert isinstance(paid, Authorized)
    shop.gesture = ""
    refund = shop.ask(AuthorizeRefund("refund-1", 1000, paid.transaction))
    assert isinstance(refund, Authorized)
    assert refund.amount == 1000
    again = shop.ask(AuthorizeRefund("refund-2", 1000, paid.transaction))
    assert isinstance(again, NotAuthorized)
    assert nexo(shop).refunds == [("refund-1", 1000)]
    unknown = shop.ask(AuthorizeRefund("refund-3", 100, "of another terminal"))
    assert isinstance(unknown, NotAuthorized)


def test_without_its_name_a_payment_is_given_back_to_the_card_that_is_shown() -> None:
    shop = desk()
    refund = shop.ask(AuthorizeRefund("refund-1", 500))
    assert isinstance(refund, Authorized)
    assert nexo(shop).refunds == [("refund-1", 500)]
    assert nexo(shop).charges == []


@pytest.mark.parametrize("original", ["", "the payment's own"])
def test_after_a_restart_a_refund_is_found_whichever_way_it_went(original: str) -> None:
    shop = desk()
    paid = shop.ask(SALE)
    assert isinstance(paid, Authorized)
    shop.ask(AuthorizeRefund("refund-1", 500, paid.transaction if original else ""))
    shop.restart(wire(seed=1))
    found = shop.ask(AskOutcome("refund-1", 500, refund=True))
    assert isinstance(found, Authorized)
    assert found.amount == 500
    assert isinstance(shop.ask(AskOutcome("refund-2", 500, refund=True)), NotAuthorized)


def test_a_charge_is_no_refund() -> None:
    shop = desk()
    shop.ask(SALE)
    assert isinstance(shop.ask(AskOutcome(SALE.reference, SALE.amount, refund=True)), OutcomeUnknown)


def test_a_terminal_that_wants_a_login_gets_one_where_the_settings_say_so() -> None:
    terminal = NexoEmulator()
    terminal.wants_login = True
    shop = Desk(wire(replace(SETTINGS, login=True)), terminal)
    assert isinstance(shop.ask(SALE), Authorized)
    assert list(terminal.questions)[:3] == ["Login", "Diagnosis", "Payment"]
    terminal.wants_login = True  # it was switched off and on
    refused = shop.ask(Authorize("sale-2", 100), 1.0)
    assert isinstance(refused, NotAuthorized)
    assert isinstance(shop.ask(Authorize("sale-3", 100), 10.0), Authorized)


def test_another_passphrase_is_told_and_nothing_is_charged() -> None:
    shop = Desk(wire(key=OTHER_KEY), NexoEmulator(key=KEY))
    (lost,) = shop.run(60.0)
    assert isinstance(lost, Lost)
    assert lost.fault is Fault.KEY_REFUSED
    assert isinstance(shop.ask(SALE, 60.0), NotAuthorized)
    assert nexo(shop).charges == []


def test_a_terminal_that_does_not_seal_is_not_believed() -> None:
    class Careless(NexoEmulator):
        def _told(self, header, answer):  # type: ignore[no-untyped-def]
            key, self._key = self._key, None
            reply = super()._told(header, answer)
            self._key = key
            return reply

    shop = Desk(wire(key=KEY), Careless(key=KEY))
    (lost,) = shop.run(60.0)
    assert isinstance(lost, Lost)
    assert lost.fault is Fault.KEY_REFUSED


def test_another_terminal_at_this_address_is_told() -> None:
    class Other(NexoEmulator):
        def _take(self, header, body):  # type: ignore[no-untyped-def]
            return super()._take(replace(header, poi="P400Plus-987654321"), body)

    (lost,) = Desk(wire(), Other()).run(60.0)
    assert isinstance(lost, Lost)
    assert lost.fault is Fault.WRONG_DEVICE
    assert "P400Plus-987654321" in lost.detail


def test_a_terminal_that_comes_back_is_told_once() -> None:
    shop = desk()
    shop.run(1.0)
    nexo(shop).cut_power()
    assert [type(word) for word in shop.run(60.0)] == [Lost]
    nexo(shop).restore_power()
    assert shop.run(HOUR) == [Ready()]


def test_a_command_for_another_device_is_a_mistake() -> None:
    with pytest.raises(TypeError):
        wire().ask(EndDeposit())
    with pytest.raises(ValueError, match="cannot be charged"):
        wire().ask(Authorize("r", 0))


@pytest.mark.parametrize("plan", list(Plan))
def test_no_word_ever_holds_a_card_number_or_a_secret(plan: Plan) -> None:
    shop = desk(plan, key=KEY)
    nexo(shop).leaks_card_number = True
    shop.wire.ask(SALE)
    shop.run(10.0)
    nexo(shop).restore_power()
    shop.run(HOUR)
    assert len(shop.verdicts) == 1
    for word in shop.words:
        assert CARD_NUMBER[:12] not in repr(word)
        assert "secret" not in repr(word)


class Flaky(NexoEmulator):
    """Its connection breaks at chosen bytes, counted over both directions."""

    def __init__(self, seed: int, faults: Faults, breaks_after: list[int]) -> None:
        super().__init__(seed, faults)
        self.prints = False
        self._breaks_after = breaks_after
        self._is_broken = False

    @property
    def hangs_up(self) -> bool:
        broken, self._is_broken = self._is_broken, False
        return super().hangs_up or broken

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
            self._is_broken = True
        return kept


TROUBLES = tuple((plan, 0.05) for plan in Plan if plan is not Plan.APPROVE)
GESTURES = ["tap", "tap", "tap", "insert_card", "press_red", ""]


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32), breaks=st.lists(st.integers(0, 1200), max_size=12))
def test_whatever_breaks_the_till_never_lies_about_money(seed: int, breaks: list[int]) -> None:
    dice = random.Random(seed)
    terminal = Flaky(seed, Faults(TROUBLES), breaks)
    shop = Desk(wire(seed=seed), terminal)
    for number in range(6):
        reference, amount = f"sale-{number}", dice.randint(1, 30000)
        is_refund = dice.random() < 0.2
        shop.gesture = dice.choice(GESTURES)
        told: list[Word] = []
        shop.wire.ask((AuthorizeRefund if is_refund else Authorize)(reference, amount))
        if dice.random() < 0.2:
            told += shop.run(dice.choice([0.0, 1.0, 5.0]))
            shop.wire.ask(CancelAuthorize(reference))
        while not any(isinstance(word, VERDICTS) for word in told):
            told += shop.run(dice.choice([1.0, 30.0, 300.0]))
            if dice.random() < 0.1 and not any(isinstance(word, VERDICTS) for word in told):
                shop.restart(wire(seed=seed + number))
                shop.wire.ask(AskOutcome(reference, amount, is_refund))
            terminal.restore_power()
        shop.run(dice.choice([0.0, BOOT_SECONDS, 300.0]))
    shop.run(HOUR)
    verdicts = [word for word in shop.words if not isinstance(word, Health)]
    assert [verdict.reference for verdict in verdicts if isinstance(verdict, VERDICTS)] == [
        f"sale-{number}" for number in range(6)
    ]
    for verdict in verdicts:
        assert isinstance(verdict, VERDICTS)
        moved = [cents for name, cents in terminal.charges + terminal.refunds if name == verdict.reference]
        match verdict:
            case Authorized(amount=amount):
                assert moved == [amount]
            case NotAuthorized():
                assert moved == []
            case _:
                assert len(moved) <= 1


@given(st.lists(st.binary(max_size=80), max_size=20), st.integers(0, 2**32))
def test_any_bytes_at_any_time_are_survived_and_never_become_money(pieces: list[bytes], seed: int) -> None:
    dice, driver, now = random.Random(seed), wire(), 0.0
    driver.ask(SALE)
    told: list[Word] = []
    for piece in pieces:
        driver.tick(now)
        dice.choice([driver.opened, driver.opened, lambda: driver.closed("reset")])()
        driver.tick(now)
        told += driver.receive(piece)
        now = max(now, min(driver.next_tick, now + HOUR))
    assert not any(isinstance(word, Authorized) for word in told)
