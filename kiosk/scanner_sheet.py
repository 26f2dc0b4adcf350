"""The self-test sheet for handheld scanners: one A4 page in French with the codes of the check, as a PDF."""

from __future__ import annotations

import numpy as np
import zxingcpp
from fpdf import FPDF
from numpy.typing import NDArray

from hardware.words import Symbology
from kiosk.receipts.pdf import INK, QUIET, roboto
from kiosk.scanner_check import GS, SHEET, Finding, SheetCode

EDGE_MM = 15.0
WIDTH_MM = 210.0 - 2 * EDGE_MM
MODULE_MM = 0.33
"""The nominal module of EAN (GS1 General Specifications 5.2): what shop scanners read best."""
QR_MODULE_MM = 0.7
BAR_MM = 15.0
ROW_MM = 27.0

STEPS = (
    "1. Arrêtez la borne, puis lancez « kiosk scanner-test » sur sa console.",
    "2. Lisez chaque code, de haut en bas, à quinze centimètres environ, en cachant les autres au besoin.",
    "3. Après chaque code, la console doit dire « right ». Sinon, réglez le lecteur avec sa propre notice :",
)
SETTINGS = {
    Finding.NO_IDENTIFIER: "Activez les identifiants AIM (« Transmit AIM Code ID »).",
    Finding.FRENCH: "C'est compris et remis en ordre. Mieux : clavier « USA » (« North American »).",
    Finding.OTHER_KEYBOARD: "Réglez le pays du clavier sur « USA » (« North American »).",
    Finding.GS_LOST: "Activez les caractères de contrôle (FNC1, GS), ou le mode « USB HID POS », SSI ou série.",
    Finding.NO_SUFFIX: "Réglez le suffixe sur « CR » (« Entrée »).",
    Finding.WRONG_KIND: "Désactivez les conversions de codes (UPC-A en EAN-13, émulations).",
    Finding.UNKNOWN: "Relisez un code de cette feuille ; sinon désactivez tout formatage des données.",
}


def sheet_pdf() -> bytes:
    """The whole file."""
    fonts = roboto()
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_margin(EDGE_MM)
    pdf.set_auto_page_break(auto=False)
    pdf.set_lang("fr")
    pdf.set_creator("Borne")
    pdf.set_title("Feuille d'essai du lecteur")
    pdf.add_font("sheet", "", fonts.regular)
    pdf.add_font("sheet", "B", fonts.bold)
    pdf.add_page()
    _write(pdf, "Feuille d'essai du lecteur de codes-barres", 18, bold=True)
    for step in STEPS:
        _write(pdf, step, 10)
    _settings(pdf)
    for code in SHEET:
        _code(pdf, code)
    return bytes(pdf.output())


def _write(pdf: FPDF, text: str, points: float, bold: bool = False, quiet: bool = False) -> None:
    pdf.set_font("sheet", "B" if bold else "", points)
    pdf.set_text_color(*(QUIET if quiet else INK))
    pdf.multi_cell(WIDTH_MM, points * 0.5, text, new_x="LMARGIN", new_y="NEXT")


def _settings(pdf: FPDF) -> None:
    pdf.ln(1.5)
    for finding, setting in SETTINGS.items():
        top = pdf.get_y()
        pdf.set_x(EDGE_MM + 5)
        pdf.set_font("sheet", "B", 9)
        pdf.set_text_color(*INK)
        pdf.cell(52, 5, f"« {finding} »")
        pdf.set_font("sheet", "", 9)
        pdf.cell(WIDTH_MM - 57, 5, setting)
        pdf.set_xy(EDGE_MM, top + 5)
    pdf.ln(4)


def _code(pdf: FPDF, code: SheetCode) -> None:
    """Its name and what it holds, then its bars with room around them."""
    top = pdf.get_y()
    _write(pdf, f"{code.name}   la borne doit dire « right »", 11, bold=True)
    digits = code.text.removeprefix("0") if code.name == "UPC-A" else code.text
    _write(pdf, digits.replace(GS, " [GS] "), 8, quiet=True)
    at = pdf.get_y() + 1.0
    modules = drawn(code)
    is_square = len(modules) > 1
    module, height = (QR_MODULE_MM, QR_MODULE_MM) if is_square else (MODULE_MM, BAR_MM)
    pdf.set_fill_color(0, 0, 0)
    for y, row in enumerate(modules):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], row, [0]))))
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            left = EDGE_MM + 10 * MODULE_MM + float(begin) * module
            pdf.rect(left, at + y * module, float(end - begin) * module, height, style="F")
    pdf.set_xy(EDGE_MM, top + ROW_MM + 3.0)


def drawn(code: SheetCode) -> NDArray[np.int8]:
    """Its modules, 1 is dark: one row for bars, as many as columns for a QR code. No margin."""
    match code.symbology:
        case Symbology.GS1_128:
            barcode = zxingcpp.create_barcode(_bracketed(code.text), zxingcpp.BarcodeFormat.Code128, gs1=True)
        case Symbology.EAN13 if code.name == "UPC-A":
            barcode = zxingcpp.create_barcode(code.text[1:], zxingcpp.BarcodeFormat.UPCA)
        case Symbology.EAN13:
            barcode = zxingcpp.create_barcode(code.text, zxingcpp.BarcodeFormat.EAN13)
        case Symbology.EAN8:
            barcode = zxingcpp.create_barcode(code.text, zxingcpp.BarcodeFormat.EAN8)
        case Symbology.QR:
            barcode = zxingcpp.create_barcode(code.text, zxingcpp.BarcodeFormat.QRCode)
        case _:
            barcode = zxingcpp.create_barcode(code.text, zxingcpp.BarcodeFormat.Code128)
    picture = np.array(barcode.to_image(scale=1, add_quiet_zones=False))
    dark: NDArray[np.int8] = (picture < 128).astype(np.int8)
    return dark if code.symbology is Symbology.QR else dark[:1]


def _bracketed(text: str) -> str:
    """GS1 elements as the drawing library wants them: this sheet's are article, lot and a date."""
    article, rest = text[2:16], text[16:]
    lot, _, date = rest.partition(GS)
    return f"(01){article}(10){lot.removeprefix('10')}(17){date.removeprefix('17')}"
