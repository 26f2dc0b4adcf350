"""Any basket is split, packed, gathered in any order and joined to the same; and parts of two never mix."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kiosk.baskets.basket import LINES_MAX, PARTS_MAX, Basket, BasketLine, Part, code_of
from kiosk.baskets.packing import HEAD_SIZE, digest_of, packed, packed_line, unpacked
from kiosk.baskets.parts import FORGOTTEN_AFTER_SECONDS, PILES_MAX, Gathering, join, split
from kiosk.baskets.seal import SIZE_MAX
from tests.baskets.stall import KEY, LINES, MADE, NOW, SHOP, basket, many, sealed, usual_lines
from tests.baskets.strategies import baskets, lines

KEY_ID = b"KEY1"


def parts_of(made: Basket, size_max: int = SIZE_MAX) -> tuple[Part, ...]:
    return split(made, KEY_ID, size_max)


@given(baskets, st.randoms(use_true_random=False), st.integers(150, SIZE_MAX))
@settings(max_examples=150)
def test_any_basket_comes_back_equal_whatever_the_order_of_its_parts(made: Basket, random: object, room: int) -> None:
    try:
        parts = list(parts_of(made, room))
    except ValueError:
        assume(False)
    random.shuffle(parts)  # type: ignore[attr-defined]
    gathering: Gathering[Part] = Gathering()
    for part in parts:
        read = unpacked(packed(part))
        assert read == part
        assert len(packed(part)) <= room
        gathering, pile = gathering.with_part(read.head, read.number, read.head.parts, read, NOW)
    assert pile.whole
    assert not gathering.piles
    assert join(pile.read) == made


@given(lines)
def test_a_line_is_as_short_as_the_format_says(line: BasketLine) -> None:
    size = {(True, False): 6, (True, True): 8, (False, False): 3, (False, True): 4}[line.gtin, bool(line.grams)]
    assert len(packed_line(line)) == size + (0 if line.gtin else len(line.code))


@given(st.binary(max_size=200) | st.builds(lambda at, byte: packed(parts_of(basket())[0])[:at] + byte,
                                           st.integers(0, 120), st.binary(max_size=60)))  # fmt: skip
@settings(max_examples=300)
def test_bytes_that_are_no_part_are_refused_and_those_that_are_one_are_packed_so(data: bytes) -> None:
    try:
        part = unpacked(data)
    except ValueError:
        return
    assert packed(part) == data


def test_forty_usual_lines_fit_into_one_code_and_eighty_into_two_of_the_same_size() -> None:
    (text,) = sealed(basket(*usual_lines(40)))
    assert len(text) <= 560
    first, second = sealed(basket(*usual_lines(80)))
    assert abs(len(first) - len(second)) <= 9


def test_the_largest_basket_of_articles_fits_into_five_codes() -> None:
    assert len(sealed(many(LINES_MAX))) == 5


def test_what_is_too_much_is_said() -> None:
    own = tuple(BasketLine(f"{number:040}") for number in range(100))
    with pytest.raises(ValueError, match=f"{PARTS_MAX} is the most: make two baskets"):
        parts_of(basket(*own))
    with pytest.raises(ValueError, match="1 to 200 lines, not 201"):
        parts_of(basket(*usual_lines(201)))
    with pytest.raises(ValueError, match="not 0"):
        parts_of(replace(basket(), lines=()))
    with pytest.raises(ValueError, match="does not fit into a code"):
        parts_of(basket(), HEAD_SIZE + 27)


def test_two_baskets_shown_in_turns_are_kept_apart() -> None:
    one, other = parts_of(many(100)), parts_of(many(100, id=b"basket 2"))
    gathering: Gathering[Part] = Gathering()
    piles = []
    for part in (one[0], other[1], one[1], other[0], one[2], other[2]):
        gathering, pile = gathering.with_part(part.head, part.number, part.head.parts, part, NOW)
        piles.append(pile)
    assert [(len(pile.read), pile.whole) for pile in piles] == [
        (1, False), (1, False), (2, False), (2, False), (3, True), (3, True),
    ]  # fmt: skip
    assert join(piles[4].read).id == b"basket 1"
    assert join(piles[5].read).id == b"basket 2"


@pytest.mark.parametrize("change", [{"id": b"basket 2"}, {"shop": "quimper-2"}, {"issued": MADE + 60}, {"minutes": 61}])
def test_parts_with_different_heads_lie_on_different_piles_and_do_not_join(change: dict[str, object]) -> None:
    one, other = parts_of(many(60)), parts_of(many(60, **change))
    gathering: Gathering[Part] = Gathering()
    for part in (one[0], other[1]):
        gathering, pile = gathering.with_part(part.head, part.number, part.head.parts, part, NOW)
        assert not pile.whole
    with pytest.raises(ValueError, match="not the parts of one basket"):
        join({1: one[0], 2: other[1]})


def test_parts_of_one_head_that_hold_something_else_do_not_join() -> None:
    first, second = parts_of(many(60))
    fewer, other = second.lines[1:], (BasketLine("3000000000014", second.lines[0].count), *second.lines[1:])
    for changed in (fewer, other):
        with pytest.raises(ValueError, match="do not hold what it says"):
            join({1: first, 2: replace(second, lines=changed)})
    with pytest.raises(ValueError, match="not the parts"):
        join({1: first})


def test_parts_are_forgotten_after_some_minutes_and_when_there_are_too_many_baskets() -> None:
    started = [parts_of(many(60, id=f"basket{number:2}".encode())) for number in range(PILES_MAX + 1)]
    gathering: Gathering[Part] = Gathering()
    for part, _ in started:
        gathering, _ = gathering.with_part(part.head, 1, 2, part, NOW)
    assert len(gathering.piles) == PILES_MAX
    _, oldest = started[0]
    assert not gathering.with_part(oldest.head, 2, 2, oldest, NOW)[1].whole
    _, newest = started[-1]
    assert gathering.with_part(newest.head, 2, 2, newest, NOW + FORGOTTEN_AFTER_SECONDS)[1].whole
    assert not gathering.with_part(newest.head, 2, 2, newest, NOW + FORGOTTEN_AFTER_SECONDS + 1)[1].whole
    assert not gathering.with_part(newest.head, 2, 2, newest, NOW - 1)[1].whole


@pytest.mark.parametrize(
    ("code", "count", "grams", "told"),
    [
        ("", 1, 0, "no code"),
        ("é", 1, 0, "no code"),
        (" A", 1, 0, "no code"),
        ("A" * 41, 1, 0, "no code"),
        ("96385074", 1, 0, "not written in 13 digits"),
        ("03000000000014", 1, 0, "not written in 13 digits"),
        ("3000000000014", 0, 0, "1 to 99"),
        ("3000000000014", 100, 0, "1 to 99"),
        ("3000000000014", 2, 5, "one portion"),
        ("3000000000014", 1, 30_001, "one portion"),
        ("3000000000014", 1, -1, "one portion"),
    ],
)
def test_a_line_that_cannot_be_is_refused(code: str, count: int, grams: int, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        BasketLine(code, count, grams)


def test_a_code_has_one_way_to_be_written() -> None:
    assert code_of("96385074") == code_of("00000096385074") == "0000096385074"
    assert code_of("036000291452") == "0036000291452"
    assert code_of("13000000000011") == "13000000000011"
    assert code_of("MAISON/7") == "MAISON/7"
    assert BasketLine("13000000000011", 2).gtin is False


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"shop": "quimper_1"}, "shop id"),
        ({"shop": "quimper-1\n"}, "shop id"),
        ({"device": "é"}, "a device"),
        ({"id": b"1"}, "basket id 8"),
        ({"issued": MADE + 1}, "whole minute"),
        ({"issued": -60}, "whole minute"),
        ({"issued": 2**32 * 60}, "whole minute"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 2**16}, "minutes"),
    ],
)
def test_a_basket_that_cannot_be_is_refused(change: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        sealed(replace(basket(), **change), KEY)  # type: ignore[arg-type]


def test_head_and_lines_must_agree_with_each_other() -> None:
    (part,) = parts_of(basket())
    for change in ({"parts": 0}, {"parts": 9}, {"lines": 0}, {"lines": 201}, {"pieces": 1}, {"key": b""}):
        with pytest.raises(ValueError, match=r"not|has"):
            replace(part.head, **change)
    for number in (0, 2):
        with pytest.raises(ValueError, match="no part"):
            replace(part, number=number)
    with pytest.raises(ValueError, match="does not hold"):
        replace(part, lines=())
    assert digest_of(LINES) == part.head.digest
    assert part.head.shop == SHOP
