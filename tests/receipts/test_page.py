"""The page on a telephone: it shows the receipt when the signature is right, and nothing of it when it is wrong."""

from __future__ import annotations

import hashlib
import json
import random
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

from kiosk.domain.language import Language
from kiosk.domain.phrases import money, say
from kiosk.receipts.compact import make_code
from kiosk.receipts.plain import make_text
from kiosk.receipts.receipt import Receipt, receipt_of
from kiosk.receipts.server import RECEIPT_PAGE, PageServer
from kiosk.receipts.signature import Sign, signed_by
from tests.browser import needs_browser, opened
from tests.receipts.shop import SEAL, SHOP, done, done_otherwise, public, receipt, signer

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
FRENCH = "--lang=fr-FR"
Form = Callable[[Receipt, bytes, Sign], str]


def test_the_page_fetches_nothing() -> None:
    page = RECEIPT_PAGE.html.decode()
    assert not re.findall(r"(?:src|href|action)=\"(?!data:,\")", page)
    assert not re.findall(
        r"\b(?:fetch|XMLHttpRequest|WebSocket|sendBeacon|import|EventSource)\s*\(|@import|url\(", page
    )
    assert re.findall(r"https?://\S+", page) == ['http://www.w3.org/2000/svg",'] * 2


@pytest.fixture(scope="module")
def shop_page() -> Iterator[str]:
    """The page as the kiosk serves it, with all its headers."""
    server = PageServer("127.0.0.1", 0, {"/": RECEIPT_PAGE})
    server.start()
    yield server.address
    server.stop()


@needs_browser
@pytest.mark.parametrize("lines", [1, 15, 70])
def test_a_telephone_shows_the_whole_receipt(lines: int, shop_page: str, tmp_path: Path) -> None:
    made = receipt(lines)
    text = opened(f"{shop_page}#{make_code(made, public(), signer())}", tmp_path, "--accept-lang=fr", FRENCH)
    assert "Signature valable" in text or "Signature valid" in text
    language = Language.FR if "Signature valable" in text else Language.EN
    for line in made.lines:
        assert line.name in text
        assert money(language, line.gross) in text
    assert money(language, made.total) in text
    assert {SHOP.name, *SHOP.address, f"SIRET {SHOP.siret}", SEAL, "22/11/2026 14:03:00"} <= set(text.split("\n"))


@needs_browser
def test_a_telephone_shows_vouchers_and_donations(shop_page: str, tmp_path: Path) -> None:
    made = receipt_of(done_otherwise(), SHOP, SEAL)
    text = opened(f"{shop_page}#{make_code(made, public(), signer())}", tmp_path, "--accept-lang=fr", FRENCH)
    language = Language.FR if "Signature valable" in text else Language.EN
    for kind, amount in made.tenders:
        assert say(language, f"tender_{kind}") in text
        assert money(language, amount) in text
    assert say(language, "other_donation") in text
    assert money(language, made.to_pay) in text


@needs_browser
def test_a_telephone_shows_nothing_of_a_forged_receipt(shop_page: str, tmp_path: Path) -> None:
    code = make_code(receipt(15), public(), signer())
    place = len(code) - 30
    forged = code[:place] + ("A" if code[place] != "A" else "B") + code[place + 1 :]
    text = opened(f"{shop_page}#{forged}", tmp_path)
    assert re.search("Signature (fausse|wrong)", text)
    assert SHOP.name not in text


@needs_browser
@pytest.mark.parametrize("code", ["0", "NOTHING", "%3Cscript%3E", "A" * 1800])
def test_a_telephone_says_when_a_code_is_none(code: str, shop_page: str, tmp_path: Path) -> None:
    assert re.search("Ticket illisible|Receipt cannot be read", opened(f"{shop_page}#{code}", tmp_path))


@needs_browser
def test_a_summarised_receipt_and_one_of_training_say_so(shop_page: str, tmp_path: Path) -> None:
    summarised = opened(f"{shop_page}#{make_code(receipt(200), public(), signer())}", tmp_path)
    assert re.search("résumés par taux|summed up by VAT rate", summarised)
    training = make_code(receipt_of(done(1, training=True), SHOP, SEAL), public(), signer())
    assert re.search("école|Training", opened(f"{shop_page}#{training}", tmp_path))


@needs_browser
@pytest.mark.parametrize("form", [make_code, make_text])
def test_a_receipt_is_kept_as_a_file_that_needs_no_network(form: Form, tmp_path: Path) -> None:
    """What the button Enregistrer writes, opened where no name can be looked up."""
    given = form(receipt(5), public(), signer())
    telling = f"document.body.textContent = JSON.stringify(kept({json.dumps(given)}));"
    page = tmp_path / "page.html"
    page.write_text(RECEIPT_PAGE.html.decode().replace("\nbegin();", "\n" + telling), encoding="utf-8")
    written = json.loads(opened(page.as_uri(), tmp_path / "profile")).replace("\n" + telling, "\nbegin();")
    kept = tmp_path / "ticket.html"
    kept.write_text(written, encoding="utf-8")
    text = opened(kept.as_uri(), tmp_path / "profile", "--host-resolver-rules=MAP * ~NOTFOUND")
    assert SHOP.name in text
    assert re.search("Signature valid|Signature valable", text)


# SHA-256, P-256 and inflate in JavaScript against Python


