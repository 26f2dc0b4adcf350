"""Which addresses a receipt leaves for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import events as e
from kiosk.domain.events import EmailFault
from kiosk.domain.mailing import ADDRESS_MAX, faults_of
from kiosk.domain.presenting_email import ENDINGS, ROWS


@pytest.mark.parametrize(
    "address",
    [
        "marie@example.fr",
        "m@x.fr",
        "marie.le-gall+tickets@mail.example.co.uk",
        "MARIE_29@EXAMPLE.COM",
        "o'neill@example.org",
        f"{'a' * 64}@{'b' * 63}.fr",
    ],
)
def test_an_address_that_people_have_is_taken(address: str) -> None:
    assert faults_of(address) == ()


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("", EmailFault.NO_AT),
        ("marie", EmailFault.NO_AT),
        ("marie@home@example.fr", EmailFault.NO_AT),
        ("@example.fr", EmailFault.NAME),
        (".marie@example.fr", EmailFault.NAME),
        ("marie.@example.fr", EmailFault.NAME),
        ("ma..rie@example.fr", EmailFault.NAME),
        ("ma rie@example.fr", EmailFault.NAME),
        ("marié@example.fr", EmailFault.NAME),
        ("<marie@example.fr", EmailFault.NAME),
        ("a,marie@example.fr", EmailFault.NAME),
        ("\r\nBcc:x@example.fr", EmailFault.NAME),
        ("marie@", EmailFault.DOMAIN),
        ("marie@example", EmailFault.DOMAIN),
        ("marie@.fr", EmailFault.DOMAIN),
        ("marie@example..fr", EmailFault.DOMAIN),
        ("marie@example.fr.", EmailFault.DOMAIN),
        ("marie@-example.fr", EmailFault.DOMAIN),
        ("marie@example.f", EmailFault.DOMAIN),
        ("marie@127.0.0.1", EmailFault.DOMAIN),
        ("marie@[127.0.0.1]", EmailFault.DOMAIN),
        ("marie@example.fr\n", EmailFault.DOMAIN),
        ("marie@example.fr\r\nBcc: x", EmailFault.DOMAIN),
        ("marie@example.fr\0", EmailFault.DOMAIN),
        (f"{'a' * 65}@example.fr", EmailFault.LENGTH),
        (f"a@{'b.' * 126}frr", EmailFault.LENGTH),
    ],
)
def test_what_is_none_is_refused_with_its_reason(address: str, fault: EmailFault) -> None:
    assert faults_of(address) == (fault,)


@given(st.one_of(st.text(), st.text(alphabet='a.@-\r\n\t ,;<>"\0é')))
def test_whatever_is_taken_is_one_plain_word_with_one_at(address: str) -> None:
    if not faults_of(address):
        assert len(address) <= ADDRESS_MAX
        assert address.isascii()
        assert address.isprintable()
        assert address.count("@") == 1
        assert "." in address.partition("@")[2]
        assert not set(address) & set(' ,;:<>"()[]\\')


def test_every_character_of_an_address_has_a_key_in_both_languages() -> None:
    for rows in ROWS.values():
        assert set("".join(rows)) == set("abcdefghijklmnopqrstuvwxyz0123456789._-+")
        assert {len(row) for row in rows} == {10}
    assert "@" in ENDINGS


@pytest.mark.parametrize("ending", [ending for ending in ENDINGS if len(ending) > 1])
def test_every_ending_makes_an_address(ending: str) -> None:
    assert faults_of(f"marie{ending}" if "@" in ending else f"marie@example{ending}") == ()


def test_an_event_does_not_show_its_address() -> None:
    assert "marie" not in repr(e.EmailEntered("marie@example.fr"))
