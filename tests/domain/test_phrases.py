"""Every sentence exists in each language, says the same things, is used, and fits on a screen."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from hardware.words import CardRefusal, Fault
from kiosk.domain import phrases
from kiosk.domain.basket import TOLD_TO_STAFF, Doubt, NonItemKind, Refusal, TenderKind
from kiosk.domain.books import PeriodKind
from kiosk.domain.events import Condition, CountOf, EmailFault, EntryFault, Report, Role
from kiosk.domain.facts import Grade
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.phrases import FAULTS, PHRASES, fault, kilograms, money, percent, piece, say
from kiosk.domain.presenting_bagging import CARDS
from kiosk.domain.presenting_books import TABS
from kiosk.domain.presenting_refunds import NOT_TAKEN
from kiosk.domain.presenting_team import TOLD as TEAM_TOLD
from kiosk.domain.product import CAPTURE_BATCH, CAPTURE_SERIAL
from kiosk.domain.stock import Mark
from kiosk.domain.voucher import LEDGERED, NotTaken
from kiosk.domain.weighing import Standing

LENGTH_MAX = 100
DOMAIN = Path(phrases.__file__).parent
PRESENTING = [*sorted(DOMAIN.glob("presenting*.py")), DOMAIN / "parking.py"]
DONE = ("filled", "collected", "collected_less", "emptied", "adjusted", "balanced", "float")
TOLD = ("printing", "printed", "not_printed", "ticket_missing", "closed", "archiving", "archived", "archive_failed")
TOLD += ("retrying", "lamps")

NOT_SOLD = (Doubt.EXPIRED, Doubt.RECALLED, Doubt.UNSURE, Doubt.BLOCKED, Doubt.HOURS)
CAPTURES = {f"untraced_{capture}" for capture in (CAPTURE_SERIAL, CAPTURE_BATCH)}
WHATS = (set(Doubt) - {Doubt.TURNED_AWAY, Doubt.UNTRACED}) | CAPTURES | {f"basket_{refusal}" for refusal in Refusal}
MADE_UP = {f"basket_{refusal}_staff" for refusal in Refusal} | {f"called_basket_{refusal}" for refusal in TOLD_TO_STAFF}
MADE_UP |= {f"{what}_{part}" for what in WHATS for part in ("title", "text")} | {str(each) for each in Condition}
MADE_UP |= {f"bag_{about}_{part}" for about in CARDS for part in ("title", "text")}
MADE_UP |= {f"{role}_device" for role in Role}
MADE_UP |= {f"report_{report}" for report in Report} | {f"archive_{kind}" for kind in PeriodKind}
MADE_UP |= {f"page_{page}" for page in TABS} | {f"told_{told}" for told in {*TOLD, *NOT_TAKEN}}
MADE_UP |= {f"weigh_{standing}" for standing in Standing}
MADE_UP |= {f"price_check_{doubt}" for doubt in NOT_SOLD}
MADE_UP |= {f"email_{fault}" for fault in EmailFault} | {"thanks_paper", "thanks_email"}
MADE_UP |= {f"not_taken_{why}" for why in NotTaken} | {f"left_{kind}" for kind in LEDGERED}
MADE_UP |= {f"level_{mark}" for mark in Mark} | {f"{part}_{of}" for part in ("count", "hint") for of in CountOf}
MADE_UP |= {f"vault_{done}" for done in DONE}
MADE_UP |= {f"shelf_{doubt}" for doubt in (Doubt.EXPIRED, Doubt.RECALLED)}
MADE_UP |= {f"tender_{kind}" for kind in TenderKind} | {f"other_{kind}" for kind in NonItemKind}
MADE_UP |= {f"entry_{fault}" for fault in EntryFault} | {f"grade_{grade}" for grade in Grade}
MADE_UP |= {f"told_{told}" for told in TEAM_TOLD}
MADE_UP |= {f"meaning_{role}" for role in Role} | {f"care_{fault}" for fault in Fault if fault is not Fault.STARTING}
"""Keys that are put together from a name of the domain."""


def constants() -> set[str]:
    """Every text that stands in the presenting modules."""
    nodes = [node for file in PRESENTING for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def said() -> set[str]:
    """Every key that is given to `_say` as a plain text."""
    calls = [
        node
        for file in PRESENTING
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_say"
    ]
    keys = [call.args[1] for call in calls]
    return {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("key", PHRASES)
def test_a_sentence_says_the_same_things_in_both_languages(key: str) -> None:
    french, english = PHRASES[key]
    assert french
    assert english
    assert placeholders(french) == placeholders(english)


@pytest.mark.parametrize("key", PHRASES)
def test_french_keeps_its_marks_with_their_words(key: str) -> None:
    french, _ = PHRASES[key]
    assert not re.search(r"[^\u00a0][?!:;](?!\w)", french)


def test_every_sentence_asked_for_exists() -> None:
    assert said() | MADE_UP <= PHRASES.keys()


def test_every_sentence_is_used() -> None:
    assert PHRASES.keys() <= constants() | MADE_UP


@pytest.mark.parametrize("key", PHRASES)
def test_a_sentence_is_short_and_ends_as_its_translation_does(key: str) -> None:
    french, english = PHRASES[key]
    assert max(len(french), len(english)) <= LENGTH_MAX
    assert french.endswith(".") == english.endswith(".")


@pytest.mark.parametrize("name", [*map(str, Fault), *map(str, CardRefusal)])
def test_every_fault_of_a_device_has_a_name_in_words(name: str) -> None:
    assert all(FAULTS[name])


def test_an_unknown_fault_is_shown_rather_than_hidden() -> None:
    assert fault(Language.FR, "warp_core_breach") == "warp core breach"


def test_a_sentence_nobody_wrote_is_an_error() -> None:
    with pytest.raises(KeyError):
        say(Language.FR, "no such sentence")


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (0, "0,00\u00a0€", "€0.00"),
        (5, "0,05\u00a0€", "€0.05"),
        (123_450, "1\u202f234,50\u00a0€", "€1,234.50"),
        (-350, "-3,50\u00a0€", "-€3.50"),
    ],
)
def test_an_amount_is_written_as_people_write_it(cents: int, french: str, english: str) -> None:
    assert money(Language.FR, Money(cents)) == french
    assert money(Language.EN, Money(cents)) == english


def test_pieces_weights_and_rates_are_written_as_people_write_them() -> None:
    assert [piece(Language.FR, value) for value in (5, 50, 200, 5000)] == ["5 c", "50 c", "2 €", "50 €"]
    assert piece(Language.EN, 200) == "€2"
    assert kilograms(Language.FR, 482) == "0,482"
    assert kilograms(Language.EN, 12_005) == "12.005"
    assert [percent(Language.FR, rate) for rate in (2000, 550, 210, 0)] == ["20 %", "5,5 %", "2,1 %", "0 %"]
    assert percent(Language.EN, 550) == "5.5%"
