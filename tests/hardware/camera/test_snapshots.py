"""Pictures scanned by the command, and the photographs we are measured by."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from hardware.camera.rate import photographs, rate
from hardware.camera.snapshots import hand_held, scan_pictures, told
from tests.hardware.camera.barcodes import scene, written

MILK = "3456700083749"
MANIFEST = Path(__file__).parents[3] / "../shared/barcodes/manifest.tsv"


def test_a_picture_is_told_with_its_codes(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "milk.png"), scene(MILK))
    (shot,) = scan_pictures([tmp_path / "milk.png"])
    codes = [{"symbology": "EAN13", "text": MILK}]
    assert told(shot) == {"picture": str(tmp_path / "milk.png"), "codes": codes}


def test_a_upc_a_is_told_in_12_digits(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "us.png"), scene("0023942431015"))
    (shot,) = scan_pictures([tmp_path / "us.png"])
    assert told(shot)["codes"] == [{"symbology": "UPCA", "text": "023942431015"}]


def test_an_add_on_is_told_beside_its_code(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "paper.png"), written("9771234567003 12", zxingcpp.BarcodeFormat.EAN13))
    (shot,) = scan_pictures([tmp_path / "paper.png"])
    assert told(shot)["codes"] == [{"symbology": "EAN13", "text": "9771234567003", "add_on": "12"}]


def test_an_empty_table_has_no_codes(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "table.png"), np.full((480, 640), 120, np.uint8))
    (shot,) = scan_pictures([tmp_path / "table.png"])
    assert told(shot)["codes"] == []


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "bad.jpg").write_bytes(b"")
    cv2.imwrite(str(tmp_path / "milk.png"), scene(MILK))
    bad, gone, good = map(told, scan_pictures([tmp_path / "bad.jpg", tmp_path / "gone.jpg", tmp_path / "milk.png"]))
    assert bad == {"picture": str(tmp_path / "bad.jpg"), "codes": [], "error": "empty"}
    assert gone["error"] == "No such file or directory"
    assert good["codes"] == [{"symbology": "EAN13", "text": MILK}]


def test_the_same_hand_holds_the_picture_the_same_way() -> None:
    once, again = (list(hand_held(scene(MILK), seed=7)) for _ in range(2))
    assert len(once) == 5
    assert all(np.array_equal(a, b) for a, b in zip(once, again, strict=True))
    assert not np.array_equal(once[1], list(hand_held(scene(MILK), seed=8))[1])


@pytest.mark.skipif(not MANIFEST.is_file(), reason="needs ../shared")
def test_photographs_are_read_and_never_wrongly() -> None:
    told = rate(photographs(MANIFEST)[::5], seed=1)
    assert told.wrong == ()
    assert told.rate >= 0.8
