"""Baskets through real QR codes and the camera's own path: seen from aside, blurred, noisy, in a hand that moves."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.baskets.basket import Basket
from kiosk.baskets.parts import join
from kiosk.baskets.seal import Genuine, unseal
from tests.baskets.stall import NOW, TRUSTED, basket, many, one_text, picture, sealed, seen_by_camera, usual_lines
from tests.baskets.strategies import lines


def gathered(texts: list[str]) -> Basket:
    parts = {}
    for text in texts:
        found = unseal(text, TRUSTED, NOW)
        assert isinstance(found, Genuine)
        parts[found.part.number] = found.part
    return join(parts)


@given(
    st.lists(lines, min_size=1, max_size=30).map(tuple),
    st.integers(0, 2**16),
    st.floats(0.5, 0.85),
    st.floats(0.6, 1.4),
    st.floats(0, 0.08),
)
@settings(max_examples=3, suppress_health_check=list(HealthCheck))
def test_any_basket_is_read_back_by_the_camera(
    inside: tuple[object, ...], seed: int, share: float, blur: float, tilt: float
) -> None:
    made = basket(*inside)  # type: ignore[arg-type]
    texts = sealed(made)
    read = seen_by_camera(picture(text, share, blur, tilt, seed) for text in texts)
    assert gathered(read) == made


def test_a_full_code_is_read_within_three_frames_at_half_the_picture_s_height() -> None:
    text = one_text(basket(*usual_lines(45)))
    assert len(text) > 570
    assert seen_by_camera([picture(text, 0.5, 1.2)], frames=3) == [text]


def test_the_codes_of_a_long_basket_are_read_one_after_the_other_in_any_order() -> None:
    made = many(100)
    assert gathered(seen_by_camera(picture(text) for text in reversed(sealed(made)))) == made


@pytest.mark.parametrize("share", [0.08])
def test_a_code_that_is_too_small_is_not_read_at_all_rather_than_wrongly(share: float) -> None:
    assert seen_by_camera([picture(one_text(), share)], frames=2) == []
