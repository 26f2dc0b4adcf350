"""Simulated signal towers of every dialect. `lit` is the truth: the lamps that are on now, `changes` what was seen."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from random import Random

from hardware.wire import NEVER
from hardware.words import Lamp

HEARD_SIZE_MAX = 64  # bytes; what is beyond is lost, as from a small buffer
CHANNELS = {Lamp.RED: 1, Lamp.AMBER: 2, Lamp.GREEN: 3}
"""How the simulated relay boards are wired."""
COLOURS = {1: Lamp.RED, 2: Lamp.AMBER, 4: Lamp.GREEN}


@dataclass(frozen=True, slots=True)
class Faults:
    """Probabilities, 0 to 1, for each answer: lost, or nonsense."""

    silence: float = 0.0
    garbage: float = 0.0


class SignalTower(ABC):
    """An `Emulator`. `cut_power` puts every lamp out and leaves the line open; `unplug` takes the device away."""

    def __init__(self, random: Random | None = None, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.hangs_up = False
        self.lit: frozenset[Lamp] = frozenset()
        self.changes: list[frozenset[Lamp]] = []
        self._dice = random or Random(0)  # noqa: S311 - a simulation must be repeatable
        self._is_plugged_in = True
        self._is_powered = True
        self._buffer = bytearray()
        self._out = b""

    def unplug(self) -> None:
        """What hangs on the plug goes dark."""
        self._is_plugged_in = False
        self._dark()

    def plug_in(self) -> None:
        self._is_plugged_in = True

    def cut_power(self) -> None:
        self._is_powered = False
        self._dark()

    def restore_power(self) -> None:
        self._is_powered = True

    @property
    def listening(self) -> bool:
        return self._is_plugged_in

    @property
    def next_tick(self) -> float:
        return -NEVER if self._out else NEVER

    def connected(self) -> None:
        self._buffer.clear()
        self._out = b""

    def disconnected(self) -> None:
        self._buffer.clear()
        self._out = b""

    def receive(self, data: bytes) -> None:
        if not self._is_powered:
            return
        self._buffer += data
        del self._buffer[:-HEARD_SIZE_MAX]
        while self._buffer:
            answer = self._take(self._buffer)
            if answer is None:
                return
            if answer and self._dice.random() >= self.faults.silence:
                garbled = self._dice.random() < self.faults.garbage
                self._out += self._dice.randbytes(len(answer)) if garbled else answer

    def tick(self, now: float) -> bytes:
        out, self._out = self._out, b""
        return out

    @abstractmethod
    def _take(self, buffer: bytearray) -> bytes | None:
        """Take one command, or one byte of nonsense, off the front; what to answer. None: more must come."""

    def _switch(self, lamps: frozenset[Lamp], on: bool) -> None:
        self._show(self.lit | lamps if on else self.lit - lamps)

    def _show(self, lit: frozenset[Lamp]) -> None:
        if lit != self.lit:
            self.lit = lit
            self.changes.append(lit)

    def _dark(self) -> None:
        self._buffer.clear()
        self._out = b""
        self._show(frozenset())


class LcusEmulator(SignalTower):
    """A relay board of eight, with three lamps. Damaged commands are passed over."""

    def _take(self, buffer: bytearray) -> bytes | None:
        if buffer[0] != 0xA0:
            del buffer[:1]
            return b""
        if len(buffer) < 4:
            return None
        start, channel, on, check = buffer[:4]
        if (start + channel + on) % 256 != check or on > 1:
            del buffer[:1]
            return b""
        del buffer[:4]
        self._switch(_wired(channel), bool(on))
        return b""


class NumatoEmulator(SignalTower):
    """A relay board that echoes every character."""

    def _take(self, buffer: bytearray) -> bytes | None:
        line, end, rest = bytes(buffer).partition(b"\r")
        if not end:
            return None
        buffer[:] = rest
        match line.split():
            case [b"relay", (b"on" | b"off") as state, number] if len(number) == 1 and number.isalnum():
                self._switch(_wired(int(number, 36)), state == b"on")
        return line + b"\n\r>"


class AdafruitEmulator(SignalTower):
    """The USB tower: a byte a command."""

    def _take(self, buffer: bytearray) -> bytes:
        command = buffer.pop(0)
        if lamp := COLOURS.get(command & 0x0F):
            match command & 0xF0:
                case 0x10:
                    self._switch(frozenset({lamp}), on=True)
                case 0x20:
                    self._switch(frozenset({lamp}), on=False)
        return b""


class PatliteEmulator(SignalTower):
    """A tower on the network. Its buzzer and the flashing of its own are not used."""

    def _take(self, buffer: bytearray) -> bytes | None:
        if buffer[:1] != b"W":
            buffer.clear()
            return b"NAK"
        if len(buffer) < 2:
            return None
        bits = buffer[1]
        del buffer[:2]
        self._show(frozenset(lamp for bit, lamp in COLOURS.items() if bits & bit))
        return b"ACK"


def _wired(channel: int) -> frozenset[Lamp]:
    return frozenset(lamp for lamp, wired in CHANNELS.items() if wired == channel)
