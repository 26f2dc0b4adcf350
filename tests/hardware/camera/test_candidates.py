"""Which article a code stands for."""

import pytest

from hardware.camera.candidates import gtin, identity, in_store
from hardware.words import Symbology


@pytest.mark.parametrize(
    ("text", "symbology", "number"),
    [
        ("4006381333931", Symbology.EAN13, "04006381333931"),
        ("42191605", Symbology.EAN8, "00000042191605"),
        ("023942431015", Symbology.UPCA, "00023942431015"),
        ("05096893", Symbology.UPCE, "00050968000093"),
        ("04963406", Symbology.UPCE, "00049000006346"),
        ("0102001234567893", Symbology.DATABAR, "02001234567893"),
        ("0190012345678908320200175013100312", Symbology.DATABAR_EXPANDED, "90012345678908"),
        ("https://id.gs1.org/01/09506000134352/10/ABC", Symbology.QR, "09506000134352"),
        ("https://example.org/gtin/4006381333931?x=1", Symbology.QR, "04006381333931"),
        ("https://example.org/01/123", Symbology.QR, None),
        ("4006381333931", Symbology.QR, None),
        ("4006381333931", Symbology.CODE128, None),
        ("10ABC", Symbology.GS1_128, None),
        ("", Symbology.UPCE, None),
    ],
)
def test_a_code_carries_the_number_of_its_article(text: str, symbology: Symbology, number: str | None) -> None:
    assert gtin(text, symbology) == number


def test_a_number_is_one_article_in_every_retail_symbology() -> None:
    assert identity("023942431015", Symbology.UPCA) == identity("0023942431015", Symbology.EAN13)


def test_two_weighed_packs_of_one_article_are_two_codes() -> None:
    light, heavy = "01900123456789083103000500", "01900123456789083103000900"
    assert identity(light, Symbology.GS1_128) != identity(heavy, Symbology.GS1_128)


@pytest.mark.parametrize("text", ["2294875026113", "0212345678901", "2912345678901"])
def test_the_prefixes_of_price_labels_are_in_store(text: str) -> None:
    assert in_store(text, Symbology.EAN13)


def test_a_upc_a_of_number_system_2_and_an_ean_8_of_prefix_2_are_in_store() -> None:
    assert in_store("212345678901", Symbology.UPCA)
    assert in_store("24057257", Symbology.EAN8)


def test_a_brands_number_and_a_web_page_are_not_in_store() -> None:
    assert not in_store("4006381333931", Symbology.EAN13)
    assert not in_store("023942431015", Symbology.UPCA)
    assert not in_store("2294875026113", Symbology.QR)
