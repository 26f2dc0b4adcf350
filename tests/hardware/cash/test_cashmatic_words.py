"""Nothing damaged or absurd is believed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.cash.cashmatic_words import (
    LEVELS_SIZE_MAX,
    NOTHING,
    TOKEN_SIZE_MAX,
    Transaction,
    WrongCurrency,
    parse_envelope,
    parse_levels,
    parse_token,
    parse_transaction,
    parse_trouble,
)
from hardware.cash.vault import Holding

FIELDS = ("value", "level", "routing", "currency", "inserted", "dispensed", "notDispensed", "id", "end", "token")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner, max_size=6),
    max_leaves=20,
)


def entry(value: Any = 100, level: Any = 5, **more: Any) -> dict[str, Any]:
    return {"value": value, "level": level, **more}


def test_an_answer_is_a_code_and_its_data() -> None:
    envelope = parse_envelope(b'{"code":4,"message":"Other operation active","data":null}')
    assert envelope
    assert (envelope.code, envelope.message, envelope.data) == (4, "Other operation active", None)
    for damaged in (b"", b"[]", b'{"code":"0"}', b'{"code":true}', b'{"code":0', b"[" * 100_000):
        assert parse_envelope(damaged) is None


def test_levels_are_parted_by_their_routing() -> None:
    levels = [
        entry(),
        entry(500, 2, routing="recycle", currency="EUR"),
        entry(500, 3, routing="cashbox"),
        entry(20, "7"),
    ]
    assert parse_levels(levels) == Holding({100: 5, 500: 2, 20: 7}, {500: 3})
    assert parse_levels([entry()]) == Holding({100: 5}, None)


@pytest.mark.parametrize(
    "levels",
    [
        None,
        [],
        [None],
        [entry(3)],
        [entry(-100)],
        [entry(100, -1)],
        [entry(100, 1.5)],
        [entry(100, True)],
        [entry(100, "x")],
        [entry(50_000, 99_999)],
        [entry()] * (LEVELS_SIZE_MAX + 1),
        [{"value": 100}],
    ],
)
def test_absurd_levels_are_not_believed(levels: object) -> None:
    assert parse_levels(levels) is None


def test_other_money_is_told() -> None:
    with pytest.raises(WrongCurrency):
        parse_levels([entry(currency="CHF")])


def test_a_transaction_is_read_as_the_machine_tells_it() -> None:
    last = {
        "id": 7,
        "operation": "Withdrawal",
        "reference": "P1.6",
        "dispensed": 300,
        "notDispensed": 70,
        "end": "normal",
    }
    assert parse_transaction(last) == Transaction("7", "withdrawal", "P1.6", 0, 300, 70, "normal")
    assert parse_transaction({"operation": "idle"}) == Transaction("", "idle", "", 0, 0, 0, "")
    assert parse_transaction({"operation": "refill", "inserted": -5}) is None
    assert parse_transaction({"inserted": 10**12}) is None
    assert parse_transaction([]) is None
    assert parse_transaction(None) == NOTHING


@pytest.mark.parametrize("token", ["", "a b", "a\r\nX: y", "é", None, 5, "x" * (TOKEN_SIZE_MAX + 1)])
def test_a_token_that_would_break_a_header_is_none(token: object) -> None:
    assert parse_token({"token": token}) is None
    assert parse_token({"token": "abc"}) == "abc"


@given(JSON)
def test_any_data_is_survived(data: Any) -> None:
    parse_transaction(data)
    parse_token(data)
    parse_trouble(data)
    try:
        levels = parse_levels(data)
    except WrongCurrency:
        return
    assert levels is None or levels.worth >= 0


@given(st.binary(max_size=300) | JSON.map(lambda data: json.dumps(data).encode()))
def test_any_body_is_survived(body: bytes) -> None:
    envelope = parse_envelope(body)
    assert envelope is None or isinstance(envelope.code, int)
