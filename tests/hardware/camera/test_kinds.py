"""Every kind of code a shop meets, through the camera's whole path: blurred, tilted, in noise, held by a hand."""

import cv2
import numpy as np
import pytest
import zxingcpp

from hardware.camera.reader import Reader, Wanted
from hardware.camera.snapshots import hand_held
from hardware.camera.sources import Frame
from hardware.camera.votes import Accepted, Votes
from hardware.words import Symbology
from tests.hardware.camera.barcodes import check_digit, label_photograph, written

Kind = zxingcpp.BarcodeFormat
FRAMES = 6


def photographed(frame: Frame, seed: int) -> Frame:
    """Not quite in focus, not quite straight, a little dark, with grain."""
    light = np.random.default_rng(seed)
    height, width = frame.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), light.uniform(-4, 4), 1)
    tilted = cv2.warpAffine(frame, turn, (width, height), borderValue=120)
    soft = cv2.GaussianBlur(tilted, (0, 0), light.uniform(0.4, 0.9)).astype(np.float64)
    return np.clip(light.uniform(0.6, 0.95) * soft + light.normal(0, 3, frame.shape), 0, 255).astype(np.uint8)


def accepted(frame: Frame, seed: int = 0, upce: bool = False, frames: int = FRAMES) -> list[Accepted]:
    reader, votes = Reader(Wanted(upce=upce)), Votes()
    held = hand_held(frame, seed, frames)
    return [code for each in held for code in votes.see(reader.read(each, votes.holds))]


@pytest.mark.parametrize("seed", [11, 12])
@pytest.mark.parametrize(
    ("kind", "content", "symbology", "text", "gtin"),
    [
        (Kind.EAN13, "3456700083749", Symbology.EAN13, "3456700083749", "03456700083749"),
        (Kind.EAN8, "42191605", Symbology.EAN8, "42191605", "00000042191605"),
        (Kind.UPCA, "023942431015", Symbology.UPCA, "023942431015", "00023942431015"),
        (Kind.UPCE, "04963406", Symbology.UPCE, "04963406", "00049000006346"),
        (Kind.ITF14, "15400141288763", Symbology.ITF, "15400141288763", "15400141288763"),
        (Kind.Code128, "ABC-123", Symbology.CODE128, "ABC-123", None),
        (Kind.DataBarOmni, "04412345678909", Symbology.DATABAR, "0104412345678909", "04412345678909"),
        (Kind.DataBarStk, "04412345678909", Symbology.DATABAR, "0104412345678909", "04412345678909"),
        (Kind.DataBarStkOmni, "04412345678909", Symbology.DATABAR, "0104412345678909", "04412345678909"),
        (Kind.DataBarLtd, "01234567890128", Symbology.DATABAR, "0101234567890128", "01234567890128"),
        (
            Kind.DataBarExp,
            "(01)90012345678908(3103)001750",
            Symbology.DATABAR_EXPANDED,
            "01900123456789083103001750",
            "90012345678908",
        ),
        (
            Kind.DataBarExpStk,
            "(01)90012345678908(3103)001750",
            Symbology.DATABAR_EXPANDED,
            "01900123456789083103001750",
            "90012345678908",
        ),
        (
            Kind.QRCode,
            "https://id.gs1.org/01/09506000134352/10/A",
            Symbology.QR,
            "https://id.gs1.org/01/09506000134352/10/A",
            "09506000134352",
        ),
        (Kind.DataMatrix, "plant 7", Symbology.DATAMATRIX, "plant 7", None),
    ],
)
def test_each_kind_is_told_as_what_it_is(
    kind: Kind, content: str, symbology: Symbology, text: str, gtin: str | None, seed: int
) -> None:
    (code,) = accepted(photographed(written(content, kind, module=4), seed), seed, upce=True)
    assert (code.text, code.symbology, code.gtin) == (text, symbology, gtin)


@pytest.mark.parametrize("kind", [Kind.Code128, Kind.DataMatrix, Kind.QRCode])
def test_gs1_messages_are_told_apart_from_plain_codes(kind: Kind) -> None:
    code = zxingcpp.create_barcode("(01)09506000134352(10)A7", kind, gs1=True)
    drawn = np.array(zxingcpp.write_barcode_to_image(code, scale=3, add_quiet_zones=True))
    (told,) = accepted(np.pad(drawn, 100, constant_values=255))
    assert told.symbology in (Symbology.GS1_128, Symbology.GS1_DATAMATRIX, Symbology.GS1_QR)
    assert (told.text, told.gtin) == ("010950600013435210A7", "09506000134352")


@pytest.mark.parametrize(("text", "add_on"), [("9771234567003", "12"), ("9782123456803", "51299")])
def test_an_add_on_is_told_with_its_code(text: str, add_on: str) -> None:
    (code,) = accepted(photographed(written(f"{text} {add_on}", Kind.EAN13), 13))
    assert (code.text, code.add_on) == (text, add_on)


@pytest.mark.parametrize("seed", range(1000, 1014))
def test_no_wrong_article_comes_from_grown_bars_in_a_blur(seed: int) -> None:
    light = np.random.default_rng(seed)
    text = str(light.integers(1, 9)) + "".join(light.choice(list("1278"), 11))
    text += check_digit(text)
    frame, _ = label_photograph(
        text,
        module=light.uniform(1.4, 3.5),
        gain=light.uniform(-0.5, 0.5),
        blur=light.uniform(0.3, 0.8),
        tilt=light.uniform(-20, 20),
        noise=light.uniform(1, 6),
        seed=seed,
    )
    assert {code.text for code in accepted(frame, seed, upce=True, frames=5)} <= {text}


def test_most_labels_with_grown_bars_are_read_all_the_same() -> None:
    read = 0
    for seed in range(6):
        text = f"34567{seed}128172"
        text += check_digit(text)
        frame, _ = label_photograph(text, module=2.2, gain=0.15 * (seed - 3), blur=0.45, tilt=5 * seed - 15, noise=3)
        read += [code.text for code in accepted(frame, seed, frames=5)] == [text]
    assert read >= 5


def test_an_empty_counter_shows_no_articles() -> None:
    grain = np.random.default_rng(5).normal(120, 8, (480, 640)).astype(np.uint8)
    assert accepted(grain, upce=True, frames=6) == []
