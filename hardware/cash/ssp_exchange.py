"""One question at a time to one SSP device: sequence flag, repeats of the identical bytes, packet counts."""

from __future__ import annotations

from random import Random

from hardware.cash.ssp import COUNT_MAX, STEX, Deframer, Envelope, Packet
from hardware.cash.ssp_words import Answer, Code
from hardware.wire import NEVER


class Exchange:
    """The host's end of the line. A question is built once and only ever repeated byte for byte, so that the device
    executes it once however often it or its reply is lost; a reply that is not for it is dropped.
    """

    def __init__(self, address: int, time_out_seconds: float, random: Random) -> None:
        self._address = address
        self._time_out_seconds = time_out_seconds
        self._random = random
        self.reset()

    def reset(self) -> None:
        """Forget everything, keys too: the next question must be SYNC."""
        self._deframer = Deframer()
        self._envelope: Envelope | None = None
        self._count = 0
        self._flag = True
        self._asked: bytes = b""  # empty: nothing is asked
        self._plain: bytes = b""
        self._sealed = False
        self._tries_left = 0
        self._deadline = NEVER

    def use_key(self, envelope: Envelope) -> None:
        """From now on every question is encrypted, counted from 0."""
        self._envelope = envelope
        self._count = 0

    @property
    def is_asking(self) -> bool:
        """Is a question open?"""
        return bool(self._asked)

    @property
    def next_tick(self) -> float:
        """When the question must be sent or repeated."""
        return self._deadline

    @property
    def is_silent(self) -> bool:
        """Has the open question been sent as often as allowed, without an answer?"""
        return self.is_asking and self._tries_left < 0

    def ask(self, question: bytes, tries: int) -> None:
        """Open a question, to be sent at most `tries` times (1 or more)."""
        self._plain = question
        if question[0] == Code.SYNC:
            self._flag = True
            self._envelope = None
        self._sealed = self._envelope is not None
        if self._envelope is not None:
            question = self._envelope.seal(question, self._count, self._random)
        self._asked = Packet(self._address, self._flag, question).encode()
        self._tries_left = tries
        self._deadline = 0.0

    def give_up(self) -> None:
        """Drop the open question."""
        self._asked = b""
        self._deadline = NEVER

    def tick(self, now: float) -> bytes:
        """The question's bytes when they are due; after the last try `is_silent` becomes true instead."""
        if not self._asked or now < self._deadline:
            return b""
        self._tries_left -= 1
        if self._tries_left < 0:
            self._deadline = NEVER
            return b""
        self._deadline = now + self._time_out_seconds
        return self._asked

    def receive(self, data: bytes) -> bytes | None:
        """The data of the reply to the open question, once it is complete."""
        reply = None
        for packet in self._deframer.receive(data):
            if reply is None and self._asked and packet.address == self._address and packet.sequence == self._flag:
                reply = self._understood(packet.data)
        if reply is not None:
            self._flag = not self._flag
            self.give_up()
        return reply

    def _understood(self, data: bytes) -> bytes | None:
        if not self._sealed:
            # A reply to SYNC carries nothing: what carries more was on its way from before.
            is_stale = data[0] == STEX or (self._plain[0] == Code.SYNC and len(data) > 1)
            return None if is_stale else data
        if data == bytes((Answer.KEY_NOT_SET,)):
            return data  # the device forgot the key: it cannot say so in any other way
        opened = self._envelope.open(data) if self._envelope else None
        if opened is None or opened[0] != (self._count + 1) & COUNT_MAX:
            return None
        self._count = opened[0]
        return opened[1]
