"""Joins us to the other side of a cable: a serial port, any pyserial URL, TCP, TLS, a keyboard, raw HID, or pins."""

from __future__ import annotations

import errno
import fcntl
import io
import os
import select
import socket
import ssl
import struct
import termios
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

import serial

from hardware.scanner.hid_frames import descriptor_frame, report_frame
from hardware.tls import CertificateRefused, Pin
from hardware.words import Fault

READ_SIZE_MAX = 4096
CONNECT_SECONDS = 3.0
WRITE_SECONDS = 3.0
CUT_OFF, IN_PEACE = struct.pack("@ii", 1, 0), struct.pack("@ii", 0, 0)  # struct linger, socket(7)

ByteSize = Literal[5, 6, 7, 8]
Parity = Literal["N", "E", "O", "M", "S"]
StopBits = Literal[1, 2]


class LinkLost(Exception):  # noqa: N818 - named by what the technician must look at, like the word Fault.LINK_LOST
    """The link could not be opened, or broke. `reason` is for the person who will look at the cable.

    `fault`: what there is to look at, where it is not the cable (a certificate).
    """

    def __init__(self, reason: str, fault: Fault = Fault.LINK_LOST) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fault = fault


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

    `tls://host:port?ca=FILE&name=HOST` or `tls://host:port?fingerprint=SHA256` is TLS to a device whose certificate
    is known beforehand (hardware/tls.py).
    `evdev:/dev/input/...` is a keyboard taken away from the desktop: its bytes are input events. `hidraw:/dev/...` is
    a raw HID device: its bytes are frames (hardware/scanner/hid_frames.py), its descriptor first. Both do without
    their prefix where the path says what they are. `leds:FOLDER` are lamps on pins of this machine (the kernel's LED
    class): it takes lines `NAME BRIGHTNESS`. The serial settings mean nothing to all these.

    Raises LinkLost when the device is not to be had now, ValueError when the address itself makes no sense.
    """
    if url.startswith("tcp://"):
        return _TcpLink(url)
    if url.startswith("tls://"):
        return _TlsLink(url)
    if url.startswith(("evdev:", "/dev/input/")):
        return _EvdevLink(url.removeprefix("evdev:"))
    if url.startswith(("hidraw:", "/dev/hidraw")):
        return _HidrawLink(url.removeprefix("hidraw:"))
    if url.startswith("leds:"):
        return _LedsLink(url.removeprefix("leds:"))
    return _SerialLink(url, baudrate, bytesize, parity, stopbits)


class _TcpLink:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if not parts.hostname or not parts.port:
            raise ValueError(f"expected {parts.scheme}://host:port, got {url!r}")
        self._url = f"{parts.scheme}://{parts.netloc}"
        try:
            self._socket = socket.create_connection((parts.hostname, parts.port), CONNECT_SECONDS)
        except OSError as error:
            raise LinkLost(f"{self._url}: {_reason(error)}") from error
        self._socket.settimeout(WRITE_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, CUT_OFF)

    def fileno(self) -> int:
        return self._socket.fileno()

    def read(self, timeout_seconds: float) -> bytes:
        try:
            if not _readable(self._socket.fileno(), timeout_seconds):
                return b""
            data = self._receive()
        except OSError as error:
            raise LinkLost(f"{self._url}: {_reason(error)}") from error
        if data == b"":
            raise LinkLost(f"{self._url}: the other side closed the connection")
        return data or b""

    def _receive(self) -> bytes | None:
        """b"" at the end; None: nothing yet."""
        return self._socket.recv(READ_SIZE_MAX)

    def write(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise LinkLost(f"{self._url}: {_reason(error)}") from error

    def close(self) -> None:
        """What has not arrived by now never will: a charge must not reach a terminal after we asked what became of it.

        So the connection is cut off, also when this process is killed, unless all has arrived: then it ends in peace.
        """
        if self._socket.fileno() >= 0:
            (unsent,) = struct.unpack("@i", fcntl.ioctl(self._socket, termios.TIOCOUTQ, struct.pack("@i", 0)))
            if not unsent:
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, IN_PEACE)
        self._socket.close()


class _TlsLink(_TcpLink):
    def __init__(self, url: str) -> None:
        pin = Pin.of(urlsplit(url))
        super().__init__(url)
        try:
            self._secured = self._socket = pin.secure(self._socket)
        except (CertificateRefused, OSError) as error:
            self._socket.close()
            if isinstance(error, CertificateRefused):
                raise LinkLost(f"{self._url}: {error}", error.fault) from error
            raise LinkLost(f"{self._url}: {_reason(error)}") from error

    def _receive(self) -> bytes | None:
        """Whole records: `select` does not see what is left of one. What arrived may be no whole one yet."""
        self._secured.settimeout(0.0)
        try:
            data = self._secured.recv(READ_SIZE_MAX)
            while left := self._secured.pending():
                data += self._secured.recv(left)
        except ssl.SSLWantReadError:
            return None
        finally:
            self._secured.settimeout(WRITE_SECONDS)
        return data


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


EVIOCGRAB = 0x40044590  # linux/input.h: _IOW('E', 0x90, int)
HIDIOCGRDESCSIZE = 0x80044801  # linux/hidraw.h: _IOR('H', 0x01, int)
HIDIOCGRDESC = 0x90044802  # _IOR('H', 0x02, struct hidraw_report_descriptor): its size, then 4096 bytes


class _DeviceFile:
    """A character device that tells what happens on it, and is told nothing."""

    def __init__(self, path: str) -> None:
        if not path.startswith("/"):
            raise ValueError(f"expected the whole path of a device, got {path!r}")
        self._path = path
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise LinkLost(f"{path}: {_reason(error)}") from error
        try:
            self._take()
        except OSError as error:
            self.close()
            raise LinkLost(f"{path}: {self._refusal(error)}") from error

    def _take(self) -> None:
        """What must succeed before anything is read. OSError: it is not this kind of device, or not to be had."""

    def _refusal(self, error: OSError) -> str:
        wrong = error.errno in (errno.ENOTTY, errno.EINVAL, errno.ENOSYS)
        return "this is another kind of device" if wrong else _reason(error)

    def fileno(self) -> int | None:
        return self._file

    def read(self, timeout_seconds: float) -> bytes:
        try:
            if not _readable(self._file, timeout_seconds):
                return b""
            data = os.read(self._file, READ_SIZE_MAX)
        except BlockingIOError:
            return b""
        except OSError as error:  # ENODEV: unplugged
            raise LinkLost(f"{self._path}: {_reason(error)}") from error
        if not data:
            raise LinkLost(f"{self._path}: device gone (was it unplugged?)")
        return data

    def write(self, data: bytes) -> None:
        raise LinkLost(f"{self._path}: this device cannot be told anything")

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


class _EvdevLink(_DeviceFile):
    """A keyboard for us alone: not grabbed, it would type its codes into the kiosk's screen."""

    def _take(self) -> None:
        fcntl.ioctl(self._file, EVIOCGRAB, 1)

    def _refusal(self, error: OSError) -> str:
        if error.errno == errno.EBUSY:
            return "another program has grabbed this keyboard; until it lets go, no code is taken"
        return super()._refusal(error)


