"""Staff's page on a telephone: without a network it makes the baskets that kiosk.baskets makes, to the character."""

from __future__ import annotations

import hashlib
import json
import random
import re
import string
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image
from segno.encoder import mask_scores

import kiosk.baskets
from kiosk.baskets import base45
from kiosk.baskets.basket import GRAMS_MAX, Basket, BasketLine, code_of
from kiosk.baskets.keys import Handheld, enrolled, public_half
from kiosk.baskets.parts import join
from kiosk.baskets.seal import Genuine, Trusted, sealed_basket, unseal
from kiosk.domain.barcode import check_digit, is_gtin
from kiosk.receipts.server import Page, PageServer
from tests.browser import needs_browser
from tests.telephone import Telephone, telephone

PAGE = Path(kiosk.baskets.__file__).with_name("page.html").read_bytes()
ISSUED = 1_795_352_580
MINUTES = 60
QUIET_MODULES = 4
ROOM = [20, 38, 61, 90, 122, 154, 178, 221, 262, 311, 366, 419, 483, 528, 600]
"""Characters of a QR code of versions 1 to 15, alphanumeric, correction M (ISO/IEC 18004, table 7)."""


@pytest.fixture(scope="module")
def server() -> Iterator[PageServer]:
    """Serves the page as the kiosk does, with all its headers."""
    served = PageServer("127.0.0.1", 0, {"/panier": Page(PAGE, days=30)})
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telephone]:
    rule = "--host-resolver-rules=MAP kiosk.test 127.0.0.1"
    with telephone(tmp_path_factory.mktemp("telephone"), rule, "--accept-lang=fr", "--lang=fr") as switched_on:
        yield switched_on


@pytest.fixture
def page(phone: Telephone, server: PageServer) -> Telephone:
    """With the page open; no secure context, as on a shop's network."""
    phone.open(address(server))
    assert phone.told("isSecureContext") is False
    assert phone.told("at('look').hidden") is True, "no camera without one"
    return phone


def address(server: PageServer) -> str:
    return f"http://kiosk.test:{server.address.rpartition(':')[2]}panier"


def test_the_page_fetches_nothing() -> None:
    page = PAGE.decode()
    assert not re.findall(r"(?:src|href|action)=\"(?!data:,\")", page)
    assert not re.findall(
        r"\b(?:fetch|XMLHttpRequest|WebSocket|sendBeacon|import|EventSource)\s*\(|@import|url\(", page
    )
    assert not re.findall(r"https?://", page)


@needs_browser
def test_the_page_hashes_and_writes_base45_as_python_does(page: Telephone) -> None:
    messages = [bytes(range(256))[:length] for length in range(256)] + [b"\xff" * 5000]
    each = "[hex(sha2(SHA256, b)), hex(sha2(SHA512, b)), base45(b)]"
    given = json.dumps([message.hex() for message in messages])
    assert page.told(f"{given}.map(unhex).map((b) => {each})") == [
        [hashlib.sha256(each).hexdigest(), hashlib.sha512(each).hexdigest(), base45.encode(each)] for each in messages
    ]


@needs_browser
def test_the_page_signs_as_python_does(page: Telephone) -> None:
    dice = random.Random(8032)
    cases = [(dice.randbytes(32), dice.randbytes(dice.randrange(400))) for _ in range(60)]
    cases += [(bytes(32), b""), (b"\xff" * 32, b"\xff" * 128)]
    given = json.dumps([[seed.hex(), message.hex()] for seed, message in cases])
    calls = f"{given}.map((c) => c.map(unhex)).map(([s, m]) => [publicKey(s), signed(s, publicKey(s), m)].map(hex))"
    keys = [(Ed25519PrivateKey.from_private_bytes(seed), message) for seed, message in cases]
    assert page.told(calls) == [[public_half(key).hex(), key.sign(message).hex()] for key, message in keys]


