"""Replies without a length and without an end: only the command says when one is whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hardware.cash import cashlogy_message as m
from hardware.cash.cashlogy_message import Damaged, Reply, Status

VECTORS = "shared/protocols/vectors/vectors.json"


def logged() -> list[tuple[bytes, bytes]]:
    """Lines of a machine in service, gathered by others."""
    files = [folder / VECTORS for folder in Path(__file__).parents if (folder / VECTORS).is_file()]
    vectors = json.loads(files[0].read_text(encoding="utf-8"))["cashlogy"] if files else []
    return [(vector["request"].encode(), vector["reply"].encode()) for vector in vectors]


def test_a_logged_line_is_read_when_it_is_whole_and_not_before() -> None:
    lines = logged()
    if not lines:
        pytest.skip("the collection of logged lines is not here")
    for request, data in lines:
        fields = m.Question(request).fields
        reply = m.parse(data, fields)
        assert reply is not None
        assert len(reply.fields) == fields - 1
        assert all(m.cents(text) >= 0 for text in reply.fields)
        assert all(m.parse(data[:end], fields) is None for end in range(len(data)))
        with pytest.raises(Damaged):
            m.parse(data + b"#", fields)


def test_what_a_sale_kept_is_what_came_in_less_what_went_out() -> None:
    reply = m.parse(b"#WR:LEVEL#2500#1275#0#0#", m.command("C", 1, 1, 1225).fields)
    assert reply == Reply(Status.LEVEL, ("2500", "1275", "0", "0"))
    assert reply.is_good
    assert m.cents(reply.field(0)) - m.cents(reply.field(1)) == 1225


@pytest.mark.parametrize("name", sorted(m.FIELDS))
def test_every_command_knows_how_long_its_reply_is(name: bytes) -> None:
    fields = m.FIELDS[name]
    assert m.command(name.decode()).fields == fields
    whole = b"#0#" + b"7#" * (fields - 1)
    assert m.parse(whole, fields) == Reply(Status.OK, ("7",) * (fields - 1))
    assert m.parse(whole[:-1], fields) is None


def test_a_reply_that_could_be_longer_waits_for_more_and_is_taken_when_no_more_comes() -> None:
    assert m.parse(b"#0#1250#", 3) is None
    assert m.parse(b"#0#1250#", 2) == Reply(Status.OK, ("1250",))
    assert m.parse(b"#ER:BUSY#", 5) is None
    assert m.parse(b"#ER:BUSY#", 5, is_over=True) == Reply(Status.BUSY)


@pytest.mark.parametrize(
    "data", [b"0#", b"HTTP/1.1 400", b"#0#1#2#", b"#0#12", b"#OK#1#", b"##", b"#", b"#0#1#x", b"#" + b"1" * 9000]
)
def test_what_is_no_reply_is_not_believed(data: bytes) -> None:
    with pytest.raises(Damaged):
        m.parse(data, 2, is_over=True)


@given(st.binary(max_size=64), st.integers(1, 7), st.booleans())
@example(b"#WR:CANCEL#1800#1800#0#0#", 5, False)
def test_no_bytes_do_anything_but_make_a_reply_or_none(data: bytes, fields: int, is_over: bool) -> None:
    try:
        reply = m.parse(data, fields, is_over)
    except Damaged:
        return
    assert reply is None or len(reply.fields) < fields


@given(st.text("#0123456789:,;WRSTACKE\n٣", max_size=40))
def test_no_text_does_anything_but_make_numbers_or_none(text: str) -> None:
    for read in (m.cents, m.numbers, m.counts):
        try:
            read(text)
        except Damaged:
            continue


@pytest.mark.parametrize("text", ["", "-1", "1.5", "1e3", "٣", "100000001", "1 ", "0x1"])
def test_what_is_no_amount_is_not_believed(text: str) -> None:
    with pytest.raises(Damaged):
        m.cents(text)


def test_lists_hold_coins_notes_and_boxes() -> None:
    assert m.counts("1:0,200:4;500:2,2000:0,STACKER:9") == {1: 0, 200: 4, 500: 2, 2000: 0}
    assert m.numbers("200:21;STACKER:22") == {"200": 21, "STACKER": 22}
    assert m.counts("") == m.counts(";") == {}
    assert m.counts(";500:1") == {500: 1}


@pytest.mark.parametrize("text", ["1", "1:", "1:a", "1:1,1:2", "1:-1", "1:1,,2:1", "1:1 2:1", "1:123456", "500"])
def test_what_is_no_list_is_not_believed(text: str) -> None:
    with pytest.raises(Damaged):
        m.numbers(text)


def test_pieces_are_asked_for_with_the_notes_behind_the_coins() -> None:
    assert m.listed(((5, 1), (10, 1), (500, 2))) == "5:1,10:1;500:2"
    assert m.listed(((500, 2),)) == ";500:2"
    assert m.listed(((5, 1),)) == "5:1"
    assert m.command("U2", m.listed(((5, 1),)), 0, 0, 0).data == b"#U2#5:1#0#0#0#"
