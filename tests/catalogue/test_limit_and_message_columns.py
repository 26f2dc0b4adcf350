"""The columns `limit` and `message` of the price file, from the file to the scan, and editions of before them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.database import sqlite
from kiosk.catalogue.editions import Editions
from kiosk.catalogue.price_file import PricedLine, read
from kiosk.catalogue.publish import publish
from kiosk.catalogue.refusals import Reason, RefusedLine

HEADER = "code;name;vat;price;price_per_kg;limit;message"
GOOD = f"{HEADER}\nA1;Œufs;5.5;3,00;;6;À consommer vite\nA2;Pain;5.5;1,20;;0;\nA3;Eau;5.5;1,00;;;\n"


def lines_of(folder: Path, text: str) -> list[PricedLine | RefusedLine]:
    path = folder / "prices.csv"
    path.write_text(text, encoding="utf-8")
    return list(read(path))


def published(folder: Path) -> None:
    publish((line for line in lines_of(folder, GOOD) if isinstance(line, PricedLine)), folder / "catalogue")


def test_both_reach_the_scan(tmp_path: Path) -> None:
    published(tmp_path)
    catalogue = Catalogue.open(tmp_path / "catalogue")
    found = [pack.product for code in ("A1", "A2", "A3") if (pack := catalogue.find(code))]
    assert [(each.limit, each.message) for each in found] == [(6, "À consommer vite"), (0, ""), (0, "")]


def test_a_file_without_them_says_nothing(tmp_path: Path) -> None:
    (line,) = lines_of(tmp_path, "code;name;vat;price\nA1;Œufs;5.5;3,00\n")
    assert isinstance(line, PricedLine)
    assert (line.product.limit, line.product.message) == (0, "")


def test_an_edition_of_before_says_nothing(tmp_path: Path) -> None:
    published(tmp_path)
    connection = sqlite.connect(Editions(tmp_path / "catalogue").database(1))
    for column in ("pieces_max", "message"):
        connection.execute(f"ALTER TABLE article DROP COLUMN {column}")
    connection.execute("PRAGMA user_version=3")
    connection.commit()
    connection.close()
    pack = Catalogue.open(tmp_path / "catalogue", check_digest=False).find("A1")
    assert pack
    assert (pack.product.name, pack.product.limit, pack.product.message) == ("Œufs", 0, "")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("A1;Œufs;5.5;3;;100;", Reason.LIMIT),
        ("A1;Œufs;5.5;3;;-1;", Reason.LIMIT),
        ("A1;Œufs;5.5;3;;1,5;", Reason.LIMIT),
        ("A1;Œufs;5.5;3;;²;", Reason.LIMIT),
        ("A1;Œufs;5.5;3;;" + "9" * 5000 + ";", Reason.LIMIT),
        ("A1;Pommes;5.5;;3;2;", Reason.WEIGHED),
        ("A1;Œufs;5.5;3;;;" + "é" * 81, Reason.TOO_LONG),
        ("A1;Œufs;5.5;3;;;=1+1", Reason.FORMULA),
    ],
)
def test_what_they_cannot_hold_is_refused(tmp_path: Path, line: str, reason: Reason) -> None:
    (found,) = lines_of(tmp_path, f"{HEADER}\n{line}")
    assert isinstance(found, RefusedLine)
    assert found.reason is reason
    assert found.sentence("fr") != found.sentence("en")
