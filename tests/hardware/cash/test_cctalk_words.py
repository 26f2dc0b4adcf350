from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.cash import cctalk_words as w
from hardware.cash.cctalk_mark import Mark, Place, parse_mark
from tests.hardware.cash.cctalk_vectors import shared

COUNTERS = st.integers(0, 255)
BITS24 = st.integers(0, 0xFFFFFF)
PLACES = st.builds(Place, BITS24, BITS24)
TAKERS = st.dictionaries(st.sampled_from("cb"), st.builds(Place, BITS24, COUNTERS))
MARKS = st.builds(
    Mark,
    takers=TAKERS,
    hoppers=st.dictionaries(st.integers(2, 255), PLACES, max_size=8),
    cashbox=st.integers(0, 0xFFFFFFFF),
    doubt=st.booleans(),
)


@pytest.mark.parametrize(
    ("last", "now", "new"),
    [(0, 0, 0), (0, 1, 1), (0, 5, 5), (255, 1, 1), (255, 3, 3), (127, 131, 4), (7, 7, 0), (7, 0, None)],
)
def test_new_events_between_two_counters(last: int, now: int, new: int | None) -> None:
    assert w.new_events(last, now) == new


@pytest.mark.parametrize("vector", shared("cctalk_event_counter"), ids=str)
def test_shared_counters(vector: dict[str, Any]) -> None:
    assert w.new_events(vector["last"], vector["now"]) == vector["new"]


@given(COUNTERS, st.integers(0, 5))
def test_so_many_events_later_so_many_are_new(last: int, new: int) -> None:
    now = last
    for _ in range(new):
        now = w.next_counter(now)
    assert w.new_events(last, now) == new


@pytest.mark.parametrize("vector", shared("cctalk_coin_ids"), ids=lambda each: each["id"])
def test_shared_coin_ids(vector: dict[str, Any]) -> None:
    coin = w.parse_coin_id(vector["id"].encode())
    assert (coin and coin[1]) == vector["value"]
    assert coin is None or coin[0] == "CH"


@pytest.mark.parametrize(
    ("text", "coin"),
    [
        ("EU200A", ("EU", 200)),
        ("eu005B", ("EU", 5)),
        ("EU1K5A", ("EU", 1500)),
        ("EU.50A", None),
        ("EU5.0A", ("EU", 5)),
        ("EU000A", None),
        ("EU20", None),
        ("EU-20A", None),
        ("EU²00A", None),
        ("12200A", None),
    ],
)
def test_a_coin_id(text: str, coin: tuple[str, int] | None) -> None:
    assert w.parse_coin_id(text.encode("latin-1")) == coin


@pytest.mark.parametrize(
    ("data", "scaling"),
    [("B88803", (35000, 3)), ("640002", (100, 2)), ("000000", None), ("6400", None), ("64000A", None)],
)
def test_a_scaling_factor(data: str, scaling: tuple[int, int] | None) -> None:
    assert w.parse_scaling(bytes.fromhex(data)) == scaling


@pytest.mark.parametrize(
    ("text", "scaling", "bill"),
    [
        ("EU0005A", (100, 2), ("EU", 500)),
        ("EU0050B", (1, 0), ("EU", 5000)),
        ("EU0005A", (1, 3), None),
        ("EU0000A", (100, 2), None),
        (".......", (100, 2), None),
        ("EU00", (100, 2), None),
    ],
)
def test_a_bill_id(text: str, scaling: tuple[int, int], bill: tuple[str, int] | None) -> None:
    assert w.parse_bill_id(text.encode(), scaling) == bill


@pytest.mark.parametrize("vector", shared("cctalk_hopper_levels_217"), ids=lambda each: each["byte"])
def test_shared_sensors(vector: dict[str, Any]) -> None:
    sensors = w.parse_sensors(bytes.fromhex(vector["byte"]))
    assert sensors is not None
    assert sensors.is_low == {"none": None, "lower": True, "higher": False}[vector["low"]]
    assert sensors.is_high == {"none": None, "lower": False, "higher": True}[vector["high"]]


def test_flags_of_one_to_four_bytes() -> None:
    assert w.parse_flags(b"\xc0") == w.Hopper.POWER_UP | w.Hopper.DISABLED
    assert w.parse_flags(b"\x00\x08") == w.Hopper.OPTO_FRAUD
    assert w.parse_flags(b"\x02\x00\x01\xff") == w.Hopper.PAYOUT_TIMEOUT | w.Hopper.POWER_DOWN_PAYING
    assert w.parse_flags(b"") is None
    assert w.parse_flags(bytes(5)) is None


def test_masks() -> None:
    assert w.inhibits(frozenset({1, 8, 9})) == b"\x81\x01"
    assert w.overrides(frozenset({1, 8})) == b"\x7e"


@given(st.binary(max_size=20))
def test_no_reply_does_harm(data: bytes) -> None:
    told = w.parse_events(data)
    assert (told is None) == (len(data) != 11)
    assert (w.parse_status(data) is None) == (len(data) != 4)
    assert w.parse_flags(data) is None or 1 <= len(data) <= 4
    assert w.parse_sensors(data) is None or len(data) == 1
    coin = w.parse_coin_id(data)
    assert coin is None or coin[1] > 0
    scaling = w.parse_scaling(data)
    bill = w.parse_bill_id(data, scaling or (1, 0))
    assert bill is None or bill[1] > 0


@given(MARKS)
def test_a_mark_comes_back_as_it_went(mark: Mark) -> None:
    text = mark.encode()
    assert len(text) <= 200
    assert text.isascii()
    assert text.isprintable()
    assert parse_mark(text) == mark


@given(st.text(max_size=200) | st.text("1;cbxh?0F", max_size=40).map("1;".__add__))
def test_no_mark_does_harm(text: str) -> None:
    mark = parse_mark(text)
    assert mark is None or len(mark.encode()) >= 4
