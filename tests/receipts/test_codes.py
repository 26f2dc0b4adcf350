"""The compact signed receipt: it says everything, is read strictly, never gets too dense, and forgeries are seen."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import replace

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy import array, kron, ones, pad, uint8

from kiosk.domain.basket import Line, Sale
from kiosk.domain.money import Money
from kiosk.domain.states import Completed, Shop
from kiosk.receipts import base43, compact
from kiosk.receipts.compact import CODE_LENGTH_MAX, DOMAIN, VERSION, Fault, SignedReceipt, make_code, read_code
from kiosk.receipts.packing import NotPacked, Packer, Unpacker
from kiosk.receipts.plain import make_text
from kiosk.receipts.qr import MARGIN, Modules, link, modules, receipt_text
from kiosk.receipts.receipt import Receipt, Shortening, receipt_of
from tests.domain.test_basket import LINES
from tests.receipts.shop import KEY, PAGE, SEAL, SHOP, STRANGER, done, done_otherwise, public, receipt, signer

VERSION_MAX = 25
"""Of a QR code: see CODE_LENGTH_MAX."""


def code_of(lines: int) -> str:
    return make_code(receipt(lines), public(), signer())


def signed(body: bytes) -> str:
    """Any body with a good signature of our own key."""
    return base43.encode(VERSION + public() + signer()(DOMAIN + VERSION + public() + body) + body)


def deflated(body: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflate.compress(body) + deflate.flush()


def seen(picture: Modules) -> str:
    """What a camera reads."""
    dark = pad(array(picture.rows), MARGIN)
    pixels = kron(~dark, ones((3, 3), bool)).astype(uint8) * 255
    (barcode,) = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return str(barcode.text)


@pytest.mark.parametrize("lines", [1, 5, 15, 30, 70])
def test_a_code_says_everything_that_the_receipt_says(lines: int) -> None:
    assert read_code(code_of(lines)) == SignedReceipt(receipt(lines), public())


def test_a_receipt_that_leaves_is_the_sale_that_was_paid() -> None:
    sale, made = done(15).sale, receipt(15)
    assert (made.shop, made.siret, made.vat_number, made.till) == (SHOP.name, SHOP.siret, SHOP.vat_number, "2")
    assert (made.total, made.taxes, made.pieces) == (sale.total, sale.taxes, sale.pieces)
    assert made.cash_in - made.cash_out + Money(sum(card.cents for card in made.cards)) == made.total
    assert [(line.name, line.gross, line.deposit) for line in made.lines] == [
        (line.name, line.gross, line.deposits) for line in sale.lines
    ]


def test_vouchers_and_a_donation_come_back_and_their_numbers_stay_here() -> None:
    made = receipt_of(done_otherwise(), SHOP, SEAL)
    found = read_code(make_code(made, public(), signer()))
    assert found == SignedReceipt(made, public())
    assert made.to_pay == made.total + Money(35)
    assert sum(amount.cents for _, amount in made.tenders) == made.to_pay.cents
    assert "G1" not in repr(made)
    text = make_text(made, public(), signer())
    assert "Carte cadeau 2,00" in text
    assert "Don 0,35" in text


def test_no_card_number_is_in_a_code() -> None:
    found = read_code(code_of(3))
    assert isinstance(found, SignedReceipt)
    assert "*" not in repr(found.receipt)
    assert "A00001" not in repr(found.receipt)


def test_a_receipt_of_training_says_so() -> None:
    found = read_code(make_code(receipt_of(done(2, training=True), SHOP, SEAL), public(), signer()))
    assert isinstance(found, SignedReceipt)
    assert found.receipt.training


@pytest.mark.parametrize(
    ("lines", "version", "shortening"),
    [
        (5, 13, Shortening.NONE),
        (15, 16, Shortening.NONE),
        (30, 20, Shortening.NONE),
        (70, 24, Shortening.NONE),
        (100, 25, Shortening.NAMES_CUT),
        (200, 11, Shortening.SUMMARISED),
    ],
)
def test_how_dense_codes_are(lines: int, version: int, shortening: Shortening) -> None:
    found = read_code(code_of(lines))
    assert isinstance(found, SignedReceipt)
    assert found.receipt.shortening is shortening
    assert found.receipt.total == receipt(lines).total
    assert found.receipt.number_of_lines == lines
    assert modules(link(PAGE, code_of(lines))).version == version


@given(st.integers(1, 200), st.integers(0, 2**32))
@settings(max_examples=25)
def test_no_code_is_ever_denser_than_a_telephone_reads(lines: int, seed: int) -> None:
    sale = done(lines).sale
    odd = tuple(
        replace(line, name=hashlib.sha256(f"{seed} {line.number}".encode()).hexdigest()[:36]) for line in sale.lines
    )
    made = receipt_of(Completed(replace(sale, lines=odd), 1, 0), SHOP, SEAL)
    code = make_code(made, public(), signer())
    assert len(code) <= CODE_LENGTH_MAX
    page = "http://[2001:db8:1234:5678:9abc:def0:1234:5678]:65535/"
    assert modules(link(page, code)).version <= VERSION_MAX


@pytest.mark.parametrize("lines", [1, 15, 70, 100])
def test_a_camera_reads_the_link_back(lines: int) -> None:
    text = receipt_text(done(lines), SHOP, SEAL, public(), signer(), PAGE)
    found = read_code(seen(modules(text)))
    assert isinstance(found, SignedReceipt)
    assert found.receipt.number_of_lines == lines


@given(st.lists(LINES, min_size=1, max_size=12).map(tuple), st.text(max_size=30), st.booleans())
def test_whatever_was_sold_comes_back(lines: tuple[Line, ...], name: str, training: bool) -> None:
    made = receipt_of(Completed(Sale(1, lines, training=training), 3, 1_750_000_000, -18_000), Shop(name), SEAL)
    found = read_code(make_code(made, public(), signer()))
    assert found == SignedReceipt(made, public())


# Forgeries and nonsense


@given(st.integers(0, 800), st.sampled_from(base43.ALPHABET))
def test_a_changed_character_is_seen(place: int, character: str) -> None:
    code = code_of(15)
    changed = code[:place] + character + code[place + 1 :]
    assert changed == code or isinstance(read_code(changed), Fault)


def test_a_receipt_signed_by_another_key_is_not_ours() -> None:
    forged = base43.encode(VERSION + public() + signer(STRANGER)(b"x") + b"body")
    assert read_code(forged) is Fault.FORGED
    theirs = read_code(make_code(receipt(2), public(STRANGER), signer(STRANGER)))
    assert isinstance(theirs, SignedReceipt)
    assert theirs.key != public(KEY)


def test_a_signature_for_something_else_is_none_for_a_receipt() -> None:
    body = deflated(compact.packed(receipt(1)))
    message = VERSION + public() + body  # without the words that go before
    assert read_code(base43.encode(VERSION + public() + signer()(message) + body)) is Fault.FORGED


@given(st.text(max_size=200) | st.text(base43.ALPHABET, max_size=2000))
def test_any_text_is_read_without_harm(text: str) -> None:
    assert isinstance(read_code(text), Fault)


@given(st.binary(max_size=300))
def test_signed_nonsense_is_unreadable(body: bytes) -> None:
    assert read_code(signed(body)) is Fault.UNREADABLE
    assert read_code(signed(deflated(body))) is Fault.UNREADABLE


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_changed_body_never_adds_up_to_something_absurd(place: int, byte: int) -> None:
    body = bytearray(compact.packed(receipt(15)))
    body[place % len(body)] = byte
    found = read_code(signed(deflated(bytes(body))))
    if isinstance(found, SignedReceipt):
        assert compact.packed(found.receipt) == bytes(body)
        assert sum(line.gross.cents + line.deposit.cents for line in found.receipt.lines) == found.receipt.total.cents


@pytest.mark.parametrize(
    "body",
    [
        deflated(bytes(200_000)),  # a bomb: 16 KiB is the end
        deflated(compact.packed(receipt(1))) + b"more",
        deflated(compact.packed(receipt(1)))[:-3],
        deflated(compact.packed(receipt(1)) + b"\0"),
        compact.packed(receipt(1)),
    ],
)
def test_a_body_is_exactly_one_receipt(body: bytes) -> None:
    assert read_code(signed(body)) is Fault.UNREADABLE


def test_a_code_that_is_too_long_is_not_even_looked_at() -> None:
    assert read_code("0" * (CODE_LENGTH_MAX + 3)) is Fault.UNREADABLE


def test_a_shop_whose_name_fills_the_code_is_told() -> None:
    names = "".join(hashlib.sha256(f"{n}".encode()).hexdigest() for n in range(60))
    with pytest.raises(ValueError, match="too long for a QR code"):
        make_code(receipt_of(done(1), Shop(names), SEAL), public(), signer())


def test_the_pages_address_must_leave_room() -> None:
    with pytest.raises(ValueError, match="at most 60"):
        link("http://" + "a" * 60, "CODE")


def test_lines_and_totals_must_agree() -> None:
    made = receipt(3)
    with pytest.raises(ValueError, match="do not make"):
        Receipt(**{name: getattr(made, name) for name in Receipt.__slots__} | {"lines": made.lines[:2]})


# Base43 and packing


@given(st.binary(max_size=400))
def test_bytes_come_back_and_end_in_a_letter_or_digit(data: bytes) -> None:
    text = base43.encode(data)
    assert base43.decode(text) == data
    assert not text or text[-1].isalnum()


@given(st.text(base43.ALPHABET + " %a", max_size=30))
def test_only_one_text_means_the_same_bytes(text: str) -> None:
    try:
        data = base43.decode(text)
    except base43.NotBase43:
        return
    assert base43.encode(data) == text


@given(st.integers(-(2**47) + 1, 2**47 - 1), st.text(max_size=20).filter(str.isprintable))
def test_numbers_and_texts_come_back(number: int, text: str) -> None:
    packer = Packer()
    packer.signed(number)
    packer.text(text)
    unpacker = Unpacker(bytes(packer.data))
    assert (unpacker.signed(), unpacker.text(80)) == (number, text)
    unpacker.end()


@pytest.mark.parametrize("data", [b"", b"\x80", b"\x80\x00", b"\xff" * 9, b"\xff" * 7 + b"\x7f"])
def test_a_number_is_whole_short_and_bounded(data: bytes) -> None:
    with pytest.raises(NotPacked):
        Unpacker(data).number()


@pytest.mark.parametrize("text", ["a\n", "\u202eabc", "\u200b", "\x00"])
def test_a_text_that_hides_or_reverses_is_refused(text: str) -> None:
    packer = Packer()
    packer.text(text)
    with pytest.raises(NotPacked):
        Unpacker(bytes(packer.data)).text(80)


@pytest.mark.parametrize("number", [-1, 2**48])
def test_what_javascript_could_not_hold_is_not_packed(number: int) -> None:
    with pytest.raises(ValueError, match="cannot be packed"):
        Packer().number(number)
