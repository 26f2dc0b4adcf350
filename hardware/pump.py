"""One thread per device: joins a wire to a link, reopens the link when it breaks, tells the words."""

from __future__ import annotations

import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from hardware.herald import Herald
from hardware.link import Link, LinkLost
from hardware.wire import Wire
from hardware.words import Command, Fault, Lost, TryAgain, Word

REOPEN_SECONDS_MIN = 0.25
REOPEN_SECONDS_MAX = 4.0
WAIT_SECONDS_MAX = 3600.0
BLIND_READ_SECONDS = 0.01
"""A link which `select` cannot watch is read for this long at most, so that a command never waits longer."""

UNLINKED_TICK_SECONDS = 0.05


class Pump:
    """Runs `wire` over the links that `open_link` opens, in a thread of its own, until stopped.

    `tell` and `on_crash` are called from that thread. When the link breaks while the wire wants it, `Lost` is told,
    once; the wire says `Ready` when the device is well again. A wire that hangs up by itself when it hears of the
    break (a terminal dialled per sale) speaks for itself. Whatever the wire or `tell` raises is a broken program: it
    goes to `on_crash` and the pump ends.
    """

    def __init__(
        self,
        wire: Wire,
        open_link: Callable[[], Link],
        tell: Callable[[Word], None],
        on_crash: Callable[[Exception], None],
        name: str = "device",
    ) -> None:
        self._wire = wire
        self._open_link = open_link
        self._tell_outside = tell
        self._on_crash = on_crash
        self._commands: deque[Command] = deque()
        self._stopping = threading.Event()
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._wake_reader.setblocking(False)
        self._wake_writer.setblocking(False)
        self._thread = threading.Thread(target=self._run, name=f"pump {name}", daemon=True)
        self._link: Link | None = None
        self._herald = Herald()
        self._reopen_at = 0.0
        self._reopen_seconds = REOPEN_SECONDS_MIN

    def start(self) -> None:
        """Once in the life of a pump."""
        self._thread.start()

    def stop(self) -> None:
        """Returns when the thread has ended and the link is closed (at most one connection attempt later)."""
        self._stopping.set()
        self._wake()
        self._thread.join()
        self._wake_reader.close()
        self._wake_writer.close()

    def ask(self, command: Command) -> None:
        """Hand a command to the wire; from any thread, never blocks."""
        self._commands.append(command)
        self._wake()

    def _wake(self) -> None:
        try:
            self._wake_writer.send(b"!")
        except BlockingIOError:
            return  # full of earlier wakes: the pump is about to look anyway
        except OSError:
            return  # stopped: nobody is left to wake

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._turn()
        except Exception as crash:
            self._on_crash(crash)
        finally:
            self._close_link()

    def _turn(self) -> None:
        while self._commands:
            self._do(self._commands.popleft())
        self._keep_link(time.monotonic())
        self._write(self._wire.tick(time.monotonic()))
        self._tell(self._wire.receive(b""))
        if data := self._wait():
            self._reopen_seconds = REOPEN_SECONDS_MIN
            self._tell(self._wire.receive(data))

    def _do(self, command: Command) -> None:
        if isinstance(command, TryAgain):
            self._try_again()
        else:
            self._wire.ask(command)

    def _try_again(self) -> None:
        """The wire starts from nothing; the break is on purpose, and nobody is told of it."""
        if self._link is not None:
            self._close_link()
            self._wire.closed("tried again by staff")
            self._tell(self._wire.receive(b""))
        self._reopen_at, self._reopen_seconds = time.monotonic(), REOPEN_SECONDS_MIN

    def _keep_link(self, now: float) -> None:
        if not self._wire.wants_link:
            self._close_link()
            self._reopen_at, self._reopen_seconds = now, REOPEN_SECONDS_MIN
        elif self._link is None and now >= self._reopen_at:
            try:
                self._link = self._open_link()
            except LinkLost as lost:
                self._broken(lost)
            else:
                self._wire.opened()

    def _write(self, data: bytes) -> None:
        if data and self._link is not None:
            try:
                self._link.write(data)
            except LinkLost as lost:
                self._broken(lost)

    def _wait(self) -> bytes:
        """Until bytes, a command, or the next thing to do; what arrived."""
        seconds = self._seconds_to_wait()
        link = self._link
        descriptor = link.fileno() if link else None
        try:
            if link and descriptor is None:
                data = link.read(min(seconds, BLIND_READ_SECONDS))
                self._select([], 0.0)
                return data
            if self._select([] if descriptor is None else [descriptor], seconds) and link:
                return link.read(0.0)
        except LinkLost as lost:
            self._broken(lost)
        return b""

    def _seconds_to_wait(self) -> float:
        until = self._wire.next_tick
        if self._wire.wants_link and self._link is None:
            # A wire that would send at once, and cannot, must not keep the processor busy.
            until = min(max(until, time.monotonic() + UNLINKED_TICK_SECONDS), self._reopen_at)
        elif self._link is not None and not self._wire.wants_link:
            return 0.0
        return min(max(until - time.monotonic(), 0.0), WAIT_SECONDS_MAX)

    def _select(self, descriptors: list[int], seconds: float) -> bool:
        """Did the link, rather than a command, end the wait?"""
        wake = self._wake_reader.fileno()
        ready, _, _ = select.select([wake, *descriptors], [], [], seconds)
        if wake in ready:
            self._wake_reader.recv(4096)
        return any(descriptor in ready for descriptor in descriptors)

    def _broken(self, lost: LinkLost) -> None:
        self._close_link()
        self._reopen_at = time.monotonic() + self._reopen_seconds
        self._reopen_seconds = min(self._reopen_seconds * 2, REOPEN_SECONDS_MAX)
        self._wire.closed(lost.reason)
        self._tell([_because(lost.fault, word) for word in self._wire.receive(b"")])
        if self._wire.wants_link:
            self._announce(self._herald.link_lost(lost.reason, lost.fault))

    def _tell(self, words: list[Word]) -> None:
        self._announce(self._herald.news(words))

    def _announce(self, words: list[Word]) -> None:
        for word in words:
            self._tell_outside(word)

    def _close_link(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None


def _because(fault: Fault, word: Word) -> Word:
    """A wire that speaks for itself says that its link is lost; only the link knows that it was the certificate."""
    return replace(word, fault=fault) if isinstance(word, Lost) and word.fault is Fault.LINK_LOST else word
