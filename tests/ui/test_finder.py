"""Looking for an article on the screen: what is touched is typed and told, and late answers change nothing typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kiosk.domain import events as e
from kiosk.ui.look import TOUCH_MIN
from tests.ui.conftest import FRENCH, Kiosk


def typed(kiosk: Kiosk, *keys: str) -> Any:
    screen = kiosk.show("finder")
    for key in keys:
        kiosk.touch(key)
    return screen


def test_each_key_tells_all_that_is_typed(kiosk: Kiosk) -> None:
    typed(kiosk, "p", "o", " ", "erase", "m")
    assert kiosk.posted == [e.FindTyped(text) for text in ("p", "po", "po ", "po", "pom")]


def test_an_answer_to_an_earlier_key_takes_no_letter_away(kiosk: Kiosk) -> None:
    screen = typed(kiosk, "p", "o", "m")
    kiosk.show(replace(FRENCH["finder"], typed="po"))
    assert screen.typed == "pom"
    kiosk.show(replace(FRENCH["finder"], typed="pom"))
    kiosk.show(replace(FRENCH["finder"], typed="", title="Boulangerie"))
    assert screen.typed == ""


def test_a_touched_picture_posts_its_article(kiosk: Kiosk) -> None:
    kiosk.show("finder_typed")
    kiosk.touch("Pomme golden")
    (posted,) = kiosk.posted
    assert isinstance(posted, e.ItemScanned)
    assert posted.product.name == "Pomme golden"


def test_other_articles_are_shown_from_the_first_on(kiosk: Kiosk) -> None:
    screen = kiosk.show("finder")
    (tiles,) = [widget for widget in screen.walk() if type(widget).__name__ == "ArticleTiles"]
    tiles.scroll_y = 0
    kiosk.show("finder_typed")
    assert tiles.scroll_y == 1


def test_a_department_of_hundreds_draws_a_screenful(kiosk: Kiosk) -> None:
    view = FRENCH["finder"]
    screen = kiosk.show(replace(view, tiles=view.tiles * 20))
    drawn = [widget for widget in screen.walk() if type(widget).__name__ == "ArticleTile"]
    assert 8 <= len(drawn) <= 20
    assert min(min(tile.size) for tile in drawn) >= 2 * TOUCH_MIN * 10.8


def test_a_serial_number_is_typed_and_sent(kiosk: Kiosk) -> None:
    kiosk.show("finder_number")
    kiosk.touch("Valider")
    assert kiosk.posted == []
    for key in ("S", "N", "-", "7"):
        kiosk.touch(key)
    kiosk.show(replace(FRENCH["finder_number"], hint="Un instant"))
    kiosk.touch("Valider")
    assert kiosk.posted[-1] == e.NumberEntered(1, "SN-7")
    assert e.FindTyped("S") not in kiosk.posted


def test_whoever_comes_next_finds_nothing_typed(kiosk: Kiosk) -> None:
    screen = typed(kiosk, "x")
    kiosk.show("basket_1")
    assert screen.typed == ""


def test_the_weight_that_is_shown_is_the_weight_that_is_taken(kiosk: Kiosk) -> None:
    kiosk.show("weigh_ready")
    kiosk.touch("Ajouter 0,482\u00a0kg")
    kiosk.show("weigh_moving")
    kiosk.touch("Ajouter")
    assert kiosk.posted == [e.WeighedPressed(482)]
