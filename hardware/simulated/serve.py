"""Puts a simulated device behind a real pseudo-terminal or TCP port, so that the real pump can open it."""

from __future__ import annotations

import os
import pty
import select
import socket
import ssl
import termios
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from hardware.wire import NEVER, Emulator

READ_SIZE_MAX = 4096
GLANCE_SECONDS = 0.02
"""How soon the device notices a hand on it (another thread called one of its methods) or a host that went away."""

OPENING_SECONDS = 0.2
"""From a host's first hold on a serial line until it has set it up."""


def serve(
    emulator: Emulator,
    where: str,
    stopped: threading.Event,
    ready: Callable[[str], None] = lambda address: None,
    tls: ssl.SSLContext | None = None,
) -> None:
    """Run the emulator at `where`, a path for a serial device or host:port on loopback, until `stopped` is set.

    `ready` is called with the address for `hardware.link.open_link` each time the device can be reached. Port 0
    takes any free port, and keeps it. While the emulator is not listening the path is gone, the port refuses, and
    whoever was connected is cut off. With `tls` a port speaks it, and hosts who do not like its certificate (or do not
    speak TLS) are never met. OSError when the path or port cannot be had.
    """
    door = _TcpDoor(where, tls) if _is_host_and_port(where) else _SerialDoor(Path(where))
    try:
        while not stopped.is_set():
            if not emulator.listening:
                door.shut()
                emulator.tick(time.monotonic())
                stopped.wait(GLANCE_SECONDS)
            elif not door.is_open:
                ready(door.unlock())
            elif door.meet():
                emulator.connected()
                _converse(emulator, door, stopped)
                emulator.disconnected()
            else:
                emulator.tick(time.monotonic())  # time passes for a device nobody is connected to, too
                stopped.wait(GLANCE_SECONDS)
    finally:
        door.shut()


class _Door(Protocol):
    """Where hosts knock: open while the device can be reached."""

    @property
    def is_open(self) -> bool: ...
    def unlock(self) -> str:
        """Can be reached from now on, at this address."""

    def shut(self) -> None:
        """Cannot be reached, and whoever was connected is cut off."""

    def meet(self) -> bool:
        """Is a host there now?"""

    def part(self) -> None:
        """Drop this host; another may come."""

    def read(self, timeout_seconds: float) -> bytes | None:
        """What the host sent, b"" when nothing; None when it is gone."""

    def write(self, data: bytes) -> None:
        """To the host; lost when it is gone."""


def _converse(emulator: Emulator, door: _Door, stopped: threading.Event) -> None:
    while not stopped.is_set() and emulator.listening:
        if data := emulator.tick(time.monotonic()):
            door.write(data)
        if emulator.hangs_up:
            break
        heard = door.read(min(max(emulator.next_tick - time.monotonic(), 0.0), GLANCE_SECONDS))
        if heard is None:
            return
        if heard:
            emulator.receive(heard)
    door.part()


def _is_host_and_port(where: str) -> bool:
    host, _, port = where.rpartition(":")
    return bool(host) and "/" not in where and port.isdecimal()


class _TcpDoor:
    def __init__(self, where: str, tls: ssl.SSLContext | None) -> None:
        host, _, port = where.rpartition(":")
        self._tls = tls
        self._address = (host, int(port))
        self._listener: socket.socket | None = None
        self._host: socket.socket | None = None

    @property
    def is_open(self) -> bool:
        return self._listener is not None

    def unlock(self) -> str:
        self._listener = socket.create_server(self._address, backlog=1)
        self._listener.setblocking(False)
        self._address = self._listener.getsockname()[:2]
        return f"{'tls' if self._tls else 'tcp'}://{self._address[0]}:{self._address[1]}"

    def shut(self) -> None:
        self.part()
        if self._listener:
            self._listener.close()
            self._listener = None

    def meet(self) -> bool:
        if not self._listener:
            return False
        try:
            self._host, _ = self._listener.accept()
        except BlockingIOError:
            return False
        self._host.settimeout(1.0)
        if self._tls:
            try:
                self._host = self._tls.wrap_socket(self._host, server_side=True)
            except OSError:
                self.part()
        return self._host is not None

    def part(self) -> None:
        if self._host:
            self._host.close()
            self._host = None

    def read(self, timeout_seconds: float) -> bytes | None:
        if not self._host:
            return None
        if not _unread(self._host) and not select.select([self._host], [], [], timeout_seconds)[0]:
            return b""
        try:
            heard = self._host.recv(READ_SIZE_MAX)
        except OSError:
            heard = b""
        if not heard:
            self.part()
        return heard or None

    def write(self, data: bytes) -> None:
        if self._host:
            try:
                self._host.sendall(data)
            except OSError:
                self.part()


def _unread(connection: socket.socket) -> bool:
    """`select` does not see the rest of a TLS record."""
    return isinstance(connection, ssl.SSLSocket) and connection.pending() > 0


class _SerialDoor:
    """The device end of a pseudo-terminal; the host's end is found through a symbolic link."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._device: int | None = None
        self._seen_at = NEVER

    @property
    def is_open(self) -> bool:
        return self._device is not None

    def unlock(self) -> str:
        self._device, terminal = pty.openpty()
        tty.setraw(terminal, termios.TCSANOW)
        os.set_blocking(self._device, False)
        target = os.ttyname(terminal)
        os.close(terminal)  # so that only the host holds it, and we can tell when it lets go
        self._path.unlink(missing_ok=True)
        self._path.symlink_to(target)
        return str(self._path)

    def shut(self) -> None:
        if self._device is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._device)
            self._device = None

    def meet(self) -> bool:
        """Hosts throw away what is in a line while they open it: nothing may be said before they have."""
        if self._device is None or self._hung_up(0):
            self._seen_at = NEVER
            return False
        self._seen_at = min(self._seen_at, time.monotonic())
        return time.monotonic() >= self._seen_at + OPENING_SECONDS

    def part(self) -> None:
        """A device hangs up a serial line only by going away: the next host finds a new one."""
        self.shut()

    def read(self, timeout_seconds: float) -> bytes | None:
        if self._device is None:
            return None
        self._hung_up(timeout_seconds)
        try:
            return os.read(self._device, READ_SIZE_MAX) or None
        except BlockingIOError:
            return b""
        except OSError:
            return None  # EIO: nobody holds the host's end any more

    def write(self, data: bytes) -> None:
        if self._device is not None:
            try:
                os.write(self._device, data)
            except OSError:
                return  # full or let go: on a serial line bytes nobody reads are lost

    def _hung_up(self, timeout_seconds: float) -> bool:
        assert self._device is not None
        poll = select.poll()
        poll.register(self._device, select.POLLIN)
        return any(event & select.POLLHUP for _, event in poll.poll(timeout_seconds * 1000))
