"""Articles found by what people type, with their accents left out, their words turned round and their mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.price_file import PricedLine, read
from kiosk.catalogue.publish import publish
from kiosk.catalogue.search import FOUND_MAX, ONE_MISTAKE, TWO_MISTAKES, words
from kiosk.domain.money import Money
from kiosk.domain.product import Product
from kiosk.domain.tax import Rate

PRICES = Path(__file__).parents[2] / "assets/demo/prices.csv"
LINES = [line for line in read(PRICES) if isinstance(line, PricedLine)]
NAMES = [line.product.name for line in LINES]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("catalogue")
    publish(LINES, folder)
    return Catalogue.open(folder)


def found(shop: Catalogue, text: str) -> list[str]:
    return [product.name for product in shop.search(text)]


def of_names(folder: Path, *names: str, weighed: str = "") -> Catalogue:
    """A shop of these articles; the last may be weighed."""
    products = [Product(f"A-{number}", name, "Rayon", Money(100), Rate(550)) for number, name in enumerate(names)]
    if weighed:
        products.append(Product("W-1", weighed, "Rayon", Money(100), Rate(550), weighed=True))
    publish([PricedLine(2, product, (product.code,)) for product in products], folder)
    return Catalogue.open(folder)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("pom golden", "Pomme golden"),
        ("golden pomme", "Pomme golden"),
        ("POMME", "Pomme golden"),
        ("yahourt", "Yaourt nature 4 x 125 g"),
        ("yahour", "Yaourt nature 4 x 125 g"),
        ("yaourt nature", "Yaourt nature 4 x 125 g"),
        ("creme fraiche", "Crème fraîche épaisse 20 cl"),
        ("crème", "Crème fraîche épaisse 20 cl"),
        ("oeufs", "6 œufs plein air"),
        ("œufs", "6 œufs plein air"),
        ("coeur de boeuf", "Tomate cœur de bœuf"),
        ("jus d'orange", "Jus d’orange 1 L"),
        ("jus orange", "Jus d’orange 1 L"),
        ("demi ecreme", "Lait demi-écrémé 1 L"),
        ("shampoing", "Shampooing 250 ml"),
        ("chocollat", "Chocolat noir 70 % 100 g"),
        ("concommbre", "Concombre, la pièce"),
        ("bannane", "Banane"),
        ("carrote", "Carotte"),
        ("tomat", "Tomate grappe"),
        ("confitrue", "Confiture de fraises 370 g"),
        ("moutard de dijon", "Moutarde de Dijon 370 g"),
        ("pommes golden", "Pomme golden"),
    ],
)
def test_what_people_type_finds_what_they_mean(shop: Catalogue, text: str, name: str) -> None:
    assert name in found(shop, text)


def test_what_is_not_there_is_not_guessed(shop: Catalogue) -> None:
    assert found(shop, "beurre sans sel 250") == found(shop, "perceuse") == []


def test_whole_words_come_before_begun_ones_and_those_before_mistyped_ones(tmp_path: Path) -> None:
    shop = of_names(tmp_path, "Pain", "Parmesan râpé", "Parme", "Jambon de Parme", "Parne")
    assert found(shop, "parme") == ["Parme", "Jambon de Parme", "Parmesan râpé", "Parne"]


def test_favourites_come_before_their_equals(tmp_path: Path) -> None:
    shop = of_names(tmp_path, "Poire au sirop", "Poireau", weighed="Poire conférence")
    assert found(shop, "poir")[0] == "Poire conférence"


def test_an_answer_has_an_end(tmp_path: Path) -> None:
    shop = of_names(tmp_path, *(f"Soupe numéro {number}" for number in range(100)))
    assert len(shop.search("soupe")) == FOUND_MAX


def test_a_code_is_found_whole_or_begun(shop: Catalogue) -> None:
    assert found(shop, "3274080005003") == ["Eau de source 1,5 L"]
    assert found(shop, "327408") == ["Eau de source 1,5 L"]
    assert "Pomme golden" in found(shop, "21123")
    assert found(shop, "sac-1") == ["Sac de caisse réutilisable"]
    assert found(shop, "3274080005004") == []


def test_a_number_with_another_digit_is_another_number(shop: Catalogue) -> None:
    assert all("500" in name for name in found(shop, "500 g"))
    assert found(shop, "coquillettes 50000") == []


def test_an_empty_catalogue_and_an_empty_text_find_nothing(shop: Catalogue, tmp_path: Path) -> None:
    assert found(Catalogue.open(tmp_path), "pomme") == []
    assert found(shop, "") == found(shop, " '-") == []


def test_a_catalogue_that_was_closed_finds_nothing(tmp_path: Path) -> None:
    shop = of_names(tmp_path, "Pomme")
    shop.close()
    assert found(shop, "pomme") == []


def test_favourites_are_weighed_and_each_department_has_a_picture(shop: Catalogue) -> None:
    assert all(product.weighed for product in shop.favourites())
    pictures = dict(shop.department_pictures())
    assert list(pictures) == list(shop.departments())
    assert (pictures["Fruits & légumes"], pictures["Presse"]) == ("apple", "press")


def test_new_prices_are_searched_once_they_apply(tmp_path: Path) -> None:
    shop = of_names(tmp_path, "Pomme")
    of_names(tmp_path, "Poire").close()
    assert found(shop, "poire") == []
    assert shop.refresh()
    assert (found(shop, "poire"), found(shop, "pomme")) == (["Poire"], [])


@given(name=st.sampled_from(NAMES), dice=st.randoms())
def test_any_name_is_found_by_its_own_words_in_any_order(shop: Catalogue, name: str, dice: st.DataObject) -> None:
    typed = list(words(name))
    dice.shuffle(typed)  # type: ignore[attr-defined]
    assert name in found(shop, " ".join(typed))


@given(name=st.sampled_from(NAMES), data=st.data())
def test_any_name_is_found_by_the_beginnings_of_its_words(shop: Catalogue, name: str, data: st.DataObject) -> None:
    begun = [word[: data.draw(st.integers(min(3, len(word)), len(word)))] for word in words(name)]
    assert name in found(shop, " ".join(begun))


@given(name=st.sampled_from(NAMES), data=st.data())
def test_any_name_is_found_with_a_mistake_in_a_long_word(shop: Catalogue, name: str, data: st.DataObject) -> None:
    typed = list(words(name))
    long = [at for at, word in enumerate(typed) if len(word) > ONE_MISTAKE and word.isalpha()]
    if long:
        at = data.draw(st.sampled_from(long))
        typed[at] = data.draw(mistaken(typed[at]))
        assert name in found(shop, " ".join(typed))


@given(name=st.sampled_from(NAMES), data=st.data())
def test_any_name_is_found_with_a_mistake_in_each_half_of_a_longer_word(
    shop: Catalogue, name: str, data: st.DataObject
) -> None:
    typed = list(words(name))
    long = [at for at, word in enumerate(typed) if len(word) > TWO_MISTAKES and word.isalpha()]
    if long:
        at = data.draw(st.sampled_from(long))
        half = len(typed[at]) // 2
        typed[at] = replaced(typed[at], data.draw(st.integers(0, half - 1)))
        typed[at] = replaced(typed[at], data.draw(st.integers(half, len(typed[at]) - 1)))
        assert name in found(shop, " ".join(typed))


@given(text=st.text(max_size=100))
def test_no_text_breaks_the_search(shop: Catalogue, text: str) -> None:
    assert len(shop.search(text)) <= FOUND_MAX


@given(text=st.text(alphabet="\"*()^:-+,.;AND OR NOT NEAR œé\x00%_'", max_size=60))
def test_no_sign_of_the_search_language_is_one_here(shop: Catalogue, text: str) -> None:
    assert len(shop.search(text)) <= FOUND_MAX


@st.composite
def mistaken(draw: st.DrawFn, word: str) -> str:
    """The word with one letter too few, too many, another, or two swapped."""
    at = draw(st.integers(0, len(word) - 2))
    letter = draw(st.sampled_from("aeiou"))
    kinds = (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return draw(st.sampled_from(kinds))


def replaced(word: str, at: int) -> str:
    """The word with another letter in this place."""
    return word[:at] + ("z" if word[at] != "z" else "y") + word[at + 1 :]
