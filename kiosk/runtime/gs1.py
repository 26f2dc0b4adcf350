"""What GS1 codes say of one pack: which article, how many, weight, price, batch, serial number, last day of use.

Source: GS1 General Specifications, section 3 (Application Identifiers, AI) and 7.12 (dates); GS1 Digital Link, URI
syntax. What a code says must be clear: weights other than kilograms, other currencies, or two values for one thing are
`Unclear`, and staff look. Only AI 17 and 7003 end a pack's life: a food past its use-by date is deemed unsafe
(Regulation (EU) No 1169/2011, article 24). After AI 15 (best before) it may be sold; AI 16 (sell by) no law knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from biip import ParseConfig, ParseError
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message

from hardware.words import Symbology
from kiosk.domain.barcode import is_gtin
from kiosk.domain.basket import COUNT_MAX
from kiosk.domain.money import NOTHING, Money, rounded_half_up
from kiosk.domain.product import GRAMS_MAX

MESSAGE_LENGTH_MAX = 256
"""Characters; a GS1-128 holds 48, a DataBar 74, and a pack's two-dimensional code rarely more than 100."""

LINK_LENGTH_MAX = 512

PRICE_MAX = Money(10_000_000)

MESSAGES = frozenset(
    {
        Symbology.GS1_128,
        Symbology.DATABAR,
        Symbology.DATABAR_EXPANDED,
        Symbology.GS1_DATAMATRIX,
        Symbology.GS1_QR,
    }
)  # ]C1 ]e0 ]d2 ]Q3: what is in them is a message because the code itself says so
LINKS = frozenset({Symbology.QR, Symbology.DATAMATRIX, Symbology.GS1_QR, Symbology.GS1_DATAMATRIX})

GS = "\x1d"

_EURO = "978"
_NO_DATE = "000000"
_NOT_METRIC = ("320", "356", "357")  # net weight in pounds, troy ounces, ounces

_ALIASES = {"gtin": "01", "lot": "10", "ser": "21", "cpv": "22", "exp": "17"}
"""Names that stood for AIs in the first edition of Digital Link, and still stand on packs."""

# Dates that cannot be are ours to judge: one of them must not hide what else a code says.
_LENIENT = ParseConfig(gs1_element_strings_verify_date=False)


@dataclass(frozen=True, slots=True)
class Said:
    """What a code says. `gtin`: 14 digits. `grams` 0, `price` NOTHING: not said. `expires` as in events.ItemScanned."""

    gtin: str
    count: int = 1
    grams: int = 0
    price: Money = NOTHING
    batch: str = ""
    serial: str = ""
    expires: str = ""

    @property
    def code(self) -> str:
        """The number as people know it: 13 digits, or 14 when it names a case."""
        return self.gtin.removeprefix("0")


@dataclass(frozen=True, slots=True)
class Unclear:
    """A GS1 code of an article that says something which cannot be sold without a look at the pack."""

    code: str


def meaning(text: str, symbology: Symbology) -> Said | Unclear | None:
    """What a code says, by its symbology, not by its looks; None for what is no GS1 code of an article."""
    if symbology in LINKS and (link := digital_link(text)):
        return link
    return message(text) if symbology in MESSAGES else None


def message(text: str) -> Said | Unclear | None:
    """A GS1 message: element strings with GS (0x1d) between those of variable length."""
    if len(text) > MESSAGE_LENGTH_MAX or not text.isascii() or not text.replace(GS, "").isprintable():
        return None
    try:
        return _said(GS1Message.parse(text, config=_LENIENT).element_strings)
    except ParseError:
        return None


def digital_link(text: str) -> Said | Unclear | None:
    """A web address of any host that names a GTIN: /01/09506000134352/10/ABC?17=261231, also /gtin/..."""
    if len(text) > LINK_LENGTH_MAX or not text.isascii() or not text.isprintable():
        return None
    address = _plain_address(text)
    if not address:
        return None
    try:
        return _said(GS1DigitalLinkURI.parse(address, config=_LENIENT).element_strings)
    except ParseError:
        return None


_KEY = re.compile(r"(?:^|(?<=[&;]))([A-Za-z]+)=")


