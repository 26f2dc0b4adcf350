"""The receipt adds up and says when and where."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import events as e
from kiosk.domain.basket import CardPayment, Line, NonItem, NonItemKind, Sale, Tender, TenderKind
from kiosk.domain.money import Money
from kiosk.domain.receipt import ReceiptPart, Text, parts
from kiosk.domain.states import Completed, Kiosk, Shop
from kiosk.domain.tax import FRENCH_RATES, Rate
from tests.domain.test_basket import LINES
from tests.flows.customer import BEER, BREAD, Till

SHOP = Shop("Épicerie", ("1 quai", "29000 Quimper"), "12345678901234", "4711B", "FR12345678901", version="1")
KIOSK = Kiosk(SHOP)


def cents(text: str) -> int:
    """1 234,50 € read back."""
    found = re.search(r"(-?)([\d\u202f]+),(\d\d)\u00a0€", text)
    assert found, text
    return int(found[1] + found[2].replace("\u202f", "") + found[3])


def texts(document: Iterable[ReceiptPart]) -> list[Text]:
    return [part for part in document if isinstance(part, Text)]


@given(st.lists(LINES, min_size=1, max_size=8).map(tuple), st.integers(0, 300), st.integers(0, 300))
def test_lines_payments_and_vat_make_the_total(lines: tuple[Line, ...], card: int, change: int) -> None:
    sale = Sale(1, lines)
    card = min(card, sale.total.cents)
    paid = Money(sale.total.cents - card + change)
    sale = Sale(1, lines, cash_in=paid, cash_out=Money(change), cards=(CardPayment("a", Money(card)),))
    told = texts(parts(KIOSK, Completed(sale, 7, 1_750_000_000)))
    at = next(place for place, text in enumerate(told) if text.text == "TOTAL")
    total = cents(told[at].right)
    sold = [cents(text.right) for text in told[:at] if "€" in text.right]
    vat = [text for text in told if text.text.startswith("  HT ")]
    gross = [text for text in told if text.right.startswith("TTC ")]
    given_ = [text for text in told[at + 1 :] if "€" in text.right and text not in (*vat, *gross)]
    assert total == sale.total.cents == sum(sold)
    assert sum(cents(text.text) + cents(text.right) for text in vat) == total
    assert sum(cents(text.right) for text in gross) == total
    assert sum(cents(text.right) * (-1 if text.text.startswith("Rendu") else 1) for text in given_) == total


def test_a_receipt_names_vouchers_and_what_is_paid_besides() -> None:
    line = Line(1, "c", "Pain", "d", 1, 0, Money(300), Money(300), Rate(550))
    sale = Sale(
        1, (line,), cards=(CardPayment("a", Money(100), meal=True),),
        tenders=(Tender(TenderKind.GIFT_CARD, "G1", Money(235)),),
        others=(NonItem(NonItemKind.DONATION, "Les Restos", Money(35)),),
    )  # fmt: skip
    told = {text.text: text.right for text in texts(parts(KIOSK, Completed(sale, 7, 1_750_000_000)))}
    assert cents(told["TOTAL"]) == 300
    assert cents(told["Don Les Restos"]) == 35
    assert cents(told["À PAYER"]) == 335
    assert cents(told["Carte cadeau G1"]) == 235
    assert cents(told["Carte titre-restaurant"]) == 100


def test_each_line_carries_the_letter_of_its_rate() -> None:
    lines = tuple(
        Line(n, "c", f"A{n}", "d", 1, 0, Money(100), Money(100), Rate(rate)) for n, rate in enumerate(FRENCH_RATES)
    )
    told = texts(parts(KIOSK, Completed(Sale(1, lines), 1, 0)))
    letters = {text.text: text.right[-1] for text in told if re.fullmatch(r"A\d", text.text)}
    rates = {text.text[0]: text.text for text in told if " TVA " in text.text}
    assert letters == {"A0": "A", "A1": "B", "A2": "C", "A3": "D", "A4": "E"}
    assert "20 %" in rates["A"]
    assert "2,1 %" in rates["D"]


def test_the_shop_and_its_numbers_are_on_the_receipt() -> None:
    told = {text.text for text in texts(parts(KIOSK, Completed(Sale(1), 1, 0)))}
    assert {"Épicerie", "1 quai", "29000 Quimper", "SIRET 12345678901234", "NAF 4711B", "TVA FR12345678901"} <= told


def test_a_weighed_line_tells_weight_and_price_per_kilogram() -> None:
    line = Line(1, "c", "Pommes", "d", 1, 482, Money(290), Money(140), Rate(550))
    told = [text.text for text in texts(parts(KIOSK, Completed(Sale(1, (line,)), 1, 0)))]
    assert "  0,482 kg x 2,90\u00a0€/kg" in told


def test_a_receipt_after_a_purchase_shows_the_time_in_the_shop_not_in_greenwich() -> None:
    till = Till()
    till.tell(e.ClockTicked(1_750_000_000, 7200))  # 15:06:40 UTC
    till.scan(BREAD)
    till.scan(BEER)
    till.attendant()
    till.tell(e.AgeApprovePressed(), e.AttendantDonePressed(), e.PayPressed(), e.PayCardPressed())
    till.tap()
    till.tell(e.ReceiptPressed())
    (printing,) = till.wanted("PrintReceipt")
    assert "17:06:40" in {text.right for text in texts(printing.parts)}
