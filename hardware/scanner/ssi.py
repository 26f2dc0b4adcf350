"""Zebra scanners in packets (Simple Serial Interface): every code is acknowledged, none is told twice.

The scanner sends a packet again, with the retransmit bit set, until it hears our ACK (72E-40451: two seconds, twice
more). Such a packet is told only if it is not the last one that was told; without the bit the same article again is a
second scan. Packets, scan enable and disable are set by us at every start, for the time being (no flash is written);
beeps and lamps stay as the technician set them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hardware.scanner.alarm import Alarm
from hardware.scanner.message import MESSAGE_SIZE_MAX, Codes, Manner, decoded, is_damaged
from hardware.scanner.ssi_packet import (
    BAD_CONTEXT,
    CONTINUED,
    DECODER,
    DENIED,
    HOST,
    RESEND,
    RETRANSMITTED,
    Opcode,
    Packet,
    PacketReader,
    read_code,
)
from hardware.wire import NEVER
from hardware.words import Command, Degraded, DisableReading, EnableReading, Fault, Health, Lost, Ready, Word

AT_ONCE = -NEVER
WAKE = b"\x00"
WAKE_SECONDS = 0.05
ANSWER_SECONDS = 2.0
TRIES_MAX = 3
ASK_AGAIN_SECONDS = 10.0
"""After a scanner that did not answer: it may have been switched off."""
SILENCE_SECONDS = 0.25
"""The rest of a packet that did not come by then never will."""
PARTS_SECONDS = 5.0
"""The last repetition of a missing part comes after 4 s; what comes later is another code."""
MEMORY_SECONDS = 10.0
"""For this long a repeated packet is known to be one; the last repetition comes after 4 s.

The same article scanned again within this time, whose first sending was damaged, is taken for a repetition as well: one
line too few, which the customer sees missing, rather than one too many.
"""
TEXT_SIZE_MIN = 6
"""Shorter runs of readable bytes outside of packets are taken for noise."""

ACK = Packet(Opcode.ACK, HOST).encode()
SEND_PACKETS = Packet(Opcode.PARAM_SEND, HOST, data=bytes((0xFF, 0xEE, 0x01)))  # no beep; decode data format: packets
SCAN_ENABLE = Packet(Opcode.SCAN_ENABLE, HOST)
SCAN_DISABLE = Packet(Opcode.SCAN_DISABLE, HOST)

PLAIN_TEXT = Degraded(
    Fault.WRONG_DEVICE,
    "the scanner sends plain text instead of SSI packets; its codes are not taken. Scan 'SSI host' and "
    "'Send packeted decode data' in its manual, or set driver = \"aim\"",
)
SILENT = Lost(
    Fault.NO_ANSWER,
    "the scanner does not answer in SSI packets. Scan 'SSI host' and 'Enable ACK/NAK' in its manual, and check the "
    "baudrate",
)


def nak(reason: int) -> bytes:
    """A packet that is refused, and why."""
    return Packet(Opcode.NAK, HOST, data=bytes((reason,))).encode()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A command without an answer yet."""

    packet: Packet
    tries: int


