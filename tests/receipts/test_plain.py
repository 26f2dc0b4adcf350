"""Without a network the QR code is the receipt in words, with a last line that signs it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.basket import Line, Sale
from kiosk.domain.states import Completed, Shop
from kiosk.receipts.compact import Fault
from kiosk.receipts.plain import TEXT_SIZE_MAX, SignedText, make_text, read_text
from kiosk.receipts.qr import modules, receipt_text
from kiosk.receipts.receipt import receipt_of
from tests.domain.test_basket import LINES
from tests.receipts.shop import SEAL, SHOP, done, public, receipt, signer

GOLDEN = """\
Ticket 1234 Caisse 2
22/11/2026 14:03:00
Épicerie du Port
12 quai de l’Odet
29000 Quimper
SIRET 12345678900012
TVA FR32123456789
Pain de campagne 0,95 C
3 Beurre doux 250 g 4,68 A
Lait demi-écrémé 1 L 2,17 C
Œufs plein air x 6 0,485kg 1,13 C
Comté 18 mois 3,39 B
  Consigne 0,20 D
TOTAL 12,52 EUR
Espèces 10,00
Rendu 5,00
Carte 7,52
A TVA 20 % HT 3,90 TVA 0,78
B TVA 10 % HT 3,08 TVA 0,31
C TVA 5,5 % HT 4,03 TVA 0,22
D TVA 0 % HT 0,20 TVA 0,00
7 articles, 5 lignes
Signature aK3z"""


def test_without_a_page_the_code_is_read_by_eye() -> None:
    text = receipt_text(done(5), SHOP, SEAL, public(), signer())
    readable, _, last = text.rpartition("\n")
    assert readable == GOLDEN
    assert last.startswith("BORNE1 ")
    assert read_text(text) == SignedText(GOLDEN, public())


@pytest.mark.parametrize(("lines", "version"), [(5, 17), (15, 22), (30, 25), (70, 16), (200, 16)])
def test_how_dense_texts_are(lines: int, version: int) -> None:
    text = make_text(receipt(lines), public(), signer())
    assert modules(text).version == version
    assert f"{lines} lignes" in text


@given(st.lists(LINES, min_size=1, max_size=60).map(tuple), st.text(max_size=60))
@settings(max_examples=30)
def test_whatever_was_sold_is_signed_and_never_too_long(lines: tuple[Line, ...], name: str) -> None:
    made = receipt_of(Completed(Sale(1, lines), 3, 1_750_000_000), Shop(name), SEAL)
    text = make_text(made, public(), signer())
    assert len(text.encode()) <= TEXT_SIZE_MAX
    assert isinstance(read_text(text), SignedText)


@given(st.integers(0, 600), st.characters())
def test_a_changed_character_is_seen_in_the_text(place: int, character: str) -> None:
    text = make_text(receipt(5), public(), signer())
    place %= len(text)
    found = read_text(text[:place] + character + text[place + 1 :])
    assert isinstance(found, Fault) or found.text == GOLDEN


def test_no_shop_name_makes_a_camera_see_a_link() -> None:
    made = receipt_of(done(1), Shop("mailto:moi"), SEAL)
    assert make_text(made, public(), signer()).startswith("Ticket 1234 ")


@pytest.mark.parametrize("change", [lambda t: t.replace("\n", "\r\n"), lambda t: f"\n {t} \n", lambda t: t + "\r\n"])
def test_line_ends_may_change_on_the_way(change: object) -> None:
    assert callable(change)
    assert read_text(change(make_text(receipt(5), public(), signer()))) == SignedText(GOLDEN, public())


@given(st.text(max_size=300) | st.text("BORNE1 .-_aA0\n", max_size=200))
def test_any_text_is_looked_at_without_harm(text: str) -> None:
    assert isinstance(read_text(text), Fault)
    assert isinstance(read_text(f"{text}\nBORNE1 {'A' * 44}.{'A' * 86}"), Fault)


def test_a_text_of_nothing_but_a_last_line_is_unreadable() -> None:
    assert read_text("x" * 10_000) is Fault.UNREADABLE
