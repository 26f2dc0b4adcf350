"""The demonstration's scripted customer: the whole kiosk over real links, with real pixels, through a power cut."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from kiosk.evidence.record import Record
from kiosk.evidence.verify_archive import check_archive

ROOT = Path(__file__).parents[1]


def test_the_scripted_customer_buys_and_leaves_pictures_receipts_and_an_intact_journal(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SDL_AUDIODRIVER": "dummy"}
    command = [sys.executable, "-c", "from kiosk.command import main; main()"]
    arguments = ["demo", "--headless", "--output", str(tmp_path)]
    done = subprocess.run(
        [*command, *arguments], env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (folder,) = tmp_path.iterdir()
    pictures = sorted(folder.glob("[0-9]*.png"))
    assert len(pictures) >= 30
    for picture in pictures:
        assert Image.open(picture).size == (1080, 1920)
        assert len(set(Image.open(picture).convert("L").resize((64, 64)).tobytes())) > 4, f"{picture.name} is blank"
    receipt = (folder / "receipt-1.txt").read_text(encoding="utf-8")
    assert "TOTAL" in receipt
    assert (folder / "receipt-1.png").exists()
    record = Record(folder / "journal.db")
    assert record.verify().intact
    record.close()
    (archive,) = folder.glob("archive-*.zip")
    assert check_archive(str(archive))[1].tickets == 3
    facts = [json.loads(line) for line in (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    kinds = [fact["kind"] for fact in facts]
    assert kinds.count("SaleCompleted") == 3
    assert kinds.count("SaleParked") == kinds.count("BasketTaken") == 1
    (*_, handed_over) = [fact["fact"] for fact in facts if fact["kind"] == "SaleCompleted"]
    assert len(handed_over["lines"]) == 40  # from the handheld's screen to a paid receipt
    assert sorted(path.name for path in (folder / "handheld").iterdir())[-1] == "02-code-for-the-customer.png"
    assert kinds.count("KioskStarted") == 2  # the power was cut once
    (payout,) = [fact["fact"] for fact in facts if fact["kind"] == "PayoutFinished"]
    (started,) = [fact["fact"] for fact in facts if fact["kind"] == "PayoutStarted"]
    assert payout["paid"] == started["amount"]
