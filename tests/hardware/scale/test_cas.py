from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scale.cas import Cas, check, read_frame
from hardware.scale.polled import NOT_READY, Damaged, Reading, Shows, Unfit
from hardware.simulated.cas import CasEmulator
from hardware.words import Lost, Ready, Weight, WeightState
from tests.hardware.scale.counter import KINDS

KIND = KINDS["cas"]
EXAMPLE = bytes.fromhex("01 02 53 20 30 31 2E 32 33 34 6B 67 65 03 04")


def frame(checked: bytes) -> bytes:
    return b"\x01\x02" + checked + check(checked) + b"\x03\x04"


def shows(state: WeightState, grams: int = 0) -> Shows:
    return Shows(Weight(state, grams))


def test_the_example_says_1_234_kilograms() -> None:
    assert read_frame(EXAMPLE) == shows(WeightState.STABLE, 1234)


@pytest.mark.parametrize(
    ("checked", "reading"),
    [
        (b"S 00.000kg", shows(WeightState.ZERO)),
        (b"S  1.235KG", shows(WeightState.STABLE, 1235)),
        (b"S 14.995Kg", shows(WeightState.STABLE, 14_995)),
        (b"U 00.500kg", shows(WeightState.UNSTABLE, 500)),
        (b"U 00.000kg", shows(WeightState.UNSTABLE)),
        (b"U-00.010kg", shows(WeightState.UNSTABLE)),
        (b"S-00.010kg", shows(WeightState.UNDER_ZERO)),
        (b"SFFFFFFFkg", shows(WeightState.OVERWEIGHT)),
        (b"UFFFFFFFkg", shows(WeightState.OVERWEIGHT)),
    ],
)
def test_a_frame_says_what_lies_there(checked: bytes, reading: Reading) -> None:
    assert read_frame(frame(checked)) == reading


@pytest.mark.parametrize(
    "checked",
    [b"S 1.2345kg", b"S 001234kg", b"S 001.23kg", b"S 01,234kg", b"S+01.234kg", b"X 01.234kg", b"S 01.234oz"],
)
def test_what_is_no_weight_in_whole_grams_is_damaged(checked: bytes) -> None:
    with pytest.raises(Damaged):
        read_frame(frame(checked))


def test_pounds_are_refused() -> None:
    reading = read_frame(frame(b"S 01.234lb"))
    assert isinstance(reading, Unfit)
    assert "pounds" in reading.health.detail


@given(st.integers(0, 99_999), st.sampled_from([b"S ", b"U ", b"S-", b"SF"]), st.integers(0, 15 * 8 - 1))
def test_no_single_wrong_bit_changes_a_weight(grams: int, shown: bytes, bit: int) -> None:
    whole = frame(shown + b"%02d.%03dkg" % divmod(grams, 1000))
    damaged = bytearray(whole)
    damaged[bit // 8] ^= 1 << bit % 8
    try:
        assert read_frame(bytes(damaged)) == read_frame(whole)
    except Damaged:
        return


@given(st.one_of(st.binary(max_size=20), st.binary(min_size=10, max_size=10).map(frame)))
def test_no_bytes_make_it_stumble(data: bytes) -> None:
    try:
        assert isinstance(read_frame(data), Shows | Unfit)
    except Damaged:
        return


def test_a_frame_may_come_in_pieces() -> None:
    dialect = Cas()
    assert all(dialect.cut(EXAMPLE[:size]) is None for size in range(1, len(EXAMPLE)))
    assert dialect.cut(EXAMPLE) == EXAMPLE


def test_a_scale_that_refuses_what_is_too_light_is_not_ready() -> None:
    counter = KIND.meet()
    assert isinstance(counter.scale, CasEmulator)
    counter.scale.minimum_grams = 100
    assert counter.run(1) == [Ready()]
    assert counter.weigh() == [Weight(WeightState.ZERO)]
    assert counter.put(40)[-1] == NOT_READY
    assert counter.put(400)[-1] == Weight(WeightState.STABLE, 440)


def test_a_scale_in_pounds_is_lost() -> None:
    counter = KIND.meet()
    assert isinstance(counter.scale, CasEmulator)
    counter.scale.unit = b"lb"
    (lost,) = counter.run(1)
    assert isinstance(lost, Lost)
    assert counter.weigh() == [NOT_READY]