@needs_browser
def test_the_page_knows_a_code_when_it_sees_one(page: Telephone) -> None:
    dice = random.Random(13)
    codes = ["".join(dice.choices(string.digits, k=dice.randrange(1, 16))) for _ in range(400)]
    codes += [gtin(dice, length) for length in (8, 12, 13, 14) for _ in range(40)]
    codes += ["0" + gtin(dice, 13), "A" * 13, "１２３４５６７０", "9638507４", " 96385074"]
    given = json.dumps(codes)
    assert page.told(f"{given}.map((c) => [isGtin(c), codeOf(c)])") == [
        [is_gtin(code), code_of(code)] for code in codes
    ]


# Baskets


def gtin(dice: random.Random, length: int) -> str:
    digits = "".join(dice.choices(string.digits, k=length - 1))
    return digits + str(check_digit(digits))


def a_line(dice: random.Random) -> BasketLine:
    own = "".join(dice.choices(string.ascii_letters + string.digits + string.punctuation, k=dice.randrange(1, 41)))
    code = code_of(gtin(dice, dice.choice((8, 12, 13, 14))) if dice.random() < 0.75 else own)
    if dice.random() < 0.2:
        return BasketLine(code, grams=dice.choice((1, 450, GRAMS_MAX, dice.randrange(1, GRAMS_MAX))))
    return BasketLine(code, dice.choice((1, 1, 1, 2, 12, 99)))


def a_name(dice: random.Random) -> str:
    return "".join(dice.choices(string.ascii_letters + string.digits + "-", k=dice.randrange(1, 17)))


def a_basket(dice: random.Random) -> Basket:
    lines = tuple(a_line(dice) for _ in range(dice.choice((1, 2, 3, 5, 8, 8, 13, 21, 34, 200))))
    minutes = dice.choice((1, MINUTES, 2**16 - 1))
    return Basket(a_name(dice), a_name(dice), dice.randbytes(8), ISSUED, minutes, lines, dice.random() < 0.3)


