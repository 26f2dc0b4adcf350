"""One device on a ccTalk bus: how it is asked. What it is asked is a script.

A script is a generator: it yields a question and is sent the reply (None: silence), or yields the time until which to
wait.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from typing import TypeVar

from hardware.cash.cctalk_exchange import TRIES, Question, Reply
from hardware.cash.cctalk_words import Header
from hardware.words import Fault

T = TypeVar("T")
Script = Generator[Question | float, Reply | None, T]

BUSY_SECONDS = 0.2
BUSY_TRIES = 15
AGREE_TRIES = 6


class Turn(Exception):  # noqa: N818 - not an error: the conversation takes another turn
    """The question was not answered as hoped."""


class Silent(Turn):
    """No good answer came, as often as it was asked; `why` ends a sentence that begins with the device's name."""

    def __init__(self, why: str = "does not answer") -> None:
        super().__init__(why)
        self.why = why


class Refused(Turn):
    """NAK: the device does not know this, or will not."""


class Unfit(Turn):
    """The device answers but cannot be used as it is."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail


class Device(ABC):
    """An address on the bus. `kinds`: what its category must contain, in small letters."""

    kind = "device"
    kinds: tuple[str, ...] = ()

    def __init__(self, address: int, now: Callable[[], float]) -> None:
        self.address = address
        self.now = now
        self.serial = 0
        self.is_ready = False
        """Was it found, is it what was configured, and was it not reset since?"""
        self.unfit: Unfit | None = None
        """Why it cannot be used, although it answers."""
        self.misses = 0
        self.retry_at = 0.0

    @property
    def name(self) -> str:
        """For people: what it is and its address."""
        return f"{self.kind} {self.address}"

    @abstractmethod
    def start(self) -> Script[None]:
        """Find it, make it ready, and learn what happened while nobody looked."""

    @abstractmethod
    def poll(self) -> Script[None]:
        """What is new? Asked once: a device that misses it has its next turn."""

    def ask(self, header: Header, data: bytes = b"", sizes: range = range(1), tries: int = TRIES) -> Script[bytes]:
        """The data of the answer. Silent: none came, or the device was busy for seconds. Refused: NAK."""
        for _ in range(BUSY_TRIES):
            reply = yield Question(self.address, header, data, sizes, tries)
            if reply is None:
                raise Silent
            if reply.header is Header.NAK:
                raise Refused
            if reply.header is Header.ACK:
                return reply.data
            yield self.now() + BUSY_SECONDS
        raise Silent("is always busy")

    def ask_if_known(self, header: Header, data: bytes, sizes: range) -> Script[bytes | None]:
        """The same, of what a device need not know; then it refuses, or is silent."""
        try:
            return (yield from self.ask_twice(header, data, sizes))
        except (Refused, Silent):
            return None

    def ask_twice(self, header: Header, data: bytes, sizes: range) -> Script[bytes]:
        """For money: one byte guards the frame, and a disturbed line can outwit it. Two answers in a row must agree."""
        last: bytes | None = None
        for _ in range(AGREE_TRIES):
            answer = yield from self.ask(header, data, sizes)
            if answer == last:
                return answer
            last = answer
        raise Silent("contradicts itself")

    def identify(self) -> Script[None]:
        """Is it what was configured, and which one?"""
        category = yield from self.ask(Header.REQUEST_CATEGORY, b"", range(1, 60), tries=1)
        text = category.decode("ascii", "replace")
        if not any(kind in text.lower() for kind in self.kinds):
            raise Unfit(Fault.WRONG_DEVICE, f"address {self.address} is no {self.kind}, it says it is {text!a}")
        self.serial = int.from_bytes((yield from self.ask_twice(Header.REQUEST_SERIAL, b"", range(3, 4))), "little")
