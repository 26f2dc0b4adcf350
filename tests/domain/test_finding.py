"""Looking for an article: what is asked of the catalogue, which answer counts, and what is forgotten when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.activities import FindArticles
from kiosk.domain.finding import TEXT_LENGTH_MAX
from kiosk.domain.language import Language
from kiosk.domain.views import AttractView, BasketView, FinderView
from tests.flows.customer import APPLES, BREAD, Till

START = e.ArticlesFound("", "", (APPLES,), (("Boulangerie", "bread"),))


def looking(*events: e.Event) -> Till:
    till = Till()
    till.tell(e.StartPressed(), e.FindPressed(), *events)
    return till


def view(till: Till) -> FinderView:
    assert isinstance(till.view, FinderView)
    return till.view


def labels(till: Till) -> list[str]:
    return [tile.label for tile in view(till).tiles]


def test_favourites_and_departments_come_first() -> None:
    till = looking()
    assert till.wanted("FindArticles") == [FindArticles("", "")]
    till.tell(START)
    assert not till.wanted("FindArticles")
    assert labels(till) == ["Pommes", "Boulangerie"]
    assert [tile.detail for tile in view(till).tiles] == ["2,90\u00a0€ le kg", ""]


def test_each_key_asks_anew_and_only_the_answer_to_the_last_one_counts() -> None:
    till = looking(START, e.FindTyped("b"), e.FindTyped("ba"))
    assert till.wanted("FindArticles") == [FindArticles("ba", "")]
    till.tell(e.ArticlesFound("b", "", ()))
    assert labels(till) == ["Pommes", "Boulangerie"]  # what was there stays until the answer comes
    till.tell(e.ArticlesFound("ba", "", (BREAD,)))
    assert labels(till) == ["Baguette"]
    assert not till.wanted("FindArticles")


def test_a_department_is_looked_through_and_left_again() -> None:
    till = looking(START, e.DepartmentPressed("Boulangerie"))
    assert till.wanted("FindArticles") == [FindArticles("", "Boulangerie")]
    till.tell(e.ArticlesFound("", "Boulangerie", (BREAD,)))
    assert (view(till).title, labels(till)) == ("Boulangerie", ["Baguette"])
    till.tell(e.BackPressed())
    assert till.wanted("FindArticles") == [FindArticles("", "")]
    assert isinstance(till.tell(e.BackPressed()), BasketView)


def test_what_is_typed_leaves_the_department() -> None:
    till = looking(START, e.DepartmentPressed("Boulangerie"), e.FindTyped("p"))
    assert till.wanted("FindArticles") == [FindArticles("p", "")]


def test_a_touched_picture_is_in_the_basket() -> None:
    till = looking(START, e.FindTyped("ba"), e.ArticlesFound("ba", "", (BREAD,)))
    basket = till.tell(view(till).tiles[0].press.event)
    assert isinstance(basket, BasketView)
    assert [line.name for line in basket.lines] == ["Baguette"]


def test_a_scan_leaves_the_search() -> None:
    till = looking(START)
    assert isinstance(till.scan(BREAD), BasketView)
    assert not till.wanted("FindArticles")


def test_nobody_finds_what_the_customer_before_was_looking_for() -> None:
    till = looking(START, e.FindTyped("secret"))
    assert isinstance(till.wait(100), AttractView)
    assert isinstance(till.tell(e.StartPressed()), BasketView)
    assert view_of_a_new_search(till).typed == ""


def view_of_a_new_search(till: Till) -> FinderView:
    till.tell(e.FindPressed())
    return view(till)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("4006381333931", False),
        ("4006381333932", True),
        ("96385074", False),
        ("96385075", True),
        ("400638133393", True),
        ("40063813339", False),
        ("pomme 4006381", False),
        ("4006381333931 ", False),
    ],
)
def test_a_wrong_check_digit_is_told_at_once(typed: str, wrong: bool) -> None:
    till = looking(START, e.FindTyped(typed))
    assert bool(view(till).wrong) is wrong
    till.tell(e.ArticlesFound(typed, "", (BREAD,)))
    assert not view(till).wrong, "the shop has a code that begins so"


def test_what_is_not_there_is_told_with_what_to_do() -> None:
    till = looking(START, e.FindTyped("xyz"), e.ArticlesFound("xyz", "", ()))
    assert "autre mot" in view(till).hint
    till.tell(e.FindTyped("2112399"), e.ArticlesFound("2112399", "", ()))
    assert "numéro" in view(till).hint


def test_what_the_catalogue_answers_is_no_sign_of_life() -> None:
    till = looking()
    till.wait(70)
    assert till.view.frame.idle
    till.tell(START)
    assert till.view.frame.idle
    till.tell(e.FindTyped("p"))
    assert not till.view.frame.idle


def test_the_keys_stand_as_on_a_keyboard_of_the_language() -> None:
    till = looking()
    assert view(till).rows[1].startswith("azerty")
    till.tell(e.LanguagePressed(Language.EN))
    assert view(till).rows[1].startswith("qwerty")
    assert set("abcdefghijklmnopqrstuvwxyz0123456789 -") <= set("".join(view(till).rows))


def test_looking_is_no_history() -> None:
    till = looking(START, e.FindTyped("pom"), e.DepartmentPressed("Boulangerie"), e.BackPressed())
    assert [type(fact) for fact in till.facts][-1] is f.SaleStarted


@given(text=st.text(max_size=200))
def test_any_text_can_be_typed(text: str) -> None:
    till = looking(e.FindTyped(text))
    assert len(view(till).typed) <= TEXT_LENGTH_MAX
    assert till.wanted("FindArticles") == [FindArticles(text[:TEXT_LENGTH_MAX], "")]
