"""The demo shop: its price file is good, and everything it names is there."""

from __future__ import annotations

import csv
import wave
from pathlib import Path

import cv2
import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.labels import Labels
from kiosk.catalogue.price_file import PricedLine, read
from kiosk.catalogue.publish import publish
from kiosk.domain.product import Grams

ROOT = Path(__file__).parents[2]
PRICES = ROOT / "assets/demo/prices.csv"
PHOTOGRAPHS = ROOT / "../shared/barcodes/manifest.tsv"
BOOK_PRICE_CODE = "1920081045006"
"""Japanese books carry a second symbol with their price: not an article."""


@pytest.fixture(scope="module")
def lines() -> list[PricedLine]:
    read_lines = list(read(PRICES))
    priced = [line for line in read_lines if isinstance(line, PricedLine)]
    assert len(priced) == len(read_lines)
    return priced


@pytest.fixture(scope="module")
def shop(lines: list[PricedLine], tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("catalogue")
    publish(lines, folder)
    return Catalogue.open(folder)


def test_every_picture_is_there_and_of_one_size(lines: list[PricedLine]) -> None:
    for name in {line.product.picture for line in lines}:
        picture = cv2.imread(str(ROOT / f"assets/pictures/{name}.png"), cv2.IMREAD_UNCHANGED)
        assert picture is not None, name
        assert picture.shape == (256, 256, 4), name


def test_no_picture_is_there_for_nothing(lines: list[PricedLine]) -> None:
    drawn = {path.stem for path in (ROOT / "assets/pictures").glob("*.png")}
    assert drawn == {line.product.picture for line in lines}


def test_the_shop_shows_every_kind_of_article(lines: list[PricedLine], shop: Catalogue) -> None:
    products = [line.product for line in lines]
    assert {product.rate.basis_points for product in products} == {550, 1000, 2000, 210}
    assert {product.minimum_age for product in products} == {0, 18}
    assert {product.deposit.cents for product in products} == {0, 20}
    assert sum(bool(product.sale_stop) for product in products) == 2
    assert any(len(line.keys) > 2 for line in lines)
    assert len(shop.departments()) == 12


def test_every_bottle_with_alcohol_asks_for_an_age(lines: list[PricedLine]) -> None:
    asked = [
        line.product.name for line in lines if line.product.department == "Alcools" and not line.product.minimum_age
    ]
    assert asked == ["Bière sans alcool 6 x 25 cl"]


def test_a_label_of_the_shop_scale_finds_its_fruit(shop: Catalogue) -> None:
    label = Labels(("21IIIIIWWWWWC",)).read("2112345007502")
    assert label is not None
    assert label.value == Grams(750)
    apple = shop.find(label.item_code)
    assert apple is not None
    assert (apple.product.name, apple.product.weighed) == ("Pomme golden", True)


@pytest.mark.skipif(not PHOTOGRAPHS.exists(), reason="needs ../shared")
def test_every_photographed_article_rings_up(shop: Catalogue) -> None:
    with PHOTOGRAPHS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    codes = {row["expected"] for row in rows if row["format"] in ("EAN13", "EAN8", "UPCA")}
    sold = {code for code in codes if not code.startswith("2") or len(code) == 8} - {BOOK_PRICE_CODE}
    assert sold
    assert [code for code in sorted(sold) if shop.find(code) is None] == []


@pytest.mark.parametrize("name", ["found", "not_found", "done"])
def test_each_sound_is_short_and_not_too_loud(name: str) -> None:
    with wave.open(str(ROOT / f"assets/sounds/{name}.wav")) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 44_100)
        assert sound.getnframes() / 44_100 < 0.4
        samples = memoryview(sound.readframes(sound.getnframes())).cast("h")
    assert 8_000 < max(samples) < 20_000
    assert abs(samples[0]) < 100
    assert abs(samples[-1]) < 100
