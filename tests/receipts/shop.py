"""A shop whose receipts leave in QR codes: a key that never changes, and sales of any length."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.domain.basket import CardPayment, Line, NonItem, NonItemKind, Sale, Tender, TenderKind
from kiosk.domain.money import Money
from kiosk.domain.product import Grams, price_of_weight
from kiosk.domain.states import Completed, Shop
from kiosk.domain.tax import Rate
from kiosk.receipts.receipt import Receipt, receipt_of
from kiosk.receipts.signature import Sign

SHOP = Shop(
    "Épicerie du Port",
    ("12 quai de l’Odet", "29000 Quimper"),
    "12345678900012",
    "4711B",
    "FR32123456789",
    till="2",
    version="1",
)
KEY = derive_private_key(20261122, SECP256R1())
STRANGER = derive_private_key(42, SECP256R1())
PAGE = "http://192.168.1.20:8080/"
AT = 1_795_352_580
SEAL = "aK3z"
PARIS_IN_WINTER = 3600

NAMES = (
    "Pain de campagne", "Beurre doux 250 g", "Lait demi-écrémé 1 L", "Œufs plein air x 6", "Comté 18 mois",
    "Confiture de fraises", "Café moulu 250 g", "Jus d’orange 1 L", "Yaourt nature x 4", "Pâtes penne 500 g",
    "Riz basmati 1 kg", "Tomates pelées", "Thon à l’huile d’olive", "Moutarde de Dijon", "Huile d’olive 75 cl",
    "Vinaigre de cidre", "Chocolat noir 70 %", "Biscuits au beurre", "Eau gazeuse 6 x 1 L", "Limonade artisanale",
    "Bière blonde 33 cl", "Cidre brut 75 cl", "Savon de Marseille", "Papier toilette x 6", "Éponges x 3",
    "Piles AA x 4", "Salade niçoise", "Quiche lorraine", "Poulet rôti", "Sardines à l’huile", "Crêpes x 8",
    "Far breton", "Kouign-amann", "Caramel au beurre salé", "Galettes de blé noir",
)  # fmt: skip
RATES = (550, 2000, 550, 550, 1000, 550)


def public(key: EllipticCurvePrivateKey = KEY) -> bytes:
    """The compressed point."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def signer(key: EllipticCurvePrivateKey = KEY) -> Sign:
    def sign(message: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(message, ECDSA(SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    return sign


def sold(place: int) -> Line:
    """The line of this number: every seventh is weighed, every fifth bears a deposit."""
    name, rate = NAMES[place % len(NAMES)], Rate(RATES[place % len(RATES)])
    if place % 7 == 3:
        price, grams = Money(229 + place), 482 + place
        return Line(place + 1, "c", name, "d", 1, grams, price, price_of_weight(price, Grams(grams)), rate)
    count, price = 1 + (place % 4 == 1) * 2, Money(95 + 61 * place % 900)
    deposit = Money(20 if place % 5 == 4 else 0)
    return Line(place + 1, "c", name, "d", count, 0, price, price * count, rate, deposit)


def done(lines: int, training: bool = False) -> Completed:
    """A sale of so many lines, paid with a note, coins and a card."""
    sale = Sale(1, tuple(map(sold, range(lines))), training=training)
    card = CardPayment("1.1", sale.total - Money(500), "**** 1234", "A00001")
    return Completed(Sale(1, sale.lines, cash_in=Money(1000), cash_out=Money(500), cards=(card,), training=training),
                     1234, AT, PARIS_IN_WINTER)  # fmt: skip


def done_otherwise() -> Completed:
    """A sale with a donation, paid with a gift card and on account."""
    sale = done(2).sale
    given, left = NonItem(NonItemKind.DONATION, "Les Restos", Money(35)), Money(200)
    rest = sale.total + given.amount - left
    tenders = (Tender(TenderKind.GIFT_CARD, "G1", left), Tender(TenderKind.ACCOUNT, "C7", rest, "A1"))
    return Completed(Sale(1, sale.lines, tenders=tenders, others=(given,)), 1235, AT, PARIS_IN_WINTER)


def receipt(lines: int) -> Receipt:
    return receipt_of(done(lines), SHOP, SEAL)
