"""HTTP without I/O: every question ends exactly one way, and it is always known whether it left us."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.http_client import BODY_SIZE_MAX, LINGER_SECONDS, Answered, HttpClient, NoAnswer, NotSent, Request
from hardware.simulated.http_server import HttpServer, Question, Reply
from hardware.wire import NEVER

ASKED = Request("POST", "/pay?amount=100", {"Content-Type": "application/json"}, b'{"amount":100}')


class Line:
    """A client and a device with a link between them that can be cut."""

    def __init__(self) -> None:
        self.heard: list[Question] = []
        self.client = HttpClient("device")
        self.server = HttpServer(self._answer)
        self.reply: Reply | None = Reply(200, b'{"code":0}')
        self.is_open = False
        self.dials = 0
        self.now = 0.0

    def _answer(self, question: Question) -> Reply | None:
        self.heard.append(question)
        return self.reply

    def turn(self) -> None:
        if not self.client.wants_link:
            self.is_open = False
        elif not self.is_open:
            self.is_open = True
            self.dials += 1
            self.server.connected()
            self.client.opened()
        if out := self.client.tick(self.now):
            self.client.receive(self.server.receive(out))

    def asked(self, request: Request = ASKED) -> Answered | NotSent | NoAnswer | None:
        self.client.ask(request, 30)
        for _ in range(5):
            self.turn()
        return self.client.take_ending()


def test_an_answer_comes_back_whole() -> None:
    line = Line()
    assert line.asked() == Answered(200, b'{"code":0}')
    assert line.heard[0].target == "/pay?amount=100"
    assert line.heard[0].body == ASKED.body
    assert line.heard[0].headers["content-type"] == "application/json"
    assert line.client.take_ending() is None


def test_a_question_can_be_given_up_and_the_next_one_dials_anew() -> None:
    line = Line()
    line.reply = None
    assert line.asked() is None
    line.client.give_up("nobody wants it any more")
    assert isinstance(line.client.take_ending(), NoAnswer)
    line.client.ask(ASKED, 30)
    line.client.give_up("nobody wants it any more")
    assert line.client.take_ending() == NotSent("nobody wants it any more")
    line.reply = Reply(200, b"")
    assert line.asked() == Answered(200, b"")
    assert line.dials == 2


def test_the_connection_serves_the_next_question_and_is_hung_up_when_there_is_none() -> None:
    line = Line()
    line.asked()
    line.asked()
    assert line.dials == 1
    line.turn()
    assert line.client.next_tick == LINGER_SECONDS
    line.now = LINGER_SECONDS
    line.turn()
    assert not line.client.wants_link
    assert line.asked() == Answered(200, b'{"code":0}')
    assert line.dials == 2


def test_what_moves_money_goes_on_a_new_connection() -> None:
    line = Line()
    line.asked()
    line.asked(Request("GET", "/start", fresh=True))
    assert line.dials == 2


def test_a_device_that_is_not_there_was_certainly_not_told() -> None:
    client = HttpClient("device")
    client.ask(ASKED, 30)
    assert client.wants_link
    client.closed("connection refused")
    assert client.take_ending() == NotSent("connection refused")
    assert not client.wants_link


def test_a_dial_that_takes_too_long_was_certainly_not_told() -> None:
    client = HttpClient("device", dial_seconds=5)
    client.ask(ASKED, 30)
    client.tick(10.0)
    assert client.next_tick == 15.0
    client.tick(15.0)
    assert isinstance(client.take_ending(), NotSent)
    assert not client.wants_link


def test_a_question_that_is_swallowed_has_no_answer() -> None:
    line = Line()
    line.reply = None
    assert line.asked() is None
    line.now = 30.0
    line.turn()
    assert isinstance(line.client.take_ending(), NoAnswer)
    assert not line.client.wants_link
    line.client.tick(30.0)
    assert line.client.next_tick == NEVER


@given(cut=st.integers(0, 80))
def test_a_connection_that_breaks_in_the_answer_leaves_the_outcome_unknown(cut: int) -> None:
    whole = HttpServer(lambda _: Reply(200, b'{"code":0}')).receive(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    client = HttpClient("device")
    client.ask(Request("GET", "/"), 30)
    client.opened()
    client.tick(0.0)
    client.receive(whole[:cut])
    client.closed("cable")
    ending = client.take_ending()
    assert ending == Answered(200, b'{"code":0}') if cut >= len(whole) else isinstance(ending, NoAnswer)


def test_a_break_between_two_questions_is_nobodys_trouble() -> None:
    line = Line()
    line.asked()
    line.client.closed("idle")
    line.is_open = False
    assert line.client.take_ending() is None
    assert not line.client.wants_link
    assert line.asked() == Answered(200, b'{"code":0}')


@given(noise=st.binary(min_size=1, max_size=400))
def test_noise_is_no_answer_and_no_exception(noise: bytes) -> None:
    client = HttpClient("device")
    client.ask(ASKED, 30)
    client.opened()
    client.tick(0.0)
    client.receive(noise)
    client.closed("gone")
    ending = client.take_ending()
    assert isinstance(ending, NoAnswer) or noise.startswith(b"HTTP/1")


def test_an_answer_without_end_is_cut_off() -> None:
    client = HttpClient("device")
    client.ask(ASKED, 30)
    client.opened()
    client.tick(0.0)
    client.receive(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")
    for _ in range(BODY_SIZE_MAX // 4096 + 1):
        client.receive(b"x" * 4096)
    assert isinstance(client.take_ending(), NoAnswer)


def test_one_question_at_a_time() -> None:
    client = HttpClient("device")
    client.ask(ASKED, 30)
    with pytest.raises(ValueError, match="one question"):
        client.ask(ASKED, 30)
