"""`kiosk attendants` on a kiosk that is stopped: every change is a fact, and no PIN is anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.command import app
from kiosk.config import load
from kiosk.domain import facts as f
from kiosk.domain.events import AttendantIdentified, PinWrong
from kiosk.domain.facts import Grade
from kiosk.evidence.record import Record
from kiosk.paperwork import booted, open_evidence
from kiosk.runtime.attendants import pin_hash
from kiosk.runtime.clock import wall_clock
from kiosk.runtime.roll import FILE
from kiosk.team import attendants_of
from tests.test_command_books import Shop

HASH = pin_hash("246810")
OWNER = f'[[attendants]]\nid = "A1"\nname = "Nadia"\ngrade = "manager"\npin_hash = "{HASH}"\n'


class Staffed(Shop):
    """With one manager in kiosk.toml."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.config.write_text(self.config.read_text(encoding="utf-8") + OWNER, encoding="utf-8")

    def asks(self, *arguments: str, answers: tuple[str, ...] = (), code: int = 0) -> str:
        typed = "".join(f"{answer}\n" for answer in answers)
        result = CliRunner().invoke(
            app, ["attendants", *arguments, "--config", str(self.config)], input=typed, env={"COLUMNS": "200"}
        )
        assert result.exit_code == code, result.output
        assert not any(len(answer) > 1 and answer in result.output for answer in answers)
        return " ".join(result.output.split())

    def who(self, pin: str, **how: str) -> AttendantIdentified | PinWrong:
        """As the kiosk would find it at its next start."""
        named: dict[str, str] = {}
        for fact in self.facts(f.AttendantEnrolled | f.PinChanged | f.BadgeGiven | f.AttendantDismissed):  # type: ignore[arg-type]
            assert isinstance(fact, f.AttendantEnrolled | f.PinChanged | f.BadgeGiven | f.AttendantDismissed)
            named[fact.attendant] = "" if isinstance(fact, f.AttendantDismissed) else fact.entry
        return attendants_of(load(self.config)).identify(pin, named, **how)


@pytest.fixture
def shop(tmp_path: Path) -> Staffed:
    return Staffed(tmp_path)


def test_somebody_is_enrolled_and_comes(shop: Staffed) -> None:
    assert "Zoé is P2" in shop.asks("enrol", "Zoé", answers=("72945", "72945"))
    (fact,) = shop.facts(f.AttendantEnrolled)
    assert fact == f.AttendantEnrolled("P2", Grade.ATTENDANT, "console", fact.entry)  # type: ignore[attr-defined]
    assert shop.who("72945") == AttendantIdentified("P2", Grade.ATTENDANT)
    assert shop.who("246810") == AttendantIdentified("A1", Grade.MANAGER)
    listed = shop.asks("list")
    assert "Zoé" in listed
    assert "kiosk.toml" in listed
    assert (shop.data / FILE).stat().st_mode & 0o777 == 0o600


def test_neither_pin_nor_badge_nor_name_is_in_the_journal_and_no_pin_in_the_roll(shop: Staffed) -> None:
    shop.asks("enrol", "Zoé", answers=("72945", "72945"))
    shop.asks("badge", "P2", answers=("BADGE-00417",))
    for path in shop.data.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert b"72945" not in data, path
        assert b"BADGE-00417" not in data, path
        assert path.name == FILE or "Zoé".encode() not in data, path


def test_another_pin_and_a_badge(shop: Staffed) -> None:
    shop.asks("change-pin", "A1", answers=("508213", "508213"))
    assert shop.who("246810") == PinWrong()
    assert shop.who("508213") == AttendantIdentified("A1", Grade.MANAGER)
    shop.asks("badge", "A1", answers=("BADGE-00417",))
    (shown,) = attendants_of(load(shop.config)).badge_shown("BADGE-00417")
    assert {id_ for id_, _ in shown.owners} == {"A1"}
    assert shop.who("508213", whose="A1") == AttendantIdentified("A1", Grade.MANAGER)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (("1234", "1234"), "Everybody tries"),
        (("0000", "0000"), "Everybody tries"),
        (("729", "729"), "4 to 12 digits"),
        (("246810", "246810"), "Choose another PIN."),
    ],
)
def test_a_pin_that_is_refused_changes_nothing(shop: Staffed, answers: tuple[str, ...], told: str) -> None:
    assert told in shop.asks("enrol", "Zoé", answers=answers, code=2)
    assert not shop.facts(f.AttendantEnrolled)
    assert not (shop.data / FILE).exists()


def test_two_pins_that_differ_are_asked_for_again(shop: Staffed) -> None:
    shop.asks("enrol", "Zoé", answers=("72945", "72946", "72945", "72945"))
    assert shop.who("72945") == AttendantIdentified("P2", Grade.ATTENDANT)


