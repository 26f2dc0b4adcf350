"""Taking baskets that came as QR codes: signed ones once, whole, re-priced here; lists of codes as so many scans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.basket import LINES_MAX, TOLD_TO_STAFF, Refusal, Sale
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.history import replay
from kiosk.domain.scanning import scanned_all
from kiosk.domain.states import Attract, Kiosk, Shopping, sale_of

Facts = tuple[Fact, ...]

Shown = e.BasketShown | e.BasketPartShown | e.BasketRefused | e.CodesShown

AGE_RESTRICTED = 18
"""What is checked when a basket says that it holds something restricted: the highest age there is for a sale."""


class Ledger(Protocol):
    """The ids of the baskets that were taken. A kiosk without a network knows its own journal's and no other."""

    def __contains__(self, basket: object, /) -> bool: ...


def ledger(kiosk: Kiosk) -> Ledger:
    """Who is asked whether a basket was taken before.

    What other kiosks took could be asked here as well, once something tells of it: as events that are folded into Sees.
    """
    return kiosk.till.spent


def shown(kiosk: Kiosk, event: Shown) -> Facts:
    """A basket while shopping: all of it as if scanned here, or nothing of it and why."""
    (sale,) = sale_of(kiosk.own)
    match event:
        case e.BasketRefused(reason, device):
            return _turned_away(kiosk, sale, reason, device)
        case e.BasketShown(basket) | e.BasketPartShown(basket) if basket in sale.baskets:
            return ()  # it is still before the camera
        case e.BasketShown(basket, device=device) if basket in ledger(kiosk):
            return _turned_away(kiosk, sale, Refusal.USED, device)
        case e.BasketPartShown(basket) if basket in ledger(kiosk):
            return _turned_away(kiosk, sale, Refusal.USED, "")
        case e.BasketPartShown():
            return ()
        case e.BasketShown() | e.CodesShown() if not _fits(sale, event):
            return _turned_away(kiosk, sale, Refusal.FULL, "")
        case e.BasketShown(basket, restricted=restricted):
            taken = f.BasketTaken(basket, event.device, event.expires, AGE_RESTRICTED if restricted else 0)
            return (taken, *scanned_all(replay((taken,), kiosk), _scans(event)))
        case e.CodesShown():
            return scanned_all(kiosk, _scans(event))


def takes(kiosk: Kiosk, sale: Sale, event: e.BasketShown | e.CodesShown) -> bool:
    """Does this basket become part of this sale?"""
    used = isinstance(event, e.BasketShown) and (event.basket in sale.baskets or event.basket in ledger(kiosk))
    return not used and _fits(sale, event)


def part_of(kiosk: Kiosk, event: e.Event) -> tuple[e.BasketPartShown, ...]:
    """The basket that is not read whole yet, after this event: empty or one. Not history."""
    before = kiosk.sees.part
    match event, kiosk.own:
        case e.BasketPartShown(basket), (Attract() | Shopping()):
            known = basket in ledger(kiosk) or any(basket in sale.baskets for sale in sale_of(kiosk.own))
            return before if known else (event,)
        case e.BasketShown(basket), _:
            return tuple(each for each in before if each.basket != basket)
        case e.CodesShown(), _:
            return ()
        case _, Shopping():
            return before
        case _:
            return ()


def _fits(sale: Sale, event: e.BasketShown | e.CodesShown) -> bool:
    return len(sale.lines) + len(event.items) + len(event.unknown) <= LINES_MAX


def _scans(event: e.BasketShown | e.CodesShown) -> Iterable[e.ItemScanned | e.UnknownScanned]:
    return (*event.items, *map(e.UnknownScanned, event.unknown))


def _turned_away(kiosk: Kiosk, sale: Sale, reason: Refusal, device: str) -> Facts:
    told = any((each.reason, each.name) == (reason, device) for each in sale.turned_away)
    refused = f.BasketTurnedAway(sale.last_exception + 1, reason, device, kiosk.sees.now)
    facts: Facts = () if told else (refused,)
    if reason not in TOLD_TO_STAFF or kiosk.called(Reason.HELP):
        return facts
    return (*facts, f.AttendantCalled(Reason.HELP, evidence=f"{reason} {device}".strip()))
