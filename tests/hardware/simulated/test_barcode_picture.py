"""Drawn symbols, read back by a decoder that knows nothing of how they were drawn."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyzbar.pyzbar import ZBarSymbol, decode

from hardware.simulated.barcode_picture import draw

KINDS = [ZBarSymbol.EAN13, ZBarSymbol.EAN8]


def read(code: str, module_px: int = 3) -> list[tuple[str, str]]:
    return [(found.type, found.data.decode()) for found in decode(draw(code, module_px), KINDS)]


@pytest.mark.parametrize("module_px", [2, 3, 5])
@pytest.mark.parametrize("code", ["3274080005003", "9780345348036", "0012546619592", "2112345007502"])
def test_an_ean_13_is_read_back(code: str, module_px: int) -> None:
    assert read(code, module_px) == [("EAN13", code)]


@pytest.mark.parametrize("code", ["24057257", "90311208"])
def test_an_ean_8_is_read_back(code: str) -> None:
    assert read(code) == [("EAN8", code)]


def test_a_upc_a_is_drawn_with_the_zero_before_it() -> None:
    assert read("012546619592") == [("EAN13", "0012546619592")]


@settings(max_examples=25)
@given(st.text("0123456789", min_size=12, max_size=12))
def test_any_thirteen_digits_are_read_back(stem: str) -> None:
    total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(stem))
    code = stem + str(-total % 10)
    assert read(code) == [("EAN13", code)]


@pytest.mark.parametrize("code", ["", "3274080005004", "327408000500", "1234567", "abcdefgh", "２４０５７２５７"])
def test_what_has_no_bars_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="is no EAN-13"):
        draw(code)


def test_a_module_is_at_least_one_pixel() -> None:
    with pytest.raises(ValueError, match="at least one pixel"):
        draw("24057257", module_px=0)
