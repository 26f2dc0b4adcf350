"""Rules about the care of the machine: devices are asked again and tried out, light and sound set, a restart."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain import facts as f
from kiosk.domain.facts import Fact
from kiosk.domain.means import usable
from kiosk.domain.receipt import ReceiptPart, Separator, Text
from kiosk.domain.sight import Desk, Device, Sees
from kiosk.domain.states import (
    Attended,
    Attract,
    Closed,
    Collecting,
    Kiosk,
    Printing,
    RefundingCard,
    TakingCard,
    payout,
)

Facts = tuple[Fact, ...]

BRIGHTNESS = (20, 40, 60, 80, 100)
"""Percent of the screen's light; it is never dark."""

VOLUME = (0, 25, 50, 75, 100)

LAMP_TEST_SECONDS = 5

Cared = e.TryAgainPressed | e.BrightnessPressed | e.VolumePressed | e.RestartPressed


def attended(kiosk: Kiosk, visit: Attended, event: Cared) -> Facts:
    """What staff press on the page of the devices."""
    match event:
        case e.TryAgainPressed(name):
            return (f.DeviceRetried(name, visit.by),) if may_try_again(kiosk, name) else ()
        case e.BrightnessPressed(percent) if kiosk.shop.dims and percent in BRIGHTNESS:
            return (f.BrightnessChosen(percent, visit.by),) if percent != kiosk.till.brightness else ()
        case e.VolumePressed(percent) if percent in VOLUME:
            return (f.VolumeChosen(percent, visit.by),) if percent != kiosk.till.volume else ()
        case e.RestartPressed() if may_restart(kiosk):
            return (f.RestartAsked(visit.by), f.AttendantLeft(visit.by))
        case _:
            return ()


def may_try_again(kiosk: Kiosk, name: str) -> bool:
    """May the link of this device be cut and made again? Never while something under way hangs on it."""
    device = kiosk.sees.devices.get(name)
    if device is None or device.condition is e.Condition.READY or device.fault == "starting":
        return False
    return not _is_at_work(kiosk, device)


def may_restart(kiosk: Kiosk) -> bool:
    """Nobody is shopping, no money moves, nothing is being written or printed for staff."""
    desk = kiosk.sees.desk
    idle = isinstance(kiosk.own, Attract | Closed) and not payout(kiosk.state) and not kiosk.till.slip
    return idle and not (desk.job or desk.finding or desk.archive or desk.recounting)


def at_the_desk(kiosk: Kiosk, event: e.Event) -> Desk:
    """The desk after what the visitor pressed, which was hers to press."""
    desk = kiosk.sees.desk
    match event:
        case e.TryAgainPressed(name) if may_try_again(kiosk, name):
            return replace(desk, told="retrying")
        case e.LampTestPressed():
            return replace(desk, lamps_until=kiosk.sees.elapsed + LAMP_TEST_SECONDS, told="lamps")
        case _:
            return desk


def seen(kiosk: Kiosk, event: e.Event) -> Sees:
    """What the kiosk sees after what the visitor pressed, which was hers to press."""
    sees = kiosk.sees
    match event:
        case e.TryAgainPressed(name) if may_try_again(kiosk, name):
            return replace(sees, retries={**sees.retries, name: sees.retries.get(name, 0) + 1})
        case e.RestartPressed() if may_restart(kiosk):
            return replace(sees, ending=True)
        case _:
            return sees


def test_page(kiosk: Kiosk) -> tuple[ReceiptPart, ...]:
    """What a printer prints to show that it can."""
    devices = sorted(kiosk.sees.devices.items())
    return (
        Text(kiosk.shop.name, bold=True, large=True, centred=True),
        Text("ESSAI D’IMPRESSION", bold=True, centred=True),
        Separator(),
        *(Text(name, device.fault or device.condition.value) for name, device in devices),
        Separator(),
        Text("àâçéèêëîïôùûü œ € 0123456789"),
        Text("Ceci n’est pas un ticket.", centred=True),
    )


def can_print(kiosk: Kiosk) -> bool:
    """Is there a printer that is not busy with something of staff's?"""
    return not kiosk.sees.desk.job and usable(kiosk, e.Role.PRINTER)


def _is_at_work(kiosk: Kiosk, device: Device) -> bool:
    """A machine that is lost is not: what it still owes it is asked for when it is back. A terminal always may be."""
    lost = device.condition is e.Condition.LOST
    match device.role:
        case e.Role.CARD:
            return isinstance(kiosk.own, TakingCard | RefundingCard) and not kiosk.own.unknown
        case e.Role.CASH:
            return not lost and (bool(payout(kiosk.state)) or isinstance(kiosk.own, Collecting))
        case e.Role.PRINTER:
            return not lost and (isinstance(kiosk.own, Printing) or bool(kiosk.sees.desk.job or kiosk.till.slip))
        case _:
            return False
