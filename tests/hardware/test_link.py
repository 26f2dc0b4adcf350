import os
import pty
import socket
import termios
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.link import LinkLost, open_link


@pytest.fixture
def far_end() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def url_of(listener: socket.socket) -> str:
    return f"tcp://127.0.0.1:{listener.getsockname()[1]}"


def test_tcp_carries_bytes_both_ways(far_end: socket.socket) -> None:
    link = open_link(url_of(far_end))
    host, _ = far_end.accept()
    with host:
        link.write(b"question")
        assert host.recv(100) == b"question"
        host.sendall(b"answer")
        assert link.read(5.0) == b"answer"
        assert link.read(0.0) == b""
    link.close()


def test_a_connection_closed_by_the_other_side_is_a_lost_link(far_end: socket.socket) -> None:
    link = open_link(url_of(far_end))
    host, _ = far_end.accept()
    host.sendall(b"last words")
    host.close()
    assert link.read(5.0) == b"last words"
    with pytest.raises(LinkLost, match="closed the connection"):
        link.read(5.0)
    link.close()
    link.close()


def test_what_has_not_arrived_when_the_link_is_closed_never_arrives(far_end: socket.socket) -> None:
    far_end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link = open_link(url_of(far_end))
    host, _ = far_end.accept()
    link.write(bytes(200_000))  # more than the other side has room for
    link.close()
    with host, pytest.raises(ConnectionResetError):
        assert sum(len(piece) for piece in iter(lambda: host.recv(100_000), b"")) < 200_000


def test_a_refused_connection_says_so(far_end: socket.socket) -> None:
    url = url_of(far_end)
    far_end.close()
    with pytest.raises(LinkLost, match="connection refused"):
        open_link(url)


@pytest.mark.parametrize("url", ["tcp://localhost", "tcp://:80", "tcp://127.0.0.1:port", "nosuch://x"])
def test_an_address_that_makes_no_sense_is_a_mistake_and_not_a_lost_link(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - pyserial words it its own way
        open_link(url)


def test_a_missing_device_says_so(tmp_path: Path) -> None:
    with pytest.raises(LinkLost, match="device missing"):
        open_link(str(tmp_path / "ttyUSB0"))


def test_a_serial_device_carries_all_256_bytes_both_ways() -> None:
    device, terminal = pty.openpty()
    tty.setraw(terminal)
    everything = bytes(range(256))
    link = open_link(os.ttyname(terminal), baudrate=9600, parity="N", stopbits=2)
    os.close(terminal)
    link.write(everything)
    assert os.read(device, 300) == everything
    os.write(device, everything)
    heard = b""
    while len(heard) < 256:
        heard += link.read(5.0)
    assert heard == everything
    assert link.read(0.0) == b""
    os.close(device)
    with pytest.raises(LinkLost):
        link.read(5.0)
    link.close()


def test_a_line_with_parity_is_told_to_check_it() -> None:
    """A pseudo terminal has no parity to check, but it keeps the switch."""
    device, terminal = pty.openpty()
    tty.setraw(terminal)
    open_link(os.ttyname(terminal)).close()
    assert not termios.tcgetattr(terminal)[0] & termios.INPCK
    open_link(os.ttyname(terminal), baudrate=2400, bytesize=7, parity="O").close()
    assert termios.tcgetattr(terminal)[0] & termios.INPCK
    os.close(device)
    os.close(terminal)


def test_a_serial_device_is_ours_alone() -> None:
    device, terminal = pty.openpty()
    path = os.ttyname(terminal)
    link = open_link(path)
    with pytest.raises(LinkLost):
        open_link(path)
    link.close()
    open_link(path).close()
    os.close(device)
    os.close(terminal)


def test_pyserial_urls_work_with_and_without_something_to_select_on(far_end: socket.socket) -> None:
    loop = open_link("loop://")
    assert loop.fileno() is None
    assert loop.read(0.001) == b""
    loop.write(b"abc")
    assert loop.read(1.0) == b"abc"
    loop.close()
    link = open_link(url_of(far_end).replace("tcp", "socket"))
    host, _ = far_end.accept()
    with host:
        host.sendall(b"abc")
        assert link.read(5.0) == b"abc"
    link.close()


@pytest.mark.parametrize("scheme", ["evdev:", "hidraw:"])
def test_what_is_no_keyboard_or_raw_hid_device_is_refused_with_its_reason(scheme: str, tmp_path: Path) -> None:
    device, terminal = pty.openpty()
    file = tmp_path / "file"
    file.touch()
    for path in (os.ttyname(terminal), str(file), "/dev/null"):
        with pytest.raises(LinkLost, match="another kind of device"):
            open_link(scheme + path)
    with pytest.raises(LinkLost, match="device missing"):
        open_link(f"{scheme}{tmp_path}/none")
    with pytest.raises(ValueError, match="whole path"):
        open_link(f"{scheme}event3")
    os.close(device)
    os.close(terminal)


@pytest.mark.parametrize("path", ["/dev/input/by-id/none-event-kbd", "/dev/hidraw99"])
def test_a_path_that_says_what_it_is_needs_no_prefix(path: str) -> None:
    with pytest.raises(LinkLost, match=f"{path}: device missing"):
        open_link(path)
