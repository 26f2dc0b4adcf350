from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.cash.cctalk_exchange import (
    GAP_SECONDS,
    QUIET_SECONDS,
    QUIET_SECONDS_MAX,
    REPLY_SECONDS,
    Echo,
    Exchange,
    Question,
    Reply,
)
from hardware.cash.cctalk_frame import Checksum, Frame
from hardware.cash.cctalk_words import Header
from hardware.simulated.cctalk_slave import Answer, Line

SERIAL = Question(3, Header.REQUEST_SERIAL, b"", range(3, 4))
ASKED = Frame(3, Header.REQUEST_SERIAL).encode(Checksum.SIMPLE)


def reply(data: bytes, header: int = 0, address: int = 3) -> bytes:
    return Line(with_crc=False).answer(address, Answer(header, data))


def asked(echo: Echo = Echo.DETECT) -> Exchange:
    exchange = Exchange(Checksum.SIMPLE, echo)
    exchange.ask(SERIAL)
    assert exchange.tick(0) == ASKED
    return exchange


@pytest.mark.parametrize("echo", Echo)
def test_the_answer_comes_in_any_pieces(echo: Echo) -> None:
    raw = (b"" if echo is Echo.OFF else ASKED) + reply(b"abc")
    for cut in range(len(raw)):
        exchange = asked(echo)
        assert exchange.receive(raw[:cut]) is None
        assert exchange.receive(raw[cut:]) == Reply(Header.ACK, b"abc")


def test_an_echo_is_noticed() -> None:
    for raw, has_echo in ((ASKED + reply(b"abc"), True), (reply(b"abc"), False)):
        exchange = asked()
        assert exchange.has_echo is None
        exchange.receive(raw)
        assert exchange.has_echo is has_echo


def test_with_an_echo_what_comes_before_it_answers_an_older_question() -> None:
    exchange = asked(Echo.ON)
    assert exchange.receive(reply(b"old")) is None
    assert exchange.receive(ASKED) is None
    assert exchange.receive(reply(b"new")) == Reply(Header.ACK, b"new")


@pytest.mark.parametrize("wrong", [reply(b"ab"), reply(b""), reply(b"abc", 7), reply(b"x", 5), reply(b"abc", 0, 4)])
def test_an_answer_of_another_shape_or_device_is_none(wrong: bytes) -> None:
    exchange = asked()
    assert exchange.receive(ASKED + wrong) is None


@pytest.mark.parametrize(("header", "said"), [(5, Header.NAK), (6, Header.BUSY)])
def test_a_refusal_is_an_answer(header: int, said: Header) -> None:
    assert asked().receive(reply(b"", header)) == Reply(said, b"")


def test_a_question_is_repeated_after_silence_and_then_given_up() -> None:
    exchange = asked()
    now = 0.0
    for _ in range(2):
        assert exchange.tick(now + REPLY_SECONDS - 0.01) == b""
        assert exchange.tick(now + REPLY_SECONDS) == b""
        now += REPLY_SECONDS + QUIET_SECONDS
        assert exchange.tick(now - 0.01) == b""
        assert not exchange.is_silent
        assert exchange.tick(now) == ASKED
    exchange.tick(now + REPLY_SECONDS)
    assert exchange.is_silent


def test_a_late_answer_falls_into_the_silence_before_the_next_question() -> None:
    exchange = asked()
    exchange.tick(REPLY_SECONDS)
    exchange.give_up()
    exchange.ask(Question(3, Header.DISPENSE_COUNT, b"", range(3, 4)))
    late = REPLY_SECONDS + QUIET_SECONDS - 0.1
    assert exchange.tick(late) == b""
    assert exchange.receive(reply(b"abc")) is None
    assert exchange.tick(late) == b""
    assert exchange.tick(late + QUIET_SECONDS - 0.01) == b""
    assert exchange.tick(late + QUIET_SECONDS) == Frame(3, Header.DISPENSE_COUNT).encode(Checksum.SIMPLE)


def test_a_line_that_never_falls_silent_is_used_all_the_same() -> None:
    exchange = asked()
    exchange.tick(REPLY_SECONDS)
    now = REPLY_SECONDS
    while not exchange.tick(now):
        exchange.receive(b"noise")
        now += 0.1
        assert now < REPLY_SECONDS + QUIET_SECONDS_MAX + 1


def test_between_an_answer_and_the_next_question_is_a_gap() -> None:
    exchange = asked()
    exchange.receive(reply(b"abc"))
    exchange.ask(SERIAL)
    assert exchange.tick(1) == b""
    assert exchange.next_tick == 1 + GAP_SECONDS
    assert exchange.tick(1 + GAP_SECONDS) == ASKED


def test_an_answer_that_comes_twice_is_taken_once() -> None:
    exchange = asked(Echo.OFF)
    assert exchange.receive(reply(b"abc")) == Reply(Header.ACK, b"abc")
    exchange.ask(Question(3, Header.DISPENSE_COUNT, b"", range(3, 4)))
    assert exchange.tick(1) == b""
    assert exchange.receive(reply(b"abc")) is None
    assert exchange.tick(1) == b""
    assert exchange.tick(1 + GAP_SECONDS) == b""
    assert exchange.tick(1 + QUIET_SECONDS) != b""


@given(st.lists(st.binary(max_size=50), max_size=10), st.sampled_from(Echo), st.sampled_from(Checksum))
def test_nothing_that_arrives_does_harm(arrived: list[bytes], echo: Echo, checksum: Checksum) -> None:
    exchange = Exchange(checksum, echo)
    exchange.ask(SERIAL)
    exchange.tick(0)
    for data in arrived:
        told = exchange.receive(data)
        assert told is None or len(told.data) in (0, 3)
