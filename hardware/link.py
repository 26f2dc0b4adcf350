"""Joins us to the other side of a cable: a serial port, any pyserial URL, or a plain TCP connection."""

from __future__ import annotations

import errno
import io
import os
import select
import socket
import termios
from typing import Literal, Protocol
from urllib.parse import urlsplit

import serial

READ_SIZE_MAX = 4096
CONNECT_SECONDS = 3.0
WRITE_SECONDS = 3.0

ByteSize = Literal[5, 6, 7, 8]
Parity = Literal["N", "E", "O", "M", "S"]
StopBits = Literal[1, 2]


class LinkLost(Exception):  # noqa: N818 - named by what the technician must look at, like the word Fault.LINK_LOST
    """The link could not be opened, or broke. `reason` is for the person who will look at the cable."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Link(Protocol):
    """An open way to one device. Every method but `close` raises LinkLost when it breaks."""

    def fileno(self) -> int | None:
        """What `select` can wait on; None when this kind of link has nothing of the sort."""

    def read(self, timeout_seconds: float) -> bytes:
        """Whatever arrived, as soon as anything did; b"" when nothing came in time."""

    def write(self, data: bytes) -> None:
        """All of `data` is handed over, or LinkLost."""

    def close(self) -> None:
        """Let go; allowed twice."""


def open_link(
    url: str, *, baudrate: int = 9600, bytesize: ByteSize = 8, parity: Parity = "N", stopbits: StopBits = 1
) -> Link:
    """Open `tcp://host:port`, a serial device path, or a pyserial URL (`socket://host:port`, `loop://`...).

    The serial settings mean nothing to TCP. Raises LinkLost when the device is not to be had now, ValueError when
    the address itself makes no sense.
    """
    if url.startswith("tcp://"):
        return _TcpLink(url)
    return _SerialLink(url, baudrate, bytesize, parity, stopbits)


class _TcpLink:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if not parts.hostname or not parts.port:
            raise ValueError(f"expected tcp://host:port, got {url!r}")
        try:
            self._socket = socket.create_connection((parts.hostname, parts.port), CONNECT_SECONDS)
        except OSError as error:
            raise LinkLost(f"{url}: {_reason(error)}") from error
        self._url = url
        self._socket.settimeout(WRITE_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def fileno(self) -> int:
        return self._socket.fileno()

    def read(self, timeout_seconds: float) -> bytes:
        try:
            if not _readable(self._socket.fileno(), timeout_seconds):
                return b""
            data = self._socket.recv(READ_SIZE_MAX)
        except OSError as error:
            raise LinkLost(f"{self._url}: {_reason(error)}") from error
        if not data:
            raise LinkLost(f"{self._url}: the other side closed the connection")
        return data

    def write(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise LinkLost(f"{self._url}: {_reason(error)}") from error

    def close(self) -> None:
        self._socket.close()


class _SerialLink:
    def __init__(self, url: str, baudrate: int, bytesize: ByteSize, parity: Parity, stopbits: StopBits) -> None:
        self._url = url
        # A device of our own is locked: two programs on one port each get half of the bytes. URLs cannot lock.
        lock = {} if "://" in url else {"exclusive": True}
        try:
            self._port = serial.serial_for_url(
                url,
                baudrate=baudrate,
                bytesize=bytesize,
                parity=parity,
                stopbits=stopbits,
                timeout=0,
                write_timeout=WRITE_SECONDS,
                **lock,
            )
            if parity != "N":
                self._check_parity()
        except (OSError, termios.error) as error:  # serial.SerialException is an OSError
            raise LinkLost(f"{url}: {_reason(error)}") from error

    def _check_parity(self) -> None:
        """pyserial sends parity and does not look at what arrives; so that a damaged character is read as NUL."""
        if (descriptor := self.fileno()) is not None and os.isatty(descriptor):
            settings = termios.tcgetattr(descriptor)
            settings[0] = (settings[0] | termios.INPCK) & ~(termios.IGNPAR | termios.PARMRK)
            termios.tcsetattr(descriptor, termios.TCSANOW, settings)

    def fileno(self) -> int | None:
        try:
            return int(self._port.fileno())
        except io.UnsupportedOperation:
            return None

    def read(self, timeout_seconds: float) -> bytes:
        try:
            if (descriptor := self.fileno()) is not None:
                return self._port.read(READ_SIZE_MAX) if _readable(descriptor, timeout_seconds) else b""
            self._port.timeout = timeout_seconds
            first = self._port.read(1)
            return first + self._port.read(min(self._port.in_waiting, READ_SIZE_MAX)) if first else b""
        except OSError as error:
            raise LinkLost(f"{self._url}: {_reason(error)}") from error

    def write(self, data: bytes) -> None:
        try:
            self._port.write(data)
        except OSError as error:
            raise LinkLost(f"{self._url}: {_reason(error)}") from error

    def close(self) -> None:
        self._port.close()


_REASONS = {
    errno.ENOENT: "device missing (is it plugged in and switched on?)",
    errno.ENODEV: "device missing (was it unplugged?)",
    errno.ENXIO: "device missing (was it unplugged?)",
    errno.EIO: "device gone (was it unplugged?)",
    errno.EACCES: "permission denied (is this user in the group of the port, often dialout?)",
    errno.EPERM: "permission denied",
    errno.EBUSY: "in use by another program",
    errno.EAGAIN: "in use by another program",
    errno.ECONNREFUSED: "connection refused (is the device switched on, and free?)",
    errno.ECONNRESET: "connection reset by the other side",
    errno.EPIPE: "the other side closed the connection",
    errno.EHOSTUNREACH: "no route to this address (network cable?)",
    errno.ENETUNREACH: "no network",
    errno.ETIMEDOUT: "no answer at this address",
}


def _reason(error: OSError | termios.error) -> str:
    if isinstance(error, serial.SerialTimeoutException):
        return "the device takes no more data"
    if isinstance(error, TimeoutError):
        return "no answer at this address"
    if isinstance(error, socket.gaierror):
        return "no device of this name on the network"
    number = error.errno if isinstance(error, OSError) and error.errno is not None else _errno_in(error)
    return _REASONS.get(number, str(error)) if number is not None else str(error)


def _errno_in(error: OSError | termios.error) -> int | None:
    """pyserial wraps the cause: its context still knows the number."""
    cause = error.__cause__ or error.__context__
    return cause.errno if isinstance(cause, OSError) else None


def _readable(descriptor: int, timeout_seconds: float) -> bool:
    ready, _, _ = select.select([descriptor], [], [], timeout_seconds)
    return bool(ready)
