"""notice: what the kiosk sees now, folded from events. Not history: it is asked again at every start."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain.money import NOTHING
from kiosk.domain.states import Device, Kiosk, Sees, payout


def notice(kiosk: Kiosk, event: e.Event) -> Kiosk:
    """The kiosk with what this event shows; an event that shows nothing returns it unchanged."""
    seen = _seen(kiosk, event)
    return kiosk if seen is kiosk.sees else replace(kiosk, sees=seen)


def _seen(kiosk: Kiosk, event: e.Event) -> Sees:
    sees = kiosk.sees
    match event:
        case e.ClockTicked(now, utc_offset):
            return replace(sees, now=now, utc_offset=utc_offset, active_at=sees.active_at or now)
        case e.Booted(now=now):
            return replace(sees, now=now, active_at=now)
        case e.DeviceChanged():
            return _device(sees, event)
        case e.CashCounted(machine):
            return replace(sees, counted=sees.counted | {machine}, moved=NOTHING)
        case e.PayoutMoved(_, paid):
            return replace(sees, moved=paid if payout(kiosk.state) else NOTHING, active_at=sees.now)
        case e.StaffPressed():
            return replace(sees, pin_open=True, pin_wrong=False, active_at=sees.now)
        case e.StaffLeft() | e.AttendantIdentified():
            return replace(sees, pin_open=False, pin_wrong=False, active_at=sees.now)
        case e.PinWrong():
            return replace(sees, pin_wrong=True, active_at=sees.now)
        case e.JournalBroke(reason, waiting):
            return replace(sees, journal_broken=reason, waiting=waiting)
        case e.JournalMended():
            return replace(sees, journal_broken="", waiting=NOTHING)
        case e.PricesArrived():
            return sees
        case _:
            return replace(sees, active_at=sees.now)


def _device(sees: Sees, event: e.DeviceChanged) -> Sees:
    before = sees.devices.get(event.device)
    same = before is not None and (before.condition, before.fault) == (event.condition, event.fault)
    since = before.since if same and before is not None else sees.now
    device = Device(event.role, event.condition, event.fault, event.detail, since)
    silent = event.condition is e.Condition.LOST or event.fault == "starting"
    counted = sees.counted - {event.device} if silent else sees.counted
    return replace(sees, devices={**sees.devices, event.device: device}, counted=counted)
