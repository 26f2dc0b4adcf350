"""Base45 says what RFC 9285 says, and only one text means the same bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.baskets.base45 import ALPHABET, NotBase45, decode, encode


@pytest.mark.parametrize(
    ("data", "text"),
    [  # RFC 9285, sections 4.3 and 4.4
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
        (b"", ""),
    ],
)
def test_the_examples_of_the_standard(data: bytes, text: str) -> None:
    assert encode(data) == text
    assert decode(text) == data


@pytest.mark.parametrize("text", ["A", "0", "BB80", "GGW", ":::", "::", "V5", "aBC", "É00", "٣٣٣", "BB8\n"])
def test_what_no_bytes_are_written_as_is_refused(text: str) -> None:
    with pytest.raises(NotBase45):
        decode(text)


@given(st.binary())
def test_all_bytes_come_back_and_end_in_no_space(data: bytes) -> None:
    text = encode(data)
    assert decode(text) == data
    assert not text.endswith(" ")


@given(st.text(ALPHABET) | st.text())
def test_a_text_is_refused_or_the_only_one_for_its_bytes(text: str) -> None:
    try:
        data = decode(text)
    except NotBase45:
        return
    assert encode(data) == text
