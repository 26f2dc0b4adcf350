"""The paperwork of a real till: its own journal, key and prices."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue.catalogue import Catalogue
from kiosk.config import Config
from kiosk.domain.events import Event
from kiosk.domain.facts import Head, KeyAdopted
from kiosk.domain.states import Kiosk
from kiosk.handhelds import Enrolment
from kiosk.paperwork import Evidence, ShopPaperwork, open_evidence
from kiosk.receipts.compact import SignedReceipt, read_code
from kiosk.receipts.plain import SignedText, read_text
from kiosk.receipts.qr import Modules
from kiosk.runtime.baskets import Baskets
from tests.receipts.shop import AT, PAGE, SHOP, done
from tests.receipts.test_codes import seen


def config(folder: Path, **receipts: Any) -> Config:
    return Config.model_validate({"shop": {"name": "Test"}, "kiosk": {"folder": str(folder)}, "receipts": receipts})


@pytest.fixture
def evidence(tmp_path: Path) -> Iterator[Evidence]:
    """A journal with its first key."""
    opened = open_evidence(config(tmp_path), "1")
    opened.journal.append([KeyAdopted(made.key, made.certificate, made.by) for made in opened.unadopted(AT)], AT)
    yield opened
    opened.journal.close()


def said(evidence: Evidence, folder: Path, **receipts: Any) -> str:
    """What the code of a receipt says, made as the office makes it: in another thread than the journal's."""
    with ThreadPoolExecutor(1) as office:
        rows = office.submit(lambda: paperwork(evidence, folder, **receipts).receipt_code(done(3))).result()
    return seen(Modules(0, rows))


def paperwork(evidence: Evidence, folder: Path, address: tuple[str, ...] = (), **receipts: Any) -> ShopPaperwork:
    posted: list[Event] = []
    settings = config(folder, **receipts)
    shop = replace(SHOP, address=address or SHOP.address)
    catalogue = Catalogue.open(folder / "catalogue")
    enrolment = Enrolment(settings, Baskets())
    return ShopPaperwork(settings, shop, evidence, catalogue, posted.append, lambda: Kiosk(shop), enrolment)


def test_a_code_leads_to_the_shop_s_page_and_is_signed_with_the_till_s_own_key(
    evidence: Evidence, tmp_path: Path
) -> None:
    text = said(evidence, tmp_path, link=PAGE)
    found = read_code(text)
    assert text.startswith(f"{PAGE}#")
    assert isinstance(found, SignedReceipt)
    assert found.key == evidence.journal.signer[0].certificate.point


def test_without_a_page_the_code_is_the_receipt_as_text(evidence: Evidence, tmp_path: Path) -> None:
    found = read_text(said(evidence, tmp_path))
    assert isinstance(found, SignedText)
    assert "Ticket 1234" in found.text


def test_an_address_that_fills_the_code_is_refused_as_the_office_expects(evidence: Evidence, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too long for a QR code"):
        paperwork(evidence, tmp_path, ("12 quai de l’Odet " * 40,) * 2).receipt_code(done(3))


@pytest.mark.parametrize(("receipts", "linked"), [({}, False), ({"link": PAGE}, True)])
def test_the_screen_knows_whether_a_code_is_a_link(tmp_path: Path, receipts: dict[str, str], linked: bool) -> None:
    assert config(tmp_path, **receipts).domain_shop("1").receipt_link is linked


def test_a_witness_whose_disk_is_gone_is_told_once_and_once_when_it_is_back(
    evidence: Evidence, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    office, witness = paperwork(evidence, tmp_path), tmp_path / "witness"
    witness.rmdir()
    for _ in range(3):
        office.keep_witness()
    witness.mkdir()
    for _ in range(3):
        office.keep_witness()
    said = [record.getMessage() for record in caplog.records if "witness" in record.getMessage()]
    assert len(said) == 2
    assert "cannot be kept" in said[0]
    assert "kept again" in said[1]


def test_a_journal_that_cannot_be_read_does_not_stop_the_kiosk_over_its_witness(
    evidence: Evidence, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """After an older journal was put back the witness looks into the journal: on a failing disk that breaks."""
    head = (Head("event", 99, "x" * 86),)
    evidence.witness.keep(500, b"\1" * 32, head, evidence.journal.key)
    assert evidence.witness.compare(evidence.journal)
    office = paperwork(evidence, tmp_path)
    with evidence.journal._connection.begin():
        evidence.journal._connection.exec_driver_sql("DROP TABLE journal")
    office.keep_witness()
    assert "cannot be kept" in caplog.text