@needs_browser
def test_the_page_makes_the_baskets_that_python_makes(page: Telephone) -> None:
    dice = random.Random(2)
    baskets = [a_basket(dice) for _ in range(200)]
    keys = [Ed25519PrivateKey.from_private_bytes(dice.randbytes(32)) for _ in baskets]
    cases = [
        {
            "maker": [each.shop, each.device, key.private_bytes_raw().hex(), public_half(key).hex()],
            "basket": [each.id.hex(), each.issued // 60, each.minutes, each.restricted],
            "lines": [{"code": line.code, "count": line.count, "grams": line.grams} for line in each.lines],
        }
        for each, key in zip(baskets, keys, strict=True)
    ]
    make = """({ maker: [shop, name, seed, key], basket: [id, issued, minutes, adults], lines }) => {
        try {
            const maker = { shop, name, seed: unhex(seed), key: unhex(key) };
            return sealed(maker, { id: unhex(id), issued, minutes, adults, lines });
        } catch (error) { return error instanceof TooLarge ? [] : [String(error)]; } }"""
    found = page.told(f"{json.dumps(cases)}.map({make})")
    made = 0
    for basket, key, texts in zip(baskets, keys, found, strict=True):
        assert texts == sealed_or_none(basket, key)
        if texts:
            trusted = Trusted(basket.shop, (Handheld(basket.device, public_half(key)),), 2**16)
            assert joined(texts, trusted, ISSUED) == basket
            made += 1
    assert made > 160


def joined(texts: list[str], trusted: Trusted, now: int) -> Basket:
    """The basket that a kiosk reads from these."""
    found = [unseal(text, trusted, now) for text in texts]
    return join({each.part.number: each.part for each in found if isinstance(each, Genuine)})


def sealed_or_none(basket: Basket, key: Ed25519PrivateKey) -> list[str]:
    """Its texts; none when it is too large."""
    try:
        return list(sealed_basket(basket, key))
    except ValueError:
        return []


# QR codes


@needs_browser
def test_every_version_of_the_pages_qr_codes_is_read(page: Telephone) -> None:
    dice = random.Random(18004)
    lengths = [1, *(room + more for room in ROOM for more in (-7, 0, 1)), *(dice.randrange(1, 600) for _ in range(10))]
    texts = ["".join(dice.choices(base45.ALPHABET, k=length)) for length in lengths if length <= max(ROOM)]
    draw = "qr(t).map((row) => row.map(Number).join(''))"
    found = page.told(f"{json.dumps(texts)}.map((t) => {draw})")
    for text, rows in zip(texts, found, strict=True):
        assert len(rows) == 17 + 4 * next(n for n, room in enumerate(ROOM, 1) if len(text) <= room)
        (code,) = zxingcpp.read_barcodes(picture(rows), zxingcpp.BarcodeFormat.QRCode)
        assert code.text == text
        assert code.ec_level == "M"


@needs_browser
@pytest.mark.parametrize("length", [5, 150, 260, 410, 600])
def test_the_page_takes_the_mask_that_is_read_best(length: int, page: Telephone) -> None:
    text = "".join(random.Random(length).choices(base45.ALPHABET, k=length))
    codes = [segno.make_qr(text, mode="alphanumeric", error="m", boost_error=False, mask=mask) for mask in range(8)]
    scores = [sum(mask_scores(code.matrix, len(code.matrix), len(code.matrix))) for code in codes]
    best = codes[scores.index(min(scores))]
    assert page.told(f"qr({json.dumps(text)}).map((row) => row.map(Number))") == [list(row) for row in best.matrix]


def picture(rows: list[str]) -> Image.Image:
    """Three pixels a module, with the margin."""
    dark = {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module == "1"}
    image = Image.new("L", (len(rows) + 8, len(rows) + 8), 255)
    for x, y in dark:
        image.putpixel((x + 4, y + 4), 0)
    return image.resize((image.width * 3, image.height * 3), Image.Resampling.NEAREST)


# In somebody's hand


def code_on_screen(phone: Telephone) -> str:
    (code,) = zxingcpp.read_barcodes(phone.photograph(), zxingcpp.BarcodeFormat.QRCode)
    return str(code.text)


@needs_browser
def test_staff_set_a_telephone_up_once_and_hand_out_a_basket(page: Telephone, server: PageServer) -> None:
    trusted = set_up(page)
    page.type("3017620422003")
    page.type("3017620422003")
    page.type("3017620422004")
    assert re.search("mauvais chiffre|wrong check", page.read())
    page.type("96385074")
    page.tap("#lines li:first-child .steps button:last-child")
    page.type("4711")
    page.tap("#lines li:first-child button.plain")
    page.type("3017620422003")
    assert re.search("pas un poids|no weight", page.read())
    page.type("450")
    page.tap("#basket h1")
    page.type("5449000000996")
    assert "5 449000 000996 × 1" in page.read(), "a scanner need not know where the focus is"
    page.tap("#lines li:first-child button.danger")
    page.tap("#adults")
    assert page.told("document.activeElement.id") == "typed", "the next code must arrive"
    page.open(address(server))
    page.tap("#hand")
    basket = taken(page, trusted)
    pieces = BasketLine("3017620422003", 2), BasketLine("0000096385074", 2)
    assert basket.lines == (*pieces, BasketLine("4711", grams=450)), "also when the page was closed before"
    assert basket.restricted
    assert page.told("at('code').viewBox.baseVal.width - at('code').getBBox().width") == 2 * QUIET_MODULES
    assert page.told("at('code').getBBox().x") == QUIET_MODULES
    page.tap("#codes .first")
    assert page.told("[kept.lines.length, adults.checked]") == [0, False], "nothing of it goes to the next customer"


@needs_browser
def test_without_a_network_a_telephone_goes_on(phone: Telephone) -> None:
    served = PageServer("127.0.0.1", 0, {"/panier": Page(PAGE, days=30)})
    served.start()
    place = address(served)
    phone.open(place)
    trusted = set_up(phone)
    served.stop()
    phone.open("about:blank")
    phone.open(place)
    codes = [f"A-CODE-OF-THE-SHOPS-OWN-THAT-IS-LONG-{number}" for number in range(8)]
    for code in codes:
        phone.type(code)
    phone.tap("#hand")
    turned = "new MutationObserver(() => tell(at('place').textContent)).observe(at('place'), { childList: true })"
    assert phone.told(f"new Promise((tell) => {turned})") == "Code 2 / 2", "codes turn by themselves"
    phone.tap("#before")
    first = taken(phone, trusted)
    assert [line.code for line in first.lines] == codes
    phone.tap("#codes .first")
    phone.type("4711")
    phone.tap("#hand")
    second = taken(phone, trusted)
    assert (second.lines, second.restricted) == ((BasketLine("4711"),), False)
    assert second.id != first.id
    phone.tap("#codes .first")
    phone.tap("#basket header button")
    phone.tap("#baskets li:last-child button")
    phone.tap("#before")
    assert taken(phone, trusted) == first, "handed over, and shown again"


@needs_browser
def test_an_old_basket_is_not_shown_again_and_a_forgotten_key_is_gone(page: Telephone) -> None:
    set_up(page)
    page.type("4711")
    page.tap("#hand")
    page.told(f"kept.given[0].issued -= {MINUTES}, drawPlace()")
    assert page.told("codes.hidden") is True
    assert page.told("document.querySelectorAll('#baskets button').length") == 0
    page.tap("#given-list .first")
    page.tap("#basket header button:last-of-type")
    seed = page.told("kept.seed")
    page.tap("#forget")
    assert page.told("kept.seed") == seed, "asked first"
    page.tap("#forget")
    assert seed not in page.told("localStorage.getItem(KEPT)")
    assert page.told("setup.hidden") is False


@needs_browser
@pytest.mark.parametrize(
    "missing",
    [
        "Object.defineProperty(globalThis, 'crypto', { value: undefined })",
        "Storage.prototype.setItem = () => { throw new Error('full'); }",
    ],
)
def test_a_browser_that_cannot_make_or_keep_a_key_is_refused(page: Telephone, missing: str) -> None:
    page.told(f"{missing}; begin()")
    assert re.search("clé|key", page.read())
    assert page.told("getComputedStyle(setup).display") == "none"


DETECTOR = """
    const looks = [null, "96385074", "96385074", "96385074", "5449000000996", null, "3017620422004", "end"];
    var looked = new Promise((tell) => {
        globalThis.BarcodeDetector = class {
            async detect() {
                const rawValue = looks.shift();
                if (rawValue !== "end") return rawValue ? [{ rawValue }] : [];
                tell(kept.lines.map((line) => [line.code, line.count]));
                return [];
            }
        };
    });
"""
"""Stands in for the browser's own, which Chromium has on telephones only: what it reads, look by look."""


@needs_browser
def test_where_the_browser_may_use_the_camera_it_counts_what_it_sees_once(server: PageServer, tmp_path: Path) -> None:
    camera = "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"
    with telephone(tmp_path, *camera) as phone:
        phone.prepare(DETECTOR)
        phone.open(f"{server.address}panier")
        assert phone.told("isSecureContext") is True
        set_up(phone)
        phone.tap("#look")
        assert phone.told("looked") == [["0000096385074", 1], ["5449000000996", 1]]
        assert re.search("mauvais chiffre|wrong check", phone.read())
        phone.tap("#hand")
        assert phone.told("stream") is None, "the camera is off"


def set_up(phone: Telephone) -> Trusted:
    """A new key, and the kiosk's list with it, as read from the screen."""
    phone.told("localStorage.clear()")
    phone.told("load(), start(), shop.value = 'quimper-1'")
    phone.tap("#name")
    phone.type("marie-1")
    enrolment = code_on_screen(phone)
    assert enrolment == phone.told("enrolment.textContent")
    handhelds = enrolled((), enrolment, ISSUED)
    assert handhelds[0].name == "MARIE-1"
    phone.tap("#phone .first")
    return Trusted("quimper-1", handhelds, MINUTES)


def taken(phone: Telephone, trusted: Trusted) -> Basket:
    """The basket whose codes somebody turns over by hand, as the kiosk's camera reads them."""
    texts = [code_on_screen(phone)]
    for _ in range(phone.told("shown.texts.length") - 1):
        phone.tap("#after")
        texts.append(code_on_screen(phone))
    return joined(texts, trusted, int(time.time()))
