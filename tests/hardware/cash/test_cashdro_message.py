"""Answers of a CashDro from both of its pages, in the shapes that other people's tests and recordings show."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.cash import cashdro_message as m
from hardware.cash.cashdro_message import Answer, Damaged, ForeignMoney, Operation, Question
from hardware.cash.vault import Holding

STATE = {"operationid": "77", "state": "E", "type": "16", "total": "0", "totalin": "2500", "totalout": "0"}


def body(**envelope: Any) -> bytes:
    return json.dumps(envelope).encode()


def new(**content: Any) -> bytes:
    return body(code=1, response={"errorMessage": "none", **content})


def test_a_question_says_who_asks_only_in_its_target() -> None:
    question = Question("startOperation", {"type": "3", "parameters": '{"amount": "1550"}'})
    assert question.target("index3.php", "a&b", "p w") == (
        "/Cashdro3WS/index3.php?operation=startOperation&name=a%26b&password=p+w&type=3"
        "&parameters=%7B%22amount%22%3A+%221550%22%7D"
    )
    assert "p w" not in repr(question)


@pytest.mark.parametrize(
    "data",
    [
        new(operation={"operationId": "4711"}),
        new(operation={"operationId": 4711}),
        body(code=1, data=4711),
        body(code=1, data="4711"),
        body(code=1, data='{"operationId": "4711"}'),
    ],
)
def test_a_started_operation_is_named_by_either_page(data: bytes) -> None:
    assert m.operation_id(m.parse(data)) == "4711"


@pytest.mark.parametrize("named", ["Operation not queued", "", "0", "-1", None, True, [], {}, "12 34", "٣", 1.5])
def test_what_is_no_name_of_an_operation_is_not_taken(named: object) -> None:
    for data in (body(code=1, data=named), new(operation={"operationId": named})):
        with pytest.raises(Damaged):
            m.operation_id(m.parse(data))


@pytest.mark.parametrize(
    "data",
    [
        new(operation={"operation": STATE, "messages": [], "withError": "false"}),
        body(code=1, data=json.dumps({"operation": STATE, "withError": "false"})),
        body(code=1, data={"operation": STATE, "withError": False}),
    ],
)
def test_the_state_of_an_operation_is_read_from_either_page(data: bytes) -> None:
    assert m.operation(m.parse(data)) == Operation("E", 16, 2500, 0)


def test_pieces_are_read_with_the_way_they_went_and_where_they_lie() -> None:
    moved = {"unitsinrecycler": "1", "unitsincassette": "0", "unitsoutrecycler": 2, "unitsoutcassette": "0"}
    devices = [{"type": "1", "pieces": []}, {"type": "3", "pieces": [{"value": "2000", "currencyid": "EUR", **moved}]}]
    operation = m.operation(m.parse(new(operation={"operation": STATE, "devices": devices, "withError": "true"})))
    assert operation.came == {(2000, True): 1, (2000, False): 0}
    assert operation.went == {(2000, True): 2, (2000, False): 0}
    assert operation.has_error


def test_change_that_was_not_there_is_told_by_the_operation() -> None:
    state = STATE | {"state": "F", "totalout": "-200", "amountchangenotavailable": "37"}
    operation = m.operation(m.parse(new(operation={"operation": state})))
    assert (operation.is_over, operation.total_out, operation.lacks_change) == (True, 200, True)


@pytest.mark.parametrize(
    ("data", "running"),
    [
        (new(operation={"OperationId": 12}), "12"),
        (new(operation={"OperationId": "-1"}), ""),
        (new(), ""),
        (new(operation=None), ""),
        (body(code=1, data=[{"LogId": "12"}]), "12"),
        (body(code=1, data=[{"LogId": -1}]), ""),
        (body(code=1, data=[]), ""),
        (body(code=1, data=""), ""),
    ],
)
def test_what_is_under_way_is_told_by_either_page(data: bytes, running: str) -> None:
    assert m.executing_id(m.parse(data)) == running


LEVELS = [
    {"CurrencyId": "EUR", "Value": "50", "Type": "1", "LevelRecycler": "27", "LevelCasete": "0"},
    {"CurrencyId": "EUR", "Value": "2000", "Type": "2", "LevelRecycler": "4", "LevelCasete": 11},
    {"CurrencyId": "EUR", "Value": "3", "Type": "1", "LevelRecycler": "0", "LevelCasete": "0"},
]


@pytest.mark.parametrize("data", [body(code=1, data=LEVELS), new(operation={"pieces": LEVELS}), new(data=LEVELS)])
def test_levels_are_read_from_either_page(data: bytes) -> None:
    assert m.holding(m.parse(data), "EUR") == Holding({50: 27, 2000: 4}, {50: 0, 2000: 11})


def test_levels_of_another_currency_are_none() -> None:
    with pytest.raises(ForeignMoney):
        m.holding(m.parse(body(code=1, data=[LEVELS[0] | {"CurrencyId": "MXN"}])), "EUR")


@pytest.mark.parametrize(
    "levels",
    [
        [],
        [5],
        [LEVELS[0], LEVELS[0]],
        [LEVELS[0] | {"LevelRecycler": "-1"}],
        [LEVELS[0] | {"LevelRecycler": "1.5"}],
        [LEVELS[0] | {"LevelRecycler": None}],
        [LEVELS[0] | {"LevelRecycler": "100000"}],
        [LEVELS[1] | {"Value": "50000", "LevelRecycler": "9999"}],
        [LEVELS[2] | {"LevelRecycler": "1"}],
        [LEVELS[0] | {"Value": "x"}],
    ],
)
def test_levels_that_no_machine_has_are_not_believed(levels: list[Any]) -> None:
    with pytest.raises(Damaged):
        m.holding(m.parse(body(code=1, data=levels)), "EUR")


@pytest.mark.parametrize(
    "data", [b"", b"x", b"[]", b"{}", b'{"code": "x"}', b'{"code": true}', b"[" * 100_000, b"\xff"]
)
def test_what_is_no_answer_is_not_believed(data: bytes) -> None:
    with pytest.raises(Damaged):
        m.parse(data)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.sampled_from(["E", "F", "12"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["operation", "operationId", "OperationId", "LogId", "data", "pieces", "devices", "state", "value"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(VALUES)
def test_no_json_does_anything_but_mean_something_or_nothing(content: object) -> None:
    answer = Answer(1, content)
    assert isinstance(m.executing_id(answer), str)
    for read in (m.operation_id, m.operation, lambda each: m.holding(each, "EUR")):
        try:
            read(answer)
        except (Damaged, ForeignMoney):
            continue


@given(st.binary(max_size=80))
def test_no_bytes_do_anything_but_make_an_answer_or_none(data: bytes) -> None:
    try:
        m.parse(data)
    except Damaged:
        return
