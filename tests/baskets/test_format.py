"""FORMAT.md is true: its example reads as it says, and its limits are those of the program."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk import baskets
from kiosk.baskets import packing, plain
from kiosk.baskets.basket import CODE_LENGTH_MAX, LINES_MAX, PARTS_MAX, BasketLine
from kiosk.baskets.keys import public_half
from kiosk.baskets.parts import split
from kiosk.baskets.seal import PREFIX, SKEW_SECONDS, TEXT_LENGTH_MAX, Genuine, seal, unseal
from kiosk.domain.basket import TOLD_TO_STAFF, Refusal
from tests.baskets.stall import KEY, NOW, TRUSTED, basket, many, sealed

TEXT = (Path(baskets.__path__[0]) / "FORMAT.md").read_text(encoding="utf-8")


def test_the_example_is_what_it_says() -> None:
    example = TEXT.partition("## Example")[2].partition("## How large")[0]
    first, second, text, rest = re.findall(r"^    (.+)$", example, re.MULTILINE)
    found = unseal(text + rest, TRUSTED, NOW)
    assert isinstance(found, Genuine)
    assert packing.packed(found.part) == bytes.fromhex(first + second)
    assert found.part.lines == (BasketLine("3000000000014", 2), BasketLine("2112345", grams=482))
    assert (found.part.head.id, found.part.head.minutes) == (b"basket 1", 60)
    assert public_half(KEY).hex() in example
    (part,) = split(basket(*found.part.lines), found.part.head.key, 300)
    assert seal(part, KEY) == text + rest


def test_the_limits_are_those_of_the_program() -> None:
    assert f"at most {TEXT_LENGTH_MAX} characters" in TEXT
    assert f"of how many, 1 to {PARTS_MAX}" in TEXT
    assert f"lines in the whole basket, 1 to {LINES_MAX}" in TEXT
    assert f"1 to {CODE_LENGTH_MAX} printable" in TEXT
    assert f"issued more than {SKEW_SECONDS // 60} minutes" in TEXT
    assert f"the seven bytes `{PREFIX}`" in TEXT
    assert f"parts of {plain.LINES_MAX} lines" in " ".join(TEXT.split())


def test_the_sizes_are_those_that_are_made() -> None:
    for lines, codes in re.findall(r"^\| ([0-9]+) \| ([0-9]) \| [0-9]+ \|$", TEXT, re.MULTILINE):
        assert len(sealed(many(int(lines)))) == int(codes), lines


def test_every_refusal_is_told_and_who_hears_of_it() -> None:
    told = dict(re.findall(r"^\| ([a-z_]+) \|.*\| ?([a-z ]*) ?\|$", TEXT, re.MULTILINE))
    assert {each.value for each in Refusal} <= set(told)
    assert {name for name, staff in told.items() if staff.strip() == "at once"} == set(TOLD_TO_STAFF)
