"""The receipt's QR code on the screen: whole pixels, white around it, read back as what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from kiosk.domain.views import ReceiptCodeView
from kiosk.receipts.qr import modules
from tests.ui.conftest import FRENCH, Kiosk

LINES_LOOKED_AT = range(0, 1080, 7)


def view_of(text: str) -> ReceiptCodeView:
    view = FRENCH["receipt_code"]
    assert isinstance(view, ReceiptCodeView)
    return replace(view, code=modules(text).rows if text else ())


def picture_of(kiosk: Kiosk, folder: Path, text: str) -> Image.Image:
    with Image.open(kiosk.offscreen.shoot(view_of(text), folder / "code.png")) as picture:
        return picture.convert("L")


def code_of(kiosk: Kiosk) -> Any:
    (code,) = [widget for widget in kiosk.offscreen.app.shown.walk() if type(widget).__name__ == "Code"]
    return code


def runs(line: Any) -> Iterator[int]:
    """How many equal pixels follow each other, between the first and the last dark one."""
    dark = np.flatnonzero(line < 128)
    if dark.size:
        yield from (len(list(same)) for _, same in groupby(line[dark[0] : dark[-1] + 1] < 128))


@pytest.mark.parametrize("length", [1, 40, 300, 800, 1500])
def test_the_code_is_read_back_as_it_was_given(kiosk: Kiosk, tmp_path: Path, length: int) -> None:
    text = ("BRN1:Épicerie/*7f" * 100)[:length]
    read = zxingcpp.read_barcodes(picture_of(kiosk, tmp_path, text), formats=zxingcpp.BarcodeFormat.QRCode)
    assert [each.text for each in read] == [text]


@pytest.mark.parametrize("length", [40, 800, 1500])
def test_every_module_is_as_many_whole_pixels(kiosk: Kiosk, tmp_path: Path, length: int) -> None:
    picture = np.asarray(picture_of(kiosk, tmp_path, "x" * length))
    code = code_of(kiosk)
    top, left = round(1920 - code.to_window(*code.pos)[1] - code.height), round(code.to_window(*code.pos)[0])
    square = picture[top : top + int(code.height), left : left + int(code.width)]
    assert set(np.unique(square)) == {0, 255}
    lengths = {each for line in LINES_LOOKED_AT for each in runs(square[line])}
    module = min(lengths)
    assert module >= 7
    assert [each for each in lengths if each % module] == []


@pytest.mark.parametrize("length", [40, 1500])
def test_four_modules_of_white_lie_around_it_on_all_sides(kiosk: Kiosk, tmp_path: Path, length: int) -> None:
    picture = np.asarray(picture_of(kiosk, tmp_path, "x" * length))
    code = code_of(kiosk)
    top, left = round(1920 - code.to_window(*code.pos)[1] - code.height), round(code.to_window(*code.pos)[0])
    square = picture[top : top + int(code.height), left : left + int(code.width)]
    dark = np.argwhere(square < 128)
    module = min(each for line in LINES_LOOKED_AT for each in runs(square[line]))
    assert (dark.min(axis=0) >= 4 * module).all()
    assert (dark.max(axis=0) < np.array(square.shape) - 4 * module).all()


def test_a_long_code_takes_nearly_the_whole_width(kiosk: Kiosk, tmp_path: Path) -> None:
    dark = np.argwhere(np.asarray(picture_of(kiosk, tmp_path, "x" * 1500))[200:1200] < 128)
    assert np.ptp(dark[:, 1]) > 0.8 * 1080


def test_another_code_replaces_the_one_before(kiosk: Kiosk, tmp_path: Path) -> None:
    picture_of(kiosk, tmp_path, "x" * 1500)
    (read,) = zxingcpp.read_barcodes(picture_of(kiosk, tmp_path, "another"))
    assert read.text == "another"


def test_nothing_can_be_read_while_the_receipt_is_being_signed(kiosk: Kiosk, tmp_path: Path) -> None:
    picture_of(kiosk, tmp_path, "before")
    assert zxingcpp.read_barcodes(picture_of(kiosk, tmp_path, "")) == []
