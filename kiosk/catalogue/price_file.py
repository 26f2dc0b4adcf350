"""The price file: CSV in, one article or one refusal per line out. PRICE_FILE.md is its documentation for shops."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.catalogue.refusals import Reason, RefusedLine, clipped
from kiosk.catalogue.table_file import Columns, code_key, read_table, refuse, words
from kiosk.domain.basket import COUNT_MAX
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.product import CAPTURE_BATCH, CAPTURE_SERIAL, TARE_MAX, Meal, Product
from kiosk.domain.tax import FRENCH_RATES, Rate

COLUMNS = (
    "code",
    "other_codes",
    "name",
    "department",
    "price",
    "price_per_kg",
    "vat",
    "deposit",
    "minimum_age",
    "sale_stop",
    "picture",
    "tare",
    "capture",
    "favourite",
    "meal",
    "limit",
    "message",
)
_COLUMNS = Columns(COLUMNS, required=("code", "name", "vat"), one_of=("price", "price_per_kg"))
PRICE_MAX = Money(10_000_000)
TEXT_LENGTHS_MAX = {"name": 60, "department": 40, "sale_stop": 120, "message": 80}
"""Characters: what fits on a basket line, a button and a message."""

RATES = dict(zip(("20", "10", "5.5", "2.1", "0"), map(Rate, FRENCH_RATES), strict=True))
"""By the percent text of the file."""

_AMOUNT = re.compile(r"(-?)([0-9]+)(?:[.,]([0-9]+))?")
_PACK = re.compile(r"(?P<code>.+)\*(?P<pieces>[0-9]{1,9})")
_PICTURE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line that was understood: the article, and the key of every code that finds it, the main one first.

    `packs`: keys of codes that stand for several pieces, and how many. `favourite`: people often look for it.
    """

    line_number: int
    product: Product
    keys: tuple[int | str, ...]
    packs: tuple[tuple[int | str, int], ...] = ()
    favourite: bool = False


def read(path: Path) -> Iterator[PricedLine | RefusedLine]:
    """The lines of a price file as they are reached; blank lines are passed over.

    PriceFileUnreadable when nothing of the file can be used: at the first step for its header, at the last when no
    line held anything.
    """
    return read_table(path, _COLUMNS, _Lines().priced)


class _Lines:
    """Remembers which line gave which code."""

    def __init__(self) -> None:
        self._line_of_key: dict[int | str, int] = {}

    def priced(self, line_number: int, fields: dict[str, str]) -> PricedLine:
        product = _product(fields)
        others = fields.get("other_codes", "").split()
        keys = tuple(dict.fromkeys(map(code_key, (product.code, *(code for code in others if "*" not in code)))))
        packs = tuple(_pack(code, product.weighed) for code in others if "*" in code)
        favourite = _favourite(fields.get("favourite", ""))
        self._remember((*keys, *(key for key, _ in packs)), line_number)
        return PricedLine(line_number, product, keys, packs, favourite)

    def _remember(self, keys: tuple[int | str, ...], line_number: int) -> None:
        for place, key in enumerate(keys):
            if earlier := self._line_of_key.get(key, line_number if key in keys[:place] else 0):
                refuse(Reason.CODE_TWICE, found=key, expected=earlier)
        self._line_of_key.update(dict.fromkeys(keys, line_number))


def _product(fields: dict[str, str]) -> Product:
    price, weighed = _price(fields)
    return Product(
        code=fields["code"] or refuse(Reason.EMPTY, "code"),
        name=words(fields, "name", TEXT_LENGTHS_MAX["name"]) or refuse(Reason.EMPTY, "name"),
        department=words(fields, "department", TEXT_LENGTHS_MAX["department"]),
        price=price,
        rate=_rate(fields["vat"]),
        weighed=weighed,
        deposit=_amount("deposit", deposit) if (deposit := fields.get("deposit")) else NOTHING,
        minimum_age=_age(fields.get("minimum_age", "")),
        sale_stop=words(fields, "sale_stop", TEXT_LENGTHS_MAX["sale_stop"]),
        picture=_picture(fields.get("picture", "")),
        tare=_tare(fields.get("tare", ""), weighed),
        capture=_capture(fields.get("capture", ""), weighed),
        meal=_meal(fields.get("meal", "")),
        limit=_limit(fields.get("limit", ""), weighed),
        message=words(fields, "message", TEXT_LENGTHS_MAX["message"]),
    )


