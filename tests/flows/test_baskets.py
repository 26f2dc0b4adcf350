"""Customers come with a basket that staff scanned in the queue: each test is one visit to the kiosk."""

from __future__ import annotations

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.basket import LINES_MAX, Refusal
from kiosk.domain.events import BasketRefused, BasketShown, ItemScanned
from kiosk.domain.facts import Reason
from kiosk.domain.history import replay
from kiosk.domain.language import Language
from kiosk.domain.money import Money
from kiosk.domain.product import Product
from kiosk.domain.states import Attract, ChoosingPayment, Shopping
from kiosk.domain.tax import Rate
from kiosk.domain.till import SPENT_KEPT
from tests.domain.kiosks import STORIES
from tests.flows.customer import APPLES, BEER, BREAD, RECALLED, WINE, Till

UNKNOWN = "4006381333931"


def showing(*products: Product, basket: str = "B1", count: int = 1, unknown: tuple[str, ...] = ()) -> BasketShown:
    return BasketShown(basket, tuple(ItemScanned(each, each.code, count) for each in products), unknown)


def basket(till: Till) -> v.BasketView:
    assert isinstance(till.view, v.BasketView)
    return till.view


def cards(till: Till) -> list[str]:
    return [exception.title for exception in basket(till).exceptions]


def test_a_basket_starts_a_sale_at_today_s_prices_and_is_paid() -> None:
    till = Till()
    till.tell(showing(BREAD, BEER, count=2))
    view = basket(till)
    assert [(line.name, line.amount) for line in view.lines] == [("Baguette", "2,40\u00a0€"), ("Bière", "5,40\u00a0€")]
    assert not view.exceptions
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed(), e.PayPressed(), e.PayCardPressed())
    till.tap()
    (completed,) = till.told(f.SaleCompleted)
    assert completed.total == Money(780)
    assert till.told(f.BasketTaken) == [f.BasketTaken("B1")]


def test_a_basket_joins_what_was_scanned_before_as_more_scans_would() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(showing(BREAD, WINE, BREAD))
    assert [(line.number, line.detail) for line in basket(till).lines] == [
        (1, "3 × 1,20\u00a0€"),
        (2, "1 × 6,90\u00a0€"),
    ]
    assert till.refolded().state == till.kiosk.state


def test_two_baskets_make_one_sale() -> None:
    till = Till()
    till.tell(showing(BREAD), showing(WINE, basket="B2"))
    assert len(basket(till).lines) == 2


def test_the_same_basket_is_taken_only_once() -> None:
    till = Till()
    till.tell(showing(BREAD), showing(BREAD))
    assert cards(till) == ["Panier déjà utilisé"]
    assert basket(till).total == "1,20\u00a0€"
    till.tell(e.CancelPressed())
    assert isinstance(till.kiosk.state, Attract)
    till.tell(showing(BREAD))
    assert cards(till) == ["Panier déjà utilisé"]
    assert not basket(till).lines


def test_a_basket_stays_spent_after_a_power_cut() -> None:
    till = Till()
    till.tell(showing(BREAD))
    till.kiosk = till.refolded()
    till.tell(showing(BREAD))
    assert cards(till) == ["Panier déjà utilisé"]


def test_as_many_baskets_are_remembered_as_said_and_no_more() -> None:
    till = Till()
    till.tell(e.StartPressed())
    taken = [f.BasketTaken(str(number)) for number in range(SPENT_KEPT + 1)]
    till.kiosk = replay(taken, till.kiosk)
    assert till.kiosk.till.spent == tuple(str(number) for number in range(1, SPENT_KEPT + 1))


def test_wine_in_a_basket_waits_for_an_age_check() -> None:
    till = Till()
    till.tell(showing(BREAD, WINE))
    assert basket(till).lines[1].tags == ("18 ans et plus",)
    assert isinstance(till.tell(e.PayPressed()), v.CalledView)
    page = till.attendant()
    assert isinstance(page, v.AttendantView)
    assert "18" in page.tasks[0].title
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed())
    assert isinstance(till.tell(e.PayPressed()), v.ChoiceView)


def test_a_recalled_an_unweighed_and_an_unknown_article_of_a_basket_wait_for_staff() -> None:
    till = Till()
    till.tell(showing(BREAD, RECALLED, APPLES, unknown=(UNKNOWN,)))
    assert [line.name for line in basket(till).lines] == ["Baguette"]
    assert cards(till) == ["Article bloqué\u00a0: Fromage", "À peser\u00a0: Pommes", "Article inconnu"]
    assert isinstance(till.tell(e.PayPressed()), v.CalledView)