def asked(page: Path, profile: Path, calls: str) -> object:
    """What `calls`, an expression of the page's own functions, gives."""
    script = RECEIPT_PAGE.html.decode().split("<script>", 1)[1].split("</script>", 1)[0]
    script = script.replace("\nbegin();", f"\ndocument.body.textContent = JSON.stringify({calls});")
    page.write_text(f"<!doctype html><meta charset=utf-8><body><script>{script}</script>", encoding="utf-8")
    return json.loads(opened(page.as_uri(), profile))


def signatures() -> list[tuple[bytes, bytes, bytes]]:
    """(key, signature, message): right ones of many keys, and everything that is nearly right."""
    dice = random.Random(2026)
    cases = []
    for _ in range(60):
        key = derive_private_key(dice.randrange(1, ORDER), SECP256R1())
        message, other = dice.randbytes(dice.randrange(300)), derive_private_key(dice.randrange(1, ORDER), SECP256R1())
        good, point = signer(key)(message), public(key)
        r, s = int.from_bytes(good[:32]), int.from_bytes(good[32:])
        bit = 1 << dice.randrange(256)
        cases += [
            (point, good, message),
            (point, good[:32] + (ORDER - s).to_bytes(32), message),  # the other signature: as good
            (point, (r ^ bit).to_bytes(32) + good[32:], message),
            (point, good[:32] + (s ^ bit).to_bytes(32), message),
            (point, good, message + b"x"),
            (public(other), good, message),
            (bytes([5 - point[0]]) + point[1:], good, message),
        ]
    point, good, message = cases[0]
    cases += [
        (point, bytes(64), message),
        (point, bytes(31) + b"\1" + bytes(32), message),
        (point, ORDER.to_bytes(32) + good[32:], message),
        (point, good[:32] + ORDER.to_bytes(32), message),
        (point, b"\xff" * 64, message),
        (point, good[:63], message),
        (b"\4" + point[1:], good, message),
        (b"\2" + b"\xff" * 32, good, message),
        (b"\2" + (5).to_bytes(32), good, message),
        (b"\2" + bytes(32), good, message),
        (point[:32], good, message),
    ]
    return cases


@needs_browser
def test_the_page_judges_signatures_as_python_does(tmp_path: Path) -> None:
    cases = signatures()
    expected = [signed_by(*case) for case in cases]
    assert sum(expected) == 120
    given = json.dumps([[list(part) for part in case] for case in cases])
    found = asked(
        tmp_path / "p.html", tmp_path / "profile", f"{given}.map((c) => signedBy(...c.map((b) => Uint8Array.from(b))))"
    )
    assert found == expected


@needs_browser
def test_the_page_hashes_as_python_does(tmp_path: Path) -> None:
    messages = [bytes(range(256))[:length] for length in range(140)] + [b"\xff" * 5000]
    given = json.dumps([list(message) for message in messages])
    found = asked(tmp_path / "p.html", tmp_path / "profile", f"{given}.map((m) => hex(sha256(Uint8Array.from(m))))")
    assert found == [hashlib.sha256(message).hexdigest() for message in messages]


def streams() -> list[bytes]:
    """Deflated in every way zlib knows, then cut, lengthened and spoilt."""
    dice = random.Random(1951)
    texts = [b"", b"a", b"abc" * 900, dice.randbytes(3000), bytes(16_384), bytes(16_385), RECEIPT_PAGE.html[:12_000]]
    texts += [bytes(dice.choice(b"aab") for _ in range(dice.randrange(2000))) for _ in range(20)]
    good = []
    for text in texts:
        for level, strategy in ((0, 0), (1, 0), (9, 0), (9, zlib.Z_FIXED), (9, zlib.Z_HUFFMAN_ONLY), (9, zlib.Z_RLE)):
            deflate = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
            good.append(deflate.compress(text) + deflate.flush())
    return good + [each[:-1] for each in good] + [each + b"\0" for each in good]


@needs_browser
def test_the_page_inflates_as_python_does(tmp_path: Path) -> None:
    cases = streams()
    given = json.dumps([each.hex() for each in cases])
    calls = (
        f"{given}.map((s) => {{ try {{ return hex(sha256(inflated(Uint8Array.from(s.match(/../g) || [], (b) => "
        "parseInt(b, 16))))); } catch (error) { return error instanceof Unreadable ? '' : String(error); } })"
    )
    found = asked(tmp_path / "p.html", tmp_path / "profile", calls)
    assert found == [expected(each) for each in cases]


def expected(stream: bytes) -> str:
    inflate = zlib.decompressobj(-15)
    try:
        text = inflate.decompress(stream, 16_384)
    except zlib.error:
        return ""
    return hashlib.sha256(text).hexdigest() if inflate.eof and not inflate.unused_data else ""


@needs_browser
def test_the_page_reads_plain_text_too(tmp_path: Path) -> None:
    text = make_text(receipt(5), public(), signer())
    spoilt = text.replace("TOTAL", "T0TAL")
    given = json.dumps([text, text.replace("\n", "\r\n") + "\r\n", spoilt, "BORNE1 nothing", ""])
    read = "(t) => { try { return readText(t).text; } catch (error) { return error.constructor.name; } }"
    calls = f"{given}.map({read})"
    readable = text.rpartition("\n")[0]
    found = asked(tmp_path / "p.html", tmp_path / "profile", calls)
    assert found == [readable, readable, "Forged", "Unreadable", "Unreadable"]
