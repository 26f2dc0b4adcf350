"""One question at a time on a ccTalk bus: echo, time-outs, repeats, and silence after anything that went wrong.

A ccTalk reply does not say which question it answers. So after a question without a good answer the line must be
silent for a while before the next one: a reply that is late falls into that silence and is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hardware.cash.cctalk_frame import ARRIVED_SIZE_MAX, Checksum, Frame, first_frame
from hardware.cash.cctalk_words import Header
from hardware.wire import NEVER

REPLY_SECONDS = 0.4  # makers promise 50 ms; slow USB converters and writing to flash take their time
QUIET_SECONDS = 0.8  # after a question without a good answer
GAP_SECONDS = 0.01  # between a reply and the next question
QUIET_SECONDS_MAX = 3.0  # for a line that never falls silent
TRIES = 3


class Echo(StrEnum):
    """Does the host hear itself? One data wire: yes. Some USB converters take the echo away."""

    ON = "on"
    OFF = "off"
    DETECT = "detect"


@dataclass(frozen=True, slots=True)
class Question:
    """For one device. `sizes`: how many bytes a good answer has; NAK and BUSY have none."""

    address: int
    header: Header
    data: bytes = b""
    sizes: range = range(1)
    tries: int = TRIES


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer, or the refusal: `header` is ACK, NAK or BUSY."""

    header: Header
    data: bytes


class Exchange:
    """The host's end of the bus."""

    def __init__(self, checksum: Checksum, echo: Echo) -> None:
        self._checksum = checksum
        self._echo = echo
        self.reset()

    def reset(self) -> None:
        """Forget everything: the link is another one."""
        self._question: Question | None = None
        self._sent = b""
        self._is_out = False  # the question is on the wire
        self._tries_left = 0
        self._arrived = bytearray()
        self._rest_seconds = 0.0
        self._ready_at = -NEVER
        self._noisy_since: float | None = None
        self._deadline = NEVER
        self._has_echo: bool | None = {Echo.ON: True, Echo.OFF: False}.get(self._echo)

    @property
    def has_echo(self) -> bool | None:
        """Does this line echo? None: not seen yet."""
        return self._has_echo

    @property
    def next_tick(self) -> float:
        """When a question must be sent or is given up."""
        if self._rest_seconds:
            return -NEVER
        if self._question is None:
            return NEVER
        return self._deadline if self._is_out else self._ready_at

    @property
    def is_silent(self) -> bool:
        """Was the open question sent as often as allowed, without a good answer?"""
        return self._question is not None and not self._is_out and self._tries_left <= 0

    def ask(self, question: Question) -> None:
        """Open a question."""
        self._question = question
        self._sent = Frame(question.address, question.header, question.data).encode(self._checksum)
        self._tries_left = question.tries
        self._is_out = False

    def give_up(self) -> None:
        """Drop the open question."""
        self._question = None
        self._is_out = False
        self._deadline = NEVER

    def tick(self, now: float) -> bytes:
        """The question's bytes when the line is ready for them; after the last try `is_silent` becomes true."""
        if self._is_out and now >= self._deadline:
            self._is_out = False
            self._arrived.clear()
            self._rest_seconds = QUIET_SECONDS
        if self._rest_seconds:
            self._rest(now)
        if self._question is None or self._is_out or self._tries_left <= 0 or now < self._ready_at:
            return b""
        self._noisy_since = None
        self._tries_left -= 1
        self._is_out = True
        self._arrived.clear()
        self._deadline = now + REPLY_SECONDS
        return self._sent

    def receive(self, data: bytes) -> Reply | None:
        """The answer to the open question, once it is complete."""
        if self._question is None or not self._is_out:
            self._rest_seconds = QUIET_SECONDS if data.strip(b"\0") else self._rest_seconds
            return None
        self._arrived += data
        del self._arrived[:-ARRIVED_SIZE_MAX]
        reply = self._understood(bytes(self._arrived), self._question)
        if reply:
            self.give_up()
            self._arrived.clear()
            self._rest_seconds = GAP_SECONDS
        return reply

    def _rest(self, now: float) -> None:
        if self._rest_seconds == QUIET_SECONDS:
            self._noisy_since = now if self._noisy_since is None else self._noisy_since
            until = min(now + QUIET_SECONDS, self._noisy_since + QUIET_SECONDS_MAX)
        else:
            until = now + self._rest_seconds
        self._ready_at = max(self._ready_at, until)
        self._rest_seconds = 0.0

    def _understood(self, arrived: bytes, question: Question) -> Reply | None:
        at = arrived.find(self._sent)
        if at < 0 and self._has_echo:
            return None  # what came before our own question answers an older one
        rest = arrived[at + len(self._sent) :] if at >= 0 and self._has_echo is not False else arrived
        frame = first_frame(rest, self._checksum, question.address)
        if frame is None or (reply := _reply(frame, question.sizes)) is None:
            return None
        if self._has_echo is None:
            self._has_echo = at >= 0
        return reply


def _reply(frame: Frame, sizes: range) -> Reply | None:
    match frame.header:
        case Header.ACK if len(frame.data) in sizes:
            return Reply(Header.ACK, frame.data)
        case Header.NAK | Header.BUSY if not frame.data:
            return Reply(Header(frame.header), b"")
        case _:
            return None