class Ssi:
    """Hears codes. `dropped` counts damaged packets and codes that cannot be right."""

    wants_link = True

    def __init__(self) -> None:
        self.codes = Codes()
        self._reader = PacketReader(DECODER)
        self._out = b""
        self._told: tuple[Packet, ...] = ()  # the last packet that was taken, none when it is long ago
        self._parts: tuple[Packet, ...] = ()
        self._is_overlong = False
        self._is_open = False
        self._wants_reading = True
        self._wished: list[Packet] = []
        self._asked: tuple[_Asked, ...] = ()
        self._health: Health | None = None
        self._silence, self._parts_wait, self._memory, self._answer = Alarm(), Alarm(), Alarm(), Alarm()

    @property
    def dropped(self) -> int:
        return self.codes.dropped

    @property
    def next_tick(self) -> float:
        alarms = (self._silence, self._parts_wait, self._memory, self._answer)
        return AT_ONCE if self._out else min(self.codes.next_tick, *(alarm.due for alarm in alarms))

    def opened(self) -> None:
        """What was told last is remembered: the scanner may repeat it over the new link."""
        self._reset()
        self._is_open = True
        self._wish(SEND_PACKETS, self._reading)

    def closed(self, reason: str) -> None:
        self._reset()
        self._is_open = False

    def ask(self, command: Command) -> None:
        if not isinstance(command, EnableReading | DisableReading):
            raise TypeError(f"a scanner cannot {command!r}")
        self._wants_reading = isinstance(command, EnableReading)
        if self._is_open:
            self._wish(self._reading)

    def receive(self, data: bytes) -> list[Word]:
        if data:
            self._take(self._reader.feed(data))
            self._silence.set(SILENCE_SECONDS)
        return self.codes.told()

    def tick(self, now: float) -> bytes:
        self.codes.tick(now)
        if self._silence.rings(now):
            self._take(self._reader.flush())
            self._look_at_the_rest()
        if self._parts_wait.rings(now):
            self._forget_parts()
        if self._memory.rings(now):
            self._told = ()
        if self._answer.rings(now):
            self._command()
        out, self._out = self._out, b""
        return out

    @property
    def _reading(self) -> Packet:
        return SCAN_ENABLE if self._wants_reading else SCAN_DISABLE

    def _reset(self) -> None:
        self._reader = PacketReader(DECODER)
        self._out = b""
        self._parts, self._is_overlong = (), False
        self._wished.clear()
        self._asked, self._health = (), None
        for alarm in (self._silence, self._parts_wait, self._answer):
            alarm.stop()

    def _take(self, packets: list[Packet]) -> None:
        for packet in packets:
            self._one(packet)

    def _one(self, packet: Packet) -> None:
        match packet.opcode:
            case Opcode.ACK:
                self._say(Ready())
                self._answered()
            case Opcode.NAK if packet.data[:1] == bytes((RESEND,)):
                self._answer.set(0.0)
            case Opcode.NAK:  # an older scanner may not know a setting: its packets will show
                self._say(self._health if self._health == PLAIN_TEXT else Ready())
                self._answered()
            case Opcode.DECODE_DATA if packet.data:
                self._decoded(packet)
            case Opcode.EVENT:
                self._out += ACK
            case _:
                self._out += nak(BAD_CONTEXT)

    def _answered(self) -> None:
        match self._asked:
            case (asked,) if asked.tries:
                self._asked = ()
                self._answer.set(0.0)

    def _decoded(self, packet: Packet) -> None:
        self._say(Ready())
        first = replace(packet, status=packet.status & ~RETRANSMITTED)
        if packet.status & RETRANSMITTED and (first,) == self._told:
            self._out += ACK
            return
        self._told = (first,)
        self._memory.set(MEMORY_SECONDS)
        if self._parts and self._parts[0].data[0] != packet.data[0]:
            self._forget_parts()
        size = sum(len(part.data) for part in (*self._parts, packet))
        if self._is_overlong or size > MESSAGE_SIZE_MAX:
            self._parts, self._is_overlong = (), bool(packet.status & CONTINUED)
            self._parts_wait.set(PARTS_SECONDS)
            self.codes.take(None)
            self._out += nak(DENIED)
            return
        self._out += ACK
        self._parts = (*self._parts, packet)
        self._parts_wait.set(PARTS_SECONDS)
        if not packet.status & CONTINUED:
            parts, self._parts = self._parts, ()
            self._whole(packet.data[0], b"".join(part.data[1:] for part in parts))

    def _whole(self, kind: int, data: bytes) -> None:
        text = decoded(data).rstrip("\r\n\t")
        self.codes.came(Manner(text))
        self.codes.take(None if is_damaged(text) else read_code(kind, text))

    def _look_at_the_rest(self) -> None:
        """What was no packet: a damaged one, which is to come again, or a scanner that is set up for something else."""
        text, noise = decoded(bytes(self._reader.text)).strip("\r\n\t"), self._reader.noise
        self._reader.forget()
        if noise:
            self.codes.take(None)
            self._out += nak(RESEND)
        elif len(text) >= TEXT_SIZE_MIN:
            self.codes.came(Manner(text))
            self.codes.take(None)
            if self._health != PLAIN_TEXT:
                self._say(PLAIN_TEXT)
                self._wish(SEND_PACKETS)

    def _forget_parts(self) -> None:
        if self._parts:
            self.codes.take(None)
        self._parts, self._is_overlong = (), False

    def _wish(self, *packets: Packet) -> None:
        """Commands to come, the last word about reading alone."""
        reading = (SCAN_ENABLE, SCAN_DISABLE)
        for packet in packets:
            self._wished = [each for each in self._wished if each != packet and not {each, packet} <= set(reading)]
            self._wished.append(packet)
        if not self._asked:
            self._answer.set(0.0)

    def _command(self) -> None:
        """One command at a time, behind a byte that wakes the scanner; repeated until it is answered."""
        match self._asked:
            case () if self._wished:
                self._asked = (_Asked(self._wished.pop(0), 0),)
                self._out += WAKE
                self._answer.set(WAKE_SECONDS)
            case (asked,) if asked.tries < TRIES_MAX:
                packet = replace(asked.packet, status=RETRANSMITTED) if asked.tries else asked.packet
                self._asked = (replace(asked, tries=asked.tries + 1),)
                self._out += packet.encode()
                self._answer.set(ANSWER_SECONDS)
            case (asked,):
                if self._health != PLAIN_TEXT:
                    self._say(SILENT)
                self._asked = (_Asked(asked.packet, 0),)
                self._answer.set(ASK_AGAIN_SECONDS)

    def _say(self, health: Health) -> None:
        if health != self._health:
            self._health = health
            self.codes.say(health)
