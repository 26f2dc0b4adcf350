"""What a code means in this shop."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.words import CodeSeen, Symbology
from kiosk.baskets.basket import BasketLine
from kiosk.baskets.keys import key_id, public_half
from kiosk.baskets.parts import split
from kiosk.baskets.seal import PREFIX, SIZE_MAX, seal
from kiosk.catalogue.database import key_of
from kiosk.catalogue.labels import Labels
from kiosk.domain import events as e
from kiosk.domain.barcode import check_digit
from kiosk.domain.basket import Refusal
from kiosk.domain.money import Money
from kiosk.domain.product import Pack, Product
from kiosk.domain.tax import Rate
from kiosk.runtime.baskets import LATE_SECONDS, REPEAT_SECONDS, Baskets
from kiosk.runtime.reading import CODE_LENGTH_MAX, ShopReading
from tests.baskets.stall import DEVICE, KEY, NOW, STRANGER, TRUSTED, basket, many, one_text, sealed

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


def reader(now: int = NOW) -> ShopReading:
    """A kiosk that takes the stall's baskets."""
    baskets = Baskets(lambda: now)
    baskets.trust(TRUSTED)
    return ShopReading(Shelf(), LABELS, baskets)


def in_baskets(*lines: BasketLine, now: int = NOW) -> tuple[e.Event, ...]:
    return reader(now)(CodeSeen(one_text(basket(*lines)), Symbology.QR))


def taken(items: tuple[e.ItemScanned, ...], unknown: tuple[str, ...] = ()) -> e.BasketShown:
    return e.BasketShown(b"basket 1".hex(), items, unknown, DEVICE, basket().issued + 3600)


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
    shown = in_baskets(BasketLine(BREAD.code, 2), BasketLine("4006381333931"), BasketLine(BREAD.code))
    items = (e.ItemScanned(BREAD, BREAD.code, 2), e.ItemScanned(BREAD, BREAD.code))
    assert shown == (taken(items, ("4006381333931",)),)


def test_what_was_weighed_elsewhere_keeps_its_grams_where_it_is_sold_by_weight() -> None:
    (shown,) = in_baskets(BasketLine(APPLES.code, grams=482), BasketLine(BREAD.code, grams=482), BasketLine("X", 2))
    assert shown == taken((e.ItemScanned(APPLES, APPLES.code, grams=482),), (BREAD.code, "X"))


def test_labels_of_the_scale_come_in_baskets_as_often_as_they_were_scanned() -> None:
    weighed, priced, counted = labelled("211234500482"), labelled("225432100399"), labelled("231111100006")
    (shown,) = in_baskets(
        BasketLine(weighed, 2), BasketLine(priced, 3), BasketLine(counted, 4), BasketLine(counted, 40)
    )
    heavy = e.ItemScanned(APPLES, weighed, grams=482, label=weighed)
    cheese = e.ItemScanned(CHEESE, priced, 3, price=Money(399), label=priced)
    eggs = e.ItemScanned(EGGS, counted, count=24, label=counted)
    assert shown == taken((heavy, heavy, cheese, eggs), (counted,))


def test_a_basket_in_parts_is_told_when_it_is_whole_and_before_that_what_is_missing() -> None:
    reading, made = reader(), many(100)
    first, second, third = (CodeSeen(text, Symbology.QR) for text in sealed(made))
    assert reading(third) == (e.BasketPartShown(made.id.hex(), frozenset({3}), 3),)
    assert reading(third) == reading(third)
    assert reading(first) == (e.BasketPartShown(made.id.hex(), frozenset({1, 3}), 3),)
    (shown,) = reading(second)
    assert isinstance(shown, e.BasketShown)
    assert len(shown.unknown) == 100


def test_parts_of_two_baskets_never_mix_and_a_customer_s_are_not_the_next_one_s() -> None:
    baskets = Baskets(lambda: now[0])
    now = [NOW]
    baskets.trust(TRUSTED)
    reading = ShopReading(Shelf(), LABELS, baskets)
    one, other = sealed(many(60)), sealed(many(60, id=b"basket 2"))
    for text in (one[0], other[1]):
        (shown,) = reading(CodeSeen(text, Symbology.QR))
        assert isinstance(shown, e.BasketPartShown)
        assert len(shown.read) == 1
    now[0] += LATE_SECONDS + 1
    baskets.customer_left()
    (shown,) = reading(CodeSeen(one[1], Symbology.QR))
    assert shown == e.BasketPartShown(b"basket 1".hex(), frozenset({2}), 2)


