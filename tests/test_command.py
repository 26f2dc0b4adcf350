"""The command line as a technician uses it: good answers, and clear ones when something is wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import cv2
import pytest
from typer.testing import CliRunner

from hardware.cash.essp import Essp
from hardware.link import open_link
from hardware.pump import Pump
from hardware.simulated.barcode_picture import draw
from hardware.words import CashCounts, Word
from kiosk.catalogue.catalogue import Catalogue
from kiosk.command import app
from kiosk.domain.facts import KioskStarted, SessionEnded
from tests.evidence.forging import forge
from tests.evidence.sealed import sealed_journal

ROOT = Path(__file__).parents[1]
PRICES = ROOT / "assets" / "demo" / "prices.csv"
run = CliRunner().invoke


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text(f'[shop]\nname = "Test"\n[kiosk]\nfolder = "{tmp_path / "data"}"\n', encoding="utf-8")
    return path


def test_prices_are_imported_and_found(config: Path, tmp_path: Path) -> None:
    result = run(app, ["import-prices", str(PRICES), "--config", str(config)])
    assert result.exit_code == 0, result.output
    catalogue = Catalogue.open(tmp_path / "data" / "catalogue")
    assert catalogue.articles > 200
    catalogue.close()


def test_one_bad_line_refuses_the_file_and_says_which(config: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("code;name;department;price;vat\n1;Pain;Pain;1,20;5.5\n2;Lait;Lait;-1;5.5\n", encoding="utf-8")
    refused = run(app, ["import-prices", str(bad), "--config", str(config)])
    assert refused.exit_code == 1
    assert "line 3" in refused.output
    assert "prices in force stay" in " ".join(refused.output.split())
    kept = run(app, ["import-prices", str(bad), "--keep-good", "--config", str(config)])
    assert kept.exit_code == 0
    assert "Articles: 1." in kept.output


def test_a_missing_price_file_is_told_in_a_sentence(config: Path, tmp_path: Path) -> None:
    result = run(app, ["import-prices", str(tmp_path / "none.csv"), "--config", str(config)])
    assert result.exit_code == 2
    assert "Nothing was imported" in result.output


def test_a_kiosk_is_no_handheld(config: Path) -> None:
    told = run(app, ["queuebuster", "--config", str(config)])
    assert told.exit_code == 2
    assert "a handheld's has [handheld]" in told.output


def test_the_journal_is_shown_and_verified(config: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    journal = sealed_journal(tmp_path / "data" / "journal.db", durable=True)
    journal.append((KioskStarted("1", 5), SessionEnded()), 5)
    verified = run(app, ["journal", "verify", "--json", "--config", str(config)])
    assert json.loads(verified.output) == {"entries": 3, "intact": True, "fault": ""}
    shown = run(app, ["journal", "show", "--since", "1", "--json", "--config", str(config)])
    first = json.loads(shown.output.splitlines()[0])
    assert (first["number"], first["kind"], first["fact"]) == (2, "KioskStarted", {"version": "1", "at": 5})
    journal.close()


def test_a_changed_journal_is_named_and_the_exit_code_says_so(config: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    journal = sealed_journal(tmp_path / "data" / "journal.db")
    journal.append((KioskStarted("1", 5),), 5)
    journal.close()
    forge(journal.path, lambda db: db.execute("UPDATE journal SET at = 6 WHERE number = 2"))
    result = run(app, ["journal", "verify", "--config", str(config)])
    assert result.exit_code == 1
    assert "écriture 2 " in result.output


def test_without_a_journal_that_is_said(config: Path) -> None:
    result = run(app, ["journal", "verify", "--config", str(config)])
    assert result.exit_code == 2
    assert "there is no journal" in result.output


def test_every_mistake_of_the_configuration_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('[shop]\nname = ""\n[kiosk]\nwidth = 5\n[devices.x]\ndriver = "magic"\n', encoding="utf-8")
    result = run(app, ["run", "--config", str(path)])
    assert result.exit_code == 2
    for key in ("shop.name", "kiosk.width", "devices.x"):
        assert key in result.output


def test_a_picture_is_scanned_as_the_camera_would(tmp_path: Path) -> None:
    picture = tmp_path / "code.png"
    cv2.imwrite(str(picture), draw("4006381333931"))
    result = run(app, ["scan", str(picture), str(tmp_path / "none.png"), "--json"])
    found, missing = map(json.loads, result.output.splitlines())
    assert found == {"picture": str(picture), "codes": [{"symbology": "EAN13", "text": "4006381333931"}]}
    assert missing["codes"] == []
    assert missing["error"]


def test_the_doctor_says_how_each_device_is_and_what_to_do(config: Path, tmp_path: Path) -> None:
    text = config.read_text(encoding="utf-8")
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    cv2.imwrite(str(pictures / "code.png"), draw("4006381333931"))
    text += f'[devices.scanner]\ndriver = "aim"\nlink = "{tmp_path}/nothing"\n'
    text += f'[devices.camera]\ndriver = "camera"\nsource = "{pictures}"\n'
    config.write_text(text, encoding="utf-8")
    result = run(app, ["doctor", "--config", str(config)], env={"COLUMNS": "200"})
    assert result.exit_code == 1
    assert "Lost: link lost" in result.output
    assert "Check its cable" in result.output
    assert "Ready" in result.output


def test_a_simulated_device_runs_by_itself_for_other_peoples_software(tmp_path: Path) -> None:
    link = tmp_path / "notes"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", "from kiosk.command import main; main()", "simulate", "notes", "--link", str(link)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert "answers at" in process.stdout.readline()
        counted = threading.Event()

        def hear(word: Word) -> None:
            if isinstance(word, CashCounts) and dict(word.recycler)[500] == 20:
                counted.set()

        from random import SystemRandom

        pump = Pump(Essp(SystemRandom()), lambda: open_link(str(link), stopbits=2), hear, lambda error: None)
        pump.start()
        assert counted.wait(20)
        pump.stop()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


@pytest.mark.parametrize(("arguments", "said"), [(["magic"], "notes, coins"), (["notes", "--fault", "x=1"], "jam")])
def test_a_device_that_cannot_be_simulated_is_refused_with_what_there_is(arguments: list[str], said: str) -> None:
    result = run(app, ["simulate", *arguments, "--link", "127.0.0.1:0"])
    assert result.exit_code == 2
    assert said in result.output


def test_recalls_are_imported_and_in_force(config: Path, tmp_path: Path) -> None:
    assert run(app, ["import-prices", str(PRICES), "--config", str(config)]).exit_code == 0
    catalogue = Catalogue.open(tmp_path / "data" / "catalogue")
    recalls = tmp_path / "recalls.csv"
    recalls.write_text("code;batch;reason\n3790000001080;L1;Rappel\n", encoding="utf-8")
    result = run(app, ["import-recalls", str(recalls), "--config", str(config)])
    assert result.exit_code == 0, result.output
    assert "Entries: 1." in result.output
    found = catalogue.find("3790000001080")
    assert found
    assert [each.batch for each in found.product.recalls] == ["L1"]
    catalogue.close()


def test_bad_recalls_are_told_and_those_in_force_stay(config: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("code;batch;reason\n3790000001080;L1;\n", encoding="utf-8")
    refused = run(app, ["import-recalls", str(bad), "--config", str(config)])
    assert refused.exit_code == 1
    assert "line 2" in refused.output
    missing = run(app, ["import-recalls", str(tmp_path / "none.csv"), "--config", str(config)])
    assert missing.exit_code == 2
    assert "recalls in force stay" in " ".join(missing.output.split())
