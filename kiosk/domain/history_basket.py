"""What facts about articles make of a sale: its lines, and what staff must look at."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import facts as f
from kiosk.domain import orders
from kiosk.domain.basket import Doubt, Line, OpenException, Sale
from kiosk.domain.facts import Fact
from kiosk.domain.money import NOTHING, total


def changed(sale: Sale, fact: Fact) -> Sale:
    """The sale after this fact."""
    match fact:
        case f.ItemAdded():
            line = Line(
                fact.line, fact.code, fact.name, fact.department, fact.count, fact.grams, fact.price, fact.gross,
                fact.rate, fact.deposit, fact.minimum_age, fact.picture, fact.batch, fact.serial, fact.label, fact.tare,
                fact.order, fact.meal, fact.was, fact.why,
            )  # fmt: skip
            limits = {**dict(sale.limits), fact.code: fact.limit} if fact.limit else dict(sale.limits)
            return replace(sale, lines=(*sale.lines, line), last_line=fact.line, limits=tuple(limits.items()))
        case f.QuantityChanged(number, _, after):
            changed = tuple(line.with_count(after) if line.number == number else line for line in sale.lines)
            fewer = total(line.amount for line in sale.lines) - total(line.amount for line in changed)
            removals = sale.removals + (fewer > NOTHING and not fact.by)
            removed = sale.removed + (fewer if fewer > NOTHING and not fact.by else NOTHING)
            return replace(sale, lines=changed, removals=removals, removed=removed)
        case f.LinePriced(number, _, after, reason):
            priced = tuple(line.priced(after, reason) if line.number == number else line for line in sale.lines)
            return replace(sale, lines=priced)
        case f.LineRemoved(number, amount, by=""):
            without = sale.without_lines(frozenset({number}))
            return replace(without, removals=sale.removals + 1, removed=sale.removed + amount)
        case f.LineRemoved(number):
            return sale.without_lines(frozenset({number}))
        case f.OrderBegun() | f.OrderTaken() | f.OrderLeft():
            return orders.changed(sale, fact)
        case f.ArticleDoubted(number, doubt, code, name, reason, product, pack=pack):
            doubted = OpenException(number, Doubt(doubt), code, name, reason, product, pack)
            return replace(sale, exceptions=(*sale.exceptions, doubted), last_exception=number)
        case f.BasketTurnedAway(number, reason, device):
            told = OpenException(number, Doubt.TURNED_AWAY, "", device, reason)
            return replace(sale, exceptions=(*sale.exceptions, told), last_exception=number)
        case f.DoubtSettled(number):
            return replace(sale, exceptions=tuple(each for each in sale.exceptions if each.number != number))
        case f.AgeChecked(age, True):
            return replace(sale, age_approved=max(age, sale.age_approved))
        case f.AgeChecked():  # staff have looked, and take out by hand what the catalogue does not know
            return replace(sale, age_floor=0)
        case _:
            return sale
