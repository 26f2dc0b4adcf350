"""Rules about the machine itself: devices that break and heal, what a power cut leaves behind."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.facts import Fact
from kiosk.domain.states import Attended, Kiosk, Printing

Facts = tuple[Fact, ...]


def changed(kiosk: Kiosk, event: e.DeviceChanged) -> Facts:
    """A device broke or healed, which the journal does not know yet."""
    known = kiosk.till.devices.get(event.device, (e.Condition.READY, ""))
    if event.fault == "starting" or (event.condition, event.fault) == known:
        return ()
    return (f.DeviceConditionChanged(event.device, event.role, event.condition, event.fault, event.detail),)


def after_power_cut(kiosk: Kiosk) -> Facts:
    """Staff are logged off; a receipt that was coming out may be torn, so the customer is asked again."""
    facts: Facts = ()
    if isinstance(kiosk.state, Attended):
        facts += (f.AttendantLeft(kiosk.state.by),)
    if kiosk.till.holder:
        facts += (f.HandheldLocked(kiosk.till.holder),)
    if isinstance(kiosk.own, Printing):
        facts += (f.ReceiptFailed(kiosk.own.job, "power_cut"),)
    return facts + tuple(f.SlipFailed(slip.attempt, "power_cut") for slip in kiosk.till.slip)
