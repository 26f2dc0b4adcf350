"""A signed basket comes back as it was made, or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.baskets import base45
from kiosk.baskets.signed_basket import (
    EXPIRES_MAX,
    LINES_MAX,
    PREFIX,
    SHOP_LENGTH_MAX,
    TEXT_LENGTH_MAX,
    Basket,
    BasketLine,
    make,
    read,
)
from kiosk.domain.barcode import check_digit
from kiosk.domain.basket import Refusal
from tests.baskets.stall import KEY, KEYS, LINES, NOW, OTHER_KEY, SHOP, STRANGER, basket

TEXT = make(basket(), KEY)
SHOPS = st.text("ABCxyz019-", min_size=1, max_size=SHOP_LENGTH_MAX)
CODES = st.integers(0, 10**12 - 1).map(lambda number: f"{number:012}{check_digit(f'{number:012}')}")
BASKETS = st.builds(
    Basket,
    SHOPS,
    st.binary(min_size=8, max_size=8),
    st.integers(1, EXPIRES_MAX),
    st.lists(st.builds(BasketLine, CODES, st.integers(1, 99)), min_size=1, max_size=LINES_MAX).map(tuple),
)


def shown(text: str, now: int = NOW) -> Basket | Refusal:
    return read(text, KEYS, SHOP, now)


@given(BASKETS)
def test_every_basket_comes_back_from_a_text_that_fits_a_good_code(made: Basket) -> None:
    text = make(made, KEY)
    assert read(text, KEYS, made.shop, made.expires - 1) == made
    assert len(text) <= TEXT_LENGTH_MAX
    assert set(text) <= set(base45.ALPHABET)
    assert text == text.strip()


def test_the_largest_basket_has_exactly_the_greatest_length() -> None:
    largest = basket(*[BasketLine("9999999999994", 99)] * LINES_MAX, shop="x" * SHOP_LENGTH_MAX)
    assert len(make(largest, KEY)) == TEXT_LENGTH_MAX


def test_each_of_the_shop_s_makers_is_believed() -> None:
    assert shown(make(basket(), KEY)) == shown(make(basket(), OTHER_KEY)) == basket()


def test_who_is_not_known_here_is_not_believed_whatever_the_basket_says() -> None:
    for made in (basket(), basket(expires=NOW), basket(shop="brest-1")):
        assert shown(make(made, STRANGER)) is Refusal.FORGED
    assert read(TEXT, (), SHOP, NOW) is Refusal.FORGED


def test_a_basket_is_good_until_the_second_it_expires() -> None:
    text = make(basket(expires=NOW + 60), KEY)
    assert shown(text, NOW + 59) == basket(expires=NOW + 60)
    assert shown(text, NOW + 60) is Refusal.EXPIRED


def test_a_basket_of_another_shop_is_told_as_such_even_when_expired() -> None:
    assert shown(make(basket(shop="brest-1"), KEY)) is Refusal.OTHER_SHOP
    assert shown(make(basket(shop="brest-1", expires=NOW), KEY)) is Refusal.OTHER_SHOP


@given(st.integers(0, len(TEXT) - 1), st.sampled_from(base45.ALPHABET) | st.characters())
def test_any_changed_character_is_refused(place: int, character: str) -> None:
    changed = TEXT[:place] + character + TEXT[place + 1 :]
    if changed != TEXT:
        assert shown(changed) in (Refusal.FORGED, Refusal.UNREADABLE)


@pytest.mark.parametrize("length", range(len(TEXT)))
def test_a_truncated_basket_is_unreadable(length: int) -> None:
    assert shown(TEXT[:length]) is Refusal.UNREADABLE


@pytest.mark.parametrize(
    "text",
    [
        "",
        PREFIX,
        TEXT.lower(),
        TEXT + "0",
        TEXT + TEXT,
        PREFIX + base45.encode(bytes(16)),
        PREFIX + base45.encode(b"\xff" * 390),
        PREFIX + "0" * 10_000,
        PREFIX + "é" * 100,
    ],
)
def test_the_absurd_is_unreadable(text: str) -> None:
    assert shown(text) is Refusal.UNREADABLE


@given(st.text(max_size=700) | st.text(base45.ALPHABET, max_size=700) | st.binary(max_size=400).map(base45.encode))
def test_no_text_is_taken_for_a_basket(text: str) -> None:
    assert isinstance(shown(text), Refusal)
    assert isinstance(shown(PREFIX + text), Refusal)


def signed(body: bytes) -> str:
    return PREFIX + base45.encode(body + KEY.sign(body))


def test_signed_nonsense_is_unreadable() -> None:
    body = base45.decode(TEXT.removeprefix(PREFIX))[:-64]
    assert shown(signed(body)) == basket()
    no_lines = body[:14] + b"\0" + body[15 : -6 * len(LINES)]
    for nonsense in (
        b"\x02" + body[1:],  # a version that does not exist yet
        no_lines,
        body[:15] + b"quimper_1" + body[24:],
        body[:15] + b"quimper\xff1" + body[24:],
        body[:-6] + b"\xff" * 6,  # a number with more digits than a GTIN
        body[:-6] + bytes(6),  # no piece of an article
    ):
        assert shown(signed(nonsense)) is Refusal.UNREADABLE


@given(st.binary(max_size=400))
def test_no_signed_bytes_upset_the_reading(body: bytes) -> None:
    assert isinstance(shown(signed(body)), Refusal)


@given(
    st.integers(0, 16).flatmap(lambda size: st.binary(min_size=size, max_size=size)),
    st.lists(st.binary(min_size=6, max_size=6), max_size=60),
)
def test_well_formed_signed_bytes_are_a_basket_or_refused(shop: bytes, lines: list[bytes]) -> None:
    head = bytes([1, len(shop)]) + b"basket 1" + (NOW + 60).to_bytes(4) + bytes([len(lines)])
    assert isinstance(read(signed(head + shop + b"".join(lines)), KEYS, SHOP, NOW), Refusal)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"shop": ""}, "shop id"),
        ({"shop": "x" * 17}, "shop id"),
        ({"shop": "épicerie"}, "shop id"),
        ({"shop": "quimper-1\n"}, "shop id"),
        ({"id": b"short"}, "8 bytes"),
        ({"expires": -1}, "1970"),
        ({"expires": EXPIRES_MAX + 1}, "2106"),
        ({"lines": ()}, "1 to 50 lines"),
        ({"lines": LINES * 26}, "1 to 50 lines"),
    ],
)
def test_what_is_no_basket_cannot_be_made(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(basket(), **wrong)


@pytest.mark.parametrize(
    ("code", "count"),
    [("3000000000014", 0), ("3000000000014", 100), ("3000000000015", 1), ("96385074", 1), ("10012345678902", 1)],
)
def test_what_is_no_line_cannot_be_made(code: str, count: int) -> None:
    with pytest.raises(ValueError, match=code):
        BasketLine(code, count)
