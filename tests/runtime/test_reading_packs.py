"""What packs say of themselves, as this shop understands it: packs of six, GS1 codes, links, magazines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.words import CodeSeen, Symbology
from kiosk.catalogue.database import key_of
from kiosk.catalogue.labels import Labels
from kiosk.domain import events as e
from kiosk.domain.money import Money
from kiosk.domain.product import Pack, Product
from kiosk.domain.tax import Rate
from kiosk.runtime.reading import ShopReading

BREAD = Product("3000000000014", "Baguette", "Boulangerie", Money(120), Rate(550))
YOGHURT = Product("3033710065967", "Yaourt", "Crèmerie", Money(65), Rate(550))
COLA = Product("012345000065", "Cola", "Boissons", Money(150), Rate(550))
MAGAZINE = Product("9771234567003", "Le Port", "Presse", Money(390), Rate(210))
SIX_YOGHURTS = "3033710065974"


class Shelf:
    """Four articles, and a pack of six."""

    def find(self, code: str) -> Pack | None:
        packs = {key_of(each.code): Pack(each) for each in (BREAD, YOGHURT, COLA, MAGAZINE)}
        return (packs | {key_of(SIX_YOGHURTS): Pack(YOGHURT, 6)}).get(key_of(code))


READING = ShopReading(Shelf(), Labels(()))


def read(text: str, symbology: Symbology = Symbology.EAN13) -> tuple[e.Event, ...]:
    return READING(CodeSeen(text, symbology))


def test_a_code_of_a_pack_is_so_many_pieces() -> None:
    assert read(SIX_YOGHURTS) == (e.ItemScanned(YOGHURT, SIX_YOGHURTS, 6),)


@pytest.mark.parametrize("text", ["012345000065", "0012345000065", "00012345000065"])
def test_a_upc_a_is_the_same_article_with_any_zeros_before_it(text: str) -> None:
    assert read(text) == (e.ItemScanned(COLA, text),)


def test_a_upc_e_is_the_upc_a_it_stands_for_where_the_reader_says_that_it_is_one() -> None:
    assert read("01234565", Symbology.UPCE) == (e.ItemScanned(COLA, "012345000065"),)
    assert read("01234565", Symbology.EAN8) == (e.UnknownScanned("01234565"),)  # the same digits can be both
    assert read("01234566", Symbology.UPCE) == ()


def test_a_gs1_code_says_what_the_pack_is_and_holds() -> None:
    text = "010303371006596717261231" + "10L24\x1d21A7"
    for symbology in (Symbology.GS1_128, Symbology.GS1_DATAMATRIX, Symbology.GS1_QR, Symbology.DATABAR_EXPANDED):
        (scanned,) = read(text, symbology)
        assert scanned == e.ItemScanned(YOGHURT, YOGHURT.code, batch="L24", serial="A7", expires="2026-12-31")
    assert read(text, Symbology.CODE128) == ()  # only a code that says that it is a message is one


def test_a_gs1_code_of_a_case_counts_its_packs() -> None:
    assert read("020303371006596737" + "12", Symbology.GS1_128) == (e.ItemScanned(YOGHURT, YOGHURT.code, 12),)
    assert read("02030337100659743712", Symbology.GS1_128) == (e.ItemScanned(YOGHURT, SIX_YOGHURTS, 72),)
    assert read("02030337100659743717", Symbology.GS1_128) == (
        e.UnknownScanned(SIX_YOGHURTS),
    )  # more than a line holds


def test_a_gs1_code_of_an_article_nobody_knows_or_that_is_not_clear_is_a_question_to_staff() -> None:
    assert read("0104006381333931", Symbology.DATABAR) == (e.UnknownScanned("4006381333931"),)
    assert read("01030337100659673200000500", Symbology.GS1_128) == (e.UnknownScanned(YOGHURT.code),)


@pytest.mark.parametrize("symbology", [Symbology.QR, Symbology.DATAMATRIX])
def test_a_digital_link_is_its_article_and_one_nobody_knows_a_question(symbology: Symbology) -> None:
    known = read("https://example.org/gtin/3033710065967/lot/L24", symbology)
    assert known == (e.ItemScanned(YOGHURT, YOGHURT.code, batch="L24"),)
    unknown = read("https://example.org/01/04006381333931", symbology)
    assert unknown == (e.UnknownScanned("4006381333931"),)


@pytest.mark.parametrize("symbology", [Symbology.GS1_QR, Symbology.GS1_DATAMATRIX])
def test_a_gs1_code_that_names_no_article_is_passed_over(symbology: Symbology) -> None:
    assert read("00340123450000000018", symbology) == ()


def test_the_issue_of_a_magazine_is_kept_and_other_add_ons_say_nothing() -> None:
    shown = CodeSeen(MAGAZINE.code, Symbology.EAN13, add_on="11")
    assert READING(shown) == (e.ItemScanned(MAGAZINE, MAGAZINE.code, batch="11"),)
    assert READING(CodeSeen(BREAD.code, Symbology.EAN13, add_on="11")) == (e.ItemScanned(BREAD, BREAD.code),)


@given(text=st.text(max_size=80), symbology=st.sampled_from(Symbology))
def test_any_text_in_any_symbology_means_something_or_nothing(text: str, symbology: Symbology) -> None:
    assert all(isinstance(each, e.ItemScanned | e.UnknownScanned) for each in read(text, symbology))
