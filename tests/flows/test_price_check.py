"""What does it cost? A customer looks at prices, and buys or does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.basket import Refusal
from kiosk.domain.money import Money
from kiosk.domain.product import Product, Recall
from kiosk.domain.shop import Control, Curfew
from kiosk.domain.states import Attract, Shopping, Weighing, sale_of
from kiosk.domain.voucher import MealRules
from tests.flows.customer import APPLES, BEER, BREAD, CHEESE, NOTES, RECALLED, SHOP, WINE, Till
from tests.flows.vouchers import coupon, gift_card


def asking(till: Till | None = None) -> Till:
    till = till or Till()
    till.tell(e.PriceCheckPressed())
    return till


def seen(till: Till) -> v.PriceCheckView:
    assert isinstance(till.view, v.PriceCheckView)
    return till.view


def prices(till: Till) -> tuple[str, str]:
    return seen(till).price.amount, seen(till).price.label


def test_somebody_looks_at_two_prices_and_goes() -> None:
    till = Till()
    before = list(till.facts)
    assert isinstance(till.view, v.AttractView)
    (button,) = till.view.other
    till.tell(button.event)
    till.scan(BREAD)
    assert (seen(till).name, *prices(till)) == ("Baguette", "1,20\u00a0€", "")
    till.scan(WINE)
    assert (seen(till).name, seen(till).tags) == ("Vin rouge", ("18 ans et plus",))
    till.tell(e.BackPressed())
    assert isinstance(till.view, v.AttractView)
    assert till.facts == before


def test_the_price_is_right_and_it_goes_into_the_basket() -> None:
    till = asking()
    till.scan(BEER)
    assert seen(till).tags == ("+ consigne 0,20\u00a0€", "18 ans et plus")
    till.tell(seen(till).take[0].event)
    (sale,) = sale_of(till.kiosk.own)
    assert [(line.name, line.amount) for line in sale.lines] == [("Bière", Money(270))]
    assert isinstance(till.view, v.BasketView)


def test_between_two_articles_the_basket_stays_as_it_is() -> None:
    till = Till()
    till.scan(BREAD)
    assert isinstance(till.view, v.BasketView)
    (button,) = till.view.ask
    till.tell(button.event)
    till.scan(WINE)
    till.tell(e.BackPressed())
    assert isinstance(till.view, v.BasketView)
    assert [line.name for line in till.view.lines] == ["Baguette"]
    till.scan(WINE)
    assert [line.name for line in till.view.lines] == ["Baguette", "Vin rouge"]


def test_goods_by_weight_have_a_price_per_kilogram_and_go_on_the_scale() -> None:
    till = Till()
    till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.READY))
    asking(till).scan(APPLES)
    assert prices(till) == ("2,90\u00a0€", "le kg")
    till.tell(seen(till).take[0].event)
    assert isinstance(till.kiosk.own, Weighing)


@pytest.mark.parametrize(
    ("scan", "price"),
    [
        (e.ItemScanned(APPLES, "label", grams=500), ("1,45\u00a0€", "0,500 kg × 2,90\u00a0€ le kg")),
        (e.ItemScanned(APPLES, "label", price=Money(399)), ("3,99\u00a0€", "")),
        (e.ItemScanned(BREAD, "pack", 6), ("7,20\u00a0€", "6 × 1,20\u00a0€")),
    ],
)
def test_a_label_and_a_pack_say_what_they_cost(scan: e.ItemScanned, price: tuple[str, str]) -> None:
    till = asking()
    till.tell(scan)
    assert prices(till) == price


def test_meal_vouchers_and_messages_are_told_before_it_is_bought() -> None:
    till = asking(Till(shop=replace(SHOP, meal=MealRules(card=True, departments=("Boulangerie",)))))
    till.scan(replace(BREAD, message="Cuite ce matin"))
    assert (seen(till).tags, seen(till).messages) == (("titres-restaurant",), ("Cuite ce matin",))
    till.tell(seen(till).take[0].event)
    assert isinstance(till.view, v.BasketView)
    assert till.view.messages == ("Baguette\u00a0: Cuite ce matin",)


@pytest.mark.parametrize(
    ("product", "told", "hint"),
    [
        (RECALLED, {}, "Rappel de lot. Il n’est pas à vendre\u00a0: adressez-vous au personnel."),
        (BREAD, {"expires": "2025-06-14"}, "Cet article n’est pas à vendre. Donnez-le au personnel, s’il vous plaît."),
        (CHEESE, {"batch": "L24"}, "Rappel. Il n’est pas à vendre\u00a0: donnez-le au personnel, s’il vous plaît."),
        (CHEESE, {}, "Une partie est rappelée. Montrez l’article au personnel, s’il vous plaît."),
        (WINE, {}, "La vente est interdite à cette heure (15:00 - 16:00). Adressez-vous au personnel."),
    ],
)
def test_what_is_not_for_sale_has_no_price_but_a_reason(product: Product, told: dict[str, str], hint: str) -> None:
    till = asking(Till(shop=replace(SHOP, control=Control(curfews=(Curfew(("Alcools",), "15:00", "16:00"),)))))
    before = list(till.facts)
    till.tell(e.ItemScanned(product, product.code, **told))  # type: ignore[arg-type]
    assert (seen(till).hint, seen(till).take, prices(till)) == (hint, (), ("", ""))
    assert till.facts == before


@pytest.mark.parametrize(
    "shown",
    [
        e.UnknownScanned("4006381333931"),
        coupon("77", 50),
        gift_card(1),
        e.ReferenceShown("C1-1"),
        e.BasketShown("b1", (e.ItemScanned(BREAD, BREAD.code),)),
        e.BasketRefused(Refusal.FORGED, "X"),
        e.CodesShown((e.ItemScanned(BREAD, BREAD.code),)),
    ],
)
def test_any_other_code_has_no_price_and_changes_nothing(shown: e.Event) -> None:
    till = asking()
    before = list(till.facts)
    till.tell(shown)
    assert seen(till).title == "Nous ne trouvons pas son prix"
    assert till.facts == before
    till.scan(BREAD)
    assert prices(till)[0] == "1,20\u00a0€"


def test_loose_goods_are_found_among_the_pictures() -> None:
    till = asking()
    till.tell(e.FindPressed())
    assert [(each.text, each.department) for each in till.wanted("FindArticles")] == [("", "")]
    till.tell(e.ArticlesFound("", "", (APPLES,)))
    assert isinstance(till.view, v.FinderView)
    till.tell(till.view.tiles[0].press.event)
    assert prices(till) == ("2,90\u00a0€", "le kg")
    till.tell(e.FindPressed(), e.BackPressed())
    assert isinstance(till.view, v.PriceCheckView)
    assert not till.told(f.SaleStarted)


def test_it_ends_by_itself_when_nobody_is_there() -> None:
    till = asking()
    till.scan(BREAD)
    till.wait(50)
    assert isinstance(till.view, v.PriceCheckView)
    till.wait(10)
    assert isinstance(till.view, v.AttractView)
    till.scan(BREAD)
    asking(till).wait(60)
    assert isinstance(till.view, v.BasketView)
    assert till.view.frame.idle
    till.tell(e.StillHerePressed())
    assert isinstance(till.kiosk.own, Shopping)


def test_prices_do_not_change_while_somebody_looks_at_one() -> None:
    till = asking()
    till.scan(BREAD)
    assert not till.wanted("ApplyPrices")
    till.tell(e.BackPressed())
    assert till.wanted("ApplyPrices")


def test_money_that_comes_meanwhile_is_given_back() -> None:
    till = asking()
    till.tell(e.CashStacked("notes", Money(500)))
    till.notes = {**NOTES, 500: NOTES[500] + 1}
    till.pay_out()
    assert till.kiosk.till.stray == Money(0)
    assert till.told(f.CashDispensed)
    assert isinstance(till.view, v.AttractView)


def test_help_and_staff_come_first_and_then_codes_are_sold_again() -> None:
    till = Till()
    till.scan(BREAD)
    asking(till).tell(e.HelpPressed())
    till.scan(WINE)
    (sale,) = sale_of(till.kiosk.own)
    assert [line.name for line in sale.lines] == ["Baguette", "Vin rouge"]
    asking(till)
    till.tell(e.HelpDismissed())
    asking(till)
    till.attendant()
    till.tell(e.AttendantDonePressed())
    assert isinstance(till.view, v.BasketView)


def test_after_a_power_cut_nobody_asks_any_more() -> None:
    till = asking()
    till.off(60)
    assert isinstance(till.kiosk.own, Attract)
    assert isinstance(till.view, v.AttractView)


def test_a_handheld_has_no_need_of_it() -> None:
    till = Till(shop=replace(SHOP, handheld="DOUCHETTE-1", parks=True))
    till.tell(e.AttendantIdentified("A1"), e.PriceCheckPressed())
    till.scan(BREAD)
    (sale,) = sale_of(till.kiosk.own)
    assert [line.name for line in sale.lines] == ["Baguette"]
    assert isinstance(till.view, v.BasketView)
    assert not till.view.ask


def test_an_article_that_was_recalled_meanwhile_is_not_sold() -> None:
    till = asking()
    till.tell(e.AddPressed(e.ItemScanned(replace(BREAD, recalls=(Recall("", "Verre"),)), BREAD.code)))
    (sale,) = sale_of(till.kiosk.own)
    assert not sale.lines
    assert sale.exceptions
