"""Codes of articles: published numbers, and what must not pass for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.barcode import (
    canonical,
    check_digit,
    expanded,
    is_gtin,
    is_in_store,
    is_periodical,
    price_check_digit,
)

PUBLISHED = (
    "4006381333931",  # EAN-13, Wikipedia "International Article Number"
    "9783161484100",  # ISBN-13, Wikipedia "ISBN"
    "036000291452",  # UPC-A, Wikipedia "Universal Product Code"
    "73513537",  # EAN-8, Wikipedia "EAN-8"
    "96385074",  # EAN-8, Wikipedia "EAN-8"
    "10614141000415",  # GTIN-14, GS1 General Specifications
    "9501101530003",  # GTIN-13, GS1 General Specifications
)


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_numbers_have_the_right_check_digit(code: str) -> None:
    assert is_gtin(code)
    assert check_digit(code[:-1]) == int(code[-1])


@pytest.mark.parametrize("code", PUBLISHED)
def test_one_wrong_digit_is_always_seen(code: str) -> None:
    for place, digit in enumerate(code):
        for other in set("0123456789") - {digit}:
            assert not is_gtin(code[:place] + other + code[place + 1 :])


def test_all_ways_to_write_a_number_are_one_article() -> None:
    assert canonical("036000291452") == canonical("0036000291452") == canonical("00036000291452") == "00036000291452"


@pytest.mark.parametrize("text", ["", "0", "ABC", "4006381333932", "٤٠٠٦٣٨١٣٣٣٩٣١", "²²²²²²²²", "400638133393 1"])
def test_anything_else_stays_as_it_is(text: str) -> None:
    assert not is_gtin(text)
    assert canonical(text) == text


@given(st.text(max_size=20))
def test_no_text_upsets_the_reading_of_codes(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
    assert is_gtin(text) or not is_in_store(text)


@given(st.text("0123456789", min_size=7, max_size=13))
def test_a_number_with_its_check_digit_is_a_gtin_when_its_length_is(digits: str) -> None:
    assert is_gtin(digits + str(check_digit(digits))) == (len(digits) + 1 in (8, 12, 13, 14))


@pytest.mark.parametrize(
    ("prefix", "own"), [("02", True), ("20", True), ("29", True), ("03", False), ("30", False), ("00", False)]
)
def test_prefixes_02_and_20_to_29_belong_to_the_shop(prefix: str, own: bool) -> None:
    digits = prefix + "1234567890"
    assert is_in_store(digits + str(check_digit(digits))) == own


def test_a_scanner_that_drops_the_leading_zero_still_shows_an_in_store_label() -> None:
    digits = "021234567890"
    code = digits + str(check_digit(digits))
    assert is_in_store(code)
    assert is_in_store(code[1:])
    assert is_in_store("0" + code)


def test_a_short_number_that_begins_with_two_is_not_a_label_of_the_shop() -> None:
    assert not is_in_store("2000000" + str(check_digit("2000000")))


@pytest.mark.parametrize(("digits", "check"), [("2875", 9), ("14685", 6), ("0000", 0), ("00000", 0)])
def test_prices_within_labels_have_the_check_digit_of_the_gs1_specifications(digits: str, check: int) -> None:
    assert price_check_digit(digits) == check


@pytest.mark.parametrize("size", [4, 5])
@given(data=st.data())
def test_one_wrong_digit_of_a_price_is_always_seen(size: int, data: st.DataObject) -> None:
    price = data.draw(st.text("0123456789", min_size=size, max_size=size))
    place, digit = data.draw(st.integers(0, size - 1)), data.draw(st.sampled_from("0123456789"))
    wrong = price[:place] + digit + price[place + 1 :]
    assert (price_check_digit(wrong) == price_check_digit(price)) is (wrong == price)


@pytest.mark.parametrize("digits", ["", "123", "123456", "12a4", "１２３４"])
def test_any_other_price_has_no_check_digit(digits: str) -> None:
    with pytest.raises(ValueError, match=r"digit|label"):
        price_check_digit(digits)


@pytest.mark.parametrize(
    ("upce", "upca"),
    [
        ("0123450", "012000003455"),
        ("0123451", "012100003454"),
        ("0123452", "012200003453"),
        ("0123453", "012300000451"),
        ("0123454", "012340000053"),
        ("0123455", "012345000058"),
        ("0123456", "012345000065"),
        ("0123459", "012345000096"),
    ],
)
def test_a_upc_e_becomes_the_upc_a_it_is_short_for(upce: str, upca: str) -> None:
    assert expanded(upce + upca[-1]) == upca
    assert is_gtin(upca)


@pytest.mark.parametrize("text", ["", "1234567", "21234565", "012345000065", "0123456é", "０1234565"])
def test_what_is_no_upc_e_stays_as_it_is(text: str) -> None:
    assert expanded(text) == text


def test_a_magazine_is_known_by_its_number() -> None:
    assert is_periodical("9771234567003")
    assert not any(map(is_periodical, ("9771234567004", "9783161484100", "4006381333931", "977")))
