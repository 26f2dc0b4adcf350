"""Recalls: what a list may say, and that it is in force at the very next scan, whatever happens meanwhile."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.price_file import PricedLine
from kiosk.catalogue.publish import publish
from kiosk.catalogue.recalls import ENTRIES_MAX, FILE, RecalledLine, publish_recalls, read_recalls
from kiosk.catalogue.refusals import PriceFileUnreadable, Reason, RefusedLine
from kiosk.domain.money import Money
from kiosk.domain.product import NUMBER_LENGTH_MAX, Product, Recall
from kiosk.domain.tax import Rate

YOGHURT, SIX, APPLES = "3033710065967", "3033710065974", "2112345"
HEADER = "code;batch;reason\n"
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def shop(folder: Path) -> Catalogue:
    yoghurt = Product(YOGHURT, "Yaourt", "Crèmerie", Money(65), Rate(550))
    apples = Product(APPLES, "Pommes", "Fruits", Money(290), Rate(550), weighed=True, tare=5)
    lines = [
        PricedLine(2, yoghurt, (int(YOGHURT), "YA-1"), ((int(SIX), 6),)),
        PricedLine(3, apples, (APPLES,), favourite=True),
    ]
    publish(lines, folder)
    return Catalogue.open(folder)


def recall(folder: Path, lines: str, at: datetime = AT) -> str:
    """The version that was published; empty for none."""
    path = folder / "recalls.csv"
    path.write_text(HEADER + lines, "utf-8")
    return publish_recalls(read_recalls(path), folder, at).version


def recalls(catalogue: Catalogue, code: str = YOGHURT) -> tuple[Recall, ...]:
    pack = catalogue.find(code)
    assert pack
    return pack.product.recalls


def refused(folder: Path, line: str) -> RefusedLine:
    path = folder / "recalls.csv"
    path.write_text(HEADER + line + "\n", "utf-8")
    (row,) = read_recalls(path)
    assert isinstance(row, RefusedLine)
    assert publish_recalls(read_recalls(path), folder).version == ""
    assert row.sentence("fr") != row.sentence("en")
    return row


def test_a_recall_is_in_force_at_the_very_next_look(tmp_path: Path) -> None:
    catalogue = shop(tmp_path)
    assert recalls(catalogue) == ()
    version = recall(tmp_path, f"{YOGHURT};L24;Rappel\n{YOGHURT};L25;Verre\n")
    assert recalls(catalogue) == (Recall("L24", "Rappel"), Recall("L25", "Verre"))
    assert (catalogue.recalls.version, len(catalogue.recalls.entries)) == (version, 2)
    recall(tmp_path, f"{APPLES};;Pesticides\n")
    assert recalls(catalogue) == ()
    assert recalls(catalogue, APPLES) == catalogue.favourites()[0].recalls == (Recall("", "Pesticides"),)


@pytest.mark.parametrize("named", [YOGHURT, f"0{YOGHURT}", "YA-1", SIX])
@pytest.mark.parametrize("shown", [YOGHURT, "YA-1", SIX])
def test_a_recall_by_any_code_of_an_article_holds_for_all_its_codes(tmp_path: Path, named: str, shown: str) -> None:
    catalogue = shop(tmp_path)
    recall(tmp_path, f"{named};;Rappel\n")
    assert recalls(catalogue, shown) == (Recall("", "Rappel"),)
    assert recalls(catalogue, APPLES) == ()


def test_new_prices_do_not_lift_a_recall(tmp_path: Path) -> None:
    catalogue = shop(tmp_path)
    recall(tmp_path, f"{YOGHURT};;Rappel\n")
    assert recalls(catalogue)
    apples = Product(APPLES, "Pommes", "Fruits", Money(310), Rate(550), weighed=True)
    yoghurt = Product(YOGHURT, "Yaourt", "Crèmerie", Money(70), Rate(550))
    publish([PricedLine(2, apples, (APPLES,)), PricedLine(3, yoghurt, (int(YOGHURT),))], tmp_path)
    assert catalogue.refresh()
    assert recalls(catalogue)
    assert recalls(catalogue, APPLES) == ()


def test_a_header_alone_lifts_all_recalls_and_a_file_taken_away_as_well(tmp_path: Path) -> None:
    catalogue = shop(tmp_path)
    first = recall(tmp_path, f"{YOGHURT};;Rappel\n")
    second = recall(tmp_path, "")
    assert recalls(catalogue) == ()
    assert second not in ("", first)
    recall(tmp_path, f"{YOGHURT};;Rappel\n")
    (tmp_path / FILE).unlink()
    assert recalls(catalogue) == ()
    assert catalogue.recalls.version == ""


def test_a_list_is_named_by_what_it_says_and_when(tmp_path: Path) -> None:
    one = recall(tmp_path, f"{YOGHURT};;Rappel\n")
    assert recall(tmp_path, f"{YOGHURT};;Rappel\n") == one
    assert recall(tmp_path, f"{YOGHURT};;Rappel\n", AT.replace(hour=9)) != one


def test_a_recall_of_an_article_the_shop_does_not_have_does_no_harm(tmp_path: Path) -> None:
    catalogue = shop(tmp_path)
    assert recall(tmp_path, "4006381333931;;Rappel\nB-7;L1;Rappel\n")
    assert recalls(catalogue) == ()


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"0" * 64 + b"\n{}\n", b"{}", b"\n"])
def test_a_damaged_list_leaves_the_one_before_in_force_and_is_told(tmp_path: Path, damage: bytes) -> None:
    catalogue = shop(tmp_path)
    recall(tmp_path, f"{YOGHURT};;Rappel\n")
    assert recalls(catalogue)
    (tmp_path / FILE).write_bytes(damage)
    assert recalls(catalogue)
    assert catalogue.recalls_damaged
    recall(tmp_path, f"{YOGHURT};L1;Rappel\n")
    assert recalls(catalogue) == (Recall("L1", "Rappel"),)
    assert catalogue.recalls_damaged == ""


def test_a_power_cut_while_it_is_published_leaves_the_old_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = shop(tmp_path)
    recall(tmp_path, f"{YOGHURT};;Rappel\n")

    def cut(descriptor: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as power:
        power.setattr(os, "fsync", cut)
        with pytest.raises(KeyboardInterrupt):
            recall(tmp_path, f"{APPLES};;Rappel\n")
    assert recalls(catalogue)
    assert recalls(Catalogue.open(tmp_path))
    recall(tmp_path, f"{APPLES};;Rappel\n")
    assert recalls(catalogue) == ()


def test_one_refused_line_changes_nothing(tmp_path: Path) -> None:
    catalogue = shop(tmp_path)
    recall(tmp_path, f"{YOGHURT};;Rappel\n")
    path = tmp_path / "recalls.csv"
    path.write_text(HEADER + f"{APPLES};;Rappel\n{YOGHURT};L1;\n", "utf-8")
    report = publish_recalls(read_recalls(path), tmp_path)
    assert (report.version, report.accepted) == ("", 1)
    assert [line.line_number for line in report.refused_lines] == [3]
    assert recalls(catalogue) == (Recall("", "Rappel"),)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (";L1;Rappel", Reason.EMPTY),
        (f"{YOGHURT};L1;", Reason.EMPTY),
        ("3033710065968;;Rappel", Reason.CHECK_DIGIT),
        ("3,03E+12;;Rappel", Reason.CODE_ROUNDED),
        (f"{YOGHURT};{'L' * (NUMBER_LENGTH_MAX + 1)};Rappel", Reason.BATCH),
        (f"{YOGHURT};-;Rappel", Reason.BATCH),
        (f"{YOGHURT};L1;=HYPERLINK()", Reason.FORMULA),
        (f"{YOGHURT};L1;{'x' * 121}", Reason.TOO_LONG),
        (f"{YOGHURT};L1", Reason.COLUMN_COUNT),
        (f"{YOGHURT};L\u200b1;Rappel", Reason.CONTROL_CHARACTER),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_in_words(tmp_path: Path, line: str, reason: Reason) -> None:
    assert refused(tmp_path, line).reason is reason


def test_the_same_recall_twice_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "recalls.csv"
    path.write_text(HEADER + f"{YOGHURT};L1;a\n0{YOGHURT};L1;b\n{YOGHURT};L2;c\n", "utf-8")
    kinds = [row.reason if isinstance(row, RefusedLine) else "" for row in read_recalls(path)]
    assert kinds == ["", Reason.RECALL_TWICE, ""]


def test_a_list_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "recalls.csv"
    path.write_text(HEADER + "".join(f"{YOGHURT};L{n};a\n" for n in range(ENTRIES_MAX + 1)), "utf-8")
    *good, last = read_recalls(path)
    assert isinstance(last, RefusedLine)
    assert last.reason is Reason.TOO_MANY
    assert all(isinstance(row, RecalledLine) for row in good)


@pytest.mark.parametrize("content", ["", "batch;reason\nL1;a\n", "code;batch;reason;price\n", "%PDF-1.4"])
def test_a_file_that_is_no_list_is_refused_whole(tmp_path: Path, content: str) -> None:
    path = tmp_path / "recalls.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(PriceFileUnreadable):
        list(read_recalls(path))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_any_file_is_a_list_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "recalls.csv"
    path.write_bytes(HEADER.encode() + content)
    for row in read_recalls(path):
        assert isinstance(row, RecalledLine | RefusedLine)


@pytest.mark.parametrize(
    ("recalled", "batch", "covered"),
    [
        ("", "", True),
        ("", "L1", True),
        ("L24-A", "l24a", True),
        ("L24-A", "L 24 A", True),
        ("L24-A", "L24", False),
        ("L24-A", "", False),
    ],
)
def test_a_batch_is_recognised_however_people_wrote_it(recalled: str, batch: str, covered: bool) -> None:
    assert Recall(recalled, "why").covers(batch) is covered
