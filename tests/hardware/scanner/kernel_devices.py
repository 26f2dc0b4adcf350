"""Scanners that the kernel itself believes in: a keyboard through uinput, a HID device through uhid."""

from __future__ import annotations

import fcntl
import os
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hardware.scanner.wedge import EV_KEY, INPUT_EVENT

UINPUT, UHID = Path("/dev/uinput"), Path("/dev/uhid")
WAIT_SECONDS = 10.0

# linux/uinput.h
UI_SET_EVBIT, UI_SET_KEYBIT, UI_DEV_CREATE, UI_DEV_DESTROY = 0x40045564, 0x40045565, 0x5501, 0x5502
UI_DEV_SETUP, SETUP = 0x405C5503, struct.Struct("@HHHH80sI")
SYSNAME_SIZE = 64
UI_GET_SYSNAME = 0x80000000 | SYSNAME_SIZE << 16 | 0x55 << 8 | 44
KEYS_MAX = 128

# linux/uhid.h
UHID_DESTROY, UHID_CREATE2, UHID_INPUT2 = 1, 11, 12
EVENT_SIZE = 4 + 128 + 64 + 64 + 2 + 2 + 4 * 4 + 4096
CREATE2, INPUT2 = struct.Struct("=I128s64s64sHHIIII4096s"), struct.Struct("=IH4096s")
BUS_USB = 3


def missing(device: Path) -> str:
    """Why this machine cannot make such a device; empty when it can."""
    if not device.exists():
        return f"{device} is not there (modprobe {device.name}, on a kernel that has it)"
    return "" if os.access(device, os.R_OK | os.W_OK) else f"{device} may not be written by this user"


@contextmanager
def keyboard() -> Iterator[tuple[str, Callable[[bytes], None]]]:
    """A keyboard of the kernel: the path of its event device, and how to press its keys (struct input_event)."""
    file = os.open(UINPUT, os.O_WRONLY | os.O_NONBLOCK)
    try:
        fcntl.ioctl(file, UI_SET_EVBIT, EV_KEY)
        for key in range(1, KEYS_MAX):
            fcntl.ioctl(file, UI_SET_KEYBIT, key)
        fcntl.ioctl(file, UI_DEV_SETUP, SETUP.pack(BUS_USB, 0x0C2E, 0x0B61, 1, b"Borne test scanner", 0))
        fcntl.ioctl(file, UI_DEV_CREATE)
        name = fcntl.ioctl(file, UI_GET_SYSNAME, bytes(SYSNAME_SIZE)).split(b"\0")[0].decode()
        event = _found(lambda: list(Path("/sys/class/input", name).glob("event*")))
        yield str(Path("/dev/input", event.name)), lambda events: _typed(file, events)
        fcntl.ioctl(file, UI_DEV_DESTROY)
    finally:
        os.close(file)


def _typed(file: int, events: bytes) -> None:
    for at in range(0, len(events), INPUT_EVENT.size):
        os.write(file, events[at : at + INPUT_EVENT.size])


@contextmanager
def hid_device(descriptor: bytes) -> Iterator[tuple[str, Callable[[bytes], None]]]:
    """A HID device of the kernel: the path of its raw device, and how to send a report."""
    serial = f"borne-{os.getpid()}-{time.monotonic_ns()}"
    file = os.open(UHID, os.O_RDWR | os.O_CLOEXEC)
    try:
        name, size = b"Borne test scanner", len(descriptor)
        made = (UHID_CREATE2, name, b"", serial.encode(), size, BUS_USB, 0x0C2E, 0x0B61, 1, 0, descriptor)
        os.write(file, CREATE2.pack(*made))
        node = _found(lambda: [each for each in Path("/sys/class/hidraw").glob("*") if _is(each, serial)])
        yield str(Path("/dev", node.name)), lambda report: _sent(file, report)
        os.write(file, struct.pack("=I", UHID_DESTROY))
    finally:
        os.close(file)


def _sent(file: int, report: bytes) -> None:
    os.write(file, INPUT2.pack(UHID_INPUT2, len(report), report))


def _is(node: Path, serial: str) -> bool:
    return f"HID_UNIQ={serial}" in (node / "device" / "uevent").read_text()


def _found(look: Callable[[], list[Path]]) -> Path:
    until, never = time.monotonic() + WAIT_SECONDS, threading.Event()
    while not (found := look()):
        assert time.monotonic() < until, "the kernel made no device"
        never.wait(0.01)
    return found[0]
