"""What a receipt says when it leaves the kiosk in a QR code: the legal mentions, and nothing about cards or persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from kiosk.domain.basket import LINES_MAX, NO_TAX, Line, NonItemKind, TenderKind
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.states import Completed, Shop
from kiosk.domain.tax import Rate, TaxTotal

NAME_LENGTH_MAX = 40
"""No paper shows more of an article's name."""

NAME_LENGTHS = (28, 24, 20, 18, 16, 14, 12, 11, 10, 9)
"""How names are cut when a code would be too dense, before lines are summarised."""

TAXES_MAX = 10
CARDS_MAX = TENDERS_MAX = 20
ADDRESS_MAX = 4


class Shortening(IntEnum):
    """What a code leaves out so that a telephone can read it. The receipt says so."""

    NONE = 0
    NAMES_CUT = 1
    SUMMARISED = 2  # one line for each VAT rate


@dataclass(frozen=True, slots=True)
class SoldLine:
    """`count` pieces, or one portion of `grams` at `price` a kilogram. `gross` is without `deposit` (for the line)."""

    name: str
    rate: Rate
    gross: Money
    count: int = 1
    grams: int = 0
    price: Money = NOTHING
    deposit: Money = NOTHING


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything that is signed. `at` is UTC seconds; `number_of_lines` counts what was sold, also when summarised."""

    shop: str
    address: tuple[str, ...]
    siret: str
    vat_number: str
    till: str
    number: int
    at: int
    utc_offset: int
    lines: tuple[SoldLine, ...]
    taxes: tuple[TaxTotal, ...]
    cash_in: Money
    cash_out: Money
    by_hand: Money
    cards: tuple[Money, ...]
    pieces: int
    number_of_lines: int
    seal: str
    training: bool = False
    shortening: Shortening = Shortening.NONE
    tenders: tuple[tuple[TenderKind, Money], ...] = ()
    others: tuple[tuple[NonItemKind, Money], ...] = ()

    def __post_init__(self) -> None:
        if len(self.lines) > LINES_MAX or len(self.taxes) > TAXES_MAX:
            raise ValueError(f"a receipt has at most {LINES_MAX} lines and {TAXES_MAX} VAT rates")
        sold = _gross_by_rate(self.lines)
        if {tax.rate: tax.gross.cents for tax in self.taxes} != sold or len(self.taxes) != len(sold):
            raise ValueError("the lines of this receipt do not make its VAT totals")

    @property
    def total(self) -> Money:
        return Money(sum(tax.gross.cents for tax in self.taxes))

    @property
    def to_pay(self) -> Money:
        """With what is paid besides the lines."""
        return Money(self.total.cents + sum(amount.cents for _, amount in self.others))


def receipt_of(done: Completed, shop: Shop, seal: str) -> Receipt:
    """The whole receipt. `seal`: the excerpt of the ticket's seal, as it stands on paper."""
    sale = done.sale
    return Receipt(
        shop=printable(shop.name),
        address=tuple(printable(line) for line in shop.address[:ADDRESS_MAX]),
        siret=shop.siret,
        vat_number=shop.vat_number,
        till=printable(shop.till),
        number=done.receipt,
        at=done.at,
        utc_offset=done.utc_offset,
        lines=tuple(_sold(line) for line in sale.lines),
        taxes=sale.taxes,
        cash_in=sale.cash_in,
        cash_out=sale.cash_out,
        by_hand=sale.by_hand,
        cards=tuple(card.amount for card in sale.cards[:CARDS_MAX]),
        pieces=sale.pieces,
        number_of_lines=len(sale.lines),
        seal=printable(seal),
        training=sale.training,
        tenders=tuple((each.kind, each.amount) for each in sale.tenders[:TENDERS_MAX]),
        others=tuple((each.kind, each.amount) for each in sale.others[:TENDERS_MAX]),
    )


def shorter(receipt: Receipt) -> Iterator[Receipt]:
    """The receipt, then what may stand for it when it is too long: names cut, then one line for each rate."""
    yield receipt
    for length in NAME_LENGTHS:
        lines = tuple(replace(line, name=_cut(line.name, length)) for line in receipt.lines)
        yield replace(receipt, lines=lines, shortening=Shortening.NAMES_CUT)
    summary = tuple(SoldLine("", tax.rate, tax.gross) for tax in receipt.taxes)
    yield replace(receipt, lines=summary, shortening=Shortening.SUMMARISED)


def printable(text: str) -> str:
    """The text without line ends, signs that reverse or hide, and spaces of other widths."""
    return "".join(character if character.isprintable() else " " for character in text)


def _sold(line: Line) -> SoldLine:
    name = _cut(printable(line.name), NAME_LENGTH_MAX)
    price = line.price if line.grams else NOTHING
    return SoldLine(name, line.rate, line.gross, line.count, line.grams, price, line.deposits)


def _cut(name: str, length: int) -> str:
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"


def _gross_by_rate(lines: Iterable[SoldLine]) -> dict[Rate, int]:
    sums: dict[Rate, int] = {}
    for line in lines:
        sums[line.rate] = sums.get(line.rate, 0) + line.gross.cents
        if line.deposit:
            sums[NO_TAX] = sums.get(NO_TAX, 0) + line.deposit.cents
    return sums
