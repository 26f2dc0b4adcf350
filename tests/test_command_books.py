"""Commands about the books, on a till that has sold for some days."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.command import app
from kiosk.config import load
from kiosk.domain import facts as f
from kiosk.evidence.record import Record
from kiosk.evidence.witness import Witness
from kiosk.exports.fec_check import check_fec
from kiosk.paperwork import open_evidence
from tests.evidence.tills import Till

run = CliRunner().invoke


class Shop:
    """A stopped kiosk's folder and its kiosk.toml."""

    def __init__(self, folder: Path) -> None:
        self.data, self.usb, self.config = folder / "data", folder / "usb", folder / "kiosk.toml"
        self.usb.mkdir()
        self.till = Till(self.data, "2025-12-30")
        for _ in range(3):
            self.till.day(4)
        self.till.sell()
        witness = self.data / "witness"
        witness.mkdir()
        entry, digest = self.till.journal.head
        Witness(witness).keep(entry, digest, self.till.journal.heads().values(), self.till.journal.key)
        self.till.close()
        self.config.write_text(
            '[shop]\nname = "Épicerie"\nsiret = "12345678900011"\n'
            f'[kiosk]\nfolder = "{self.data}"\n[archives]\nfolder = "{self.usb}"\n',
            encoding="utf-8",
        )

    def says(self, *arguments: str, code: int = 0) -> str:
        result = run(app, [*arguments, "--config", str(self.config)])
        assert result.exit_code == code, result.output
        return " ".join(result.output.split())

    def facts(self, kind: type[f.Fact]) -> list[f.Fact]:
        record = Record(self.data / "journal.db")
        found = [fact for fact in record.facts() if isinstance(fact, kind)]
        assert record.verify().intact
        record.close()
        return found


def test_what_is_open_is_written_as_a_table(shop: Shop, tmp_path: Path) -> None:
    assert "soldes-" in shop.says("balances", "--to", str(tmp_path), "--reminders")
    (path,) = tmp_path.glob("soldes-*.csv")
    assert path.read_text(encoding="utf-8-sig").startswith("Genre;Référence;Compte")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_an_archive_of_the_closed_year_lies_on_the_stick_and_verifies_alone(shop: Shop) -> None:
    assert "read back and intact" in shop.says("archive", "2025")
    (archive,) = shop.usb.iterdir()
    verifier = Path(__file__).parents[1] / "kiosk" / "evidence" / "verify_archive.py"
    done = subprocess.run([sys.executable, "-I", str(verifier), str(archive)], capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout.startswith("INTACTE")
    (made,) = shop.facts(f.ArchiveMade)
    assert isinstance(made, f.ArchiveMade)
    assert (made.kind, made.first_day, made.last_day, made.by) == ("year", "2025-12-30", "2025-12-31", "console")


def test_an_open_period_is_refused_with_what_can_be_done_instead(shop: Shop) -> None:
    assert "a free archive can be made of it" in shop.says("archive", "2026", code=2)
    assert not list(shop.usb.iterdir())
    assert "read back" in shop.says("archive", "2026-01-01..2026-01-31")


def test_a_running_kiosk_keeps_its_journal_to_itself(shop: Shop) -> None:
    evidence = open_evidence(load(shop.config), "1")
    assert "running" in shop.says("archive", "2025", code=2)
    evidence.journal.close()


def test_x_and_z_are_shown_while_the_journal_is_only_read(shop: Shop) -> None:
    so_far = shop.says("report", "x")
    assert "X 02/01/2026" in so_far
    assert "Tickets 1 " in so_far
    assert "Z JOUR" in (day := shop.says("report", "day", "2025-12-31"))
    assert "Signature n° 2" in day
    assert "Z ANNÉE" in shop.says("report", "year")
    assert "no such closing" in shop.says("report", "day", "2024-01-01", code=2)


def test_a_receipt_of_the_past_becomes_a_pdf_and_a_numbered_duplicate(shop: Shop, tmp_path: Path) -> None:
    pdf = tmp_path / "receipt.pdf"
    shop.says("receipt", "2", "--pdf", str(pdf))
    assert pdf.read_bytes().startswith(b"%PDF")
    shop.says("receipt", "2", "--pdf", str(pdf))
    copies = [fact.copy for fact in shop.facts(f.DuplicateIssued) if isinstance(fact, f.DuplicateIssued)]
    assert copies[-2:] == [copies[-1] - 1, copies[-1]]
    assert "not in this journal" in shop.says("receipt", "99999", "--pdf", str(pdf), code=2)


def test_the_accountant_gets_a_fec_that_keeps_the_rules(shop: Shop, tmp_path: Path) -> None:
    period = ("--from", "2025-12-01", "--to", "2025-12-31", "--folder", str(tmp_path))
    shop.says("export", "fec", *period)
    assert not check_fec(tmp_path / "123456789FEC20251231.txt")
    for what in ("days", "tickets", "lines"):
        assert f"{what}-1-2025-12-01-2025-12-31.csv" in shop.says("export", what, *period)


def test_a_period_without_a_closed_day_is_told_and_leaves_no_file(shop: Shop, tmp_path: Path) -> None:
    place = tmp_path / "out"
    place.mkdir()
    shop.says("export", "fec", "--from", "2024-01-01", "--to", "2024-12-31", "--folder", str(place), code=2)
    assert not list(place.iterdir())
    assert "Nothing was exported" in shop.says("export", "fec", "--from", "yesterday", "--to", "2024-12-31", code=2)


def test_a_new_key_is_told_and_waits_for_the_kiosk(shop: Shop) -> None:
    before = shop.says("key", "show").split()
    assert len(before) == 1
    assert "Start the kiosk" in shop.says("key", "rotate")
    assert shop.says("key", "show").split() == before
    assert "start the kiosk" in shop.says("archive", "2025", code=2)


def test_what_an_archive_holds_may_leave_and_grand_totals_stay(shop: Shop) -> None:
    shop.says("archive", "2025")
    (archive,) = shop.usb.iterdir()
    assert "have left the journal" in shop.says("purge", str(archive))
    (purged,) = shop.facts(f.Purged)
    assert isinstance(purged, f.Purged)
    assert "Z ANNÉE 2025" in shop.says("report", "year")
    assert "X 02/01/2026" in shop.says("report", "x")


def test_an_altered_archive_purges_nothing(shop: Shop) -> None:
    shop.says("archive", "2025")
    (archive,) = shop.usb.iterdir()
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 1
    archive.write_bytes(data)
    assert "Nothing was purged" in shop.says("purge", str(archive), code=2)
    assert not shop.facts(f.Purged)
