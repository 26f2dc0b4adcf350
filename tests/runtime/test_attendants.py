"""Who knows a PIN."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.events import AttendantIdentified, PinEntered, PinWrong
from kiosk.domain.facts import Grade
from kiosk.runtime.attendants import Attendant, Attendants, pin_hash

HASHES = {pin: pin_hash(pin) for pin in ("1234", "987654321012")}
GRADES = (Grade.ATTENDANT, Grade.TECHNICIAN)
STAFF = Attendants(
    Attendant(f"A{n}", hashed, grade) for n, (hashed, grade) in enumerate(zip(HASHES.values(), GRADES, strict=True), 1)
)


def test_the_right_pin_tells_who_it_is_and_what_they_may_do() -> None:
    assert STAFF.identify("1234") == AttendantIdentified("A1", Grade.ATTENDANT)
    assert STAFF.identify("987654321012") == AttendantIdentified("A2", Grade.TECHNICIAN)


@pytest.mark.parametrize("pin", ["", "1235", "12345", "01234", "١٢٣٤", "1234\x00", " 1234"])
def test_any_other_is_wrong(pin: str) -> None:
    assert STAFF.identify(pin) == PinWrong()


def test_without_attendants_every_pin_is_wrong() -> None:
    assert Attendants().identify("1234") == PinWrong()


@given(st.text(max_size=3) | st.text(min_size=13, max_size=20) | st.text("abc٤²", min_size=4, max_size=12))
def test_a_pin_is_four_to_twelve_digits(pin: str) -> None:
    with pytest.raises(ValueError, match="4 to 12 digits"):
        pin_hash(pin)


@pytest.mark.parametrize(
    "broken", ["", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$é$é", "$argon2id$\x00", "1234", "$2b$12$abc", "\ud800"]
)
def test_a_broken_hash_lets_nobody_in_and_breaks_nothing(broken: str) -> None:
    staff = Attendants([Attendant("A0", broken), Attendant("A1", HASHES["1234"])])
    assert staff.identify("9999") == PinWrong()
    assert staff.identify("1234") == AttendantIdentified("A1")


@given(st.text("$argon2id=,v19mtp", max_size=40).map(lambda tail: "$argon2id$" + tail))
@settings(max_examples=50)
def test_no_text_in_place_of_a_hash_breaks_anything(text: str) -> None:
    assert Attendants([Attendant("A0", text)]).identify("1234") == PinWrong()


def test_a_hash_tells_nothing_of_the_pin_and_is_salted() -> None:
    assert "1234" not in HASHES["1234"].split("$")[-1]
    assert pin_hash("1234") != HASHES["1234"]


def test_a_typed_pin_is_in_no_representation() -> None:
    assert "1234" not in repr(PinEntered("1234"))
