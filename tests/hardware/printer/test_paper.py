"""Documents as bytes: what the printer is sent, and that nothing of it is lost on paper."""

from __future__ import annotations

import pytest
import qrcode
from escpos.printer import Dummy
from hypothesis import given
from hypothesis import strategies as st

from hardware.printer.paper import CP858, QR_BYTES, UNPRINTABLE, WPC1252, CodePage, encode, rows
from hardware.simulated.paper_roll import PrintedLine, PrintedQr, Receipt
from hardware.simulated.printer import PrinterEmulator
from hardware.words import Document, Line, QrCode, Rule

LATIN_1 = "".join(chr(code) for code in [*range(0x20, 0x7F), *range(0xA0, 0x100)] if code != 0xAD)
FRENCH = LATIN_1 + "œŒŸ’€…–—“”«»\u202f\u00a0"


def on_paper(*parts: Line | Rule | QrCode, columns: int = 42, code_page: CodePage = CP858) -> Receipt:
    printer = PrinterEmulator(columns=columns)
    printer.receive(encode(Document(parts), columns, code_page))
    printer.tick(0.0)
    printer.tick(10_000.0)
    (receipt,) = printer.receipts
    return receipt


# The library (bytes measured with python-escpos 3.1)


def test_the_library_still_builds_the_bytes_we_know() -> None:
    def built(call: str, *arguments: object) -> str:
        printer = Dummy(profile="TM-T20II")
        getattr(printer, call)(*arguments)
        return bytes(printer.output).hex().upper()

    assert built("cut") == "1B64061D5600"
    assert built("cashdraw", 2) == "1B70003232"
    assert built("cashdraw", 5) == "1B70013232"
    assert built("text", "Café 12,50 €").startswith("1B740043616682")  # left alone, it guesses the code page
    assert built("text", "Café 12,50 €").endswith("1B740FA4")  # and takes the euro sign from the Greek one


def test_a_job_resets_the_printer_forces_the_code_page_and_cuts() -> None:
    assert encode(Document((Line("é €"),))) == bytes.fromhex("1B40 1B7413 8220D5 0A 1B6406 1D5600")


def test_the_number_of_the_code_page_is_the_printers_own() -> None:
    assert encode(Document((Line("é €"),)), code_page=CodePage("CP858", 13))[:5] == bytes.fromhex("1B40 1B740D")


def test_windows_code_page_has_the_oe_ligature() -> None:
    assert encode(Document((Line("œ é €"),)), code_page=WPC1252).startswith(bytes.fromhex("1B40 1B7410 9C20E92080"))


def test_a_paper_may_be_cut_in_part() -> None:
    assert encode(Document(), cut="PART").endswith(bytes.fromhex("1B6406 1D5601"))


def test_a_qr_code_is_drawn_by_the_printer() -> None:
    assert bytes.fromhex(
        "1D286B0400314132001D286B03003143061D286B03003145311D286B1300315030"
    ) + b"https://e.fr/t/1" + bytes.fromhex("1D286B0300315130") in encode(Document((QrCode("https://e.fr/t/1"),)))


@pytest.mark.parametrize("version", range(1, 41))
def test_the_table_of_qr_sizes_is_that_of_the_standard(version: int) -> None:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(qrcode.util.QRData(b"x" * QR_BYTES[version - 1], mode=qrcode.util.MODE_8BIT_BYTE))
    assert code.best_fit() == version


@pytest.mark.parametrize("kind", [-1, 256])
def test_a_code_page_number_must_fit_its_byte(kind: int) -> None:
    with pytest.raises(ValueError, match="0 to 255"):
        CodePage("CP858", kind)


@pytest.mark.parametrize("columns", [0, 15, 97])
def test_a_width_no_roll_has_is_refused(columns: int) -> None:
    with pytest.raises(ValueError, match="columns"):
        encode(Document(), columns)


# Layout


def test_the_amount_stands_flush_right() -> None:
    assert on_paper(Line("Pain", "1,20 €")).lines == ["Pain" + " " * 32 + "1,20 €"]


def test_a_long_name_is_wrapped_and_its_amount_stands_on_the_last_line() -> None:
    lines = on_paper(Line("Cœurs d'artichaut grillés à l'huile d'olive vierge", "12,50\u202f€")).lines
    assert len(lines) == 2
    assert "12,50" not in lines[0]
    assert lines[-1].endswith(" 12,50 €")
    assert {len(line) for line in lines[1:]} == {42}


