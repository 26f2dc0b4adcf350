"""A cash machine's own count against the journal's: what differs has a reason, and the machine is right."""

from __future__ import annotations

from kiosk.domain import cashier
from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.facts import Fact, Reason
from kiosk.domain.money import NOTHING, Money
from kiosk.domain.states import Collecting, Filling, Kiosk, payout, sale_of

Facts = tuple[Fact, ...]


def counted(kiosk: Kiosk, event: e.CashCounted) -> Facts:
    """A machine told what it holds."""
    return (*cashier.balanced(kiosk, event), *_differences(kiosk, event), *_marked(kiosk, event))


def _differences(kiosk: Kiosk, event: e.CashCounted) -> Facts:
    machine = event.machine
    if machine not in kiosk.till.cashbox_pieces:
        return (f.CashCountTaken(machine, event.levels, event.cashbox_pieces),)
    known = {value: count for (name, value), count in kiosk.till.held.items() if name == machine}
    facts: list[Fact] = []
    older = kiosk.called(Reason.ROLLBACK)
    for value in sorted(known.keys() | dict(event.levels).keys()):
        differs = dict(event.levels).get(value, 0) - known.get(value, 0)
        boxed = 0 if older else cashier.moved_to_cashbox(kiosk, machine, value, max(0, -differs))
        if boxed:
            facts.append(f.CashCollected(_collection(kiosk), machine, Money(value), boxed))
        if differs + boxed:
            facts.append(_explained(kiosk, machine, Money(value), differs + boxed))
    collected = sum(fact.count for fact in facts if isinstance(fact, f.CashCollected))
    return (*facts, *_cashbox(kiosk, event, collected))


def _collection(kiosk: Kiosk) -> str:
    assert isinstance(kiosk.own, Collecting)
    return kiosk.own.id


def _marked(kiosk: Kiosk, event: e.CashCounted) -> Facts:
    known = kiosk.till.marks.get(event.machine, "")
    return (f.CashMarked(event.machine, event.mark),) if event.mark not in ("", known) else ()


def _explained(kiosk: Kiosk, machine: str, value: Money, differs: int) -> Fact:
    if kiosk.called(Reason.ROLLBACK):
        return f.CashDiffered(machine, value, differs)  # an older journal knows nobody this could belong to
    if differs < 0 and (running := payout(kiosk.state)):
        return f.CashDispensed(running[0].id, machine, value, -differs)
    if differs > 0 and isinstance(kiosk.own, Filling) and kiosk.own.machine == machine:
        return f.CashFilled(machine, value, differs, recycled=True, found=True, by=kiosk.own.by)
    if differs > 0 and (sale_of(kiosk.own) or payout(kiosk.state)):
        return f.CashInserted(machine, value, differs, recycled=True, found=True)
    return f.CashDiffered(machine, value, differs)


def _cashbox(kiosk: Kiosk, event: e.CashCounted, collected: int) -> Facts:
    """`collected`: how many of the pieces in the cashbox this very count has explained."""
    known = kiosk.till.cashbox_pieces[event.machine]
    if known < 0 or event.cashbox_pieces < 0:
        return ()
    missing = event.cashbox_pieces - known - collected
    if missing < 0:
        return (f.CashDiffered(event.machine, NOTHING, missing, recycled=False),)
    facts: list[Fact] = []
    older = kiosk.called(Reason.ROLLBACK)
    theirs = sale_of(kiosk.own) and not older
    filling = [kiosk.own] if isinstance(kiosk.own, Filling) and kiosk.own.machine == event.machine and not older else []
    for value, count in event.unreported:
        taken = min(count, missing)
        missing -= taken
        if taken and filling:
            by = filling[0].by
            facts.append(f.CashFilled(event.machine, Money(value), taken, recycled=False, found=True, by=by))
        elif taken and theirs:
            facts.append(f.CashInserted(event.machine, Money(value), taken, recycled=False, found=True))
        elif taken:
            facts.append(f.CashDiffered(event.machine, Money(value), taken, recycled=False))
    if missing:
        facts.append(f.CashDiffered(event.machine, NOTHING, missing, recycled=False))
        if not older and not filling:
            facts.append(_somebodys(kiosk, event.machine, missing))
    return tuple(facts)


def _somebodys(kiosk: Kiosk, machine: str, pieces: int) -> Fact:
    """A customer put it in while the kiosk was off, and is short of it: staff look into the cashbox."""
    before = [call.evidence for call in kiosk.calls if call.reason is Reason.BOXED]
    return f.AttendantCalled(Reason.BOXED, evidence="; ".join([*before, f"{machine} ({pieces})"]))
