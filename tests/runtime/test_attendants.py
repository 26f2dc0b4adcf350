"""Who knows a PIN."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.events import (
    AttendantIdentified,
    BadgeShown,
    EntryFault,
    EntryRefused,
    EntryWritten,
    PinChosen,
    PinEntered,
    PinWrong,
    RollStep,
)
from kiosk.domain.facts import Grade
from kiosk.domain.roll import Person
from kiosk.runtime.attendants import Attendant, Attendants, easy, pin_hash
from kiosk.runtime.roll import Roll

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


def test_the_easiest_pins_are_easy() -> None:
    assert all(map(easy, ("0000", "1111", "999999", "1234", "4321", "8901", "0987", "1212", "727272", "123456789012")))
    assert not any(map(easy, ("246810", "7294", "1223", "1112", "1357", "2580", "72945")))


def with_roll(folder: Path) -> tuple[Attendants, dict[str, str]]:
    """Nadia of kiosk.toml, and what the journal names so far."""
    return Attendants([Attendant("A1", HASHES["987654321012"], Grade.MANAGER, "Nadia")], Roll(folder)), {}


def enrolled(staff: Attendants, named: dict[str, str], pin: str, id_: str = "P2", badge: str = "") -> EntryWritten:
    """Somebody has this PIN, and this badge, and the journal says so."""
    came = staff.give_pin(pin, Person(id_, id_.lower()), named)
    assert isinstance(came, EntryWritten)
    named[id_] = came.entry
    if badge:
        came = staff.give_badge(badge, id_, named)
        assert isinstance(came, EntryWritten)
        named[id_] = came.entry
    return came


def test_who_is_enrolled_comes_when_the_journal_names_the_entry_and_not_before(tmp_path: Path) -> None:
    staff, named = with_roll(tmp_path)
    came = staff.give_pin("7294", Person("P2", "Zoé"), named)
    assert came == EntryWritten(RollStep.PIN, "P2", Grade.ATTENDANT, came.entry)  # type: ignore[union-attr]
    assert staff.identify("7294", named) == PinWrong()
    named["P2"] = came.entry  # type: ignore[union-attr]
    assert staff.identify("7294", named) == AttendantIdentified("P2")
    assert staff.identify("7294", {"P2": "0" * 32}) == PinWrong()


@pytest.mark.parametrize(
    ("pin", "fault"),
    [
        ("12", EntryFault.SHORT),
        ("٤٤٤٤", EntryFault.SHORT),
        ("1111", EntryFault.EASY),
        ("987654321012", EntryFault.TAKEN),
    ],
)
def test_a_pin_is_refused_and_nothing_is_written(tmp_path: Path, pin: str, fault: EntryFault) -> None:
    staff, named = with_roll(tmp_path)
    assert staff.give_pin(pin, Person("P2", "Zoé"), named) == EntryRefused(fault)
    assert not list(tmp_path.iterdir())


def test_one_s_own_pin_may_be_chosen_again(tmp_path: Path) -> None:
    staff, named = with_roll(tmp_path)
    assert isinstance(staff.give_pin("987654321012", Person("A1", "Nadia", Grade.MANAGER), named), EntryWritten)


def test_the_pin_of_who_left_is_free_again(tmp_path: Path) -> None:
    staff, named = with_roll(tmp_path)
    enrolled(staff, named, "7294")
    named["P2"] = ""
    assert staff.identify("7294", named) == PinWrong()
    enrolled(staff, named, "7294", "P3")


def test_after_a_badge_only_its_owner_s_pin_is_right(tmp_path: Path) -> None:
    staff, named = with_roll(tmp_path)
    enrolled(staff, named, "7294", badge="BADGE-1")
    assert staff.badge_shown("BADGE-1") == (BadgeShown((("P2", named["P2"]),)),)
    assert staff.identify("987654321012", named, whose="P2") == PinWrong()
    assert staff.identify("7294", named, whose="P2") == AttendantIdentified("P2")
    assert staff.identify("7294", named, whose="P9") == PinWrong()


def test_where_badges_are_required_a_pin_alone_is_enough_for_those_only_who_have_none(tmp_path: Path) -> None:
    staff, named = with_roll(tmp_path)
    enrolled(staff, named, "7294", badge="BADGE-1")
    assert staff.identify("7294", named, badge_required=True) == PinWrong()
    assert staff.identify("7294", named, whose="P2", badge_required=True) == AttendantIdentified("P2")
    assert staff.identify("987654321012", named, badge_required=True) == AttendantIdentified("A1", Grade.MANAGER)


def test_a_badge_is_one_person_s_and_stays_with_a_new_pin(tmp_path: Path) -> None:
    staff, named = with_roll(tmp_path)
    enrolled(staff, named, "7294", badge="BADGE-1")
    enrolled(staff, named, "8361", "P3")
    assert staff.give_badge("BADGE-1", "P3", named) == EntryRefused(EntryFault.BADGE_TAKEN)
    assert staff.give_badge("BADGE-2", "P9", named) == EntryRefused(EntryFault.DISK)
    enrolled(staff, named, "5820")
    assert staff.identify("5820", named, whose="P2", badge_required=True) == AttendantIdentified("P2")
    assert staff.badge_shown("BADGE-1") != ()
    assert staff.badge_shown("BADGE-2") == staff.badge_shown("") == ()


def test_without_a_folder_or_with_a_full_disk_nobody_is_enrolled(tmp_path: Path) -> None:
    assert Attendants().give_pin("7294", Person("P2", "Zoé"), {}) == EntryRefused(EntryFault.DISK)
    staff = Attendants(roll=Roll(tmp_path / "gone"))
    assert staff.give_pin("7294", Person("P2", "Zoé"), {}) == EntryRefused(EntryFault.DISK)


def test_everybody_is_told_in_force_or_not(tmp_path: Path) -> None:
    staff, named = with_roll(tmp_path)
    enrolled(staff, named, "7294", badge="BADGE-1")
    people = staff.arrived().people
    assert Person("A1", "Nadia", Grade.MANAGER) in people
    assert Person("P2", "p2", badge=True, entry=named["P2"]) in people
    (tmp_path / "staff.json").write_text("{", encoding="utf-8")
    damaged = Attendants([Attendant("A1", HASHES["987654321012"])], Roll(tmp_path))
    assert "JSON" in damaged.arrived().damaged
    assert damaged.identify("987654321012", named) == AttendantIdentified("A1")


def test_chosen_digits_are_in_no_representation() -> None:
    assert "7294" not in repr(PinChosen("7294"))
    assert "argon2" not in repr(Attendant("A1", HASHES["1234"]))
