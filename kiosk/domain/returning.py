"""Rules about articles that come back. Always of a ticket of this till, which is in its journal.

There is no refund at somebody's will: without a ticket nobody can say what was paid, how, and with which VAT, and money
that leaves a till for nothing sold is what a fraud looks like. Who must give money back otherwise does so as any other
payment of the shop, in its accounts. A return is never returned either: the article is sold again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import CardPayment, Line, Return, taxes_of
from kiosk.domain.facts import Fact, Reason, SaleCompleted
from kiosk.domain.money import NOTHING, Money, total
from kiosk.domain.orders import is_deposit, receivable_of
from kiosk.domain.refund import Returned
from kiosk.domain.rights import Right
from kiosk.domain.sight import Desk, Returning
from kiosk.domain.states import Attended, Attract, Kiosk, Refunding, Till, may
from kiosk.domain.tax import TaxTotal, split
from kiosk.domain.till import RETURNED_KEPT

Facts = tuple[Fact, ...]

NOTHING_BACK = Returned()
NUMBER_LENGTH_MAX = 9
SETTLED_BY_STAFF = frozenset({Reason.CARD_REFUND, Reason.CREDIT_NOTE, Reason.OWED})


def may_return(kiosk: Kiosk, visit: Attended) -> bool:
    """May the visitor take articles back now? Between customers, and not while something is in doubt."""
    allowed = may(kiosk, visit, Right.RETURN)
    quiet = isinstance(visit.under, Attract) and not kiosk.blocked and kiosk.till.stray == NOTHING
    return allowed and quiet and not kiosk.till.training.by and not kiosk.shop.handheld and bool(kiosk.till.books.day)


def left_of(till: Till, ticket: SaleCompleted) -> dict[int, int]:
    """How many pieces of each line, by its number, can still come back: a deposit only while its order is open."""
    back = till.returned.get(ticket.receipt, NOTHING_BACK)
    return {
        line.number: 0 if _is_taken_off(till, line) else line.count - back.pieces.get(line.number, 0)
        for line in ticket.lines
    }


def _is_taken_off(till: Till, line: Line) -> bool:
    """A deposit of goods that were collected is on their ticket already, with a minus."""
    return is_deposit(line) and line.order not in till.orders


def refused(kiosk: Kiosk, ticket: SaleCompleted) -> str:
    """Why nothing of this ticket can come back: the key of a sentence; empty when something can."""
    till = kiosk.till
    if ticket.refund_of:
        return "return_of_return"
    if receivable_of(kiosk.shop.till, ticket.receipt) in till.receivables:
        return "return_unpaid"  # a credit note for it would be money that nobody has paid
    if len(till.returned) >= RETURNED_KEPT and ticket.receipt < min(till.returned):
        return "return_too_old"
    if any(left_of(till, ticket).values()):
        return ""
    back = till.returned.get(ticket.receipt, NOTHING_BACK)
    kept = (line for line in ticket.lines if line.number not in back.pieces)
    return "return_deposit" if any(_is_taken_off(till, line) for line in kept) else "return_all"


# Staff at the desk: choosing, before anything is written down


def at_the_desk(kiosk: Kiosk, visit: Attended, event: e.Event) -> Desk:
    """The page of returns after this event; the same desk when it is none of its business."""
    desk = kiosk.sees.desk
    match event:
        case e.PagePressed(e.Page.RETURN) if may_return(kiosk, visit):
            return replace(desk, page=e.Page.RETURN, returning=(), finding=(), told="")
        case _ if desk.page is not e.Page.RETURN:
            return desk
        case e.PagePressed(e.Page.TASKS):
            return replace(desk, page=e.Page.TASKS, returning=(), finding=(), told="")
        case e.TicketNumberEntered(number) if number.isascii() and number.isdecimal():
            return replace(desk, finding=(int(number[:NUMBER_LENGTH_MAX]),), told="")
        case e.TicketNumberEntered():
            return replace(desk, told="ticket_missing")
        case e.TicketFound(ticket) if ticket.receipt in desk.finding:
            why = refused(kiosk, ticket)
            return replace(desk, finding=(), told=why, returning=() if why else (Returning(ticket),))
        case e.ReturnPressed():
            return replace(desk, page=e.Page.TASKS)  # what was chosen stays: the rules read it now
        case _:
            chosen = tuple(_chosen(kiosk, each, event) for each in desk.returning)
            return desk if chosen == desk.returning else replace(desk, returning=chosen)


def _chosen(kiosk: Kiosk, returning: Returning, event: e.Event) -> Returning:
    match event:
        case e.ReturnCountPressed(line, count) if 0 <= count <= left_of(kiosk.till, returning.ticket).get(line, 0):
            numbers = _together(returning.ticket, line)
            others = tuple(each for each in returning.pieces if each[0] not in numbers)
            return replace(returning, pieces=(*others, *((each, count) for each in numbers)) if count else others)
        case e.ReturnReasonPressed(reason) if reason in kiosk.shop.returns.reasons:
            return replace(returning, reason=reason)
        case _:
            return returning


def _together(ticket: SaleCompleted, number: int) -> tuple[int, ...]:
    """The lines that come back with this one: a deposit comes back whole, at all its VAT rates."""
    orders = {line.order for line in ticket.lines if line.number == number and is_deposit(line)}
    deposit = tuple(line.number for line in ticket.lines if is_deposit(line) and line.order in orders)
    return deposit or (number,)


# What is written down


def begun(kiosk: Kiosk, visit: Attended) -> Facts:
    """Staff take back what they have chosen; nothing when it is not (or no longer) to be had."""
    for returning in kiosk.sees.desk.returning:
        ticket, pieces = returning.ticket, dict(returning.pieces)
        left = left_of(kiosk.till, ticket)
        possible = all(0 < count <= left.get(line, 0) for line, count in pieces.items())
        if not (pieces and possible and returning.reason and may_return(kiosk, visit)) or refused(kiosk, ticket):
            return ()
        back = planned(kiosk.till, ticket, pieces, visit.by, returning.reason)
        return (
            f.RefundBegun(
                kiosk.till.sales + 1, kiosk.sees.now, back.receipt, taken_back(ticket, pieces), back.taxes, back.cash,
                back.cards, back.by, back.reason,
            ),
        )  # fmt: skip
    return ()


def stopped(kiosk: Kiosk) -> Facts:
    """Not after all; possible until something was given."""
    match kiosk.own:
        case Refunding(sale) if not sale.paid_anything:
            theirs = (call for call in kiosk.calls if call.reason in SETTLED_BY_STAFF and not call.evidence)
            return (*(f.CallResolved(call.reason) for call in theirs), f.SaleCancelled(sale.total))
        case _:
            return ()


def taken_back(ticket: SaleCompleted, pieces: Mapping[int, int]) -> tuple[Line, ...]:
    """These pieces as lines below zero: what they weigh and how many they are stays. Nobody's age is asked."""
    chosen = (line if line.grams else line.with_count(pieces[line.number]) for line in _of(ticket, pieces))
    return tuple(
        replace(line, price=-line.price, gross=-line.gross, deposit=-line.deposit, minimum_age=0) for line in chosen
    )


