"""What is signed is taken; what is not, or not any more, or not here, is refused, and each refusal has its own name."""

from __future__ import annotations

from dataclasses import replace
from string import ascii_letters

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.baskets import base45
from kiosk.baskets.basket import Basket, Refused
from kiosk.baskets.keys import Handheld, key_id, public_half
from kiosk.baskets.packing import HEAD_SIZE, packed
from kiosk.baskets.parts import split
from kiosk.baskets.seal import (
    PREFIX,
    SIGNATURE_SIZE,
    SIZE_MAX,
    SKEW_SECONDS,
    TEXT_LENGTH_MAX,
    Genuine,
    is_basket,
    unseal,
)
from kiosk.domain.basket import Refusal
from tests.baskets.stall import (
    DEVICE,
    KEY,
    LOST_KEY,
    MADE,
    NOW,
    OTHER_KEY,
    SHOP,
    STRANGER,
    TRUSTED,
    basket,
    many,
    one_text,
    sealed,
)  # fmt: skip
from tests.baskets.strategies import baskets

ENDS = MADE + 3600


def outcome(text: str, now: int = NOW) -> Genuine | Refused:
    return unseal(text, TRUSTED, now)


def reason(text: str, now: int = NOW) -> Refusal | None:
    found = outcome(text, now)
    return found.reason if isinstance(found, Refused) else None


def signed(body: bytes, key: Ed25519PrivateKey = KEY) -> str:
    return PREFIX + base45.encode(body + key.sign(PREFIX.encode() + body))


def body_of(made: Basket, key: Ed25519PrivateKey = KEY) -> bytes:
    (part,) = split(made, key_id(public_half(key)), SIZE_MAX)
    return packed(part)


def test_a_genuine_part_comes_back_with_its_maker_s_enrolled_name_and_its_end() -> None:
    found = outcome(one_text())
    assert isinstance(found, Genuine)
    assert (found.device, found.expires) == (DEVICE, ENDS)
    assert found.part.lines == basket().lines


@given(baskets)
@settings(max_examples=60)
def test_any_basket_that_is_sealed_fits_its_codes_and_is_ascii_for_a_qr_code(made: Basket) -> None:
    texts = sealed(made)
    assert all(len(text) <= TEXT_LENGTH_MAX and set(text) <= set(base45.ALPHABET) for text in texts)
    assert all(is_basket(text) and text == text.strip() for text in texts)


def test_every_single_bit_that_changes_in_a_text_is_refused() -> None:
    text = one_text()
    refusals = set()
    for at, character in enumerate(text):
        for bit in range(8):
            changed = text[:at] + chr(ord(character) ^ 1 << bit) + text[at + 1 :]
            if is_basket(changed):
                found = outcome(changed)
                assert isinstance(found, Refused), (at, bit)
                refusals.add(found.reason)
            else:
                assert at < len(PREFIX)
    assert refusals == {Refusal.ALTERED, Refusal.FORGED, Refusal.TRUNCATED, Refusal.NEWER}


def test_every_single_bit_that_changes_in_the_bytes_of_a_part_is_refused() -> None:
    data = base45.decode(one_text().removeprefix(PREFIX))
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        assert isinstance(outcome(PREFIX + base45.encode(bytes(changed))), Refused), bit


def test_each_refusal_is_told_by_its_own_name_and_names_the_device_where_its_key_is_known() -> None:
    text, body = one_text(), body_of(basket())
    altered = PREFIX + base45.encode(body[:-1] + b"!" + KEY.sign(PREFIX.encode() + body))
    told = {
        one_text(basket(), STRANGER): Refused(Refusal.FORGED),
        altered: Refused(Refusal.ALTERED, DEVICE),
        one_text(basket(), LOST_KEY): Refused(Refusal.REVOKED, "PERDUE"),
        one_text(basket(issued=MADE + 3600)): Refused(Refusal.FUTURE, DEVICE),
        one_text(basket(issued=MADE - 7200)): Refused(Refusal.EXPIRED, DEVICE),
        one_text(replace(basket(), shop="quimper-2")): Refused(Refusal.OTHER_SHOP, DEVICE),
        text[:-3]: Refused(Refusal.TRUNCATED),
        signed(body[:HEAD_SIZE] + b"_" + body[HEAD_SIZE + 1 :]): Refused(Refusal.ABSURD, DEVICE),
        text.replace("BORNE2", "BORNE3", 1): Refused(Refusal.NEWER),
    }
    assert {each: outcome(each) for each in told} == told


