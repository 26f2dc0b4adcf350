"""Customers look for goods without a code: the real catalogue answers, as the office lets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.price_file import PricedLine, read
from kiosk.catalogue.publish import publish
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.basket import Doubt
from kiosk.paperwork import articles_found
from tests.flows.customer import Till

PRICES = Path(__file__).parents[2] / "assets/demo/prices.csv"


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("catalogue")
    publish([line for line in read(PRICES) if isinstance(line, PricedLine)], folder)
    return Catalogue.open(folder)


@pytest.fixture
def customer(catalogue: Catalogue) -> Customer:
    return Customer(catalogue)


class Customer:
    """Touches what is on the screen; the catalogue answers what is asked of it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.till = Till()
        self._catalogue = catalogue
        self.till.tell(e.StartPressed())

    def touches(self, label: str) -> None:
        """What is labelled so, among tiles and buttons."""
        view = self.till.view
        buttons = [tile.press for tile in view.tiles] if isinstance(view, v.FinderView) else []
        buttons += [view.back] if isinstance(view, v.FinderView) else list(getattr(view, "other", ()))
        (button,) = [each for each in buttons if each.label == label]
        self._tell(button.event)

    def types(self, text: str) -> None:
        """Key by key, and the catalogue is quick."""
        for end in range(1, len(text) + 1):
            self._tell(e.FindTyped(text[:end]))

    def _tell(self, event: e.Event) -> None:
        self.till.tell(event)
        for wanted in self.till.wanted("FindArticles"):
            self.till.tell(articles_found(self._catalogue, wanted))

    @property
    def sees(self) -> list[str]:
        assert isinstance(self.till.view, v.FinderView)
        return [tile.label for tile in self.till.view.tiles]

    @property
    def basket(self) -> list[str]:
        return [item.name for item in self.till.told(f.ItemAdded)]


def test_a_baguette_is_found_among_the_pictures(customer: Customer) -> None:
    customer.touches("Sans code-barres")
    customer.touches("Boulangerie")
    customer.touches("Baguette de tradition")
    assert customer.basket == ["Baguette de tradition"]


def test_a_yoghurt_is_found_although_nobody_can_spell_it(customer: Customer) -> None:
    customer.touches("Sans code-barres")
    customer.types("yahourt nat")
    customer.touches("Yaourt nature 4 x 125 g")
    assert customer.basket == ["Yaourt nature 4 x 125 g"]


def test_a_number_under_a_torn_barcode_is_typed(customer: Customer) -> None:
    customer.touches("Sans code-barres")
    customer.types("3274080005004")
    assert isinstance(customer.till.view, v.FinderView)
    assert customer.till.view.wrong
    assert customer.sees == []
    customer.types("3274080005003")
    assert isinstance(customer.till.view, v.FinderView)
    assert "cet article" in customer.till.view.hint
    customer.touches("Eau de source 1,5 L")
    assert customer.basket == ["Eau de source 1,5 L"]


def test_apples_by_their_number_go_on_the_scale(customer: Customer) -> None:
    customer.till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.READY))
    customer.till.weight(0)
    customer.touches("Sans code-barres")
    customer.types("21123")
    customer.touches("Pomme golden")
    assert isinstance(customer.till.view, v.WeighView)
    customer.till.weight(482)
    customer.till.tell(customer.till.view.take.event)
    customer.till.tell(e.WeighedPressed(482))
    assert customer.basket == ["Pomme golden"]


def test_apples_without_a_scale_are_a_question_to_staff(customer: Customer) -> None:
    customer.touches("Sans code-barres")
    customer.touches("Pomme golden")
    assert [doubt.doubt for doubt in customer.till.told(f.ArticleDoubted)] == [Doubt.UNWEIGHED]


def test_a_recalled_cheese_is_blocked_however_it_is_found(customer: Customer) -> None:
    customer.touches("Sans code-barres")
    customer.types("camembert")
    customer.touches("Camembert au lait cru 250 g")
    assert [doubt.doubt for doubt in customer.till.told(f.ArticleDoubted)] == [Doubt.BLOCKED]


def test_the_way_back_leads_through_the_departments_to_the_basket(customer: Customer) -> None:
    customer.touches("Sans code-barres")
    customer.touches("Fruits & légumes")
    assert len(customer.sees) == 36
    customer.touches("Tous les rayons")
    assert "Boulangerie" in customer.sees
    customer.touches("Retour au panier")
    assert isinstance(customer.till.view, v.BasketView)
