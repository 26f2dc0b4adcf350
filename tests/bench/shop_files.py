"""Price files and catalogues as large as a bench wants them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kiosk.catalogue.price_file import COLUMNS, PricedLine
from kiosk.catalogue.publish import publish
from kiosk.domain.barcode import check_digit
from kiosk.domain.money import Money
from kiosk.domain.product import Product
from kiosk.domain.tax import Rate

ARTICLES_MAX = 1_000_000


def code(number: int) -> str:
    """The EAN-13 of article `number`."""
    digits = f"37{number:010}"
    return digits + str(check_digit(digits))


def write_price_file(path: Path, articles: int) -> None:
    """A file as a shop would bring it, with this many lines."""
    with path.open("w", encoding="utf-8") as file:
        file.write(";".join(COLUMNS) + "\n")
        for number in range(articles):
            price = f"{number % 90},{number % 100:02}"
            file.write(f"{code(number)};;Article numéro {number};Rayon {number % 12};{price};;5,5;;;;can\n")


def publish_catalogue(folder: Path, articles: int) -> None:
    """A catalogue with this many articles, made current."""
    report = publish(_lines(articles), folder)
    if report.accepted != articles:
        raise RuntimeError(f"{report.accepted} of {articles} articles published")


def _lines(articles: int) -> Iterator[PricedLine]:
    for number in range(articles):
        ean = code(number)
        name, department = f"Article numéro {number}", f"Rayon {number % 12}"
        yield PricedLine(number, Product(ean, name, department, Money(number % 9000), Rate(550)), (int(ean),))
