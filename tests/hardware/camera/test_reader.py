"""What three decoders make of drawn bars and of frames that are not pictures of anything."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.camera.reader import Reader, Wanted
from hardware.camera.sources import Frame
from hardware.words import Symbology
from tests.hardware.camera.barcodes import check_digit, scene

MILK = "3456700083749"


def turned(frame: Frame, degrees: float) -> Frame:
    height, width = frame.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(frame, turn, (width, height), borderValue=120), np.uint8)


def read(frame: Frame) -> set[tuple[str, Symbology]]:
    return {(candidate.text, candidate.symbology) for candidate in Reader().read(frame)}


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 9).flatmap(lambda first: st.integers(first * 10**11, first * 10**11 + 10**11 - 1)))
def test_any_ean_13_is_read_as_drawn(twelve: int) -> None:
    text = f"{twelve}{check_digit(str(twelve))}"
    assert read(scene(text)) == {(text, Symbology.EAN13)}


def test_bars_that_begin_with_0_are_upc_a_of_12_digits() -> None:
    assert read(scene("0023942431015")) == {("023942431015", Symbology.UPCA)}


@pytest.mark.parametrize("degrees", [0, 20, 45, 60, 90, 135, 180])
def test_bars_are_read_at_any_angle(degrees: int) -> None:
    assert read(turned(scene(MILK, 700, 700), degrees)) == {(MILK, Symbology.EAN13)}


def test_two_decoders_agree_on_clean_bars_and_say_where_they_are() -> None:
    candidates = Reader().read(scene(MILK))
    assert len({candidate.engine for candidate in candidates}) >= 2
    for candidate in candidates:
        xs, ys = zip(*candidate.outline, strict=True)
        assert 150 < sum(xs) / 4 < 490
        assert 120 < sum(ys) / 4 < 360


def test_faint_bars_in_a_shadow_are_read() -> None:
    faint = (scene(MILK).astype(np.float32) * 0.06 + 40).astype(np.uint8)
    assert read(faint) == {(MILK, Symbology.EAN13)}


def test_a_qr_code_is_read_as_it_is_written() -> None:
    drawn = cv2.QRCodeEncoder.create().encode("https://example.org/ä")
    frame = np.pad(cv2.resize(drawn, None, fx=6, fy=6, interpolation=cv2.INTER_NEAREST), 60, constant_values=255)
    assert read(np.asarray(frame, np.uint8)) == {("https://example.org/ä", Symbology.QR)}


def test_weak_opinions_of_zbar_do_not_count() -> None:
    frame = scene(MILK)
    strict = Reader(Wanted(quality_min=100_000)).read(frame)
    assert {candidate.engine for candidate in strict} & {"zbar"} == set()
    assert "zbar" in {candidate.engine for candidate in Reader().read(frame)}


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**32 - 1), st.booleans())
def test_no_frame_makes_it_raise(width: int, height: int, seed: int, stripes: bool) -> None:
    noise = np.random.default_rng(seed)
    frame = noise.integers(0, 256, (1 if stripes else height, width), np.uint8)
    frame = np.ascontiguousarray(np.broadcast_to(frame, (height, width)))
    for candidate in Reader().read(frame):
        assert candidate.text
        assert len(candidate.outline) == 4
