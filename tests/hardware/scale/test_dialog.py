from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scale.dialog import CHECKSUMS, POUNDS, Dialog, read_result
from hardware.scale.polled import NOT_READY, Damaged, PolledScale, Shows, Unfit
from hardware.simulated.dialog import DialogEmulator
from hardware.words import BeginWeighing, Degraded, EndWeighing, Fault, Lost, Ready, Weight, WeightState
from tests.hardware.scale.counter import KINDS, Counter

KIND = KINDS["dialog"]
PRICE = 1234
PRICE_RECORD = bytes.fromhex("04 02 30 31 1B 30 30 31 32 33 34 1B 03")
ASK = bytes.fromhex("0405")
RESULT = bytes.fromhex("02 30 32 1B 33 1B 30 30 35 30 30 1B 30 30 31 32 33 34 1B 30 30 30 36 31 37 03")
CHECKSUMS_DEMANDED = bytes.fromhex("0231311B32343703")
EOT, ACK, NAK = b"\x04", b"\x06", b"\x15"


def result(unit: bytes = b"3", weight: bytes = b"00500", price: bytes = b"001234", amount: bytes = b"000617") -> bytes:
    return b"\x0202\x1b" + b"\x1b".join((unit, weight, price, amount)) + b"\x03"


def scale_of(counter: Counter) -> DialogEmulator:
    assert isinstance(counter.scale, DialogEmulator)
    return counter.scale


def test_a_weighing_is_the_price_the_question_and_the_result() -> None:
    wire = PolledScale(Dialog())
    wire.opened()
    assert wire.tick(0.0) == EOT + b"\x0208\x03"
    assert wire.receive(b"\x0209\x1b00\x03") == [Ready()]
    assert wire.tick(0.1) == EOT
    wire.ask(BeginWeighing(PRICE))
    assert wire.tick(1.0) == PRICE_RECORD
    assert wire.receive(ACK) == []
    assert wire.tick(1.1) == ASK
    assert wire.receive(RESULT[:9]) == []
    assert wire.receive(RESULT[9:]) == [Weight(WeightState.STABLE, 500)]
    assert wire.tick(1.15) == EOT


def test_while_it_moves_the_question_alone_is_repeated() -> None:
    wire = PolledScale(Dialog())
    wire.opened()
    wire.tick(0.0)
    wire.receive(b"\x0209\x1b00\x03")
    wire.ask(BeginWeighing(PRICE))
    assert wire.tick(1.0) == EOT + PRICE_RECORD
    wire.receive(ACK)
    wire.tick(1.0)
    wire.receive(NAK)
    assert wire.tick(1.0) == EOT + b"\x0208\x03"
    assert wire.receive(b"\x0209\x1b20\x03") == [Weight(WeightState.UNSTABLE)]
    assert wire.tick(1.0) == EOT
    assert wire.tick(2.0) == ASK


def test_a_result_is_believed_with_the_price_that_was_sent_and_the_amount_that_follows() -> None:
    assert read_result(RESULT, PRICE) == Shows(Weight(WeightState.STABLE, 500))
    assert read_result(result(price=b"01234"), PRICE) == Shows(Weight(WeightState.STABLE, 500))
    assert read_result(result(weight=b"00000", amount=b"000000"), PRICE) == Shows(Weight(WeightState.ZERO))


@pytest.mark.parametrize(
    "answer",
    [
        result(price=b"001235"),  # the result of an earlier price
        result(weight=b"01500"),
        result(amount=b"000619"),
        result(weight=b"005000"),  # more digits than grams can hold
        result(weight=b"0.500"),
        result(unit=b"4"),
        RESULT[:-1],
        b"\x0205\x03",
        b"\x0211\x1b1\x03",
    ],
)
def test_any_other_result_is_damaged(answer: bytes) -> None:
    with pytest.raises(Damaged):
        read_result(answer, PRICE)


