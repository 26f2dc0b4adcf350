"""The dictionary between two languages: what a device says, and what that is to the shop. And back, for receipts."""

from __future__ import annotations

from collections.abc import Callable

from hardware import words as w
from kiosk.domain import events as e
from kiosk.domain.money import Money
from kiosk.domain.receipt import Code, ReceiptPart, Separator, Text
from kiosk.domain.signalling import Signal
from kiosk.domain.states import Till

Reading = Callable[[w.CodeSeen], tuple[e.Event, ...]]
"""What a code means: the catalogue's part of the dictionary. No events: a code that is none of our business."""


def event(device: str, role: e.Role, word: w.Word, reading: Reading) -> tuple[e.Event, ...]:  # noqa: C901 - a dictionary
    """What this word of this device means."""
    match word:
        case w.Ready():
            return (e.DeviceChanged(device, role, e.Condition.READY),)
        case w.Degraded(fault, detail):
            return (e.DeviceChanged(device, role, e.Condition.DEGRADED, fault.value, detail),)
        case w.Lost(fault, detail):
            return (e.DeviceChanged(device, role, e.Condition.LOST, fault.value, detail),)
        case w.CodeSeen():
            return reading(word)
        case w.Weight(state, grams):
            return (e.WeightChanged(device, e.WeightState(state.value), grams),)
        case w.Stacked(value, count, recycled, mark):
            return (e.CashStacked(device, Money(value), count, recycled, mark),)
        case w.CashCounts(recycler, pieces, unreported, mark, boxed):
            return (e.CashCounted(device, recycler, -1 if pieces is None else pieces, unreported, mark, boxed),)
        case w.Dispensing(paid):
            return (e.PayoutMoved(device, Money(paid)),)
        case w.PaidOut(_, fault, reference):
            return (e.PayoutEnded(device, reference, fault.value if fault else ""),)
        case w.Collected(fault, reference):
            return (e.CollectEnded(device, reference, fault.value if fault else ""),)
        case w.Authorized():
            return (
                e.CardApproved(
                    word.reference, Money(word.amount), word.card, word.authorization, word.application, word.receipt,
                    word.transaction, word.meal,
                ),
            )  # fmt: skip
        case w.NotAuthorized(reference, reason, detail):
            return (e.CardDeclined(reference, reason.value, detail),)
        case w.OutcomeUnknown(reference, evidence):
            return (e.CardUnknown(reference, evidence),)
        case w.Printed(job):
            return (e.PrintFinished(job),)
        case w.NotPrinted(job, fault):
            return (e.PrintFailed(job, fault.value),)


def restored(till: Till, machine: str) -> w.RestoreCashCounts:
    """What the journal knows of a cash machine: told once, before anything else."""
    levels = sorted((value, count) for (name, value), count in till.held.items() if name == machine)
    return w.RestoreCashCounts(tuple(levels), till.marks.get(machine, ""))


def lights(signal: Signal) -> w.SwitchLights:
    """What a tower is told to show this."""
    lit = frozenset(w.Lamp(lamp.value) for lamp in signal.lamp)
    return w.SwitchLights(lit, lit if signal.blinking else frozenset())


def document(parts: tuple[ReceiptPart, ...]) -> w.Document:
    """A receipt as the printer's document."""
    return w.Document(tuple(_part(part) for part in parts))


def _part(part: ReceiptPart) -> w.Line | w.Rule | w.QrCode:
    match part:
        case Text(text, right, bold, large, centred):
            return w.Line(text, right, bold, large, centred)
        case Separator():
            return w.Rule()
        case Code(text):
            return w.QrCode(text)
