"""Answers told apart, whole, byte by byte, and among noise."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from hardware.printer.answers import Answer, Answers, Processed, Queued, Status, process_id

KNOWN: list[tuple[bytes, Answer]] = [
    (b"\x12", Status(0x12)),
    (b"\x1a", Status(0x1A)),
    (b"\x7e", Status(0x7E)),
    (b"\x00", Queued(0x00)),
    (b"\x0f", Queued(0x0F)),
    (b"\x37\x22" + process_id(0xBEEF) + b"\x00", Processed(0xBEEF)),
]


def test_a_process_id_uses_only_bytes_that_no_status_has() -> None:
    assert process_id(0x0F5A) == b"\x40\x4f\x45\x4a"


def test_pushed_status_is_passed_over() -> None:
    assert Answers().feed(b"\x38\x00\x0f\x00\x12") == [Status(0x12)]


def test_flow_control_and_high_bytes_are_passed_over() -> None:
    assert Answers().feed(b"\x11\x13\x80\xff\x12") == [Status(0x12)]


def test_an_answer_that_breaks_off_does_not_swallow_the_next() -> None:
    assert Answers().feed(b"\x37\x22\x41\x12")[-1] == Status(0x12)
    assert Answers().feed(b"\x10\x12") == [Status(0x12)]


@given(st.lists(st.sampled_from(KNOWN)), st.lists(st.integers(0, 60)))
def test_answers_are_read_in_any_pieces(known: list[tuple[bytes, Answer]], cuts: list[int]) -> None:
    stream, answers = b"".join(data for data, _ in known), Answers()
    edges = [0, *sorted(cuts), len(stream)]
    read = [a for start, end in itertools.pairwise(edges) for a in answers.feed(stream[start:end])]
    assert read[: len(known)] == [answer for _, answer in known]


@given(st.lists(st.binary()))
def test_any_bytes_leave_less_than_one_answer_behind(pieces: list[bytes]) -> None:
    answers = Answers()
    for piece in pieces:
        answers.feed(piece)
        assert len(answers._pending) <= 6