def test_who_is_dismissed_comes_no_more_and_may_be_enrolled_again(shop: Staffed) -> None:
    shop.asks("enrol", "Zoé", answers=("72945", "72945"))
    shop.asks("dismiss", "P2")
    assert shop.who("72945") == PinWrong()
    assert shop.facts(f.AttendantDismissed) == [f.AttendantDismissed("P2", "console")]
    assert "Nobody who may come" in shop.asks("dismiss", "P2", code=2)
    shop.asks("enrol", "Zoé", "--id", "P2", answers=("838361", "838361"))
    assert shop.who("838361") == AttendantIdentified("P2", Grade.ATTENDANT)
    assert shop.who("72945") == PinWrong()


def test_the_last_manager_stays(shop: Staffed) -> None:
    assert "last manager" in shop.asks("dismiss", "A1", code=2)
    shop.asks("enrol", "Zoé", "--grade", "manager", answers=("72945", "72945"))
    shop.asks("dismiss", "A1")
    assert shop.who("246810") == PinWrong()


@pytest.mark.parametrize("command", ["change-pin", "badge", "dismiss"])
def test_nobody_is_changed_whom_nobody_knows(shop: Staffed, command: str) -> None:
    assert "Nobody who may come has the id P9" in shop.asks(command, "P9", code=2)


@pytest.mark.parametrize("arguments", [("",), ("x" * 41,), ("Zoé", "--id", "a b"), ("Zoé", "--id", "x" * 17)])
def test_a_name_and_an_id_have_a_shape(shop: Staffed, arguments: tuple[str, ...]) -> None:
    shop.asks("enrol", *arguments, answers=("72945", "72945"), code=2)
    assert not (shop.data / FILE).exists()


def test_a_technician_s_way_back_is_journaled(shop: Staffed) -> None:
    shop.asks("recover", "Nadia", "--id", "A1", answers=("72945", "72945"))
    assert shop.facts(f.StaffRecovered) == [f.StaffRecovered("A1", "console")]
    assert shop.who("72945") == AttendantIdentified("A1", Grade.MANAGER)
    assert shop.who("246810") == PinWrong()


def test_a_damaged_roll_is_told_and_left_as_it_is(shop: Staffed) -> None:
    shop.asks("enrol", "Zoé", answers=("72945", "72945"))
    (shop.data / FILE).write_text("{", encoding="utf-8")
    assert "cannot be used" in shop.asks("list", code=2)
    assert "damaged" in shop.asks("enrol", "Luc", answers=("838361", "838361"), code=2)
    assert (shop.data / FILE).read_text(encoding="utf-8") == "{"
    assert shop.who("246810") == AttendantIdentified("A1", Grade.MANAGER)
    assert "PIN lost" not in shop.says("doctor", code=1)
    (shop.data / FILE).unlink()
    assert "enrol them again: P2" in shop.asks("list", code=2)
    assert "PIN lost: P2" in shop.says("doctor", code=1)
    shop.asks("enrol", "Zoé", "--id", "P2", answers=("72945", "72945"))
    assert "P2" in shop.asks("list")
    assert "a PIN takes" in shop.says("doctor")


def test_an_entry_that_somebody_changed_by_hand_opens_nothing(shop: Staffed) -> None:
    shop.asks("enrol", "Zoé", answers=("72945", "72945"))
    path = shop.data / FILE
    found = json.loads(path.read_text(encoding="utf-8"))
    found["staff"][0]["grade"] = "technician"
    path.write_text(json.dumps(found), encoding="utf-8")
    assert shop.who("72945") == PinWrong()


def test_while_the_kiosk_runs_nobody_is_enrolled_here(shop: Staffed) -> None:
    evidence = open_evidence(load(shop.config), "test")
    try:
        tuple(booted(evidence, "test", wall_clock().now))
        assert "Nobody's access was changed." in shop.asks("enrol", "Zoé", answers=("72945", "72945"), code=2)
    finally:
        evidence.journal.close()
    assert not Record(shop.data / "journal.db").verify().fault


@pytest.mark.parametrize(("pin", "code"), [("72945", 0), ("1234", 2), ("12", 2), ("12a4", 2)])
def test_kiosk_toml_gets_no_hash_of_an_easy_pin(pin: str, code: int) -> None:
    result = CliRunner().invoke(app, ["hash-pin"], input=f"{pin}\n{pin}\n")
    assert result.exit_code == code
    assert ("$argon2id$" in result.output) is not bool(code)
    assert pin not in result.output.replace("4 to 12", "")