def planned(till: Till, ticket: SaleCompleted, pieces: Mapping[int, int], by: str, reason: str) -> Return:
    """How it goes back: to the cards that paid, then in cash as far as cash was paid, the rest as a credit note."""
    back = till.returned.get(ticket.receipt, NOTHING_BACK)
    amount = total(-line.amount for line in taken_back(ticket, pieces))
    cards: list[CardPayment] = []
    for charge in ticket.cards:
        given = min(amount, charge.amount - Money(back.cards.get(charge.attempt, 0)))
        if given > NOTHING:
            cards.append(replace(charge, amount=given))
            amount -= given
    cash = max(NOTHING, min(amount, ticket.cash - back.cash))
    return Return(ticket.receipt, taxes_back(ticket, back, pieces), cash, tuple(cards), by, reason)


def taxes_back(ticket: SaleCompleted, back: Returned, pieces: Mapping[int, int]) -> tuple[TaxTotal, ...]:
    """VAT by rate that these pieces give back: of the ticket without them, less of what it is now.

    So the returns of a ticket never sum up to more VAT, or less, than it had, in however many pieces they come. Each is
    at most a cent away from what would be rounded by itself.
    """
    before = {line.number: line.count - back.pieces.get(line.number, 0) for line in ticket.lines}
    after = {number: count - pieces.get(number, 0) for number, count in before.items()}
    rates = {tax.rate for tax in _taxes(ticket, pieces)}
    now, then = ({tax.rate: tax for tax in _taxes(ticket, counts)} for counts in (before, after))
    taxes: list[TaxTotal] = []
    for rate in sorted(rates, reverse=True):
        had, has = now[rate], then.get(rate, split(NOTHING, rate))
        taxes.append(TaxTotal(rate, has.net - had.net, has.vat - had.vat, has.gross - had.gross))
    return tuple(taxes)


def _taxes(ticket: SaleCompleted, pieces: Mapping[int, int]) -> tuple[TaxTotal, ...]:
    """VAT by rate of these pieces alone, above zero."""
    return taxes_of(line if line.grams else line.with_count(pieces[line.number]) for line in _of(ticket, pieces))


def _of(ticket: SaleCompleted, pieces: Mapping[int, int]) -> tuple[Line, ...]:
    return tuple(line for line in ticket.lines if pieces.get(line.number, 0))
