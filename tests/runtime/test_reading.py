"""What a code means in this shop."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kiosk.baskets.signed_basket import PREFIX, BasketLine, make

from hardware.words import CodeSeen, Symbology
from kiosk.catalogue.database import key_of
from kiosk.catalogue.labels import Labels
from kiosk.domain import events as e
from kiosk.domain.barcode import check_digit
from kiosk.domain.basket import Refusal
from kiosk.domain.money import Money
from kiosk.domain.product import Pack, Product
from kiosk.domain.tax import Rate
from kiosk.runtime.reading import CODE_LENGTH_MAX, ShopReading, TrustedBaskets
from tests.baskets.stall import KEY, KEYS, NOW, SHOP, STRANGER, basket

BREAD = Product("3000000000014", "Baguette", "Boulangerie", Money(120), Rate(550))
APPLES = Product("2112345", "Pommes", "Fruits", Money(290), Rate(550), weighed=True)
CHEESE = Product("2254321", "Fromage", "Crèmerie", Money(0), Rate(550))
YOGHURT = Product("3033710065967", "Yaourt", "Crèmerie", Money(65), Rate(550))
COLA = Product("012345000065", "Cola", "Boissons", Money(150), Rate(550))
MAGAZINE = Product("9771234567003", "Le Port", "Presse", Money(390), Rate(210))
SIX_YOGHURTS = "3033710065974"
EGGS = Product("2311111", "Œufs", "Crèmerie", Money(30), Rate(550))


class Shelf:
    """Some articles, and a pack of six."""

    def find(self, code: str) -> Pack | None:
        articles = (BREAD, APPLES, CHEESE, EGGS, YOGHURT, COLA, MAGAZINE)
        packs = {key_of(each.code): Pack(each) for each in articles} | {key_of(SIX_YOGHURTS): Pack(YOGHURT, 6)}
        return packs.get(key_of(code))


LABELS = Labels(["21IIIIIWWWWWC", "22IIIIIPPPPPC", "23IIIIINNNNNC"])
READING = ShopReading(Shelf(), LABELS)


def in_baskets(*lines: BasketLine, now: int = NOW) -> tuple[e.Event, ...]:
    trusted = TrustedBaskets(KEYS, SHOP, lambda: now)
    return ShopReading(Shelf(), LABELS, trusted)(CodeSeen(make(basket(*lines), KEY), Symbology.QR))


def read(text: str, symbology: Symbology = Symbology.EAN13) -> tuple[e.Event, ...]:
    return READING(CodeSeen(text, symbology))


def labelled(digits: str) -> str:
    return digits + str(check_digit(digits))


def test_an_article_of_the_catalogue_is_scanned() -> None:
    assert read("3000000000014") == (e.ItemScanned(BREAD, "3000000000014"),)
    assert read(" 3000000000014 ") == read("3000000000014")


def test_labels_carry_weight_price_or_count() -> None:
    weighed, priced, counted = labelled("211234500482"), labelled("225432100399"), labelled("231111100006")
    assert read(weighed) == (e.ItemScanned(APPLES, weighed, grams=482, label=weighed),)
    assert read(priced) == (e.ItemScanned(CHEESE, priced, price=Money(399), label=priced),)
    assert read(counted) == (e.ItemScanned(EGGS, counted, count=6, label=counted),)


def test_a_label_never_holds_more_pieces_than_a_line() -> None:
    (scanned,) = read(labelled("231111112345"))
    assert isinstance(scanned, e.ItemScanned)
    assert scanned.count == 99


def test_a_label_of_an_article_nobody_knows_is_a_question_to_staff() -> None:
    code = labelled("219999900482")
    assert read(code) == (e.UnknownScanned(code),)


def test_a_label_without_weight_is_a_question_to_staff() -> None:
    code = labelled("211234500000")
    assert read(code) == (e.UnknownScanned(code),)


def test_an_unknown_retail_code_is_a_question_to_staff() -> None:
    assert read("4006381333931") == (e.UnknownScanned("4006381333931"),)
    assert read("LOT-17", Symbology.CODE128) == (e.UnknownScanned("LOT-17"),)


def test_a_retail_code_with_a_wrong_check_digit_is_a_misreading() -> None:
    assert read("4006381333932") == ()


@pytest.mark.parametrize("symbology", [Symbology.QR, Symbology.DATAMATRIX, Symbology.OTHER])
def test_marketing_on_a_pack_is_passed_over(symbology: Symbology) -> None:
    assert read("https://example.org/win", symbology) == ()


def test_a_known_article_counts_in_any_symbology() -> None:
    assert read("3000000000014", Symbology.QR) == (e.ItemScanned(BREAD, "3000000000014"),)


@pytest.mark.parametrize("text", ["", "   ", "\x00", "a\nb", "x" * (CODE_LENGTH_MAX + 1), "4006381333931\x1d17"])
def test_absurd_texts_mean_nothing(text: str) -> None:
    assert read(text, Symbology.CODE128) == ()


def test_a_signed_basket_is_priced_here_and_what_is_unknown_stays_a_question() -> None:
    shown = in_baskets(BasketLine(BREAD.code, 2), BasketLine("4006381333931", 1), BasketLine(BREAD.code, 1))
    items = (e.ItemScanned(BREAD, BREAD.code, 2), e.ItemScanned(BREAD, BREAD.code, 1))
    assert shown == (e.BasketShown(b"basket 1".hex(), items, ("4006381333931",)),)


def test_a_basket_holds_one_of_each_label_of_the_scale() -> None:
    weighed, priced, counted = labelled("211234500482"), labelled("225432100399"), labelled("231111100006")
    one = e.ItemScanned(APPLES, weighed, grams=482, label=weighed), e.ItemScanned(EGGS, counted, count=6, label=counted)
    assert in_baskets(BasketLine(weighed, 1), BasketLine(counted, 1)) == (e.BasketShown(b"basket 1".hex(), one),)
    several = in_baskets(*(BasketLine(label, 2) for label in (weighed, priced, counted)))
    item = e.ItemScanned(CHEESE, priced, 2, price=Money(399), label=priced)
    assert several == (e.BasketShown(b"basket 1".hex(), (item,), (weighed, counted)),)


def test_the_clock_says_whether_a_basket_is_too_old() -> None:
    assert in_baskets(now=NOW + 3600) == (e.BasketRefused(Refusal.EXPIRED),)
    assert isinstance(in_baskets(now=NOW + 3599)[0], e.BasketShown)


@pytest.mark.parametrize("symbology", Symbology)
def test_a_basket_is_one_in_any_kind_of_code_and_nothing_where_none_are_taken(symbology: Symbology) -> None:
    reading = ShopReading(Shelf(), LABELS, TrustedBaskets(KEYS, SHOP, lambda: NOW))
    forged = make(basket(), STRANGER)
    assert reading(CodeSeen(f" {forged}\r\n", symbology)) == (e.BasketRefused(Refusal.FORGED),)
    assert reading(CodeSeen(PREFIX + "?", symbology)) == (e.BasketRefused(Refusal.UNREADABLE),)
    assert read(forged, symbology) == read(PREFIX + "?", symbology) == ()


@given(st.text(max_size=200) | st.text("0123456789", max_size=16), st.sampled_from(Symbology))
@settings(deadline=None)
def test_no_text_upsets_the_reading(text: str, symbology: Symbology) -> None:
    reading = ShopReading(Shelf(), LABELS, TrustedBaskets(KEYS, SHOP, lambda: NOW))
    for each in (text, PREFIX + text):
        assert len(reading(CodeSeen(each, symbology))) <= 1


@given(st.text("0123456789", min_size=10, max_size=10))
def test_no_label_upsets_the_reading(digits: str) -> None:
    for prefix in ("21", "22", "23", "02"):
        assert len(read(labelled(prefix + digits))) == 1
