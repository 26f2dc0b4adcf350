"""Numbers held against the bars they were read from: the right one, and its nearest wrong neighbours."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.camera.candidates import Candidate, Outline, has_right_check_digit
from hardware.camera.recheck import Verdict, recheck
from hardware.camera.sources import Frame
from hardware.words import Symbology
from tests.hardware.camera.barcodes import check_digit, label_photograph

MILK = "3456700083749"
LOOK_ALIKE = {"1": "7", "7": "1", "2": "8", "8": "2"}
"""What grown or thin bars are mistaken for."""


def read(text: str, outline: Outline, symbology: Symbology = Symbology.EAN13) -> Candidate:
    return Candidate(text, symbology, "zxing", 0, outline)


def look_alikes(text: str) -> Iterator[str]:
    """The numbers with a right check digit that differ from this one by two such mistakes."""
    places = [place for place in range(1, 12) if text[place] in LOOK_ALIKE]
    for first in places:
        for second in range(first + 1, 13):
            for digit in "0123456789":
                other = text[:first] + LOOK_ALIKE[text[first]] + text[first + 1 : second] + digit + text[second + 1 :]
                if digit != text[second] and has_right_check_digit(other):
                    yield other


@pytest.mark.parametrize("gain", [-0.35, 0.0, 0.35])
@pytest.mark.parametrize("blur", [0.25, 0.5])
def test_bars_confirm_their_number_however_much_ink_they_got(gain: float, blur: float) -> None:
    frame, outline = label_photograph(MILK, gain=gain, blur=blur, tilt=4, noise=3)
    assert recheck(frame, read(MILK, outline)) is Verdict.CONFIRMED


@pytest.mark.parametrize("gain", [-0.35, 0.0, 0.35])
def test_a_number_that_looks_alike_is_never_confirmed_and_mostly_refused(gain: float) -> None:
    text = "371728172172"
    text += check_digit(text)
    frame, outline = label_photograph(text, gain=gain, blur=0.45, tilt=-3, noise=3)
    assert recheck(frame, read(text, outline)) is Verdict.CONFIRMED
    wrong = [recheck(frame, read(other, outline)) for other in list(look_alikes(text))[::9]]
    assert len(wrong) > 5
    assert Verdict.CONFIRMED not in wrong
    assert wrong.count(Verdict.REFUSED) > 0.7 * len(wrong)


def test_a_bottle_is_no_plane() -> None:
    frame, outline = label_photograph(MILK, bend=0.12)
    assert recheck(frame, read(MILK, outline)) is Verdict.CONFIRMED


def test_bars_that_lie_elsewhere_say_nothing() -> None:
    frame, outline = label_photograph(MILK)
    aside: Outline = tuple((x, y + 180) for x, y in outline)  # type: ignore[assignment]
    assert recheck(frame, read(MILK, aside)) is Verdict.UNCLEAR


def test_bars_finer_than_a_pixel_say_nothing() -> None:
    frame, outline = label_photograph(MILK, module=0.7)
    assert recheck(frame, read(MILK, outline)) is Verdict.UNCLEAR


def test_a_number_without_bars_is_refused_and_other_kinds_are_not_its_business() -> None:
    frame, outline = label_photograph(MILK)
    assert recheck(frame, read("24963406", outline, Symbology.UPCE)) is Verdict.REFUSED
    assert recheck(frame, read(MILK, outline, Symbology.CODE128)) is Verdict.UNCLEAR


_corner = st.tuples(st.floats(-500, 1500), st.floats(-500, 1500))


@settings(max_examples=15)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**32 - 1), st.tuples(*[_corner] * 4))
def test_no_frame_and_no_outline_make_it_raise_or_confirm(width: int, height: int, seed: int, at: Outline) -> None:
    noise: Frame = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
    assert recheck(noise, read(MILK, at)) is not Verdict.CONFIRMED