def test_parts_read_by_several_devices_at_once_come_together_once() -> None:
    reading = reader()
    texts = sealed(many(100))
    with ThreadPoolExecutor(6) as devices:
        told = list(devices.map(lambda text: reading(CodeSeen(text, Symbology.QR)), texts * 6))
    assert sum(isinstance(event, e.BasketShown) for events in told for event in events) >= 1
    assert all(isinstance(event, e.BasketShown | e.BasketPartShown) for events in told for event in events)


def test_parts_that_are_signed_and_still_no_basket_are_absurd() -> None:
    (part,) = split(basket(), key_id(public_half(KEY)), SIZE_MAX)
    wrong = replace(part, head=replace(part.head, digest=b"!!!!"))
    assert reader()(CodeSeen(seal(wrong, KEY), Symbology.QR)) == (e.BasketRefused(Refusal.ABSURD, DEVICE),)


def test_the_clock_says_whether_a_basket_is_too_old() -> None:
    assert in_baskets(now=NOW + 3600 + 300) == (e.BasketRefused(Refusal.EXPIRED, DEVICE),)
    assert isinstance(in_baskets(now=NOW + 3500)[0], e.BasketShown)


@pytest.mark.parametrize("symbology", Symbology)
def test_a_basket_is_one_in_any_kind_of_code_and_nothing_where_none_are_taken(symbology: Symbology) -> None:
    forged = one_text(basket(), STRANGER)
    assert reader()(CodeSeen(f" {forged}\r\n", symbology)) == (e.BasketRefused(Refusal.FORGED),)
    assert reader()(CodeSeen(PREFIX + "?", symbology)) == (e.BasketRefused(Refusal.TRUNCATED),)
    assert read(forged, symbology) == read(PREFIX + "?", symbology) == ()


def test_where_it_cannot_be_known_whose_baskets_to_take_none_is_taken() -> None:
    baskets = Baskets(lambda: NOW)
    baskets.trust(TRUSTED)
    baskets.trust_nobody()
    reading = ShopReading(Shelf(), LABELS, baskets)
    assert reading(CodeSeen(one_text(), Symbology.QR)) == (e.BasketRefused(Refusal.KEYLESS),)
    assert reading(CodeSeen(BREAD.code, Symbology.EAN13)) == (e.ItemScanned(BREAD, BREAD.code),)
    baskets.trust(TRUSTED)
    assert isinstance(reading(CodeSeen(one_text(), Symbology.QR))[0], e.BasketShown)


def test_snabble_s_codes_are_scans_once_all_are_read_and_weigh_what_is_sold_by_weight() -> None:
    reading = reader()
    second = CodeSeen(f"snabble;2;2\n500;{APPLES.code}\n1;NEXT", Symbology.QR)
    assert reading(second) == (e.BasketPartShown("", frozenset({2}), 2),)
    items = (e.ItemScanned(BREAD, BREAD.code, 2), e.ItemScanned(APPLES, APPLES.code, grams=500))
    assert reading(CodeSeen(f"snabble;1;2\n2;{BREAD.code}\n", Symbology.QR)) == (e.CodesShown(items, ("NEXT",)),)


def test_a_list_of_codes_is_scans_and_one_that_stays_before_the_camera_counts_once() -> None:
    now = [NOW]
    reading = ShopReading(Shelf(), LABELS, Baskets(lambda: now[0]))
    label = labelled("211234500482")
    seen = CodeSeen("\n".join([BREAD.code, label, BREAD.code]), Symbology.QR)
    once = e.CodesShown((e.ItemScanned(BREAD, BREAD.code, 2), e.ItemScanned(APPLES, label, grams=482, label=label)), ())
    assert reading(seen) == (once,)
    now[0] += REPEAT_SECONDS
    assert reading(seen) == ()
    now[0] += REPEAT_SECONDS + 1
    assert reading(seen) == (once,)
    assert reading(replace(seen, symbology=Symbology.CODE128)) == ()


@given(st.text(max_size=200) | st.text("0123456789", max_size=16), st.sampled_from(Symbology))
def test_no_text_upsets_the_reading(text: str, symbology: Symbology) -> None:
    reading = reader()
    for each in (text, PREFIX + text, "snabble;1;2\n" + text):
        assert len(reading(CodeSeen(each, symbology))) <= 1


@given(st.text("0123456789", min_size=10, max_size=10))
def test_no_label_upsets_the_reading(digits: str) -> None:
    for prefix in ("21", "22", "23", "02"):
        assert len(read(labelled(prefix + digits))) == 1
