"""What the simulated shop sells."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.barcode import check_digit
from kiosk.domain.money import Money
from kiosk.domain.product import CAPTURE_SERIAL, Pack, Product, Recall
from kiosk.domain.tax import Rate

APPLES = "2112345"
"""Their code, with which the labels of the scale behind the counter begin, too."""


BAG = "3760000000055"


def _code(number: int) -> str:
    digits = f"376{number:09}"
    return digits + str(check_digit(digits))


def _shelf() -> dict[str, Product]:
    articles = [
        Product(_code(n), f"Article {n}", "Épicerie", Money(45 + 37 * n), Rate((550, 2000, 1000, 210)[n % 4]))
        for n in range(20)
    ]
    articles[3] = replace(articles[3], minimum_age=18)
    articles[5] = replace(articles[5], name="Sac", picture="bag")
    articles[6] = replace(articles[6], limit=1, message="Un par personne")
    articles[7] = replace(articles[7], deposit=Money(20))
    articles[11] = replace(articles[11], sale_stop="Rappel")
    articles[13] = replace(articles[13], capture=CAPTURE_SERIAL)
    articles[17] = replace(articles[17], recalls=(Recall("L1", "Rappel"),))
    apples = Product(APPLES, "Pommes", "Fruits", Money(290), Rate(550), weighed=True)
    olives = Product("2100103", "Olives", "Fruits", Money(1890), Rate(550), weighed=True, tare=4)
    return {article.code: article for article in [*articles, apples, olives]}


class Shelf:
    """Twenty articles, apples and olives by weight."""

    def __init__(self) -> None:
        self.products = _shelf()

    def find(self, code: str) -> Pack | None:
        product = self.products.get(code) or self.products.get(code.removeprefix("0"))
        return Pack(product) if product else None

    def loose(self) -> tuple[Product, ...]:
        """What has no barcode."""
        return tuple(product for product in self.products.values() if product.weighed)
