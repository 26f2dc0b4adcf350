"""Pictures of receipts: the right size, ink where there is text, a code a camera can read."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hardware.simulated.paper_picture import render, save_png
from hardware.simulated.paper_roll import PrintedLine, PrintedQr, Receipt, Span


def ink(picture: Image.Image) -> int:
    return int((np.asarray(picture.convert("L")) < 90).sum())


def line(text: str, **look: int) -> Receipt:
    return Receipt((PrintedLine((Span(text, bool(look.get("bold")), look.get("wide", 1), look.get("tall", 1)),)),))


def test_the_code_on_the_picture_can_be_read() -> None:
    picture = render(Receipt((PrintedLine(), PrintedQr("https://e.fr/t/1", 6, "center"), PrintedLine())))
    text, *_ = cv2.QRCodeDetector().detectAndDecode(np.asarray(picture)[:, :, ::-1].copy())
    assert text == "https://e.fr/t/1"


@pytest.mark.parametrize("character", "éÉèçœ€’°×")
def test_every_french_character_has_its_own_shape(character: str) -> None:
    missing = np.asarray(render(line("\ufffe")))
    assert ink(render(line(character))) > 0
    assert not np.array_equal(np.asarray(render(line(character))), missing)


def test_bold_and_large_text_have_more_ink() -> None:
    plain = ink(render(line("TOTAL")))
    assert ink(render(line("TOTAL", bold=1))) > 1.1 * plain
    assert ink(render(line("TOTAL", wide=2, tall=2))) > 2 * plain


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_a_full_line_stays_on_the_paper(columns: int) -> None:
    receipt = Receipt((PrintedLine((Span("█" * columns),)),), columns=columns)
    dark = (np.asarray(render(receipt).convert("L")) < 90).any(axis=0)
    assert abs(int(dark.sum()) - columns * 12) <= 2


def test_a_torn_receipt_has_another_edge() -> None:
    part = (PrintedLine((Span("A"),)),)
    assert render(Receipt(part)) != render(Receipt(part, cut=False))


def test_a_picture_is_written(tmp_path: Path) -> None:
    save_png(line("Crème brûlée"), tmp_path / "receipt.png")
    with Image.open(tmp_path / "receipt.png") as picture:
        assert picture.size == render(line("Crème brûlée")).size


@settings(max_examples=30)
@given(st.text(min_size=1, max_size=42), st.integers(1, 8), st.integers(1, 8))
def test_any_line_can_be_drawn(text: str, wide: int, tall: int) -> None:
    assert render(line(text, wide=wide, tall=tall)).width > 576
