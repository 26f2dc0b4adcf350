"""The column `meal` of the price file, from the file to the scan, and editions that were published before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.database import sqlite
from kiosk.catalogue.editions import Editions
from kiosk.catalogue.price_file import PricedLine, read
from kiosk.catalogue.publish import publish
from kiosk.catalogue.refusals import Reason, RefusedLine
from kiosk.domain.product import Meal

FILE = "code;name;vat;price;meal\nA1;Salade;10;8,50;1\nA2;Savon;20;3,00;0\nA3;Pain;5.5;1,20;\nA4;Eau;5.5;1,00;oui\n"


@pytest.fixture
def lines(tmp_path: Path) -> list[PricedLine | RefusedLine]:
    path = tmp_path / "prices.csv"
    path.write_text(FILE, encoding="utf-8")
    return list(read(path))


def test_it_says_1_or_0_or_leaves_it_to_the_department(lines: list[PricedLine | RefusedLine], tmp_path: Path) -> None:
    assert [line.refusal.reason for line in lines if isinstance(line, RefusedLine)] == [Reason.MEAL]
    publish((line for line in lines if isinstance(line, PricedLine)), tmp_path / "catalogue")
    catalogue = Catalogue.open(tmp_path / "catalogue")
    found = [catalogue.find(code) for code in ("A1", "A2", "A3")]
    assert [pack.product.meal for pack in found if pack] == [Meal.YES, Meal.NO, Meal.BY_DEPARTMENT]


def test_an_edition_of_before_leaves_all_to_the_department(
    lines: list[PricedLine | RefusedLine], tmp_path: Path
) -> None:
    publish((line for line in lines if isinstance(line, PricedLine)), tmp_path)
    connection = sqlite.connect(Editions(tmp_path).database(1))
    connection.execute("ALTER TABLE article DROP COLUMN meal")
    connection.execute("PRAGMA user_version=2")
    connection.commit()
    connection.close()
    pack = Catalogue.open(tmp_path, check_digest=False).find("A1")
    assert pack
    assert (pack.product.name, pack.product.meal) == ("Salade", Meal.BY_DEPARTMENT)