def _plain_address(text: str) -> str:
    """The address from its GTIN on, with AIs for their older names; empty when it has none."""
    try:
        parts = urlsplit(text)
    except ValueError:  # no address at all
        return ""
    if parts.scheme not in ("http", "https"):
        return ""
    steps = parts.path.rstrip("/").split("/")
    names = [_ALIASES.get(step.lower(), step) for step in steps]
    start = next((n for n in range(len(steps) - 1) if names[n] == "01" and is_gtin(steps[n + 1])), None)
    if start is None:
        return ""
    path = [(names if n % 2 == 0 else steps)[start + n] for n in range(len(steps) - start)]
    query = _KEY.sub(lambda key: f"{_ALIASES.get(key[1].lower(), key[1])}=", parts.query).replace(";", "&")
    return urlunsplit(("https", parts.netloc or "host", "/" + "/".join(path), query, ""))


class _NotClear(Exception):  # noqa: N818  it says what was found
    pass


def _said(elements: Iterable[GS1ElementString]) -> Said | Unclear | None:
    """All element strings together; None when none of them names an article."""
    elements = list(elements)
    articles = {each.value for each in elements if each.ai.ai in ("01", "02")}
    if len(articles) != 1:
        return None
    (gtin,) = articles
    if not is_gtin(gtin):
        return None
    try:
        _refuse_two_values(elements)
        said = Said(gtin)
        for element in elements:
            said = _with(said, element)
    except _NotClear:
        return Unclear(gtin.removeprefix("0"))
    # A weight or a price is that of all pieces in the pack together.
    return replace(said, count=1) if said.grams or said.price else said


def _refuse_two_values(elements: Iterable[GS1ElementString]) -> None:
    """The same thing may be said twice, but not differently; 30 and 37 both count, 17 and 7003 both end it."""
    values: dict[str, str] = {}
    for element in elements:
        kind = element.ai.ai[:3] if element.ai.ai.startswith(("310", "392", "393")) else element.ai.ai
        said = element.ai.ai + element.value
        if values.setdefault(kind, said) != said:
            raise _NotClear


def _with(said: Said, element: GS1ElementString) -> Said:
    ai, value = element.ai.ai, element.value
    match ai:
        case "10":
            return replace(said, batch=value)
        case "21":
            return replace(said, serial=value)
        case "17" if value != _NO_DATE:
            return replace(said, expires=_earlier(said.expires, _day(element)))
        case "7003":
            return replace(said, expires=_earlier(said.expires, _minute(element)))
        case "30" | "37":
            return replace(said, count=_count(said, value))
    match ai[:3]:
        case "310":
            return replace(said, grams=_grams(int(value), int(ai[3])))
        case "392":
            return replace(said, price=_price(said, int(value), int(ai[3])))
        case "393":
            if value[:3] != _EURO:
                raise _NotClear
            return replace(said, price=_price(said, int(value[3:]), int(ai[3])))
        case kind if kind in _NOT_METRIC:
            raise _NotClear
    return said


def _day(element: GS1ElementString) -> str:
    """The last day of use; day 00 is the last of its month (GS1 General Specifications 3.4.6)."""
    if element.date is None:
        raise _NotClear
    return element.date.isoformat()


def _minute(element: GS1ElementString) -> str:
    if element.datetime is not None:
        return f"{element.datetime:%Y-%m-%d %H:%M}"
    return _day(element)


def _earlier(one: str, other: str) -> str:
    """The earlier of two ends of use; a day ends after each of its minutes."""
    ends = [each for each in (one, other) if each]
    return min(ends, key=lambda end: end.ljust(len("2026-11-22 14:30"), "~"))


def _count(said: Said, value: str) -> int:
    count = int(value or 0)
    if not 1 <= count <= COUNT_MAX or said.count not in (1, count):
        raise _NotClear
    return count


def _grams(value: int, decimals: int) -> int:
    """Kilograms with so many decimals as grams. A tenth of a gram is beyond a shop's scale: rounded once, half up."""
    grams = rounded_half_up(value * 1000, 10**decimals)
    if not 0 < grams <= GRAMS_MAX:
        raise _NotClear
    return grams


def _price(said: Said, value: int, decimals: int) -> Money:
    """An amount with so many decimals; parts of a cent cannot be paid."""
    cents, rest = divmod(value * 100, 10**decimals)
    price = Money(cents)
    if rest or not NOTHING < price <= PRICE_MAX or said.price not in (NOTHING, price):
        raise _NotClear
    return price
