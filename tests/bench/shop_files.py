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

_THINGS = (
    "Pomme", "Poire", "Yaourt", "Crème fraîche", "Lait demi-écrémé", "Jus d’orange", "Bœuf haché", "Pâte à tartiner",
    "Biscuits", "Café moulu", "Thé noir", "Huile d’olive", "Confiture de fraises", "Fromage râpé", "Saucisson sec",
    "Soupe de légumes", "Riz basmati", "Farine de blé", "Chocolat noir", "Eau gazeuse", "Shampooing", "Lessive",
)  # fmt: skip
_KINDS = ("nature", "bio", "golden", "vanille", "fermier", "allégé", "sans sucre", "à l’ancienne", "épicé", "premium")
_SYLLABLES = ("ba", "ci", "dor", "fel", "ga", "li", "mon", "na", "pré", "ri", "sol", "ta", "ver", "zo", "que", "lan")


def code(number: int) -> str:
    """The EAN-13 of article `number`."""
    digits = f"37{number:010}"
    return digits + str(check_digit(digits))


def name(number: int) -> str:
    """What article `number` is called: a thing, its kind, one of 30,000 brands, and how much of it."""
    brand, syllables = number * 7919 % 30_000, []
    for _ in range(4):
        brand, syllable = divmod(brand, len(_SYLLABLES))
        syllables.append(_SYLLABLES[syllable])
    thing, kind = _THINGS[number % len(_THINGS)], _KINDS[number // len(_THINGS) % len(_KINDS)]
    return f"{thing} {kind} {''.join(syllables).capitalize()} {number % 990 + 10} g"


def write_price_file(path: Path, articles: int) -> None:
    """A file as a shop would bring it, with this many lines."""
    with path.open("w", encoding="utf-8") as file:
        file.write(";".join(COLUMNS) + "\n")
        for number in range(articles):
            price = f"{number % 90},{number % 100:02}"
            file.write(f"{code(number)};;{name(number)};Rayon {number % 12};{price};;5,5;;;;can\n")


def publish_catalogue(folder: Path, articles: int) -> None:
    """A catalogue with this many articles, made current."""
    report = publish(_lines(articles), folder)
    if report.accepted != articles:
        raise RuntimeError(f"{report.accepted} of {articles} articles published")


def _lines(articles: int) -> Iterator[PricedLine]:
    for number in range(articles):
        ean = code(number)
        department = f"Rayon {number % 12}"
        yield PricedLine(number, Product(ean, name(number), department, Money(number % 9000), Rate(550)), (int(ean),))
