"""The self-test of a scanner: each thing that can be set wrong has its own word, on real terminal lines, too."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Queue

import cv2
import numpy as np
import pytest
import zxingcpp
from typer.testing import CliRunner

from hardware.scanner import keyboard
from hardware.scanner.keyboard import Layout
from hardware.scanner.message import Manner
from hardware.simulated.aim import IDENTIFIERS, AimEmulator
from hardware.simulated.hid_pos import HidPosEmulator
from hardware.simulated.serve import serve
from hardware.simulated.ssi import SsiEmulator
from hardware.simulated.wedge import WedgeEmulator
from hardware.simulated.when_connected import WhenConnected
from hardware.wire import Emulator
from hardware.words import CodeSeen
from kiosk.command import app
from kiosk.config import parse
from kiosk.scanner_check import GS, SHEET, Finding, NoScanner, SheetCode, judge, listen
from kiosk.scanner_sheet import SETTINGS, drawn, sheet_pdf
from tests.receipts.test_pdf import page_millimetres, streams

PATIENCE_SECONDS = 30.0
READY = "hand: ready, read the codes of the sheet"
PLAIN = zxingcpp.TextMode.Plain
EAN, GS1 = SHEET[0], SHEET[4]


def sent(code: SheetCode) -> str:
    return IDENTIFIERS[code.symbology] + code.text


def on_keys_of(other: Layout, text: str) -> str:
    """What is read when the scanner plays the other keyboard and nobody notices."""
    mine = Layout.US if other is Layout.FRENCH else Layout.FRENCH
    return keyboard.text_of([keyboard.stroke_for(sign, other) for sign in text], mine)


@pytest.mark.parametrize("code", SHEET, ids=lambda code: code.name)
def test_a_well_set_scanner_is_right(code: SheetCode) -> None:
    for driver in ("aim", "ssi", "wedge", "hid-pos"):
        assert judge(Manner(sent(code)), driver, True).findings == (Finding.RIGHT,)
        assert judge(Manner(sent(code)), driver, True).code == code.name


@pytest.mark.parametrize(
    ("manner", "driver", "findings"),
    [
        (Manner(sent(EAN), french=True), "wedge", {Finding.FRENCH}),
        (Manner(EAN.text), "aim", {Finding.NO_IDENTIFIER}),
        (Manner(EAN.text), "ssi", {Finding.RIGHT}),
        (Manner(SHEET[2].text[1:]), "wedge", {Finding.NO_IDENTIFIER}),
        (Manner(sent(GS1).replace(GS, "")), "wedge", {Finding.GS_LOST}),
        (Manner(sent(EAN), ended=False), "aim", {Finding.NO_SUFFIX}),
        (Manner("]C0" + EAN.text), "aim", {Finding.WRONG_KIND}),
        (Manner(on_keys_of(Layout.FRENCH, EAN.text)), "wedge", {Finding.OTHER_KEYBOARD, Finding.NO_IDENTIFIER}),
        (Manner(on_keys_of(Layout.US, sent(EAN)), french=True), "wedge", {Finding.OTHER_KEYBOARD}),
        (Manner("]C0" + SHEET[3].text.replace("YZ", "ZY")), "wedge", {Finding.OTHER_KEYBOARD}),
        (Manner("]E04006381333931"), "aim", {Finding.UNKNOWN}),
        (Manner("\ufffd"), "wedge", {Finding.UNKNOWN}),
        (Manner(""), "aim", {Finding.UNKNOWN}),
    ],
)
def test_what_is_set_wrong_has_its_own_word(manner: Manner, driver: str, findings: set[Finding]) -> None:
    judgement = judge(manner, driver, True)
    assert set(judgement.findings) == findings
    assert judgement.is_good is (findings <= {Finding.RIGHT, Finding.FRENCH})


def test_without_a_configured_suffix_none_is_missing() -> None:
    assert judge(Manner(sent(EAN), ended=False), "wedge", False).is_good


def test_the_sheet_is_one_page_with_every_setting_in_french() -> None:
    file = sheet_pdf()
    ((width, height),) = page_millimetres(file)
    assert (round(width), round(height)) == (210, 297)
    assert streams(file).count(b" re f") > 300
    assert set(SETTINGS) == set(Finding) - {Finding.RIGHT}


@pytest.mark.parametrize("code", SHEET, ids=lambda code: code.name)
def test_the_bars_say_what_they_must(code: SheetCode) -> None:
    modules = drawn(code)
    rows = modules if len(modules) > 1 else modules.repeat(60, axis=0)
    picture = np.pad(np.kron(255 - 255 * rows.astype(np.uint8), np.ones((4, 4), np.uint8)), 60, constant_values=255)
    (read,) = zxingcpp.read_barcodes(picture, text_mode=PLAIN)
    assert (read.symbology_identifier, read.text) == (IDENTIFIERS[code.symbology], code.text)


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm (poppler-utils) draws the page, and is not here")
def test_the_printed_page_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    assert CliRunner().invoke(app, ["scanner-sheet", "--out", str(file)]).exit_code == 0
    subprocess.run(["pdftoppm", "-r", "300", "-gray", "-png", str(file), str(tmp_path / "page")], check=True)
    (page,) = tmp_path.glob("page*.png")
    picture = cv2.imread(str(page), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    assert {read.text for read in zxingcpp.read_barcodes(picture, text_mode=PLAIN)} == {code.text for code in SHEET}


def test_a_sheet_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["scanner-sheet", "--out", str(tmp_path)])
    assert result.exit_code == 2


Scanner = AimEmulator | WedgeEmulator | HidPosEmulator | SsiEmulator


def reading_the_sheet(scanner: Scanner) -> Emulator:
    """It reads the whole sheet when a host is there."""

    def read() -> None:
        for code in SHEET:
            scanner.scan(code.text, code.symbology)

    return WhenConnected(scanner, read)


def listened(make: Callable[[], Scanner], driver: str, folder: Path, more: str = "", seconds: float = 20) -> list[str]:
    """What the self-test says of this scanner on a real line, the verdict of the command last."""
    stopped, ready, said = threading.Event(), Queue[str](), list[str]()
    where = folder / "line"
    device = threading.Thread(target=serve, args=(reading_the_sheet(make()), str(where), stopped, ready.put))
    device.start()
    try:
        ready.get(timeout=PATIENCE_SECONDS)
        config = parse(f'[shop]\nname = "B"\n[devices.hand]\ndriver = "{driver}"\nlink = "{where}"\n{more}')
        good = listen(config, said.append, seconds)
    finally:
        stopped.set()
        device.join()
    return [*(line for line in said if line != READY), "good" if good else "not good"]


@pytest.mark.parametrize(
    ("driver", "make"),
    [("aim", AimEmulator), ("ssi", SsiEmulator), ("wedge", WedgeEmulator), ("hid-pos", HidPosEmulator)],
)
def test_every_kind_of_scanner_is_heard_through_its_own_driver(
    driver: str, make: Callable[[], Scanner], tmp_path: Path
) -> None:
    said = listened(make, driver, tmp_path)
    assert said == [
        *(f"hand: {code.name}: right." for code in SHEET),
        *("hand: all codes of the sheet are right", "good"),
    ]


def test_a_french_keyboard_is_put_right_and_a_lost_gs_is_told(tmp_path: Path) -> None:
    said = listened(lambda: WedgeEmulator(Layout.FRENCH, gs="lost"), "wedge", tmp_path, seconds=1)
    assert "hand: EAN-13: French keyboard, put right. Nothing must be done" in said[0]
    assert "hand: GS1-128: French keyboard, put right, GS lost." in said[4]
    assert said[-2:] == ["hand: not yet right: GS1-128", "not good"]


def test_a_fixed_layout_that_is_not_the_scanners_is_told(tmp_path: Path) -> None:
    said = listened(lambda: WedgeEmulator(identifies=False), "wedge", tmp_path, 'layout = "fr"', seconds=1)
    assert "keyboard of another country" in said[0]
    assert "Set the keyboard country to 'USA'" in said[0]


def test_without_any_scanner_the_command_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoScanner):
        listen(parse('[shop]\nname = "B"'), print, 1)
    config = tmp_path / "kiosk.toml"
    config.write_text('[shop]\nname = "B"')
    assert CliRunner().invoke(app, ["scanner-test", "--config", str(config)]).exit_code == 2


def test_a_scanner_that_is_not_there_is_told_and_not_waited_for_forever(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('[shop]\nname = "B"\n[devices.hand]\ndriver = "wedge"\nlink = "evdev:/dev/input/none"\n')
    result = CliRunner().invoke(app, ["scanner-test", "--config", str(config), "--seconds", "1"])
    assert result.exit_code == 1
    assert "link lost. /dev/input/none: device missing" in result.output
    assert "not yet right: EAN-13" in result.output


def test_what_the_check_calls_right_the_wires_read_as_such() -> None:
    from hardware.scanner.message import read_message

    for code in SHEET:
        assert read_message(sent(code)) == CodeSeen(code.text, code.symbology)
