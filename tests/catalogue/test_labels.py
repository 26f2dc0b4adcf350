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
        ("21IIIIIWWPPPC", "one block of W, P or N"),
        ("21XXXXXWWWWWC", "one block of I"),
        ("21IIIIIXXXXXC", "one block of W, P or N"),
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
        Labels(("21IIIIIWWWWWC", "2XIIIIIPPPPPC"))
