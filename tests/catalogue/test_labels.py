"""Labels of a shop's own scale, as four shops lay them out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.labels import LabelRead, Labels, TemplateRefused
from kiosk.domain.barcode import check_digit
from kiosk.domain.money import Money
from kiosk.domain.product import Grams

FOUR_SHOPS = Labels(("21IIIIIWWWWWC", "20IIIIIIPPPPC", "02XIIIIXNNNNC", "281IIIIXPPPPC"))


def code(digits: str) -> str:
    return digits + str(check_digit(digits))


@pytest.mark.parametrize(
    ("digits", "read"),
    [
        ("211234500750", LabelRead("2112345", Grams(750))),
        ("201234560399", LabelRead("20-123456", Money(399))),
        ("029432180006", LabelRead("024321", 6)),
        ("281432191250", LabelRead("2814321", Money(1250))),
    ],
)
def test_each_layout_gives_the_article_and_its_value(digits: str, read: LabelRead) -> None:
    assert FOUR_SHOPS.read(code(digits)) == read


def test_a_leading_zero_left_out_by_the_scanner_changes_nothing() -> None:
    label = code("029432180006")
    assert FOUR_SHOPS.read(label.removeprefix("0")) == FOUR_SHOPS.read(label) == LabelRead("024321", 6)


@pytest.mark.parametrize(
    "text",
    [
        "3274080005003",  # not a shop's own number
        "2112345007503",  # wrong check digit
        code("221234500750"),  # no template for 22
        code("211234500000"),  # nothing was weighed
        code("211234530001"),  # more than a shop scale can weigh
        "",
        "２112345007502",
        "PAIN",
    ],
)
def test_what_is_no_label_of_the_shop_is_not_read(text: str) -> None:
    assert FOUR_SHOPS.read(text) is None


@given(st.text(max_size=20) | st.from_regex(r"2[0-9]{12}", fullmatch=True))
def test_any_text_is_a_label_or_nothing(text: str) -> None:
    read = FOUR_SHOPS.read(text)
    assert read is None or read.item_code.startswith(("2", "02"))


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("21IIIIIWWWWC", "has 12 places; a label has 13"),
        ("21IIIIIWWWWWW", "C last"),
        ("21IIIIIWWPPPC", "one block of W, P, F or N"),
        ("21XXXXXWWWWWC", "one block of I"),
        ("21IIIIIXXXXXC", "one block of W, P, F or N"),
        ("2IIIKIIKPPPPC", "one block of W, P, F or N"),
        ("2IIIIKKPPPPPC", "one K checks"),
        ("2IIIIIIIKPPPC", "one K checks"),
        ("21KIIIIPPPPPC", "one block of W, P, F or N"),
        ("21IIIII?????C", "it holds digits, I (item)"),
        ("37IIIIIWWWWWC", "begin with 02 or 2"),
        ("XXIIIIIWWWWWC", "begin with 02 or 2"),
    ],
)
def test_a_template_that_is_none_is_refused_in_words(template: str, words: str) -> None:
    with pytest.raises(TemplateRefused) as caught:
        Labels((template,))
    assert words in str(caught.value)
    assert template in str(caught.value)


def test_two_templates_may_not_read_the_same_label() -> None:
    with pytest.raises(TemplateRefused, match="both read the same labels"):
        Labels(("21IIIIIWWWWWC", "21IIIIXPPPPPC"))


PUBLIC = (
    ("21IIIIIWWWWWC", "211234501234", LabelRead("2112345", Grams(1234))),  # NN,DDD kg
    ("23IIIIIWWWWWC", "231234500482", LabelRead("2312345", Grams(482))),
    ("27IIIIIWWWWWC", "271234500482", LabelRead("2712345", Grams(482))),
    ("28IIIIIPPPPPC", "281234500399", LabelRead("2812345", Money(399))),
    ("21IIIIIPPPPPC", "211234500399", LabelRead("2112345", Money(399))),
    ("2IIIIIKPPPPPC", "281027614685", LabelRead("281027", Money(14685))),
)
"""The four layouts seen in public, one of them with three pairs of prefixes."""


@pytest.mark.parametrize(("template", "digits", "read"), PUBLIC)
def test_layouts_that_are_seen_in_public_are_templates_like_any_other(
    template: str, digits: str, read: LabelRead
) -> None:
    assert Labels((template,)).read(code(digits)) == read


def test_a_wrong_inner_check_digit_is_no_label() -> None:
    labels = Labels(("2IIIIIKPPPPPC",))
    read = [labels.read(code(f"281027{digit}14685")) for digit in range(10)]
    assert [each is not None for each in read].index(True) == 6
    assert sum(each is not None for each in read) == 1


def test_the_inner_check_digit_may_follow_a_price_of_four_places() -> None:
    assert Labels(("20IIIIIPPPPKC",)).read(code("201234528759")) == LabelRead("2012345", Money(2875))
    assert Labels(("20IIIIIPPPPKC",)).read(code("201234528750")) is None


def test_the_template_of_one_article_wins_over_that_of_all() -> None:
    labels = Labels(("2XIIIIINNNNNC", "22IIIIIWWWWWC", "2212345PPPPPC", "22123IIFFFFFC"))
    assert labels.read(code("221234500399")) == LabelRead("2212345", Money(399))
    assert labels.read(code("221234600656")) == LabelRead("2212346", Money(100))
    assert labels.read(code("229999900399")) == LabelRead("2299999", Grams(399))
    assert labels.read(code("239999900006")) == LabelRead("299999", 6)


def test_the_hyphen_stands_at_the_same_place_whatever_is_fixed() -> None:
    labels = Labels(("20IIIIIIPPPPC", "20123456WWWWC"))
    assert labels.read(code("201234570399")) == LabelRead("20-123457", Money(399))
    assert labels.read(code("201234560399")) == LabelRead("20-123456", Grams(399))


@pytest.mark.parametrize(
    ("centimes", "cents"), [(656, 100), (655, 100), (1, None), (4, 1), (10_000, 1524), (99_999, 15245)]
)
def test_a_price_in_francs_becomes_euros_rounded_once(centimes: int, cents: int | None) -> None:
    read = Labels(("22IIIIIFFFFFC",)).read(code(f"2212345{centimes:05}"))
    assert read == (None if cents is None else LabelRead("2212345", Money(cents)))
