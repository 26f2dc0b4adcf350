"""A shop's journal for two days: everything that an export can stumble over, and golden figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kiosk.domain import facts as f
from kiosk.domain.basket import CardPayment, Line, NonItem, NonItemKind, Sale, Tender, TenderKind
from kiosk.domain.books import NO_TAKINGS, PeriodKind, Takings
from kiosk.domain.facts import Fact, PeriodClosed, SaleCompleted
from kiosk.domain.money import Money
from kiosk.domain.states import Completed
from kiosk.domain.tax import Rate
from kiosk.exports.days import Span

SIREN = "123456789"
MONDAY, TUESDAY, WEDNESDAY = "2026-11-23", "2026-11-24", "2026-11-25"
WEEK = Span("2026-11-23", "2026-11-29")
NOON = 1_795_431_600  # of Monday, UTC
DAY_SECONDS = 86_400
ATTENDANT, CARD, AUTHORIZATION, CONTRACT = "AT-MARIE", "497010******1234", "AUTH77", "4711000815"
DANGEROUS = '=HYPERLINK("http://evil")'


def line(number: int, cents: int, rate: int, name: str = "Article", count: int = 1, deposit: int = 0) -> Line:
    price = Money(cents)
    return Line(number, "3000000000014", name, "Épicerie", count, 0, price, price * count, Rate(rate), Money(deposit))


def ticket(receipt: int, day: str, at: int, *lines: Line, cash: int = 0, training: bool = False) -> SaleCompleted:
    """Paid with so much cash, the rest with a card."""

    sale = Sale(1, lines)
    card = sale.total - Money(cash)
    paid = (CardPayment("1.1", card, CARD, AUTHORIZATION, "CB", CONTRACT),) if card else ()
    done = Completed(replace(sale, cash_in=Money(cash), cards=paid), receipt, at, 3600)
    return SaleCompleted(
        receipt, at, 3600, sale.total, done.sale.taxes, Money(cash), card, day, lines, Money(cash), cards=paid,
        training=training,
    )  # fmt: skip


def besides(sold: SaleCompleted, cents: int, donated: int) -> SaleCompleted:
    """The same, of which so many cents were paid with a gift card, and so many were given to a charity."""
    given = (NonItem(NonItemKind.DONATION, "Les Restos", Money(donated)),)
    paid = (Tender(TenderKind.GIFT_CARD, "G1", Money(cents)),)
    return replace(sold, cash=sold.cash - Money(cents) + Money(donated), tenders=paid, others=given)


def closing(day: str, at: int, *of_day: SaleCompleted) -> PeriodClosed:
    takings: Takings = NO_TAKINGS
    for each in of_day:
        tenders = [(tender.kind.value, tender.amount.cents) for tender in each.tenders]
        others = [(other.kind.value, other.amount.cents) for other in each.others]
        takings = takings.with_ticket(each.receipt, each.taxes, each.cash, each.card, tenders, others)
    return PeriodClosed(PeriodKind.DAY, day, at, 3600, takings, (), (), ATTENDANT)


FIRST = ticket(1, MONDAY, NOON, line(1, 1200, 2000), line(2, 527, 550, DANGEROUS, 2), cash=1000)
SECOND = ticket(2, MONDAY, NOON + 60, line(1, 300, 1000, deposit=20), line(2, 150, 0), cash=470)
LATE = ticket(3, MONDAY, NOON + 50_000, line(1, 999, 2000))  # after midnight, before the closing hour
THIRD = ticket(4, TUESDAY, NOON + DAY_SECONDS, line(1, -250, 2000, "Remise"), line(2, 1000, 2000), cash=750)
OPEN = ticket(5, WEDNESDAY, NOON + 2 * DAY_SECONDS, line(1, 400, 550), cash=400)
SCHOOL = ticket(1, MONDAY, NOON, line(1, 99_999, 2000), cash=99_999, training=True)


def journal() -> Iterator[Fact]:
    """As it was written; Wednesday is still open."""
    yield f.AttendantArrived(ATTENDANT)
    yield from (FIRST, SCHOOL, f.SessionEnded(), SECOND, LATE)
    yield closing(MONDAY, NOON + 54_000, FIRST, SECOND, LATE)
    yield f.DayOpened(TUESDAY)
    yield THIRD
    yield closing(TUESDAY, NOON + DAY_SECONDS + 54_000, THIRD)
    yield OPEN


def said(path: Path, encoding: str = "utf-8-sig") -> str:
    text = path.read_bytes().decode(encoding)
    for secret in (ATTENDANT, CARD, "1234*", "******", AUTHORIZATION, CONTRACT):
        assert secret not in text, f"{secret} is in {path.name}"
    return text
