"""A simulated Zebra scanner in packets: it waits for its ACK, repeats itself, gives up, and mishears when asked."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from random import Random

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
)
from hardware.wire import NEVER
from hardware.words import Symbology

PACKETED = b"\xee\x01"
TYPES = {
    Symbology.EAN13: 0x0B,
    Symbology.EAN8: 0x0A,
    Symbology.UPCA: 0x08,
    Symbology.UPCE: 0x09,
    Symbology.CODE128: 0x03,
    Symbology.GS1_128: 0x0F,
    Symbology.ITF: 0x06,
    Symbology.DATABAR: 0x30,
    Symbology.DATABAR_EXPANDED: 0x32,
    Symbology.QR: 0x1C,
    Symbology.GS1_QR: 0xC2,
    Symbology.DATAMATRIX: 0x1B,
    Symbology.GS1_DATAMATRIX: 0xC1,
    Symbology.OTHER: 0x01,
}


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong, each with its probability."""

    lose_ack: float = 0.0  # the ACK of the host does not arrive
    damage: float = 0.0  # a byte of a packet is another one at the host
    cut: float = 0.0  # the end of a packet does not arrive


@dataclass(frozen=True, slots=True)
class _Sent:
    """A packet that waits for its ACK."""

    packet: Packet
    tries: int


class SsiEmulator:
    """One scanner. `packeted`: as it was set up; `settable`: the host may change that.

    `is_reading`: its trigger works. `given_up` counts codes that the host never acknowledged.
    """

    ack_seconds = 2.0
    tries_max = 3

    def __init__(
        self,
        random: Random | None = None,
        packeted: bool = True,
        settable: bool = True,
        part_size: int = 250,
        faults: Faults = Faults(),
    ) -> None:
        self.is_reading = True
        self.is_asleep = False
        self.given_up = 0
        self.hangs_up = False
        self.packeted = packeted
        self.faults = faults
        self._random = random or Random(0)  # noqa: S311 - repeatable on purpose
        self._settable = settable
        self._part_size = part_size
        self._is_plugged_in = True
        self._reader = PacketReader(HOST)
        self._queue: deque[tuple[Packet, ...]] = deque()  # one code each, in its parts
        self._sent: tuple[_Sent, ...] = ()
        self._resend_at = NEVER
        self._out = b""

    def scan(self, text: str, symbology: Symbology, kind: int = 0) -> bool:
        """A code passes before the scanner; False when the trigger is off. `kind`: another code type than usual."""
        if not self.is_reading or not self._is_plugged_in:
            return False
        data = text.encode()
        if self.packeted:
            self._queue.append(tuple(self._parts(kind or TYPES[symbology], data)))
        else:
            self._out += data + b"\r"
        return True

    def event(self) -> None:
        """Something the host did not ask for, and must acknowledge."""
        self._queue.append((Packet(Opcode.EVENT, DECODER, data=b"\x01"),))

    def noise(self, data: bytes) -> None:
        """Any bytes on the line."""
        self._out += data

    def unplug(self) -> None:
        self._is_plugged_in = False

    def plug_in(self) -> None:
        """With its memory of a code that nobody acknowledged."""
        self._is_plugged_in = True

    @property
    def is_idle(self) -> bool:
        """Everything read was acknowledged or given up."""
        return not self._queue and not self._out

    @property
    def listening(self) -> bool:
        return self._is_plugged_in

    @property
    def next_tick(self) -> float:
        return -NEVER if self._out or (self._queue and not self._sent) else self._resend_at

    def connected(self) -> None:
        self._reader = PacketReader(HOST)

    def disconnected(self) -> None:
        self._out = b""

    def receive(self, data: bytes) -> None:
        if self.is_asleep:
            self.is_asleep = not data.startswith(b"\x00")
            return
        for packet in self._reader.feed(data if self._reader.is_waiting else data.lstrip(b"\x00")):
            self._obey(packet)
        if self._reader.noise:
            self._reader.forget()
            self._out += Packet(Opcode.NAK, DECODER, data=bytes((RESEND,))).encode()

    def tick(self, now: float) -> bytes:
        if self._queue and (not self._sent or now >= self._resend_at):
            self._send(now)
        out, self._out = self._out, b""
        return out

    def _parts(self, kind: int, data: bytes) -> list[Packet]:
        pieces = [data[at : at + self._part_size] for at in range(0, len(data), self._part_size)] or [b""]
        parts = [Packet(Opcode.DECODE_DATA, DECODER, CONTINUED, bytes((kind,)) + piece) for piece in pieces]
        return [*parts[:-1], replace(parts[-1], status=0)]

    def _obey(self, packet: Packet) -> None:
        match packet.opcode:
            case Opcode.ACK:
                if self._random.random() >= self.faults.lose_ack:
                    self._next_part()
            case Opcode.NAK if packet.data == bytes((RESEND,)):
                self._resend_at = -NEVER if self._sent else NEVER
            case Opcode.NAK:
                self._next_part()
            case Opcode.SCAN_ENABLE | Opcode.SCAN_DISABLE:
                self.is_reading = packet.opcode == Opcode.SCAN_ENABLE
                self._answer(0)
            case Opcode.PARAM_SEND:
                self.packeted = self.packeted or (self._settable and packet.data[1:] == PACKETED)
                self._answer(0 if self._settable else DENIED)
            case _:
                self._answer(BAD_CONTEXT)

    def _answer(self, refusal: int) -> None:
        opcode, data = (Opcode.NAK, bytes((refusal,))) if refusal else (Opcode.ACK, b"")
        self._out += Packet(opcode, DECODER, data=data).encode()

    def _send(self, now: float) -> None:
        match self._sent:
            case (sent,) if sent.tries >= self.tries_max:
                self.given_up += 1
                self._queue.popleft()
                self._sent, self._resend_at = (), NEVER
                return
            case (sent,):
                packet, tries = replace(sent.packet, status=sent.packet.status | RETRANSMITTED), sent.tries
            case _:
                packet, tries = self._queue[0][0], 0
        self._sent = (_Sent(packet, tries + 1),)
        self._resend_at = now + self.ack_seconds
        self._out += self._over_the_line(packet.encode())

    def _next_part(self) -> None:
        if self._sent:
            self._sent, self._resend_at = (), NEVER
            whole = self._queue.popleft()
            if len(whole) > 1:
                self._queue.appendleft(whole[1:])

    def _over_the_line(self, data: bytes) -> bytes:
        if self._random.random() < self.faults.damage:
            at = self._random.randrange(len(data))
            data = data[:at] + bytes((data[at] ^ self._random.randrange(1, 256),)) + data[at + 1 :]
        if self._random.random() < self.faults.cut:
            data = data[: self._random.randrange(len(data))]
        return data
