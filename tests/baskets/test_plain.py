"""Lists of codes that nobody signed: Snabble's CSV, and codes one after the other. Anything else is no list."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.baskets.basket import COUNT_MAX, LINES_MAX
from kiosk.baskets.plain import TEXT_LENGTH_MAX, Entry, Listed, listed
from tests.baskets.strategies import gtins

BREAD, SHORT = "3000000000014", "96385074"


def test_snabble_s_lines_are_counts_and_codes() -> None:
    assert listed(f"snabble;1;2\n2;{BREAD}\n1;{SHORT}\n") == Listed((Entry(BREAD, 2), Entry("0000096385074", 1)), 1, 2)
    assert listed(f"snabble;2;2;checkout-17\r\n1000;{BREAD}") == Listed((Entry(BREAD, 1000),), 2, 2)
    assert listed("snabble;\n1;r-5/7") == Listed((Entry("r-5/7", 1),))


@pytest.mark.parametrize(
    "text",
    [
        "snabble;", "snabble;1;2", "snabble;0;2\n1;A", "snabble;3;2\n1;A", "snabble;1;9\n1;A", "snabble;1\n1;A",
        "snabble;1;2\nA;1", "snabble;1;2\n0;A", "snabble;1;2\n30001;A", "snabble;1;2\n1;", "snabble;1;2\n1;é",
        "snabble;1;2\n1;A\n\n1;B", "snabble;1;2\n1;A;B C", "snabble;1;2\n1;" + "A" * 41, "SNABBLE;1;2\n1;A",
        "snabble;1;1\n" + "\n".join(["1;A"] * (LINES_MAX + 1)),
    ],
)  # fmt: skip
def test_what_is_not_quite_snabble_s_is_no_list(text: str) -> None:
    assert listed(text) is None


@pytest.mark.parametrize("between", ["\n", "\r\n", ",", ";"])
def test_codes_one_after_the_other_count_as_often_as_they_stand_there(between: str) -> None:
    text = between.join([BREAD, SHORT, BREAD, "2112345004822"])
    assert listed(text) == Listed((Entry(BREAD, 2), Entry("0000096385074", 1), Entry("2112345004822", 1)))
    assert listed(text + "\n") == listed(text)


@pytest.mark.parametrize(
    "text",
    [
        "", BREAD, f"{BREAD},", f",{BREAD}", f"{BREAD},,{BREAD}", f"{BREAD}, {BREAD}", f"{BREAD},3000000000015",
        f"{BREAD},12", f"{BREAD} {BREAD}", f"{BREAD},MAISON", "https://example.org/1,2", "12,50", "1;2",
        ",".join([BREAD] * (COUNT_MAX + 1)), "٣٠٠٠٠٠٠٠٠٠٠١٤,٣٠٠٠٠٠٠٠٠٠٠١٤",
        "\n".join(f"{BREAD}" for _ in range(LINES_MAX + 1)), "0" * (TEXT_LENGTH_MAX + 1),
    ],
)  # fmt: skip
def test_one_code_that_is_not_in_order_makes_it_no_list(text: str) -> None:
    assert listed(text) is None


@given(st.lists(gtins, min_size=2, max_size=COUNT_MAX), st.sampled_from("\n,;"))
def test_any_codes_are_read_back(codes: list[str], between: str) -> None:
    found = listed(between.join(codes))
    assert found
    assert {entry.code: entry.quantity for entry in found.entries} == Counter(codes)


@given(st.text(max_size=300) | st.text("0123456789;,\nsnabel", max_size=300))
@settings(max_examples=300)
def test_no_text_upsets_the_reader(text: str) -> None:
    for each in (text, "snabble;" + text, "snabble;1;2\n" + text):
        found = listed(each)
        assert found is None or 1 <= len(found.entries) <= LINES_MAX
