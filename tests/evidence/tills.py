"""A till whose days are told quickly: real facts in a real sealed journal, without customers, devices or a kernel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from kiosk.domain import facts as f
from kiosk.domain.basket import CardPayment, Line, NonItem, NonItemKind, Sale, Tender, TenderKind, gross_of
from kiosk.domain.bookkeeping import booked
from kiosk.domain.books import PeriodKind, next_day, period_of, worth
from kiosk.domain.facts import Fact, Head
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.money import total as total_of
from kiosk.domain.states import Books, Shop
from kiosk.domain.tax import Rate
from kiosk.evidence.archive import Archived, Identity, write_archive
from kiosk.evidence.journal import Journal
from kiosk.evidence.keys import Identity as KeyIdentity
from kiosk.evidence.keys import KeyRing
from kiosk.evidence.periods import span_of
from kiosk.evidence.record import Record

SHOP = Identity(
    "Épicerie d'essai ; « La Halle »", "12345678900011", "FR00123456789", ("1 place du Marché",), "1", "Borne", "0"
)

RATES = (550, 2000, 1000, 210)
OFFSET = 3600


KINDS = [TenderKind.MEAL_VOUCHER, TenderKind.EMPTIES, TenderKind.COUPON, TenderKind.ACCOUNT]
"""Those that are not worth what a ledger says."""


class Till:
    """Writes what a kiosk would write. Each method is one thing that happens."""

    def __init__(self, folder: Path, first_day: str = "2026-11-29", seed: int = 0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.path = folder / "journal.db"
        self.ring = KeyRing(folder / "keys", KeyIdentity(SHOP.name, SHOP.siret, SHOP.till))
        self.journal = Journal(self.path, self.ring, SHOP.till, durable=False)
        self.books, self.random = Books(), Random(seed)
        self.receipts = self.trained = self.sales = self.entry_of_last_closing = 0
        self.now = int(datetime.fromisoformat(f"{first_day}T08:00").replace(tzinfo=UTC).timestamp())
        self.adopt_key()
        self.write(f.KioskStarted("1.0", self.now), f.DayOpened(first_day))

    def write(self, *facts: Fact) -> None:
        self.now += 7
        self.journal.append(facts, self.now, OFFSET)
        for fact in facts:
            self.books = booked(self.books, fact)

    def adopt_key(self) -> None:
        adopted = self.journal.certificates()[-1:]
        for made in self.ring.unadopted(adopted[0] if adopted else "", self.now):
            self.write(f.KeyAdopted(made.key, made.certificate, "T1" if adopted else ""))

    def rotate_key(self) -> None:
        self.ring.rotate()
        self.adopt_key()

    def sell(self, training: bool = False, lines: int = 3) -> None:
        """A sale of this many lines, paid in cash, by card or both."""
        self.sales += 1
        sale = Sale(self.sales, tuple(self._line(number) for number in range(1, lines + 1)), training=training)
        total, card = sale.total, Money(self.random.choice((0, sale.total.cents, sale.total.cents // 2)))
        vouchers, others = ((), ()) if training else self._besides(total - card)
        cash = total - card - total_of(each.amount for each in vouchers) + total_of(each.amount for each in others)
        tendered = Money(-(-cash.cents // 500) * 500)
        paid: tuple[Fact, ...] = (f.CashInserted("notes", Money(500), tendered.cents // 500, True),) if cash else ()
        cards = (CardPayment(f"{self.sales}.1", card, "**** 1234", "A00001", "CB", "ticket"),) if card else ()
        if training:
            paid, cards, cash, card, tendered = (), (), total, NOTHING, total
        done = f.SaleCompleted(
            (self.trained if training else self.receipts) + 1, self.now, OFFSET, total, sale.taxes, cash, card,
            self.books.day, sale.lines, tendered, tendered - cash, NOTHING, cards,
            worth(self.books.perpetual) + (NOTHING if training else total),
            worth(self.books.absolute) + (NOTHING if training else total), training, vouchers, others,
        )  # fmt: skip
        self.trained += training
        self.receipts += not training
        added = [_added(line) for line in sale.lines]
        besides = (
            *(f.NonItemAdded(each.kind, each.reference, each.amount) for each in others),
            *(f.TenderTaken(each.kind, each.reference, each.amount, each.by) for each in vouchers),
        )
        facts = (f.SaleStarted(self.sales, self.now, training), *added, f.PaymentBegun(), *besides, *paid, done)
        books = self.books
        self.write(*facts, f.ReceiptDeclined(), f.SessionEnded())
        if training:
            self.books = books

    def _besides(self, rest: Money) -> tuple[tuple[Tender, ...], tuple[NonItem, ...]]:
        """Vouchers that pay a part of the rest, and a donation: in every third sale each."""
        kinds = self.random.sample(KINDS, self.random.choice((0, 0, 0, 1, 2)))
        vouchers = tuple(
            Tender(kind, f"V{self.sales}", Money(rest.cents // 3), "A1") for kind in kinds if rest.cents > 2
        )
        given = NonItem(NonItemKind.DONATION, "Les Restos", Money(self.random.randint(1, 99)))
        return vouchers, (given,) if self.random.random() < 0.3 else ()

    def _line(self, number: int) -> Line:
        price, weighed = Money(self.random.randint(10, 2000)), self.random.random() < 0.3
        count, grams = (1, self.random.randint(5, 3000)) if weighed else (self.random.randint(1, 5), 0)
        deposit = Money(20) if not weighed and self.random.random() < 0.2 else NOTHING
        name = self.random.choice(("Pommes, Gala", "=1+1", "Œufs « plein air »", 'Riz "long"\\;'))
        gross, rate = gross_of(price, count, grams), Rate(self.random.choice(RATES))
        code = f"{self.random.randrange(10**13):013d}"
        return Line(number, code, name, "Épicerie", count, grams, price, gross, rate, deposit)

    def begin_training_sale(self) -> None:
        """A sale for training that stays open."""
        self.sales += 1
        self.write(f.TrainingBegun("M1"), f.SaleStarted(self.sales, self.now, training=True))

    def abandon(self) -> None:
        """A customer leaves with a line taken out and one still in."""
        self.sales += 1
        line = self._line(1)
        self.write(f.SaleStarted(self.sales, self.now), _added(line), f.LineRemoved(1, line.amount))
        self.write(f.SaleAbandoned(NOTHING))

    def visit(self) -> None:
        """Staff come, void a line of a sale, and hand out a duplicate of the last ticket."""
        self.sales += 1
        line = self._line(1)
        self.write(f.SaleStarted(self.sales, self.now), _added(line), f.AttendantArrived("A1"))
        self.write(f.LineRemoved(1, line.amount, "A1", "void"), f.CancelBegun("A1"))
        self.write(f.SaleCancelled(NOTHING), f.AttendantLeft("A1"))

    def duplicate(self, receipt: int, copy: int) -> None:
        self.write(f.DuplicateIssued(receipt, copy, "paper", "A1"))

    def close_day(self) -> None:
        """The day is closed, and the month and the year with their last day."""
        day = self.books.day
        following = next_day(day)
        for kind in PeriodKind:
            if period_of(kind, day) != period_of(kind, following):
                self._close(kind, period_of(kind, day))
        self.entry_of_last_closing, _ = self.journal.head
        self.now += 24 * 3600
        self.write(f.DayOpened(following))

    def _close(self, kind: PeriodKind, period: str) -> None:
        books = self.books
        takings = {PeriodKind.DAY: books.of_day, PeriodKind.MONTH: books.of_month, PeriodKind.YEAR: books.of_year}
        self.write(f.PeriodClosed(kind, period, self.now, OFFSET, takings[kind], books.perpetual, books.absolute, "M1"))

    def day(self, tickets: int = 4, lines: int = 3) -> None:
        """A whole business day with a little of everything."""
        for _ in range(tickets):
            self.sell(lines=lines)
        self.abandon()
        self.visit()
        self.write(f.TrainingBegun("M1"))
        self.sell(training=True)
        self.write(f.TrainingEnded("M1"))
        if self.receipts:
            self.duplicate(self.receipts, 1)
        self.close_day()

    def found_older(self, lost_entries: int, lost_tickets: int) -> None:
        """The kiosk finds that an older journal was put back: these many were lost."""
        here, _ = self.journal.head
        heads = self.journal.heads()
        ticket = heads["ticket"]
        after = Head("ticket", ticket.number + lost_tickets, "A" * 86)
        grand = replace(after, chain="grand_ticket")
        self.write(f.RollbackFound(here + lost_entries, here, (after, grand)))
        self.receipts += lost_tickets

    def archive(self, kind: str, first_day: str, last_day: str = "", folder: Path | None = None) -> Archived:
        """Made while the journal is open, as in the shop."""
        record = Record(self.path)
        try:
            span = span_of(record, kind, first_day, last_day or first_day)
            signer = self.journal.signer[0]
            made = write_archive(record, signer, SHOP, span, folder or self.folder, self.now)
        finally:
            record.close()
        self.write(
            f.ArchiveMade(
                made.kind, made.first_day, made.last_day, made.first_entry, made.last_entry, made.digest, "M1"
            )
        )
        return made

    def purge(self, last_entry: int, archive: str) -> None:
        """Entries up to this one leave."""
        self.journal.purge(last_entry, archive, "T1", self.now, OFFSET, Shop(SHOP.name))

    def close(self) -> None:
        self.journal.close()


def _added(line: Line) -> f.ItemAdded:
    return f.ItemAdded(
        line.number, line.code, line.name, line.department, line.count, line.grams, line.price, line.gross, line.rate,
        line.deposit,
    )  # fmt: skip
