"""Relay boards that switch the lamps of a tower: LC Technology's in four bytes, Numato's in lines of text.

Sources: LCUS-1/2/4/8 "USB switch communication protocol" (start A0, channel from 01, 01 on or 00 off, sum; 9600 8N1),
which some USB stack lights speak as well (SL60USB2: red, green and yellow are the channels 1 to 3); Numato Lab, "16
Channel USB Relay Module User Guide" (`relay on N`, CR; it echoes, and answers with a prompt).

`channels`: where each lamp is connected, as the board numbers its relays.
"""

from __future__ import annotations

from collections.abc import Mapping

from hardware.words import Lamp

START = 0xA0
PROMPT = b">"
BLINKS_MAX = 20
"""Contacts wear: a relay may be good for no more than 100,000 operations."""

Channels = Mapping[Lamp, int]


class Lcus:
    """LC Technology's dialect. Boards answer nothing, or each model something of its own: it is passed over."""

    line = "an LCUS board at 9600 baud"
    pace_seconds = 0.05  # the smaller boards lose the second of two commands
    blinks_max = BLINKS_MAX

    def __init__(self, channels: Channels) -> None:
        self._channels = channels

    def show(self, lit: frozenset[Lamp]) -> tuple[bytes, ...]:
        return tuple(switch(channel, lamp in lit) for lamp, channel in self._channels.items())

    def understood(self, message: bytes, arrived: bytes) -> bool:
        return True


def switch(channel: int, on: bool) -> bytes:
    """One relay on or off."""
    return bytes((START, channel, on, (START + channel + on) % 256))


class Numato:
    """Numato's dialect. An empty line goes first: it ends whatever the board had heard of another."""

    line = "a Numato relay board"
    pace_seconds = 0.0
    blinks_max = BLINKS_MAX

    def __init__(self, channels: Channels) -> None:
        self._channels = channels

    def show(self, lit: frozenset[Lamp]) -> tuple[bytes, ...]:
        return (b"\r", *(self._switch(channel, lamp in lit) for lamp, channel in self._channels.items()))

    def understood(self, message: bytes, arrived: bytes) -> bool | None:
        if not arrived.endswith(PROMPT):
            return None
        return message.strip() in arrived

    def _switch(self, channel: int, on: bool) -> bytes:
        number = f"{channel}" if channel < 10 else chr(ord("A") + channel - 10)  # boards of more than ten relays
        return f"relay {'on' if on else 'off'} {number}\r".encode()
