"""A cash machine's own count against the journal's: what differs has a reason, and the machine is right."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.states import Kiosk, payout, sale_of

Facts = tuple[Fact, ...]


def counted(kiosk: Kiosk, event: e.CashCounted) -> Facts:
    """A machine told what it holds."""
    return (*_differences(kiosk, event), *_marked(kiosk, event))


def _differences(kiosk: Kiosk, event: e.CashCounted) -> Facts:
    machine = event.machine
    if machine not in kiosk.till.cashbox_pieces:
        return (f.CashCountTaken(machine, event.levels, event.cashbox_pieces),)
    known = {value: count for (name, value), count in kiosk.till.held.items() if name == machine}
    facts: list[Fact] = []
    for value in sorted(known.keys() | dict(event.levels).keys()):
        differs = dict(event.levels).get(value, 0) - known.get(value, 0)
        if differs:
            facts.append(_explained(kiosk, machine, Money(value), differs))
    return (*facts, *_cashbox(kiosk, event))


def _marked(kiosk: Kiosk, event: e.CashCounted) -> Facts:
    known = kiosk.till.marks.get(event.machine, "")
    return (f.CashMarked(event.machine, event.mark),) if event.mark not in ("", known) else ()


def _explained(kiosk: Kiosk, machine: str, value: Money, differs: int) -> Fact:
    if kiosk.called(Reason.ROLLBACK):
        return f.CashDiffered(machine, value, differs)  # an older journal knows nobody this could belong to
    if differs < 0 and (running := payout(kiosk.state)):
        return f.CashDispensed(running[0].id, machine, value, -differs)
    if differs > 0 and (sale_of(kiosk.own) or payout(kiosk.state)):
        return f.CashInserted(machine, value, differs, recycled=True, found=True)
    return f.CashDiffered(machine, value, differs)


def _cashbox(kiosk: Kiosk, event: e.CashCounted) -> Facts:
    known = kiosk.till.cashbox_pieces[event.machine]
    if known < 0 or event.cashbox_pieces < 0:
        return ()
    missing = event.cashbox_pieces - known
    if missing < 0:
        return (f.CashDiffered(event.machine, NOTHING, missing, recycled=False),)
    facts: list[Fact] = []
    theirs = sale_of(kiosk.own) and not kiosk.called(Reason.ROLLBACK)
    for value, count in event.unreported:
        taken = min(count, missing)
        missing -= taken
        if taken and theirs:
            facts.append(f.CashInserted(event.machine, Money(value), taken, recycled=False, found=True))
        elif taken:
            facts.append(f.CashDiffered(event.machine, Money(value), taken, recycled=False))
    if missing:
        facts.append(f.CashDiffered(event.machine, NOTHING, missing, recycled=False))
    return tuple(facts)
