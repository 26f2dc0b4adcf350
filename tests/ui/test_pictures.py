"""An article shows its picture, or its first letter; the first frame is told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from kiosk.domain.views import BasketView
from tests.ui.conftest import FRENCH, Kiosk


@pytest.fixture
def shop(kiosk: Kiosk, tmp_path: Path) -> Iterator[Kiosk]:
    (tmp_path / "pictures").mkdir()
    Image.new("RGB", (8, 8), "#AA3322").save(tmp_path / "pictures" / "bread.png")
    Image.new("RGB", (8, 8), "#AA3322").save(tmp_path / "secret.png")
    before, kiosk.offscreen.app.assets = kiosk.offscreen.app.assets, tmp_path
    yield kiosk
    kiosk.offscreen.app.assets = before


@pytest.mark.parametrize(
    ("picture", "source", "letter"),
    [("bread", "bread.png", ""), ("cheese", "", "É"), ("", "", "É"), ("../secret", "", "É")],
)
def test_an_article_has_a_picture_or_a_letter(shop: Kiosk, picture: str, source: str, letter: str) -> None:
    from kiosk.ui.widgets.picture import Picture

    tile = Picture(picture=picture, article="éclair")
    assert (Path(tile.source).name, tile.letter) == (source, letter)


def test_a_basket_with_pictures_is_drawn(shop: Kiosk) -> None:
    view = FRENCH["basket_1"]
    assert isinstance(view, BasketView)
    with_picture = replace(view, lines=(replace(view.lines[0], picture="bread"),))
    assert shop.show(with_picture).view == with_picture


def test_the_first_frame_is_told_once(kiosk: Kiosk) -> None:
    kiosk.show("basket_3")
    kiosk.show("card")
    assert kiosk.first_frames == [True]
