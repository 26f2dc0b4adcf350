"""Rules about baskets that staff must look at before they are paid: above a limit, or drawn for a spot check.

A spot check is drawn, not chosen: by the seal of the ticket before, which nobody knows beforehand and everybody can
reckon again from the journal. What happened in the sale itself makes it likelier, and is told with it; who the customer
is does not count, for the kiosk does not know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.domain import bagging
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import Found, Sale
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.history import replay
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.scanning import found_in, scan_of, scanned_all
from kiosk.domain.states import Attended, Kiosk, Shopping, sale_of

Facts = tuple[Fact, ...]

PER_REMOVAL, REMOVALS_COUNTED = 2, 3
"""Points of the score for each line that the customer took out, and of how many."""

DEAR, FOR_DEAR = Money(1000), 3
"""From this worth of removed goods on: so many points."""

CHANCE_MAX = 500
"""Per mille: whoever is checked every other time stays away."""


A_PRIME = 1_000_003
"""Far above 1000, so that every lot is as likely as any other."""


@dataclass(frozen=True, slots=True)
class Risk:
    """How likely a spot check is: `chance` per mille; `score` and `reasons` say why it is more than the shop's rate."""

    chance: int
    score: int = 0
    reasons: tuple[str, ...] = ()


# Before it is paid


def due(kiosk: Kiosk, sale: Sale) -> Facts:
    """Somebody must look at the basket before it is paid: the call; empty when nobody must, or everybody has."""
    if sale.training:
        return ()
    if any(not check.is_over for check in sale.checks):
        return (f.AttendantCalled(Reason.CHECK),)
    limits = _over(kiosk, sale)
    risk = risk_of(kiosk, sale)
    drawn = draw(kiosk, sale)
    spot = not sale.checks and drawn < risk.chance
    if not (limits or spot):
        return ()
    begun = f.CheckBegun((*limits, *(("drawn", *risk.reasons) if spot else ())), risk.score, risk.chance, drawn)
    return (begun, f.AttendantCalled(Reason.CHECK))


def _over(kiosk: Kiosk, sale: Sale) -> tuple[str, ...]:
    """The limits of a basket that this one exceeds, and exceeded less when staff looked at it last."""
    rules = kiosk.shop.control
    seen = max((check.total for check in sale.checks), default=NOTHING)
    over = (
        ("amount", NOTHING < rules.basket_max < sale.total and sale.total > seen),
        ("lines", 0 < rules.lines_max < len(sale.lines) and not sale.checks),
    )
    return tuple(name for name, is_over in over if is_over)


def risk_of(kiosk: Kiosk, sale: Sale) -> Risk:
    """How likely this basket is to be checked, and why."""
    reasons = {
        "removals": PER_REMOVAL * min(sale.removals, REMOVALS_COUNTED),
        "removed_dear": FOR_DEAR if sale.removed >= DEAR else 0,
    }
    score = sum(reasons.values())
    chance = 10 * kiosk.shop.control.check_percent * (2 + score) // 2
    most = max(CHANCE_MAX, 10 * kiosk.shop.control.check_percent)
    return Risk(min(chance, most), score, tuple(name for name, points in reasons.items() if points))


def draw(kiosk: Kiosk, sale: Sale) -> int:
    """0 to 999, the same however often it is asked: a sale is drawn or it is not."""
    head = kiosk.sees.heads.get("ticket")
    seed = f"{sale.number} {kiosk.till.born} {head.signature if head else kiosk.till.key}"
    return int.from_bytes(seed.encode(), "big") % A_PRIME % 1000


# What staff press and scan


def attended(kiosk: Kiosk, visit: Attended, sale: Sale, event: e.CheckSeenPressed | e.RescanPressed) -> Facts:
    """Staff look into the bag: by eye, or by scanning what is in it."""
    for check in sale.checks[-1:]:
        if check.is_over or not isinstance(kiosk.own, Shopping):
            return ()
        match event:
            case e.RescanPressed() if not check.by:
                return (f.RescanBegun(visit.by),)
            case e.CheckSeenPressed():
                return _ended(kiosk, visit, sale)
    return ()


def rescanned(event: e.Event) -> Facts:
    """An article from the bag, which is perhaps in the basket. Other codes are not asked for now."""
    match event:
        case e.ItemScanned():
            return (f.CheckScanned(found_in(event)),)
        case e.UnknownScanned(code):
            return (f.CheckScanned(Found(code, code)),)
        case _:
            return ()


def is_rescan(sale: Sale) -> bool:
    """Do staff scan the bag now?"""
    return any(check.by and not check.is_over for check in sale.checks[-1:])


def compared(sale: Sale) -> tuple[tuple[str, int, int], ...]:
    """Of each article its name, the pieces in the basket, and the pieces found in the bag."""
    names, basket, bag = dict[str, str](), Counter[str](), Counter[str]()
    for line in sale.lines:
        names.setdefault(line.code, line.name)
        basket[line.code] += line.count
    for check in sale.checks[-1:]:
        for found in check.found:
            names.setdefault(found.article, found.name)
            bag[found.article] += found.count
    return tuple((name, basket[code], bag[code]) for code, name in names.items())


def _ended(kiosk: Kiosk, visit: Attended, sale: Sale) -> Facts:
    """What was found beyond the basket is scanned into it; what was not found stays in the basket: it is paid."""
    both = compared(sale)
    differ = tuple((name, found - paid) for name, paid, found in both if found > paid)
    whole = all(found >= paid for _, paid, found in both)
    outcome = "seen" if not is_rescan(sale) else "differs" if differ else "same" if whole else "partly"
    resolved = (f.CallResolved(Reason.CHECK),) if kiosk.called(Reason.CHECK) else ()
    beyond = scanned_all(kiosk, _beyond(sale), agreed=True)
    ended = (f.CheckEnded(outcome, visit.by, sale.total, differ), *resolved, *beyond)
    after = replay(ended, kiosk)
    return (*ended, *(fact for now in sale_of(after.own) for fact in bagging.seen_by_staff(after, now, visit.by)))


def _beyond(sale: Sale) -> Iterator[e.ItemScanned | e.UnknownScanned]:
    """What was found beyond the basket, as it was scanned."""
    left = Counter[str]()
    for line in sale.lines:
        left[line.code] += line.count
    for check in sale.checks[-1:]:
        for found in check.found:
            paid = min(found.count, left[found.article])
            left[found.article] -= paid
            if paid < found.count:
                yield _scan(found, found.count - paid)


def _scan(found: Found, count: int) -> e.ItemScanned | e.UnknownScanned:
    return scan_of(found, count) if found.product else e.UnknownScanned(found.code)