@given(st.integers(0, len(RESULT) - 1))
def test_a_character_with_wrong_parity_makes_no_weight(place: int) -> None:
    damaged = bytearray(RESULT)
    damaged[place] = 0
    with pytest.raises(Damaged):
        read_result(bytes(damaged), PRICE)


@given(st.binary(max_size=50))
def test_no_bytes_make_it_stumble(answer: bytes) -> None:
    try:
        assert isinstance(read_result(answer, PRICE), Shows | Unfit)
    except Damaged:
        return


@pytest.mark.parametrize("unit", [b"0", b"1", b"2"])
def test_pounds_are_refused(unit: bytes) -> None:
    assert read_result(result(unit=unit), PRICE) == POUNDS


def test_a_scale_that_demands_its_makers_secret_is_lost_and_says_what_to_do() -> None:
    assert read_result(CHECKSUMS_DEMANDED, PRICE) == CHECKSUMS
    counter = KIND.meet()
    scale_of(counter).demands_checksums = True
    assert counter.run(1) == [Ready()]
    lost, not_ready = counter.weigh()
    assert isinstance(lost, Lost)
    assert lost.fault is Fault.WRONG_DEVICE
    assert "Dialog 02 or 04" in lost.detail
    assert not_ready == NOT_READY
    counter.wire.ask(EndWeighing())
    assert counter.run(20) == []  # it answers, and still cannot be weighed with
    scale_of(counter).power_off()
    scale_of(counter).demands_checksums = False
    counter.run(10)
    scale_of(counter).power_on()
    assert counter.run(5) == [Ready()]


def test_without_an_article_it_weighs_nothing_and_is_well() -> None:
    counter = Counter(PolledScale(Dialog()), DialogEmulator())
    counter.emulator.platter.put(500)
    words = counter.weigh(price=0)
    assert [word for word in words if isinstance(word, Degraded | Lost)] == []
    assert [word for word in words if isinstance(word, Weight)] in ([], [Weight(WeightState.NOT_READY)])


@pytest.mark.parametrize("price", [1_000_000, -1])
def test_a_price_the_scale_cannot_take_says_so_and_hurts_this_weighing_alone(price: int) -> None:
    counter = KIND.meet()
    counter.run(1)
    degraded, not_ready = counter.weigh(price=price)
    assert isinstance(degraded, Degraded)
    assert "price_digits" in degraded.detail
    assert not_ready == NOT_READY
    assert counter.weigh() == [Ready(), Weight(WeightState.ZERO)]


def test_a_scale_with_prices_of_five_digits_is_sent_five() -> None:
    emulator = DialogEmulator()
    emulator.price_digits = 5
    counter = Counter(PolledScale(Dialog(price_digits=5)), emulator)
    assert counter.run(1) == [Ready()]
    assert counter.weigh() == [Weight(WeightState.ZERO)]
    assert counter.put(500)[-1] == Weight(WeightState.STABLE, 500)


def test_less_than_the_scale_may_weigh_is_nothing() -> None:
    counter = KIND.meet()
    counter.weigh()
    assert counter.put(20)[-1] == Weight(WeightState.ZERO)


def test_a_result_that_was_lost_is_not_told_until_the_goods_are_lifted() -> None:
    wire = PolledScale(Dialog())
    wire.opened()
    wire.tick(0.0)
    wire.receive(b"\x0209\x1b00\x03")
    wire.ask(BeginWeighing(PRICE))
    assert wire.tick(1.0) == EOT + PRICE_RECORD
    wire.receive(ACK)
    assert wire.tick(1.0) == ASK
    assert wire.receive(RESULT[:-2] + b"\x00\x03") == [NOT_READY]
    words, now = [], 2.0
    for answer in (ACK, NAK, b"\x0209\x1b21\x03") * 3:
        while not (asked := wire.tick(now)) or asked == EOT:
            now += 0.1
        assert asked in (PRICE_RECORD, ASK, EOT + b"\x0208\x03")
        words += wire.receive(answer)
    assert words == []
