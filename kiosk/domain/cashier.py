"""Rules about the cash that is the shop's: which pieces to keep, filling, collecting, emptying, counting by hand.

Whoever is called may look and have a machine count; the rest is the manager's. Nothing of it goes on beside a sale.
"""

from __future__ import annotations

from collections import Counter

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain import stock
from kiosk.domain.facts import Fact
from kiosk.domain.means import machines_ready
from kiosk.domain.money import NOTHING
from kiosk.domain.rights import Right
from kiosk.domain.states import Attended, Attract, Closed, Collecting, Filling, Kiosk, may, payout
from kiosk.domain.stock import PIECES_MAX, Levels

Facts = tuple[Fact, ...]

Pressed = (
    e.FillPressed | e.FillDonePressed | e.CollectPressed | e.CollectStopPressed | e.CountConfirmed | e.RecountPressed
)
"""What is pressed on the page of the cash machines and makes a difference to them."""

SILENT_SECONDS = 60
"""How long a machine may be gone in the middle of a collection before this is given up."""


def levels_of(kiosk: Kiosk, machine: str) -> Levels:
    """What this machine's recycler holds by the journal."""
    return tuple(sorted((value, count) for (name, value), count in kiosk.till.held.items() if name == machine))


def cashbox_of(kiosk: Kiosk, machine: str) -> Levels:
    """What is in its cashbox by the journal; value 0: pieces of an unknown denomination."""
    box = sorted((value, count) for (name, value), count in kiosk.till.cashbox.items() if name == machine)
    return tuple((value, count) for value, count in box if count)


def float_of(kiosk: Kiosk, machine: str) -> Levels:
    """What stays in it when it is collected from."""
    known = kiosk.till.vault.floats.get(machine)
    return known if known is not None else stock.floated(kiosk.shop.stock, levels_of(kiosk, machine))


def machines(kiosk: Kiosk) -> tuple[str, ...]:
    """The cash machines whose counts are known, by name."""
    return tuple(sorted({name for name, _ in kiosk.till.held}))


def is_free(kiosk: Kiosk, visit: Attended) -> bool:
    """May this visitor begin to fill or collect: is nobody buying, and nothing going on?"""
    return may(kiosk, visit, Right.CASH) and isinstance(visit.under, Attract | Closed)


# What staff press


def at_the_machines(kiosk: Kiosk, visit: Attended, event: Pressed) -> Facts:
    """What the visitor presses."""
    match event, visit.under:
        case e.FillPressed(machine), Attract() | Closed() if machine in machines_ready(kiosk):
            return (f.FillBegun(machine, visit.by),)
        case e.FillDonePressed(), Filling(machine, _, amount):
            return (f.FillEnded(machine, amount, visit.by),)
        case e.CollectPressed(machine), Attract() | Closed() if machine in machines_ready(kiosk):
            pieces = stock.surplus(levels_of(kiosk, machine), float_of(kiosk, machine))
            return (f.CollectionStarted(_move(kiosk, "C"), machine, pieces, visit.by),) if pieces else ()
        case e.CollectStopPressed(), Collecting(_, machine) if is_away(kiosk, machine):
            return stopped(kiosk, "stopped", visit.by)
        case e.CountConfirmed(), _ if _possible(event):
            return _counted(kiosk, visit, event)
        case _:
            return ()


def _move(kiosk: Kiosk, letter: str) -> str:
    return f"{letter}{kiosk.till.vault.moves + 1}"


def _possible(event: e.CountConfirmed) -> bool:
    values = [value for value, _ in event.counts]
    return len(set(values)) == len(values) and all(0 <= count <= PIECES_MAX for _, count in event.counts)


def _counted(kiosk: Kiosk, visit: Attended, event: e.CountConfirmed) -> Facts:
    """What was counted by hand and typed."""
    machine, counts = event.machine, tuple((value, count) for value, count in event.counts if count)
    held = dict(levels_of(kiosk, machine))
    if not all(value in held for value, _ in counts) and event.of is not e.CountOf.CASHBOX:
        return ()
    match event.of:
        case e.CountOf.CASHBOX:
            expected = cashbox_of(kiosk, machine)
            difference = stock.worth_of(counts) - stock.worth_of(expected)
            known = expected or counts
            return (f.CashboxEmptied(machine, visit.by, expected, counts, difference),) if known else ()
        case e.CountOf.FLOAT:
            return (f.FloatSet(machine, event.counts, visit.by),) if machine in machines(kiosk) else ()
        case e.CountOf.TAKEN:
            if any(count > held[value] for value, count in counts):
                return ()
            counts = tuple((value, -count) for value, count in counts)
    busy = payout(kiosk.state) or isinstance(kiosk.own, Collecting)
    return (f.CashAdjusted(_move(kiosk, "A"), machine, counts, visit.by),) if counts and not busy else ()


