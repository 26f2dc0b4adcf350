"""What the price file says of an article: how many are sold unasked, and what the customer is told of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import control
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import views as v
from kiosk.domain.basket import Doubt
from kiosk.domain.facts import Reason
from kiosk.domain.product import CAPTURE_SERIAL, Product
from kiosk.domain.shop import Control
from kiosk.domain.states import ChoosingPayment, Shopping, sale_of
from tests.flows.customer import APPLES, BREAD, PHONE, RECALLED, SHOP, WINE, Till

FLOUR = replace(BREAD, code="3000000000076", name="Farine", limit=4)
KEY = replace(BREAD, code="3000000000083", name="Vitrine", message="Clé à demander à la caisse")
SAUSAGE = replace(APPLES, code="2112346", name="Saucisse", message="À cuire à cœur")


def pieces(till: Till) -> list[tuple[str, int]]:
    (sale,) = sale_of(till.kiosk.own)
    return [(line.name, line.count) for line in sale.lines]


def asked(till: Till) -> list[tuple[str, str]]:
    """What staff must agree to, as the customer reads it, and what is wanted."""
    (sale,) = sale_of(till.kiosk.own)
    assert isinstance(till.view, v.BasketView)
    assert all(each.doubt is Doubt.TOO_MANY for each in sale.exceptions)
    return [(card.title, each.reason) for card, each in zip(till.view.exceptions, sale.exceptions, strict=True)]


def agrees(till: Till) -> None:
    """Staff come and agree to everything."""
    (sale,) = sale_of(till.kiosk.own)
    till.attendant()
    till.tell(*(e.ApprovePressed(each.number) for each in sale.exceptions), e.AttendantDonePressed())


def scan(till: Till, product: Product = FLOUR, **told: object) -> None:
    till.tell(e.ItemScanned(product, product.code, **told))  # type: ignore[arg-type]


# The limit


def test_one_more_than_the_limit_waits_for_staff_and_the_customer_goes_on() -> None:
    till = Till()
    for _ in range(5):
        scan(till)
    till.scan(BREAD)
    assert pieces(till) == [("Farine", 4), ("Baguette", 1)]
    assert asked(till) == [("Grande quantité\u00a0: Farine", "1 5")]
    till.tell(e.PayPressed())
    assert till.kiosk.called(Reason.ARTICLES)
    agrees(till)
    till.tell(e.PayPressed())
    assert pieces(till) == [("Farine", 5), ("Baguette", 1)]
    assert isinstance(till.kiosk.own, ChoosingPayment)


def test_the_button_for_one_more_is_no_way_round_it() -> None:
    till = Till()
    scan(till)
    till.tell(e.QuantityPressed(1, 4), e.QuantityPressed(1, 5))
    assert pieces(till) == [("Farine", 4)]
    assert asked(till) == [("Grande quantité\u00a0: Farine", "1 5")]
    till.tell(e.DropPressed(1))
    assert asked(till) == []


def test_a_pack_of_six_is_more_than_four() -> None:
    till = Till()
    scan(till, count=6)
    assert pieces(till) == []
    assert asked(till) == [("Grande quantité\u00a0: Farine", "0 6")]
    scan(till, count=6)
    assert asked(till) == [("Grande quantité\u00a0: Farine", "0 12")]  # one question
    agrees(till)
    assert pieces(till) == [("Farine", 12)]
    scan(till)
    assert asked(till) == [("Grande quantité\u00a0: Farine", "1 13")]


def test_all_lines_of_an_article_count() -> None:
    till = Till()
    for batch in ("L1", "L2", "L3", "L4", "L5"):
        scan(till, batch=batch)
    assert pieces(till) == [("Farine", 1)] * 4
    till.tell(e.QuantityPressed(2, 2))
    assert asked(till) == [("Grande quantité\u00a0: Farine", "0 1"), ("Grande quantité\u00a0: Farine", "2 2")]
    agrees(till)
    (sale,) = sale_of(till.kiosk.own)
    assert [(line.batch, line.count) for line in sale.lines] == [("L1", 1), ("L2", 2), ("L3", 1), ("L4", 1), ("L5", 1)]


def test_a_piece_with_a_number_of_its_own_counts_as_well() -> None:
    phone = replace(PHONE, capture=CAPTURE_SERIAL, limit=1)
    till = Till()
    scan(till, phone, serial="S1")
    scan(till, phone)
    till.tell(e.NumberEntered(1, "S2"), e.UnknownScanned("S2"))
    scan(till, phone, serial="S2")
    assert asked(till) == [("Grande quantité\u00a0: Téléphone", "0 1")]
    agrees(till)
    (sale,) = sale_of(till.kiosk.own)
    assert [line.serial for line in sale.lines] == ["S1", "S2"]


@pytest.mark.parametrize("shown", ["signed", "list"])
def test_a_basket_from_elsewhere_is_no_way_round_it(shown: str) -> None:
    items = (e.ItemScanned(FLOUR, FLOUR.code, 3), e.ItemScanned(BREAD, BREAD.code), e.ItemScanned(FLOUR, FLOUR.code, 3))
    till = Till()
    till.tell(e.BasketShown("b1", items) if shown == "signed" else e.CodesShown(items))
    assert pieces(till) == [("Farine", 3), ("Baguette", 1)]
    assert asked(till) == [("Grande quantité\u00a0: Farine", "1 6")]


@pytest.mark.parametrize(("of_the_shop", "sold"), [(0, 4), (2, 2), (9, 4)])
def test_the_smaller_limit_decides(of_the_shop: int, sold: int) -> None:
    till = Till(shop=replace(SHOP, control=Control(count_max=of_the_shop)))
    for _ in range(9):
        scan(till)
    assert pieces(till) == [("Farine", sold)]


def test_what_is_found_in_the_bag_is_in_the_basket() -> None:
    till = next(till for till in map(_drawn, range(100)) if till)
    till.tell(e.PayPressed())
    till.attendant()
    till.tell(e.RescanPressed())
    scan(till, count=6)
    till.scan(WINE)
    till.tell(e.CheckSeenPressed())
    assert pieces(till) == [("Farine", 6), ("Vin rouge", 1)]
    assert not sale_of(till.kiosk.own)[0].questions


def _drawn(second: int) -> Till | None:
    """Somebody with flour, whose basket will be checked."""
    till = Till(shop=replace(SHOP, control=Control(check_percent=50)), start=1_750_000_000 + second)
    scan(till)
    return till if control.draw(till.kiosk, sale_of(till.kiosk.own)[0]) < 500 else None


def test_a_limit_lasts_over_a_power_cut() -> None:
    till = Till()
    scan(till, count=4)
    till.off(60)
    scan(till)
    scan(till, batch="L1")
    assert len(asked(till)) == 2
    assert pieces(till) == [("Farine", 4)]


def test_a_limit_goes_with_a_basket_that_was_left_and_taken_up() -> None:
    till = Till()
    scan(till, count=4)
    scan(till, count=6, batch="L1")
    till.wait(200)
    till.attendant()
    till.tell(e.TakeUpPressed(1), e.AttendantDonePressed())
    till.tell(e.QuantityPressed(1, 5))
    assert asked(till) == [("Grande quantité\u00a0: Farine", "0 6"), ("Grande quantité\u00a0: Farine", "1 5")]
    agrees(till)
    assert pieces(till) == [("Farine", 5), ("Farine", 6)]


def test_on_a_handheld_staff_are_there_already() -> None:
    till = Till(shop=replace(SHOP, handheld="DOUCHETTE-1", parks=True))
    till.tell(e.AttendantIdentified("A1"))
    scan(till, count=6)
    assert pieces(till) == [("Farine", 6)]


def test_staff_agree_while_something_lies_on_the_scale() -> None:
    till = Till()
    till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.READY))
    till.weight(0)
    for _ in range(5):
        scan(till)
    scan(till, count=6, batch="L1")
    till.scan(APPLES)
    till.tell(e.HelpPressed())
    agrees(till)
    till.tell(e.BackPressed())
    assert pieces(till) == [("Farine", 5)]
    agrees(till)  # the pack was not put into a basket that was on the scale
    assert pieces(till) == [("Farine", 5), ("Farine", 6)]


# The message


def messages(till: Till) -> tuple[str, ...]:
    assert isinstance(till.view, v.BasketView)
    return till.view.messages


def test_the_message_stands_there_until_the_next_scan_or_touch() -> None:
    till = Till()
    till.scan(KEY)
    till.wait(10)
    till.tell(e.LanguagePressed(till.kiosk.till.language))
    assert messages(till) == ("Vitrine\u00a0: Clé à demander à la caisse",)
    till.scan(BREAD)
    assert messages(till) == ()
    till.scan(KEY)
    till.tell(e.QuantityPressed(1, 2))
    assert messages(till) == ()


def test_it_is_told_again_with_every_piece() -> None:
    till = Till()
    till.scan(KEY)
    till.tell(e.StillHerePressed())
    till.scan(KEY)
    assert messages(till) == ("Vitrine\u00a0: Clé à demander à la caisse",)
    assert pieces(till) == [("Vitrine", 2)]


def test_goods_that_were_weighed_have_theirs_when_they_are_in_the_basket() -> None:
    till = Till()
    till.tell(e.DeviceChanged("scale", e.Role.SCALE, e.Condition.READY))
    till.weight(0)
    till.scan(SAUSAGE)
    till.weight(482)
    till.tell(e.WeighedPressed(482))
    assert messages(till) == ("Saucisse\u00a0: À cuire à cœur",)


def test_a_basket_tells_what_there_is_to_tell_and_only_when_it_is_taken() -> None:
    till = Till()
    shown = e.BasketShown("b1", (e.ItemScanned(KEY, KEY.code), e.ItemScanned(BREAD, BREAD.code)))
    till.tell(shown)
    assert messages(till) == ("Vitrine\u00a0: Clé à demander à la caisse",)
    till.tell(e.QuantityPressed(2, 2), shown)
    assert messages(till) == ()


def test_what_is_not_sold_has_no_message_but_its_reason() -> None:
    till = Till()
    till.scan(replace(RECALLED, message="Un vrai délice"))
    assert messages(till) == ()
    assert isinstance(till.view, v.BasketView)
    assert till.view.exceptions


def test_the_next_customer_reads_nothing_of_it() -> None:
    till = Till()
    till.scan(KEY)
    till.wait(200)
    till.tell(e.StartPressed())
    assert messages(till) == ()
    assert isinstance(till.kiosk.own, Shopping)
    assert till.told(f.SaleSetAside)