class _HidrawLink(_DeviceFile):
    """One report a read, each in a frame; the report descriptor goes first."""

    def _take(self) -> None:
        size = struct.pack("@i", 0)
        (length,) = struct.unpack("@i", fcntl.ioctl(self._file, HIDIOCGRDESCSIZE, size))
        answer = bytearray(struct.pack("@I4096x", length))
        fcntl.ioctl(self._file, HIDIOCGRDESC, answer)
        self._unread = descriptor_frame(bytes(answer[4 : 4 + length]))

    def fileno(self) -> int | None:
        """Until the descriptor has been read there is nothing to wait for."""
        return None if self._unread else self._file

    def read(self, timeout_seconds: float) -> bytes:
        report = super().read(0.0 if self._unread else timeout_seconds)
        unread, self._unread = self._unread, b""
        return unread + (report_frame(report) if report else b"")


class _LedsLink:
    """One file a lamp, below a folder of them. Nothing ever arrives."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        if not self._folder.is_dir():
            raise LinkLost(f"{folder}: {_REASONS[errno.ENOENT]}")
        self._silence = os.eventfd(0, os.EFD_CLOEXEC)

    def fileno(self) -> int | None:
        return self._silence

    def read(self, timeout_seconds: float) -> bytes:
        _readable(self._silence, timeout_seconds)
        return b""

    def write(self, data: bytes) -> None:
        for line in data.decode("ascii").splitlines():
            name, brightness = line.split()
            path = self._folder / name / "brightness"
            try:
                lamp = os.open(path, os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC)  # never made: it is there, or lost
                try:
                    os.write(lamp, brightness.encode())
                finally:
                    os.close(lamp)
            except OSError as error:
                raise LinkLost(f"{path}: {_reason(error)}") from error

    def close(self) -> None:
        if self._silence >= 0:
            os.close(self._silence)
            self._silence = -1


_REASONS = {
    errno.ENOENT: "device missing (is it plugged in and switched on?)",
    errno.ENODEV: "device missing (was it unplugged?)",
    errno.ENXIO: "device missing (was it unplugged?)",
    errno.EIO: "device gone (was it unplugged?)",
    errno.EACCES: "permission denied (is this user in the group of the device, often dialout or input?)",
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
