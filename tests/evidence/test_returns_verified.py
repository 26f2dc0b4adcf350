"""Articles that come back, in a real journal: the verifier, the archive and the accountant's files agree with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kiosk.domain import facts as f
from kiosk.domain.basket import Line, taxes_of
from kiosk.domain.books import worth
from kiosk.domain.facts import Fact, SaleCompleted
from kiosk.domain.money import NOTHING, Money, total
from kiosk.domain.refund import Returned
from kiosk.domain.returning import planned, taken_back
from kiosk.domain.states import Till as Kept
from kiosk.domain.tax import Rate, TaxTotal
from kiosk.evidence.record import Record
from kiosk.exports.days import Span, days
from kiosk.exports.fec import write_fec
from kiosk.exports.fec_check import check_fec
from tests.evidence.archives import inspected
from tests.evidence.test_verifier_rules import fault
from tests.evidence.tills import OFFSET, Till

CENT = Money(1)
DAY = "2026-11-29"


def bring_back(till: Till, sold: SaleCompleted, pieces: dict[int, int], back: Returned) -> SaleCompleted:
    """These pieces of this ticket come back; `back`: what came back before."""
    plan = planned(Kept(returned={sold.receipt: back}), sold, pieces, "A1", "Défectueux")
    lines = taken_back(sold, pieces)
    amount = total(line.amount for line in lines)
    cards = tuple(replace(card, attempt="9.1", amount=-card.amount, of=card.attempt) for card in plan.cards)
    till.receipts += 1
    till.sales += 1
    ticket = SaleCompleted(
        till.receipts, till.now, OFFSET, amount, plan.taxes, -plan.cash, total(card.amount for card in cards),
        till.books.day, lines, NOTHING, plan.cash, NOTHING, cards, worth(till.books.perpetual) + amount,
        worth(till.books.absolute) + Money(sum(abs(tax.gross.cents) for tax in plan.taxes)), refund_of=sold.receipt,
        reason=plan.reason, by=plan.by,
    )  # fmt: skip
    begun = f.RefundBegun(till.sales, till.now, sold.receipt, lines, plan.taxes, plan.cash, plan.cards, "A1", "x")
    started = (f.CardRefundStarted("9.1", -card.amount, card.of, "", "A1") for card in cards)
    given = (f.CardGivenBack("9.1", -card.amount) for card in cards)
    till.write(f.AttendantArrived("A1"), begun, *started, *given, ticket, f.AttendantLeft("A1"))
    return ticket


def cheap(number: int) -> Line:
    return Line(number, "1", "Bonbon", "Épicerie", 3, 0, Money(4), Money(12), Rate(2000))


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """Two tickets; the first comes back whole, piece by piece, the second in part, after the day's end."""
    till = Till(tmp_path_factory.mktemp("till"))
    till.sell()
    first = _tickets(till)[0]
    pieces: dict[int, int] = {}
    cards: dict[str, int] = {}
    cash = NOTHING
    for line in first.lines:
        for _ in range(line.count):
            ticket = bring_back(till, first, {line.number: 1}, Returned(pieces, cards, cash))
            pieces = {**pieces, line.number: pieces.get(line.number, 0) + 1}
            cash -= ticket.cash
            for card in ticket.cards:
                cards = {**cards, card.of: cards.get(card.of, 0) - card.amount.cents}
    till.sell()
    second = _tickets(till)[-1]
    till.close_day()
    bring_back(till, second, {second.lines[0].number: 1}, Returned())
    till.close_day()
    yield till
    till.close()


def _tickets(till: Till) -> list[SaleCompleted]:
    return [fact for fact in _facts(till) if isinstance(fact, SaleCompleted)]


def _facts(till: Till) -> list[Fact]:
    record = Record(till.path)
    told = list(record.facts())
    record.close()
    return told


