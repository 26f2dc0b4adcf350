"""Keys of handhelds: each enrolled by name, revoked for good; a list that was damaged is trusted in no part."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from kiosk.baskets.keys import (
    HANDHELDS_MAX,
    LIST_SIZE_MAX,
    Handheld,
    Handhelds,
    KeyRefused,
    ListDamaged,
    enrolled,
    enrolment_of,
    in_force,
    key_id,
    list_of,
    list_text,
    load_key,
    make_key,
    public_half,
    revoked,
)
from tests.baskets.stall import HANDHELDS, KEY, NOW, OTHER_KEY

ENTRY = {"name": "A", "key": "ab" * 32, "enrolled": 1, "revoked": 0}


def test_a_key_is_enrolled_by_the_line_its_handheld_printed() -> None:
    line = enrolment_of("CAISSE-2", KEY)
    handhelds = enrolled((), f" {line}\n", NOW)
    assert handhelds == (Handheld("CAISSE-2", public_half(KEY), NOW),)
    assert in_force(handhelds) == (f"CAISSE-2:{key_id(public_half(KEY)).hex()}",)


def test_a_revoked_handheld_is_in_force_no_more_and_may_get_another_key_but_not_the_same() -> None:
    line = enrolment_of("CAISSE-2", KEY)
    handhelds = revoked(enrolled((), line, NOW), "CAISSE-2", NOW + 1)
    assert in_force(handhelds) == ()
    with pytest.raises(KeyRefused, match="was revoked: make a new one"):
        enrolled(handhelds, line, NOW + 2)
    again = enrolled(handhelds, enrolment_of("CAISSE-2", OTHER_KEY), NOW + 2)
    assert [bool(each.revoked) for each in again] == [True, False]
    assert [bool(each.revoked) for each in revoked(again, "CAISSE-2", NOW)] == [True, True]


def test_what_cannot_be_enrolled_or_revoked_is_said() -> None:
    handhelds = enrolled((), enrolment_of("CAISSE-2", KEY), NOW)
    for line, told in (
        (enrolment_of("CAISSE-3", KEY), "is enrolled already"),
        (enrolment_of("CAISSE-2", OTHER_KEY), "has another key"),
        ("CAISSE-2", "is not NAME:HEX"),
        ("A B:" + "ab" * 32, "is not NAME:HEX"),
        ("A:" + "ab" * 31, "is not NAME:HEX"),
    ):
        with pytest.raises(KeyRefused, match=told):
            enrolled(handhelds, line, NOW)
    with pytest.raises(KeyRefused, match="no handheld in force"):
        revoked(handhelds, "CAISSE-3", NOW)
    with pytest.raises(KeyRefused, match="letters, digits or hyphens"):
        enrolment_of("é", KEY)


def test_there_is_an_end_to_the_list() -> None:
    handhelds: Handhelds = ()
    for number in range(HANDHELDS_MAX):
        handhelds = enrolled(handhelds, f"H{number}:{number:064x}", NOW)
    with pytest.raises(KeyRefused, match="are the most"):
        enrolled(handhelds, f"H:{255:064x}", NOW)
    assert len(list_text(handhelds)) < LIST_SIZE_MAX
    assert list_of(list_text(handhelds)) == handhelds


def test_the_list_comes_back_as_it_was_written() -> None:
    assert list_of(list_text(HANDHELDS)) == HANDHELDS
    assert list_of(list_text(())) == ()


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ("", "not JSON"),
        ("[" * 5000, "not JSON"),
        ('{"handhelds": [' + "9" * 5000 + "]}", "not JSON"),
        ("x" * (LIST_SIZE_MAX + 1), "longer than"),
        ([], "no list of handhelds"),
        ({"handhelds": [], "more": 1}, "no list of handhelds"),
        ({"handhelds": [ENTRY] * (HANDHELDS_MAX + 1)}, "no list of handhelds"),
        ({"handhelds": [1]}, "is no handheld"),
        ({"handhelds": [ENTRY | {"name": "é"}]}, "is no handheld"),
        ({"handhelds": [ENTRY | {"key": "ab"}]}, "is no handheld"),
        ({"handhelds": [ENTRY | {"revoked": -1}]}, "is no handheld"),
        ({"handhelds": [ENTRY | {"more": 1}]}, "is no handheld"),
        ({"handhelds": [ENTRY | {"enrolled": "1"}]}, "is no handheld"),
        ({"handhelds": [ENTRY, ENTRY | {"name": "B"}]}, "stands there twice"),
        ({"handhelds": [ENTRY, ENTRY | {"key": "cd" * 32}]}, "stands there twice"),
    ],
)
def test_a_damaged_list_is_told_and_no_half_of_it_trusted(found: object, told: str) -> None:
    with pytest.raises(ListDamaged, match=told):
        list_of(found if isinstance(found, str) else json.dumps(found))


@given(st.text(max_size=300) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just(ENTRY),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["handhelds", "name", "key"]), inner),
    max_leaves=6,
).map(json.dumps))  # fmt: skip
def test_no_text_upsets_the_list(text: str) -> None:
    try:
        handhelds = list_of(text)
    except ListDamaged:
        return
    assert list_of(list_text(handhelds)) == handhelds


def test_a_private_key_is_for_its_owner_only_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "maker.key"
    key = make_key(path)
    before = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyRefused, match="left as it is"):
        make_key(path)
    assert path.read_bytes() == before
    assert public_half(load_key(path)) == public_half(key)


def test_a_key_that_is_none_is_said(tmp_path: Path) -> None:
    other = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for content, told in ((b"", "holds no key"), (b"\xff" * 99, "holds no key"), (other, "of another kind")):
        (tmp_path / "key").write_bytes(content)
        with pytest.raises(KeyRefused, match=told):
            load_key(tmp_path / "key")
    with pytest.raises(KeyRefused, match="cannot be read"):
        load_key(tmp_path / "none")
    with pytest.raises(KeyRefused, match="cannot be written"):
        make_key(tmp_path / "none" / "key")
