"""A receipt as a PDF: one narrow page, its font inside, every word on it."""

from __future__ import annotations

import re
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.events import Report
from kiosk.domain.receipt import Separator, Text, parts
from kiosk.domain.reports import parts as report_parts
from kiosk.domain.states import Kiosk
from kiosk.receipts.pdf import WIDTH_MM, receipt_pdf, roboto
from kiosk.receipts.qr import receipt_text
from tests.receipts.shop import PAGE, SEAL, SHOP, done, public, signer

KIOSK = Kiosk(SHOP)


def page_millimetres(file: bytes) -> list[tuple[float, float]]:
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", file)
    return [(float(width) * 25.4 / 72, float(height) * 25.4 / 72) for width, height in boxes]


def streams(file: bytes) -> bytes:
    """Everything that is packed in the file."""
    found = b""
    for packed in re.findall(rb"stream\n(.*?)\nendstream", file, re.DOTALL):
        try:
            found += zlib.decompress(packed)
        except zlib.error:
            continue
    return found


def test_a_receipt_is_one_page_as_narrow_as_the_roll_and_as_long_as_it_needs() -> None:
    short, long_ = (page_millimetres(receipt_pdf(parts(KIOSK, done(lines)))) for lines in (2, 70))
    assert len(short) == len(long_) == 1
    assert short[0][0] == pytest.approx(WIDTH_MM, abs=0.1)
    assert long_[0][1] > short[0][1] * 3


def test_the_font_is_inside_with_the_euro_and_french_letters() -> None:
    file = receipt_pdf(parts(KIOSK, done(15)))
    assert b"/FontFile2" in file
    for character in "€ŒÉéè’":
        assert re.search(rf"<[0-9A-F]{{4}}> <{ord(character):04X}>".encode(), file), character


def test_a_code_lies_below_the_receipt() -> None:
    code = receipt_text(done(5), SHOP, SEAL, public(), signer(), PAGE)
    plain, with_code = receipt_pdf(parts(KIOSK, done(5))), receipt_pdf(parts(KIOSK, done(5)), code)
    assert page_millimetres(with_code)[0][1] > page_millimetres(plain)[0][1] + 40
    assert streams(with_code).count(b" re f") > 1000


def test_reports_are_files_too() -> None:
    assert receipt_pdf(report_parts(KIOSK, Report.X)).startswith(b"%PDF-")


@given(
    st.lists(
        st.builds(Text, st.text(max_size=90), st.text(max_size=50), st.booleans(), st.booleans(), st.booleans())
        | st.just(Separator()),
        max_size=8,
    )
)
@settings(max_examples=15)
def test_any_text_can_be_laid(document: list[Text | Separator]) -> None:
    assert receipt_pdf(document).startswith(b"%PDF-")


def test_the_fonts_of_the_screens_are_where_they_are_looked_for() -> None:
    fonts = roboto()
    assert fonts.regular.is_file()
    assert fonts.bold.is_file()
    assert fonts.spare.is_file()