def test_all_of_a_ticket_piece_by_piece_gives_back_its_very_totals(till: Till) -> None:
    first, *others = _tickets(till)
    back = [ticket for ticket in others if ticket.refund_of == first.receipt]
    assert len(back) == sum(line.count for line in first.lines)
    for tax in first.taxes:
        theirs = [each for ticket in back for each in ticket.taxes if each.rate == tax.rate]
        assert (total(each.net for each in theirs), total(each.vat for each in theirs)) == (-tax.net, -tax.vat)
    assert total(ticket.cash for ticket in back) == -first.cash
    assert total(ticket.card for ticket in back) == -first.card


def test_the_journal_and_its_archive_verify_with_returns_in_them(till: Till) -> None:
    record = Record(till.path)
    assert record.verify().fault == ""
    record.close()
    made = till.archive("day", DAY)
    code, words = inspected(made.place)
    assert code == 0
    assert words.startswith("INTACTE")


def test_the_accountant_s_days_balance_also_when_more_came_back_than_was_sold(till: Till, tmp_path: Path) -> None:
    facts = _facts(till)
    span = Span("2026-11-01", "2026-12-31")
    told = {day.day: day for day in days(facts, span)}
    tickets = _tickets(till)
    for day in told.values():
        theirs = [ticket for ticket in tickets if ticket.day == day.day]
        assert (day.cash, day.card) == (total(t.cash for t in theirs), total(t.card for t in theirs))
    assert told["2026-11-30"].cash + told["2026-11-30"].card < NOTHING
    path = write_fec(facts, tmp_path, "123456789", date(2026, 12, 31), span)
    assert check_fec(path) == ()


def wrong(change: Callable[[SaleCompleted], SaleCompleted]) -> Callable[[list[Fact]], list[Fact]]:
    def changed(facts: list[Fact]) -> list[Fact]:
        place = next(at for at, fact in enumerate(facts) if isinstance(fact, SaleCompleted) and fact.refund_of)
        ticket = facts[place]
        assert isinstance(ticket, SaleCompleted)
        return [*facts[:place], change(ticket), *facts[place + 1 :]]

    return changed


def two_cents_of_vat(ticket: SaleCompleted) -> SaleCompleted:
    (tax, *others) = ticket.taxes
    return replace(ticket, taxes=(TaxTotal(tax.rate, tax.net + CENT * 2, tax.vat - CENT * 2, tax.gross), *others))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (two_cents_of_vat, "hors taxe"),
        (lambda ticket: replace(ticket, refund_of=ticket.receipt), "dit être le retour"),
        (lambda ticket: replace(ticket, refund_of=-1), "nombre|retour|négatif|entier"),
        (lambda ticket: replace(ticket, cash=ticket.cash + Money(9_999_99), total=ticket.total), "encaisse|payés"),
        (lambda ticket: replace(ticket, lines=(), taxes=(), total=NOTHING), "encaisse au lieu de rendre|somme"),
        (lambda ticket: replace(ticket, cash=ticket.total, card=NOTHING, cash_out=-ticket.total, cards=(
            replace(_card(), amount=-CENT),)), "ce que le terminal a rendu"),
    ],
)  # fmt: skip
def test_a_return_told_wrong_is_found(till: Till, change: Callable[[SaleCompleted], SaleCompleted], told: str) -> None:
    assert re.search(told, fault(wrong(change)(_facts(till)), till.ring))


def _card() -> f.CardPayment:
    return f.CardPayment("9.1", -CENT, of="1.1")


def test_vat_of_small_pieces_never_exceeds_what_was_taken() -> None:
    """Three sweets at 4 cents bear 2 cents of VAT together; each rounded by itself would give a cent back."""
    sold = SaleCompleted(1, 0, 0, Money(12), taxes_of((cheap(1),)), Money(12), NOTHING, lines=(cheap(1),))
    (tax,) = sold.taxes
    given = []
    for count in range(3):
        given += planned(Kept(returned={1: Returned({1: count})}), sold, {1: 1}, "A1", "x").taxes
    assert total(each.vat for each in given) == -tax.vat