def _pack(text: str, weighed: bool) -> tuple[int | str, int]:
    """The key of a code that stands for several pieces, such as 3274080005010*6, and how many."""
    match = _PACK.fullmatch(text)
    pieces = int(match["pieces"]) if match else 0
    if match is None or not 2 <= pieces <= COUNT_MAX:
        refuse(Reason.PACK, "other_codes", f"“{clipped(text)}”", COUNT_MAX)
    if weighed:
        refuse(Reason.WEIGHED, "other_codes", f"“{clipped(text)}”")
    return code_key(match["code"]), pieces


def _price(fields: dict[str, str]) -> tuple[Money, bool]:
    """The price, and whether it is for one kilogram."""
    piece, kilogram = fields.get("price", ""), fields.get("price_per_kg", "")
    if piece and kilogram:
        refuse(Reason.TWO_PRICES)
    if piece:
        return _amount("price", piece), False
    if kilogram:
        return _amount("price_per_kg", kilogram), True
    return refuse(Reason.NO_PRICE)


def _amount(column: str, text: str) -> Money:
    match = _AMOUNT.fullmatch(text)
    if match is None:
        refuse(Reason.AMOUNT_FORM, column, f"“{clipped(text)}”")
    sign, euros, decimals = match.groups(default="")
    if sign:
        refuse(Reason.NEGATIVE, column, text)
    if len(decimals) > 2:
        refuse(Reason.DECIMALS, column, text)
    # The length is looked at first: int() of thousands of digits is slow and then refused by Python itself.
    if len(euros) > 12 or (amount := Money(int(euros + decimals.ljust(2, "0")))) > PRICE_MAX:
        refuse(Reason.TOO_HIGH, column, text, f"{PRICE_MAX.cents // 100:,}.00")
    return amount


def _rate(text: str) -> Rate:
    percent = text.replace(",", ".")
    if "." in percent:
        percent = percent.rstrip("0").removesuffix(".")
    rate = RATES.get(percent)
    if rate is None:
        refuse(Reason.VAT, "vat", f"“{clipped(text)}”", ", ".join(RATES))
    return rate


def _age(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        refuse(Reason.AGE, "minimum_age", f"“{clipped(text)}”")
    return int(text)


def _picture(text: str) -> str:
    if text and not _PICTURE.fullmatch(text):
        refuse(Reason.PICTURE, "picture", f"“{clipped(text)}”")
    return text


def _tare(text: str, weighed: bool) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(TARE_MAX)) and int(text) <= TARE_MAX):
        refuse(Reason.TARE, "tare", f"“{clipped(text)}”", TARE_MAX)
    if int(text) and not weighed:
        refuse(Reason.NOT_WEIGHED, "tare", text)
    return int(text)


def _capture(text: str, weighed: bool) -> str:
    if text not in ("", CAPTURE_SERIAL, CAPTURE_BATCH):
        refuse(Reason.CAPTURE, "capture", f"“{clipped(text)}”", f"{CAPTURE_SERIAL}, {CAPTURE_BATCH}")
    if text and weighed:
        refuse(Reason.WEIGHED, "capture", text)
    return text


def _meal(text: str) -> Meal:
    if text not in tuple(Meal):
        refuse(Reason.MEAL, "meal", f"“{clipped(text)}”")
    return Meal(text)


def _limit(text: str, weighed: bool) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(COUNT_MAX))):
        refuse(Reason.LIMIT, "limit", f"“{clipped(text)}”", COUNT_MAX)
    if int(text) and weighed:
        refuse(Reason.WEIGHED, "limit", text)
    return int(text)


def _favourite(text: str) -> bool:
    if text not in ("", "0", "1"):
        refuse(Reason.FAVOURITE, "favourite", f"“{clipped(text)}”")
    return text == "1"
