"""The bars of a number, against those that another library draws."""

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.camera.bars import bars
from tests.hardware.camera.barcodes import check_digit


def drawn_by_zxing(text: str, kind: zxingcpp.BarcodeFormat) -> str:
    code = zxingcpp.create_barcode(text, kind)
    picture = np.array(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    return "".join("1" if level < 128 else "0" for level in picture[3]).strip("0")


@settings(max_examples=60)
@given(st.integers(0, 10**12 - 1))
def test_every_ean_13_has_the_bars_of_the_standard(twelve: int) -> None:
    text = f"{twelve:012}"
    text += check_digit(text)
    symbol = bars(text)
    assert symbol.modules == drawn_by_zxing(text, zxingcpp.BarcodeFormat.EAN13)
    for place in symbol.places:
        assert symbol.modules[place.module : place.module + 7] == place.patterns[0]
        assert len(set(place.patterns)) == len(place.patterns) in (10, 20)


@pytest.mark.parametrize("text", ["42191605", "00000000", "96385074"])
def test_an_ean_8_has_the_bars_of_the_standard(text: str) -> None:
    assert bars(text).modules == drawn_by_zxing(text, zxingcpp.BarcodeFormat.EAN8)


@pytest.mark.parametrize("text", ["04963406", "05096893", "01234505", "11234562", "06543217"])
def test_a_upc_e_has_the_bars_of_the_standard(text: str) -> None:
    assert bars(text, upce=True).modules == drawn_by_zxing(text, zxingcpp.BarcodeFormat.UPCE)


def test_a_upc_a_is_an_ean_13_that_begins_with_0() -> None:
    assert bars("023942431015") == bars("0023942431015")


@pytest.mark.parametrize("text", ["", "123", "12345678901234", "400638133393X", "४००६३८१३३३९३१"])
def test_what_has_no_bars_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no EAN-13"):
        bars(text)


def test_a_upc_e_begins_with_0_or_1() -> None:
    with pytest.raises(ValueError, match="it begins with 0 or 1"):
        bars("24963406", upce=True)
