"""A parked basket on the screen: its codes are read off a photograph of it, and taken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.basket_codes import rows
from kiosk.domain.views import CodesView
from tests.baskets.stall import basket, sealed, usual_lines
from tests.ui.conftest import FRENCH, Kiosk


@pytest.mark.parametrize("lines", [5, 45, 90, 200])
def test_all_codes_are_read_off_one_picture_of_the_screen(kiosk: Kiosk, tmp_path: Path, lines: int) -> None:
    texts = sealed(basket(*usual_lines(lines)))
    view = FRENCH["parked"]
    assert isinstance(view, CodesView)
    view = replace(view, codes=tuple(map(rows, texts)))
    with Image.open(kiosk.offscreen.shoot(view, tmp_path / "codes.png")) as picture:
        read = zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    assert {each.text for each in read} == set(texts)