def test_clocks_that_disagree_a_little_hurt_nobody() -> None:
    text = one_text()
    assert reason(text, MADE - SKEW_SECONDS - 1) is Refusal.FUTURE
    assert reason(text, MADE - SKEW_SECONDS) is None
    assert reason(text, ENDS + SKEW_SECONDS - 1) is None
    assert reason(text, ENDS + SKEW_SECONDS) is Refusal.EXPIRED


def test_a_basket_that_says_it_never_ends_ends_when_the_shop_says_so() -> None:
    text = one_text(basket(minutes=2**16 - 1))
    found = outcome(text)
    assert isinstance(found, Genuine)
    assert found.expires == MADE + 12 * 3600
    assert reason(text, MADE + 12 * 3600 + SKEW_SECONDS) is Refusal.EXPIRED


def test_two_keys_with_the_same_short_name_are_told_apart_by_the_signature() -> None:
    twin = Handheld("TWIN", public_half(OTHER_KEY))
    crowd = replace(TRUSTED, handhelds=(twin, Handheld(DEVICE, public_half(KEY))))
    assert isinstance(unseal(one_text(), crowd, NOW), Genuine)


def test_a_part_signed_for_another_version_is_not_taken_for_this_one() -> None:
    body = body_of(basket())
    assert reason(PREFIX + base45.encode(body + KEY.sign(b"BORNE3:" + body))) is Refusal.ALTERED
    assert reason(PREFIX + base45.encode(body + KEY.sign(body))) is Refusal.ALTERED


def test_a_revoked_key_does_not_hide_that_a_basket_was_altered() -> None:
    body = body_of(basket(), LOST_KEY)
    assert outcome(PREFIX + base45.encode(body + KEY.sign(PREFIX.encode() + body))) == Refused(
        Refusal.ALTERED, "PERDUE"
    )


NONSENSE = {
    "a part nought": (20, b"\x01"),
    "a second of one": (20, b"\x21"),
    "no lines": (21, b"\x00"),
    "flags nobody knows": (24, b"\x02"),
    "fewer pieces than lines": (22, b"\x00\x01"),
    "a line of no kind": (-8, b"\xff"),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_signed_nonsense_is_absurd(name: str) -> None:
    at, bytes_ = NONSENSE[name]
    body = bytearray(body_of(basket()))
    at = at % len(body)
    before = bytes(body)
    body[at : at + len(bytes_)] = bytes_
    assert bytes(body) != before
    found = outcome(signed(bytes(body)))
    assert found == Refused(Refusal.ABSURD, DEVICE), name


@given(st.integers(0, 60), st.binary(max_size=40))
@settings(max_examples=200)
def test_whatever_an_enrolled_key_signs_is_a_part_or_a_refusal(keep: int, rest: bytes) -> None:
    body = body_of(basket())[: max(HEAD_SIZE, keep)] + rest
    body = len(body).to_bytes(2) + body[2:]
    assert isinstance(outcome(signed(body)), Genuine | Refused)


@pytest.mark.parametrize(
    "text",
    [
        PREFIX, PREFIX + "?", PREFIX + "é", PREFIX + "0" * 5000, PREFIX + "0" * 592, one_text() + "000",
        one_text().lower().replace("borne2:", PREFIX), PREFIX + ":::" * 60,
    ],
)  # fmt: skip
def test_characters_that_are_missing_too_many_or_of_no_alphabet_are_told_as_such(text: str) -> None:
    assert outcome(text) == Refused(Refusal.TRUNCATED)


def test_every_beginning_of_a_text_is_refused() -> None:
    text = one_text()
    assert {reason(text[:length]) for length in range(len(PREFIX), len(text))} == {Refusal.TRUNCATED}


@given(st.text(max_size=700) | st.text(base45.ALPHABET, max_size=600))
@settings(max_examples=200)
def test_no_text_upsets_the_reader(rest: str) -> None:
    assert isinstance(outcome(PREFIX + rest), Refused)


@pytest.mark.parametrize("text", ["BORNE2:", "BORNE9:X", "BORNE123:"])
def test_a_text_says_that_it_is_a_basket(text: str) -> None:
    assert is_basket(text)


@pytest.mark.parametrize("text", ["", "BORNE:", "BORNE1234:", "borne2:", " BORNE2:", "3000000000014", ascii_letters])
def test_everything_else_does_not(text: str) -> None:
    assert not is_basket(text)


def test_no_key_takes_nothing() -> None:
    assert unseal(one_text(), replace(TRUSTED, handhelds=()), NOW) == Refused(Refusal.FORGED)
    assert SIGNATURE_SIZE == 64
    assert len(sealed(many(100))) == 3
    assert TRUSTED.shop == SHOP
