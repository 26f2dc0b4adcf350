"""What three decoders make of drawn bars and of frames that are not pictures of anything."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.camera.candidates import Candidate
from hardware.camera.reader import Reader, Wanted
from hardware.camera.sources import Frame
from hardware.words import Symbology
from tests.hardware.camera.barcodes import check_digit, scene, written

MILK = "3456700083749"


def turned(frame: Frame, degrees: float) -> Frame:
    height, width = frame.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(frame, turn, (width, height), borderValue=120), np.uint8)


def read(frame: Frame, frames: int = 1) -> set[tuple[str, Symbology]]:
    """What is read in so many looks at it: the dear ones take turns."""
    reader = Reader()
    return {(candidate.text, candidate.symbology) for _ in range(frames) for candidate in reader.read(frame)}


def decoders(reader: Reader, frame: Frame) -> set[str]:
    return {candidate.engine for candidate in reader.read(frame)}


@settings(max_examples=20)
@given(st.integers(1, 9).flatmap(lambda first: st.integers(first * 10**11, first * 10**11 + 10**11 - 1)))
def test_any_ean_13_is_read_as_drawn(twelve: int) -> None:
    text = f"{twelve}{check_digit(str(twelve))}"
    assert read(scene(text)) == {(text, Symbology.EAN13)}


def test_bars_that_begin_with_0_are_upc_a_of_12_digits() -> None:
    assert read(scene("0023942431015")) == {("023942431015", Symbology.UPCA)}


@pytest.mark.parametrize("degrees", [0, 20, 45, 60, 90, 135, 180])
def test_bars_are_read_at_any_angle(degrees: int) -> None:
    assert read(turned(scene(MILK, 700, 700), degrees), frames=2) == {(MILK, Symbology.EAN13)}


def test_bars_that_are_read_are_held_against_the_picture_as_a_second_opinion() -> None:
    candidates = Reader().read(scene(MILK))
    assert {candidate.engine for candidate in candidates} == {"zxing", "pixels"}
    for candidate in candidates:
        xs, ys = zip(*candidate.outline, strict=True)
        assert 150 < sum(xs) / 4 < 490
        assert 120 < sum(ys) / 4 < 360


def test_faint_bars_in_a_shadow_are_read() -> None:
    faint = (scene(MILK).astype(np.float32) * 0.06 + 40).astype(np.uint8)
    assert read(faint, frames=5) == {(MILK, Symbology.EAN13)}


def test_a_qr_code_is_read_as_it_is_written() -> None:
    drawn = cv2.QRCodeEncoder.create().encode("https://example.org/ä")
    frame = np.pad(cv2.resize(drawn, None, fx=6, fy=6, interpolation=cv2.INTER_NEAREST), 60, constant_values=255)
    assert read(np.asarray(frame, np.uint8)) == {("https://example.org/ä", Symbology.QR)}


def test_an_easy_code_is_asked_of_the_cheap_decoder_only() -> None:
    reader = Reader()
    assert all(decoders(reader, scene(MILK)) == {"zxing", "pixels"} for _ in range(6))


def test_a_code_that_was_told_is_not_held_against_the_picture_again() -> None:
    assert {candidate.engine for candidate in Reader().read(scene(MILK), told=lambda _: True)} == {"zxing"}


def test_a_dear_look_that_finds_something_goes_on() -> None:
    askew, reader = turned(scene(MILK, 700, 700), 45), Reader()
    assert read(askew) == {(MILK, Symbology.EAN13)}
    assert all(decoders(reader, askew) >= {"zbar", "pixels"} for _ in range(6))


def test_dear_looks_take_turns_while_nothing_is_found() -> None:
    frame, reader = written("plant 7", zxingcpp.BarcodeFormat.DataMatrix), Reader()
    found = [bool(decoders(reader, frame)) for _ in range(reader.dear_looks)]
    turn = found.index(True)
    assert found == [False] * turn + [True] * (reader.dear_looks - turn)
    assert turn > 0


def test_bars_beside_a_web_page_that_was_told_are_still_looked_for_with_all_effort() -> None:
    drawn = cv2.QRCodeEncoder.create().encode("https://example.org/milk")
    web = np.pad(cv2.resize(drawn, None, fx=3, fy=3, interpolation=cv2.INTER_NEAREST), 12, constant_values=255)
    frame = turned(scene(MILK, 900, 700), 45)
    frame[: web.shape[0], : web.shape[1]] = web
    reader = Reader()
    found = [reader.read(frame, told=lambda each: each.symbology is Symbology.QR) for _ in range(5)]
    assert MILK in {candidate.text for candidates in found for candidate in candidates}


def test_weak_opinions_of_zbar_count_only_when_their_bars_are_seen() -> None:
    noisy = scene(MILK)
    strict = Wanted(quality_min=100_000)
    ghost = Candidate("4006381333931", Symbology.EAN13, "zbar", 5, ((10, 10), (200, 10), (200, 60), (10, 60)))
    assert not Reader(strict).believable(noisy, [ghost])
    assert Reader(Wanted(quality_min=1)).believable(noisy, [ghost])
    milk = next(candidate for candidate in Reader().read(noisy) if candidate.engine == "zxing")
    weak = replace(milk, engine="zbar", quality=5)
    assert {each.engine for each in Reader(strict).believable(noisy, [weak])} == {"zbar", "pixels"}


@pytest.mark.parametrize("text", ["1234567890", "15400141288764"])
def test_an_itf_of_other_than_14_digits_or_with_a_wrong_check_digit_is_no_code(text: str) -> None:
    assert read(written(text, zxingcpp.BarcodeFormat.ITF), frames=5) == set()


def test_upc_e_is_read_only_where_it_is_wanted() -> None:
    frame = written("04963406", zxingcpp.BarcodeFormat.UPCE)
    assert read(frame, frames=5) == set()
    found = Reader(Wanted(upce=True)).read(frame)
    assert {(each.text, each.symbology) for each in found} == {("04963406", Symbology.UPCE)}


@settings(max_examples=25)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**32 - 1), st.booleans())
def test_no_frame_makes_it_raise(width: int, height: int, seed: int, stripes: bool) -> None:
    noise = np.random.default_rng(seed)
    frame = noise.integers(0, 256, (1 if stripes else height, width), np.uint8)
    frame = np.ascontiguousarray(np.broadcast_to(frame, (height, width)))
    reader = Reader(Wanted(upce=True))
    for candidate in [candidate for _ in range(5) for candidate in reader.read(frame)]:
        assert candidate.text
        assert len(candidate.outline) == 4