@pytest.mark.parametrize("refusal", [each for each in Refusal if each is not Refusal.FORGED])
@pytest.mark.parametrize("language", Language)
def test_a_refused_basket_says_why_and_changes_nothing_else(refusal: Refusal, language: Language) -> None:
    till = Till()
    till.tell(e.LanguagePressed(language))
    till.scan(BREAD)
    before = basket(till)
    till.tell(BasketRefused(refusal))
    after = basket(till)
    (card,) = after.exceptions
    assert card.title
    assert ("Rien" if language is Language.FR else "Nothing") in card.text
    assert (after.lines, after.total, after.pay, after.hint) == (before.lines, before.total, before.pay, before.hint)
    assert not till.kiosk.calls
    till.tell(card.drop[0].event)
    assert not basket(till).exceptions


def test_each_refusal_reads_differently() -> None:
    till = Till()
    for refusal in Refusal:
        till.tell(BasketRefused(refusal), e.HelpDismissed())
    assert len({(card.title, card.text) for card in basket(till).exceptions}) == len(Refusal)


def test_a_refused_basket_on_the_empty_kiosk_is_told_and_there_is_nothing_to_pay() -> None:
    till = Till()
    till.tell(BasketRefused(Refusal.EXPIRED))
    assert cards(till) == ["Panier trop ancien"]
    assert not basket(till).pay.enabled
    till.tell(e.PayPressed())
    assert isinstance(till.kiosk.state, Shopping)
    till.wait(200)
    assert isinstance(till.kiosk.state, Attract)


def test_the_same_refusal_again_is_told_once() -> None:
    till = Till()
    till.tell(BasketRefused(Refusal.OTHER_SHOP), BasketRefused(Refusal.OTHER_SHOP))
    assert cards(till) == ["Panier d’un autre magasin"]
    assert till.told(f.BasketTurnedAway) == [f.BasketTurnedAway(1, Refusal.OTHER_SHOP)]


def test_a_message_about_a_basket_does_not_hinder_paying() -> None:
    till = Till()
    till.scan(BREAD)
    till.tell(BasketRefused(Refusal.UNREADABLE), e.PayPressed())
    assert isinstance(till.kiosk.state, ChoosingPayment)
    assert not till.kiosk.state.sale.exceptions


def test_staff_are_told_of_a_forgery_and_nothing_of_it_is_sold() -> None:
    till = Till()
    till.scan(BREAD)
    called = till.tell(BasketRefused(Refusal.FORGED))
    assert isinstance(called, v.CalledView)
    assert called.what == "Le panier présenté n’a pas été reconnu."
    (call,) = till.kiosk.calls
    assert (call.reason, call.evidence) == (Reason.HELP, "forged basket")
    page = till.attendant()
    assert isinstance(page, v.AttendantView)
    (task,) = page.tasks
    assert task.title == "Panier non reconnu"
    assert not task.release
    till.tell(e.ReleasePressed(1, "Divers", Money(100)))
    assert len(till.told(f.ItemAdded)) == 1
    till.tell(task.buttons[0].event, e.AttendantDonePressed())
    assert not cards(till)
    assert basket(till).total == "1,20\u00a0€"


def test_every_forgery_calls_staff_again() -> None:
    till = Till()
    till.tell(BasketRefused(Refusal.FORGED), e.HelpDismissed(), BasketRefused(Refusal.FORGED))
    assert till.kiosk.called(Reason.HELP)
    assert len(till.told(f.BasketTurnedAway)) == 1


def test_a_basket_that_does_not_fit_is_not_spent() -> None:
    till = Till()
    articles = [Product(str(n), f"Article {n}", "Divers", Money(100), Rate(2000)) for n in range(LINES_MAX)]
    for article in articles[1:]:
        till.scan(article)
    till.tell(showing(BREAD, WINE))
    assert cards(till) == ["Trop d’articles à la fois"]
    assert len(basket(till).lines) == LINES_MAX - 1
    till.tell(e.RemovePressed(1), showing(BREAD, WINE))
    assert len(basket(till).lines) == LINES_MAX
    assert till.told(f.BasketTaken) == [f.BasketTaken("B1")]


@pytest.mark.parametrize("name", [name for name in STORIES if not name.startswith(("Attract", "Shopping"))])
@pytest.mark.parametrize("shown", [showing(BREAD), BasketRefused(Refusal.FORGED)])
def test_anywhere_else_a_basket_is_passed_over(name: str, shown: e.Event) -> None:
    till = STORIES[name]()
    before = len(till.facts)
    till.tell(shown)
    assert till.facts[before:] == []
