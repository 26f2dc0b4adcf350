from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scale.polled import NOT_READY, Answers, Damaged, Reading, Shows, Unfit, Unmoved
from hardware.scale.toledo8217 import Toledo8217, read_answer
from hardware.simulated.toledo8217 import Toledo8217Emulator
from hardware.words import Fault, Lost, Ready, Weight, WeightState
from tests.hardware.scale.counter import KINDS, Counter

KIND = KINDS["toledo-8217"]


def shows(state: WeightState, grams: int = 0) -> Shows:
    return Shows(Weight(state, grams))


@pytest.mark.parametrize(
    ("answer", "reading"),
    [
        ("02 30 31 2E 32 33 35 0D", shows(WeightState.STABLE, 1235)),
        ("02 20 31 2E 32 33 35 0D", shows(WeightState.STABLE, 1235)),
        ("02 31 34 2E 39 39 35 0D", shows(WeightState.STABLE, 14_995)),
        ("02 30 30 2E 30 30 30 0D", shows(WeightState.ZERO)),
        ("02 30 31 2E 32 33 35 4E 0D", Shows(NOT_READY)),  # net: not what lies there
        ("02 3F 41 0D", shows(WeightState.UNSTABLE)),
        ("02 3F 49 0D", shows(WeightState.UNSTABLE)),  # outside the range of the zero key, as goods are
        ("02 3F 42 0D", shows(WeightState.OVERWEIGHT)),
        ("02 3F 43 0D", shows(WeightState.OVERWEIGHT)),
        ("02 3F 44 0D", shows(WeightState.UNDER_ZERO)),
        ("02 3F 50 0D", shows(WeightState.ZERO)),
        ("02 3F 60 0D", Shows(NOT_READY)),
        ("02 3F 40 0D", Unmoved()),
        ("02 3F 48 0D", Unmoved()),
    ],
)
def test_an_answer_is_a_weight_or_a_status(answer: str, reading: Reading) -> None:
    assert read_answer(bytes.fromhex(answer)) == reading


@pytest.mark.parametrize("answer", [b"\x0201.23\r", b"\x02001.23\r", b"\x02 1.23N\r"])
def test_pounds_have_two_decimals_and_are_refused(answer: bytes) -> None:
    reading = read_answer(answer)
    assert isinstance(reading, Unfit)
    assert reading.health.fault is Fault.WRONG_DEVICE
    assert "pounds" in reading.health.detail


@pytest.mark.parametrize(
    "answer",
    [
        b"\x0201.2345\r",  # more digits than grams can hold
        b"\x021.235\r",  # a character was lost
        b"\x02001.235\r",
        b"\x0201235\r",
        b"\x0201,235\r",
        b"\x02-1.235\r",
        b"\x02\xb201.235\r",
        b"\x0201.235X\r",
        b"\x02?\x00\r",  # wrong parity
        b"\x02?\x20\r",  # bit 6 is always there
        b"\x02?\r",
        b"\x02\r",
    ],
)
def test_anything_else_is_damaged(answer: bytes) -> None:
    with pytest.raises(Damaged):
        read_answer(answer)


@given(st.integers(0, 99_999), st.integers(1, 6))
def test_a_character_with_wrong_parity_makes_no_weight(grams: int, place: int) -> None:
    answer = bytearray(b"\x02%02d.%03d\r" % divmod(grams, 1000))
    answer[place] = 0
    with pytest.raises(Damaged):
        read_answer(bytes(answer))


@given(st.binary(max_size=12))
def test_no_bytes_make_it_stumble(answer: bytes) -> None:
    try:
        assert isinstance(read_answer(answer), Shows | Unmoved | Unfit | Answers)
    except Damaged:
        return


def test_an_answer_may_come_in_pieces() -> None:
    dialect = Toledo8217()
    answer = b"\x0201.235\r"
    assert all(dialect.cut(answer[:size]) is None for size in range(1, len(answer)))
    assert dialect.cut(answer) == answer


def scale_of(counter: Counter) -> Toledo8217Emulator:
    assert isinstance(counter.scale, Toledo8217Emulator)
    return counter.scale


def test_the_scales_own_tare_is_cleared_because_the_kiosk_reckons_it() -> None:
    counter = KIND.meet()
    counter.weigh()
    counter.put(500)
    scale_of(counter).tare_grams = 100
    assert counter.run(2) == [NOT_READY, Weight(WeightState.STABLE, 500)]
    assert scale_of(counter).tare_grams == 0


def test_a_scale_in_pounds_is_lost_until_it_weighs_in_kilograms() -> None:
    counter = KIND.meet()
    scale_of(counter).pounds = True
    (lost,) = counter.run(1)
    assert isinstance(lost, Lost)
    assert "kilograms" in lost.detail
    assert counter.weigh() == [NOT_READY]
    words = counter.put(500)
    assert words[-1] == NOT_READY
    assert Ready() not in words
    scale_of(counter).pounds = False
    assert counter.run(1) == [Ready(), Weight(WeightState.STABLE, 500)]


def test_a_scale_left_in_its_echo_mode_is_led_out_of_it() -> None:
    counter = KIND.meet()
    scale_of(counter).receive(b"E")
    scale_of(counter).tick(0.0)
    assert counter.weigh(3) == [NOT_READY, Ready(), Weight(WeightState.ZERO)]