# What machines tell


def stacked(kiosk: Kiosk, event: e.CashStacked) -> f.CashInserted | f.CashFilled:
    """A piece was taken for good: staff's, when they fill this machine, and a customer's otherwise."""
    machine, value, count, recycled, mark = event.machine, event.value, event.count, event.recycled, event.mark
    match kiosk.own:
        case Filling(filled, by) if filled == machine:
            return f.CashFilled(machine, value, count, recycled, by=by, mark=mark)
        case _:
            return f.CashInserted(machine, value, count, recycled, mark=mark)


def balanced(kiosk: Kiosk, event: e.CashCounted) -> Facts:
    """The count that staff asked for, beside the journal. What differs is told by facts of their own."""
    match kiosk.state:
        case Attended(by=by) if kiosk.sees.desk.recounted == event.machine:
            expected = stock.worth_of(levels_of(kiosk, event.machine))
            return (f.CashBalanced(event.machine, expected, stock.worth_of(event.levels), kiosk.sees.now, by),)
        case _:
            return ()


def collected(kiosk: Kiosk, event: e.CollectEnded) -> Facts:
    """A machine is done; its counts were told before."""
    match kiosk.own:
        case Collecting(id_, machine, _, pieces) if (machine, id_) == (event.machine, event.collection):
            fault = event.fault or ("not_all" if pieces else "")
            return stopped(kiosk, fault)
        case _:
            return ()


# What ends by itself


def stopped(kiosk: Kiosk, fault: str, by: str = "") -> Facts:
    """The collection is over, whatever was moved; nothing when there is none."""
    match kiosk.own:
        case Collecting(id_, machine, _, _, amount):
            return (f.CollectionEnded(id_, machine, amount, fault, by),)
        case _:
            return ()


def left_alone(kiosk: Kiosk, by: str = "") -> Facts:
    """Staff go: nobody fills any more."""
    match kiosk.own:
        case Filling(machine, _, amount):
            return (f.FillEnded(machine, amount, by),)
        case _:
            return ()


def silent(kiosk: Kiosk) -> Facts:
    """Nobody is here, and the machine that was collecting has been gone for a while: the kiosk sells again."""
    if isinstance(kiosk.own, Collecting) and not isinstance(kiosk.state, Attended):
        device = kiosk.sees.devices.get(kiosk.own.machine)
        if is_away(kiosk, kiosk.own.machine) and kiosk.sees.elapsed - (device.since if device else 0) >= SILENT_SECONDS:
            return stopped(kiosk, device.fault if device else "link_lost")
    return ()


def is_away(kiosk: Kiosk, machine: str) -> bool:
    """Nobody can wait for it. While it answers it must be: what it moves afterwards could not be told from a theft."""
    device = kiosk.sees.devices.get(machine)
    return device is None or device.condition is e.Condition.LOST


# Working stock


def routed(kiosk: Kiosk) -> Facts:
    """Which pieces each machine keeps from now on, where that changes: only between customers."""
    if not isinstance(kiosk.own, Attract | Closed | Filling) or kiosk.till.stray > NOTHING:
        return ()
    facts: list[Fact] = []
    for machine in sorted(machines_ready(kiosk)):
        levels = levels_of(kiosk, machine)
        before = frozenset(kiosk.till.vault.routes.get(machine, (value for value, _ in levels)))
        after = stock.recycled(kiosk.shop.stock, levels, before)
        if levels and after != before:
            facts.append(f.RoutesChosen(machine, tuple(sorted(after))))
    return tuple(facts)


def moved_to_cashbox(kiosk: Kiosk, machine: str, value: int, missing: int) -> int:
    """How many of the pieces that are missing in this recycler the running collection accounts for."""
    match kiosk.own:
        case Collecting(_, name, _, pieces) if name == machine:
            return min(missing, Counter(dict(pieces))[value])
        case _:
            return 0
