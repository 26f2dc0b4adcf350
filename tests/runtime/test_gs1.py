"""What GS1 codes say of a pack, in messages and in Digital Links."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.words import Symbology
from kiosk.domain.barcode import check_digit
from kiosk.domain.money import Money
from kiosk.runtime.gs1 import (
    GS,
    LINK_LENGTH_MAX,
    LINKS,
    MESSAGE_LENGTH_MAX,
    MESSAGES,
    Said,
    Unclear,
    digital_link,
    meaning,
    message,
)

GTIN = "03033710065967"
CODE = "3033710065967"
WEIGHED = "9303371006596" + str(check_digit("9303371006596"))

AIS = ("01", "02", "10", "11", "15", "17", "21", "30", "37", "3100", "3103", "3105", "3200", "3922", "3932", "7003")


@pytest.mark.parametrize(
    ("elements", "said"),
    [
        ("", Said(GTIN)),
        ("10L24-1", Said(GTIN, batch="L24-1")),
        (f"10L24{GS}21A/7", Said(GTIN, batch="L24", serial="A/7")),
        ("21A7" + GS + "10L24" + GS, Said(GTIN, batch="L24", serial="A7")),
        ("17261231", Said(GTIN, expires="2026-12-31")),
        ("17270200", Said(GTIN, expires="2027-02-28")),  # day 00: the last of its month
        ("17280200", Said(GTIN, expires="2028-02-29")),
        ("17000000", Said(GTIN)),  # how makers write that there is none
        ("15200101", Said(GTIN)),  # best before: may be sold after it
        ("16200101", Said(GTIN)),
        ("70032611221430", Said(GTIN, expires="2026-11-22 14:30")),
        (f"70032611221430{GS}17261123", Said(GTIN, expires="2026-11-22 14:30")),
        (f"70032611221430{GS}17261121", Said(GTIN, expires="2026-11-21")),
        (f"70032611221430{GS}17261122", Said(GTIN, expires="2026-11-22 14:30")),
        ("3103000482", Said(GTIN, grams=482)),
        ("3100000012", Said(GTIN, grams=12_000)),
        ("3104012344", Said(GTIN, grams=1234)),
        ("3104012345", Said(GTIN, grams=1235)),
        ("3105012345", Said(GTIN, grams=123)),
        ("3102000048" + "30" + "6", Said(GTIN, grams=480)),  # six pieces that weigh this together
        ("392" + "2" + "499", Said(GTIN, price=Money(499))),
        ("392" + "0" + "5", Said(GTIN, price=Money(500))),
        ("392" + "3" + "4990", Said(GTIN, price=Money(499))),
        ("393" + "2" + "978499", Said(GTIN, price=Money(499))),
        ("3103000482" + "3922499", Said(GTIN, grams=482, price=Money(499))),
        ("30" + "6", Said(GTIN, count=6)),
        ("11260101" + "12260101" + "800826010112", Said(GTIN)),
    ],
)
def test_a_message_says(elements: str, said: Said) -> None:
    assert message(f"01{GTIN}{elements}") == said


def test_the_content_of_a_case_is_counted() -> None:
    assert message(f"02{GTIN}3712") == Said(GTIN, count=12)


def test_the_number_people_know_has_thirteen_digits_and_that_of_a_case_fourteen() -> None:
    case = "1303371006596" + str(check_digit("1303371006596"))
    assert Said(GTIN).code == CODE
    assert Said(case).code == case


@pytest.mark.parametrize(
    "elements",
    [
        "3200000500",  # pounds
        "3570000500",  # ounces
        "393" + "2" + "840499",  # dollars
        "392" + "3" + "4995",  # half a cent
        "392" + "2" + "0",
        "392" + "0" + "100001",
        "3103000000",  # nothing was weighed
        "3100000031",  # more than a shop's scale weighs
        "17260231",  # no day
        "17260001",  # no month
        "70032611222560",
        "30" + "0",
        "30" + "100",
        f"10A{GS}10B",
        f"21A{GS}21B",
        "3103000482" + "3102000049",
        f"3922499{GS}3932978500",
        f"306{GS}377",
    ],
)
def test_what_cannot_be_sold_without_a_look_is_not_clear(elements: str) -> None:
    assert message(f"01{GTIN}{elements}") == Unclear(CODE)


def test_the_same_said_twice_is_said_once() -> None:
    assert message(f"01{GTIN}10A{GS}10A{GS}01{GTIN}") == Said(GTIN, batch="A")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "01",
        "0103033710065968",  # a wrong check digit
        f"01{GTIN}02{WEIGHED}",  # two articles
        "00340123450000000018",  # a pallet
        "10L24",
        "https://example.org",
        f"01{GTIN}10é",
        f"01{GTIN}10{'A' * 21}",
        f"01{GTIN}0599",
        f"01{GTIN}" + f"10A{GS}" * MESSAGE_LENGTH_MAX,
        "０１" + GTIN,
    ],
)
def test_what_is_no_message_about_one_article_means_nothing(text: str) -> None:
    assert message(text) is None


@pytest.mark.parametrize(
    "link",
    [
        f"https://id.gs1.org/01/{GTIN}",
        f"http://example.org/01/{GTIN}/",
        f"https://example.org:8080/some/path/01/{CODE}",
        f"HTTPS://EXAMPLE.ORG/GTIN/{CODE}",
        f"https://example.org/gtin/{CODE}?utm_source=pack&lang=fr",
        f"https://example.org/01/{GTIN}#story",
        f"https://user@example.org/01/{GTIN}?linkType=gs1:pip",
    ],
)
def test_a_link_of_any_host_names_its_article(link: str) -> None:
    assert digital_link(link) == Said(GTIN)


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("/10/L24?17=261231", Said(GTIN, batch="L24", expires="2026-12-31")),
        ("/lot/L24/ser/A7", Said(GTIN, batch="L24", serial="A7")),
        ("/22/2A/10/l24/21/a%2F7", Said(GTIN, batch="l24", serial="a/7")),
        ("?10=L24&21=A7&17=261231", Said(GTIN, batch="L24", serial="A7", expires="2026-12-31")),
        ("?exp=261231;lot=L24", Said(GTIN, batch="L24", expires="2026-12-31")),
        ("?3103=000482", Said(GTIN, grams=482)),
        ("?3922=499", Said(GTIN, price=Money(499))),
        ("?30=6", Said(GTIN, count=6)),
        ("?15=200101", Said(GTIN)),
        ("?3203=000482", Unclear(CODE)),
        ("?17=260231", Unclear(CODE)),
    ],
)
def test_a_link_says_the_same_as_a_message(rest: str, said: Said | Unclear) -> None:
    assert digital_link(f"https://example.org/01/{GTIN}{rest}") == said


@pytest.mark.parametrize("number", ["96385074", "012345678905"])
def test_a_link_may_name_a_shorter_number(number: str) -> None:
    assert digital_link(f"https://example.org/01/{number}") == Said(number.zfill(14))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.org/win?01=3033710065967",
        "https://example.org/01/blog",
        "https://example.org/01/3033710065968",  # a wrong check digit
        f"ftp://example.org/01/{GTIN}",
        f"example.org/01/{GTIN}",
        f"https://[/01/{GTIN}",
        f"https://example.org/01/{GTIN}/menu",  # no such step
        f"https://example.org/01/{GTIN}?17=soon",
        f"https://example.org/8004/{GTIN}",
        f"https://example.org/01/{GTIN}?q=" + "x" * LINK_LENGTH_MAX,
        f"https://example.org/01/{GTIN}/10/é",
        "WIFI:S:shop;P:secret;;",
    ],
)
def test_any_other_address_or_text_is_marketing(text: str) -> None:
    assert digital_link(text) is None


def test_the_symbology_decides_what_a_text_is() -> None:
    text, link = f"01{GTIN}", f"https://example.org/01/{GTIN}"
    assert {each for each in Symbology if meaning(text, each)} == MESSAGES
    assert {each for each in Symbology if meaning(link, each)} == LINKS


_ELEMENTS = st.tuples(st.sampled_from(AIS), st.text("0123456789AZ/", max_size=22), st.sampled_from(("", GS)))


@settings(max_examples=200)
@given(st.lists(_ELEMENTS, max_size=6), st.sampled_from(("", f"01{GTIN}")))
def test_any_elements_are_understood_or_not(elements: list[tuple[str, str, str]], start: str) -> None:
    _is_meaning(message(start + "".join(ai + value + end for ai, value, end in elements)))


@settings(max_examples=200)
@given(st.text(max_size=300) | st.text(f"01{GS}2379", max_size=80), st.sampled_from(("", f"01{GTIN}", "https://a/01/")))
def test_any_text_is_understood_or_not(text: str, start: str) -> None:
    for read in (message, digital_link):
        _is_meaning(read(start + text))


@settings(max_examples=200)
@given(st.lists(st.sampled_from((*AIS, "gtin", "lot", "exp", GTIN, "?", "&", "=", "/", ";", "%2F", "%00", "[", "#"))))
def test_any_address_is_understood_or_not(parts: list[str]) -> None:
    _is_meaning(digital_link(f"https://example.org/01/{GTIN}/" + "".join(parts)))


def _is_meaning(found: Said | Unclear | None) -> None:
    match found:
        case Said(gtin, count, grams, price, batch, serial):
            assert len(gtin) == 14
            assert 1 <= count <= 99
            assert grams >= 0
            assert price.cents >= 0
            assert max(len(batch), len(serial)) <= 20
            assert (batch + serial).isascii()
        case Unclear(code):
            assert code.isdigit()
        case None:
            pass
