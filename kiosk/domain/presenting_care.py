"""The page of the devices: each in plain words, what it means for selling, what to do; light, sound, restart."""

from __future__ import annotations

from kiosk.domain import care, presenting_books, presenting_means
from kiosk.domain import events as e
from kiosk.domain import views as v
from kiosk.domain.enrolling import name_of
from kiosk.domain.means import UNFIT
from kiosk.domain.permitting import offered
from kiosk.domain.phrases import PHRASES, fault, say
from kiosk.domain.sight import Device
from kiosk.domain.states import Attended, Kiosk
from kiosk.domain.views import Amount, Button, DeviceView, SettingView, Tone

WORST_FIRST = (e.Condition.LOST, e.Condition.DEGRADED, e.Condition.READY)


def page(kiosk: Kiosk, visit: Attended, frame: v.Frame) -> v.DevicesView:
    """Whatever does not work stands first, the worst of it above."""
    known = sorted(kiosk.sees.devices.items(), key=lambda each: (WORST_FIRST.index(each[1].condition), each[0]))
    ill = ((name, device) for name, device in known if device.condition is not e.Condition.READY)
    well = ((name, device) for name, device in known if device.condition is e.Condition.READY)
    return v.DevicesView(
        frame=frame,
        title=_say(kiosk, "page_devices"),
        name=name_of(kiosk, visit.by),
        pages=presenting_books.pages(kiosk, visit),
        offered=presenting_means.line(kiosk),
        devices=tuple(_device(kiosk, name, device) for name, device in ill),
        ready=tuple(Amount(title_of(kiosk, name, device), state_of(kiosk, device)) for name, device in well),
        settings=tuple(_settings(kiosk)),
        told=presenting_books.told(kiosk),
        buttons=offered(kiosk, visit, _buttons(kiosk)),
    )


def title_of(kiosk: Kiosk, name: str, device: Device) -> str:
    """What a device is called."""
    return _say(kiosk, f"{device.role}_device", name=name)


def state_of(kiosk: Kiosk, device: Device) -> str:
    """How it is: its condition, and why."""
    words = _say(kiosk, device.condition.value)
    if device.fault:
        return _say(kiosk, "device_fault", condition=words, fault=fault(kiosk.till.language, device.fault))
    return words


def _device(kiosk: Kiosk, name: str, device: Device) -> DeviceView:
    again = care.may_try_again(kiosk, name)
    return DeviceView(
        label=title_of(kiosk, name, device),
        state=state_of(kiosk, device),
        mark=device.condition.value,
        meaning=_say(kiosk, _meaning(device)),
        todo=_todo(kiosk, device, again),
        buttons=(Button(_say(kiosk, "try_again"), e.TryAgainPressed(name), Tone.PRIMARY),) if again else (),
    )


def _meaning(device: Device) -> str:
    if device.fault == "starting":
        return "meaning_starting"
    stopped = device.condition is e.Condition.LOST or (device.role is e.Role.CASH and device.fault in UNFIT)
    return f"meaning_{device.role}" if stopped else "meaning_degraded"


def _todo(kiosk: Kiosk, device: Device, again: bool) -> str:
    if device.fault == "starting":
        return ""
    if not again:
        return _say(kiosk, "care_at_work")
    todo = f"care_{device.fault}"
    return _say(kiosk, todo if todo in PHRASES else "care_no_answer")


def _settings(kiosk: Kiosk) -> tuple[SettingView, ...]:
    till = kiosk.till
    light = tuple(
        Button(_percent(kiosk, each), e.BrightnessPressed(each), enabled=each != till.brightness)
        for each in care.BRIGHTNESS
    )
    sound = tuple(
        Button(_percent(kiosk, each), e.VolumePressed(each), enabled=each != till.volume) for each in care.VOLUME
    )
    bright = (SettingView(_say(kiosk, "brightness"), light),) if kiosk.shop.dims else ()
    return (*bright, SettingView(_say(kiosk, "volume"), sound))


def _percent(kiosk: Kiosk, percent: int) -> str:
    return _say(kiosk, "percent", percent=percent) if percent else _say(kiosk, "mute")


def _buttons(kiosk: Kiosk) -> tuple[Button, ...]:
    roles = {device.role for device in kiosk.sees.devices.values()}
    leave = Button(_say(kiosk, "leave"), e.AttendantDonePressed(), Tone.SECONDARY)
    paper = Button(_say(kiosk, "test_print"), e.TestPrintPressed(), Tone.SECONDARY, enabled=care.can_print(kiosk))
    lamps = Button(_say(kiosk, "lamp_test"), e.LampTestPressed(), Tone.SECONDARY)
    free = care.may_restart(kiosk)
    hint = _say(kiosk, "restart_hint" if free else "restart_not_now")
    return (
        leave,
        *((paper,) if e.Role.PRINTER in roles else ()),
        *((lamps,) if e.Role.LIGHTS in roles else ()),
        Button(_say(kiosk, "restart"), e.RestartPressed(), Tone.DANGER, hint=hint, enabled=free),
    )


def _say(kiosk: Kiosk, key: str, **values: object) -> str:
    return say(kiosk.till.language, key, **values)