def test_an_amount_which_does_not_fit_beside_the_name_goes_below_it() -> None:
    assert rows("x" * 38, "12,50", 42) == ["x" * 38, "12,50".rjust(42)]


def test_a_price_is_not_torn_from_its_euro_sign() -> None:
    assert all("12,50 €" in " ".join(on_paper(Line("a" * n + " 12,50\u202f€")).lines) for n in range(20, 42))
    assert on_paper(Line("a" * 36 + " 12,50\u00a0€")).lines == ["a" * 36, "12,50 €"]


def test_large_text_has_half_the_columns() -> None:
    receipt = on_paper(Line("TOTAL", "34,27 €", large=True, bold=True))
    (span,) = receipt.parts[0].spans  # type: ignore[union-attr]
    assert (len(span.text), span.bold, span.wide, span.tall) == (21, True, 2, 2)


def test_looks_end_with_their_line() -> None:
    first, second = on_paper(Line("A", bold=True, large=True, centred=True), Line("B")).parts[:2]
    assert isinstance(first, PrintedLine)
    assert isinstance(second, PrintedLine)
    assert (first.align, first.spans[0].bold, first.tall) == ("center", True, 2)
    assert (second.align, second.spans[0].bold, second.tall) == ("left", False, 1)


def test_a_rule_crosses_the_paper() -> None:
    assert on_paper(Rule(), columns=48).lines == ["-" * 48]


@pytest.mark.parametrize(("size", "dots"), [(16, 6), (504, 5), (700, 4), (2331, None)])
def test_a_qr_code_is_as_large_as_the_paper_allows(size: int, dots: int | None) -> None:
    part = on_paper(QrCode("x" * size)).parts[0]
    assert (part.dots if isinstance(part, PrintedQr) else None) == dots


def test_a_qr_text_beyond_any_code_is_printed_as_text() -> None:
    assert "".join(on_paper(QrCode("x" * 3000)).lines) == "x" * 3000


# Characters


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Cœur d’ŒUVRE…", "Coeur d'OEUVRE..."),
        ("1\u202f234,50\u00a0€", "1 234,50 €"),
        ("L’Haÿ, Ÿ", "L'Haÿ, Y"),
        ("Łódź", "Lódz"),
        ("cafe\u0301", "café"),
        ("pomme 🍎", f"pomme {UNPRINTABLE}"),
        ("\ud800", UNPRINTABLE),
        ("a\x1b@b\x1d\x10\x04\x01c", "a@bc"),
        ("soft\u00adhyphen", "softhyphen"),
        ("really?", "really?"),
    ],
)
def test_what_the_code_page_lacks_is_written_otherwise(text: str, printed: str) -> None:
    assert on_paper(Line(text)).lines == [printed]


@pytest.mark.parametrize("code_page", [CP858, WPC1252])
@given(text=st.text(FRENCH.replace("?", ""), min_size=1))
def test_french_text_never_turns_into_question_marks(code_page: CodePage, text: str) -> None:
    printed = "\n".join(on_paper(Line(text, "1,00 €"), code_page=code_page).lines)
    assert "?" not in printed
    assert "\ufffd" not in printed


@given(text=st.text(LATIN_1).map(lambda text: " ".join(text.replace("\u00a0", " ").split())))
def test_latin_1_text_comes_out_word_for_word(text: str) -> None:
    assert "".join("".join(on_paper(Line(text)).lines).split()) == "".join(text.split())


PARTS = st.one_of(
    st.builds(Line, st.text(), st.text(), st.booleans(), st.booleans(), st.booleans()),
    st.just(Rule()),
    st.builds(QrCode, st.text()),
)


@given(parts=st.lists(PARTS, max_size=8), columns=st.integers(16, 96))
def test_any_document_becomes_one_whole_receipt(parts: list[Line | Rule | QrCode], columns: int) -> None:
    receipt = on_paper(*parts, columns=columns)
    assert receipt.cut
    assert all(len(part.text) <= columns for part in receipt.parts if isinstance(part, PrintedLine))
    assert "\ufffd" not in "".join(part.text for part in receipt.parts if isinstance(part, PrintedLine))
